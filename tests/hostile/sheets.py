"""Workbooks with cells, merges, texts and formats beyond what a sheet can show."""

from __future__ import annotations

import io
import zipfile

from tests.hostile.corpus import NOT_A_FORM, Shelf
from tests.office import raw

SHELF = Shelf()


def _rows(row: str, count: int) -> str:
    return f"<sheetData>{''.join(row.format(number) for number in range(1, count + 1))}</sheetData>"


_FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
_WHOLE = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
_SHEETS: dict[str, tuple[str, str]] = {
    "far-apart.xlsx": (NOT_A_FORM, f"<sheetData>{_FAR}</sheetData>"),
    "merged-whole.xlsx": (NOT_A_FORM, f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>{_WHOLE}'),
    "merged-far.xlsx": ("too-many-cells", f"<sheetData>{_FAR}</sheetData>{_WHOLE}"),
    "merged-often.xlsx": (
        "too-many-cells",
        "<sheetData/><mergeCells>"
        + "".join(f'<mergeCell ref="A{n}:Z{n + 700}"/>' for n in range(1, 20_000)) + "</mergeCells>",
    ),
    "false-dimension.xlsx": (NOT_A_FORM, f'<dimension ref="A1"/><sheetData>{_FAR}</sheetData>'),
    "figures.xlsx": (
        NOT_A_FORM,
        '<sheetData><row r="x" ht="1e999"><c r="A1"><v>1E999999999</v></c><c r="B1" s="²"><v>-1e-999999999</v></c>'
        '<c r="C1" t="s"><v>²</v></c><c r="XFE1"><v>nan</v></c><c r="A0"><v>1e308</v></c>'
        '<c t="inlineStr"><is><t>_xD800__xFFFF_甲</t></is></c></row><row r="99999999"><c><v>9</v></c></row></sheetData>',
    ),
    "hidden.xlsx": (
        NOT_A_FORM,
        f'<cols>{"<col min=`1` max=`999999999` hidden=`1`/>" * 100_000}</cols>'.replace("`", '"')
        + f"<sheetData>{_FAR}</sheetData>",
    ),
    "formats-only.xlsx": (
        NOT_A_FORM,
        _rows('<row r="{0}"><c r="A{0}" s="1"/><c r="B{0}" s="1"/></row>', 60_000),
    ),
    "merged-nowhere.xlsx": (
        NOT_A_FORM,
        _rows('<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>', 20_000)
        + f'<mergeCells>{"<mergeCell ref=`A1048575:XFD1048576`/>" * 100_000}</mergeCells>'.replace("`", '"'),
    ),
    "rows.xlsx": (
        "too-many-rows",
        _rows('<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>', 100_000),
    ),
}  # fmt: skip


@SHELF.put("sheets.xlsx", "too-many-sheets", "sheets")
def many_sheets() -> bytes:
    return raw.xlsx({f"表{number}": "<sheetData/>" for number in range(201)})


@SHELF.put("repeated.xlsx", "too-long")
def repeated_text() -> bytes:
    """A text of 30,000 lines that each of 10,000 cells shows."""
    strings = f"<sst {raw.S_NS}><si><t>{'甲&#10;' * 30_000}</t></si></sst>"
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 10_001))
    return _workbook(cells, {"sharedStrings": strings})


@SHELF.put("worded.xlsx", "too-long")
def worded_text() -> bytes:
    """A text of 30,000 characters to which the format of each of 40,000 cells adds one."""
    strings = f"<sst {raw.S_NS}><si><t>{'甲' * 30_000}</t></si></sst>"
    styles = (
        f'<styleSheet {raw.S_NS}><numFmts><numFmt numFmtId="200" formatCode="@&quot;元&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    row = '<c t="s"><v>0</v></c>' * 4
    return _workbook(f"<row>{row}</row>" * 10_000, {"sharedStrings": strings, "styles": styles})


def _workbook(rows: str, parts: dict[str, str]) -> bytes:
    """A workbook of one sheet, with other parts by their kinds."""
    data = raw.xlsx(
        {"表": f"<sheetData>{rows}</sheetData>"}, {f"xl/{kind}.xml": part for kind, part in parts.items()}
    )
    links = raw.relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        *((f"rId{number}", kind, f"{kind}.xml") for number, kind in enumerate(parts, 2)),
    )
    return replaced(data, "xl/_rels/workbook.xml.rels", links.encode())


@SHELF.put("format.xlsx", NOT_A_FORM)
def long_format() -> bytes:
    """A number format of a million characters, for each of 2,000 cells."""
    code = "0" * 1_000_000 + "." + "0" * 1_000
    styles_part = (
        f'<styleSheet {raw.S_NS}><numFmts><numFmt numFmtId="200" formatCode="{code}"/><numFmt numFmtId="201" '
        f'formatCode="0.{"0" * 200}"/></numFmts><cellXfs><xf numFmtId="200"/><xf numFmtId="201"/></cellXfs></styleSheet>'
    )
    cells = "".join(f'<row r="{n}"><c r="A{n}" s="{n % 2}"><v>1e300</v></c></row>' for n in range(1, 2_001))
    return raw.xlsx({"表": f"<sheetData>{cells}</sheetData>"}, {"xl/styles.xml": styles_part})


@SHELF.put("anchors.xlsx", NOT_A_FORM)
def anchors() -> bytes:
    """Pictures anchored all over, their part missing, on rows that are all given."""
    xdr = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    anchor = "<xdr:from><xdr:col>{0}</xdr:col><xdr:row>{0}</xdr:row></xdr:from>"
    drawing = "".join(
        f"<xdr:oneCellAnchor>{anchor.format(n)}</xdr:oneCellAnchor>" for n in range(0, 2_000_000, 100)
    )
    rows = "".join(f'<row r="{n}" ht="1"/>' for n in range(1, 100_000))
    return raw.xlsx(
        {"表": f'<sheetData>{rows}</sheetData><drawing r:id="rId1"/>'},
        {
            "xl/drawings/drawing1.xml": f"<xdr:wsDr {xdr}>{drawing}</xdr:wsDr>",
            "xl/worksheets/_rels/sheet1.xml.rels": raw.relations(
                ("rId1", "drawing", "../drawings/drawing1.xml")
            ),
        },
    )


@SHELF.put("drawn-again.xlsx", NOT_A_FORM)
def drawn_again() -> bytes:
    """A drawing, a control's properties and notes, all large, that the sheet names again and again."""
    many = "<x/>" * 60_000
    again = "".join(
        f'<{name} r:id="{link}"/>' * 20_000 for name, link in (("drawing", "rId1"), ("control", "rId2"))
    )
    return raw.xlsx(
        {"表": f"<sheetData/>{again}"},
        {
            "xl/drawings/drawing1.xml": f"<wsDr>{many}</wsDr>",
            "xl/comments1.xml": f"<comments>{many}</comments>",
            "xl/ctrlProps/ctrlProp1.xml": f"<formControlPr>{many}</formControlPr>",
            "xl/worksheets/_rels/sheet1.xml.rels": raw.relations(
                ("rId1", "drawing", "../drawings/drawing1.xml"),
                ("rId2", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
                *((f"rId{number}", "comments", "../comments1.xml") for number in range(3, 20_000)),
            ),
        },
    )


def replaced(data: bytes, name: str, content: bytes) -> bytes:
    """A package with other bytes in one part."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for entry in source.infolist():
            made.writestr(entry.filename, content if entry.filename == name else source.read(entry))
    return target.getvalue()


SHELF.put_all(_SHEETS, lambda sheet: raw.xlsx({"表": sheet}))
