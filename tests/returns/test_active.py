"""What acts in a file is taken out of its copy, and that is said; all that is seen of it stays."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipeline import office
from pipeline.model import Grid, Place
from pipeline.office.comment import Commented, Note, annotate
from tests.conftest import zipped
from tests.office import raw
from tests.office.words import paragraph, png, row, run
from tests.returns.files import BY

MS = "http://schemas.microsoft.com/office/2006/relationships"
OLE = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
PLAIN_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def relations(*items: tuple[str, str, str, bool]) -> str:
    modes = {True: ' TargetMode="External"', False: ""}
    kinds = {kind: kind if "/" in kind else f"{raw.OFFICE}/{kind}" for _, kind, _, _ in items}
    inner = "".join(
        f'<Relationship Id="{key}" Type="{kinds[kind]}" Target="{target}"{modes[external]}/>'
        for key, kind, target, external in items
    )
    return f'<Relationships xmlns="{raw.PACKAGE}/relationships">{inner}</Relationships>'


def types(**overrides: str) -> str:
    inner = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return (
        f'<Types xmlns="{raw.PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        f'<Default Extension="png" ContentType="image/png"/>{inner}</Types>'
    )


def given_back(folder: Path, data: bytes) -> Commented:
    file = folder / "form"
    file.write_bytes(data)
    made = annotate(file, (Note(Place("表1"), "意见"),), BY)
    assert made.changes == office.read_data(data).changes
    assert office.read_data(made.data).changes == ()
    return made


def names(data: bytes) -> set[str]:
    return set(zipfile.ZipFile(io.BytesIO(data)).namelist())


def text(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode("utf-8")


def drawn(picture: str, what: str) -> str:
    """A VML object: its picture and what it is."""
    shape = f'<v:shape id="_x0000_i1" style="width:20pt;height:10pt" o:ole=""><v:imagedata r:id="{picture}"/></v:shape>'
    return f"<w:r><w:object>{shape}{what}</w:object></w:r>"


def word_file() -> bytes:
    objects = (
        drawn(
            "rId21", '<o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" DrawAspect="Content" r:id="rId11"/>'
        )
        + drawn("rId22", '<o:OLEObject Type="Embed" ProgID="Package" DrawAspect="Icon" r:id="rId12"/>')
        + drawn("rId23", '<o:OLEObject Type="Embed" ProgID="Equation.3" DrawAspect="Content" r:id="rId13"/>')
        + drawn("rId24", '<w:control w:name="CheckBox1" w:shapeid="_x0000_i1" r:id="rId14"/>')
    )
    grid = row(f"<w:tc>{paragraph(run('照片'))}</w:tc>", f"<w:tc>{paragraph(objects)}</w:tc>")
    colours = {"21": "red", "22": "green", "23": "blue", "24": "white"}
    return zipped(
        {
            "[Content_Types].xml": types(**{"word/document.xml": MACRO_MAIN, "word/vbaData.xml": "application/vnd.ms-word.vbaData+xml"}),
            "_rels/.rels": relations(
                ("rId1", "officeDocument", "word/document.xml", False),
                ("rId2", f"{raw.PACKAGE}/relationships/digital-signature/origin", "_xmlsignatures/origin.sigs", False),
                ("rId3", f"{MS}/ui/extensibility", "customUI/customUI.xml", False),
            ),
            "word/document.xml": f"<w:document {raw.W_NS}><w:body><w:tbl>{grid}</w:tbl></w:body></w:document>",
            "word/_rels/document.xml.rels": relations(
                ("rId1", "settings", "settings.xml", False),
                ("rId2", f"{MS}/vbaProject", "vbaProject.bin", False),
                ("rId11", "package", "embeddings/sheet.xlsx", False),
                ("rId12", "oleObject", "embeddings/oleObject1.bin", False),
                ("rId13", "oleObject", "embeddings/oleObject2.bin", False),
                ("rId14", "control", "activeX/activeX1.xml", False),
                ("rId15", "chart", "charts/chart1.xml", False),
                *((f"rId{key}", "image", f"media/{colour}.png", False) for key, colour in colours.items()),
            ),
            "word/settings.xml": f'<w:settings {raw.W_NS}><w:zoom w:percent="100"/><w:attachedTemplate r:id="rId1"/></w:settings>',
            "word/_rels/settings.xml.rels": relations(("rId1", "attachedTemplate", "http://example.com/evil.dotm", True)),
            "word/vbaProject.bin": b"macros",
            "word/_rels/vbaProject.bin.rels": relations(("rId1", f"{MS}/wordVbaData", "vbaData.xml", False)),
            "word/vbaData.xml": "<vba/>",
            "word/activeX/activeX1.xml": "<ocx/>",
            "word/activeX/_rels/activeX1.xml.rels": relations(("rId1", f"{MS}/activeXControlBinary", "activeX1.bin", False)),
            "word/activeX/activeX1.bin": b"control",
            "word/embeddings/sheet.xlsx": b"sheet",
            "word/embeddings/oleObject1.bin": b"object",
            "word/embeddings/oleObject2.bin": b"equation",
            "word/embeddings/figures.xlsx": b"figures",
            "word/charts/chart1.xml": "<chart/>",
            "word/charts/_rels/chart1.xml.rels": relations(("rId1", "package", "../embeddings/figures.xlsx", False)),
            "word/unnamed.xml": "<unnamed/>",
            "_xmlsignatures/origin.sigs": b"",
            "_xmlsignatures/_rels/origin.sigs.rels": relations(("rId1", f"{raw.PACKAGE}/relationships/digital-signature/signature", "sig1.xml", False)),
            "_xmlsignatures/sig1.xml": "<Signature/>",
            "customUI/customUI.xml": "<customUI/>",
            **{f"word/media/{colour}.png": png(colour) for colour in colours.values()},
        }
    )  # fmt: skip


def test_a_word_file_without_what_acts_in_it(tmp_path: Path) -> None:
    data = word_file()
    made = given_back(tmp_path, data)
    assert made.changes == ("macros", "controls", "objects", "template", "signature")
    left = names(made.data)
    gone = ("vba", "activeX", "oleObject", "sheet.xlsx", "_xmlsignatures", "customUI")
    assert not [name for name in left if any(word in name for word in gone)]
    assert {"word/embeddings/figures.xlsx", "word/unnamed.xml", "word/media/green.png"} <= left
    kinds = text(made.data, "[Content_Types].xml")
    assert PLAIN_MAIN in kinds and "macroEnabled" not in kinds and "vba" not in kinds
    assert "attachedTemplate" not in text(made.data, "word/settings.xml")
    for name in ("_rels/.rels", "word/_rels/document.xml.rels", "word/_rels/settings.xml.rels"):
        assert not any(f'"{key}"' in text(made.data, name) for key in ("rId11", "rId12", "rId13", "rId14"))
        assert "evil" not in text(made.data, name) and "origin" not in text(made.data, name)
    document = text(made.data, "word/document.xml")
    assert "OLEObject" not in document and "w:control" not in document
    assert document.count("imagedata") == 4


def test_what_was_read_as_a_picture_is_still_one_and_the_rest_none(tmp_path: Path) -> None:
    data = word_file()
    made = given_back(tmp_path, data)
    was, now = (
        next(block for block in office.read_data(each).blocks if isinstance(block, Grid))
        for each in (data, made.data)
    )
    assert now == was
    assert len(was.cells[1].blocks) == 2  # the paragraph and the sheet's picture


def test_a_workbook_without_what_acts_in_it(tmp_path: Path) -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'

    def both(kind: str, key: str) -> str:
        inner = f'<{kind} shapeId="1025" r:id="{key}"/>'
        twice = (
            f'<mc:AlternateContent><mc:Choice Requires="x14">{inner}</mc:Choice>'
            f"<mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>"
        )
        return f'<mc:AlternateContent {mc}><mc:Choice Requires="x14"><{kind}s>{twice}</{kind}s></mc:Choice></mc:AlternateContent>'

    cells = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>企业名称</t></is></c></row></sheetData>'
    sheet = f"<worksheet {raw.S_NS}>{cells}{both('oleObject', 'rId1')}{both('control', 'rId2')}</worksheet>"
    book = (
        f'<workbook {raw.S_NS}><bookViews><workbookView activeTab="2"/></bookViews><sheets>'
        '<sheet name="附件1" sheetId="1" r:id="rId1"/><sheet name="宏" sheetId="2" r:id="rId2"/>'
        '<sheet name="末" sheetId="3" r:id="rId3"/></sheets><definedNames>'
        '<definedName name="Auto_Open" localSheetId="1">宏!$A$1</definedName>'
        '<definedName name="区域" localSheetId="2">末!$A$1</definedName></definedNames></workbook>'
    )
    data = zipped(
        {
            "[Content_Types].xml": types(**{"xl/workbook.xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"}),
            "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml", False)),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml", False),
                ("rId2", f"{MS}/xlMacrosheet", "macrosheets/sheet1.xml", False),
                ("rId3", "worksheet", "worksheets/sheet2.xml", False),
                ("rId4", f"{MS}/vbaProject", "vbaProject.bin", False),
            ),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("rId1", "oleObject", "../embeddings/oleObject1.bin", False),
                ("rId2", "control", "../activeX/activeX1.xml", False),
            ),
            "xl/worksheets/sheet2.xml": f"<worksheet {raw.S_NS}>{cells}</worksheet>",
            "xl/macrosheets/sheet1.xml": "<xm/>",
            "xl/embeddings/oleObject1.bin": b"object",
            "xl/activeX/activeX1.xml": "<ocx/>",
            "xl/vbaProject.bin": b"macros",
        }
    )  # fmt: skip
    made = given_back(tmp_path, data)
    assert made.changes == ("macros", "controls", "objects")
    assert not [
        name for name in names(made.data) if name.endswith(".bin") or "activeX" in name or "macro" in name
    ]
    sheets = text(made.data, "xl/workbook.xml")
    assert "宏" not in sheets and 'localSheetId="1">末' in sheets and 'activeTab="1"' in sheets
    assert "oleObject" not in text(made.data, "xl/worksheets/sheet1.xml")
    assert "mc:AlternateContent" not in text(made.data, "xl/worksheets/sheet1.xml")
    assert office.read_data(made.data).blocks == office.read_data(data).blocks


@pytest.mark.parametrize(
    "kind",
    [
        MACRO_MAIN,
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        PLAIN_MAIN,
    ],
)
def test_a_template_and_a_file_that_may_have_macros_come_back_as_a_plain_document(
    tmp_path: Path, kind: str
) -> None:
    cell = f"<w:tc>{paragraph(run('甲'))}</w:tc>"
    body = f"<w:document {raw.W_NS}><w:body><w:tbl>{row(cell)}</w:tbl></w:body></w:document>"
    data = zipped(
        {
            "[Content_Types].xml": types(**{"word/document.xml": kind}),
            "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml", False)),
            "word/document.xml": body,
        }
    )
    made = given_back(tmp_path, data)
    assert made.changes == ()
    said = text(made.data, "[Content_Types].xml")
    assert PLAIN_MAIN in said and "macro" not in said and "template" not in said


def test_a_file_in_which_nothing_acts_keeps_its_types(tmp_path: Path) -> None:
    cell = f"<w:tc>{paragraph(run('甲'))}</w:tc>"
    data = raw.docx(f"<w:tbl>{row(cell)}</w:tbl>")
    assert given_back(tmp_path, data).changes == ()
