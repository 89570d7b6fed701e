"""Blank -> Form: what the tagged Word file of a form says of its fields.

A tag's label is the cell to its left, else the head of its column, else the words
before it in its own cell; boxes in its cell make it a choice; words in the style 提示
are hints; the rows tagged ``projects.…`` are the block that repeats, untagged rows below
it are spare. Source: spec ``house.md``, "The tag language".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.forms.definition import Definition
from pipeline.forms.grids import Index
from pipeline.forms.model import (
    AnswerCell,
    BlockSpec,
    Field,
    Form,
    Indicator,
    Kind,
    Option,
    Slot,
)
from pipeline.forms.segments import slot
from pipeline.forms.text import label as label_form
from pipeline.forms.text import normal
from pipeline.model import Cell, Document, Grid, Paragraph, Place

_UNIT = re.compile(r"[（(]([^（）()]*)[）)]\s*$")
_CIRCLED = re.compile(r"[①-⑳]([^①-⑳；;。]+)")
_NUMBER = re.compile(r"^\s*(?:\d+[.、．]|[（(]?[一二三四五六七八九十]+[）)、])\s*")
_ATTRIBUTES = ("note", "unit")
_FULL_WIDTH = 0.8


def form_of(blank: Document, definition: Definition, path: Path) -> Form:
    """The form of a blank as read and its definition, as far as they agree (`pipeline.forms.lint`)."""
    learner = _Learner(definition)
    for grid in blank.blocks:
        if isinstance(grid, Grid):
            learner.grid(grid)
    titles = tuple(
        block.text for block in blank.blocks if isinstance(block, Paragraph) and block.text.strip()
    )
    return Form(
        definition=definition,
        path=path,
        blank=blank,
        fields=_told_apart(learner.fields),
        answers=tuple(learner.answers),
        blocks=tuple(learner.blocks),
        slots=tuple(learner.slots),
        hints=tuple(dict.fromkeys(learner.hints)) + definition.hints,
        furniture=titles,
    )


@dataclass(slots=True)
class _Label:
    text: str
    unit: str


class _Learner:
    """Collects the fields of a blank, grid by grid."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self.fields: list[Field] = []
        self.answers: list[AnswerCell] = []
        self.blocks: list[BlockSpec] = []
        self.slots: list[tuple[Slot, ...]] = []
        self.hints: list[str] = []

    def grid(self, grid: Grid) -> None:
        index = Index(grid)
        slots = {cell.place: slot(cell) for cell in grid.cells}
        self.slots.append(tuple(slots.values()))
        self.hints += _hints(slots.values())
        notes = {key for found in slots.values() for key in found.keys if key.rpartition(".")[2] == "note"}
        for found in slots.values():
            if found.keys and not any("." in key for key in found.keys):
                self._answer(found, index, slots)
        names = dict.fromkeys(
            key.partition(".")[0] for found in slots.values() for key in found.keys if "." in key
        )
        for name in names:
            self._block(name, index, slots, notes)

    # -- fields of the form itself --------------------------------------------------

    def _answer(self, found: Slot, index: Index, slots: Mapping[Place, Slot]) -> None:
        headings = _headings(found) if len(found.keys) > 1 else {}
        inline = _words_before_tag(found) if len(found.keys) == 1 and not found.boxes else ""
        beside = _label_cell(found.cell, index, slots)
        label = _label_of(slots[beside.place]) if beside else _Label(inline, "")
        inline_label = not beside and bool(inline)
        variants: list[str] = []
        for key in found.keys:
            self._add(key, headings.get(key) or label.text, found, label.unit, headings.get(key, ""))
            variants += self._variants(key)
        labels = tuple(dict.fromkeys([label_form(label.text), *map(label_form, variants)]))
        self.answers.append(
            AnswerCell(
                keys=found.keys,
                labels=tuple(filter(None, labels)),
                headings={
                    key: tuple(map(_heading_form, (headings[key], *self._heading_variants(key))))
                    for key in headings
                },
                inline=inline_label,
            )
        )

    def _variants(self, key: str) -> tuple[str, ...]:
        given = self._definition.fields.get(key)
        return given.labels if given else ()

    def _heading_variants(self, key: str) -> tuple[str, ...]:
        given = self._definition.fields.get(key)
        return given.headings if given else ()

    def _add(
        self, key: str, label: str, found: Slot | None, unit: str, heading: str = "", note: bool = False
    ) -> None:
        if any(field.key == key for field in self.fields):
            return
        given = self._definition.fields.get(key)
        options = _options(found) if found else ()
        kind: Kind = (given.type if given and given.type else None) or (
            "amount" if note else "choice" if options else "text"
        )
        self.fields.append(
            Field(
                key=key,
                kind=kind,
                label=_short(label),
                labels=(_tidy(label), *self._variants(key)),
                unit=(given.unit if given and given.unit else unit) if kind in ("number", "amount") else "",
                options=options if kind == "choice" else (),
                boxed=bool(found and found.boxes),
                heading=_NUMBER.sub("", heading).strip(),
                ordinal=bool(found) and _is_ordinal(found),  # type: ignore[arg-type]  # bool() excludes None
                publish=given.publish if given else True,
            )
        )

    # -- blocks -----------------------------------------------------------------------

    def _block(self, name: str, index: Index, slots: Mapping[Place, Slot], notes: set[str]) -> None:
        tagged = [found for found in slots.values() if any(key.startswith(f"{name}.") for key in found.keys)]
        columns: dict[str, tuple[str, ...]] = {}
        indicators: dict[str, Indicator] = {}
        groups = _groups(tagged)
        for first, last in groups:
            for found in tagged:
                if not first <= found.cell.row <= last:
                    continue
                keys = [key for key in found.keys if key.rpartition(".")[2] not in _ATTRIBUTES]
                if not keys:
                    continue
                beside = index.left(found.cell)
                is_indicator = last > first and found.cell.rowspan == 1 and beside is not None
                if is_indicator and beside is not None:
                    self._indicator(keys[0], found, beside, (index, slots, notes), indicators)
                else:
                    self._column(keys, found, (index, slots, first), columns)
        section_values = self._sections(name)
        spare = _spare_rows(index, slots, groups, set(section_values))
        sectioned = tuple(
            (first, last, _section_above(index, slots, first, section_values)) for first, last in groups
        )
        self.blocks.append(
            BlockSpec(
                name=name,
                grid=len(self.slots) - 1,
                columns=columns,
                indicators=tuple(indicators.values()),
                sections=section_values,
                spare=spare,
                groups=sectioned,
            )
        )

    def _column(
        self,
        keys: list[str],
        found: Slot,
        where: tuple[Index, Mapping[Place, Slot], int],
        columns: dict[str, tuple[str, ...]],
    ) -> None:
        index, slots, first = where
        head = _column_head(found.cell, index, slots, first)
        label = _label_of(slots[head.place]) if head else _Label("", "")
        for key in keys:
            self._add(key, label.text, found, label.unit)
            texts = (label.text, *self._variants(key))
            columns.setdefault(key, tuple(dict.fromkeys(filter(None, map(label_form, texts)))))

    def _indicator(
        self,
        key: str,
        found: Slot,
        beside: Cell,
        where: tuple[Index, Mapping[Place, Slot], set[str]],
        indicators: dict[str, Indicator],
    ) -> None:
        index, slots, notes = where
        label_slot = slots[beside.place]
        if key in label_slot.keys:
            return  # the second cell of a field that two cells share
        label = _label_of(label_slot)
        has_unit = f"{key}.unit" in label_slot.keys
        self._add(key, label.text, found, "" if has_unit else label.unit, note=f"{key}.note" in notes)
        following = index.right(found.cell)
        joined = following is not None and key in slots[following.place].keys
        texts = (label.text, *self._variants(key))
        labels = tuple(dict.fromkeys(filter(None, map(label_form, texts))))
        indicators.setdefault(key, Indicator(key, labels, has_unit, f"{key}.note" in notes, joined))

    def _sections(self, name: str) -> dict[str, tuple[str, str]]:
        """Normal form of a section's heading -> the key and the value that it gives to its rows."""
        found = {}
        for key, given in self._definition.fields.items():
            if given.type == "section" and key.startswith(f"{name}."):
                self._add(key, "", None, "")
                found.update({normal(heading): (key, value) for heading, value in given.values.items()})
        return found


