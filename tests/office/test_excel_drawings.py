"""What is drawn over the cells of a sheet, and what stands in cells as a picture or a box."""

# ruff: noqa: E501 (pieces of XML are easier to read whole)

from __future__ import annotations

import pytest
from lxml import etree

from pipeline import office
from pipeline.model import Document, Grid, Paragraph, Picture
from pipeline.office.excel.layout import Box, Layout
from tests.office import raw
from tests.office.words import png

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
A14 = "http://schemas.microsoft.com/office/drawing/2010/main"
NAMES = f'xmlns:xdr="{XDR}" xmlns:a="{A}" xmlns:r="{raw.OFFICE}" xmlns:mc="{MC}" xmlns:a14="{A14}"'
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"'
PIXEL = 9525
COLORS = {"rId1": "red", "rId2": "green", "rId3": "blue"}

ROWS = "".join(
    f'<row r="{row}" ht="30" customHeight="1"><c r="A{row}" t="inlineStr"><is><t>标{row}</t></is></c></row>'
    for row in range(1, 6)
)
SHEET = (
    '<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="4" width="10" customWidth="1"/></cols>'
    f"<sheetData>{ROWS}</sheetData>"
    '<mergeCells count="1"><mergeCell ref="B2:D3"/></mergeCells><drawing r:id="rId1"/>'
)


def pic(relation: str = "rId1", more: str = "", transform: str = "") -> str:
    return (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="p"{more}/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip r:embed="{relation}"/></xdr:blipFill><xdr:spPr>{transform}</xdr:spPr></xdr:pic>'
    )


def shape(words: str, name: str = '<xdr:cNvPr id="2" name="s"/>') -> str:
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in words.split("\n"))
    return f"<xdr:sp><xdr:nvSpPr>{name}</xdr:nvSpPr><xdr:spPr/><xdr:txBody>{lines}</xdr:txBody></xdr:sp>"


def corner(name: str, column: int, row: int, right: int = 0, down: int = 0) -> str:
    return (
        f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>{right * PIXEL}</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>{down * PIXEL}</xdr:rowOff></xdr:{name}>"
    )


def one(content: str, place: str, width: int = 50, height: int = 30) -> str:
    extent = f'<xdr:ext cx="{width * PIXEL}" cy="{height * PIXEL}"/>'
    return f"<xdr:oneCellAnchor>{place}{extent}{content}<xdr:clientData/></xdr:oneCellAnchor>"


def two(content: str, start: str, end: str) -> str:
    return f"<xdr:twoCellAnchor>{start}{end}{content}<xdr:clientData/></xdr:twoCellAnchor>"


def read(
    sheet: str, drawing: str = "", parts: dict[str, str | bytes] | None = None, *links: tuple[str, str, str]
) -> Grid:
    """The grid of a sheet with a drawing; ``links``: more relations of the sheet."""
    media = {f"xl/media/{name}.png": png(color) for name, color in COLORS.items()}
    images = raw.relations(*((name, "image", f"../media/{name}.png") for name in COLORS))
    data = raw.xlsx(
        {"附件1": sheet},
        {
            "xl/worksheets/_rels/sheet1.xml.rels": raw.relations(
                ("rId1", "drawing", "../drawings/drawing1.xml"), *links
            ),
            "xl/drawings/drawing1.xml": f"<xdr:wsDr {NAMES}>{drawing}</xdr:wsDr>",
            "xl/drawings/_rels/drawing1.xml.rels": images,
            **media,
            **(parts or {}),
        },
    )
    (grid,) = office.read_data(data).blocks
    assert isinstance(grid, Grid)
    return grid


def seen(grid: Grid) -> dict[str, list[str]]:
    """By reference what stands in the cells other than the labels: lines, and pictures by their colour."""
    colors = {picture_of(color): color for color in COLORS.values()}
    found = {}
    for cell in grid.cells:
        lines = [
            block.text if isinstance(block, Paragraph) else colors[block.sha]
            for block in cell.blocks
            if isinstance(block, Paragraph | Picture)
        ]
        if lines and not lines[0].startswith("标"):
            found[str(cell.place.cell)] = lines
    return found


