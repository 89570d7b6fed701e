"""Writer xlsxwriter."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.exam.model import File
from tests.exam.writers.sheets import HIDDEN_SHEET, NOTE, Laid, Put, lay, pics, shown


def write(file: File, path: Path) -> None:
    """The file at `path`."""
    book = xlsxwriter.Workbook(str(path))
    looks = {"": book.add_format({"text_wrap": True, "border": 1})}
    bold = book.add_format({"bold": True})
    for form in file.forms:
        sheet = book.add_worksheet(form.sheet)
        laid = lay(form, file.dress)
        for row, column, said in laid.lines:
            sheet.write_string(row, column, said)
        for put in laid.puts:
            name = put.cell.number_format
            if name not in looks:
                looks[name] = book.add_format({"num_format": name, "border": 1})
            if (put.last_row, put.last_column) != (put.row, put.column):
                sheet.merge_range(put.row, put.column, put.last_row, put.last_column, "", looks[name])
            _value(file, sheet, put, looks[name], bold)
            _besides(file, sheet, put)
        _hide(sheet, laid)
    if "sheet-hidden" in file.dress:
        hidden = book.add_worksheet("旧版")
        for row, words in enumerate(HIDDEN_SHEET):
            hidden.write_row(row, 0, words)
        hidden.hide()
    book.close()


def _value(file: File, sheet: Any, put: Put, look: Any, bold: Any) -> None:
    value = shown(put.cell)
    corner = (put.row, put.column)
    if isinstance(value, bool):
        sheet.insert_checkbox(*corner, value)
    elif isinstance(value, int | float) and "formula" in file.dress:
        sheet.write_formula(*corner, f"={value}*1", look, value)
    elif isinstance(value, int | float):
        sheet.write_number(*corner, value, look)
    elif value and "formula" in file.dress and put.cell.keys == ["name"]:
        sheet.write_formula(*corner, f'=CONCATENATE("{value}","")', look, value)
    elif isinstance(value, str) and "rich" in file.dress and len(value) > 3:
        sheet.write_rich_string(*corner, value[:2], bold, value[2:], look)
    elif value:
        sheet.write_string(*corner, value, look)


def _besides(file: File, sheet: Any, put: Put) -> None:
    """The note on the cell, the pictures over it."""
    if "note" in file.dress and put.cell.keys == ["name"]:
        sheet.write_comment(put.row, put.column, NOTE)
    position = 1 if "anchor-two" in file.dress else 2
    for at, pic in enumerate(pics(put)):
        where = {"image_data": BytesIO(pic.data), "x_offset": 1 + at * 14, "y_offset": 1}
        size = {"x_scale": 10 / pic.width, "y_scale": 10 / pic.height, "object_position": position}
        sheet.insert_image(put.row, put.column, f"{pic.sha256}.png", {**where, **size})


def _hide(sheet: Any, laid: Laid) -> None:
    for row, words in laid.hidden_rows:
        sheet.write_row(row, 0, words)
        sheet.set_row(row, None, None, {"hidden": True})
    if laid.hidden_column is not None:
        for row in range(laid.height):
            sheet.write_string(row, laid.hidden_column, "内部备注")
        sheet.set_column(laid.hidden_column, laid.hidden_column, None, None, {"hidden": True})