def _hints(slots: Iterable[Slot]) -> Iterator[str]:
    """The hints of a grid; neighbouring hint paragraphs of a cell are one hint."""
    for found in slots:
        joined: list[str] = []
        for paragraph in found.paragraphs:
            for segment in paragraph:
                if segment.kind == "hint":
                    joined.append(segment.text)
                elif joined and segment.text.strip():
                    yield "".join(joined)
                    joined = []
        if joined:
            yield "".join(joined)


def _words_before_tag(found: Slot) -> str:
    words = ""
    for paragraph in found.paragraphs:
        for segment in paragraph:
            if segment.kind == "tag":
                return words.strip()
            if segment.kind == "text":
                words += segment.text
    return words.strip()


def _headings(found: Slot) -> dict[str, str]:
    """In a cell of several fields: the words before each tag are its heading."""
    headings: dict[str, str] = {}
    words = ""
    for paragraph in found.paragraphs:
        for segment in paragraph:
            if segment.kind == "text":
                words += segment.text
            elif segment.kind == "tag":
                if words.strip():
                    headings[segment.key] = words.strip()
                words = ""
    return headings


def _heading_form(text: str) -> str:
    return normal(_NUMBER.sub("", text))


def _label_cell(cell: Cell, index: Index, slots: Mapping[Place, Slot]) -> Cell | None:
    for candidate in (index.left(cell), index.above(cell)):
        if (
            candidate is not None
            and not slots[candidate.place].keys
            and _label_of(slots[candidate.place]).text
        ):
            return candidate
    return None