def picture_of(color: str) -> str:
    from hashlib import sha256

    return sha256(png(color)).hexdigest()


INSIDE = corner("from", 1, 1, 5, 5)
MISSED = corner("from", 0, 0, 68, 38)  # a few pixels left of and above B2
TURNED = '<a:xfrm><a:off x="{x}" y="0"/><a:ext cx="100" cy="100"/></a:xfrm>'
GROUP = (
    '<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="9" name="g"/></xdr:nvGrpSpPr><xdr:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="1" cy="1"/><a:chOff x="0" y="0"/><a:chExt cx="300" cy="100"/></a:xfrm>'
    "</xdr:grpSpPr>{}</xdr:grpSp>"
)

# fmt: off
DRAWN = {
    "in the merged cell": (one(pic(), INSIDE), {"B2": ["red"]}),
    "a few pixels beside it": (one(pic(), MISSED), {"B2": ["red"]}),
    "one that hangs out of its small cell": (one(pic(), corner("from", 1, 4, 2, 2), 60, 300), {"B5": ["red"]}),
    "in two cells, in that with more of it": (two(pic(), corner("from", 1, 0, 0, 30), corner("to", 2, 2)), {"B2": ["red"]}),
    "at a place of the sheet": (
        f'<xdr:absoluteAnchor><xdr:pos x="{80 * PIXEL}" y="{45 * PIXEL}"/><xdr:ext cx="{40 * PIXEL}" cy="{20 * PIXEL}"/>'
        f"{pic()}<xdr:clientData/></xdr:absoluteAnchor>", {"B2": ["red"]},
    ),
    "line by line": (
        one(pic("rId3"), corner("from", 1, 2, 4, 10)) + one(pic("rId2"), corner("from", 2, 1, 4, 6)) + one(pic("rId1"), INSIDE),
        {"B2": ["red", "green", "blue"]},
    ),
    "in a group, each at its place": (
        two(GROUP.format(pic("rId2", transform=TURNED.format(x=200)) + pic("rId1", transform=TURNED.format(x=0))),
            corner("from", 1, 4), corner("to", 4, 5)), {"B5": ["red"], "D5": ["green"]},
    ),
    "hidden is not there": (one(pic(more=' hidden="1"'), INSIDE), {}),
    "linked is not there": (one(pic().replace("embed", "link"), INSIDE), {}),
    "words in a shape": (one(shape("框一\n框二"), INSIDE), {"B2": ["框一", "框二"]}),
    "one branch": (
        f'<mc:AlternateContent><mc:Choice Requires="a14">{one(shape("框"), INSIDE)}</mc:Choice>'
        f'<mc:Fallback>{one(shape("另"), INSIDE)}</mc:Fallback></mc:AlternateContent>', {"B2": ["框"]},
    ),
}
# fmt: on


@pytest.mark.parametrize(("drawing", "found"), DRAWN.values(), ids=DRAWN)
def test_what_is_drawn_over_cells(drawing: str, found: dict[str, list[str]]) -> None:
    assert seen(read(SHEET, drawing)) == found


def test_a_picture_that_begins_where_its_column_does_belongs_there() -> None:
    """Columns as wide as WPS makes them, the last of them narrower than the picture and the next."""
    as_in_wps = SHEET.replace(
        '<col min="1" max="4" width="10" customWidth="1"/>',
        '<col min="1" max="6" width="12.6333333333333"/><col min="7" max="7" width="40"/>',
    )
    assert seen(read(as_in_wps, one(pic(), corner("from", 5, 1), width=230))) == {"F2": ["red"]}


