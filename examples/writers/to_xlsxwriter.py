"""Writer 6: xlsxwriter, answers as rich strings where a hint stands beside them, pictures by one corner."""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from grid import Cell, Page, Para, placed

LOOKS = (("仿宋", 11), ("宋体", 10), ("等线", 11))
TALLEST = 380.0
PIXELS_CHARACTER = 7.0
PICTURE = 210


def write(page: Page, path: Path, *, look: int) -> None:
    """The page as a workbook of one sheet at `path`."""
    with xlsxwriter.Workbook(str(path)) as book:
        _Writer(book, page, LOOKS[look % len(LOOKS)]).write()


class _Writer:
    """One sheet in the making; a row too tall for a sheet becomes several."""

    def __init__(self, book: Any, page: Page, look: tuple[str, int]) -> None:
        self.page = page
        self.sheet = book.add_worksheet(page.sheet)
        font, self.size = look
        plain = {"font_name": font, "font_size": self.size, "text_wrap": True, "valign": "vcenter"}
        self.answer = book.add_format({**plain, "border": 1, "align": "left"})
        self.middle = book.add_format({**plain, "border": 1, "align": "center"})
        self.head = book.add_format({**plain, "border": 1, "align": "center", "bold": True})
        self.title = book.add_format({**plain, "font_size": 18, "align": "center", "bold": True})
        self.note = book.add_format({**plain, "align": "left"})
        self.hint = book.add_format({"font_name": font, "font_size": self.size - 1, "font_color": "#7F7F7F"})
        self.text = book.add_format({"font_name": font, "font_size": self.size})
        total = 132 if page.landscape else 96
        self.columns = [share * total for share in page.tables[0].widths]
        self.row = 0

    def write(self) -> None:
        """Title lines, tables, what stands below."""
        for at, width in enumerate(self.columns):
            self.sheet.set_column(at, at, width)
        for at, line in enumerate(self.page.before):
            self.line(line.text, self.title if at else self.note, 32 if at else 22)
        for table in self.page.tables:
            cells = placed(table)
            starts = self.rows(cells, len(table.rows))
            for row, column, cell in cells:
                self.cell(cell, starts[row], starts[row + cell.rowspan] - 1, column)
            self.row = starts[-1] + 1
        for block in self.page.after:
            if isinstance(block, Para):
                lines = self.lines(block.text, sum(self.columns))
                self.line(block.text, self.note, max(18, lines * self.size * 1.4))

    def line(self, text: str, look: Any, height: float) -> None:
        self.sheet.merge_range(self.row, 0, self.row, len(self.columns) - 1, text, look)
        self.sheet.set_row(self.row, height)
        self.row += 1

    def rows(self, cells: list[tuple[int, int, Cell]], count: int) -> list[int]:
        """Where on the sheet each row of the table begins, heights set."""
        wanted = [22.0] * count
        for row, column, cell in cells:
            height = self.height(cell, column) / cell.rowspan
            for at in range(row, row + cell.rowspan):
                wanted[at] = max(wanted[at], height)
        starts = [self.row]
        for height in wanted:
            parts = math.ceil(height / TALLEST)
            for at in range(starts[-1], starts[-1] + parts):
                self.sheet.set_row(at, round(height / parts, 1))
            starts.append(starts[-1] + parts)
        return starts

    def lines(self, text: str, width: float) -> int:
        a_line = max(1.0, width * PIXELS_CHARACTER / (self.size * 1.4))
        return sum(max(1, math.ceil(len(part) / a_line)) for part in text.split("\n"))

    def height(self, cell: Cell, column: int) -> float:
        width = sum(self.columns[column : column + cell.colspan])
        across = max(1, int(width * PIXELS_CHARACTER // (PICTURE + 8)))
        tall = math.ceil(len(cell.pictures) / across) * PICTURE * 0.56
        return self.lines(cell.text, width) * self.size * 1.45 + tall + 8

    def cell(self, cell: Cell, top: int, bottom: int, column: int) -> None:
        """The value in its format, merged, with its pictures over it."""
        look = {"label": self.head, "head": self.head, "number": self.middle}.get(cell.role, self.answer)
        last = column + cell.colspan - 1
        if (top, column) != (bottom, last):
            self.sheet.merge_range(top, column, bottom, last, "", look)
        number = _number(cell)
        if number is not None:
            self.sheet.write_number(top, column, number, look)
        elif cell.text:
            self.words(cell, top, column, look)
        else:
            self.sheet.write_blank(top, column, None, look)
        self.pictures(cell, top, column)

    def words(self, cell: Cell, row: int, column: int, look: Any) -> None:
        """A text, its hints in grey."""
        pieces: list[Any] = []
        paras = [block for block in cell.blocks if isinstance(block, Para)]
        for at, para in enumerate(paras):
            for run in para.runs:
                if run.text:
                    pieces += [self.hint if run.kind == "hint" else self.text, run.text]
            if at + 1 < len(paras) and pieces:
                pieces[-1] += "\n"
        if len(pieces) > 2:
            self.sheet.write_rich_string(row, column, *pieces, look)
        else:
            self.sheet.write_string(row, column, cell.text, look)

    def pictures(self, cell: Cell, row: int, column: int) -> None:
        """The pictures side by side under the text."""
        width = sum(self.columns[column : column + cell.colspan])
        across = max(1, int(width * PIXELS_CHARACTER // (PICTURE + 8)))
        down = self.lines(cell.text, width) * self.size * 1.45 * 96 / 72 if cell.text else 4
        for at, picture in enumerate(cell.pictures):
            scale = min(PICTURE / picture.width, PICTURE * 0.7 / picture.height)
            self.sheet.insert_image(
                row,
                column,
                f"图{at}{picture.suffix}",
                {
                    "image_data": BytesIO(picture.data),
                    "x_scale": scale,
                    "y_scale": scale,
                    "x_offset": 4 + at % across * (PICTURE + 8),
                    "y_offset": down + at // across * (PICTURE * 0.74),
                    "object_position": 2,
                },
            )


def _number(cell: Cell) -> float | None:
    """The figure that the cell stores, if it is one."""
    try:
        return float(cell.text) if cell.role == "number" else None
    except ValueError:
        return None
