"""Where answers stand in a grid: beside their labels or below, over several cells, or behind the label.

A label's rows and columns say which cells can be its answer; a cell that is itself a
label, or that holds the answer of another one, never is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from pipeline.forms.grids import Index
from pipeline.forms.hints import Hints
from pipeline.model import Cell, Paragraph, Picture


class Where:
    """The cells of answers in one grid.

    ``closed``: ids of the cells that are no answer; ``parts``: of those whose words are the
    heading of a part of an answer.
    """

    def __init__(self, index: Index, closed: Collection[int], parts: Collection[int], hints: Hints) -> None:
        self._index = index
        self._closed = closed
        self._parts = parts
        self._hints = hints
        self.beside_labels = True
        self._aside: Collection[int] = ()

    def vote(self, labels: Iterable[Cell]) -> None:
        """Do answers stand to the right of these labels, or below them?"""
        votes = 0
        behind: Counter[int] = Counter()
        for label in labels:
            if self.is_head(label):
                continue  # says nothing of the other rows
            beside, below = self._index.right(label), self._index.below(label)
            if beside is not None and self._is_free(beside):
                votes += 1
                after = self._index.right(beside) if said(beside) else None
                behind[after.column if after and self._is_free(after) and said(after) else -1] += 1
            elif self._is_free(below):
                votes -= 1
        self.beside_labels = votes >= 0
        self._aside = _remarks(behind)

    def _heading(self, cell: Cell) -> bool:
        return id(cell) in self._parts

    def _is_free(self, cell: Cell | None) -> bool:
        return cell is not None and id(cell) not in self._closed

    # -- one cell ------------------------------------------------------------------------

    def single(self, label: Cell, *, among_inline: bool) -> list[Cell]:
        """The answer of a label that has one cell (one in each of its rows).

        ``among_inline``: answers mostly stand behind their labels here; a label with
        nothing behind it is empty, unless a cell of its own lies beside or below.
        """
        if among_inline:
            return self._own(label)
        beside_first = (self.beside_labels or self._is_of_its_row(label)) and not self.is_head(label)
        ways = [self._beside, self._below] if beside_first else [self._below, self._beside]
        for way in ways:
            if cells := way(label):
                return cells
        return []

    def _is_of_its_row(self, label: Cell) -> bool:
        """Whether words stand beside a label, and below it a row laid out otherwise or with labels in it.

        So its row is none of heads, though answers stand below heads elsewhere in the grid.
        """
        beside, below = self._index.right(label), self._index.below(label)
        if beside is None or below is None or not (self._is_free(beside) and said(beside)):
            return False
        row, under = self._index.crossing(label.row), self._index.crossing(below.row)
        has_label = any(id(cell) in self._closed for cell in under)
        return has_label or {cell.column for cell in row} != {cell.column for cell in under}

    def _beside(self, label: Cell) -> list[Cell]:
        cells: list[Cell] = []
        for row in range(label.row, label.row + label.rowspan):
            cell = self._index.at(row, label.column + label.colspan)
            if cell is not None and self._is_free(cell) and cell.row >= label.row and cell not in cells:
                cells.append(cell)
        if len(cells) == 1 and not cells[0].blocks:
            return self._past_empty(cells[0]) or cells
        return cells

    def _own(self, label: Cell) -> list[Cell]:
        """A cell beside or below that belongs to this label and holds no label of its own."""
        beside, below = self._index.right(label), self._index.below(label)
        if beside is not None and self._is_free(beside):
            is_inline = beside.colspan == label.colspan and _INLINE.match(self._hints.without(words(beside)))
            return [] if is_inline else [beside]
        if below is None or below.colspan != label.colspan or not self._is_loose(below):
            return []
        return (
            []
            if _INLINE.match(self._hints.without(words(below))) or _CAPTION.match(words(below))
            else [below]
        )

    def _is_loose(self, cell: Cell) -> bool:
        """Whether a cell is free and not the answer of a label to its left."""
        left = self._index.left(cell)
        return self._is_free(cell) and (left is None or left.row != cell.row or self._is_free(left))

    def _past_empty(self, empty: Cell) -> list[Cell]:
        """Where a row's cells are merged otherwise: the one filled cell between empty ones and a label."""
        filled: list[Cell] = []
        cell = self._index.right(empty)
        while cell is not None and self._is_free(cell):
            filled += [cell] if said(cell) and cell.column not in self._aside else []
            cell = self._index.right(cell)
        return filled if len(filled) == 1 and filled[0].row == empty.row else []

    def _below(self, label: Cell) -> list[Cell]:
        beside = self._index.right(label)
        if self.beside_labels and beside is not None and not self.is_head(label):
            return []  # its own cell is gone: what stands below belongs to another label
        cell = self._index.below(label)
        if cell is None or not (self._is_loose(cell) if self.beside_labels else self._is_free(cell)):
            return []
        if self.beside_labels and _CAPTION.match(words(cell)):
            return []
        return [cell]

    def is_head(self, label: Cell) -> bool:
        """Whether a label stands in a row of labels alone, over a row that holds none.

        What stands before it and beside the row below as well is the name of a group.
        """
        end = label.row + label.rowspan
        under = self._index.by_row.get(end, ())
        if not all(map(self._is_free, under)):
            return False
        row = self._said_in_row(label)
        row = [one for one in row if one.column > label.column or one.row + one.rowspan <= end]
        return not any(map(self._is_free, row)) and (len(row) > 1 or self._fills_row(label))

    def _fills_row(self, label: Cell) -> bool:
        """Whether a label takes its row, but for a narrower rest that is empty, as a column too many is."""
        if label.colspan >= self._index.columns or self._said_in_row(label) != [label]:
            return False
        return label.colspan * 2 > len(self._columns)

    @cached_property
    def _columns(self) -> range:
        """The columns of what stands side by side: empty ones around a table are none of them.

        Where nothing does, because nobody has answered, none is known to be empty.
        """
        rows = [[cell for cell in row if said(cell)] for row in self._index.by_row.values()]
        beside = [cell for row in rows if len(row) > 1 for cell in row]
        if not beside:
            return range(self._index.columns)
        return range(min(cell.column for cell in beside), max(cell.column + cell.colspan for cell in beside))

    def _said_in_row(self, label: Cell) -> list[Cell]:
        """The cells of a label's row without the empty ones at its end and before the table."""
        row = self._index.by_row[label.row]
        while row and not said(row[-1]):
            row = row[:-1]
        while row and not said(row[0]) and row[0].column < self._columns.start:
            row = row[1:]
        return row

    # -- many cells ----------------------------------------------------------------------

    def region(self, label: Cell, *, downwards: bool = True) -> list[Cell]:
        """All cells of an answer that may be spread over rows and columns, as they are read."""
        if self._fills_row(label) and (under := self._under(label)):
            return self._by_headings(under)
        if self.beside_labels or self._is_free(self._index.right(label)):
            last = label.row + label.rowspan
            while downwards and self._goes_on(label, last):
                last += 1
            cells = self._right_of(label, range(label.row, last))
            if cells or self._index.right(label) is not None:
                return self._by_headings(cells)
        return self._by_headings(self._under(label))

    def _right_of(self, label: Cell, rows: Iterable[int]) -> list[Cell]:
        cells: dict[int, Cell] = {}  # by its id: one over several rows is met in each
        for row in rows:
            cell = self._index.at(row, label.column + label.colspan)
            while cell is not None and self._is_free(cell):
                if cell.row >= label.row and not (cells and cell.column in self._aside):
                    cells[id(cell)] = cell
                cell = self._index.at(row, cell.column + cell.colspan)
        return list(cells.values())

    def _goes_on(self, label: Cell, row: int) -> bool:
        """Whether a row below goes on with an answer, under an empty cell in its label's place."""
        under = self._index.at(row, label.column)
        beside = self._index.at(row, label.column + label.colspan)
        return (
            under is not None
            and beside is not None
            and under is not beside
            and under.row == row
            and under.colspan == label.colspan
            and not said(under)
            and self._is_free(beside)
        )

    def _under(self, label: Cell) -> list[Cell]:
        """The cells under a label: a row, and further ones as long as headings or pictures go on."""
        columns = range(label.column, label.column + label.colspan)
        cells: dict[int, Cell] = {}
        before: list[Cell] = []
        for row in range(label.row + label.rowspan, self._index.rows):
            crossing = [cell for cell in self._index.crossing(row) if cell.column in columns]
            if any(id(cell) in self._closed for cell in crossing):
                break
            goes_on = any(map(self._heading, [*before, *crossing])) or has_pictures(crossing)
            if cells and not goes_on:
                break
            cells |= {id(cell): cell for cell in crossing}
            before = crossing
        return list(cells.values())

    def _by_headings(self, cells: list[Cell]) -> list[Cell]:
        """Cells under headings side by side are read column by column."""
        headings = [cell for cell in cells if self._heading(cell)]
        row = headings[0].row if headings else -1
        if len(headings) < 2 or any(cell.row != row for cell in headings):
            return cells
        ordered = [cell for cell in cells if cell.row < row]
        for heading in headings:
            columns = range(heading.column, heading.column + heading.colspan)
            ordered += [cell for cell in cells if cell.row >= row and cell.column in columns]
        taken = set(map(id, ordered))
        return [*ordered, *(cell for cell in cells if id(cell) not in taken)]

    def parts(self, headings: Sequence[Cell]) -> list[Cell]:
        """Headings that are labels of their own, each followed by its answer."""
        side_by_side = len({cell.row for cell in headings}) < len(headings)
        cells: list[Cell] = []
        for heading in headings:
            right = (
                []
                if side_by_side
                else self._right_of(heading, range(heading.row, heading.row + heading.rowspan))
            )
            cells += [heading, *(right or self._below_heading(heading))]
        return cells

    def _below_heading(self, heading: Cell) -> list[Cell]:
        cell = self._index.below(heading)
        return [cell] if cell is not None and self._is_free(cell) and not self._heading(cell) else []


def _remarks(behind: Counter[int]) -> Collection[int]:
    """The columns of remarks on the answers beside them, by how often words stand there; -1: where none do.

    Those behind an answer that may take many cells are remarks as well, and none of it.
    """
    most = max(2, behind.total() / 2)
    return {column for column, count in behind.items() if column >= 0 and count > most}


_INLINE = re.compile(r"\S{1,12}[：:].{0,20}$")
_CAPTION = re.compile(r"[一二三四五六七八九十]+、.{0,10}$")


def words(cell: Cell) -> str:
    """A cell's paragraphs as one text."""
    blocks = cell.blocks
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return blocks[0].text.strip()  # as nearly all are
    if not blocks:
        return ""
    return "\n".join([block.text for block in blocks if isinstance(block, Paragraph)]).strip()


def said(cell: Cell) -> bool:
    """Whether a person sees anything in a cell."""
    for block in cell.blocks:
        if not isinstance(block, Paragraph) or block.number or block.text.strip():
            return True
    return False


def has_pictures(cells: Iterable[Cell]) -> bool:
    return any(isinstance(block, Picture) for cell in cells for block in cell.blocks)
