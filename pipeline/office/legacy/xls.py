"""Excel's binary workbooks (.xls, WPS's .et): BIFF8, and BIFF5 without pictures, by xlrd."""

from __future__ import annotations

import io
import os
from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from pipeline.door import Door
from pipeline.model import Document, Picture
from pipeline.office.characters import clean
from pipeline.office.formats import Formats
from pipeline.office.legacy import escher, ole
from pipeline.office.parsing import refuse
from pipeline.office.pictures import described
from pipeline.office.sheet import MAX_FILLED_BOX, Anchored, Sheet
from pipeline.office.tally import Tally

if TYPE_CHECKING:
    from xlrd.sheet import Sheet as Stored

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
_USUAL_HEIGHT, _USUAL_WIDTH = 255, 8 * 256
# Offsets in an anchor count in these parts of a row's height and of a column's width.
_ROW_PARTS, _COLUMN_PARTS = 256, 1024


def read(data: bytes, door: Door) -> Document:
    """The visible sheets of a workbook; raises `Unreadable`."""
    stream = ole.workbook(io.BytesIO(data))
    book = _open(stream, door)
    drawings = escher.drawings(stream)
    known = [described(picture) for picture in drawings.pictures]
    formats = Formats(
        tuple((str(xf.format_key), _code(book, xf.format_key)) for xf in book.xf_list), book.datemode == 1
    )
    tally = Tally(door.limits)
    grids = []
    for number, stored in enumerate(book.sheets()):
        if stored.visibility:
            continue
        sheet = _sheet(stored, formats, tally)
        anchors = drawings.sheets[number] if number < len(drawings.sheets) else ()
        sheet.anchored += _anchored(stored, anchors, known)
        grid = sheet.grid()
        if grid.cells:
            grids.append(grid)
    return Document("xls", tuple(grids), ("copied",))


def pictures(data: bytes) -> tuple[bytes, ...]:
    """The pictures in a workbook; raises `Unreadable`."""
    return escher.drawings(ole.workbook(io.BytesIO(data))).pictures


def _open(stream: bytes, door: Door) -> Any:
    import xlrd

    if len(stream) > door.limits.part_megabytes << 20:
        raise refuse("too-large", limit=f"{door.limits.part_megabytes} MB")
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  (Windows' NUL is no Path)
        try:
            return xlrd.open_workbook(file_contents=stream, formatting_info=True, logfile=nowhere)
        except MemoryError:
            raise
        except Exception as error:  # besides its own, xlrd raises whatever damaged records lead to
            raise refuse("corrupt") from error


def _code(book: Any, key: int) -> str:
    found = book.format_map.get(key)
    return found.format_str if found else ""


def _sheet(stored: Stored, formats: Formats, tally: Tally) -> Sheet:
    sheet = Sheet(stored.name, tally)
    hidden_rows = {row for row, info in stored.rowinfo_map.items() if info.hidden}
    if stored.default_row_hidden:
        hidden_rows |= set(range(stored.nrows)) - set(stored.rowinfo_map)
    sheet.hidden_rows = hidden_rows
    sheet.hidden_columns = {column for column, info in stored.colinfo_map.items() if info.hidden}
    rows = 0
    for row in range(stored.nrows):
        said = 0
        for column, cell in enumerate(stored.row(row)):
            shown = _shown(cell, formats, tally)
            # Of cells that have nothing but a format there may be any number; a form's are enough.
            if shown or (cell.ctype and len(sheet.contents) < MAX_FILLED_BOX):
                content = sheet.contents[(row, column)]
                content.text, content.number = shown or ("", None)
                said += shown is not None
        if said:
            rows += 1
            tally.rows(rows)
            tally.cells(said)
    for first_row, last_row, first_column, last_column in stored.merged_cells:
        sheet.merge((first_row, first_column), (last_row - 1, last_column - 1))
    return sheet


def _shown(cell: Any, formats: Formats, tally: Tally) -> tuple[str, float | None] | None:
    """What a cell shows and the number that it stores; None where it shows nothing."""
    match cell.ctype:
        case t if t == _TEXT:
            plain = clean(cell.value.replace("\r\n", "\n").replace("\r", "\n"))
            return tally.made(formats.worded(plain, cell.xf_index), cell.value), None
        case t if t in (_NUMBER, _DATE):
            return formats.shown(repr(cell.value), cell.xf_index)
        case t if t == _BOOLEAN:
            return "TRUE" if cell.value else "FALSE", None
    return None


def _anchored(
    stored: Stored, anchors: tuple[escher.Anchor, ...], known: list[Picture | None]
) -> list[Anchored]:
    heights: dict[int, int] = defaultdict(lambda: stored.default_row_height or _USUAL_HEIGHT)
    heights |= {row: 0 if info.hidden else info.height for row, info in stored.rowinfo_map.items()}
    last = max((anchor.bottom for anchor in anchors), default=0)
    tops = [0, *accumulate(heights[row] for row in range(last + 1))]
    found = []
    for anchor in anchors:
        picture = known[anchor.picture] if anchor.picture < len(known) else None
        if picture is None:
            continue
        top = tops[anchor.row] + heights[anchor.row] * anchor.down // _ROW_PARTS
        bottom = tops[anchor.bottom] + heights[anchor.bottom] * anchor.bottom_down // _ROW_PARTS
        cell = (anchor.row, anchor.column)
        found.append(Anchored(cell, (top + bottom) // 2, bottom, (anchor.column, anchor.right), picture))
    return found