def test_pictures_over_all_of_a_sheet_are_placed_without_looking_at_each_cell_for_each() -> None:
    layout = Layout(etree.fromstring(f"<worksheet {raw.S_NS}/>"), {})
    looked_at: list[tuple[int, int]] = []

    def alone(at: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
        looked_at.append(at)
        return at, at

    box = Box(100_000, 300_000, 18_000_000, 57_000_000)
    assert {layout.owner(box, alone) for _ in range(100)} <= {(0, 0), (1, 1)}
    assert len(looked_at) < 600_000


def test_a_picture_over_hidden_rows_belongs_to_the_cell_that_is_seen() -> None:
    hidden = SHEET.replace('<row r="1" ht="30"', '<row r="1" hidden="1" ht="30"')
    assert seen(read(hidden, two(pic(), corner("from", 1, 0, 0, 10), corner("to", 2, 2)))) == {"B2": ["red"]}


def test_a_picture_over_a_column_that_is_described_twice_and_once_hidden() -> None:
    hidden = SHEET.replace("</cols>", '<col min="3" max="3" hidden="1"/></cols>')
    assert seen(read(hidden, two(pic(), corner("from", 2, 4), corner("to", 3, 5, 9)))) == {"D5": ["red"]}


def control(number: int, ticked: bool, anchor: str, words: str = "", kind: str = "Checkbox") -> str:
    state = f"<x:Checked>{int(ticked)}</x:Checked>" if ticked else ""
    return (
        f'<v:shape id="_x0000_s{number}"><v:textbox><div><font>{words}</font></div></v:textbox>'
        f'<x:ClientData ObjectType="{kind}"><x:Anchor>{anchor}</x:Anchor>{state}</x:ClientData></v:shape>'
    )


def controls(shapes: str, sheet: str = SHEET) -> dict[str, list[str]]:
    return seen(
        read(
            f'{sheet}<legacyDrawing r:id="rId8"/>',
            "",
            {"xl/drawings/vmlDrawing1.vml": f"<xml {VML}>{shapes}</xml>"},
            ("rId8", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        )
    )


def test_check_boxes_with_their_captions() -> None:
    shapes = control(1, True, "1, 5, 1, 5, 2, 5, 1, 25", "国家级") + control(
        2, False, "2, 15, 1, 5, 3, 5, 1, 25", "省级"
    )
    note = control(3, False, "1, 5, 3, 5, 2, 5, 4, 5", "批注", "Note")
    assert controls(shapes + note) == {"B2": ["☑国家级", "□省级"]}


def test_option_buttons_stand_before_the_words_of_their_cell() -> None:
    words = '<c r="B5" t="inlineStr"><is><t>是\n否</t></is></c></row>'
    sheet = SHEET.replace("标5</t></is></c></row>", f"标5</t></is></c>{words}")
    first, second = "1, 1, 4, 1, 1, 20, 4, 15", "1, 1, 4, 20, 1, 20, 4, 35"
    shapes = control(1, True, first, kind="Radio") + control(2, False, second, kind="Radio")
    assert controls(shapes, sheet) == {"B5": ["●是", "○否"]}


def test_a_box_by_its_properties_where_the_old_drawing_is_broken() -> None:
    name = '<xdr:cNvPr id="1025" name="c" hidden="1"><a:extLst><a:ext><a14:compatExt spid="_x0000_s1025"/></a:ext></a:extLst></xdr:cNvPr>'
    properties = f'<controlPr><anchor xmlns:xdr="{XDR}">{corner("from", 1, 1)}{corner("to", 2, 2)}</anchor></controlPr>'
    sheet = (
        f'{SHEET}<legacyDrawing r:id="rId8"/><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14"><controls>'
        f'<control shapeId="1025" r:id="rId9" name="c">{properties}</control></controls></mc:Choice></mc:AlternateContent>'
    )
    state = '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox" checked="Checked"/>'
    found = read(
        sheet,
        one(shape("国家级", name), INSIDE),
        {"xl/drawings/vmlDrawing1.vml": "<xml><br></xml>", "xl/ctrlProps/ctrlProp1.xml": state},
        ("rId8", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("rId9", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
    )
    assert seen(found) == {"B2": ["☑国家级"]}


def test_truth_is_a_box_where_the_style_says_so() -> None:
    bags = "http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag"
    styles = (
        f'<styleSheet {raw.S_NS}><cellXfs><xf/><xf><extLst><ext><b:xfComplement xmlns:b="{bags}" i="0"/></ext>'
        "</extLst></xf></cellXfs></styleSheet>"
    )
    cells = '<c r="A1" t="b" s="1"><v>1</v></c><c r="B1" t="b" s="1"><v>0</v></c><c r="C1" t="b"><v>1</v></c>'
    data = raw.xlsx(
        {"一": f'<sheetData><row r="1">{cells}</row></sheetData>'},
        {
            "xl/styles.xml": styles,
            "xl/bag.xml": f'<FeaturePropertyBags xmlns="{bags}"><bag type="Checkbox"/></FeaturePropertyBags>',
            "xl/_rels/workbook.xml.rels": raw.relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "styles", "styles.xml"),
                ("rId3", "FeaturePropertyBag", "bag.xml"),
            ),
        },
    )
    (grid,) = office.read_data(data).blocks
    assert isinstance(grid, Grid)
    assert seen(grid) == {"A1": ["☑"], "B1": ["□"], "C1": ["TRUE"]}


def test_a_picture_that_excel_put_into_a_cell() -> None:
    rich = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
    links = "http://schemas.microsoft.com/office/spreadsheetml/2022/richvaluerel"
    record = '<bk><extLst><ext><x:rvb xmlns:x="{}" i="{}"/></ext></extLst></bk>'
    metadata = (
        f'<metadata {raw.S_NS}><metadataTypes><metadataType name="XLDAPR"/><metadataType name="XLRICHVALUE"/>'
        '</metadataTypes><futureMetadata name="XLDAPR"><bk/></futureMetadata><futureMetadata name="XLRICHVALUE">'
        f"{record.format(rich, 1)}{record.format(rich, 0)}</futureMetadata>"
        '<valueMetadata><bk><rc t="2" v="0"/></bk><bk><rc t="2" v="1"/></bk></valueMetadata></metadata>'
    )
    cells = "".join(f'<c r="{name}1" t="e" vm="{vm}"><v>#VALUE!</v></c>' for name, vm in (("A", 1), ("B", 2)))
    parts = {
        "metadata.xml": metadata,
        "values.xml": f'<rvData xmlns="{rich}"><rv s="0"><v>0</v><v>5</v></rv><rv s="0"><v>1</v><v>5</v></rv></rvData>',
        "structures.xml": f'<rvStructures xmlns="{rich}"><s t="_localImage"><k n="_rvRel:LocalImageIdentifier"/><k n="CalcOrigin"/></s></rvStructures>',
        "links.xml": f'<richValueRels xmlns="{links}" xmlns:r="{raw.OFFICE}"><rel r:id="rId1"/><rel r:id="rId2"/></richValueRels>',
        "_rels/links.xml.rels": raw.relations(("rId1", "image", "a.png"), ("rId2", "image", "b.png")),
        "a.png": png("red"),
        "b.png": png("green"),
        "_rels/workbook.xml.rels": raw.relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sheetMetadata", "metadata.xml"),
            ("rId3", "rdRichValue", "values.xml"),
            ("rId4", "rdRichValueStructure", "structures.xml"),
            ("rId5", "richValueRel", "links.xml"),
        ),
    }
    data = raw.xlsx(
        {"一": f'<sheetData><row r="1">{cells}</row></sheetData>'},
        {f"xl/{name}": part for name, part in parts.items()},
    )
    (grid,) = office.read_data(data).blocks
    assert isinstance(grid, Grid)
    assert seen(grid) == {"A1": ["green"], "B1": ["red"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_words_of_a_hidden_sheets_drawing_are_beside_the_document(encoding: str) -> None:
    drawing = f'<?xml version="1.0" encoding="{encoding}"?><xdr:wsDr {NAMES}>{one(shape("机密★"), INSIDE)}</xdr:wsDr>'
    pictures = f"<xdr:wsDr {NAMES}>{one(pic(), INSIDE)}</xdr:wsDr>"
    data = raw.xlsx(
        {"附件1": "<sheetData/>"},
        {"xl/drawings/drawing8.xml": pictures, "xl/drawings/drawing9.xml": drawing.encode(encoding)},
    )
    document = office.read_data(data)
    assert isinstance(document, Document)
    assert document.beside == ("机密★",)
