"""Label cells to fields, and the cells of their answers.

The surest labels first; of two alike the one whose neighbours are its neighbours in the
blank; never by document order. A cell taken as an answer can't be a label, nor a label
an answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.forms.content import Content, Line, of_cells
from pipeline.forms.grids import Index
from pipeline.forms.hints import Hints
from pipeline.forms.labels import BARE, Labels, Target
from pipeline.forms.text import normal, without_notes
from pipeline.model import Cell, Paragraph

_STRONG = 0.9
_CONTINUED = re.compile(r"[（(]?续[^（()）]{0,3}[）)]?[：:]?\s*$")


@dataclass(frozen=True, slots=True)
class Found:
    """A label cell, the cells of its answer, and the answer behind the label in the same cell."""

    label: Cell
    cells: tuple[Cell, ...]
    inline: Content | None = None


@dataclass(slots=True)
class Assignment:
    """Where the fields of a form stand in some grids.

    ``answers``: form-level targets; ``heads``: for each grid the column heads of blocks;
    ``indicators``: for each grid the cells that name an indicator; ``labels``: ids of all
    label cells.
    """

    grids: Sequence[Index]
    answers: dict[Target, Found] = field(default_factory=dict)
    heads: dict[int, list[tuple[Cell, Target]]] = field(default_factory=lambda: defaultdict(list))
    indicators: dict[int, dict[int, Target]] = field(default_factory=lambda: defaultdict(dict))
    labels: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    grid: int
    cell: Cell
    target: Target
    rest: str | None = None  # the answer behind the label


def assign(labels: Labels, grids: Sequence[Index], hints: Hints) -> Assignment:
    """Where each field of a form stands in the grids of one instance."""
    return _Assigning(labels, grids, hints).run()


class _Assigning:
    def __init__(self, labels: Labels, grids: Sequence[Index], hints: Hints) -> None:
        self._labels = labels
        self._grids = grids
        self._hints = hints
        self._result = Assignment(grids)
        self._values: set[int] = set()
        self._candidates = [found for number in range(len(grids)) for found in self._named(number)]
        self._inline = {id(found.cell) for found in self._candidates if found.rest is not None}

    def run(self) -> Assignment:
        self._blocks()
        chosen = self._chosen()
        self._result.labels |= {id(candidate.cell) for candidate in chosen.values()}
        sides = [self._answers_stand_beside(number, chosen) for number in range(len(self._grids))]
        for target, candidate in chosen.items():
            found = self._found(candidate, sides[candidate.grid])
            for more in self._continued(candidate):
                self._result.labels.add(id(more.cell))
                rest = self._found(more, sides[more.grid])
                found = replace(found, cells=(*found.cells, *rest.cells))
            self._result.answers[target] = found
        return self._result

    def _continued(self, first: _Candidate) -> list[_Candidate]:
        """Labels that say that the answer goes on (``…内容（续）``), in order."""
        return [
            candidate
            for candidate in self._candidates
            if candidate.target == first.target
            and candidate.cell is not first.cell
            and _CONTINUED.search(self._words(candidate.cell))
        ]

    def _named(self, number: int) -> list[_Candidate]:
        found = []
        for cell in self._grids[number].cells:
            text = self._words(cell)
            if not text:
                continue
            inline = self._labels.inline(text)
            if inline and without_notes(normal(inline[1])):
                found.append(_Candidate(BARE, number, cell, *inline))
            else:
                named = self._labels.find(text)
                found += [_Candidate(score, number, cell, target) for target, score in named]
        return found

    def _words(self, cell: Cell) -> str:
        content = of_cells([block_only(cell)])
        return "\n".join(line.text for line in self._hints.strip(content.lines)).strip()

    # -- blocks: their labels are heads of columns and of rows ------------------------

    def _blocks(self) -> None:
        for candidate in self._candidates:
            if candidate.target.kind == "column" and candidate.score >= _STRONG and self._is_head(candidate):
                self._result.heads[candidate.grid].append((candidate.cell, candidate.target))
                self._result.labels.add(id(candidate.cell))
        for candidate in self._candidates:
            if candidate.target.kind != "indicator" or id(candidate.cell) in self._result.labels:
                continue
            self._result.indicators[candidate.grid].setdefault(id(candidate.cell), candidate.target)
            self._result.labels.add(id(candidate.cell))

    def _is_head(self, candidate: _Candidate) -> bool:
        """A column's head stands in a row with heads of other columns."""
        others = {
            other.target
            for other in self._candidates
            if other.grid == candidate.grid
            and other.cell.row == candidate.cell.row
            and other.target.kind == "column"
            and other.target.name == candidate.target.name
            and other.score >= _STRONG
        }
        known = sum(
            target.kind == "column" and target.name == candidate.target.name
            for target in self._labels.targets
        )
        return len(others) >= max(2, known * 0.6)

    # -- answers of the form itself ---------------------------------------------------

    def _chosen(self) -> dict[Target, _Candidate]:
        mine = [found for found in self._candidates if found.target.kind == "answer"]
        mine = [found for found in mine if id(found.cell) not in self._result.labels]
        sure = {id(found.cell): found.target for found in mine if found.score >= _STRONG}
        mine.sort(key=lambda found: (-found.score, -self._neighbours(found, sure)))
        chosen: dict[Target, _Candidate] = {}
        taken: set[int] = set()
        for found in mine:
            if found.target in chosen or id(found.cell) in taken:
                continue
            chosen[found.target] = found
            taken.add(id(found.cell))
        return chosen

    def _neighbours(self, found: _Candidate, sure: dict[int, Target]) -> int:
        """How much a label's neighbours are those of the blank; on the same side counts more."""
        order = [target for target in self._labels.targets if target.kind == "answer"]
        place = order.index(found.target)
        cells = [
            cell for grid in self._grids for cell in grid.cells if id(cell) in sure or cell is found.cell
        ]
        at = next(number for number, cell in enumerate(cells) if cell is found.cell)
        score = 0
        for side in (-1, 1):
            wanted = order[place + side] if 0 <= place + side < len(order) else None
            here = [sure.get(id(cells[at + way])) for way in (side, -side) if 0 <= at + way < len(cells)]
            score += 2 * (here[:1] == [wanted]) + (wanted in here[1:])
        return score

    def _answers_stand_beside(self, number: int, chosen: dict[Target, _Candidate]) -> bool:
        """A vote over a grid's labels: does the answer stand to the right, or below?"""
        votes = 0
        index = self._grids[number]
        for candidate in chosen.values():
            if candidate.grid != number or candidate.rest is not None:
                continue
            beside, below = index.right(candidate.cell), index.below(candidate.cell)
            if beside is not None and id(beside) not in self._result.labels:
                votes += 1
            elif below is not None and id(below) not in self._result.labels:
                votes -= 1
        return votes >= 0

    def _found(self, candidate: _Candidate, beside: bool) -> Found:
        cell = candidate.cell
        if candidate.rest is None and self._is_empty_inline(candidate):
            return Found(cell, (cell,), Content())
        if candidate.rest is not None:
            content = of_cells([cell])
            first = _without_label(content.lines[0]) if content.lines else Line("")
            return Found(cell, (cell,), Content([first, *content.lines[1:]], content.pictures))
        index = self._grids[candidate.grid]
        for way in (self._beside, self._below) if beside else (self._below, self._beside):
            cells = way(index, candidate)
            if cells:
                return Found(cell, tuple(cells))
        return Found(cell, ())

    def _is_empty_inline(self, candidate: _Candidate) -> bool:
        """Whether a label ends in a colon where others have their answers behind theirs.

        Those stand in the same row, or elsewhere and this row holds nothing but labels.
        """
        if not self._words(candidate.cell).rstrip().endswith((":", "：")):
            return False
        index = self._grids[candidate.grid]
        row = index.by_row[candidate.cell.row]
        return any(id(cell) in self._inline for cell in row) or (
            all(id(cell) in self._result.labels for cell in row)
            and any(id(cell) in self._inline for cell in index.cells)
        )

    def _beside(self, index: Index, candidate: _Candidate) -> list[Cell]:
        """The cells right of a label over its rows, and under it where its column goes on empty."""
        label = candidate.cell
        cells: list[Cell] = []
        last = label.row + label.rowspan
        while len(candidate.target.keys) > 1 and self._goes_on(index, label, last):
            last += 1
        for row in range(label.row, last):
            cell = index.at(row, label.column + label.colspan)
            if cell is not None and self._is_free(cell) and cell.row >= label.row and cell not in cells:
                cells.append(cell)
        return cells

    def _goes_on(self, index: Index, label: Cell, row: int) -> bool:
        under = index.at(row, label.column)
        beside = index.at(row, label.column + label.colspan)
        return (
            under is not None
            and under is not beside
            and beside is not None
            and under.row == row
            and under.colspan == label.colspan
            and not self._words(under)
            and self._is_free(beside)
        )

    def _below(self, index: Index, candidate: _Candidate) -> list[Cell]:
        cell = index.below(candidate.cell)
        return [cell] if cell is not None and self._is_free(cell) else []

    def _is_free(self, cell: Cell) -> bool:
        return id(cell) not in self._result.labels


def block_only(cell: Cell) -> Cell:
    """A cell with its paragraphs alone: nested tables and pictures are no label."""
    paragraphs = tuple(block for block in cell.blocks if isinstance(block, Paragraph))
    return Cell(cell.place, cell.row, cell.column, cell.rowspan, cell.colspan, paragraphs, cell.number)


def _without_label(line: Line) -> Line:
    for colon in ("：", ":"):
        if colon in line.text:
            return Line(line.text.split(colon, 1)[1])
    return line
