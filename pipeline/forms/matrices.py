"""Answers by row and column, such as figures by indicator and year: learned, and found again.

A tag between other tags has two labels: the first cell of its row that holds none, and
the head of its column. A column of units (单位) is no label. In a filled form the cell
where row and column cross is the answer, wherever the two stand, rows and columns
exchanged as well. Source: ``docs/forms.md``, "What a tag means by where it stands".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.forms import printed, units
from pipeline.forms.grids import Index
from pipeline.forms.model import Matrix, Slot
from pipeline.forms.printed import Slots
from pipeline.forms.text import label
from pipeline.forms.where import said, words
from pipeline.model import Cell, Place

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?度?")
_UNIT_HEAD = re.compile(r"(?:计量|计算|数量)?单位")
_REMARK = re.compile(r"(?:备注|说明|措施|来源|依据|内容|情况|名称)$")
_NO_UNIT = re.compile(r"[-—–/\s]*")


@dataclass(slots=True)
class Cross:
    """A matrix as learned: the printed label of each row and column, the place of each tag."""

    lines: dict[Place, str] = field(default_factory=dict)
    heads: dict[Place, str] = field(default_factory=dict)
    tags: dict[Place, tuple[str, Place, Place]] = field(default_factory=dict)  # -> key, line, head
    units: dict[Place, str] = field(default_factory=dict)  # of a line
    unlabelled: list[Slot] = field(default_factory=list)  # tags in a row without a label
    corner: str = ""
    groups: dict[Place, str] = field(default_factory=dict)  # what stands left of a line, above a head

    def _told_by(self, axis: Mapping[Place, str]) -> dict[Place, str]:
        """Of lines or heads with the same label, each with a label before it, that one."""
        texts = [label(text) for text in axis.values()]
        return {
            place: self.groups[place]
            for place, text in axis.items()
            if texts.count(label(text)) > 1 and place in self.groups
        }

    def unit(self, place: Place) -> str:
        """The unit of a tag: its head's bracket, its row's column of units, its line's bracket say it."""
        _, line, head = self.tags[place]
        of_line, of_head = (printed.label_of_text(text).unit for text in (self.lines[line], self.heads[head]))
        own = of_head if units.is_measure(of_head) else ""
        return next(filter(None, (own, self.units.get(line, ""), of_line, of_head)), "")

    def label(self, place: Place) -> str:
        """What people call an answer: the year first (``2021年取水量``)."""
        _, line, head = self.tags[place]
        before = [self._told_by(self.lines).get(line, ""), self._told_by(self.heads).get(head, "")]
        texts = (before[0], self.lines[line], before[1], self.heads[head])
        names = [printed.short(text) for text in texts]
        return "".join(sorted(names, key=lambda name: not _YEAR.match(name)))

    def is_remark(self, place: Place) -> bool:
        """Whether an answer is said in words: in a column or row of remarks."""
        _, line, head = self.tags[place]
        return any(_REMARK.search(printed.short(text)) for text in (self.lines[line], self.heads[head]))

    def is_yearly(self) -> bool:
        return any(
            all(map(_YEAR.match, map(printed.tidy, axis)))
            for axis in (self.lines.values(), self.heads.values())
        )

    def matrix(self, variants: Mapping[str, Sequence[str]]) -> Matrix:
        """The matrix with all names of its rows and columns; ``variants``: further ones by key."""
        more: dict[Place, list[str]] = defaultdict(list)
        lines_are_years = all(map(_YEAR.match, map(printed.tidy, self.lines.values())))
        for key, line, head in self.tags.values():
            more[head if lines_are_years else line] += variants.get(key, ())
        lines, heads = list(self.lines), list(self.heads)
        told = (self._told_by(self.lines), self._told_by(self.heads))

        def shown(place: Place, axis: Mapping[Place, str], before: Mapping[Place, str]) -> str:
            return printed.short(before.get(place, "")) + printed.short(axis[place])

        return Matrix(
            lines=tuple(_names((self.lines[place], *more[place]), told[0].get(place)) for place in lines),
            heads=tuple(_names((self.heads[place], *more[place]), told[1].get(place)) for place in heads),
            keys={(lines.index(line), heads.index(head)): key for key, line, head in self.tags.values()},
            names=(
                tuple(shown(place, self.lines, told[0]) for place in lines),
                tuple(shown(place, self.heads, told[1]) for place in heads),
            ),
            corner=self.corner,
            told_by=(
                tuple(_names([told[0].get(place, "")]) for place in lines),
                tuple(_names([told[1].get(place, "")]) for place in heads),
            ),
        )


