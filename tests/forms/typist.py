"""What one applicant types into the cells of a form: labels, texts, codes, ticks, figures, hints."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.model import Block, Cell, Grid, Paragraph, Picture, Place
from tests.forms.notice_words import VARIANTS

Fields = dict[str, Any]


@dataclass(slots=True)
class Entry:
    """A cell to be: its blocks and spans."""

    blocks: tuple[Block, ...]
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class Typist:
    """Types into one form; ``chance`` decides what the traits leave open."""

    form: str
    fields: Fields
    on: frozenset[str]
    chance: random.Random
    blocks: list[Block] = field(default_factory=list)
    tables: int = 0

    # -- small things ----------------------------------------------------------------

    def has(self, trait: str, share: float = 0.6) -> bool:
        return trait in self.on and self.chance.random() < share

    def label(self, key: str, printed: str, number: int = 0) -> str:
        text = printed
        if self.has("variants") and key in VARIANTS:
            text = self.chance.choice(VARIANTS[key])
        if self.has("label-spaces") and len(text) <= 4:
            text = self.chance.choice((" ", "　")).join(text)
        elif self.has("label-breaks") and len(text) > 4:
            at = self.chance.randrange(2, len(text) - 1)
            text = text[:at] + "\n" + text[at:]
        if self.has("label-notes", 0.3) and "（" not in text:
            text += self.chance.choice(("（必填）", "（如实填写）"))
        if self.has("label-numbers") and number:
            text = f"{number}. {text}"
        if self.has("label-stars", 0.4):
            text = self.chance.choice((f"*{text}", f"{text}*", f"* {text}"))
        if self.has("label-colons"):
            text += "："
        return text

    def table(self, rows: Sequence[Sequence[Entry]]) -> None:
        self.tables += 1
        part = f"表{self.tables}"
        cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        for row, entries in enumerate(rows):
            column = 0
            for ordinal, entry in enumerate(entries, 1):
                while (row, column) in taken:
                    column += 1
                taken |= {
                    (row + down, column + across)
                    for down in range(entry.down)
                    for across in range(entry.across)
                }
                place = Place(part, row + 1, ordinal)
                cells.append(Cell(place, row, column, entry.down, entry.across, entry.blocks))
                column += entry.across
        self.blocks.append(Grid(part, tuple(cells)))

    def paragraphs(self, text: str) -> tuple[Block, ...]:
        if "other-breaks" in self.on and "\n" in text:
            return (Paragraph(text.replace("\n", "\n  \n") + " "),)
        return tuple(Paragraph(line) for line in text.split("\n")) if text else ()

    def hinted(self, hint: str, answer: tuple[Block, ...], *, below: bool = True) -> tuple[Block, ...]:
        """An answer with the form's own hint left above or below it."""
        if not hint or not self.has("hints"):
            return answer
        shown = Paragraph(hint)
        return (*answer, shown) if below and self.chance.random() < 0.3 else (shown, *answer)

    # -- answers ---------------------------------------------------------------------

    def code(self, value: Fields, hint: str) -> tuple[Block, ...]:
        code, name = value["code"], value["name"]
        if not code and not name:
            return (Paragraph(hint),) if self.has("hints") else ()
        between = self.chance.choice((" ", "", "　", "-", "\n")) if "number-styles" in self.on else " "
        text = f"{code}{between}{name}" if code and name else code or name
        if self.has("hints"):
            return self.chance.choice(
                (
                    (Paragraph(hint), Paragraph(text)),
                    (Paragraph(f"填写格式：{text}"),),
                    (Paragraph(text), Paragraph(hint)),
                )
            )
        return (Paragraph(text),)

    def ticks(self, options: Sequence[tuple[str, Sequence[str]]], value: Sequence[str]) -> tuple[Block, ...]:
        yes, no = ("☑", "□")
        if "ticks" in self.on:
            yes = self.chance.choice(("☑", "√", "■", "☒", "●", "（√）", "√□", "🗹", "✔"))
            no = {"●": "○", "（√）": "（ ）"}.get(yes, self.chance.choice("□口"))
        after = "ticks" in self.on and self.chance.random() < 0.2
        lines = []
        for name, levels in options:

            def box(path: str, shown: str) -> str:
                mark = yes if path in value else no
                return f"{shown}{mark}" if after else f"{mark}{shown}"

            inner = " ".join(box(f"{name}/{level}", level) for level in levels)
            lines.append(box(name, name) + (f"（{inner}）" if levels else ""))
        return tuple(Paragraph(line) for line in lines)

    def figure(self, value: Any, unit: str = "") -> str:
        if value is None:
            return self.chance.choice(("/", "无", "—", "")) if "number-styles" in self.on else ""
        if "number-styles" not in self.on:
            return f"{value}"
        return self.chance.choice(
            (f"{value}", f"{value:,}", f"约{value}{unit}", f"{value}{unit}", f"≥{value}", f"{value} {unit}")
        )

    @staticmethod
    def pictures(value: Iterable[Fields]) -> tuple[Block, ...]:
        return tuple(Picture(one["sha256"], one["width"], one["height"], one["media_type"]) for one in value)
