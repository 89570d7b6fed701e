"""Writer 2: openpyxl, the form on a sheet, pictures anchored over the cell they belong to."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from grid import Cell, Page, Picture, Table, placed
from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor, TwoCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

EMU_POINT = 12700
TALLEST = 380.0
POINTS_CHARACTER = 5.6
PICTURE_WIDE = 168.0
THIN = Border(*(Side(style="thin", color="FF606060") for _ in range(4)))
LOOKS = (("宋体", 11), ("仿宋", 11), ("微软雅黑", 10), ("等线", 11))


@dataclass(frozen=True, slots=True)
class _Size:
    """What a cell needs, in points: its text, and its pictures below the text."""

    text: float
    pictures: float


def write(page: Page, path: Path, *, look: int, two_cell: bool = False) -> None:
    """The page as a workbook of one sheet at `path`; `two_cell` anchors pictures by two corners."""
    book = Workbook()
    sheet = book.active
    sheet.title = page.sheet
    sheet.sheet_view.showGridLines = look % 2 == 0
    _Writer(sheet, LOOKS[look % len(LOOKS)], two_cell).page(page)
    sheet.page_setup.orientation = "landscape" if page.landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.save(path)


class _Writer:
    """One sheet in the making; a row of the form may take several rows of the sheet."""

    def __init__(self, sheet: Worksheet, look: tuple[str, float], two_cell: bool) -> None:
        self.sheet = sheet
        self.font, self.size = look
        self.two_cell = two_cell
        self.columns: list[float] = []
        self.row = 1

    def page(self, page: Page) -> None:
        """Title lines, tables, remark."""
        total = 132 if page.landscape else 96
        self.columns = [share * total for share in page.tables[0].widths]
        for at, width in enumerate(self.columns, 1):
            self.sheet.column_dimensions[get_column_letter(at)].width = round(width, 2)
        for at, line in enumerate(page.before):
            self.line(line.text, size=14 if at == 0 else 18, centred=at > 0, bold=at > 0)
        for at, table in enumerate(page.tables):
            self.row += 1 if at else 0
            self.table(table)
        for block in page.after:
            if isinstance(block, Picture):
                raise ValueError("a sheet has no place for a picture outside its tables")
            height = self.height(Cell((block,), len(self.columns)), 0) if page.prose else 30
            self.line(
                block.text, size=self.size if page.prose else 10, centred=False, bold=False, height=height
            )

    def line(self, text: str, *, size: float, centred: bool, bold: bool, height: float = 0) -> None:
        """A line over the whole width."""
        cell = self.sheet.cell(self.row, 1, text)
        cell.font = Font(name=self.font, size=size, bold=bold)
        cell.alignment = Alignment(
            horizontal="center" if centred else "left", vertical="center", wrap_text=True
        )
        self.sheet.merge_cells(
            start_row=self.row, end_row=self.row, start_column=1, end_column=len(self.columns)
        )
        self.sheet.row_dimensions[self.row].height = height or size * 1.7
        self.row += 1

    def table(self, table: Table) -> None:
        """Each row as tall as its tallest cell wants; too tall for a sheet's row, it becomes several."""
        cells = placed(table)
        wanted = [24.0] * len(table.rows)
        for at, column, cell in cells:
            if cell.rowspan == 1:
                wanted[at] = max(wanted[at], self.height(cell, column))
        for at, column, cell in cells:
            if cell.rowspan > 1:
                lacking = self.height(cell, column) - sum(wanted[at : at + cell.rowspan])
                for below in range(at, at + cell.rowspan):
                    wanted[below] += max(0.0, lacking / cell.rowspan)
        starts = [self.row]
        for height in wanted:
            count = math.ceil(height / TALLEST)
            for row in range(starts[-1], starts[-1] + count):
                self.sheet.row_dimensions[row].height = round(height / count, 1)
            starts.append(starts[-1] + count)
        for at, column, cell in cells:
            self.cell(cell, starts[at], starts[at + cell.rowspan] - 1, column)
        self.row = starts[-1]

    def height(self, cell: Cell, column: int) -> float:
        size = self.needs(cell, column)
        return size.text + size.pictures + 8

    def needs(self, cell: Cell, column: int) -> _Size:
        """The room for text and pictures of a cell."""
        width = self.wide(column, cell.colspan)
        a_line = max(1.0, width / (self.size * 1.04))
        lines = sum(math.ceil(_columns(text) / a_line) for text in cell.text.split("\n")) if cell.text else 0
        across = self.across(width)
        rows = math.ceil(len(cell.pictures) / across)
        return _Size(lines * self.size * 1.36, rows * (self.picture_size(width)[1] + 8))

    def wide(self, column: int, colspan: int) -> float:
        return sum(self.columns[column : column + colspan]) * POINTS_CHARACTER

    def across(self, width: float) -> int:
        return max(1, int(width // (PICTURE_WIDE + 6)))

    def picture_size(self, width: float) -> tuple[float, float]:
        wide = min(PICTURE_WIDE, width - 10)
        return wide, wide * 0.68

    def cell(self, cell: Cell, top: int, bottom: int, column: int) -> None:
        """The value, the merge, the borders, the pictures."""
        last = column + cell.colspan
        for row in range(top, bottom + 1):
            for at in range(column + 1, last + 1):
                self.sheet.cell(row, at).border = THIN
        target = self.sheet.cell(top, column + 1)
        target.value = _value(cell)
        middle = cell.role in ("label", "head", "number")
        target.alignment = Alignment(
            horizontal="center" if middle else "left",
            vertical="center" if middle or (not cell.pictures and cell.role != "long") else "top",
            wrap_text=True,
        )
        target.font = Font(name=self.font, size=self.size, bold=cell.role in ("label", "head"))
        if isinstance(target.value, float | int):
            target.number_format = "#,##0.##" if isinstance(target.value, float) else "#,##0"
        if isinstance(target.value, date):
            target.number_format = 'yyyy"年"m"月"d"日"'
        if bottom > top or cell.colspan > 1:
            self.sheet.merge_cells(start_row=top, end_row=bottom, start_column=column + 1, end_column=last)
        if cell.pictures:
            self.pictures(cell, top, column)

    def pictures(self, cell: Cell, top: int, column: int) -> None:
        """The pictures in rows below the text, each beginning inside the cell."""
        width = self.wide(column, cell.colspan)
        wide, tall = self.picture_size(width)
        across = self.across(width)
        down = self.needs(cell, column).text + 4
        for at, picture in enumerate(cell.pictures):
            shown = (wide, wide * picture.height / picture.width)
            if shown[1] > tall:
                shown = (tall * picture.width / picture.height, tall)
            left = 4 + (at % across) * (wide + 6)
            self.anchor(picture, shown, (top, down + (at // across) * (tall + 8)), (column, left))

    def anchor(
        self, picture: Picture, shown: tuple[float, float], down: tuple[int, float], along: tuple[int, float]
    ) -> None:
        """A picture `shown` so large, so far `down` from a row's top and `along` from a column's edge."""
        image = Image(BytesIO(picture.data))
        start = self.marker(down, along)
        if self.two_cell:
            end = self.marker((down[0], down[1] + shown[1]), (along[0], along[1] + shown[0]))
            image.anchor = TwoCellAnchor(editAs="oneCell", _from=start, to=end)
        else:
            size = XDRPositiveSize2D(int(shown[0] * EMU_POINT), int(shown[1] * EMU_POINT))
            image.anchor = OneCellAnchor(_from=start, ext=size)
        self.sheet.add_image(image)

    def marker(self, down: tuple[int, float], along: tuple[int, float]) -> AnchorMarker:
        row, rest = down
        while rest > self.sheet.row_dimensions[row].height:
            rest -= self.sheet.row_dimensions[row].height
            row += 1
        column, left = along
        while left > self.columns[column] * POINTS_CHARACTER:
            left -= self.columns[column] * POINTS_CHARACTER
            column += 1
        return AnchorMarker(
            col=column, colOff=int(left * EMU_POINT), row=row - 1, rowOff=int(rest * EMU_POINT)
        )


def _columns(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return max(1.0, sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in text))


def _value(cell: Cell) -> str | float | int | date | None:
    """What the cell stores: a figure as a number, a day as a date, other answers as text."""
    text = cell.text
    if cell.role == "date" and text:
        return date(*map(int, re.findall(r"\d+", text)))
    if cell.role == "number":
        try:
            return float(text) if "." in text else int(text)
        except ValueError:
            return text or None
    return text or None