def _names(texts: Iterable[str], group: str | None = None) -> tuple[str, ...]:
    """The names of a row or a column, with that of its group before it as well.

    A year is written with 年, 年度 or nothing behind it.
    """
    found = printed.names(texts)
    found += tuple(label(group + name) for name in found) if group else ()
    years = [
        _YEAR.sub(rf"\g<1>{end}", name) for name in found if _YEAR.search(name) for end in ("年", "年度", "")
    ]
    return tuple(dict.fromkeys((*found, *years)))


# --- learned ---------------------------------------------------------------------------


def learned(index: Index, slots: Slots) -> list[Cross]:
    """The matrices of a grid of a blank."""
    tagged = [found for found in slots.values() if _is_plain(found)]
    found: dict[int, Cross] = {}
    for slot in tagged:
        cross = _crossing(slot.cell, index, slots)
        if cross is None:
            continue
        line, head, unit = cross
        mine = found.setdefault(head.row, Cross())
        if line is None:
            mine.unlabelled.append(slot)
            continue
        for place, group in ((line.place, index.left(line)), (head.place, index.above(head))):
            if group is not None and printed.is_label(slots[group.place]):
                mine.groups[place] = printed.words(slots[group.place])
        above = index.at(head.row, line.column)
        mine.corner = printed.words(slots[above.place]) if above is not None else ""
        mine.lines[line.place] = printed.words(slots[line.place])
        mine.heads[head.place] = printed.words(slots[head.place])
        mine.tags[slot.cell.place] = (slot.keys[0], line.place, head.place)
        if unit is not None and not _NO_UNIT.fullmatch(said := printed.words(slots[unit.place])):
            mine.units[line.place] = said
    return [cross for cross in found.values() if cross.tags]


def _is_plain(found: Slot) -> bool:
    return len(found.keys) == 1 and "." not in found.keys[0] and not found.boxes


def _crossing(cell: Cell, index: Index, slots: Slots) -> tuple[Cell | None, Cell, Cell | None] | None:
    """The cells of a tag's row label (if any), column head and unit; None for a tag with one label."""
    head = index.above(cell)
    while head is not None and _is_plain(slots[head.place]):
        head = index.above(head)
    if head is None or not printed.is_label(slots[head.place]):
        return None
    if any(slots[other.place].keys for other in index.crossing(head.row)):
        return None
    line, unit, passed = index.left(cell), None, False
    while line is not None and _is_plain(slots[line.place]):
        line, passed = index.left(line), True
    if line is not None and _is_unit_column(line, head, index, slots):
        unit, line = line, index.left(line)
    right = index.right(cell)
    beside = right is not None and _is_plain(slots[right.place])
    if line is None or line.row <= head.row or not (passed or beside or unit):
        return None
    return line if printed.is_label(slots[line.place]) else None, head, unit


def _is_unit_column(cell: Cell, head: Cell, index: Index, slots: Slots) -> bool:
    above = index.at(head.row, cell.column)
    return above is not None and bool(_UNIT_HEAD.fullmatch(label(printed.words(slots[above.place]))))


# --- found again ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Labelled:
    """A cell that names a row (``line``) or a column of a matrix, by its number there."""

    is_line: bool
    number: int
    grid: int
    cell: Cell


def is_told(matrix: Matrix, is_line: bool, number: int, cell: Cell, index: Index) -> bool:
    """Whether a cell that names a row or column with the label of another one stands below its own group.

    A matrix may be turned over: what stood above a column then stands left of a row.
    """
    wanted = matrix.told_by[0 if is_line else 1]
    if number >= len(wanted) or not wanted[number]:
        return True
    return label(words(cell)).startswith(wanted[number]) or any(
        label(words(group)) in wanted[number] for group in _groups_of(cell, index)
    )


