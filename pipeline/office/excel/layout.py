"""Where the rows and columns of a sheet lie, and which cell a thing drawn over them belongs to.

Lengths are in EMU, of which a point has 12,700 and a pixel 9,525.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from pipeline.model.travel import value
from pipeline.office.excel.names import TRUE, XDR, S
from pipeline.office.parsing import Element, grandchildren, integer
from pipeline.office.sheet import LAST_COLUMN, LAST_ROW, Position

POINT, PIXEL = 12_700, 9_525
_DIGIT = 7 * PIXEL  # the width of a digit, in which columns are measured
_USUAL_HEIGHT, _USUAL_WIDTH = 15.0, 64 / 7
_HIGHEST_ROW, _WIDEST_COLUMN = 409.5, 255.0
_MOST_CELLS, _MOST_OF_ALL = 10_000, 500_000  # looked at for one thing drawn, and for all of a sheet
_BEGINS_HERE, _COVERS = 0.2, 0.5
_FROM, _TO, _EXT, _POS = (f"{XDR}{name}" for name in ("from", "to", "ext", "pos"))
_DATA, _ROW, _COLUMNS, _COLUMN = (f"{S}{name}" for name in ("sheetData", "row", "cols", "col"))
_OFFSETS = tuple(f"{XDR}{name}" for name in ("row", "col", "rowOff", "colOff"))


@value
class Box:
    """Where something is drawn."""

    top: float
    left: float
    bottom: float
    right: float


class Axis:
    """Rows or columns: those of a size of their own, all others of the usual one."""

    def __init__(self, runs: Iterable[tuple[int, int, int]], usual: int) -> None:
        """``runs``: the first of some of one size, that behind the last, and the size.

        Sizes are whole, so that what begins where a column does is found in that column.
        """
        self._usual = usual
        self._runs: list[tuple[int, int, int]] = []
        self._firsts: list[int] = []
        self._starts: list[int] = []
        at, before = 0, 0
        for first, end, size in _apart(sorted(runs)):
            if first < end:
                at += (first - before) * usual
                self._runs.append((first, end, size))
                self._firsts.append(first)
                self._starts.append(at)
                at += (end - first) * size
                before = end

    def start(self, index: int) -> int:
        """Where a row or column begins."""
        known = bisect_right(self._firsts, index) - 1
        if known < 0:
            return index * self._usual
        start = self._starts[known]
        first, end, size = self._runs[known]
        if index == first:
            return start
        return start + (min(index, end) - first) * size + max(index - end, 0) * self._usual

    def at(self, place: float) -> int:
        """The row or column in which a place lies."""
        known = bisect_right(self._starts, place) - 1
        if known < 0:
            return int(place // self._usual) if self._usual else 0
        first, end, size = self._runs[known]
        inside = place - self._starts[known]
        beyond = inside - (end - first) * size
        if beyond < 0:
            return first + int(inside // size)
        return end + int(beyond // self._usual) if self._usual else end - 1

    def within(self, index: int, offset: float) -> float:
        """The place so far behind the beginning of a row or column; its end at most."""
        start = self.start(index)
        return start + min(offset, self.start(index + 1) - start) if offset > 0 else start

    def covered(self, first: int, last: int, start: float, end: float) -> list[float]:
        """How much of each of these rows or columns lies between two places."""
        edges = [self.start(index) for index in range(first, last + 2)]
        return [_overlap(start, end, *edge) for edge in pairwise(edges)]


def _apart(runs: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Runs in order, none over another: where some were, what takes no room counts, else the last begun."""
    if all(end <= begin for (_, end, _), (begin, _, _) in pairwise(runs)):
        return runs
    sizes: dict[int, int] = {}
    for first, end, size in sorted(runs, key=lambda run: not run[2]):
        sizes |= dict.fromkeys(range(first, end), size)
    return [(index, index + 1, size) for index, size in sorted(sizes.items())]


