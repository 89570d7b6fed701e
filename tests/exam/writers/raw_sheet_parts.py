"""The parts of an Excel package around sheets written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from tests.exam.model import Pic
from tests.exam.writers.raw_parts import HEAD, PACKAGE, RELATIONS, strictly
from tests.exam.writers.sheets import NOTE

if TYPE_CHECKING:
    from tests.exam.writers.raw_xlsx import Sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OFFICE = "application/vnd.openxmlformats-officedocument"
DRAWING = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    f' xmlns:r="{RELATIONS}"'
)
WPS = "http://www.wps.cn/officeDocument"
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
)
Parts = dict[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Control:
    """A check box of the form controls, with its caption, over a cell."""

    caption: str
    ticked: bool
    row: int
    column: int
    at: int


def worksheet(
    inner: str, *, drawing: bool = False, legacy: bool = False, controls: list[Control] | None = None
) -> str:
    """A sheet's part around its data."""
    tail = '<drawing r:id="rId1"/>' if drawing else ""
    tail += '<legacyDrawing r:id="rId2"/>' if legacy else ""
    if controls:
        tail += "<controls>"
        for at, _ in enumerate(controls):
            tail += f'<control shapeId="{2001 + at}" r:id="rIdC{at}" name="复选框 {at + 1}"/>'
        tail += "</controls>"
    return f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{inner}{tail}</worksheet>'


def picture(number: int) -> str:
    """A picture in an anchor of a sheet's drawing."""
    return (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number + 1}" name="图片 {number}"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="rId{number}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/>'
    )


def package(
    sheets: list[Sheet], strings: list[str], formats: list[str], in_cells: list[Pic], dress: set[str]
) -> Parts:
    """Every part by its name."""
    made: Parts = {
        "_rels/.rels": _relations([("rId1", f"{RELATIONS}/officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(sheets),
        "xl/styles.xml": _styles(formats),
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}">{"".join(strings)}</sst>',
    }
    types = {
        "/xl/workbook.xml": f"{TYPE}.sheet.main+xml",
        "/xl/styles.xml": f"{TYPE}.styles+xml",
        "/xl/sharedStrings.xml": f"{TYPE}.sharedStrings+xml",
    }
    links = [
        (f"rId{at}", f"{RELATIONS}/worksheet", f"worksheets/sheet{at}.xml")
        for at in range(1, len(sheets) + 1)
    ]
    links += [
        ("rIdS", f"{RELATIONS}/styles", "styles.xml"),
        ("rIdT", f"{RELATIONS}/sharedStrings", "sharedStrings.xml"),
    ]
    if in_cells:
        links.append(("rIdW", f"{WPS}/2020/cellImage", "cellimages.xml"))
        types["/xl/cellimages.xml"] = "application/vnd.wps-officedocument.cellimage+xml"
        _cell_images(made, in_cells)
    made["xl/_rels/workbook.xml.rels"] = _relations(links)
    for at, sheet in enumerate(sheets, 1):
        types[f"/xl/worksheets/sheet{at}.xml"] = f"{TYPE}.worksheet+xml"
        made[f"xl/worksheets/sheet{at}.xml"] = sheet.xml
        _besides(made, types, at, sheet)
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items())
    content_types = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="vml" ContentType="{OFFICE}.vmlDrawing"/>{overrides}</Types>'
    )
    ordered: Parts = {"[Content_Types].xml": content_types, **made}
    return {name: strictly(data) for name, data in ordered.items()} if "strict" in dress else ordered


