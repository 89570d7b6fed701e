"""One worksheet, read into a grid (ECMA-376 Part 1, 18.3).

A formula shows its cached value, an error nothing; truth is a box where the cell's style
says so; what is drawn over the cells belongs to the cell that it covers.
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.model import Grid
from pipeline.office import symbols
from pipeline.office.excel import controls, strings
from pipeline.office.excel.drawings import Drawing, Drawn, linked
from pipeline.office.excel.layout import Layout, hidden_columns, row_height, rows
from pipeline.office.excel.names import TICKED, TRUE, UNTICKED, S
from pipeline.office.excel.workbook import Workbook
from pipeline.office.formats import LONGEST
from pipeline.office.parsing import Element, grandchildren, integer
from pipeline.office.sheet import LAST_COLUMN, LAST_ROW, MAX_FILLED_BOX, Anchored, Content, Position, Sheet

_NAMES = {"s": S.strip("{}")}
_ROWS_THAT_SAY = etree.XPath("count(s:sheetData/s:row[s:c/*])", namespaces=_NAMES)
_CELLS_THAT_SAY = etree.XPath("count(s:c/*[1])", namespaces=_NAMES)
_DATA, _MERGES, _MERGED = f"{S}sheetData", f"{S}mergeCells", f"{S}mergeCell"
_ROW, _CELL, _VALUE, _FORMULA, _INLINE = f"{S}row", f"{S}c", f"{S}v", f"{S}f", f"{S}is"
_DRAWN = tuple(f"{S}{name}" for name in ("drawing", "legacyDrawing", "controls"))
_CONTROL = f"{S}control"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_LONGEST_REFERENCE = len("$XFD$1048576")
_MOST_POSITIONS = 4096
_DISPIMG = re.compile(r'DISPIMG\(\s*"([^"]+)"', re.IGNORECASE)


class _Positions(dict[str, Position | None]):
    """What is known of references; nothing of what is too long for one, as a file may say any length."""

    def __missing__(self, reference: str) -> Position | None:
        if len(reference) > _LONGEST_REFERENCE:
            return None
        if len(self) >= _MOST_POSITIONS:
            self.clear()
        found = self[reference] = _position(reference)
        return found


position = _Positions().__getitem__
"""Zero-based (row, column) of ``C3``; None for what is no reference."""


def _position(reference: str) -> Position | None:
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row, column = int(found[2]) - 1, column - 1
    return (row, column) if 0 <= row <= LAST_ROW and column <= LAST_COLUMN else None


def _counted(count: etree.XPath, root: Element) -> int:
    found = count(root)
    return int(found) if isinstance(found, float) else 0


class Worksheet:
    """A visible worksheet of a workbook."""

    def __init__(self, book: Workbook, part: str, name: str) -> None:
        self._book = book
        self._part = part
        self._root = book.package.xml(part)
        self._heights: dict[int, float] = {}
        self._sheet = Sheet(name, book.tally)
        self._sheet.hidden_columns = hidden_columns(self._root)

    def grid(self) -> Grid:
        """The sheet's cells as a person sees them; raises `Unreadable`."""
        self._read_cells()
        self._read_merges()
        self._read_drawings()
        return self._sheet.grid()

    # -- cells --------------------------------------------------------------------

    def _read_cells(self) -> None:
        tally = self._book.tally
        if sum(map(len, self._root.iterchildren(_DATA))) > tally.limits.rows:
            # counted first, so that a sheet too large for a form is turned away unread
            tally.rows(_counted(_ROWS_THAT_SAY, self._root))
        contents, named = self._sheet.contents, self._sheet.named
        room = MAX_FILLED_BOX
        for row_index, row in rows(self._root):
            if len(row) > tally.limits.cells:  # counted first as well, where it is one row alone
                tally.check_cells(_counted(_CELLS_THAT_SAY, row))
            height = row_height(row)
            if height is not None:
                self._heights[row_index] = height
            column_index, filled = -1, 0
            for node in row.iterchildren(_CELL):
                at = position(node.get("r", "")) or (row_index, column_index + 1)
                column_index = at[1]
                # Of cells that have nothing but a format there may be any number; a form's are enough.
                if len(node):
                    filled += 1
                    self._read_cell(node, contents[at])
                elif len(named) < room:
                    named.add(at)
            tally.cells(filled)
            room -= filled
        self._sheet.hidden_rows = {row for row, height in self._heights.items() if not height}

    def _read_cell(self, node: Element, content: Content) -> None:
        style = integer(node.get("s"))
        if len(node) == 1 and not node.get("vm"):  # as nearly all are
            only = node[0]
            if only.tag == _INLINE:
                content.text = self._worded(strings.rich(only), style)
                return
            if node.get("t") == "s" and only.tag == _VALUE and (only.text or "").isdecimal():
                content.text, content.number = self._shared(only.text, style), None
                return
        value = inline = None
        formula = ""
        for child in node:
            tag = child.tag
            if tag == _VALUE:
                value = child.text
            elif tag == _FORMULA:
                formula = child.text or ""
            elif tag == _INLINE:
                inline = child
        may_be_picture = value is not None or formula or node.get("vm")
        if may_be_picture and self._is_picture(node, value or "", formula, content):
            return
        if inline is not None:
            content.text = self._worded(strings.rich(inline), style)
        elif value is not None:
            content.text, content.number = self._shown(node.get("t") or "n", value, style)

    def _shown(self, kind: str, value: str, style: int) -> tuple[str, float | None]:
        """What a cell of a kind shows of its value; an error shows nothing that anyone wanted to say."""
        styles = self._book.styles
        if kind == "s":
            return self._shared(value, style), None
        if kind == "n":
            return styles.formats.shown(value.strip(), style)
        if kind == "str":
            return self._worded(strings.shown(value), style), None
        if kind == "b":
            is_true = value.strip() in TRUE
            if style in styles.boxes:
                return TICKED if is_true else UNTICKED, None
            return "TRUE" if is_true else "FALSE", None
        if kind == "d":
            return styles.formats.moment(value.strip(), style)
        return "", None

    def _is_picture(self, node: Element, value: str, formula: str, content: Content) -> bool:
        """Takes the picture that a cell is: WPS's by a formula, Excel's as its value."""
        marker = node.get("vm")
        picture = self._book.by_value.get(integer(marker, -1)) if marker else None
        if picture is not None:
            content.pictures.append(picture)
            return True
        if "DISPIMG" not in formula and "DISPIMG" not in value:
            return False
        image = _DISPIMG.search(formula) or _DISPIMG.search(value)
        if image and image[1] in self._book.by_name:
            content.pictures.append(self._book.by_name[image[1]])
        return image is not None

    def _shared(self, number: str | None, style: int) -> str:
        """A string of the workbook by its number, as its cell shows it."""
        index = integer(number, -1)
        known = self._book.strings
        return self._worded(known[index], style) if 0 <= index < len(known) else ""

    def _worded(self, text: str, style: int) -> str:
        """A string as its cell shows it."""
        styles = self._book.styles
        if style in styles.plain or len(text) > LONGEST:
            return text
        font = styles.symbols.get(style)
        seen = symbols.seen(text, font) if font else text
        return self._book.tally.made(styles.formats.worded(seen, style), text)

    def _read_merges(self) -> None:
        for node in grandchildren(self._root, _MERGES, _MERGED):
            first, _, last = node.get("ref", "").partition(":")
            start, end = position(first), position(last or first)
            if start is not None and end is not None:
                self._sheet.merge(start, end)

    # -- drawings -----------------------------------------------------------------

    def _read_drawings(self) -> None:
        has_drawings = next(self._root.iterchildren(*_DRAWN), None) is not None
        if not has_drawings and next(self._root.iter(_CONTROL), None) is None:
            return
        package = self._book.package
        relations = package.relations(self._part)
        layout = Layout(self._root, self._heights)
        found: list[Drawn] = []
        captions: dict[str, str] = {}
        for part in dict(linked(package, self._root.iterfind(f"{S}drawing"), relations)):
            drawing = Drawing(package, part, layout, self._book.pictures)
            found += drawing.drawn()
            captions |= drawing.captions
        found += controls.drawn(package, self._root, relations, layout, captions)
        for drawn in found:
            box = drawn.box
            cell = layout.owner(box, self._sheet.extent)
            middle = int(box.top + box.bottom) // 2
            across = (layout.columns.at(box.left), int(box.left))
            self._sheet.anchored.append(Anchored(cell, middle, int(box.bottom), across, drawn.content))
