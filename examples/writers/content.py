"""What goes into the examples: `content/*.toml` read into values, with the pictures drawn.

A text is written as in the form, a paragraph a line. A line `@scene` places a picture, lines `|a|b|`
in a row are a small table inside the answer.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grid import Block, Nested, Para, Picture, words
from pictures import draw

HERE = Path(__file__).parent
INDICATORS = (
    "energy_saved",
    "water_saved",
    "carbon_cut",
    "materials_saved",
    "pollutants_cut",
    "solid_waste_used",
    "toxics_cut",
)
UNITS = {
    "energy_saved": "tce",
    "water_saved": "m³",
    "carbon_cut": "tCO₂e",
    "pollutants_cut": "t",
    "solid_waste_used": "t",
    "toxics_cut": "t",
}


@dataclass(frozen=True, slots=True)
class Traits:
    """How an applicant handled the form.

    `shape`: notice, stacked (answers below labels), two-tables, wide (six columns), rows (a row a part).
    `hints`: drop, keep (above the answer) or below. `tick` replaces the box; symbol and control are for
    raw-xml alone. `headings`: how the three parts are numbered. `lead_ins`: the words before the notes of
    Annex 3 stay; `spare`: its empty rows too; `numbered`: 项目1： before a title; `blank`: what stands in an
    empty figure. `across`: pictures side by side. `look`: fonts, bold labels, small differences of wording.
    """

    shape: str = "notice"
    hints: str = "drop"
    tick: str = "☑"
    headings: str = "1. "
    heading_words: tuple[str, str, str] = ("亮点做法", "主要成效", "借鉴意义")
    spaced: bool = False
    half: bool = False
    split_runs: bool = False
    spare: bool = False
    lead_ins: bool = False
    numbered: bool = False
    blank: str = ""
    landscape: bool = False
    across: int = 1
    look: int = 0
    title: tuple[str, ...] = ()
    level_only: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """An indicator: figure, unit, note; `typed` is how the applicant typed the figure."""

    amount: float | int | None = None
    unit: str = ""
    note: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """One project of an Annex 3."""

    title: str
    category: tuple[str, ...]
    category_typed: str
    content: tuple[Block, ...]
    investment: float | int | None
    investment_typed: str
    benefit: float | int | None
    benefit_typed: str
    amounts: dict[str, Amount]
    other_benefits: str


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled-in form, and the file it goes into."""

    path: Path
    annex: int
    writer: str
    traits: Traits
    district: str
    texts: dict[str, str]
    codes: dict[str, tuple[str, str]]
    codes_typed: dict[str, str]
    category: tuple[str, ...] = ()
    category_typed: str = ""
    photos: tuple[Picture, ...] = ()
    parts: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    projects: tuple[Project, ...] = ()
    fault: str = ""


def described(only: str = "") -> Iterator[dict[str, Any]]:
    """Every form under `content/` whose path contains `only`, as its file says it, in order."""
    for source in sorted((HERE / "content").glob("*.toml")):
        file = tomllib.loads(source.read_text(encoding="utf-8"))
        for form in file["form"]:
            if only in form["path"]:
                yield {**form, "district": file["district"]}


def filled(form: dict[str, Any]) -> Filled:
    """A described form as values, its pictures drawn."""
    draws = _Draws(form["path"])
    traits = {key: tuple(v) if isinstance(v, list) else v for key, v in form.get("layout", {}).items()}
    typed = form.get("typed", {})
    return Filled(
        path=Path(form["path"]),
        annex=form["annex"],
        writer=form["writer"],
        traits=Traits(**traits),
        district=form["district"],
        texts={key: form.get(key, "").strip() for key in _TEXTS},
        codes={key: tuple(form[key]) for key in ("division", "class") if key in form},
        codes_typed={key: typed[key] for key in ("division", "class") if key in typed},
        category=tuple(form.get("category", ())),
        category_typed=typed.get("category", ""),
        photos=tuple(draws.next(scene) for scene in form.get("photos", ())),
        parts={key: draws.blocks(form.get(key, "")) for key in ("highlights", "results", "significance")},
        projects=tuple(_project(project, draws) for project in form.get("project", ())),
        fault=form.get("fault", ""),
    )


_TEXTS = ("name", "contact", "phone", "address", "email", "profile", "title")


def _project(project: dict[str, Any], draws: _Draws) -> Project:
    typed = project.get("typed", {})
    return Project(
        title=project["title"],
        category=tuple(project["category"]),
        category_typed=typed.get("category", ""),
        content=draws.blocks(project["content"]),
        investment=project.get("investment"),
        investment_typed=typed.get("investment", ""),
        benefit=project.get("benefit"),
        benefit_typed=typed.get("benefit", ""),
        amounts={key: _amount(key, project.get(key), typed.get(key, "")) for key in INDICATORS},
        other_benefits=project.get("other_benefits", ""),
    )


def _amount(key: str, given: list[Any] | None, typed: str) -> Amount:
    """`[figure, note]`, or `[figure, unit, note]` for the materials, whose unit the applicant fills in."""
    if given is None:
        return Amount()
    if key == "materials_saved":
        return Amount(given[0], given[1], given[2], typed)
    return Amount(given[0], UNITS[key], given[1], typed)


class _Draws:
    """Draws the pictures of one form, each from a seed of its own."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.count = 0

    def next(self, scene: str) -> Picture:
        self.count += 1
        return draw(scene, f"{self.path}#{self.count}")

    def blocks(self, text: str) -> tuple[Block, ...]:
        out: list[Block] = []
        rows: list[tuple[str, ...]] = []
        for line in [*text.strip().splitlines(), ""]:
            if line.startswith("|"):
                rows.append(tuple(line.strip("|").split("|")))
                continue
            if rows:
                out.append(Nested(tuple(rows)))
                rows = []
            if line.startswith("@"):
                out.append(self.next(line[1:]))
            elif line:
                out.append(words(line))
        return tuple(out)


def plain(blocks: tuple[Block, ...]) -> str:
    """The text of an answer as a reader must give it: paragraphs and rows by newline, cells by tab."""
    lines = []
    for block in blocks:
        if isinstance(block, Para):
            lines.append(block.text)
        elif isinstance(block, Nested):
            lines += ["\t".join(row) for row in block.rows]
    return "\n".join(lines)


def pictures(blocks: tuple[Block, ...]) -> tuple[Picture, ...]:
    """The pictures of an answer, in reading order."""
    return tuple(block for block in blocks if isinstance(block, Picture))