def _groups_of(cell: Cell, index: Index) -> Iterator[Cell]:
    """The cells that may name the group of a row or of a column, though they aren't merged over all of it."""
    above, left = index.above(cell), index.left(cell)
    while above is not None and not said(above) and above.column:
        above = index.left(above)
    while left is not None and not said(left) and left.row:
        left = index.above(left)
    yield from filter(None, (above, left))


@dataclass(slots=True)
class Crossed:
    """Where the answers of a matrix stand, by key; the cells of its labels and units."""

    answers: dict[str, tuple[Cell, Cell]] = field(default_factory=dict)  # line's label, answer
    labels: list[Cell] = field(default_factory=list)


def crossed(
    matrix: Matrix,
    named: Sequence[Labelled],
    grids: Sequence[Index],
    closed: Collection[int],
    lists: Mapping[int, Collection[int]],
) -> Crossed:
    """The cells where rows and columns cross; a grid without heads goes on with those of the last one.

    ``lists``: by grid the rows in which the heads of a list stand: below them nothing is a line.
    """
    found = Crossed()
    before: list[Labelled] = []
    for number, index in enumerate(grids):
        here = [one for one in named if one.grid == number]
        for turned in (False, True):
            heads = [one for one in here if one.is_line == turned]
            lines = [one for one in here if one.is_line != turned]
            known = len(matrix.lines if turned else matrix.heads)
            groups = _groups(heads, known)
            if not groups and not turned and before:
                groups = {-1: before}
            taken = list(_pairs(matrix, lines, groups, index, closed, lists.get(number, ())))
            if len(taken) * 4 >= len(matrix.keys) or (taken and -1 in groups):
                _take(found, taken, index)
                _take_groups(found, matrix, taken, index)
                before = [one for _, _, one, _ in taken] if not turned else before
                break
    return found


def _groups(heads: Sequence[Labelled], known: int) -> dict[int, list[Labelled]]:
    """Heads that stand in one row, where they are at least half of those known."""
    rows: dict[int, list[Labelled]] = defaultdict(list)
    for one in heads:
        rows[one.cell.row].append(one)
    return {row: mine for row, mine in rows.items() if 2 * len({one.number for one in mine}) >= known}


def _pairs(
    matrix: Matrix,
    lines: Sequence[Labelled],
    groups: Mapping[int, Sequence[Labelled]],
    index: Index,
    closed: Collection[int],
    lists: Collection[int],
) -> Iterator[tuple[str, Labelled, Labelled, Cell]]:
    """Key, line, head and answer for each crossing; the nearest heads above a line count."""
    for line in lines:
        above = max((row for row in lists if row <= line.cell.row), default=-1)
        rows = [row for row in groups if above <= row < line.cell.row]
        for head in groups[max(rows)] if rows else ():
            place = (line.number, head.number) if line.is_line else (head.number, line.number)
            key = matrix.keys.get(place)
            cell = index.at(line.cell.row, head.cell.column)
            if (
                key
                and cell is not None
                and cell.row == line.cell.row
                and cell.column > line.cell.column
                and id(cell) not in closed
            ):
                yield key, line, head, cell


def _take(found: Crossed, taken: Sequence[tuple[str, Labelled, Labelled, Cell]], index: Index) -> None:
    for key, line, head, cell in taken:
        found.answers.setdefault(key, (line.cell, cell))
        found.labels += [line.cell, head.cell]
    first = min((cell.column for _, _, _, cell in taken), default=0)
    for row in {head.cell.row for _, _, head, _ in taken}:
        found.labels += [cell for cell in index.by_row.get(row, ()) if cell.column < first]  # 指标, 单位
    for label_cell in {id(line.cell): line.cell for _, line, _, _ in taken}.values():
        beside = index.right(label_cell)
        while beside is not None and beside.column < first and beside.row == label_cell.row:
            found.labels.append(beside)  # its unit
            beside = index.right(beside)


def _take_groups(
    found: Crossed, matrix: Matrix, taken: Sequence[tuple[str, Labelled, Labelled, Cell]], index: Index
) -> None:
    """The cells that tell rows or columns with the same label apart are labels."""
    names = {name for axis in matrix.told_by for names in axis for name in names}
    cells = {id(one.cell): one.cell for _, line, head, _ in taken for one in (line, head)} if names else {}
    found.labels += [
        group for cell in cells.values() for group in _groups_of(cell, index) if label(words(group)) in names
    ]
