"""Sheets as read -> a workbook with the same cells, pictures in theirs, by openpyxl."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.model import Block, Cell, Document, Grid, Paragraph, Picture, Place
from pipeline.office.excel.layout import PIXEL
from pipeline.office.formats import Formats
from pipeline.office.sheet import part_name, reference
from pipeline.office.stable import stable

_SHEET = "工作表“"
_FORMATS = (
    *("General", "0", "0.0", "0.00", "0.000", "#,##0", "#,##0.0", "#,##0.00", "0%", "0.0%", "0.00%"),
    *("yyyy-m-d", "yyyy/m/d", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', "h:mm"),
    *("0" * digits for digits in range(2, 12)),
)
_WIDEST, _NARROWEST = 60, 8  # columns, in digits
_PICTURE = 120  # pixels high
_TALL, _WIDE = 200, 64  # rows and columns that a cell spans at most


def copy(document: Document, pictures: Mapping[str, bytes]) -> tuple[bytes, dict[Place, Place]]:
    """The copy of a workbook, and where in it each place is; ``pictures`` by their hash."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    places: dict[Place, Place] = {}
    for grid in (block for block in document.blocks if isinstance(block, Grid)):
        name = grid.part.removeprefix(_SHEET).removesuffix("”")
        places |= _Sheet(book.create_sheet(name), pictures).fill(grid)
    if not book.worksheets:
        book.create_sheet()
    target = io.BytesIO()
    book.save(target)
    return stable(target.getvalue()), places


class _Sheet:
    """A sheet being filled."""

    def __init__(self, sheet: Any, pictures: Mapping[str, bytes]) -> None:
        self._sheet = sheet
        self._pictures = pictures
        self._firsts: set[tuple[int, int]] = set()
        self._merged: set[tuple[int, int]] = set()

    def fill(self, grid: Grid) -> dict[Place, Place]:
        """Writes the cells; gives where each place is: hidden rows and columns are left out."""
        part = part_name(self._sheet.title)
        places = {Place(grid.part): Place(part)}
        self._firsts = {(cell.row + 1, cell.column + 1) for cell in grid.cells}
        for cell in grid.cells:
            self._cell(cell, cell.row + 1, cell.column + 1)
            places[cell.place] = Place(part, cell.row + 1, reference(cell.row, cell.column))
        self._widen(grid)
        return places

    def _cell(self, cell: Cell, row: int, column: int) -> None:
        from openpyxl.styles import Border, Side

        thin = Side(style="thin")
        rows, columns = min(cell.rowspan, _TALL), min(cell.colspan, _WIDE)
        covered = {(row + down, column + across) for down in range(rows) for across in range(columns)}
        for place in covered:
            self._sheet.cell(*place).border = Border(thin, thin, thin, thin)
        # A damaged sheet merges over other cells, whose words would be lost.
        is_alone = covered.isdisjoint(self._merged) and len(covered & self._firsts) == 1
        if len(covered) > 1 and is_alone:
            self._sheet.merge_cells(
                start_row=row, end_row=row + rows - 1, start_column=column, end_column=column + columns - 1
            )
            self._merged |= covered
        self._write(self._sheet.cell(row, column), "\n".join(_lines(cell.blocks)), cell.number)
        shas = [block.sha for block in cell.blocks if isinstance(block, Picture)]
        images = [image for sha in shas if (image := self._image(sha)) is not None]
        self._place(images, row, column)

    @staticmethod
    def _write(target: Any, words: str, number: float | None = None) -> None:
        from openpyxl.styles import Alignment

        target.alignment = Alignment(vertical="center", wrap_text=True)
        code = _code(number, words) if number is not None else None
        if code is not None:
            target.value, target.number_format = number, code
        elif words:
            target.value = words
            target.data_type = "s"  # a text that begins with = is a text
            target.number_format = "@"

    def _image(self, sha: str) -> Any:
        """A picture that openpyxl can place, None for another."""
        from openpyxl.drawing.image import Image

        if sha not in self._pictures:
            return None
        try:
            return Image(io.BytesIO(self._pictures[sha]))
        except MemoryError:
            raise
        except Exception:  # Pillow's decoders raise whatever their formats give rise to
            return None

    def _place(self, images: list[Any], row: int, column: int) -> None:
        """Pictures side by side in a cell."""
        from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
        from openpyxl.drawing.xdr import XDRPositiveSize2D

        across = 4
        for image in images:
            width = max(round(_PICTURE * image.width / max(image.height, 1)), 1)
            marker = AnchorMarker(column - 1, across * PIXEL, row - 1, 4 * PIXEL)
            size = XDRPositiveSize2D(width * PIXEL, _PICTURE * PIXEL)
            image.anchor = OneCellAnchor(_from=marker, ext=size)
            self._sheet.add_image(image)
            across += width + 4
        if images:
            self._sheet.row_dimensions[row].height = _PICTURE

    def _widen(self, grid: Grid) -> None:
        """Columns wide enough for what stands in them alone."""
        from openpyxl.utils import get_column_letter

        widths: dict[int, int] = {}
        for cell in grid.cells:
            if cell.colspan == 1:
                longest = max(map(_width, _lines(cell.blocks)), default=0)
                widths[cell.column] = max(widths.get(cell.column, _NARROWEST), min(longest + 2, _WIDEST))
        for column, width in widths.items():
            self._sheet.column_dimensions[get_column_letter(column + 1)].width = width


def _lines(blocks: Iterable[Block]) -> list[str]:
    return [block.number + block.text for block in blocks if isinstance(block, Paragraph)]


def _width(text: str) -> int:
    """A line's width in digits; ideographs count two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def _code(number: float, words: str) -> str | None:
    """A number format in which a number shows these words, None where none of the usual does."""
    stored = repr(int(number) if number == int(number) else number)
    for style, code in enumerate(_FORMATS):
        if _SHOWN.shown(stored, style)[0] == words:
            return code
    return None


_SHOWN = Formats(tuple((str(1000 + number), code) for number, code in enumerate(_FORMATS)), False)
