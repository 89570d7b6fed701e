"""The register as a workbook: three sheets, filters, native charts; no text runs as a formula."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from pipeline.documents.dates import local
from pipeline.documents.register.rows import Sheets, Table, summary
from pipeline.documents.register.words import Words
from pipeline.office.stable import stable

_LONGEST = 32_767  # characters that a cell of Excel holds
_HEAD = Font(name="黑体", size=11)
_BODY = Font(name="宋体", size=10.5)
_FILL = PatternFill("solid", fgColor="E7EEF7")
_TOP = Alignment(vertical="top", wrap_text=True)
_WIDEST, _NARROWEST = 42, 8
_ROW = 0.53  # the height of a row, in centimetres


def render(sheets: Sheets, words: Words) -> bytes:
    """The register's workbook."""
    made = Workbook(write_only=True)
    _listed(made.create_sheet(words.submissions.sheet), sheets.submissions)
    _listed(made.create_sheet(words.cases.sheet), sheets.cases)
    _summed(made.create_sheet(words.summary.sheet), summary(sheets, words))
    target = io.BytesIO()
    made.save(target)
    return stable(target.getvalue())


def _listed(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    for number, width in enumerate(_widths(rows), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows[0]))}{len(rows)}"
    sheet.print_title_rows = "1:1"
    _one_page_wide(sheet)
    for number, row in enumerate(rows):
        sheet.append([_written(sheet, value, head=not number) for value in row])


def _one_page_wide(sheet: Any) -> None:
    sheet.page_setup.paperSize = 8  # A3
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _widths(rows: Sequence[Sequence[Any]]) -> Iterator[float]:
    for column in zip(*rows, strict=True):
        longest = max(max(map(_width, str(value).split("\n"))) for value in column if value is not None)
        yield min(max(longest + 2, _NARROWEST), _WIDEST)


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text[:_WIDEST])


def _written(sheet: Any, value: Any, *, head: bool = False) -> Any:
    if isinstance(value, datetime):
        value = local(value).replace(tzinfo=None)  # Excel knows no zones
    elif isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
    cell = WriteOnlyCell(sheet, value if value != "" else None)
    if isinstance(value, str) and value:
        cell.data_type = "s"  # a text that begins with = is a text
    cell.font = _HEAD if head else _BODY
    cell.alignment = _TOP
    if head:
        cell.fill = _FILL
    return cell


def _summed(sheet: Any, tables: Sequence[Table]) -> None:
    names = max(_width(str(words)) for table in tables for words in (table.title, *_first(table)))
    widths = (min(max(names + 2, 26), 56), 26, 14, 16, 12, 12, 12, 12, 12)
    for letter, width in zip("ABCDEFGHI", widths, strict=True):
        sheet.column_dimensions[letter].width = width
    _one_page_wide(sheet)
    sheet.page_setup.fitToHeight = 1
    row = free = 1
    for table in tables:
        if table.title:
            sheet.append([_written(sheet, table.title, head=True)])
            row += 1
        sheet.append([_written(sheet, value, head=True) for value in table.head])
        for line in table.rows:
            sheet.append([_written(sheet, value) for value in line])
        if table.chart and table.rows:
            chart = _chart(sheet, table, row)
            free = max(free, row)
            sheet.add_chart(chart, f"F{free}")
            free += math.ceil(chart.height / _ROW) + 1
        row += len(table.rows) + 2
        sheet.append([])


def _first(table: Table) -> Iterator[Any]:
    """What stands in a table's first column."""
    return (line[0] for line in table.rows)


def _chart(sheet: Any, table: Table, head: int) -> BarChart:
    """The figures of a table whose head stands in this row, as bars; names in the columns before them."""
    figures = [at for at, value in enumerate(table.rows[0], 1) if isinstance(value, int)]
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "stacked", 100
    chart.title = table.title
    chart.height, chart.width = max(6.0, 0.9 * len(table.rows)), 18
    last = head + len(table.rows)
    chart.add_data(
        Reference(sheet, min_col=figures[0], max_col=figures[-1], min_row=head, max_row=last),
        titles_from_data=True,
    )
    chart.set_categories(Reference(sheet, min_col=figures[0] - 1, min_row=head + 1, max_row=last))
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    return chart
