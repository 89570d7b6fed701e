"""Writer openpyxl."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor, TwoCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.worksheet import Worksheet

from tests.exam.model import File
from tests.exam.writers.sheets import HIDDEN_SHEET, NOTE, Laid, Put, lay, letters, pics, shown

PIXEL = 9525


def write(file: File, path: Path) -> None:
    """The file at `path`."""
    book = Workbook()
    book.remove(book.active)
    for form in file.forms:
        sheet = book.create_sheet(form.sheet)
        laid = lay(form, file.dress)
        for row, column, said in laid.lines:
            sheet.cell(row + 1, column + 1, said)
        for put in laid.puts:
            _put(sheet, put, file.dress)
        _hide(sheet, laid)
    if "sheet-hidden" in file.dress:
        hidden = book.create_sheet("旧版")
        for words in HIDDEN_SHEET:
            hidden.append(words)
        hidden.sheet_state = "hidden"
    book.save(path)


def _put(sheet: Worksheet, put: Put, dress: set[str]) -> None:
    target = sheet.cell(put.row + 1, put.column + 1)
    target.value = shown(put.cell)
    target.number_format = put.cell.number_format or target.number_format
    if "note" in dress and put.cell.keys == ["name"]:
        target.comment = Comment(NOTE, "区工信局")
    if (put.last_row, put.last_column) != (put.row, put.column):
        corner = f"{letters(put.last_column)}{put.last_row + 1}"
        sheet.merge_cells(f"{put.address}:{corner}")
    for at, pic in enumerate(pics(put)):
        image = Image(BytesIO(pic.data))
        start = AnchorMarker(col=put.column, colOff=(1 + at * 14) * PIXEL, row=put.row, rowOff=PIXEL)
        if "anchor-two" in dress:
            end = AnchorMarker(col=put.column, colOff=(12 + at * 14) * PIXEL, row=put.row, rowOff=15 * PIXEL)
            image.anchor = TwoCellAnchor(editAs="twoCell", _from=start, to=end)
        else:
            image.anchor = OneCellAnchor(_from=start, ext=XDRPositiveSize2D(11 * PIXEL, 14 * PIXEL))
        sheet.add_image(image)


def _hide(sheet: Worksheet, laid: Laid) -> None:
    for row, words in laid.hidden_rows:
        for at, said in enumerate(words):
            sheet.cell(row + 1, at + 1, said)
        sheet.row_dimensions[row + 1].hidden = True
    if laid.hidden_column is not None:
        for row in range(laid.height):
            sheet.cell(row + 1, laid.hidden_column + 1, "内部备注")
        sheet.column_dimensions[letters(laid.hidden_column)].hidden = True
