"""What a writer gets: a file of forms, forms of tables, tables of cells, cells of blocks; and the truth.

Nothing here knows a file format. A look that a writer can't give is never drawn for it (see `traits`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look.

    `look` is text, bold, hidden, ins, del, moved-to, moved-from, link, field, alternate, control, dropdown,
    date, placeholder; for a box: symbol, letter, check-control, check-field (`ticked` says which).
    """

    text: str
    look: str = "text"
    ticked: bool = False


@dataclass(slots=True)
class Para:
    """A paragraph. `number` is an automatic one (`list id`, `level`); `joined`: its mark was deleted."""

    runs: list[Run]
    number: tuple[str, int] | None = None
    joined: bool = False
    dress: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Pic:
    """A picture and how it is placed: inline, floating, vml, linked."""

    data: bytes
    sha256: str
    width: int
    height: int
    media_type: str
    how: str = "inline"

    def truth(self) -> dict[str, Any]:
        return {
            "sha256": self.sha256,
            "width": self.width,
            "height": self.height,
            "media_type": self.media_type,
        }


@dataclass(slots=True)
class Group:
    """Pictures grouped; `how` is drawingml or vml."""

    pics: list[Pic]
    how: str = "drawingml"


@dataclass(slots=True)
class Nested:
    """A small table inside an answer."""

    rows: list[list[str]]


@dataclass(slots=True)
class Box:
    """A text box; `how` is both (DrawingML with VML as its fallback), drawingml or vml."""

    paras: list[Para]
    how: str = "both"


Block = Para | Pic | Group | Nested | Box


@dataclass(slots=True)
class Cell:
    """A cell with its span. `keys`: the fields whose answer stands in it. `value`: what a sheet stores.

    `controls`: check boxes placed over it, each with its caption and whether it is ticked.
    """

    blocks: list[Block] = field(default_factory=list)
    colspan: int = 1
    rowspan: int = 1
    keys: list[str] = field(default_factory=list)
    dress: str = ""
    value: Any = None
    number_format: str = ""
    controls: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks if isinstance(block, Para))

    @property
    def pics(self) -> list[Pic]:
        return pics_of(self.blocks)


@dataclass(slots=True)
class Row:
    """A row; `dress` is control, inserted, deleted, before (gridBefore), after, hidden."""

    cells: list[Cell]
    dress: str = ""

    @property
    def gone(self) -> bool:
        return self.dress in ("deleted", "hidden")


@dataclass(slots=True)
class Table:
    """Rows of cells; a cell covered from above is not listed. `before`: paragraphs above the table."""

    rows: list[Row]
    columns: int
    before: list[Para] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    dress: str = ""


@dataclass(slots=True)
class Record:
    """What was put in, in the shape of a record; `raw` names the fields whose words have no value."""

    form: str
    district: str | None
    part: str = field(default="", kw_only=True)
    fields: dict[str, Any]
    raw: list[str] = field(default_factory=list)
    places: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Form:
    """One filled form on its tables; a set of tables that is no form has no record.

    `sheet` and `name`: what its sheet is called, and its file where that matters.
    """

    tables: list[Table]
    record: Record | None
    sheet: str = "Sheet1"
    name: str = ""


@dataclass(slots=True)
class File:
    """A file to be written."""

    path: str
    writer: str
    forms: list[Form]
    traits: set[str]
    dress: set[str] = field(default_factory=set)


def pics_of(blocks: list[Block]) -> list[Pic]:
    """The pictures that a person sees among blocks, in reading order."""
    out: list[Pic] = []
    for block in blocks:
        out += block.pics if isinstance(block, Group) else [block] if isinstance(block, Pic) else []
    return [pic for pic in out if pic.how != "linked"]


def para(text: str, look: str = "text") -> Para:
    """A paragraph of one run."""
    return Para([Run(text, look)])


def paras(text: str) -> list[Block]:
    """A paragraph for each line."""
    return [para(line) for line in text.split("\n") if line]


def placed(table: Table) -> list[tuple[int, int, Cell]]:
    """Every cell with its row and column on the grid."""
    covered: set[tuple[int, int]] = set()
    out = []
    for at, row in enumerate(table.rows):
        column = 0
        for cell in row.cells:
            while (at, column) in covered:
                column += 1
            out.append((at, column, cell))
            covered.update(
                (at + down, column + across) for down in range(cell.rowspan) for across in range(cell.colspan)
            )
            column += cell.colspan
    return out


def word_places(file: File) -> None:
    """Put into each record where its answers stand, as a person counts tables, rows and cells.

    In a row into which a merged cell hangs from above two counts are right: with that cell and without.
    """
    number = 0
    for form in file.forms:
        for table in form.tables:
            number += 1
            if form.record is None:
                continue
            form.record.part = form.record.part or f"表{number}"
            cells = placed(table)
            for row, column, cell in cells:
                if not cell.keys:
                    continue
                own = [c for r, c, _ in cells if r == row and c <= column]
                hanging = [c for r, c, o in cells if r < row < r + o.rowspan and c < column]
                gone = sum(above.gone for above in table.rows[:row])
                rows = {row + 1, row + 1 - gone}
                counts = {len(own), len(own) + len(hanging)}
                said = [f"表{number} 第{r}行 第{c}列" for r in sorted(rows) for c in sorted(counts)]
                for key in cell.keys:
                    form.record.places.setdefault(key, []).extend(said)