def _column_head(cell: Cell, index: Index, slots: Mapping[Place, Slot], first: int) -> Cell | None:
    """The head of a column above the block, past its section headings."""
    row = first - 1
    while row >= 0:
        above = index.at(row, cell.column)
        if above is None:
            return None
        if (
            not slots[above.place].keys
            and above.colspan < index.columns * _FULL_WIDTH
            and _label_of(slots[above.place]).text
        ):
            return above
        row = above.row - 1
    return None


def _label_of(found: Slot) -> _Label:
    text = "".join(
        segment.text for paragraph in found.paragraphs for segment in paragraph if segment.kind == "text"
    )
    unit = _UNIT.search(text.strip())
    return _Label(text.strip(), unit[1].strip() if unit else "")


def _tidy(text: str) -> str:
    """A label as printed, without spaces and number."""
    return re.sub(r"\s+", "", _NUMBER.sub("", text.strip()))


def _short(text: str) -> str:
    """A label as people say it: without the final note in brackets as well."""
    return re.sub(r"[（(][^（）()]*[）)]$", "", _tidy(text))


def _told_apart(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Fields whose short labels are alike keep their notes (``行业类别（大类）``)."""
    printed: dict[str, set[str]] = {}
    for field in fields:
        printed.setdefault(field.label, set()).add(field.labels[0])
    return tuple(
        replace(field, label=field.labels[0]) if len(printed[field.label]) > 1 else field for field in fields
    )


def _is_ordinal(found: Slot) -> bool:
    """Whether the cell comes with a number printed in it, as rows to be filled in do."""
    hint = "".join(
        segment.text for paragraph in found.paragraphs for segment in paragraph if segment.kind == "hint"
    )
    return hint.strip().isdigit()


def _options(found: Slot) -> tuple[Option, ...]:
    names: dict[str, list[str]] = {}
    for box in found.boxes:
        option, _, level = box.partition("/")
        names.setdefault(option, [])
        if level:
            names[option].append(level)
    if names:
        return tuple(Option(name, tuple(levels)) for name, levels in names.items())
    hint = "".join(
        segment.text for paragraph in found.paragraphs for segment in paragraph if segment.kind == "hint"
    )
    circled = [name.strip() for name in _CIRCLED.findall(hint)]
    return tuple(Option(name) for name in circled) if len(circled) > 1 else ()


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


def _section_above(
    index: Index, slots: Mapping[Place, Slot], first: int, sections: dict[str, tuple[str, str]]
) -> str:
    """The value of the section heading above a row, ``""`` where there is none."""
    for row in range(first - 1, -1, -1):
        words = "".join(normal(_label_of(slots[cell.place]).text) for cell in index.by_row.get(row, []))
        if words in sections:
            return sections[words][1]
    return ""


def _spare_rows(
    index: Index, slots: Mapping[Place, Slot], groups: Sequence[tuple[int, int]], sections: set[str]
) -> tuple[tuple[int, str], ...]:
    """Untagged rows below a block, but for section headings: (row, its words in normal form)."""
    if not groups:
        return ()
    tagged = {row for first, last in groups for row in range(first, last + 1)}
    spare = []
    for row in range(groups[0][1] + 1, index.rows):
        cells = [cell for cell in index.cells if cell.row == row]
        words = "".join(normal(_label_of(slots[cell.place]).text) for cell in cells)
        if row in tagged or words in sections:
            continue
        spare.append((row, words))
    return tuple(spare)
