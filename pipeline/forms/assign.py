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

from pipeline.forms import sections
from pipeline.forms.content import Content, Line, of_cells
from pipeline.forms.grids import Index
from pipeline.forms.hints import Hints
from pipeline.forms.labels import BARE, Labels, Target
from pipeline.forms.text import normal, without_notes
from pipeline.model import Cell, Paragraph

_STRONG = 0.9
_HEADING_BLOCKS = 3
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
    label cells; ``joined``: labels of several targets over one answer.
    """

    grids: Sequence[Index]
    answers: dict[Target, Found] = field(default_factory=dict)
    heads: dict[int, list[tuple[Cell, Target]]] = field(default_factory=lambda: defaultdict(list))
    indicators: dict[int, dict[int, Target]] = field(default_factory=lambda: defaultdict(dict))
    labels: set[int] = field(default_factory=set)
    joined: list[tuple[tuple[Target, ...], Found]] = field(default_factory=list)


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
        self._joints: list[tuple[tuple[Target, ...], _Candidate]] = []
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
        self._answers_by_headings()
        for targets, joint in self._joints:
            if not any(target in chosen for target in targets):
                self._result.labels.add(id(joint.cell))
                self._result.joined.append((targets, self._found(joint, sides[joint.grid])))
        return self._result

    def _answers_by_headings(self) -> None:
        """Answers of several parts whose headings stand in cells of their own."""
        for number, spec in enumerate(self._labels.form.answers):
            if len(spec.headings) < 2:
                continue
            target = Target("answer", str(number), spec.keys)
            for index in self._grids:
                heads = [
                    cell
                    for cell in index.cells
                    if len(cell.blocks) <= _HEADING_BLOCKS
                    and sections.heading_of(self._words(cell), spec.headings)
                ]
                if len(heads) >= 2:
                    found = self._result.answers.get(target)
                    cells = _under_heads(index, heads)
                    self._result.answers[target] = Found(found.label if found else heads[0], cells)
                    break

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
            inline = self._labels.behind(text)
            if len(inline) > 1 or (inline and without_notes(normal(inline[0][1]))):
                found += [_Candidate(BARE, number, cell, *each) for each in inline]
                continue
            named = self._labels.find(text)
            if (not named or named[0][1] < BARE) and (joined := self._labels.joined(text)):
                self._joints.append((joined, _Candidate(BARE, number, cell, joined[0])))
            else:
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
            if found.target in chosen or (id(found.cell) in taken and found.rest is None):
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
            return Found(cell, (cell,), self._behind(candidate))
        index = self._grids[candidate.grid]
        for way in (self._beside, self._below) if beside else (self._below, self._beside):
            cells = way(index, candidate)
            if cells:
                return Found(cell, tuple(cells))
        return Found(cell, ())

    def _behind(self, candidate: _Candidate) -> Content:
        """The answer behind a label; where the cell holds no other, with all that stands in it."""
        if sum(other.cell is candidate.cell for other in self._candidates) > 1:
            return Content([Line(line) for line in (candidate.rest or "").split("\n")])
        content = of_cells([candidate.cell])
        first = _without_label(content.lines[0]) if content.lines else Line("")
        return Content([first, *content.lines[1:]], content.pictures)

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


def _under_heads(index: Index, heads: Sequence[Cell]) -> tuple[Cell, ...]:
    """Each heading's cell and the cell of its text: beside it, or below where headings stand side by side."""
    ids = {id(head) for head in heads}
    beside = all((right := index.right(head)) is not None and id(right) not in ids for head in heads)
    cells: list[Cell] = []
    for head in heads:
        text = index.right(head) if beside else index.below(head)
        cells += [head, *([text] if text is not None and id(text) not in ids else [])]
    return tuple(cells)


def block_only(cell: Cell) -> Cell:
    """A cell with its paragraphs alone: nested tables and pictures are no label."""
    paragraphs = tuple(block for block in cell.blocks if isinstance(block, Paragraph))
    return Cell(cell.place, cell.row, cell.column, cell.rowspan, cell.colspan, paragraphs, cell.number)


def _without_label(line: Line) -> Line:
    for colon in ("：", ":"):
        if colon in line.text:
            return Line(line.text.split(colon, 1)[1])
    return line
