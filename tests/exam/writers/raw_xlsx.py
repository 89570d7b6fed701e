"""Writer raw-xlsx: SpreadsheetML by hand, as WPS Spreadsheets saves it: DISPIMG, controls, lying dimensions."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from tests.exam.model import File, Pic
from tests.exam.writers import raw_sheet_parts as parts
from tests.exam.writers.sheets import HIDDEN_SHEET, Laid, Put, lay, letters, pics, shown

ROW_EMU, COLUMN_EMU = 190500, 609600


@dataclass(slots=True)
class Sheet:
    """One sheet in the making: its XML, and what its drawing holds."""

    name: str
    xml: str = ""
    hidden: bool = False
    gone: list[int] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    pics: list[Pic] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    controls: list[parts.Control] = field(default_factory=list)


def write(file: File, path: Path) -> None:
    """The file at `path`."""
    book = _Book(file)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in book.parts().items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


class _Book:
    """One workbook in the making."""

    def __init__(self, file: File) -> None:
        self.dress = file.dress
        self.strings: list[str] = []
        self.formats: list[str] = []
        self.in_cells: list[Pic] = []
        self.sheets = [self.sheet(form.sheet, lay(form, file.dress)) for form in file.forms]
        if "sheet-hidden" in file.dress:
            rows = "".join(
                f'<row r="{at}">'
                + "".join(self.text(f"{letters(c)}{at}", said, rich=False) for c, said in enumerate(words))
                + "</row>"
                for at, words in enumerate(HIDDEN_SHEET, 1)
            )
            self.sheets.append(Sheet("旧版", parts.worksheet(f"<sheetData>{rows}</sheetData>"), hidden=True))

    def parts(self) -> dict[str, str | bytes]:
        return parts.package(self.sheets, self.strings, self.formats, self.in_cells, self.dress)

    def sheet(self, name: str, laid: Laid) -> Sheet:
        sheet = Sheet(name)
        gone = sheet.gone = [row for row, _ in laid.hidden_rows]
        rows: dict[int, dict[int, str]] = {}
        for row, column, said in laid.lines:
            if said:
                rows.setdefault(row, {})[column] = self.text(f"{letters(column)}{row + 1}", said)
        for put in laid.puts:
            rows.setdefault(put.row, {})[put.column] = self.cell(sheet, put)
        for row, words in laid.hidden_rows:
            rows[row] = {at: self.text(f"{letters(at)}{row + 1}", said) for at, said in enumerate(words)}
        if laid.hidden_column is not None:
            at = laid.hidden_column
            for row in range(laid.height):
                rows.setdefault(row, {})[at] = self.text(f"{letters(at)}{row + 1}", "内部备注")
        if "error" in self.dress:
            at = laid.width + 1
            rows.setdefault(1, {})[at] = (
                f'<c r="{letters(at)}2" t="e"><f>VLOOKUP(1,A1:A2,1,0)</f><v>#N/A</v></c>'
            )
        data = "".join(
            f'<row r="{row + 1}"{" hidden=" + chr(34) + "1" + chr(34) if row in gone else ""}>'
            + "".join(cells[at] for at in sorted(cells))
            + "</row>"
            for row, cells in sorted(rows.items())
        )
        merged = [put for put in laid.puts if (put.last_row, put.last_column) != (put.row, put.column)]
        sheet.xml = parts.worksheet(
            f"{self.dimension(laid)}<sheetFormatPr defaultRowHeight='15'/>{_columns(laid)}<sheetData>{data}</sheetData>"
            + _merges(merged),
            drawing=bool(sheet.anchors),
            legacy=bool(sheet.notes or sheet.controls),
            controls=sheet.controls,
        )
        return sheet

    def dimension(self, laid: Laid) -> str:
        if "dimension" in self.dress:
            return '<dimension ref="A1"/>'
        return f'<dimension ref="A1:{letters(laid.width)}{laid.height + 1}"/>'

    def cell(self, sheet: Sheet, put: Put) -> str:
        """The cell with its value, its picture, its note, its controls."""
        if "note" in self.dress and put.cell.keys == ["name"]:
            sheet.notes.append(put.address)
        for at, (caption, ticked) in enumerate(put.cell.controls):
            sheet.controls.append(parts.Control(caption, ticked, put.row, put.column, at))
        value, own = shown(put.cell), pics(put)
        if "error" in self.dress and put.cell.keys and not value and not own:
            return f'<c r="{put.address}" t="e"><f>VLOOKUP(1,A1:A2,1,0)</f><v>#N/A</v></c>'
        if "disp" in self.dress and len(own) == 1 and value is None:
            self.in_cells.append(own[0])
            name = f"ID_{own[0].sha256[:32].upper()}"
            return f'<c r="{put.address}" t="str"><f>_xlfn.DISPIMG("{name}",1)</f><v>=DISPIMG("{name}",1)</v></c>'
        for at, pic in enumerate(own):
            sheet.pics.append(pic)
            seen = put.row - sum(row < put.row for row in sheet.gone)
            sheet.anchors.append(self.anchor(put, at, len(sheet.pics), seen))
        if isinstance(value, int | float):
            look = self.look(put.cell.number_format)
            formula = f"<f>{value}*1</f>" if "formula" in self.dress else ""
            return f'<c r="{put.address}"{look}>{formula}<v>{value!r}</v></c>'
        if value and "formula" in self.dress and put.cell.keys == ["name"]:
            said = escape(value)
            return f'<c r="{put.address}" t="str"><f>CONCATENATE("{said}","")</f><v>{said}</v></c>'
        return (
            self.text(put.address, value, rich="rich" in self.dress) if value else f'<c r="{put.address}"/>'
        )

    def look(self, number_format: str) -> str:
        if not number_format:
            return ""
        if number_format not in self.formats:
            self.formats.append(number_format)
        return f' s="{1 + self.formats.index(number_format)}"'

    def text(self, address: str, said: str, *, rich: bool = False) -> str:
        """A shared string; a rich one in two runs, with a reading aid that is no part of it."""
        keep = 'xml:space="preserve"'
        if rich and len(said) > 3:
            head, tail = escape(said[:2]), escape(said[2:])
            item = (
                f"<si><r><t {keep}>{head}</t></r><r><rPr><b/></rPr><t {keep}>{tail}</t></r>"
                '<rPh sb="0" eb="1"><t>pinyin</t></rPh></si>'
            )
        else:
            item = f"<si><t {keep}>{escape(said)}</t></si>"
        self.strings.append(item)
        return f'<c r="{address}" t="s"><v>{len(self.strings) - 1}</v></c>'

    def anchor(self, put: Put, at: int, number: int, seen: int) -> str:
        """A picture over the cell: by one corner, by two, or by its place on the sheet (``seen``: its row)."""
        left, top = (2 + at * 14) * 9525, 2 * 9525
        start = f"<xdr:col>{put.column}</xdr:col><xdr:colOff>{left}</xdr:colOff><xdr:row>{put.row}</xdr:row><xdr:rowOff>{top}</xdr:rowOff>"
        inner = parts.picture(number)
        size = f'<xdr:ext cx="{11 * 9525}" cy="{14 * 9525}"/>'
        if "absolute" in self.dress:
            x, y = put.column * COLUMN_EMU + left, seen * ROW_EMU + top
            return f'<xdr:absoluteAnchor><xdr:pos x="{x}" y="{y}"/>{size}{inner}</xdr:absoluteAnchor>'
        if "anchor-two" in self.dress:
            end = f"<xdr:col>{put.column}</xdr:col><xdr:colOff>{left + 11 * 9525}</xdr:colOff><xdr:row>{put.row}</xdr:row><xdr:rowOff>{16 * 9525}</xdr:rowOff>"
            return f"<xdr:twoCellAnchor><xdr:from>{start}</xdr:from><xdr:to>{end}</xdr:to>{inner}</xdr:twoCellAnchor>"
        return f"<xdr:oneCellAnchor><xdr:from>{start}</xdr:from>{size}{inner}</xdr:oneCellAnchor>"


def _columns(laid: Laid) -> str:
    if laid.hidden_column is None:
        return ""
    at = laid.hidden_column + 1
    return f'<cols><col min="{at}" max="{at}" width="9" hidden="1" customWidth="1"/></cols>'


def _merges(merged: list[Put]) -> str:
    if not merged:
        return ""
    cells = "".join(
        f'<mergeCell ref="{put.address}:{letters(put.last_column)}{put.last_row + 1}"/>' for put in merged
    )
    return f'<mergeCells count="{len(merged)}">{cells}</mergeCells>'
