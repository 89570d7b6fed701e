"""Word files are read as what a person sees in them."""

# ruff: noqa: E501 (pieces of XML are easier to read whole)

from __future__ import annotations

import pytest

from pipeline import office
from pipeline.problems import Unreadable
from tests.office import raw
from tests.office.words import blocks, control, paragraph, pictures, png, run, styles, text

INVISIBLE, SPACED = "甲\u200b乙\ufeff", "甲\u3000乙\u00a0丙"
SHOWN = '<w:vanish w:val="0"/>'
WINGDINGS, WINGDINGS_2 = '<w:rFonts w:ascii="Wingdings"/>', '<w:rFonts w:ascii="Wingdings 2"/>'

BOX = f"<w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent>"


def char(kind: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


def form(data: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData>{data}</w:ffData></w:fldChar></w:r>"


def style(name: str) -> str:
    return f"<w:rStyle w:val='{name}'/>"


CODE = "<w:r><w:instrText>码</w:instrText></w:r>"
LIST = "<w:ddList><w:result w:val='1'/><w:listEntry w:val='甲'/><w:listEntry w:val='乙'/></w:ddList>"
BOX_ON = "<w14:checkbox><w14:checked w14:val='1'/></w14:checkbox>"
BOX_OFF = "<w14:checkbox><w14:checked w14:val='0'/></w14:checkbox>"
PROMPT = style("prompt")
STYLES = styles(
    "<w:style w:type='character' w:styleId='h'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='hh'><w:basedOn w:val='h'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='p'><w:basedOn w:val='pp'/><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='pp'><w:basedOn w:val='p'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='s'><w:basedOn w:val='p'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='prompt'><w:name w:val='Placeholder Text'/></w:style>"
)

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
    "the parts of a page are lines": ("<w:p><w:r><w:t>甲</w:t><w:br w:type='page'/><w:t>乙</w:t></w:r></w:p>", "甲\n乙"),
    "space around a run counts where that is said": (
        f"<w:p><w:r><w:t> 甲\n 乙 </w:t></w:r>{run(' 丙')}</w:p>", "甲  乙 丙",
    ),
    "hyphens that do not break": ("<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>b</w:t></w:r></w:p>", "a-b"),
    "a tick from a phone": (f"<w:p>{run('☑' + chr(0xFE0F) + '甲')}</w:p>", "☑甲"),
    "a guide above the text is none of it": (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>jia</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>甲</w:t></w:r>"
        "</w:rubyBase></w:ruby></w:r></w:p>", "甲",
    ),
    "a formula in a line": (
        "<w:p><m:oMath><m:sSub><m:e><m:r><m:t>CO</m:t></m:r></m:e><m:sub><m:r><m:t>2</m:t></m:r></m:sub></m:sSub>"
        f"</m:oMath>{run('减排')}</w:p>", "CO2减排",
    ),
    "a fraction in a formula": (
        "<w:p><m:oMathPara><m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r>"
        "</m:den></m:f></m:oMath></m:oMathPara></w:p>", "1/2",
    ),
    "wrappers are not there": (
        f"<w:customXml><w:p><w:smartTag><w:bdo w:val='ltr'>{run('甲')}</w:bdo></w:smartTag></w:p></w:customXml>", "甲",
    ),
    "a choice that Word doesn't know": (
        "<w:p><w:r><mc:AlternateContent xmlns:zz='urn:zz'><mc:Choice Requires='zz'><w:t>甲</w:t></mc:Choice>"
        "<mc:Choice Requires='wps'><w:t>乙</w:t></mc:Choice><mc:Fallback><w:t>丙</w:t></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>", "乙",
    ),
    "words of a shape": ("<w:p><w:r><w:pict><v:shape><v:textpath string='征集表'/></v:shape></w:pict></w:r></w:p>", "\n征集表"),
    "comments, notes and headers are elsewhere": (
        f"<w:p><w:commentRangeStart/>{run('甲')}<w:commentRangeEnd/><w:r><w:commentReference/></w:r>"
        "<w:r><w:footnoteReference/></w:r></w:p><w:sectPr><w:headerReference/></w:sectPr>", "甲",
    ),
}
REVISED = {
    "what was inserted and deleted again is gone": (f"<w:p><w:ins><w:del>{run('甲')}</w:del>{run('乙')}</w:ins></w:p>", "乙"),
    "a moved paragraph's mark joins": (
        paragraph(run("甲"), properties="<w:rPr><w:moveFrom/></w:rPr>") + paragraph(run("乙")), "甲乙",
    ),
    "the last mark deleted loses nothing": (paragraph(run("甲"), properties="<w:rPr><w:del/></w:rPr>"), "甲"),
    "nor does one before a table": (
        paragraph(run("甲"), properties="<w:rPr><w:del/></w:rPr>") + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", "甲",
    ),
    "a changed format hides nothing": (
        "<w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>甲</w:t></w:r></w:p>", "甲",
    ),
}
FIELDS = {
    "a field in a field's code": (
        f"<w:p>{char('begin')}{CODE}{char('begin')}{CODE}{char('separate')}{run('码')}{char('end')}{char('separate')}"
        f"{run('甲')}{char('begin')}{CODE}{char('separate')}{run('乙')}{char('end')}{char('end')}</w:p>", "甲乙",
    ),
    "a simple field": (f"<w:p><w:fldSimple w:instr='DATE'>{run('甲')}</w:fldSimple></w:p>", "甲"),
    "a hidden field ends too": (f"<w:p>{char('begin')}<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType='end'/></w:r>{run('甲')}</w:p>", "甲"),
    "a field that never ends stays in its cell": (
        f"<w:tbl><w:tr><w:tc><w:p>{char('begin')}</w:p></w:tc></w:tr></w:tbl>{paragraph(run('甲'))}", "甲",
    ),
    "an old form's text": (f"<w:p>{form('<w:textInput/>')}{CODE}{char('separate')}{run('甲')}{char('end')}</w:p>", "甲"),
    "an old form's list without words": (f"<w:p>{form(LIST)}{CODE}{char('end')}</w:p>", "乙"),
    "an old form's list with its words": (f"<w:p>{form(LIST)}{CODE}{char('separate')}{run('丙')}{char('end')}</w:p>", "丙"),
    "an old form's box is told once": (
        f"<w:p>{form('<w:checkBox><w:checked/></w:checkBox>')}{CODE}{char('separate')}{run('☒')}{char('end')}{run('甲')}</w:p>", "☑甲",
    ),
}
CONTROLS = {
    "a control's choice": (f"<w:p>{control('<w:dropDownList/>', run('甲'))}</w:p>", "甲"),
    "a control within a control": (control("", f"<w:p>{control('<w:date/>', run('甲'))}</w:p>"), "甲"),
    "a box as it is seen, whatever its state": (
        f"<w:p>{control(BOX_OFF, run('☑'))}{control(BOX_ON, run(chr(0xF0A8), WINGDINGS))}</w:p>", "☑□",
    ),
    "a box with a sign that no font explains": (f"<w:p>{control(BOX_ON, run(chr(0xF0AA)))}</w:p>", "☑"),
    "a box is no placeholder": (f"<w:p>{control(BOX_OFF + '<w:showingPlcHdr/>', run('☐'))}</w:p>", "☐"),
    "a block's placeholder": (control("<w:showingPlcHdr/>", paragraph(run("单击此处"))), ""),
    "a prompt without its flag": (
        f"<w:p>{run('甲：')}{control('', run('单击或点击', PROMPT) + run('此处输入文字。', PROMPT))}</w:p>", "甲：",
    ),
    "words typed in the prompt's style": (f"<w:p>{control('', run('甲公司', PROMPT))}</w:p>", "甲公司"),
}
HIDDEN = {
    "by its style": (f"<w:p>{run('甲', style('h'))}{run('乙')}</w:p>", "乙"),
    "by a style of its style": (f"<w:p>{run('甲', style('hh'))}{run('乙')}</w:p>", "乙"),
    "not where the run says so": (f"<w:p>{run('甲', style('hh') + SHOWN)}</w:p>", "甲"),
    "by its paragraph's style": (
        paragraph(run("甲"), properties="<w:pStyle w:val='p'/>") + paragraph(run("乙"), properties="<w:pStyle w:val='s'/>"), "乙",
    ),
    "twice is not at all": (paragraph(run("甲", style("h")), run("乙"), properties="<w:pStyle w:val='p'/>"), "甲"),
    "only on the web is seen": (f"<w:p>{run('甲', '<w:webHidden/>')}</w:p>", "甲"),
    "a hidden mark joins": (paragraph(run("甲"), properties="<w:rPr><w:vanish/></w:rPr>") + paragraph(run("乙")), "甲乙"),
}
# fmt: on


@pytest.mark.parametrize(
    ("body", "seen"), [*REVISED.values(), *FIELDS.values(), *CONTROLS.values(), *HIDDEN.values()],
    ids=[*REVISED, *FIELDS, *CONTROLS, *HIDDEN],
)  # fmt: skip
def test_revisions_fields_controls_and_hidden_text(body: str, seen: str) -> None:
    assert text(body, STYLES).strip() == seen


@pytest.mark.parametrize(("body", "seen"), SEEN.values(), ids=SEEN)
def test_what_a_person_sees(body: str, seen: str) -> None:
    assert text(body) == seen


def test_pictures_stand_where_they_are_placed() -> None:
    inline = "<w:p><w:r><w:drawing><wp:inline><a:blip r:embed='rId7'/></wp:inline></w:drawing></w:r></w:p>"
    vml = "<w:p><w:r><w:pict><v:shape><v:imagedata r:id='rId8'/></v:shape></w:pict></w:r></w:p>"
    linked = "<w:p><w:r><w:drawing><wp:inline><a:blip r:link='rId7'/></wp:inline></w:drawing></w:r></w:p>"
    media = {"word/media/a.png": png("red"), "word/media/b.png": png("blue")}
    links = (("rId7", "image", "media/a.png"), ("rId8", "image", "media/b.png"))
    found = pictures(blocks(vml + linked + inline + vml, dict(media), *links))
    assert [(picture.width, picture.height, picture.media_type) for picture in found] == [
        (20, 10, "image/png")
    ] * 3
    assert found[0] == found[2] != found[1]


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
