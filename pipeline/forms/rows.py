"""The rows that repeat: columns, indicators named by their row, sections, spare rows.

A new row begins with a new cell under the first column or with an indicator already
seen; rows left blank in the form are dropped. Source: ``docs/reading.md``,
"What counts as the answer".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipeline.forms import interpret, units
from pipeline.forms.assign import Assignment
from pipeline.forms.content import of_cells
from pipeline.forms.grids import Index
from pipeline.forms.hints import Hints
from pipeline.forms.labels import Target
from pipeline.forms.model import BlockSpec, Field, Form, Indicator
from pipeline.forms.text import normal, without_notes
from pipeline.forms.where import has_pictures, said, words
from pipeline.model import Amount, Answer, Cell, Code, Row, is_empty

_FULL_WIDTH = 0.8
_LONGEST_SECTION = 30
_GOES_ON = re.compile(r"\(?(?:接上[页表]|续[页表]?)\d*\)?")
_NOTE = re.compile(r"(?:备?注|说明|填表说明)\d*:")
_SUM = re.compile(r"(?:合|总|小|共)计:?(?:\d+\D{0,4})?|共\d+\D{0,4}")
_SUMMED = re.compile(r"[\d.,]+\D{0,8}|[/—-]+")  # 1200, 2家
_SIGNED = re.compile(r"(?:填[表报]|制表|审[核批]|复核|经办|签[字名]|盖章|日期)[^:]{0,6}:.{0,20}")
_BLANKS = re.compile(r"[_＿﹍\s]+")
_BRACKET = re.compile(r"[（(](?:[^（）()：:]*[：:])?([^（）()]*)[）)]")


@dataclass(slots=True)
class Taken:
    """The rows found, and the ids of the cells that they took."""

    rows: tuple[Row, ...]
    used: set[int]


@dataclass(frozen=True, slots=True)
class _Section:
    """A section's heading: the value that it gives to a key of the rows below."""

    key: str
    value: str
    cell: Cell


@dataclass(slots=True)
class _Group:
    """The grid rows of one row of the block, with the section that they stand in.

    ``columns``: the heads by key, their answers below them; ``turned``: those beside which
    their answers stand; ``indicators``: the labels of its rows.
    """

    index: Index
    rows: list[int]
    columns: Mapping[str, Cell]
    section: _Section | None
    indicators: dict[str, Cell] = field(default_factory=dict)
    turned: dict[str, Cell] = field(default_factory=dict)


def take(form: Form, block: BlockSpec, assigned: Assignment, hints: Hints) -> Taken:
    """The rows of a block in the grids of one instance."""
    taking = _Taking(form, block, assigned, hints)
    found: list[Row] = []
    before: _Group | None = None
    for group in taking.groups():
        row = taking.row(group)
        if row is not None and found and before is not None and taking.goes_on(before, group, row):
            found[-1] = _joined(found[-1], row)
        elif row is not None:
            found.append(row)
        before = group
    return Taken(tuple(found), taking.used)


def _joined(first: Row, rest: Row) -> Row:
    """A row that goes on in another table."""
    return {key: rest[key] if is_empty(one.value) and not one.raw else one for key, one in first.items()}


