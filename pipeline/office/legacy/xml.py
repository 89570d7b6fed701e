"""Office files that are one text of XML: a package in one piece, and Excel's XML of 2003.

Sources: ECMA-376 Part 2, annex on the flat form as Word writes it ("flat OPC"); the XML
Spreadsheet Reference of Office XP and 2003.
"""

from __future__ import annotations

import base64
import binascii
import io
import zipfile

from lxml import etree

from pipeline.door import Door
from pipeline.model import Document, Grid
from pipeline.office.characters import clean
from pipeline.office.formats import Formats
from pipeline.office.package import Package
from pipeline.office.parsing import Element, integer, parse
from pipeline.office.sheet import LAST_COLUMN, LAST_ROW, Position, Sheet
from pipeline.office.tally import Tally

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"

_NAMED = {
    "General Number": "General",
    "General Date": "yyyy-m-d h:mm",
    "Long Date": "yyyy年m月d日",
    "Medium Date": "d-mmm-yy",
    "Short Date": "yyyy-m-d",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Currency": "#,##0.00",
}


def package(data: bytes, door: Door) -> Package:
    """The package that was written in one piece; raises `Unreadable`."""
    root = parse(data, door.limits)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for part in root.iterfind(f"{_PKG}part"):
            name = part.get(f"{_PKG}name", "").lstrip("/")
            content = _content(part)
            if name and name not in made.namelist() and content is not None:
                made.writestr(name, content)
    return Package(target.getvalue(), door)


def _content(part: Element) -> bytes | None:
    inside = part.find(f"{_PKG}xmlData")
    if inside is not None and len(inside):
        return etree.tostring(inside[0], encoding="utf-8", with_tail=False)
    text = part.findtext(f"{_PKG}binaryData")
    try:
        return base64.b64decode(text) if text else None
    except (binascii.Error, ValueError):
        return None


def workbook(data: bytes, door: Door) -> Document:
    """The visible sheets of a workbook of 2003; raises `Unreadable`."""
    root = parse(data, door.limits)
    tally = Tally(door.limits)
    styles = {
        style.get(f"{_SS}ID", ""): code
        for style in root.iterfind(f"{_SS}Styles/{_SS}Style")
        if (code := _code(style))
    }
    codes = {style: number for number, style in enumerate(styles)}
    formats = Formats(tuple((str(1000 + number), code) for number, code in enumerate(styles.values())), False)
    grids = []
    for node in root.iterfind(f"{_SS}Worksheet"):
        if node.findtext(f"{_X}WorksheetOptions/{_X}Visible", "SheetVisible") != "SheetVisible":
            continue
        grid = _grid(node, formats, codes, tally)
        if grid.cells:
            grids.append(grid)
    return Document("xls", tuple(grids), ("copied",))


def _code(style: Element) -> str:
    node = style.find(f"{_SS}NumberFormat")
    code = node.get(f"{_SS}Format", "") if node is not None else ""
    return _NAMED.get(code, code)


def _grid(node: Element, formats: Formats, codes: dict[str, int], tally: Tally) -> Grid:
    sheet = Sheet(node.get(f"{_SS}Name", ""), tally)
    sheet.hidden_columns = _hidden_columns(node)
    hidden_rows: set[int] = set()
    merges: list[tuple[Position, Position]] = []
    row = -1
    for tr in node.iterfind(f"{_SS}Table/{_SS}Row"):
        row = _at(tr, row, LAST_ROW)
        if tr.get(f"{_SS}Hidden") == "1":
            hidden_rows.add(row)
        column = -1
        for cell in tr.iterfind(f"{_SS}Cell"):
            column = _at(cell, column, LAST_COLUMN)
            content = sheet.contents[(row, column)]
            style = codes.get(cell.get(f"{_SS}StyleID", ""), -1)
            content.text, content.number = _shown(cell.find(f"{_SS}Data"), formats, style, tally)
            across, down = (integer(cell.get(f"{_SS}{name}")) for name in ("MergeAcross", "MergeDown"))
            if across > 0 or down > 0:
                merges.append(((row, column), (row + max(down, 0), column + max(across, 0))))
            column += max(across, 0)
        tally.rows(row + 1 if len(tr) else 0)
        tally.cells(len(tr))
        row += max(integer(tr.get(f"{_SS}Span")), 0)
    sheet.hidden_rows = hidden_rows
    for start, end in merges:
        sheet.merge(start, end)
    return sheet.grid()


def _at(node: Element, before: int, last: int) -> int:
    """Where a row, cell or column lies, from zero: where it says, else behind the one before."""
    return min(max(integer(node.get(f"{_SS}Index"), before + 2) - 1, 0), last)


def _hidden_columns(node: Element) -> frozenset[int]:
    hidden: set[int] = set()
    at = -1
    for column in node.iterfind(f"{_SS}Table/{_SS}Column"):
        at = _at(column, at, LAST_COLUMN)
        last = min(at + max(integer(column.get(f"{_SS}Span")), 0), LAST_COLUMN)
        if column.get(f"{_SS}Hidden") == "1":
            hidden |= set(range(at, last + 1))
        at = last
    return frozenset(hidden)


def _shown(data: Element | None, formats: Formats, style: int, tally: Tally) -> tuple[str, float | None]:
    if data is None:
        return "", None
    text = str(data.xpath("string()"))
    match data.get(f"{_SS}Type"):
        case "Number":
            return formats.shown(text.strip(), style)
        case "DateTime":
            return formats.moment(text.strip(), style)
        case "Boolean":
            return ("TRUE" if text.strip() == "1" else "FALSE"), None
        case "Error":
            return "", None
    plain = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    return tally.made(formats.worded(plain, style), plain), None
