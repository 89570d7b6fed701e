"""Workbooks as a person sees them: each visible sheet a grid, its cells as shown.

Read straight from the XML (ECMA-376 Part 1, 18): hidden sheets, rows and columns are
out, merged ranges are one cell, a formula shows its cached value, a picture belongs to
the cell over which it is anchored (or whose ``DISPIMG`` names it, as WPS writes).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from pipeline.model import Document, Grid, Picture
from pipeline.office.formats import Formats
from pipeline.office.package import Element, Package
from pipeline.office.parsing import integer
from pipeline.office.pictures import Pictures
from pipeline.office.sheet import LAST_COLUMN, LAST_ROW, MAX_FILLED_BOX, Anchored, Position, Sheet
from pipeline.office.tally import Tally
from pipeline.office.word import clean

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_WPS_IMAGE = "{http://www.wps.cn/officeDocument/2017/etCustomData}cellImage"
_NAME = f"{_XDR}cNvPr"

_EMU_POINT = 12_700
_HIGHEST_ROW = 409.5

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_DISPIMG = re.compile(r'DISPIMG\(\s*"([^"]+)"', re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class _Workbook:
    """What all sheets of a workbook share."""

    package: Package
    strings: tuple[str, ...]
    formats: Formats
    pictures: Pictures
    cell_images: dict[str, Picture]
    tally: Tally


def read(package: Package, root: Element) -> Document:
    """The document of a workbook's main part; raises `Unreadable`."""
    relations = package.relations(package.main)
    parts = {relation.kind: relation.target for relation in relations.values() if not relation.external}
    pictures = Pictures(package)
    book = _Workbook(
        package,
        _shared_strings(package, parts.get("sharedStrings", "")),
        _formats(package, parts.get("styles", ""), root),
        pictures,
        _cell_images(package, parts, pictures),
        Tally(package.limits),
    )
    grids = []
    for sheet in root.iterfind(f"{_S}sheets/{_S}sheet"):
        if sheet.get("state", "visible") != "visible":
            continue
        relation = relations.get(sheet.get(f"{_R}id", ""))
        if relation is None or relation.external or relation.kind != "worksheet":
            continue
        if relation.target not in package:
            continue
        grid = _Sheet(book, relation.target, sheet.get("name", "")).grid()
        if grid.cells:
            grids.append(grid)
    return Document("xlsx", tuple(grids))


def position(reference: str) -> Position | None:
    """Zero-based (row, column) of ``C3``; None for what is no reference."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row, column = int(found[2]) - 1, column - 1
    return (row, column) if 0 <= row <= LAST_ROW and column <= LAST_COLUMN else None


class _Sheet:
    """One worksheet, read into a grid."""

    def __init__(self, book: _Workbook, part: str, name: str) -> None:
        self._book = book
        self._part = part
        self._root = book.package.xml(part)
        self._hidden_rows: set[int] = set()
        self._tops: list[tuple[int, float]] = []
        self._height = 15.0
        self._sheet = Sheet(name, book.tally)
        self._sheet.hidden_rows = self._hidden_rows
        self._sheet.hidden_columns = _hidden_columns(self._root)

    def grid(self) -> Grid:
        self._read_cells()
        self._read_merges()
        self._read_pictures()
        return self._sheet.grid()

    # -- cells --------------------------------------------------------------------

    def _read_cells(self) -> None:
        row_index = -1
        rows = said = 0
        for row in self._root.iterfind(f"{_S}sheetData/{_S}row"):
            row_index = min(max(integer(row.get("r"), row_index + 2) - 1, 0), LAST_ROW)
            if row.get("hidden") in _TRUE:
                self._hidden_rows.add(row_index)
            column_index, before = -1, said
            for node in row.iterfind(f"{_S}c"):
                at = position(node.get("r", "")) or (row_index, column_index + 1)
                column_index = at[1]
                # Of cells that have nothing but a format there may be any number; a form's are enough.
                if len(node) or len(self._sheet.contents) < MAX_FILLED_BOX:
                    self._read_cell(node, at)
                    said += bool(len(node))
            if said > before:
                rows += 1
                self._book.tally.rows(rows)
                self._book.tally.cells(said - before)

    def _read_cell(self, node: Element, at: Position) -> None:
        content = self._sheet.contents[at]
        kind = node.get("t", "n")
        value = node.findtext(f"{_S}v")
        formula = node.findtext(f"{_S}f") or ""
        image = _DISPIMG.search(formula) or _DISPIMG.search(value or "")
        if image:
            if image[1] in self._book.cell_images:
                content.pictures.append(self._book.cell_images[image[1]])
            return
        if kind == "inlineStr":
            inline = node.find(f"{_S}is")
            content.text = _text_of(inline) if inline is not None else ""
        elif value is None:
            return
        elif kind == "s":
            index = integer(value, -1)
            content.text = self._book.strings[index] if 0 <= index < len(self._book.strings) else ""
        elif kind == "str":
            content.text = _cleaned(value)
        elif kind == "b":
            content.text = "TRUE" if value in _TRUE else "FALSE"
        elif kind == "n":
            style = node.get("s", "0")
            content.text, content.number = self._book.formats.shown(value, integer(style))

    def _read_merges(self) -> None:
        for node in self._root.iterfind(f"{_S}mergeCells/{_S}mergeCell"):
            first, _, last = node.get("ref", "").partition(":")
            start, end = position(first), position(last or first)
            if start is not None and end is not None:
                self._sheet.merge(start, end)

    # -- pictures -----------------------------------------------------------------

    def _read_pictures(self) -> None:
        relations = self._book.package.relations(self._part)
        for link in self._root.iterfind(f"{_S}drawing"):
            relation = relations.get(link.get(f"{_R}id", ""))
            if relation is None or relation.external or relation.target not in self._book.package:
                continue
            self._sheet.anchored += self._anchored(relation.target)

    def _anchored(self, part: str) -> Iterator[Anchored]:
        """The pictures of a drawing with the cell under their top left corner and where they lie."""
        relations = self._book.package.relations(part)
        for anchor in self._book.package.xml(part):
            start = anchor.find(f"{_XDR}from")
            if start is None or any(node.get("hidden") in _TRUE for node in anchor.iter(_NAME)):
                continue
            row, column, down, right = _marker(start)
            top = self._top(row) + down
            extent, end = anchor.find(f"{_XDR}ext"), anchor.find(f"{_XDR}to")
            if extent is not None:
                bottom = top + integer(extent.get("cy"))
            else:
                bottom = self._top(_marker(end)[0]) + _marker(end)[2] if end is not None else top
            for blip in anchor.iter(_BLIP):
                relation = relations.get(blip.get(f"{_R}embed", ""))
                picture = (
                    self._book.pictures.of_part(relation.target)
                    if relation and not relation.external
                    else None
                )
                if picture is not None:
                    yield Anchored((row, column), (top + bottom) // 2, bottom, (column, right), picture)

    def _top(self, row: int) -> int:
        """Where a row begins, in EMU below the sheet's edge."""
        if not self._tops:
            properties = self._root.find(f"{_S}sheetFormatPr")
            self._height = _points(
                properties.get("defaultRowHeight") if properties is not None else None, 15.0
            )
            at, before = 0.0, 0
            for node in self._root.iterfind(f"{_S}sheetData/{_S}row"):
                index = max(integer(node.get("r"), before + 1) - 1, before)
                at += (index - before) * self._height
                self._tops.append((index, at))
                at += _points(node.get("ht"), self._height)
                before = index + 1
            self._tops.append((before, at))
        known = bisect_right(self._tops, row, key=itemgetter(0)) - 1
        index, at = self._tops[known] if known >= 0 else (0, 0.0)
        return int((at + (row - index) * self._height) * _EMU_POINT)


