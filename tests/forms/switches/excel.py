"""Switches of what sheets hold: what is hidden, number formats, anchors, check boxes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.forms import choices, where
from pipeline.model import Grid
from pipeline.office import excel, sheet
from pipeline.office.excel import controls, layout, strings, styles, worksheet
from pipeline.office.excel.names import XDR, S
from pipeline.office.formats import Formats
from pipeline.office.parsing import Element
from tests.forms.switches.labels import NEIGHBOURS_IGNORED
from tests.forms.switches.swap import Swap, around, never, says, switch


def _from_the_corner(inner: Any, self: sheet.Sheet) -> Grid:
    grid = inner(self)
    said = [cell for cell in grid.cells if cell.blocks]
    rows = 1 + max(cell.row for cell in said) - min(cell.row for cell in said)
    columns = max(cell.column + cell.colspan for cell in said) - min(cell.column for cell in said)
    return replace(
        grid, cells=tuple(cell for cell in grid.cells if cell.row < rows and cell.column < columns)
    )


FROM_THE_CORNER = switch(
    "a sheet is read from its corner on, as far as its table is high and wide",
    around(sheet.Sheet, "grid", _from_the_corner),
)


def _within_dimension(inner: Any, self: worksheet.Worksheet) -> None:
    inner(self)
    node = self._root.find(f"{S}dimension")
    if node is None:
        return
    first, _, last = node.get("ref", "").partition(":")
    start, end = worksheet.position(first), worksheet.position(last or first)
    contents, named = self._sheet.contents, self._sheet.named
    for row, column in [*contents, *named]:
        if not (start[0] <= row <= end[0] and start[1] <= column <= end[1]):
            contents.pop((row, column), None)
            named.discard((row, column))


DIMENSION_BELIEVED = switch(
    "what lies outside of the dimension isn't read",
    around(worksheet.Worksheet, "_read_cells", _within_dimension),
)

# -- what is hidden -----------------------------------------------------------------------

HIDDEN_ROWS_READ = switch(
    "hidden rows are read, and of two labels alike the neighbours tell nothing",
    says(worksheet, "row_height", None),
    *NEIGHBOURS_IGNORED.swaps,
)
HIDDEN_COLUMNS_READ = switch(
    "hidden columns are read, and words behind most answers belong to one that may spread",
    says(worksheet, "hidden_columns", set()),
    says(where, "_remarks", frozenset()),
)


def _all_visible(inner: Any, package: Any, root: Element) -> Any:
    for node in root.iterfind(f"{S}sheets/{S}sheet"):
        node.attrib.pop("state", None)
    return inner(package, root)


HIDDEN_SHEETS_READ = switch("hidden sheets are read", around(excel, "read", _all_visible))

# -- what cells show ------------------------------------------------------------------------

NO_RICH_TEXT = switch("the runs of a rich text aren't read", Swap(strings, "_RUN", "no-tag"))
NO_NUMBERS = switch("a number that is stored isn't read", says(Formats, "shown", ("", None)))
AS_STORED = switch(
    "a number shows as it is stored, whatever its format",
    Swap(Formats, "shown", lambda self, stored, style: (repr(float(stored)), float(stored))),
)
FORMATTED_UNREAD = switch(
    "a number with a format of its own isn't read",
    around(
        Formats, "shown",
        lambda inner, self, stored, style: (
            inner(self, stored, style) if self._code(style) == "General" else ("", None)
        ),
    ),
)  # fmt: skip
NO_FORMULAS = switch(
    "a formula has no value",
    around(
        worksheet.Worksheet, "_read_cell",
        lambda inner, self, node, content: (
            None if node.find(f"{S}f") is not None else inner(self, node, content)
        ),
    ),
)  # fmt: skip
ERRORS_SHOWN = switch(
    "an error is an answer",
    around(
        worksheet.Worksheet, "_shown",
        lambda inner, self, kind, value, style: (
            (value, None) if kind == "e" else inner(self, kind, value, style)
        ),
    ),
)  # fmt: skip
NO_PICTURES_IN_CELLS = switch("pictures in cells are none", says(worksheet.Worksheet, "_is_picture", False))
NO_BOXES_IN_CELLS = switch(
    "a cell's truth is no box, and no tick",
    says(styles, "_has_boxes", False),
    never(choices, "_LINKED"),
)

# -- what is drawn over cells ---------------------------------------------------------------


def _unless(name: str) -> Swap:
    def box(inner: Any, self: layout.Layout, anchor: Element) -> Any:
        return None if anchor.find(f"{XDR}{name}") is not None else inner(self, anchor)

    return around(layout.Layout, "box", box)


NO_ABSOLUTE = switch("what is placed on the sheet itself isn't seen", _unless("pos"))
NO_SECOND_CORNER = switch("what is anchored by two cells isn't seen", _unless("to"))
NO_CONTROLS = switch("the check boxes of forms aren't seen", says(controls, "drawn", []))


def _with_notes(inner: Any, self: worksheet.Worksheet) -> None:
    inner(self)
    package = self._book.package
    for relation in package.relations(self._part).values():
        for note in package.xml(relation.target).iter(f"{S}comment") if relation.kind == "comments" else ():
            content = self._sheet.contents[worksheet.position(note.get("ref"))]
            content.text = f"{content.text}\n{''.join(note.itertext())}"


NOTES_READ = switch(
    "a note is read as a part of its cell", around(worksheet.Worksheet, "_read_cells", _with_notes)
)
