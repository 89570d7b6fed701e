"""Switches of labels, of where answers stand, and of which tables are a form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pipeline.forms import interpret, labels, naming, passages, recognise, rows, text
from pipeline.forms.grids import Index
from pipeline.forms.naming import Named, Said
from pipeline.forms.neighbours import Neighbours
from pipeline.forms.passages import Passages
from pipeline.forms.recognise import Recogniser
from pipeline.forms.where import Where, said
from pipeline.model import Answer, Cell, Grid
from tests.forms.switches.swap import Swap, around, less, says, switch, told_apart

# -- labels -----------------------------------------------------------------------------

SPACES_TELL = switch("labels that differ in spaces differ", *told_apart(" \t\n\u00a0\u3000"))
BRACKETS_TELL = switch("half-width brackets are none", *told_apart("()"))
STARS_TELL = switch("a star is a part of its label", less(text, "_ORNAMENT", "*"))
COLONS_TELL = switch("a colon is a part of its label", less(text, "_ORNAMENT", "[*:.", put="[*."))
NOTES_TELL = switch(
    "a note in brackets is a part of its label", Swap(labels, "without_notes", lambda shown: shown)
)
DIGITS_TELL = switch(
    "m3 and CO2 are no m³ and no CO₂, a unit is a part of its label, and what is like a label is none",
    around(
        labels,
        "label",
        lambda inner, words: inner(words.replace("m3", "m⁈").replace("CO2", "CO⁈")),
    ),
    *NOTES_TELL.swaps,
    says(labels.Labels, "_alike", []),
)


def _printed_alone(inner: Any, self: labels.Labels) -> Iterator[tuple[labels.Target, tuple[str, ...]]]:
    for target, texts in inner(self):
        yield target, texts[:1]


PRINTED_ALONE = switch(
    "a label is known as it is printed, and no other way",
    around(labels.Labels, "_all", _printed_alone),
)
NONE_JOINED = switch("a label names one field", says(labels.Labels, "_joint", ()))
NEIGHBOURS_IGNORED = switch("of two labels alike the neighbours tell nothing", says(Neighbours, "near", 0))

# -- where answers stand ------------------------------------------------------------------

NONE_BESIDE = switch("an answer never stands beside its label", says(Where, "_beside", []))
NONE_BELOW = switch(
    "an answer never stands below its label", says(Where, "_below", []), says(Where, "_under", [])
)
NONE_BEHIND = switch("an answer never stands behind its label in its cell", says(naming, "_behind", []))
ONE_ROW = switch(
    "an answer takes one row",
    around(Where, "_right_of", lambda inner, self, label, _: inner(self, label, [label.row])),
)
ROW_BY_ROW = switch(
    "cells below headings side by side are read row by row",
    Swap(Where, "_by_headings", lambda self, cells: cells),
)


def _next_said(self: Where, label: Cell, *, among_inline: bool = False) -> list[Cell]:
    behind = [
        cell
        for cell in self._index.cells
        if (cell.row, cell.column) > (label.row, label.column) and said(cell) and self._is_free(cell)
    ]
    return behind[:1]


NEXT_SAID = switch(
    "the answer of a label is the next cell that says anything", Swap(Where, "single", _next_said)
)


def _by_their_place(inner: Any, known: labels.Labels, cells: Sequence[Said]) -> list[Named]:
    """Takes the labels of rows, in their order, for those of the first rows that could have some."""
    found = inner(known, cells)
    index = Index(Grid("", tuple(one.cell for one in cells)))
    mine = [one for one in found if one.target.kind == "answer" and one.inline is None]
    named = sorted({one.cell.row for one in mine})
    could = [row for row in sorted(index.by_row) if named and row >= named[0] and len(index.by_row[row]) > 1]
    moved = dict(zip(named, could, strict=False))
    out = [one for one in found if one not in mine]
    for one in mine:
        cell = index.at(moved.get(one.cell.row, one.cell.row), one.cell.column)
        if cell is not None:
            out.append(replace(one, cell=cell))
    return out


ROWS_BY_PLACE = switch(
    "a row is told by its place in the form, not by its label",
    around(passages, "naming", _by_their_place),
)
EDGE_COUNTS = switch(
    "an empty cell at the end of a row is an answer like another",
    Swap(Where, "_said_in_row", lambda self, label: self._index.by_row[label.row]),
)

# -- which tables are a form --------------------------------------------------------------

NONE_JOIN = switch("a form has one table", says(Recogniser, "_joins", False))
NONE_ENDS = switch(
    "a form takes all tables up to the end, and all rows of a sheet",
    says(Recogniser, "_begins_again", False),
    says(Passages, "_starts", []),
)
TITLES_ABOVE = switch(
    "a title stands above its table, and what has none is no form",
    around(
        Passages, "_headings",
        lambda inner, grid, index, before: [
            found for found in inner(grid, index, before)
            if found in "".join(text.normal(getattr(block, "text", "")) for block in before)
        ],
    ),
    Swap(recognise, "_COVERAGE", {"own": 0.55, "none": 9.0, "other": 9.0}),
)  # fmt: skip
TITLE_NEEDED = switch(
    "what has no title is no form",
    Swap(recognise, "_COVERAGE", {"own": 0.55, "none": 9.0, "other": 9.0}),
)
A_LABEL_DOES = switch(
    "what has some label of a form is that form",
    Swap(recognise, "_COVERAGE", {"own": 0.0, "none": 0.0, "other": 0.0}),
)


def _only_whole(inner: Any, self: Recogniser, instance: Any) -> Any:
    form = inner(self, instance)
    return form if form and len(instance.hits[form.id]) == len(self.labels[form.id].targets) else None


WHOLE_ALONE = switch("what lacks a label of a form is no form", around(Recogniser, "_best", _only_whole))

# -- rows that repeat -----------------------------------------------------------------------

ALL_ONE_ROW = switch("all rows of a block are one", says(rows._Taking, "_begins", False))
SPARE_COUNT = switch(
    "spare rows count, and what stands below the rows",
    says(rows._Taking, "_is_blank", False),
    says(rows._Taking, "_ends", False),
)
BROKEN_APART = switch("what a page's end cuts goes on nowhere", says(rows._Taking, "goes_on", False))


def _first_head(inner: Any, self: Any, index: Index, heads: Any, *given: Any) -> Any:
    return inner(self, index, dict(sorted(heads.items())[:1]), *given)


ONE_HEAD = switch(
    "a list has one table, and one row of heads in it",
    around(rows._Taking, "_groups_of", _first_head),
    *NONE_JOIN.swaps,
)


def _by_its_row(inner: Any, self: Any, field: Any, indicator: Any, group: Any) -> Answer:
    named = list(group.indicators.values())
    at = list(self._indicators).index(field.key)
    cell = group.index.at(group.rows[at], named[0].column) if named and at < len(group.rows) else None
    group.indicators = {**group.indicators, field.key: cell}
    if cell is None:
        return interpret.empty(field)
    return inner(self, field, indicator, group)


INDICATORS_BY_PLACE = switch(
    "an indicator is told by its row, not by its label", around(rows._Taking, "_indicated", _by_its_row)
)


def _last_cell(inner: Any, self: Any, field: Any, indicator: Any, group: Any) -> Answer:
    label = group.indicators.get(field.key)
    if field.kind != "text" or label is None:
        return inner(self, field, indicator, group)
    cell = group.index.at(label.row, label.column + label.colspan + 1)
    is_own = cell is not None and cell.column > label.column + label.colspan
    return interpret.answer(field, [cell] if is_own else [], self._hints)


LAST_CELL_ALONE = switch(
    "words about an indicator stand in its last cell", around(rows._Taking, "_indicated", _last_cell)
)
