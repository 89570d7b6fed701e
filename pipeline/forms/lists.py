"""The rows that repeat, as a blank shows them: columns, indicators, sections, spare rows.

Source: ``docs/forms.md``, "What a tag means by where it stands".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from pipeline.forms.definition import Definition
from pipeline.forms.grids import Index
from pipeline.forms.model import BlockSpec, Indicator, Slot
from pipeline.forms.printed import Label, Slots, is_label, label_of, names
from pipeline.forms.text import normal
from pipeline.model import Cell

_FULL_WIDTH = 0.8
# Nothing, a row's number (2, 项目 2, 项目二) or dots; other words (四、典型案例, 合计) are the blank's own.
_SPARE = re.compile(r"(?:\D{0,6}(?:\d{1,2}|[一二三四五六七八九十]))?|[.…。]+")
AddField = Callable[..., None]


def is_attribute(key: str) -> bool:
    """Whether a key is the remark or the unit of a column (``projects.energy.note``), no column itself."""
    return key.count(".") > 1 and key.rpartition(".")[2] in ("note", "unit")


class ListLearner:
    """Learns the rows fields of one grid; each column is told to ``add`` as a field."""

    def __init__(
        self, definition: Definition, index: Index, slots: Slots, number: int, add: AddField
    ) -> None:
        self._definition = definition
        self._index = index
        self._slots = slots
        self._number = number
        self._add = add
        self._notes = {
            key
            for found in slots.values()
            for key in found.keys
            if key.endswith(".note") and is_attribute(key)
        }

    def block(self, name: str) -> BlockSpec:
        tagged = [
            found for found in self._slots.values() if any(key.startswith(f"{name}.") for key in found.keys)
        ]
        columns: dict[str, tuple[str, ...]] = {}
        indicators: dict[str, Indicator] = {}
        groups = _groups(tagged)
        for first, last in groups:
            for found in tagged:
                if not first <= found.cell.row <= last:
                    continue
                keys = [key for key in found.keys if not is_attribute(key)]
                if not keys:
                    continue
                beside = self._index.left(found.cell)
                is_indicator = last > first and found.cell.rowspan == 1 and beside is not None
                if is_indicator and beside is not None:
                    self._indicator(keys[0], found, beside, indicators)
                else:
                    self._column(keys, found, first, columns)
        sections = self._sections(name)
        return BlockSpec(
            name=name,
            grid=self._number,
            columns=columns,
            indicators=tuple(indicators.values()),
            sections=sections,
            spare=self._spare_rows(groups, set(sections)),
            groups=tuple((first, last, self._section_above(first, sections)) for first, last in groups),
            followed=self._is_followed(name, groups),
        )

    def _names(self, label: Label, key: str) -> tuple[str, ...]:
        return names((label.text, *self._definition.of(key).labels))

    def _column(self, keys: list[str], found: Slot, first: int, columns: dict[str, tuple[str, ...]]) -> None:
        head = self._column_head(found.cell, first)
        label = label_of(self._slots[head.place]) if head else Label("", "")
        for key in keys:
            self._add(key, label.text, found, label.unit)
            columns.setdefault(key, self._names(label, key))

    def _indicator(self, key: str, found: Slot, beside: Cell, indicators: dict[str, Indicator]) -> None:
        label_slot = self._slots[beside.place]
        if key in label_slot.keys:
            return  # the second cell of a field that two cells share
        label = label_of(label_slot)
        has_unit = f"{key}.unit" in label_slot.keys
        has_note = f"{key}.note" in self._notes
        self._add(key, label.text, found, "" if has_unit else label.unit, note=has_note)
        following = self._index.right(found.cell)
        joined = following is not None and key in self._slots[following.place].keys
        indicators.setdefault(key, Indicator(key, self._names(label, key), has_unit, has_note, joined))

    def _sections(self, name: str) -> dict[str, tuple[str, str]]:
        """Normal form of a section's heading -> the key and the value that it gives to its rows."""
        found = {}
        for key, given in self._definition.fields.items():
            if given.type == "section" and key.startswith(f"{name}."):
                self._add(key, "", None, "")
                found.update({normal(heading): (key, value) for heading, value in given.values.items()})
        return found

    def _column_head(self, cell: Cell, first: int) -> Cell | None:
        """The head of a column above the block, past its section headings."""
        row = first - 1
        while row >= 0:
            above = self._index.at(row, cell.column)
            if above is None:
                return None
            if above.colspan < self._index.columns * _FULL_WIDTH and is_label(self._slots[above.place]):
                return above
            row = above.row - 1
        return None

    def _words(self, row: int) -> str:
        return "".join(
            normal(label_of(self._slots[cell.place]).text) for cell in self._index.by_row.get(row, [])
        )

    def _section_above(self, first: int, sections: Mapping[str, tuple[str, str]]) -> str:
        """The value of the section heading above a row, ``""`` where there is none."""
        for row in range(first - 1, -1, -1):
            if (words := self._words(row)) in sections:
                return sections[words][1]
        return ""

    def _spare_rows(
        self, groups: Sequence[tuple[int, int]], sections: set[str]
    ) -> tuple[tuple[int, str], ...]:
        """Untagged rows right below a block, with a number or nothing: (row, its words in normal form)."""
        spare = []
        for _, last in groups:
            for row in range(last + 1, self._index.rows):
                words = self._words(row)
                if (
                    words in sections
                    or self._is_tagged(row)
                    or not _SPARE.fullmatch(self._besides_options(row))
                ):
                    break
                spare.append((row, words))
        return tuple(spare)

    def _besides_options(self, row: int) -> str:
        """The words of a row but for cells of options with their boxes."""
        slots = (self._slots[cell.place] for cell in self._index.by_row.get(row, []))
        return "".join(normal(label_of(slot).text) for slot in slots if not slot.boxes)

    def _is_tagged(self, row: int) -> bool:
        return any(self._slots[cell.place].keys for cell in self._index.crossing(row))

    def _is_followed(self, name: str, groups: Sequence[tuple[int, int]]) -> bool:
        last = max((last for _, last in groups), default=0)
        return any(
            found.cell.row > last and any(not key.startswith(f"{name}.") for key in found.keys)
            for found in self._slots.values()
        )


def _groups(tagged: Sequence[Slot]) -> list[tuple[int, int]]:
    """Runs of neighbouring tagged rows (first, last): one block each."""
    rows = sorted(
        {row for found in tagged for row in range(found.cell.row, found.cell.row + found.cell.rowspan)}
    )
    groups: list[tuple[int, int]] = []
    for row in rows:
        if groups and row == groups[-1][1] + 1:
            groups[-1] = (groups[-1][0], row)
        else:
            groups.append((row, row))
    return groups
