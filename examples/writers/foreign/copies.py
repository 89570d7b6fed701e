"""What goes into the filled copies: `foreign/content/*.toml` read into values, with the pictures drawn.

A text is written as in the form, a paragraph a line. A line `@scene` places a picture; a line `# …` is an
item that the office numbers itself, （1）, （2） and so on (raw-xml alone).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grid import Block, Para, Picture, Run, words
from pictures import draw

CONTENT = Path(__file__).parent / "content"
ESSAY = ("background", "practice", "outcome", "lessons")


@dataclass(frozen=True, slots=True)
class Handling:
    """How an applicant handled the form.

    `shape`: how the cells are laid out, each form has its own. `hints`: drop, keep (above the answer) or
    below. `tick` replaces the box, `□√` stands beside it, `（√）` behind the option; symbol and control are
    for raw-xml alone. `both`: an option is ticked with its ticked sub-option. `year`: how the heads of year
    columns read. `label`: plain, broken (over lines, as in the blank), spaced, colon or star. `units`: in a
    column of their own, or in the labels. `headings`: 一、, （一）, 1., bare or auto (raw-xml alone) with
    `heading_words`. `floating`: pictures float (raw-xml alone). `without`: rows that were left out. `dated`:
    the day is a date to the sheet. `look`: fonts and small differences.
    """

    shape: str = "blank"
    hints: str = "drop"
    tick: str = "☑"
    box: str = "□"
    both: bool = False
    year: str = "{}年"
    label: str = "plain"
    transposed: bool = False
    units: str = "column"
    headings: str = "一、"
    heading_words: tuple[str, ...] = ("工作背景", "主要做法", "取得成效", "经验启示")
    floating: bool = False
    without: tuple[str, ...] = ()
    dated: bool = False
    across: int = 2
    look: int = 0
    title: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """One filled-in copy, and the file it goes into.

    `said` holds the answers, `typed` what stands in a cell where that isn't the answer's plain words,
    `labels` the labels that this copy words in its own way.
    """

    path: Path
    form: str
    writer: str
    district: str
    handling: Handling
    said: dict[str, Any]
    typed: dict[str, str]
    labels: dict[str, str]
    pictures: tuple[Picture, ...] = ()
    parts: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    fault: str = ""

    def text(self, key: str) -> str:
        """A text answer as a reader must give it, empty if none was given."""
        return plain(paragraphs(str(self.said.get(key, ""))))

    def number(self, key: str) -> float | int | None:
        """A figure, none if the cell was left empty or can't be read as one."""
        return self.said.get(key)

    def choice(self, key: str) -> list[str]:
        """The ticked options."""
        return list(self.said.get(key, ()))

    def shown(self, key: str) -> str:
        """What stands in the cell of a short answer."""
        if key in self.typed:
            return self.typed[key]
        value = self.said.get(key, "")
        return " ".join(value) if isinstance(value, list) else str(value).strip()


def described(only: str = "") -> Iterator[dict[str, Any]]:
    """Every copy under `content/` whose path contains `only`, as its file says it, in order."""
    for source in sorted(CONTENT.glob("*.toml")):
        for form in tomllib.loads(source.read_text(encoding="utf-8"))["form"]:
            if only in form["path"]:
                yield {**form, "form": source.stem.partition("-")[0]}


def copy(form: dict[str, Any]) -> Copy:
    """A described copy as values, its pictures drawn."""
    draws = _Draws(form["path"], floating=form.get("handling", {}).get("floating", False))
    handled = {key: tuple(v) if isinstance(v, list) else v for key, v in form.get("handling", {}).items()}
    about = ("path", "form", "writer", "district", "handling", "typed", "labels", "photos", "fault", *ESSAY)
    return Copy(
        path=Path(form["path"]),
        form=form["form"],
        writer=form["writer"],
        district=form["district"],
        handling=Handling(**handled),
        said={key: value for key, value in form.items() if key not in about},
        typed=form.get("typed", {}),
        labels=form.get("labels", {}),
        pictures=tuple(draws.next(scene) for scene in form.get("photos", ())),
        parts={key: draws.blocks(form[key]) for key in ESSAY if key in form},
        fault=form.get("fault", ""),
    )


class _Draws:
    """Draws the pictures of one copy, each from a seed of its own."""

    def __init__(self, path: str, *, floating: bool) -> None:
        self.path, self.floating = path, floating
        self.count = 0

    def next(self, scene: str) -> Picture:
        self.count += 1
        drawn = draw(scene, f"{self.path}#{self.count}", small=True)
        return replace(drawn, floating=self.floating)

    def blocks(self, text: str) -> tuple[Block, ...]:
        return tuple(
            self.next(block.text[1:]) if isinstance(block, Para) and block.text.startswith("@") else block
            for block in paragraphs(text)
        )


def paragraphs(text: str) -> tuple[Block, ...]:
    """The lines of a text, those that begin with `# ` as items that the office numbers."""
    out: list[Block] = []
    items = 0
    for line in text.strip().splitlines():
        if line.startswith("# "):
            items += 1
            out.append(Para((Run(line[2:]),), number=f"（{items}）"))
        elif line:
            out.append(words(line))
    return tuple(out)


def plain(blocks: tuple[Block, ...]) -> str:
    """The text of an answer as a reader must give it."""
    return "\n".join(block.text for block in blocks if isinstance(block, Para))