class _Taking:
    def __init__(self, form: Form, block: BlockSpec, assigned: Assignment, hints: Hints) -> None:
        self._form = form
        self._block = block
        self._assigned = assigned
        self._hints = hints
        self._fields = form.columns(block.name)
        self._lead = next((key for key, known in self._fields.items() if known.kind != "section"), "")
        self._indicators = {indicator.key: indicator for indicator in block.indicators}
        self._spare = {words for _, words in block.spare if words}
        self._labels = assigned.labels | {id(found.label) for found in assigned.answers.values()}
        self.used: set[int] = set()

    # -- which grid rows are one row of the block ---------------------------------------

    def groups(self) -> Iterator[_Group]:
        """The groups of rows of all grids; a grid without heads goes on with the columns of the last one."""
        columns: Mapping[str, Cell] = {}
        begun = False
        for number, index in enumerate(self._assigned.grids):
            heads: dict[int, list[tuple[Cell, Target]]] = defaultdict(list)
            for cell, target in self._assigned.heads.get(number, ()):
                if target.block == self._block.name:
                    heads[cell.row].append((cell, target))
            named = {
                cell: target
                for cell, target in self._assigned.indicators.get(number, {}).items()
                if target.block == self._block.name
            }
            turned = [
                one for one in self._assigned.turned.get(number, ()) if one[1].block == self._block.name
            ]
            if turned:
                yield from self._turned_groups(index, turned, named)
            elif heads or begun:
                columns = yield from self._groups_of(index, heads, columns, named)
                begun = begun or bool(columns)

    def _first_row(
        self,
        index: Index,
        heads: Mapping[int, object],
        columns: Mapping[str, Cell],
        named: Mapping[int, Target],
    ) -> int:
        """Where rows may begin in a grid: below its first heads, or above where rows go on that began before.

        These are told by their indicators, as what stands above heads may be anything.
        """
        first = min(heads, default=0)
        above = (cell for row, cells in index.by_row.items() if row < first for cell in cells)
        return 0 if columns and any(id(cell) in named for cell in above) else first

    def _groups_of(
        self,
        index: Index,
        heads: dict[int, list[tuple[Cell, Target]]],
        columns: Mapping[str, Cell],
        named: dict[int, Target],
    ) -> Generator[_Group, None, Mapping[str, Cell]]:
        """The groups of a grid, in order; gives back the columns of its last heads."""
        section: _Section | None = None
        current: _Group | None = None
        below = 0
        has_rows = closed = False  # whether rows with indicators came, and what is none of them after these
        for row in index.covered(self._first_row(index, heads, columns, named)):
            begins = heads.get(row, ())
            ends = row >= below and self._is_over(index, row, named)
            if begins or ends:
                columns = {key: cell for cell, target in begins for key in target.keys}
                below = max((cell.row + cell.rowspan for cell, _ in begins), default=below)
            whole = self._whole_row(index, row, columns) if columns and row >= below else None
            if whole is not None:
                section = self._section(whole) or section
            if current is not None and (begins or ends or whole is not None):
                yield current
                current = None
            if not columns or row < below or whole is not None:
                continue
            indicators = {
                named[id(cell)].keys[0]: cell for cell in index.by_row.get(row, []) if id(cell) in named
            }
            lead = min((head.column for head in columns.values()), default=0)
            if indicators:
                has_rows, closed = True, False
            elif has_rows and (closed or self._ends(index, row, lead)):
                closed = True
                continue
            if current is None or self._begins(index, row, lead, current, set(indicators)):
                if current is not None:
                    yield current
                current = _Group(index, [], columns, section)
            current.rows.append(row)
            for key, cell in indicators.items():
                current.indicators.setdefault(key, cell)
        if current is not None:
            yield current
        return columns

    def _ends(self, index: Index, row: int, lead: int) -> bool:
        """Whether what stands below rows of indicators is none of them, by a row that has none itself.

        It stands apart, or holds labels of answers, or is alone in its row: another table, its title,
        who filled in the form and when.
        """
        first = index.at(row, lead)
        if first is not None and first.row < row:
            return False
        cells = [cell for cell in index.crossing(row) if said(cell)]
        stands_apart = not any(map(said, index.crossing(row - 1)))
        is_alone = len(cells) == 1 and bool(self._text(cells))
        return stands_apart or is_alone or any(id(cell) in self._labels for cell in cells)

    def _is_over(self, index: Index, row: int, named: Collection[int]) -> bool:
        """Whether a row belongs to what stands below the block in the form: it holds a label of that."""
        return self._block.followed and any(
            id(cell) in self._labels and id(cell) not in named for cell in index.crossing(row)
        )

    def _turned_groups(
        self, index: Index, heads: Sequence[tuple[Cell, Target]], named: dict[int, Target]
    ) -> Iterator[_Group]:
        """Groups whose heads stand one below the other: a head that comes again begins the next."""
        current: _Group | None = None
        seen: set[Target] = set()
        for row in index.covered(heads[0][0].row):
            here = [(cell, target) for cell, target in heads if cell.row == row]
            if current is None or seen & {target for _, target in here}:
                if current is not None:
                    yield current
                current, seen = _Group(index, [], {}, None), set()
            current.rows.append(row)
            seen |= {target for _, target in here}
            for cell, target in here:
                current.turned |= dict.fromkeys(target.keys, cell)
            for cell in index.by_row.get(row, []):
                if id(cell) in named:
                    current.indicators.setdefault(named[id(cell)].keys[0], cell)
        if current is not None:
            yield current

    def _beside(self, index: Index, head: Cell) -> list[Cell]:
        cells: list[Cell] = []
        cell = self._free(index.right(head))
        while cell is not None and cell.row == head.row:
            cells.append(cell)
            cell = self._free(index.right(cell))
        return cells

    def _begins(self, index: Index, row: int, lead: int, current: _Group, indicators: set[str]) -> bool:
        if not self._indicators:
            return True
        cell = index.at(row, lead)
        if cell is not None and cell.row == row and (text := self._text([cell])):
            first = index.at(current.rows[0], lead)
            is_same = first is not None and self._text([first]) == text
            return not (is_same and indicators and indicators.isdisjoint(current.indicators))
        below = [index.at(row, head.column) for head in current.columns.values()]
        if any(one and one.row == row and one.rowspan > 1 and self._text([one]) for one in below):
            return True
        goes_on = cell is not None and cell.row < row
        return not goes_on and bool(indicators & set(current.indicators))

    def _whole_row(self, index: Index, row: int, columns: Mapping[str, Cell]) -> Cell | None:
        """The one cell that fills a row of the block: a section's heading or a note."""
        first = min((head.column for head in columns.values()), default=0)
        width = max((head.column + head.colspan for head in columns.values()), default=index.columns) - first
        cells = index.crossing(row)
        wide = [cell for cell in cells if cell.row == row and cell.colspan >= width * _FULL_WIDTH]
        if wide:
            return wide[0]
        filled = list(islice(filter(said, cells), 2))
        if len(filled) != 1 or filled[0].row != row:
            return None
        alone = filled[0]
        shown = normal(of_cells([alone]).text)
        if _NOTE.match(shown) or _GOES_ON.fullmatch(shown) or normal(self._form.definition.title) in shown:
            return alone
        return alone if alone.column <= first and self._section(alone) else None

    def _section(self, cell: Cell) -> _Section | None:
        """The section that a cell is the heading of: in the blank's words, or naming its value alone."""
        shown = normal(of_cells([cell]).text)
        found = [value for heading, value in self._block.sections.items() if shown == heading]
        if not found:
            found = list(dict.fromkeys(
                value for value in self._block.sections.values() if normal(value[1]) in shown
            ))  # fmt: skip
        if len(found) != 1 or len(shown) > _LONGEST_SECTION:
            return None
        self.used.add(id(cell))
        return _Section(*found[0], cell)

    def goes_on(self, before: _Group, group: _Group, row: Row) -> bool:
        """Whether a table begins with the rest of the row that the table before it broke off."""
        lead = next(iter(self._block.columns), "").partition(".")[2]
        named = bool(row[lead].value) if lead in row else True
        is_new = named or bool(set(before.indicators) & set(group.indicators))
        return group.index is not before.index and bool(group.indicators) and not is_new

    # -- what a row says ------------------------------------------------------------------

    def row(self, group: _Group) -> Row | None:
        """The answers of a row; None where the form left it blank, or it is about the others."""
        if self._is_about_the_rows(group):
            return None
        answers: dict[str, Answer] = {}
        self._number(group)
        for column, field_ in self._fields.items():
            answers[column] = self._answer(field_, group)
        if self._is_blank(answers):
            return None
        return answers

    @staticmethod
    def _is_about_the_rows(group: _Group) -> bool:
        """Whether a row sums the others up (``合计``), or tells nothing but who made the list and when."""
        cells = (cell for row in group.rows for cell in group.index.by_row.get(row, ()) if said(cell))
        first, *others = [normal(of_cells([cell]).text) for cell in cells] or [""]
        if _SUM.fullmatch(without_notes(first)):
            return all(map(_SUMMED.fullmatch, others))
        return not group.indicators and all(map(_SIGNED.fullmatch, (first, *others)))

    def _answer(self, field_: Field, group: _Group) -> Answer:
        if field_.kind == "section":
            section = group.section if group.section and group.section.key == field_.key else None
            return Answer(section.value, place=section.cell.place) if section else Answer("")
        indicator = self._indicators.get(field_.key)
        if indicator is not None:
            return self._indicated(field_, indicator, group)
        head, beside = group.columns.get(field_.key), group.turned.get(field_.key)
        cells = {id(cell): cell for cell in self._beside(group.index, beside)} if beside else {}
        for cell in self._below(head, group) if head else ():
            cells[id(cell)] = cell
        self.used |= cells.keys()
        if len(cells) > 1 and group.indicators:
            cells = _without_repeated(cells)
        found = interpret.answer(field_, [*cells.values()], self._hints, head or beside)
        if field_.ordinal:
            return Answer(of_cells([*cells.values()]).text, place=found.place)
        return found

    @staticmethod
    def _below(head: Cell, group: _Group) -> Iterator[Cell]:
        """The cells of a row that stand below a head, some of them several times."""
        named = set(map(id, group.indicators.values()))
        for row in group.rows:
            for at in range(head.column, head.column + head.colspan):
                cell = group.index.at(row, at)
                if cell is not None and id(cell) not in named:
                    yield cell

    def _number(self, group: _Group) -> None:
        """A running number before the first column is the blank's own."""
        first = min((head.column for head in group.columns.values()), default=0)
        for row in group.rows:
            cell = group.index.at(row, 0)
            if cell is not None and cell.column + cell.colspan <= first and said(cell):
                text = normal(of_cells([cell]).text).strip(".、")
                self.used |= {id(cell)} if text.isdigit() else set()

    def _indicated(self, field_: Field, indicator: Indicator, group: _Group) -> Answer:
        label = group.indicators.get(field_.key)
        if label is None:
            return interpret.empty(field_)  # its row was left out: there is no cell
        value = self._free(group.index.right(label))
        unit_of_row = value if value is not None and self._is_of_units(value, field_, group) else None
        if unit_of_row is not None:
            self.used.add(id(unit_of_row))
            value = self._free(group.index.right(unit_of_row))
        note = self._free(group.index.right(value)) if value is not None else None
        values = [value] if value is not None else []
        notes = [note] if note is not None and (indicator.has_note or indicator.joined) else []
        self.used |= {id(cell) for cell in (label, *values, *notes)}
        if field_.kind == "amount":
            unit = self._written_unit(label) if indicator.has_unit else field_.unit
            if indicator.has_unit and unit_of_row is not None:
                unit = unit or words(unit_of_row)
            answer = interpret.amount(label, values, notes, unit, self._hints, free=indicator.has_unit)
            return _without_unit(answer)
        return interpret.answer(field_, [*values, *notes], self._hints, label)

    @staticmethod
    def _is_of_units(cell: Cell, field_: Field, group: _Group) -> bool:
        """Whether a cell is of a column of units, put in before the figures, and its own one fits."""
        shown = words(cell)
        if shown and (not units.is_measure(shown) or units.retyped(f"（{shown}）", field_.unit)):
            return False
        beside = [group.index.right(label) for label in group.indicators.values()]
        told = [one for one in beside if one and one.column == cell.column and said(one)]
        return len(told) > 1 and all(units.is_measure(words(one)) for one in told)

    def _free(self, cell: Cell | None) -> Cell | None:
        return cell if cell is not None and id(cell) not in self._assigned.labels else None

    @staticmethod
    def _written_unit(label: Cell) -> str:
        """The unit filled in in a label's bracket (``（单位：吨）``)."""
        found = _BRACKET.search(of_cells([label]).text.replace("\n", ""))
        return _BLANKS.sub("", found[1]) if found else ""

    def _text(self, cells: Sequence[Cell]) -> str:
        content = of_cells(cells)
        return content.with_lines(self._hints.strip(content.lines)).text

    def _is_blank(self, answers: dict[str, Answer]) -> bool:
        """Whether nothing stands in a row but what the blank printed in it."""
        for column, answer in answers.items():
            field_ = self._fields[column]
            if field_.ordinal or field_.kind == "section" or (is_empty(answer.value) and not answer.raw):
                continue
            if column == self._lead and normal(_words(answer)) in self._spare:
                continue
            return False
        return True


def _without_repeated(cells: Mapping[int, Cell]) -> dict[int, Cell]:
    """Cells without those that repeat the one before in words alone, as in a table whose merges are gone."""
    kept: dict[int, Cell] = {}
    before: Cell | None = None
    for key, cell in cells.items():
        if before is None or has_pictures([cell]) or cell.blocks != before.blocks:
            kept[key] = before = cell
    return kept


def _words(answer: Answer) -> str:
    value = answer.value
    if isinstance(value, str):
        return value
    if isinstance(value, Code):
        return value.code + value.name
    return answer.raw or f"{value}"


def _without_unit(answer: Answer) -> Answer:
    """An amount left empty has no unit."""
    value = answer.value
    if isinstance(value, Amount) and value.amount is None:
        return Answer(Amount(None, "", value.note), answer.raw, answer.blocks, answer.place)
    return answer
