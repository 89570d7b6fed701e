"""Word files are read as what a person sees in them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from pipeline import office
from pipeline.model import Block, Grid, Paragraph, Picture
from pipeline.problems import Unreadable
from tests.office import raw


def blocks(body: str, *args: object) -> tuple[Block, ...]:
    return office.read_data(raw.docx(body, *args)).blocks  # type: ignore[arg-type]


def text(body: str) -> str:
    return "\n".join(block.text for block in blocks(body) if isinstance(block, Paragraph))


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"


INVISIBLE, SPACED = "甲\u200b乙\ufeff", "甲\u3000乙\u00a0丙"
SHOWN = '<w:vanish w:val="0"/>'
WINGDINGS, WINGDINGS_2 = '<w:rFonts w:ascii="Wingdings"/>', '<w:rFonts w:ascii="Wingdings 2"/>'
WIDE, HUGE = '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="2147483647"/>'
DOWN = '<w:vMerge w:val="restart"/>'

BOX = f"<w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent>"

# fmt: off
SEEN = {
    "a tab is a space": ("<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r></w:p>", "甲 乙"),
    "a break is a line": ("<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>", "甲\n乙"),
    "inserted text counts": (f"<w:p><w:ins>{run('甲')}</w:ins></w:p>", "甲"),
    "moved text counts where it went": (
        f"<w:p><w:moveFrom>{run('甲')}</w:moveFrom>{run('乙')}<w:moveTo>{run('甲')}</w:moveTo></w:p>", "乙甲",
    ),
    "deleted text is gone": ("<w:p><w:del><w:r><w:delText>甲</w:delText></w:r></w:del></w:p>", ""),
    "a deleted paragraph mark joins": (
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('甲')}</w:p><w:p>{run('乙')}</w:p>", "甲乙",
    ),
    "hidden text is not there": (f"<w:p>{run('甲', '<w:vanish/>')}{run('乙', SHOWN)}</w:p>", "乙"),
    "zero-width marks are dropped": (f"<w:p>{run(INVISIBLE)}</w:p>", "甲乙"),
    "every space is a space": (f"<w:p>{run(SPACED)}</w:p>", "甲 乙 丙"),
    "a field shows its result": (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('2024年')}"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
        "2024年",
    ),
    "a link shows its words": (f"<w:p><w:hyperlink>{run('甲')}</w:hyperlink></w:p>", "甲"),
    "a placeholder is no answer": (
        "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{run('单击此处')}</w:sdtContent></w:sdt></w:p>",
        "",
    ),
    "a symbol is a tick": ("<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r></w:p>", "☑"),
    "letters in Wingdings are symbols": (f"<w:p>{run('þ', WINGDINGS)}</w:p>", "☑"),
    "letters in Wingdings 2 are others": (f"<w:p>{run('R', WINGDINGS_2)}</w:p>", "☑"),
    "a check box by its state": (
        "<w:p><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr>"
        "<w:sdtContent/></w:sdt></w:p>", "☑",
    ),
    "a legacy check box": (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:default w:val='0'/>"
        "<w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
        "☑",
    ),
    "one branch of two": (
        f"<w:p><mc:AlternateContent><mc:Choice>{run('甲')}</mc:Choice><mc:Fallback>{run('甲')}</mc:Fallback>"
        "</mc:AlternateContent></w:p>", "甲",
    ),
    "a text box reads in place, once": (
        f"<w:p>{run('甲')}<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r></w:p><w:p>{run('乙')}</w:p>",
        "甲\n框\n乙",
    ),
}
# fmt: on


@pytest.mark.parametrize(("body", "seen"), SEEN.values(), ids=SEEN)
def test_what_a_person_sees(body: str, seen: str) -> None:
    assert text(body) == seen


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(words)}</w:p></w:tc>"


def grid(rows: str) -> Grid:
    (found,) = blocks(f"<w:tbl>{rows}</w:tbl>")
    assert isinstance(found, Grid)
    return found


def test_merged_cells_are_one_and_counted_once() -> None:
    found = grid(
        f"<w:tr>{cell('甲', WIDE)}{cell('乙', DOWN)}</w:tr>"
        f"<w:tr>{cell('丙')}{cell('丁')}{cell('看不见', '<w:vMerge/>')}</w:tr>"
    )
    assert [(str(c.place), c.row, c.column, c.rowspan, c.colspan) for c in found.cells] == [
        ("表1 第1行 第1列", 0, 0, 1, 2),
        ("表1 第1行 第2列", 0, 2, 2, 1),
        ("表1 第2行 第1列", 1, 0, 1, 1),
        ("表1 第2行 第2列", 1, 1, 1, 1),
    ]


def test_rows_and_cells_in_controls_and_revisions() -> None:
    found = grid(
        f"<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>{cell('甲')}</w:sdtContent></w:sdt>{cell('乙')}</w:tr>"
        f"</w:sdtContent></w:sdt><w:tr><w:trPr><w:del/></w:trPr>{cell('删')}</w:tr>"
        f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell('藏')}</w:tr><w:tr><w:trPr><w:ins/></w:trPr>{cell('丙')}</w:tr>"
    )
    words = [block.text for c in found.cells for block in c.blocks if isinstance(block, Paragraph)]
    assert words == ["甲", "乙", "丙"]


def test_a_huge_span_is_bounded() -> None:
    found = grid(f"<w:tr>{cell('甲', HUGE)}{cell('乙')}</w:tr>")
    assert [c.colspan for c in found.cells] == [64, 1]


def picture_bytes(color: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (20, 10), color).save(target, "PNG")
    return target.getvalue()


def test_pictures_stand_where_they_are_placed() -> None:
    inline = "<w:p><w:r><w:drawing><wp:inline><a:blip r:embed='rId7'/></wp:inline></w:drawing></w:r></w:p>"
    vml = "<w:p><w:r><w:pict><v:shape><v:imagedata r:id='rId8'/></v:shape></w:pict></w:r></w:p>"
    linked = "<w:p><w:r><w:drawing><wp:inline><a:blip r:link='rId7'/></wp:inline></w:drawing></w:r></w:p>"
    media = {"word/media/a.png": picture_bytes("red"), "word/media/b.png": picture_bytes("blue")}
    links = (("rId7", "image", "media/a.png"), ("rId8", "image", "media/b.png"))
    found = office.read_data(raw.docx(vml + linked + inline + vml, dict(media), *links)).blocks
    pictures = [block for block in found if isinstance(block, Picture)]
    assert [(picture.width, picture.height, picture.media_type) for picture in pictures] == [
        (20, 10, "image/png")
    ] * 3
    assert pictures[0] == pictures[2] != pictures[1]


def test_automatic_numbers_are_told() -> None:
    numbering = (
        f"<w:numbering {raw.W_NS}><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/>"
        "<w:numFmt w:val='chineseCounting'/><w:lvlText w:val='（%1）'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
    )
    listed = (
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>"
        + run("甲")
        + "</w:p>"
    )
    found = blocks(listed * 2, {"word/numbering.xml": numbering}, ("rId1", "numbering", "numbering.xml"))
    assert [block.number for block in found if isinstance(block, Paragraph)] == ["（一）", "（二）"]


def test_strict_files_read_alike() -> None:
    data = raw.docx(f"<w:p>{run('甲')}</w:p>")
    strict = raw.package(
        {
            "_rels/.rels": raw.relations(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">'
            "<w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:document>",
        }
    )
    assert office.read_data(strict) == office.read_data(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "corrupt"),
        (b"hello", "corrupt"),
        (b"PK\x03\x04 cut off", "corrupt"),
        (b"%PDF-1.7", "unsupported-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (raw.docx("<w:p>"), "corrupt"),
        (raw.package({"ppt/presentation.xml": "<p/>"}), "unsupported-format"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        office.read_data(data)
    assert caught.value.problem.code == code
