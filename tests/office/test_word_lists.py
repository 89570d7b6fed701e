"""Automatic numbers are read as Word shows them."""

# ruff: noqa: E501 (pieces of XML are easier to read whole)

from __future__ import annotations

import pytest

from pipeline.office.numerals import numeral
from tests.office import raw
from tests.office.words import blocks as read
from tests.office.words import lines, paragraph, run, styles


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return (
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>{more}"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
    )


def abstract(number: int, *levels: str) -> str:
    return f"<w:abstractNum w:abstractNumId='{number}'>{''.join(levels)}</w:abstractNum>"


def num(number: int, of: int, more: str = "") -> str:
    return f"<w:num w:numId='{number}'><w:abstractNumId w:val='{of}'/>{more}</w:num>"


def item(number: int, depth: int = 0, words: str = "项") -> str:
    properties = f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{number}'/></w:numPr>"
    return paragraph(run(words) if words else "", properties=properties)


def seen(body: str, numbering: str, style: str = "") -> list[str]:
    parts = {"word/numbering.xml": f"<w:numbering {raw.W_NS}>{numbering}</w:numbering>", **styles(style)}
    return [line.removesuffix("项") for line in lines(read(body, parts)) if line]


OUTLINE = (level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"), level(2, "decimal", "%1.%2.%3"))


def test_levels_count_on_and_start_anew() -> None:
    body = item(1) + item(1, 1) + item(1, 1) + item(1, 2) + item(1) + item(1, 1)
    assert seen(body, abstract(0, *OUTLINE) + num(1, 0)) == ["1.", "a)", "b)", "1.b.1", "2.", "a)"]


def test_a_legal_level_is_in_plain_figures() -> None:
    levels = level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert seen(item(1) + item(1, 1), abstract(0, *levels) + num(1, 0)) == ["第一章", "1.1"]


def test_a_level_that_never_starts_anew() -> None:
    levels = level(0, "decimal", "%1."), level(1, "decimal", "(%2)", "<w:lvlRestart w:val='0'/>")
    body = item(1) + item(1, 1) + item(1) + item(1, 1)
    assert seen(body, abstract(0, *levels) + num(1, 0)) == ["1.", "(1)", "2.", "(2)"]


def test_lists_of_one_definition_count_together_unless_they_start_over() -> None:
    over = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
    numbering = abstract(0, *OUTLINE) + num(1, 0) + num(2, 0) + num(3, 0, over)
    assert seen(item(1) + item(2) + item(3) + item(3), numbering) == ["1.", "2.", "1.", "2."]


def test_a_list_with_a_level_of_its_own() -> None:
    over = f"<w:lvlOverride w:ilvl='0'>{level(0, 'upperRoman', '%1、')}</w:lvlOverride>"
    assert seen(item(1) + item(1), abstract(0, *OUTLINE) + num(1, 0, over)) == ["I、", "II、"]


def test_a_list_that_a_style_defines() -> None:
    style = "<w:style w:type='numbering' w:styleId='l'><w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr></w:style>"
    linked = "<w:abstractNum w:abstractNumId='0'><w:numStyleLink w:val='l'/></w:abstractNum>"
    assert seen(item(1), linked + abstract(1, *OUTLINE) + num(1, 0) + num(2, 1), style) == ["1."]


def test_styles_number_their_paragraphs_at_the_level_bound_to_them() -> None:
    style = (
        "<w:style w:type='paragraph' w:styleId='a'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='b'><w:basedOn w:val='a'/></w:style>"
    )
    bound = abstract(0, level(0, "decimal", "%1."), level(1, "decimal", "（%2）", "<w:pStyle w:val='a'/>"))
    styled = paragraph(run("项"), properties="<w:pStyle w:val='b'/>")
    unlisted = paragraph(run("项"), properties="<w:pStyle w:val='a'/><w:numPr><w:numId w:val='0'/></w:numPr>")
    assert seen(styled + unlisted + styled, bound + num(1, 0), style) == ["（1）", "", "（2）"]


def test_empty_items_count_and_deleted_ones_do_not() -> None:
    properties = "<w:numPr><w:numId w:val='1'/></w:numPr><w:rPr><w:del/></w:rPr>"
    deleted = paragraph("<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", properties=properties)
    numbering = abstract(0, *OUTLINE) + num(1, 0)
    assert seen(item(1) + deleted + item(1) + item(1, words="") + item(1), numbering) == ["1.", "2.", "4."]


def test_a_bullet_is_no_number_but_a_box_is_seen() -> None:
    dot = level(0, "bullet", "\uf06c", "<w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr>")
    box = level(0, "bullet", "\uf0fe", "<w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr>")
    spaced = level(0, "decimal", "%1", "<w:suff w:val='space'/>")
    numbering = abstract(0, dot) + abstract(1, box) + abstract(2, spaced) + num(1, 0) + num(2, 1) + num(3, 2)
    assert seen(item(1) + item(2) + item(3), numbering) == ["", "☑", "1 "]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("decimalZero", "09 10 21"),
        ("decimalEnclosedCircle", "⑨ ⑩ ㉑"),
        ("decimalEnclosedParen", "⑼ ⑽ 21"),
        ("decimalFullWidth", "９ １０ ２１"),
        ("chineseCounting", "九 十 二十一"),
        ("chineseCountingThousand", "九 十 二十一"),
        ("japaneseCounting", "九 十 二十一"),
        ("chineseLegalSimplified", "玖 壹拾 贰拾壹"),
        ("ideographDigital", "九 一〇 二一"),
        ("ideographTraditional", "壬 癸 甲"),
        ("ideographZodiac", "申 酉 申"),
        ("ideographEnclosedCircle", "㊈ ㊉ 21"),
        ("lowerLetter", "i j u"),
        ("upperRoman", "IX X XXI"),
        ("ordinal", "9th 10th 21st"),
        ("ordinalText", "Ninth Tenth Twenty-first"),
        ("unknown", "9 10 21"),
    ],
)
def test_numbers_in_every_form(form: str, shown: str) -> None:
    assert " ".join(numeral(form, number) for number in (9, 10, 21)) == shown


def test_chinese_numbers_beyond_a_hundred() -> None:
    assert numeral("chineseCountingThousand", 1203) == "一千二百零三"
    assert numeral("chineseCountingThousand", 110) == "一百一十"
