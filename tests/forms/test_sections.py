"""A cell of several texts is parted where its headings stand, pictures included."""

from __future__ import annotations

import pytest

from pipeline.forms.content import Content, Line
from pipeline.forms.sections import split
from pipeline.model import Picture

HEADINGS = {
    "highlights": ("亮点做法", "亮点与做法"),
    "results": ("主要成效",),
    "significance": ("借鉴意义",),
}


MANY = {
    key: (name,) for key, name in zip("abcdef", ("背景", "目标", "做法", "成效", "经验", "计划"), strict=True)
}


def test_of_many_headings_those_out_of_the_blanks_order_count_as_well() -> None:
    lines = ("1. 背景", "甲", "2. 做法", "乙", "3. 目标", "丙", "4. 成效", "丁，背景见前", "5. 计划", "戊")
    found = split(Content([Line(line) for line in lines]), MANY, "a")
    assert {key: part.text for key, part in found.items()} == {
        "a": "甲", "c": "乙", "b": "丙", "d": "丁，背景见前", "f": "戊"
    }  # fmt: skip
    assert split(Content([Line("背景情况如下")]), MANY, "c")["c"].text == "背景情况如下"


def parted(*lines: str | Line) -> dict[str, str]:
    content = Content([line if isinstance(line, Line) else Line(line) for line in lines])
    return {key: part.text for key, part in split(content, HEADINGS, "highlights").items() if part.text}


@pytest.mark.parametrize(
    "lines",
    [
        ("1. 亮点做法", "甲", "2. 主要成效", "乙", "3. 借鉴意义", "丙"),
        ("一、亮点做法", "甲", "二、主要成效", "乙", "三、借鉴意义", "丙"),
        ("（一）亮点与做法", "甲", "（二）取得的主要成效", "乙", "（三）借鉴意义：", "丙"),
        (Line("亮点做法", "1. "), "甲", Line("主要成效", "2. "), "乙", Line("借鉴意义", "3. "), "丙"),
        ("1.亮点做法：甲", "2.主要成效：乙", "3.借鉴意义：丙"),
        ("1. 亮点做法：甲 2. 主要成效：乙 3. 借鉴意义：丙",),
        ("甲", "2. 主要成效", "乙", "3. 借鉴意义（适宜推广的行业）", "丙"),
        ("2. 主要成效", "乙", "1. 亮点做法", "甲", "3. 借鉴意义", "丙"),
        ("Ⅰ. 亮点做法", "甲", "Ⅱ、主要成效", "乙", "III. 借鉴意义", "丙"),
        ("（1）、亮点做法", "甲", "①、主要成效", "乙", "(3). 借鉴意义", "丙"),
        ("1：亮点做法", "甲", "2, 主要成效", "乙", "3-借鉴意义", "丙"),
        ("◆1. 亮点做法", "甲", "➢ 主要成效", "乙", "▶借鉴意义", "丙"),
        ("壹、亮点做法", "甲", "B. 主要成效", "乙", "一，借鉴意义", "丙"),
        ("“亮点做法”", "甲", "——主要成效——", "乙", "《借鉴意义》", "丙"),
        ("第1部分：亮点做法", "甲", "第二章 主要成效", "乙", "3.1 借鉴意义", "丙"),
        ("Ⅰ. 亮点做法：甲 Ⅱ. 主要成效：乙 Ⅲ. 借鉴意义：丙",),
        ("一. 亮点做法：甲 二) 主要成效：乙 （3）、借鉴意义：丙",),
        ("■亮点做法：甲 ■主要成效：乙 ■借鉴意义：丙",),
    ],
)
def test_headings_as_people_write_them(lines: tuple[str | Line, ...]) -> None:
    assert parted(*lines) == {"highlights": "甲", "results": "乙", "significance": "丙"}


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        (("1. ", "2. ", "3. "), ("A. ", "B. ")),
        (("1. ", "2、", "3."), ("1.1 ", "1.2 ")),
        (("一、", "二、", "三、"), ("Ⅰ. ", "Ⅱ. ")),
        (("一、", "二、", "三、"), ("（1）、", "（2）、")),
        (("（一）", "（二）", "（三）"), ("一、", "二、")),
        (("", "", ""), ("1. ", "2. ")),
    ],
)
def test_a_heading_numbered_as_the_others_is_before_a_point_of_a_list(
    outer: tuple[str, ...], inner: tuple[str, ...]
) -> None:
    assert parted(
        f"{outer[0]}亮点做法", f"{inner[0]}技术路线", f"{inner[1]}主要成效", "年节能。",
        f"{outer[1]}主要成效", "乙", f"{outer[2]}借鉴意义", "丙",
    ) == {
        "highlights": f"{inner[0]}技术路线\n{inner[1]}主要成效\n年节能。",
        "results": "乙", "significance": "丙",
    }  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ("措施：A. 改造锅炉；B. 亮点做法：回收冷凝水；C. 其他",),
        ("措施：■改造锅炉；■亮点做法：回收冷凝水；■其他",),
        ("A. 改造锅炉", "B. 亮点做法：回收冷凝水", "C. 其他"),
    ],
)
def test_a_lone_lettered_point_of_a_list_keeps_its_words(lines: tuple[str, ...]) -> None:
    assert parted(*lines) == {"highlights": "\n".join(lines)}


def test_a_figure_before_a_heading_in_its_line_is_the_texts_own() -> None:
    assert parted("1. 亮点做法：回用率92，主要成效：乙") == {"highlights": "回用率92，", "results": "乙"}


def test_what_parts_a_heading_in_its_line_from_the_text_before_is_no_part_of_that() -> None:
    assert parted("亮点做法：甲；主要成效：乙；  借鉴意义：丙；") == {
        "highlights": "甲", "results": "乙", "significance": "丙；",
    }  # fmt: skip


@pytest.mark.parametrize("lines", [
    ("1. 亮点做法 / Highlights", "甲", "2. 主要成效 / Results：乙", "3. 借鉴意义/Lessons learned", "丙"),
    ("亮点做法 Highlights", "甲", "主要成效 Results", "乙", "借鉴意义 Significance：", "丙"),
])  # fmt: skip
def test_headings_in_two_languages(lines: tuple[str, ...]) -> None:
    assert parted(*lines) == {"highlights": "甲", "results": "乙", "significance": "丙"}


def test_without_headings_all_is_the_first() -> None:
    assert parted("甲", "主要成效体现在节能。", "乙") == {"highlights": "甲\n主要成效体现在节能。\n乙"}


def test_a_picture_belongs_to_the_part_that_it_stands_in() -> None:
    pictures = [Picture(name, 1, 1, "image/png") for name in "abc"]
    content = Content(
        [Line("1. 亮点做法"), Line("甲"), Line("2. 主要成效"), Line("乙")],
        [(2, pictures[0]), (3, pictures[1]), (4, pictures[2])],
    )
    parts = split(content, HEADINGS, "highlights")
    assert [picture for _, picture in parts["highlights"].pictures] == [pictures[0]]
    assert [picture for _, picture in parts["results"].pictures] == [pictures[1], pictures[2]]
