"""The industry classification: codes as people type them, names as they misremember them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reference import industries


def test_the_whole_table_is_there() -> None:
    assert industries.lookup("C2641") == industries.Industry("C2641", "涂料制造")
    sizes = {level: sum(len(code) == level for code in industries._names(0)) for level in (1, 3, 4, 5)}
    assert sizes == {1: 20, 3: 97, 4: 473, 5: 1382}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2641", "C2641"),
        ("Ｃ2641", "C2641"),
        ("２６４１", "C2641"),
        ("C 2641", "C2641"),
        ("c26", "C26"),
        ("26", "C26"),
        ("01", "A01"),
        ("9700", "T9700"),
        ("d2641", "D2641"),
        ("98", "98"),
        ("abc", "ABC"),
        ("", ""),
    ],
)
def test_codes_are_brought_into_normal_form(typed: str, code: str) -> None:
    assert industries.normalise(typed) == code


@pytest.mark.parametrize("code", ["C2699", "D2641", "98", "C1", "", "涂料制造"])
def test_a_code_that_does_not_exist_is_not_found(code: str) -> None:
    assert industries.lookup(code) is None


@given(st.sampled_from(sorted(industries._names(0))), st.booleans(), st.booleans())
def test_every_code_survives_how_people_type_it(code: str, lower: bool, bare: bool) -> None:
    typed = code[1:] if bare and len(code) > 1 else code
    typed = typed.lower() if lower else f" {typed[0]} {typed[1:]}"
    assert industries.normalise(typed) == code
    assert industries.normalise(industries.normalise(typed)) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("C26", "化学原料和化学制品制造业"),
        ("C26", "化学原料和化学品制造业"),
        ("C26", "化学原料及化学制品制造业"),
        ("C36", "汽车制造"),
        ("C39", "计算机、通信及其他电子设备制造业"),
        ("C1522", "瓶(罐)装饮用水制造"),
        ("C35", "专业设备制造业"),
        ("2641", "涂 料 制 造"),
    ],
)
def test_a_name_belongs_to_its_code_in_spite_of_slips(code: str, name: str) -> None:
    assert industries.name_belongs(code, name)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("C34", "专用设备制造业"),
        ("C35", "通用设备制造业"),
        ("C31", "有色金属冶炼和压延加工业"),
        ("C31", "有色金属冶炼及压延加工业"),
        ("C26", "涂料制造"),
        ("C2641", "家具制造业"),
        ("C2699", "涂料制造"),
    ],
)
def test_a_name_of_another_industry_does_not_belong(code: str, name: str) -> None:
    assert not industries.name_belongs(code, name)


@given(st.sampled_from(sorted(industries._names(0))))
def test_every_name_belongs_to_its_own_code(code: str) -> None:
    industry = industries.lookup(code)
    assert industry
    assert industries.name_belongs(code, industry.name)
    assert industry in industries.by_name(industry.name, industry.level)


@given(st.sampled_from(sorted(industries._names(industries.CLASS))), st.data())
def test_no_class_takes_the_name_of_another(code: str, data: st.DataObject) -> None:
    other = data.draw(
        st.sampled_from(sorted(industries._names(industries.CLASS))).filter(lambda c: c != code)
    )
    industry = industries.lookup(other)
    assert industry
    assert not industries.name_belongs(code, industry.name)


def test_a_name_that_several_levels_share_is_told_by_its_level() -> None:
    assert len(industries.by_name("汽车零部件及配件制造")) == 2
    assert [i.code for i in industries.by_name("汽车零部件及配件制造", industries.CLASS)] == ["C3670"]
    assert industries.by_name("汽车零部件") == ()


def test_candidates_begin_with_what_is_meant() -> None:
    assert industries.candidates("化妆品", 1, industries.CLASS)[0].code == "C2682"
    assert "C26" in [i.code for i in industries.candidates("化学品制造业", 3, industries.DIVISION)]
    assert industries.candidates("涂料制造", 3, industries.DIVISION)[0].code == "C26"
    assert len(industries.candidates("制造", 5)) == 5
    assert industries.candidates("xyz") == ()


@pytest.mark.parametrize(
    ("code", "division"), [("C2641", "C26"), ("264", "C26"), ("C26", "C26"), ("C", None), ("98", None)]
)
def test_the_division_of_a_code(code: str, division: str | None) -> None:
    found = industries.division_of(code)
    assert (found.code if found else None) == division
