"""The workbook of a form, made from the grid of its Word file: there is no second schema."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms.looks import CellLook, GridLook, looks
from pipeline.forms.model import Form, Segment, Slot
from pipeline.forms.segments import is_tagged, runs
from pipeline.forms.show import Shown, with_words
from pipeline.model import Grid, Paragraph
from pipeline.office.stable import stable

_BODY = Font(name="仿宋", size=11)
_BOLD = Font(name="仿宋", size=11, bold=True)
_NUMBER = Font(name="黑体", size=16)
_TITLE = Font(name="宋体", size=18, bold=True)
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
# Of all columns together, in characters: as wide as the page prints them unscaled, upright,
# lying, or lying and large.
_UPRIGHT, _LYING, _LARGE = 100.0, 135.0, 200.0
_A4, _A3 = 9, 8
_DECIDED = ("review", "selection")  # lists in which people look for a case, and sort
_LINE = 16.0  # height of a line, in points
_TALLEST = 400.0  # Excel allows 409 points
_PICTURE = 110.0  # height of a picture, in points
_ROOM = 60.0  # least height of a text that is written outside of tables
_GAP = "\u3000" * 8  # in place of a tab, which a cell doesn't show
_PLAIN = GridLook((1,), (0.0,), {})
_TITLE_LENGTH = 40
_EMU = 12_700  # in a point


def render(form: Form, shown: Shown, picture: Callable[[str], bytes], behind: Mapping[str, str]) -> bytes:
    """The form's workbook with these answers in it; ``picture`` gives a picture's bytes by hash.

    ``behind``: what stands behind words outside of its tables.
    """
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # pragma: no cover  # a new workbook has a worksheet
        raise TypeError("a new workbook has no worksheet")
    sheet.title = form.definition.number
    _Printing(form, shown, sheet, picture, behind).run()
    target = io.BytesIO()
    book.save(target)
    return stable(target.getvalue())


@dataclass(frozen=True, slots=True)
class _Printed:
    """A cell of the blank where it is printed: its row in the sheet, the answers that it shows.

    ``number``: which of the rows that repeat it is in.
    """

    slot: Slot
    row: int
    shown: Shown
    grid: GridLook
    number: int = 0

    @property
    def look(self) -> CellLook:
        return self.grid.cells.get((self.slot.cell.row, self.slot.cell.column), CellLook("left", False))


class _Printing:
    def __init__(
        self,
        form: Form,
        shown: Shown,
        sheet: Worksheet,
        picture: Callable[[str], bytes],
        behind: Mapping[str, str],
    ) -> None:
        self._form = form
        self._shown = shown
        self._sheet = sheet
        self._picture = picture
        self._behind = behind
        self._looks = looks(form.path)
        widths = max((grid.widths for grid in self._looks.grids), key=len, default=(1,))
        self._width = _LARGE if self._looks.large else _LYING if self._looks.landscape else _UPRIGHT
        self._widths = [self._width * width / sum(widths) for width in widths]
        self._row = 1
        self._cell_of: dict[tuple[int, str], Slot] = {}
        self._heights: dict[int, float] = {}
        self._opinions: dict[int, list[int]] = {}  # the rows in which one is asked for, by column

    def run(self) -> None:
        for number, width in enumerate(self._widths, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        grids = texts = 0
        for run in runs(self._form.blank.blocks):
            if isinstance(run, Grid):
                self._grid(grids)
                grids += 1
            elif is_tagged(run):
                self._text(self._form.texts[texts], above=not grids)
                texts += 1
            else:
                for block in run:
                    if isinstance(block, Paragraph) and block.text.strip():
                        self._words(block.text.strip(), above=not grids)
        for row, height in self._heights.items():
            self._sheet.row_dimensions[row].height = min(height, _TALLEST)
        if self._opinions:
            self._sheet.add_data_validation(_offered(self._form.definition.opinions, self._opinions))
        setup = self._sheet.page_setup
        setup.paperSize = _A3 if self._looks.large else _A4
        setup.orientation = "landscape" if self._looks.landscape else "portrait"
        setup.fitToWidth, setup.fitToHeight = 1, 0
        self._sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._sheet.print_options.horizontalCentered = True

    def _text(self, found: Slot, *, above: bool) -> None:
        """Paragraphs outside the tables among which answers are asked for: a row of the sheet for each."""
        asked = False
        for paragraph in found.paragraphs:
            text = "".join(piece.text for piece in paragraph)
            kinds = {piece.kind for piece in paragraph if piece.text.strip()}
            if above and not asked and kinds == {"text"} and len(text) < _TITLE_LENGTH:
                self._words(text.strip(), above=True)
                continue
            asked = True
            cell = replace(found.cell, colspan=len(self._widths))
            printed = _Printed(Slot(cell, (paragraph,)), self._row, self._shown, _PLAIN)
            if self._value(printed) != "" or "tag" in kinds:
                self._cell(printed)
                self._grow(self._row, _ROOM if kinds == {"tag"} else 0)
                self._row += 1

    def _words(self, text: str, above: bool) -> None:
        """A paragraph outside the tables: the form's number, its title, a note below."""
        self._sheet.merge_cells(
            start_row=self._row, end_row=self._row, start_column=1, end_column=len(self._widths)
        )
        cell = self._sheet.cell(self._row, 1, self._filled(text))
        is_number = text.replace(" ", "") == self._form.definition.number
        reporter = self._form.definition.summary.reporter
        is_title = above and not is_number and not (reporter and text.startswith(reporter))
        cell.font = _NUMBER if is_number else _TITLE if is_title else _BODY
        cell.alignment = Alignment(
            horizontal="center" if is_title else "left", vertical="center", wrap_text=True
        )
        width = self._width / (1.8 if is_title else 1)
        self._grow(self._row, _lines(text, width) * (30 if is_title else _LINE + 4))
        self._row += 1

    def _grid(self, number: int) -> None:
        first = self._row
        if self._form.definition.purpose != "application" and number == 0:
            # A list may take several pages, and its heads are wanted on each.
            self._sheet.print_title_rows = f"{first}:{first}"
        for printed in self._layout(number, first):
            self._cell(printed)
            self._row = max(self._row, printed.row + printed.slot.cell.rowspan)
        if self._form.definition.purpose in _DECIDED and number == 0:
            self._keep_in_sight(first)

    def _keep_in_sight(self, first: int) -> None:
        """The heads and the columns up to the case's title stay where they are; the heads filter."""
        slots = {key: slot for slot in self._form.slots[0] for key in slot.keys}
        title = slots.get(self._form.role("title") or "")
        if title is None or self._row <= (head := first + title.cell.row - 1) + 1:
            return
        first_free = get_column_letter(title.cell.column + title.cell.colspan + 1)
        self._sheet.freeze_panes = f"{first_free}{head + 1}"
        last = get_column_letter(len(self._looks.grids[0].widths))
        self._sheet.auto_filter.ref = f"A{head}:{last}{self._row - 1}"

    def _layout(self, number: int, first: int) -> Iterator[_Printed]:
        """Each cell as often as it is printed: a block's rows once for each row, spare ones in blanks."""
        slots = self._form.slots[number]
        blocks = [block for block in self._form.blocks if block.grid == number]
        loops = {
            start: (end, self._shown.rows[block.name][at])
            for block in blocks
            for at, (start, end, _) in enumerate(block.groups)
        }
        spare = {row for block in blocks for row, _ in block.spare}
        by_row: dict[int, list[Slot]] = {}
        for slot in slots:
            by_row.setdefault(slot.cell.row, []).append(slot)
        last = max(slot.cell.row + slot.cell.rowspan for slot in slots)
        source, target = 0, first
        printed: list[_Printed] = []
        ends: dict[int, int] = {}  # source row -> the row below all that it is printed in
        while source < last:
            end, rows = loops.get(source, (source, [self._shown]))
            if source in spare and not self._shown.blank:
                rows = []
            for count, shown in enumerate(rows, 1):
                for offset in range(source, end + 1):
                    printed += [
                        _Printed(
                            slot,
                            target + offset - source,
                            shown,
                            self._looks.grids[number],
                            count if source in loops and source == end else 0,
                        )
                        for slot in by_row.get(offset, [])
                    ]
                target += end - source + 1
            ends |= dict.fromkeys(range(source, end + 1), target)
            source = end + 1
        for one in printed:
            cell = one.slot.cell
            below = ends[cell.row + cell.rowspan - 1]
            is_beside = cell.rowspan > 1 and one.shown is self._shown  # merged beside rows that repeat
            down = below - one.row if is_beside else cell.rowspan
            yield replace(one, slot=replace(one.slot, cell=replace(cell, rowspan=max(down, 1))))

    def _cell(self, printed: _Printed) -> None:
        found = printed.slot.cell
        column = found.column + 1
        last_row, last_column = printed.row + found.rowspan - 1, found.column + found.colspan
        for row in range(printed.row, last_row + 1):
            for number in range(column, last_column + 1):
                self._sheet.cell(row, number).border = _BORDER
        if found.rowspan > 1 or found.colspan > 1:
            self._sheet.merge_cells(
                start_row=printed.row, end_row=last_row, start_column=column, end_column=last_column
            )
        cell = self._sheet.cell(printed.row, column)
        value = self._value(printed)
        if value != "":
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with = is a text
        if any(key == self._form.role("opinion") for key in printed.slot.keys):
            self._opinions.setdefault(column, []).append(printed.row)
        cell.font = _BOLD if printed.look.bold else _BODY
        cell.alignment = Alignment(horizontal=printed.look.side, vertical="center", wrap_text=True)
        pictures = self._pictures(printed, column)
        width = sum(self._widths[found.column : last_column])
        height = _lines(str(value), width) * _LINE + 6 + (_PICTURE + 10 if pictures else 0)
        for offset in range(found.rowspan):
            least = printed.grid.heights[min(found.row + offset, len(printed.grid.heights) - 1)]
            self._grow(printed.row + offset, max(height / found.rowspan, least))

    def _filled(self, text: str) -> str:
        """Words with what stands behind them, and with room for what is written by hand."""
        if not any(words in text for words in self._behind):
            return text
        wide = {words: more + _GAP for words, more in self._behind.items()}
        return with_words(text.replace(" ", "\u3000"), wide)

    def _grow(self, row: int, height: float) -> None:
        self._heights[row] = max(self._heights.get(row, 20.0), height)

    # -- what a cell shows ------------------------------------------------------------

    def _value(self, printed: _Printed) -> str | int | float:
        keys = [_column(key) for key in printed.slot.keys]
        only = [
            piece
            for paragraph in printed.slot.paragraphs
            for piece in paragraph
            if piece.kind in ("text", "box")
        ]
        if (
            len(keys) == 1
            and keys[0] in printed.shown.numbers
            and not any(piece.text.strip() for piece in only)
        ):
            return printed.shown.numbers[keys[0]]
        if printed.number and not keys and "".join(piece.text for piece in only).strip().isdigit():
            return str(printed.number)
        lines: list[str] = []
        for paragraph in printed.slot.paragraphs:
            words = "".join(self._piece(piece, printed) for piece in paragraph)
            dropped = any(piece.kind == "hint" for piece in paragraph) and not words.strip()
            if words.strip() or (paragraph and not dropped and lines):
                lines.append(words)
        return "\n".join(lines).strip()

    def _piece(self, piece: Segment, printed: _Printed) -> str:
        shown, key = printed.shown, _column(piece.key)
        if piece.kind == "tag":
            if self._cell_of.setdefault((id(shown), key), printed.slot) is not printed.slot:
                return ""  # the second cell of a field that two cells share
            return "" if key in shown.boxes and self._is_boxed(piece.key) else shown.texts.get(key, "")
        if piece.kind == "box" and piece.key:
            return shown.boxes[key][piece.option]
        if piece.kind == "hint" and piece.key:
            return "" if shown.said.get(key) else piece.text
        return piece.text

    def _is_boxed(self, key: str) -> bool:
        field = self._form.field(key)
        return field is not None and field.boxed

    def _pictures(self, printed: _Printed, column: int) -> int:
        """Anchors the pictures of a cell side by side at its lower edge; how many there are."""
        shas = [sha for key in printed.slot.keys for sha in printed.shown.photos.get(_column(key), [])]
        across = 4.0
        room = sum(self._widths[column - 1 : column - 1 + printed.slot.cell.colspan]) * 5.5
        for sha in shas:
            image = Image(io.BytesIO(self._picture(sha)))
            height = min(_PICTURE, (room / len(shas) - 4) * image.height / image.width)
            width = height * image.width / image.height
            at, offset = self._column_at(column, across)
            marker = AnchorMarker(col=at - 1, colOff=int(offset * _EMU), row=printed.row - 1, rowOff=4 * _EMU)
            size = XDRPositiveSize2D(int(width * _EMU), int(height * _EMU))
            image.anchor = OneCellAnchor(_from=marker, ext=size)
            self._sheet.add_image(image)
            across += width + 4
        return len(shas)

    def _column_at(self, column: int, across: float) -> tuple[int, float]:
        """The column that lies so many points right of a column's left edge, and how far into it."""
        while column < len(self._widths) and across > self._widths[column - 1] * 5.5:
            across -= self._widths[column - 1] * 5.5
            column += 1
        return column, across


def _offered(opinions: Mapping[str, str], cells: Mapping[int, Sequence[int]]) -> DataValidation:
    """A list to choose an opinion from: of each meaning the first of its words.

    ``cells``: where, as rows of columns, which are told as ranges: cell by cell they take the
    square of their number to write.
    """
    first: dict[str, str] = {}
    for words, meaning in opinions.items():
        first.setdefault(meaning, words)
    ranges = " ".join(
        f"{get_column_letter(column)}{start}:{get_column_letter(column)}{end}"
        for column, rows in cells.items()
        for start, end in _runs(rows)
    )
    offered = f'"{",".join(first.values())}"'
    return DataValidation(type="list", formula1=offered, allow_blank=True, sqref=ranges)


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of numbers that follow each other."""
    start = previous = rows[0]
    for row in rows[1:]:
        if row != previous + 1:
            yield start, previous
            start = row
        previous = row
    yield start, previous


def _column(key: str) -> str:
    return key.partition(".")[2] or key


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell so many characters wide; CJK counts two."""
    return sum(
        max(1, math.ceil(sum(2 if ord(char) > 0x2E7F else 1 for char in line) / max(width - 2, 2)))
        for line in text.split("\n")
    )
