"""The tricky workbooks: a sheet with a label and an answer, one trait in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bench.peers.trait import OFFICE, Part, Tricky, package, png

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_S = f'xmlns="{_MAIN}" xmlns:r="{OFFICE}"'
_D = f'xmlns:xdr="{_XDR}" xmlns:a="{_A}" xmlns:r="{OFFICE}"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WPS = "http://www.wps.cn/officeDocument"

_INLINE = re.compile(r't="inlineStr"><is>(.*?)</is></c>')
_CUSTOM = 170  # the id of the only number format that a workbook brings itself

_PICTURE = (
    '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_0A1B"/><xdr:cNvPicPr/></xdr:nvPicPr>'
    '<xdr:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
    '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>'
)
_TEXT_BOX = (
    '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="3" name="框"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
    '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
    "<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>浮动框里的字</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
)
_IMAGE = Part(png(120))


@dataclass(frozen=True)
class _Book:
    """A workbook: the rows of its visible sheet, what stands before and behind them, more parts."""

    rows: str
    before: str = ""
    behind: str = ""
    number_format: str = "General"
    hidden_sheet: str = ""
    drawn: str = ""
    more: Mapping[str, Part] = field(default_factory=dict)
    strict: bool = False

    def data(self) -> bytes:
        strings: list[str] = []
        drawing = '<drawing r:id="rId1"/>' if self.drawn else ""
        links = (("rId1", "drawing", "../drawings/drawing1.xml"),) if self.drawn else ()
        sheets = [f"{self.before}<sheetData>{self.rows}</sheetData>{self.behind}{drawing}"]
        if self.hidden_sheet:
            sheets.append(f"<sheetData>{self.hidden_sheet}</sheetData>")
        parts = {"xl/workbook.xml": self._workbook(len(sheets))}
        for number, sheet in enumerate(sheets, 1):
            shared = _shared(f"<worksheet {_S}>{sheet}</worksheet>", strings)
            parts[f"xl/worksheets/sheet{number}.xml"] = Part(shared, f"{_TYPE}.worksheet+xml", links)
            links = ()
        parts["xl/styles.xml"] = Part(_styles(self.number_format), f"{_TYPE}.styles+xml")
        parts["xl/sharedStrings.xml"] = Part(
            f"<sst {_S}>{''.join(strings)}</sst>", f"{_TYPE}.sharedStrings+xml"
        )
        if self.drawn:
            parts["xl/drawings/drawing1.xml"] = _drawing(self.drawn)
            parts["xl/media/image1.png"] = _IMAGE
        return package({**parts, **self.more}, strict=self.strict)

    def _workbook(self, sheets: int) -> Part:
        links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1)]
        links += [("rId8", "styles", "styles.xml"), ("rId9", "sharedStrings", "sharedStrings.xml")]
        if self.more:
            links.append(("rId7", f"{_WPS}/2020/cellImage", "cellimages.xml"))
        hidden = '<sheet name="旧表" sheetId="2" state="hidden" r:id="rId2"/>' if sheets > 1 else ""
        listed = f'<sheets><sheet name="附件1" sheetId="1" r:id="rId1"/>{hidden}</sheets>'
        return Part(f"<workbook {_S}>{listed}</workbook>", f"{_TYPE}.sheet.main+xml", tuple(links))


def _shared(sheet: str, strings: list[str]) -> str:
    """A sheet whose texts were moved to the table of shared strings, where Excel puts them."""

    def share(found: re.Match[str]) -> str:
        strings.append(f"<si>{found[1]}</si>")
        return f't="s"><v>{len(strings) - 1}</v></c>'

    return _INLINE.sub(share, sheet)


def _styles(number_format: str) -> str:
    plain = 'fontId="0" fillId="0" borderId="0"'
    return (
        f'<styleSheet {_S}><numFmts count="1"><numFmt numFmtId="{_CUSTOM}" formatCode="{number_format}"/>'
        '</numFmts><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1"><xf numFmtId="0" {plain}/></cellStyleXfs>'
        f'<cellXfs count="2"><xf numFmtId="0" {plain} xfId="0"/>'
        f'<xf numFmtId="{_CUSTOM}" {plain} xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )


def _drawing(drawn: str) -> Part:
    """What floats from B2 to D4."""

    def corner(name: str, at: int) -> str:
        column = f"<xdr:col>{at}</xdr:col><xdr:colOff>0</xdr:colOff>"
        return f"<xdr:{name}>{column}<xdr:row>{at}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{name}>"

    anchor = (
        f"<xdr:twoCellAnchor>{corner('from', 1)}{corner('to', 3)}{drawn}<xdr:clientData/></xdr:twoCellAnchor>"
    )
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    return Part(f"<xdr:wsDr {_D}>{anchor}</xdr:wsDr>", kind, (("rId1", "image", "../media/image1.png"),))


def _cell_images() -> dict[str, Part]:
    """The part in which WPS keeps the pictures of cells."""
    images = f'<etc:cellImages xmlns:etc="{_WPS}/2017/etCustomData" {_D}>'
    inside = f"<etc:cellImage>{_PICTURE}</etc:cellImage></etc:cellImages>"
    kind = "application/vnd.wps-officedocument.cellimage+xml"
    links = (("rId1", "image", "media/image1.png"),)
    return {"xl/cellimages.xml": Part(images + inside, kind, links), "xl/media/image1.png": _IMAGE}


def _text(reference: str, words: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{words}</t></is></c>'


def _row(number: int, cells: str, attributes: str = "") -> str:
    return f'<row r="{number}"{attributes}>{cells}</row>'


def files() -> Iterator[Tricky]:
    """All of them."""
    yield from _hidden()
    yield from _values()
    yield from _drawn()


def _tricky(trait: str, book: _Book, **expected: object) -> Tricky:
    return Tricky(trait, "xlsx", book.data(), **expected)  # type: ignore[arg-type]


def _answer(cell: str) -> str:
    return _row(1, _text("A1", "企业名称") + cell)


def _hidden() -> Iterator[Tricky]:
    shown = _answer(_text("B1", "看得见"))
    expected = {"seen": ("看得见",), "unseen": ("藏起来的",)}
    yield _tricky("hidden row", _Book(shown + _row(2, _text("B2", "藏起来的"), ' hidden="1"')), **expected)
    yield _tricky(
        "hidden column",
        _Book(
            _answer(_text("B1", "看得见") + _text("C1", "藏起来的")),
            before='<cols><col min="3" max="3" width="9" hidden="1"/></cols>',
        ),
        **expected,
    )
    yield _tricky("hidden sheet", _Book(shown, hidden_sheet=_row(1, _text("A1", "藏起来的"))), **expected)
    yield _tricky(
        "false dimension",
        _Book(shown + _row(2, _text("B2", "范围之外")), before='<dimension ref="A1"/>'),
        seen=("看得见", "范围之外"),
    )
    yield _tricky("strict OOXML", _Book(shown, strict=True), seen=("看得见",))


def _values() -> Iterator[Tricky]:
    formats = {
        "phone number by its format": ("83123838", "&quot;020-&quot;00000000", "020-83123838"),
        "per cent by its format": ("0.125", "0.0%", "12.5%"),
        "date by its format": ("45565", "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "2024年9月30日"),
    }
    for trait, (stored, code, seen) in formats.items():
        cell = f'<c r="B1" s="1"><v>{stored}</v></c>'
        yield _tricky(trait, _Book(_answer(cell), number_format=code), seen=(seen,))
    rich = '<c r="B1" t="inlineStr"><is><r><t>富文</t></r><r><rPr><b/></rPr><t>本格</t></r></is></c>'
    yield _tricky("rich text", _Book(_answer(rich)), seen=("富文本格",))
    formula = '<c r="B1" t="str"><f>A9&amp;"x"</f><v>公式结果</v></c>'
    yield _tricky("value of a formula", _Book(_answer(formula)), seen=("公式结果",))
    merge = '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    covered = _row(1, _text("A1", "合并单元") + _text("B1", "被盖住"))
    yield _tricky("merged cells, once", _Book(covered, behind=merge), once=("合并单元",), unseen=("被盖住",))


def _drawn() -> Iterator[Tricky]:
    shown = _answer(_text("B1", "看得见"))
    yield _tricky("picture over a cell", _Book(shown, drawn=_PICTURE), pictures=1)
    yield _tricky("text box over a cell", _Book(shown, drawn=_TEXT_BOX), seen=("浮动框里的字",))
    named = '<c r="B1" t="str"><f>_xlfn.DISPIMG("ID_0A1B",1)</f><v>=DISPIMG("ID_0A1B",1)</v></c>'
    yield _tricky(
        "picture in a cell, by WPS",
        _Book(_answer(named), more=_cell_images()),
        unseen=("DISPIMG",),
        pictures=1,
    )
