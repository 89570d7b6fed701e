"""The page as every writer gets it: tables of cells, cells of blocks. Nothing here knows a file format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawn picture: its bytes as they go into the file, and what the truth says about it."""

    data: bytes
    sha256: str
    width: int
    height: int
    media_type: str
    floating: bool = False

    @property
    def suffix(self) -> str:
        return ".png" if self.media_type == "image/png" else ".jpg"


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `kind` is text, hint, symbol (a Wingdings tick) or control (a checkbox control)."""

    text: str
    kind: str = "text"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph of a cell; `number` (raw-xml alone) is one that the office counts, 一、 or （1）."""

    runs: tuple[Run, ...]
    centred: bool = False
    number: str = ""

    @property
    def text(self) -> str:
        return self.number + "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Nested:
    """A small table inside an answer."""

    rows: tuple[tuple[str, ...], ...]


Block = Para | Picture | Nested


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its span; `role` (label, answer, head, number) only steers how it looks."""

    blocks: tuple[Block, ...] = ()
    colspan: int = 1
    rowspan: int = 1
    role: str = "answer"
    pictures_across: int = 1

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks if isinstance(block, Para))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell that an upper one covers is not listed. Widths are shares of the page."""

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole form: what stands before the tables, the tables, what stands after them.

    What stands after them is a remark in small print, or with `prose` a part of the form as long as its
    author likes, with pictures.
    """

    before: tuple[Para, ...]
    tables: tuple[Table, ...]
    after: tuple[Para | Picture, ...] = ()
    prose: bool = False
    landscape: bool = False
    sheet: str = "Sheet1"


def words(text: str, *, kind: str = "text", bold: bool = False, centred: bool = False) -> Para:
    """A paragraph of one run."""
    return Para((Run(text, kind, bold),), centred)


def placed(table: Table) -> list[tuple[int, int, Cell]]:
    """Every cell with its row and column on the grid of the table."""
    covered: set[tuple[int, int]] = set()
    out = []
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in covered:
                column += 1
            out.append((row, column, cell))
            for down in range(cell.rowspan):
                covered.update((row + down, column + across) for across in range(cell.colspan))
            column += cell.colspan
    return out