class Layout:
    """The rows and columns of a sheet; ``heights``: of the rows that say theirs (`row_height`)."""

    def __init__(self, root: Element, heights: Mapping[int, float]) -> None:
        usual = root.find(f"{S}sheetFormatPr")
        height = _size(usual, "defaultRowHeight", _USUAL_HEIGHT, _HIGHEST_ROW)
        width = _size(usual, "defaultColWidth", _USUAL_WIDTH, _WIDEST_COLUMN)
        rows = ((row, row + 1, round(said * POINT)) for row, said in heights.items())
        columns = (
            (about.start, about.stop, 0 if is_hidden else round(_width(node, width) * _DIGIT))
            for node, about, is_hidden in _described(root)
        )
        self.rows = Axis(rows, round(height * POINT))
        self.columns = Axis(columns, round(width * _DIGIT))
        self._left = _MOST_OF_ALL

    def box(self, anchor: Element) -> Box | None:
        """Where a drawing's anchor puts its content; None for one that puts it nowhere."""
        said = {child.tag: child for child in reversed(anchor)}
        start, end, extent = said.get(_FROM), said.get(_TO), said.get(_EXT)
        if start is not None:
            top, left = self.corner(start)
        else:
            place = said.get(_POS)
            if place is None:
                return None
            top, left = float(integer(place.get("y"))), float(integer(place.get("x")))
        if end is not None:
            return Box(top, left, *self.corner(end))
        height, width = (integer(extent.get(name)) if extent is not None else 0 for name in ("cy", "cx"))
        return Box(top, left, top + height, left + width)

    def corner(self, marker: Element) -> tuple[float, float]:
        """The place of an anchor's corner; one beyond its cell's end lies at the end."""
        said = {child.tag: child.text for child in reversed(marker)}
        row, column, down, right = [integer(said.get(name)) for name in _OFFSETS]
        return self.place(row, column, down, right)

    def place(self, row: int, column: int, down: float, right: float) -> tuple[float, float]:
        """The place at an offset in a cell."""
        row, column = min(max(row, 0), LAST_ROW), min(max(column, 0), LAST_COLUMN)
        return self.rows.within(row, down), self.columns.within(column, right)

    def owner(self, box: Box, merged: Callable[[Position], tuple[Position, Position]]) -> Position:
        """The cell to which something drawn belongs.

        That in which it begins, if it begins at that cell's beginning and covers much of
        it; else the one that it overlaps most, as people miss a cell's corner by a few
        pixels. ``merged`` gives the first and last position of the cell at a position.
        """
        first = self.rows.at(box.top), self.columns.at(box.left)
        corner = merged(first)
        if self._begins_in(box, corner):
            return corner[0]
        last = self.rows.at(max(box.bottom - 1, box.top)), self.columns.at(max(box.right - 1, box.left))
        count = (last[0] - first[0] + 1) * (last[1] - first[1] + 1)
        if count == 1 or count > min(_MOST_CELLS, self._left):
            return corner[0]
        self._left -= count
        overlaps: dict[Position, float] = {}
        heights = self.rows.covered(first[0], last[0], box.top, box.bottom)
        widths = self.columns.covered(first[1], last[1], box.left, box.right)
        for row, height in enumerate(heights, first[0]):
            for column, width in enumerate(widths, first[1]):
                start, _ = merged((row, column))
                overlaps[start] = overlaps.get(start, 0.0) + height * width
        return max(overlaps, key=lambda start: overlaps[start]) if any(overlaps.values()) else corner[0]

    def _begins_in(self, box: Box, cell: tuple[Position, Position]) -> bool:
        (row, column), (last_row, last_column) = cell
        return _begins(box.top, box.bottom, self.rows.start(row), self.rows.start(last_row + 1)) and _begins(
            box.left, box.right, self.columns.start(column), self.columns.start(last_column + 1)
        )


def _begins(start: float, end: float, cell_start: float, cell_end: float) -> bool:
    covered = _overlap(start, end, cell_start, cell_end)
    length = cell_end - cell_start
    return start - cell_start <= _BEGINS_HERE * length and covered >= _COVERS * min(end - start, length) > 0


def _overlap(start: float, end: float, other_start: float, other_end: float) -> float:
    return max(min(end, other_end) - max(start, other_start), 0.0)


def _described(root: Element) -> Iterator[tuple[Element, range, bool]]:
    """The ``col`` elements, the columns that each is about, and whether these are hidden or have no width.

    None that must be about others' again.
    """
    left = LAST_COLUMN + 1
    for node in grandchildren(root, _COLUMNS, _COLUMN):
        first, last = columns(node)
        left -= max(last - first, 1)
        if left < 0:
            return
        is_hidden = node.get("hidden") in TRUE or _width(node, 1.0) == 0
        yield node, range(first, last), is_hidden


def _width(node: Element, usual: float) -> float:
    return _size(node, "width", usual, _WIDEST_COLUMN)


def columns(node: Element) -> tuple[int, int]:
    """The first of the columns that a ``col`` is about, and the one behind the last."""
    return max(integer(node.get("min"), 1) - 1, 0), min(integer(node.get("max"), 1), LAST_COLUMN + 1)


def hidden_columns(root: Element) -> set[int]:
    """The columns that are hidden, or have no width."""
    return {column for _, about, is_hidden in _described(root) if is_hidden for column in about}


def rows(root: Element) -> Iterator[tuple[int, Element]]:
    """The ``row`` elements of a sheet, each with its number from 0; one that says none follows the last."""
    number = -1
    for node in grandchildren(root, _DATA, _ROW):
        number = min(max(integer(node.get("r"), number + 2) - 1, 0), LAST_ROW)
        yield number, node


def row_height(node: Element) -> float | None:
    """How high a row says that it is, in points, 0 for one that is hidden; None where it says nothing."""
    if node.get("hidden") in TRUE:
        return 0.0
    height = _size(node, "ht", -1.0, _HIGHEST_ROW)
    return height if height >= 0 else None


def row_heights(root: Element) -> dict[int, float]:
    """The rows that say how high they are (`row_height`)."""
    return {number: height for number, node in rows(root) if (height := row_height(node)) is not None}


def _size(node: Element | None, name: str, default: float, most: float) -> float:
    """A length as an attribute says it; the default where none is said, or nonsense."""
    text = node.get(name) if node is not None else None
    if text is None:
        return default
    try:
        size = float(text)
    except ValueError:
        return default
    return size if 0 <= size <= most else default