def _besides(made: Parts, types: dict[str, str], at: int, sheet: Sheet) -> None:
    """The drawing, the notes and the controls of a sheet."""
    links = []
    if sheet.anchors:
        links.append(("rId1", f"{RELATIONS}/drawing", f"../drawings/drawing{at}.xml"))
        types[f"/xl/drawings/drawing{at}.xml"] = f"{OFFICE}.drawing+xml"
        made[f"xl/drawings/drawing{at}.xml"] = (
            f"{HEAD}<xdr:wsDr {DRAWING}>{''.join(sheet.anchors)}</xdr:wsDr>"
        )
        images = []
        for number, pic in enumerate(sheet.pics, 1):
            made[f"xl/media/s{at}image{number}.png"] = pic.data
            images.append((f"rId{number}", f"{RELATIONS}/image", f"../media/s{at}image{number}.png"))
        made[f"xl/drawings/_rels/drawing{at}.xml.rels"] = _relations(images)
    if sheet.notes or sheet.controls:
        links.append(("rId2", f"{RELATIONS}/vmlDrawing", f"../drawings/vmlDrawing{at}.vml"))
        made[f"xl/drawings/vmlDrawing{at}.vml"] = _vml(sheet)
    if sheet.notes:
        links.append(("rId3", f"{RELATIONS}/comments", f"../comments{at}.xml"))
        types[f"/xl/comments{at}.xml"] = f"{TYPE}.comments+xml"
        notes = "".join(
            f'<comment ref="{ref}" authorId="0"><text><t>{NOTE}</t></text></comment>' for ref in sheet.notes
        )
        made[f"xl/comments{at}.xml"] = (
            f'{HEAD}<comments xmlns="{MAIN}"><authors><author>区工信局</author></authors>'
            f"<commentList>{notes}</commentList></comments>"
        )
    for number, control in enumerate(sheet.controls):
        name = f"ctrlProp{at}{number}.xml"
        links.append((f"rIdC{number}", f"{RELATIONS}/ctrlProp", f"../ctrlProps/{name}"))
        types[f"/xl/ctrlProps/{name}"] = "application/vnd.ms-excel.controlproperties+xml"
        checked = ' checked="Checked"' if control.ticked else ""
        made[f"xl/ctrlProps/{name}"] = (
            f'{HEAD}<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
            f' objectType="CheckBox"{checked} lockText="1" noThreeD="1"/>'
        )
    if links:
        made[f"xl/worksheets/_rels/sheet{at}.xml.rels"] = _relations(links)


def _vml(sheet: Sheet) -> str:
    shapes = ""
    for at, ref in enumerate(sheet.notes):
        column, row = ord(ref[0]) - 65, int("".join(filter(str.isdigit, ref))) - 1
        shapes += (
            f'<v:shape id="_x0000_s{1025 + at}" type="#_x0000_t202" style="visibility:hidden"><v:textbox/>'
            f'<x:ClientData ObjectType="Note"><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>'
        )
    for at, control in enumerate(sheet.controls):
        top = control.row
        anchor = f"{control.column}, {4 + control.at * 20}, {top}, 2, {control.column}, {20 + control.at * 20}, {top}, 16"
        checked = "<x:Checked>1</x:Checked>" if control.ticked else ""
        shapes += (
            f'<v:shape id="_x0000_s{2001 + at}" type="#_x0000_t201" style="position:absolute">'
            f'<v:textbox><div style="text-align:left"><font face="宋体" size="180">{escape(control.caption)}</font></div>'
            f'</v:textbox><x:ClientData ObjectType="Checkbox"><x:Anchor>{anchor}</x:Anchor>{checked}</x:ClientData></v:shape>'
        )
    return f"{VML}{shapes}</xml>"


def _cell_images(made: Parts, in_cells: list[Pic]) -> None:
    """The pictures that WPS keeps inside cells, found by their names."""
    images = "".join(
        f'<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{at + 1}" name="ID_{pic.sha256[:32].upper()}"/>'
        f'<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId{at}"/><a:stretch><a:fillRect/></a:stretch>'
        '</xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic></etc:cellImage>'
        for at, pic in enumerate(in_cells, 1)
    )
    made["xl/cellimages.xml"] = (
        f'{HEAD}<etc:cellImages {DRAWING} xmlns:etc="{WPS}/2017/etCustomData">{images}</etc:cellImages>'
    )
    links = []
    for at, pic in enumerate(in_cells, 1):
        made[f"xl/media/cell{at}.png"] = pic.data
        links.append((f"rId{at}", f"{RELATIONS}/image", f"media/cell{at}.png"))
    made["xl/_rels/cellimages.xml.rels"] = _relations(links)


def _relations(rows: list[tuple[str, str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in rows
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{made}</Relationships>'


def _workbook(sheets: list[Sheet]) -> str:
    rows = ""
    for at, sheet in enumerate(sheets, 1):
        state = ' state="hidden"' if sheet.hidden else ""
        rows += f'<sheet name={quoteattr(sheet.name)} sheetId="{at}"{state} r:id="rId{at}"/>'
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{rows}</sheets></workbook>'


def _styles(formats: list[str]) -> str:
    numbers = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode={quoteattr(code)}/>' for at, code in enumerate(formats)
    )
    looks = "".join(
        f'<xf numFmtId="{200 + at}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for at in range(len(formats))
    )
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="{len(formats)}">{numbers}</numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        "<borders count='1'><border/></borders><cellStyleXfs count='1'><xf/></cellStyleXfs>"
        f'<cellXfs count="{1 + len(formats)}">{plain}{looks}</cellXfs></styleSheet>'
    ).replace('<numFmts count="0"></numFmts>', "")
