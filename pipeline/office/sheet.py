"""Cells of a sheet, whatever format they were stored in -> the grid that a person sees.

Merged ranges are one cell, hidden rows and columns are out, what is drawn over a cell
stands in it. Readers put in what their format stores.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import product

from pipeline.model import Block, Cell, Grid, Paragraph, Picture, Place
from pipeline.model.travel import value
from pipeline.office.characters import clean
from pipeline.office.tally import Tally

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
# Boxes and buttons without words of their own: they belong to those in the cell.
_BARE_MARKS = frozenset("☑□●○")
_TRUTHS = ("TRUE", "FALSE")  # shown below the box that is linked to the cell
MAX_FILLED_BOX = 20_000  # within this many positions, cells that the file doesn't name are seen as empty ones

_LONGEST_NAME = 255

Position = tuple[int, int]


@dataclass(slots=True)
class Content:
    """What stands at a position: shown text, stored number, pictures."""

    text: str = ""
    number: float | None = None
    pictures: list[Picture] = field(default_factory=list)


@value
class Anchored:
    """A picture or a text over a cell: its middle and lower edge from the top, how far right it begins.

    Heights and offsets are in any unit, so long as it is one for all pictures of a sheet.
    """

    cell: Position
    middle: int
    bottom: int
    across: tuple[int, int]
    content: Picture | str


class Sheet:
    """One visible sheet, filled by a reader: first cells, then merged ranges and pictures."""

    def __init__(self, name: str, tally: Tally) -> None:
        tally.sheet()
        self._name = part_name(name)
        self._tally = tally
        self.contents: dict[Position, Content] = defaultdict(Content)
        self.named: set[Position] = set()  # where a cell is though nothing stands in it
        self.hidden_rows: Collection[int] = set()
        self.hidden_columns: Collection[int] = frozenset()
        self.anchored: list[Anchored] = []
        self._merges: dict[Position, tuple[int, int]] = {}
        self._starts: dict[Position, Position] | None = None

    def merge(self, start: Position, end: Position) -> None:
        """Make a range one cell. Raises `Unreadable` where that makes too many cells."""
        if end[0] < start[0] or end[1] < start[1]:
            return
        rows, columns = end[0] - start[0] + 1, end[1] - start[1] + 1
        if rows * columns > MAX_FILLED_BOX:
            # Of a merge over whole columns or sheets only the part counts where there is anything.
            last_row, last_column = self._last
            rows = min(rows, max(last_row - start[0] + 1, 1))
            columns = min(columns, max(last_column - start[1] + 1, 1))
        self._tally.cells(rows * columns - 1)
        self._merges[start] = (rows, columns)
        self._starts = None

    @cached_property
    def _last(self) -> Position:
        """The last row and the last column in which there is a cell, asked for once all of them are in."""
        rows, columns = zip((0, 0), *self.contents, *self.named, strict=True)
        return max(rows), max(columns)

    def _covered(self) -> dict[Position, Position]:
        """The first position of the merged range for each position in it."""
        if self._starts is None:
            self._starts = {
                (row, column): start
                for start, (rows, columns) in self._merges.items()
                for row in range(start[0], start[0] + rows)
                for column in range(start[1], start[1] + columns)
            }
        return self._starts

    def extent(self, at: Position) -> tuple[Position, Position]:
        """The first and the last position of the cell at a position."""
        start = self._covered().get(at, at)
        rows, columns = self._merges.get(start, (1, 1))
        return start, (start[0] + rows - 1, start[1] + columns - 1)

    def grid(self) -> Grid:
        """The cells in reading order; none where nothing is seen."""
        merges = self._merges
        covered = self._covered()
        inner = {at for at, start in covered.items() if at != start}
        for at in inner & self.contents.keys():
            del self.contents[at]  # what a covered cell holds is not shown
        self._place(covered)
        self.named |= merges.keys()
        positions = sorted(self._filled_box(inner))
        if not self.hidden_rows and not self.hidden_columns:
            return Grid(self._name, tuple(self._cell(at, merges.get(at, (1, 1))) for at in positions))
        hidden = sorted(self.hidden_rows), sorted(self.hidden_columns)
        spans = ((at, merges.get(at, (1, 1))) for at in positions)
        cells = (self._cell(*one) for one in spans if not self._is_hidden(*one))
        return Grid(self._name, tuple(_closed_up(cell, *hidden) for cell in cells))

    def _place(self, covered: dict[Position, Position]) -> None:
        """Puts what is drawn over cells into them, in reading order."""
        words: dict[Position, list[str]] = defaultdict(list)
        marks: dict[Position, list[str]] = defaultdict(list)
        for found in in_reading_order(self.anchored):
            at = covered.get(found.cell, found.cell)
            content = self.contents[at]
            if isinstance(found.content, Picture):
                content.pictures.append(found.content)
            elif found.content in _BARE_MARKS:
                marks[at].append(found.content)
            else:
                words[at].append(found.content)
        for at, lines in words.items():
            said = "" if self.contents[at].text in _TRUTHS else self.contents[at].text
            self.contents[at].text = "\n".join([said, *lines] if said else lines)
        for at, drawn in marks.items():
            self.contents[at].text = _marked(self.contents[at].text, drawn)

    def _cell(self, at: Position, spans: tuple[int, int]) -> Cell:
        row, column = at
        place = _place(self._name, row, column)
        content = self.contents.get(at)
        if content is None:
            return Cell(place, row, column, *spans, ())
        text = content.text
        if not text:
            return Cell(place, row, column, *spans, (*content.pictures,), content.number)
        self._tally.text(text)
        if "\n" not in text and not content.pictures:  # as nearly all are
            return Cell(place, row, column, *spans, (Paragraph(text),), content.number)
        lines: list[Block] = [Paragraph(line) for line in text.split("\n")]
        return Cell(place, row, column, *spans, (*lines, *content.pictures), content.number)

    def _filled_box(self, inner: set[Position]) -> set[Position]:
        """All positions of the used range, where that is small; else those that the file names.

        ``inner``: those that merged ranges cover, but for the first of each.
        """
        named = (self.named | self.contents.keys()) - inner
        if not named:
            return named
        filled = (at for at, content in self.contents.items() if content.text or content.pictures)
        said = named.intersection(filled) or named
        rows = max(row for row, _ in said) + 1
        columns = max(at[1] + self._merges.get(at, (1, 1))[1] for at in said)
        rows = max([rows, *(at[0] + 1 for at in named if at[1] < columns)]) if rows < 500 else rows
        if rows * columns > MAX_FILLED_BOX:
            return named
        return named.union(product(range(rows), range(columns))) - inner

    def _is_hidden(self, at: Position, spans: tuple[int, int]) -> bool:
        rows = range(at[0], at[0] + spans[0])
        columns = range(at[1], at[1] + spans[1])
        return all(row in self.hidden_rows for row in rows) or all(
            column in self.hidden_columns for column in columns
        )


def _marked(text: str, marks: list[str]) -> str:
    """A cell's lines behind the marks beside them: one to each, else all of them first."""
    lines = [] if text in _TRUTHS else [line for line in text.split("\n") if line.strip()]
    if len(lines) == len(marks):
        return "\n".join(mark + line for mark, line in zip(marks, lines, strict=True))
    return "".join(marks) + "\n".join(lines)


