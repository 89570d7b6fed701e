"""Checks that look at what was written: forms left blank, highlights, years, figures against figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline import checks
from pipeline.checks.garbled import garbled
from pipeline.checks.highlights import count
from pipeline.checks.years import completed
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Amount, Answer, Finding, Picture

Make = Callable[..., checks.Subject]


def one(subject: checks.Subject) -> Finding:
    (finding,) = checks.check(subject)
    return finding


def definition(check: str, *fields: str, message: str = "{label}:{value}", **more: Any) -> CheckDefinition:
    return CheckDefinition(check=check, code=f"{check}-code", fields=fields, message=message, **more)


# --- form-filled, any-of ------------------------------------------------------------


@pytest.mark.parametrize(
    "answers", [{"unit": "", "kind": ()}, {"unit": "/", "story": "无"}, {"unit": "", "works": ()}]
)
def test_a_blank_form_is_one_finding(make: Make, answers: dict[str, Any]) -> None:
    both = (definition("required", "unit", "story", "kind"), definition("form-filled", "unit"))
    assert one(make(*both, **answers)).code == "form-filled-code"


@pytest.mark.parametrize(
    "answers", [{"unit": "", "kind": ("甲",)}, {"unit": "", "works": [{"cost": Answer(None, raw="约")}]}]
)
def test_a_form_with_anything_in_it_is_not_blank(make: Make, answers: dict[str, Any]) -> None:
    both = (definition("required", "unit"), definition("form-filled", "unit"))
    assert one(make(*both, **answers)).code == "required-code"


def test_one_of_several_columns_is_enough_and_rows_are_told_apart(make: Make) -> None:
    check = definition("any-of", "works.cost", "works.saved", message="{row}{labels}")
    rows = [{"cost": 1}, {"saved": Amount(None, "", "见附件")}, {"cost": None, "saved": Amount()}]
    finding = one(make(check, works=rows))
    assert (finding.field, finding.row, finding.message) == ("works[2].cost", 2, "3投资、节能量")


# --- choices ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ticked", "code"),
    [
        (("绿色工厂",), "level-given-code"),
        (("绿色工厂/国家级", "绿色工厂/市级", "供应链/市级"), "one-level-code"),
        (("绿色工厂/国家级", "供应链/市级"), None),
        (("示范企业",), None),
        ((), None),
    ],
)
def test_each_option_has_its_one_level(make: Make, ticked: tuple[str, ...], code: str | None) -> None:
    words = "{option}{levels}"
    both = (
        definition("level-given", "kind", message=words),
        definition("one-level", "kind", message=words),
    )
    found = checks.check(make(*both, kind=ticked))
    assert [finding.code for finding in found] == ([code] if code else [])
    assert all(finding.message == "绿色工厂国家级、市级" for finding in found)


# --- highlights-at-least ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("（1）甲\n（2）乙\n(3)丙", 3),
        ("①甲；②乙", 2),
        ("背景如下。\n一是甲。\n二是乙。\n三是丙。", 3),
        ("总述。一是建标准，二是送诊断，三是共回收。", 3),
        ("一、甲\n二、乙\n图1 车间\n图2 厂区", 2),
        ("1. 甲\n2. 乙\n3.5米高的丙", 2),
        ("第一，甲。\n第二，乙。\n第三，丙。", 3),
        ("亮点一：甲\n亮点二：乙\n亮点三：丙", 3),
        ("●甲\n●乙\n●丙", 3),
        ("做了甲。\n做了乙。\n图1 车间", 2),
        ("做了甲，提高了2个百分点。", 1),
    ],
)
def test_highlights_are_counted_as_a_person_would(text: str, told: int) -> None:
    assert count(text) == told


def test_too_few_highlights(make: Make) -> None:
    check = definition("highlights-at-least", "story", limit=3, message="{count}/{limit}")
    assert one(make(check, story="（1）甲\n（2）乙")).message == "2/3"
    assert not checks.check(make(check, story="（1）甲\n（2）乙\n（3）丙"))
    assert not checks.check(make(check, story=""))


# --- text-clean ---------------------------------------------------------------------

WORDS = "绿色制造优秀案例征集表"


@pytest.mark.parametrize(
    "text",
    [
        "甲\x07乙",
        "甲\ufffd乙",
        "锟斤拷锟斤拷",
        "前文" + WORDS.encode().decode("gbk", "replace").replace("\ufffd", "?"),
        WORDS.encode("gbk").decode("latin-1"),
        WORDS.encode().decode("latin-1"),
    ],
)
def test_what_was_garbled_on_its_way(make: Make, text: str) -> None:
    assert one(make(definition("text-clean", "story", message="{found}"), story=text)).message


@pytest.mark.parametrize(
    "text", ["乳化设备采用变频控制", "甲\n乙\t丙", "Émile & Söhne GmbH", "50℃±2℃，m³/h", "①②③■", WORDS * 3]
)
def test_what_people_type_is_clean(text: str) -> None:
    assert garbled(text) == ""


# --- year-since ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("项目于2019年12月建成投产。", [2019]),
        ("2018年启动，2020年底完成改造。", [2020]),
        ("竣工时间：2020年6月", [2020]),
        ("一期2019年完成验收，二期2022年完成验收。", [2019, 2022]),
        ("公司2012年建成投产，占地100亩。", []),
        ("原有生产线2008年投产。", []),
        ("2019年能耗为100吨。", []),
        ("自2018年起实施清洁生产。", []),
    ],
)
def test_years_of_completion_are_those_of_the_project(text: str, years: list[int]) -> None:
    assert completed(text) == years


def test_only_the_last_year_counts(make: Make) -> None:
    check = definition("year-since", "story", limit=2021, message="{year}<{limit}")
    assert one(make(check, story="2018年完成改造，2020年通过验收。")).message == "2020<2021"
    assert not checks.check(make(check, story="2018年完成改造，2021年通过验收。"))


# --- unit-given, photos-sharp -------------------------------------------------------


def test_a_figure_of_any_unit_has_one(make: Make) -> None:
    check = definition("unit-given", "works.other")
    rows = [{"other": Amount(3, "桶")}, {"other": Amount(3, "")}, {"other": Amount()}]
    assert one(make(check, works=rows)).field == "works[1].other"


def test_small_pictures_are_counted(make: Make) -> None:
    def shot(sha: str, width: int, height: int) -> Picture:
        return Picture(sha, width, height, "image/png")

    check = definition("photos-sharp", "shots", limit=600, message="{count} {value}")
    shots = (shot("a", 320, 240), shot("b", 599, 500), shot("c", 600, 100), shot("d", 100, 900))
    assert one(make(check, shots=shots)).message == "2 320×240"
    broken = Picture("e", 0, 0, "image/png")  # the other check's
    assert not checks.check(make(check, shots=(*shots[2:], broken)))


# --- ratio-within -------------------------------------------------------------------


def ratio(make: Make, saved: object, cost: object) -> list[str]:
    wide = definition("ratio-within", "works.saved", "works.cost", within=(0.5, 10), message="!{ratio}")
    near = definition(
        "ratio-within", "works.saved", "works.cost", within=(1.2, 4.8), outer=(0.5, 10),
        message="{first} {second} {ratio}",
    )  # fmt: skip
    found = checks.check(make(wide, near, works=[{"saved": saved, "cost": cost}]))
    return [finding.message for finding in found]


def test_a_ratio_is_quiet_then_asked_then_doubted(make: Make) -> None:
    def said(cost: object) -> list[str]:
        return ratio(make, Amount(100, "tce"), cost)

    assert [said(cost) for cost in (120, 480, 300)] == [[], [], []]
    assert [said(cost) for cost in (600, 50)] == [["100tce 600 6"], ["100tce 50 0.5"]]
    assert [said(cost) for cost in (1001, 49, 100_000)] == [["!10"], ["!0.49"], ["!1000"]]


@pytest.mark.parametrize(
    ("saved", "cost"),
    [
        (Amount(), 5),
        (Amount(0, "tce"), 5),
        (Amount(5, "tce"), None),
        (Amount(5, "tce"), Answer(None, raw="5-9")),
    ],
)
def test_without_two_figures_there_is_no_ratio(make: Make, saved: object, cost: object) -> None:
    assert ratio(make, saved, cost) == []


# --- figure-agrees ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("改造后年节能量约974.7吨标准煤，效益明显。", "年节能量约974.7吨标准煤"),
        ("改造后年节能量约100吨标准煤。", None),
        ("年节能1,974.7吨（折标准煤）", "年节能1,974.7吨"),
        ("一期年节能500吨标准煤，合计年节能100吨标准煤。", None),
        ("年节能0.01万吨标准煤", None),
        ("年节能效果显著，达到30%", None),
        ("年节能500万千瓦时", None),
        ("每吨产品节能5千克标准煤", None),
        ("", None),
    ],
)
def test_text_and_table_say_the_same(make: Make, text: str, said: str | None) -> None:
    check = definition(
        "figure-agrees", "works.saved", texts=("works.what",), words=("年节能",), message="{said}"
    )
    rows = [{"what": "年节能7吨标准煤", "saved": Amount()}, {"what": text, "saved": Amount(100, "tce")}]
    found = checks.check(make(check, works=rows))
    assert [(finding.row, finding.message) for finding in found] == ([(1, said)] if said else [])
