"""What a file is made of once it is read: paragraphs, pictures and tables, and where they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from pipeline.model.travel import Travels, value

Format = Literal["docx", "xlsx", "doc", "xls", "html", "rtf"]

OUTSIDE = "正文"
"""The part that paragraphs outside of any table stand in."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, counted as a person counts (merged cells once).

    ``part`` is ``表1`` or ``工作表“附件1”``; ``cell`` is the ordinal of the cell in its
    row, or in a sheet its reference (``C3``). ``row`` 0 means the part as a whole.
    Outside of any table ``part`` is `OUTSIDE` and ``cell`` counts the paragraphs there that say
    something (``第3段``). ``nth`` is for finding the cell of a document again, where one table
    stands in another and both count from 1: which it was of all cells that were read, 0 where
    nothing tells.
    """

    part: str
    row: int = 0
    cell: int | str = 0
    nth: int = field(default=0, compare=False, repr=False)

    def __reduce__(self) -> tuple[Callable[..., Place], tuple[object, ...]]:
        return _place, (self.part, self.row, self.cell, self.nth)

    def __str__(self) -> str:
        if isinstance(self.cell, str):
            return f"{self.part} {self.cell}"
        if not self.row:
            return self.part
        return f"{self.part} 第{self.row}行 第{self.cell}列"


@lru_cache(maxsize=4096)
def _place(part: str, row: int, cell: int | str, nth: int) -> Place:
    # Thousands of forms have their answers at the same few places.
    return Place(part, row, cell, nth)


@value
class Picture(Travels):
    """A picture as embedded: SHA-256 of its bytes (hex), size in pixels, media type.

    Width and height are 0 where the format tells no size in pixels.
    """

    sha: str
    width: int
    height: int
    media_type: str


@value
class Paragraph(Travels):
    """A paragraph as a person sees it.

    ``text`` may hold ``\\n`` (line breaks) and ``\\t``; ticks of every kind are already
    ☑ or □ or the character typed. ``number`` is the automatic number of a list
    paragraph as shown (``1.``), not part of ``text``. ``hints`` are the spans of
    ``text`` set in the character style 提示.
    """

    text: str
    number: str = ""
    hints: tuple[tuple[int, int], ...] = ()


@value
class Cell(Travels):
    """A cell of a grid: person's place, zero-based grid position, spans, content.

    ``number`` is what a sheet's cell stores where it shows a number.
    """

    place: Place
    row: int
    column: int
    rowspan: int
    colspan: int
    blocks: tuple[Block, ...]
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Grid(Travels):
    """A table of a document, or the visible cells of a sheet, in reading order."""

    part: str
    cells: tuple[Cell, ...]


Block: TypeAlias = "Paragraph | Picture | Grid"


@dataclass(frozen=True, slots=True)
class Document(Travels):
    """A file as read: its format (told by content) and what stands in it, in order.

    ``changes``: what will be other than in the file where a copy of it is given back, by
    codes of `pipeline.office.comment` (``converted``, ``macros``, …). ``beside``: the words of
    headers, footers, notes and comments.
    """

    format: Format
    blocks: tuple[Block, ...]
    changes: tuple[str, ...] = ()
    beside: tuple[str, ...] = field(default=(), compare=False)