def _closed_up(cell: Cell, hidden_rows: list[int], hidden_columns: list[int]) -> Cell:
    """A cell where a person sees it: rows and columns that are hidden (sorted) take no room."""
    row, rowspan = _shown(cell.row, cell.rowspan, hidden_rows)
    column, colspan = _shown(cell.column, cell.colspan, hidden_columns)
    return replace(cell, row=row, rowspan=rowspan, column=column, colspan=colspan)


def _shown(first: int, span: int, hidden: list[int]) -> tuple[int, int]:
    before, inside = bisect_left(hidden, first), bisect_left(hidden, first + span)
    return first - before, span - (inside - before)


def part_name(sheet: str) -> str:
    """What a sheet is called in a `Place`, by the beginning of a name that is too long for Excel by far."""
    return f"工作表“{clean(sheet[:_LONGEST_NAME])}”"


@lru_cache(4096)
def reference(row: int, column: int) -> str:
    """``C3`` for a zero-based row and column."""
    letters, column = "", column + 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


@lru_cache(4096)
def _place(part: str, row: int, column: int) -> Place:
    # Sheets of the same form have the same name, and their cells at the same places.
    return Place(part, row + 1, reference(row, column))


def in_reading_order(anchored: list[Anchored]) -> list[Anchored]:
    """Line by line, each from left to right; a line ends where a picture's middle lies below its first."""
    lines: list[list[Anchored]] = []
    for found in sorted(anchored, key=lambda item: (item.middle, item.across)):
        if lines and found.middle <= lines[-1][0].bottom:
            lines[-1].append(found)
        else:
            lines.append([found])
    return [found for line in lines for found in sorted(line, key=lambda item: item.across)]