def _hidden_columns(root: Element) -> frozenset[int]:
    hidden = bytearray(LAST_COLUMN + 1)
    for node in islice(root.iterfind(f"{_S}cols/{_S}col"), len(hidden)):
        if node.get("hidden") in _TRUE:
            first = max(integer(node.get("min"), 1) - 1, 0)
            last = min(integer(node.get("max"), 1), len(hidden))
            hidden[first:last] = bytes([1]) * (last - first)
    return frozenset(column for column, is_hidden in enumerate(hidden) if is_hidden)


def _points(text: str | None, default: float) -> float:
    """A row's height; the default where none is given, or nonsense."""
    try:
        height = float(text or "")
    except ValueError:
        return default
    return height if 0 <= height <= _HIGHEST_ROW else default


def _marker(node: Element) -> tuple[int, int, int, int]:
    """Row, column, offset down and offset right of an anchor's corner."""
    row, column, down, right = (
        integer(node.findtext(f"{_XDR}{name}")) for name in ("row", "col", "rowOff", "colOff")
    )
    return min(max(row, 0), LAST_ROW), min(max(column, 0), LAST_COLUMN), down, right


def _shared_strings(package: Package, part: str) -> tuple[str, ...]:
    if part not in package:
        return ()
    return tuple(_text_of(node) for node in package.xml(part).iterfind(f"{_S}si"))


def _text_of(node: Element) -> str:
    """The text of a rich or plain string, without phonetic guides."""
    texts = []
    for child in node:
        if child.tag == f"{_S}t":
            texts.append(child.text or "")
        elif child.tag == f"{_S}r":
            texts.append(child.findtext(f"{_S}t") or "")
    return _cleaned("".join(texts))


def _cleaned(text: str) -> str:
    """A string of a sheet as shown: ``_x000D_`` and its like are escaped characters (18.4, ST_Xstring)."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return clean(plain.replace("\r\n", "\n").replace("\r", "\n"))


def _formats(package: Package, part: str, root: Element) -> Formats:
    properties = root.find(f"{_S}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in _TRUE
    styles = package.xml(part) if part in package else None
    if styles is None:
        return Formats((), since_1904)
    custom = {
        node.get("numFmtId", ""): node.get("formatCode", "")
        for node in styles.iterfind(f"{_S}numFmts/{_S}numFmt")
    }
    return Formats(
        tuple(
            (number := xf.get("numFmtId", "0"), custom.get(number, ""))
            for xf in styles.iterfind(f"{_S}cellXfs/{_S}xf")
        ),
        since_1904,
    )


def _cell_images(package: Package, parts: dict[str, str], pictures: Pictures) -> dict[str, Picture]:
    """WPS's pictures in cells by their id (``xl/cellimages.xml``)."""
    part = parts.get("cellImage", "xl/cellimages.xml")
    if part not in package:
        return {}
    relations = package.relations(part)
    found = {}
    for node in package.xml(part).iter(_WPS_IMAGE):
        name = next(node.iter(_NAME), None)
        blip = next(node.iter(_BLIP), None)
        relation = relations.get(blip.get(f"{_R}embed", "")) if blip is not None else None
        picture = pictures.of_part(relation.target) if relation and not relation.external else None
        if name is not None and picture is not None:
            found[name.get("name", "")] = picture
    return found
