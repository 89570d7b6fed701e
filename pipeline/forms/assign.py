"""Label cells to fields, and the cells of their answers.

The surest labels first; of two alike the one whose neighbours are its neighbours in the
blank; never by document order. A cell taken as an answer can't be a label, nor a label
an answer. Where two places still claim one field, both are kept for a person to see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pipeline.forms.content import Content, of_cells
from pipeline.forms.grids import Index
from pipeline.forms.hints import Hints
from pipeline.forms.labels import STRONG, Labels, Target, says_only_that_it_goes_on
from pipeline.forms.matrices import Labelled, crossed, is_told
from pipeline.forms.naming import Named
from pipeline.forms.neighbours import Neighbours
from pipeline.forms.text import label
from pipeline.forms.where import Where, has_pictures, said, words
from pipeline.model import Cell

_RIVALS = 12  # claims to one field that are looked into; of more no one could tell which is meant
_HEAD = 0.6


@dataclass(slots=True, eq=False)
class Found:
    """A label cell and its answer: what stands behind it in the same cell, then the other cells.

    ``joint``: all fields that the label joins. ``rival``: another place that claims the field.
    """

    label: Cell
    cells: tuple[Cell, ...]
    inline: Content | None = None
    joint: tuple[Target, ...] = ()
    rival: Found | None = None

    def content(self) -> Content:
        """All that stands in the answer, hints included."""
        return of_cells(self.cells) if self.inline is None else self.inline.followed_by(of_cells(self.cells))


@dataclass(slots=True)
class Assignment:
    """Where the fields of a form stand in some grids.

    ``answers``: form-level targets; ``heads``: for each grid the column heads of blocks;
    ``turned``: the same where they stand one below the other, their answers beside them;
    ``indicators``: for each grid the cells that name an indicator; ``crossed``: the answers
    of matrices by key; ``labels``: ids of all label cells.
    """

    grids: Sequence[Index]
    answers: dict[Target, Found] = field(default_factory=dict)
    heads: dict[int, list[tuple[Cell, Target]]] = field(default_factory=lambda: defaultdict(list))
    turned: dict[int, list[tuple[Cell, Target]]] = field(default_factory=lambda: defaultdict(list))
    indicators: dict[int, dict[int, Target]] = field(default_factory=lambda: defaultdict(dict))
    crossed: dict[str, Cell] = field(default_factory=dict)
    labels: set[int] = field(default_factory=set)


def assign(
    labels: Labels, grids: Sequence[Index], named: Sequence[Sequence[Named]], hints: Hints
) -> Assignment:
    """Where each field of a form stands in the grids of one instance."""
    return _Assigning(labels, grids, [found for names in named for found in names], hints).run()


class _Assigning:
    def __init__(self, labels: Labels, grids: Sequence[Index], named: Sequence[Named], hints: Hints) -> None:
        self._labels = labels
        self._grids = grids
        self._hints = hints
        self._named = named
        self._result = Assignment(grids)
        self._closed: set[int] = set()
        self._answering: dict[int, list[Named]] = defaultdict(list)
        for one in named:
            if one.target.kind == "answer":
                self._answering[one.grid].append(one)
        parts = {id(one.cell) for one in named if one.target.kind == "part" and one.score >= STRONG}
        self._where = [Where(index, self._closed, parts, hints) for index in grids]
        self._order = labels.answers
        self._cells = labels.form.answers

    def run(self) -> Assignment:
        self._blocks()
        self._matrices()
        mine = [
            one for one in self._named if one.target.kind == "answer" and id(one.cell) not in self._closed
        ]
        strong = [one for one in mine if one.score >= STRONG]
        neighbours = Neighbours(self._labels, self._grids, strong)
        near = {one: neighbours.near(one) for one in strong}
        chosen = self._chosen(self._without_overruled(strong, near), near)
        self._vote(chosen)
        for target, claims in chosen.items():
            self._result.answers[target] = self._claimed(target, claims)
        self._loose_parts()
        self._weak([one for one in mine if one.score < STRONG], neighbours)
        self._continued()
        return self._result

    # -- blocks: their labels are heads of columns and of rows ------------------------

    def _blocks(self) -> None:
        columns = [one for one in self._named if one.target.kind == "column"]
        for (_, _, block), row in groupby(columns, lambda one: (one.grid, one.cell.row, one.target.block)):
            heads = list(row)
            sure = {one.target for one in heads if one.score >= STRONG}
            if not self._are_enough(sure, block):
                continue
            for one in heads:
                if one.score >= STRONG or one.target not in sure:
                    self._result.heads[one.grid].append((one.cell, one.target))
                    self._is_label(one.cell)
            self._between(heads, block)
        self._turned([one for one in columns if one.score >= STRONG])
        for one in self._named:
            if one.target.kind == "indicator" and id(one.cell) not in self._closed:
                self._result.indicators[one.grid].setdefault(id(one.cell), one.target)
                self._is_label(one.cell)

    def _between(self, heads: Sequence[Named], block: str) -> None:
        """A head that says a part of the blank's (``内容``), or more, between its neighbours there."""
        order = [one for one in self._labels.targets if one.kind == "column" and one.block == block]
        at = {one.target: one.cell.column for one in heads}
        if len(at) == len(order):
            return
        row = self._grids[heads[0].grid].by_row[heads[0].cell.row]
        others = {id(cell): shown for cell in row if len(shown := label(words(cell))) > 1}
        for place, missing in enumerate(order):
            before = [at[one] for one in order[:place] if one in at]
            after = [at[one] for one in order[place:] if one in at]
            if missing in at or not before or not after:
                continue
            names = self._labels.of(missing)
            between = [cell for cell in row if before[-1] < cell.column < after[0]]
            alike = [
                cell
                for cell in between
                if (shown := others.get(id(cell), "")) and id(cell) not in self._closed
                if any(name in shown or shown in name for name in names)
            ]
            if len(alike) == 1:
                self._result.heads[heads[0].grid].append((alike[0], missing))
                self._is_label(alike[0])

    def _turned(self, columns: Sequence[Named]) -> None:
        """Heads of columns that stand in rows of their own, as where each project has a table of pairs."""
        for (number, block), group in groupby(columns, lambda one: (one.grid, one.target.block)):
            heads = list(group)
            if number in self._result.heads or not self._are_enough({one.target for one in heads}, block):
                continue
            for one in heads:
                self._result.turned[number].append((one.cell, one.target))
                self._is_label(one.cell)

    def _are_enough(self, heads: Collection[Target], block: str) -> bool:
        """Whether so many of a block's heads are named that its rows stand below them."""
        known = sum(target.kind == "column" and target.block == block for target in self._labels.targets)
        return len(heads) >= max(2, known * _HEAD)

    def _is_label(self, cell: Cell) -> None:
        self._result.labels.add(id(cell))
        self._closed.add(id(cell))

    # -- answers by row and column ------------------------------------------------------

    def _matrices(self) -> None:
        lists = {
            number: {cell.row for cell, _ in heads}
            for number, heads in self._result.heads.items()
        }  # fmt: skip
        for number, matrix in enumerate(self._labels.form.matrices):
            named = [
                Labelled(one.target.kind == "line", one.target.at, one.grid, one.cell)
                for one in self._named
                if one.target.kind in ("line", "head")
                and one.target.number == number
                and one.score >= STRONG
                and is_told(matrix, one.target.kind == "line", one.target.at, one.cell, self._grids[one.grid])
            ]
            found = crossed(matrix, named, self._grids, self._closed, lists)
            self._result.crossed |= {key: cells for key, (_, cells) in found.answers.items()}
            for cell in found.labels:
                self._is_label(cell)
            self._closed |= {id(cell) for _, cell in found.answers.values()}

    # -- which cell names which answer --------------------------------------------------

    def _without_overruled(self, strong: Sequence[Named], near: Mapping[Named, int]) -> list[Named]:
        """Words that only begin like a label, where that label has a cell of its own, are an answer.

        Not where the answer behind the label stands better among the blank's neighbours.
        """
        strong = self._without_groups(strong)
        own: dict[Target, int] = {}
        for one in strong:
            if one.inline is None:
                own[one.target] = max(own.get(one.target, 0), near[one])
        first = {id(one.cell): one for one in reversed(strong) if one.inline is not None}
        overruled = {
            key for key, one in first.items()
            if one.target in own and own[one.target] >= near[one]
        }  # fmt: skip
        return [one for one in strong if one.inline is None or id(one.cell) not in overruled]

    def _without_groups(self, strong: Sequence[Named]) -> Sequence[Named]:
        """A label beside a cell in which it comes again among others is a group's (``联系方式``)."""
        behind: dict[int, set[Target]] = defaultdict(set)
        for one in strong:
            if one.inline is not None:
                behind[id(one.cell)].add(one.target)

        def is_group(one: Named) -> bool:
            beside = self._grids[one.grid].right(one.cell) if one.inline is None else None
            within = behind.get(id(beside), ())
            return len(within) > 1 and one.target in within

        return [one for one in strong if not is_group(one)] if behind else strong

    def _chosen(self, claims: Sequence[Named], near: Mapping[Named, int]) -> dict[Target, list[Named]]:
        """For each target the cells that name it, best first; a cell names one (a joint label several)."""
        chosen: dict[Target, list[Named]] = {}
        taken: dict[int, Named] = {}
        for one in sorted(claims, key=lambda one: (-near[one], -one.score)):
            first = taken.get(id(one.cell))
            if first and not (first.joint and one.joint) and not (first.inline and one.inline):
                continue
            rivals = chosen.setdefault(one.target, [])
            goes_on = self._cells[one.target.number].continued
            as_near = rivals and (near[rivals[0]] == near[one] or goes_on)
            if not rivals or (as_near and not one.joint and len(rivals) < _RIVALS):
                rivals.append(one)
            elif self._is_told_by_context(one):
                continue  # the other answer with its label may be meant
            taken[id(one.cell)] = one
        kept = {one for rivals in chosen.values() for one in rivals}
        for one in claims:
            if one.inline is None and (one in kept or not one.below):
                self._is_label(one.cell)  # texts that a label before them names as well are its answer
            elif id(one.cell) in taken and not one.below:
                self._closed.add(id(one.cell))
        return chosen

    def _is_told_by_context(self, one: Named) -> bool:
        return one.inline is None and bool(self._cells[one.target.number].context)

    def _weak(self, weak: Sequence[Named], neighbours: Neighbours) -> None:
        """Labels spelt alike, for what is still open: beside a neighbour of the blank."""
        values = {id(cell) for found in self._result.answers.values() for cell in found.cells}
        for one in sorted(weak, key=lambda one: -one.score):
            key = id(one.cell)
            if one.target in self._result.answers or key in values or key in self._closed:
                continue
            if neighbours.near(one):
                self._is_label(one.cell)
                self._result.answers[one.target] = self._found(one)

    # -- where the answers stand ---------------------------------------------------------

    def _vote(self, chosen: dict[Target, list[Named]]) -> None:
        for number, where in enumerate(self._where):
            where.vote(
                one.cell
                for claims in chosen.values()
                for one in claims[:1]
                if one.grid == number and one.inline is None
            )

    def _claimed(self, target: Target, claims: Sequence[Named]) -> Found:
        """The answer of the best claim; with a rival where another claims as well and says something else."""
        if self._cells[target.number].continued:
            claims = sorted(claims, key=lambda one: one.at)
        found = [self._found(one) for one in claims]
        if self._is_spread(target):
            first = found[0]
            more = tuple(cell for other in found[1:] for cell in other.cells if cell not in first.cells)
            return replace(first, cells=(*first.cells, *more))
        if len(found) == 1:
            return found[0]
        filled = [one for one in found if self._text(one)] or found[:1]
        others = [one for one in filled[1:] if self._text(one) != self._text(filled[0])]
        return replace(filled[0], rival=others[0]) if others else filled[0]

    def _text(self, found: Found) -> str:
        content = found.content()
        text = content.with_lines(self._hints.strip(content.lines)).text
        return text or ("[]" if content.pictures else "")

    def _is_spread(self, target: Target) -> bool:
        """Whether an answer may take many cells: of several fields, or of pictures."""
        return target in self._labels.spread

    def _found(self, one: Named) -> Found:
        where = self._where[one.grid]
        if one.inline is not None:
            behind = of_cells([one.cell]).cut(one.inline.start, one.inline.end)
            return Found(one.cell, (), behind, one.joint)
        if one.below:
            open_ = (cell for cell in one.below if cell is one.cell or id(cell) not in self._closed)
            return Found(one.cell, tuple(open_))
        spread = self._is_spread(one.target)
        if spread and has_pictures([one.cell]):
            pictures = [(0, picture) for _, picture in of_cells([one.cell]).pictures]
            return Found(one.cell, (), Content([], pictures), one.joint)
        if spread:
            cells = where.region(one.cell)
        else:
            cells = where.single(one.cell, among_inline=self._is_among_inline(one))
            if cells and cells[0].row > one.cell.row and label(words(cells[0])) in self._labels.printed:
                cells = []  # what the blank prints there: the answer was left empty
            cells = self._more_beside(one, cells) or cells or self._in_next_grid(one)
        return Found(one.cell, tuple(cells), None, one.joint)

    def _is_among_inline(self, one: Named) -> bool:
        """Whether the grid's answers mostly stand behind their labels, so that this one is empty."""
        mine = [other for other in self._answering[one.grid] if id(other.cell) in self._closed]
        behind = [other for other in mine if other.inline is not None]
        if not behind:
            return not mine
        in_row = any(other.cell.row == one.cell.row and other.cell is not one.cell for other in behind)
        return in_row or words(one.cell).endswith(("：", ":")) or 2 * len(behind) >= len(mine)

    def _in_next_grid(self, one: Named) -> list[Cell]:
        """The answer below a label in the last row of a table that was cut there."""
        index, number = self._grids[one.grid], one.grid + 1
        at_end = one.cell.row + one.cell.rowspan == index.rows and number < len(self._grids)
        if not at_end or not self._where[one.grid].is_head(one.cell):
            return []
        below = self._grids[number].at(0, one.cell.column)
        fits = below is not None and below.column == one.cell.column and id(below) not in self._closed
        return [below] if below is not None and fits else []

    def _more_beside(self, one: Named, cells: Sequence[Cell]) -> list[Cell]:
        """A choice and an answer of several fields go on over all cells beside them."""
        known = self._labels.form.field(one.target.keys[0])
        goes_on = one.joint or (known is not None and known.kind == "choice")
        if not goes_on or not cells or cells[0].row != one.cell.row:
            return []
        return self._where[one.grid].region(one.cell, downwards=False)

    # -- answers that go on elsewhere ------------------------------------------------------

    def _loose_parts(self) -> None:
        """Headings of parts that are labels of their own, where the label above them is missing."""
        parts: dict[int, list[Named]] = defaultdict(list)
        for one in self._named:
            if one.target.kind == "part" and one.score >= STRONG and id(one.cell) not in self._closed:
                parts[one.target.number].append(one)
        for target in self._order:
            found = self._result.answers.get(target)
            named = [one for one in parts.get(target.number, ()) if not found or one.cell not in found.cells]
            if not named or (found and self._text(found)):
                continue
            cells = [
                cell
                for number, where in enumerate(self._where)
                for cell in where.parts([one.cell for one in named if one.grid == number])
            ]
            label = found.label if found else named[0].cell
            self._result.answers[target] = Found(label, tuple(cells))

    def _continued(self) -> None:
        """``案例内容（续）``, and a table that begins with an empty label cell, go on with an answer."""
        for number, index in enumerate(self._grids):
            for cell in index.cells:
                if id(cell) in self._closed or not (text := words(cell)):
                    continue
                if not self._labels.may_go_on(text):
                    continue
                named = self._labels.goes_on(text) or self._above(number, cell, text)
                for target in (named or self._labels.continued(text))[:1]:
                    self._is_label(cell)
                    self._append(target, self._where[number].region(cell))
        for number in range(1, len(self._grids)):
            self._first_rows(number)

    def _above(self, number: int, cell: Cell, text: str) -> tuple[Target, ...]:
        """The answer that stands above what lies beside a label that says no more than 续."""
        beside = self._grids[number].right(cell) if says_only_that_it_goes_on(text) else None
        if beside is None:
            return ()
        if not cell.row:
            return tuple(target for target, _ in self._ending(number - 1))[-1:]
        above = self._grids[number].above(beside)
        return tuple(
            target
            for target, found in self._result.answers.items()
            if any(one is above for one in found.cells)
        )

    def _ending(self, number: int) -> Iterator[tuple[Target, Cell]]:
        """The answers in the last row of a table, each with its last cell."""
        for target, found in self._result.answers.items() if number >= 0 else ():
            last = found.cells[-1] if found.cells else None
            before = self._grids[number]
            is_last = last is not None and last.row + last.rowspan == before.rows
            if last is not None and is_last and any(last is cell for cell in before.cells):
                yield target, last

    def _first_rows(self, number: int) -> None:
        index = self._grids[number]
        first = index.at(0, 0)
        if first is None or said(first) or first.colspan == index.columns:
            return
        for target, _ in self._ending(number - 1):
            if self._is_spread(target):
                self._append(target, self._where[number].region(first))
                return

    def _append(self, target: Target, cells: Sequence[Cell]) -> None:
        found = self._result.answers.get(target)
        if found is not None:
            known = set(map(id, found.cells))
            more = tuple(cell for cell in cells if id(cell) not in known)
            self._result.answers[target] = replace(found, cells=(*found.cells, *more))
