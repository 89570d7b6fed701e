"""案例成效: one sentence of 60 to 120 characters, of nothing but what was filled in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.effect import effect
from pipeline.documents.sentences import cut, sentences
from pipeline.messages import Messages
from pipeline.model import Amount, Answer, Paragraph, Record
from tests.documents.sample import HIGHLIGHTS, RESULTS, ROOT, factory, library, plant, project, table

LIBRARY = library()
UNITS = Messages.load(ROOT / "templates").units


def said(record: Record, row: int | None = None) -> str:
    return effect(record, LIBRARY.form(record.form), row, UNITS)


def test_figures_in_words_in_the_definitions_order() -> None:
    row = project(
        water_saved=Answer(Amount(36000.0, "m³", "")),
        pollutants_cut=Answer(Amount(12.50, "t", "")),
    )
    text = said(plant(row), 0)
    shown = [text.index(figure) for figure in ("312.4吨标准煤", "36000立方米", "1448吨", "12.5吨")]
    assert shown == sorted(shown)
    assert "186.5万元" in text and "73万元" in text


def test_figures_of_the_row_alone() -> None:
    record = plant(project(), project(energy_saved=Answer(Amount(7, "tce", ""))))
    assert "312.4" in said(record, 0) and "312.4" not in said(record, 1)


def test_what_was_left_empty_or_saved_nothing_is_not_said() -> None:
    row = project(water_saved=Answer(Amount(0, "m³", "")), materials_saved=Answer(Amount(5, "", "")))
    text = said(plant(row), 0)
    assert "节水" not in text and "原辅材料" not in text


def test_brackets_that_close_stay_closed() -> None:
    results = (
        "改造后年节电126.4万千瓦时，减少二氧化碳排放556.5吨，投资回收期缩短到两年（折合标准煤155.3吨）。"
    )
    assert said(factory(results=results)).count("）") == 1
    assert cut("年节电126万千瓦时（折合标准煤155吨", 14).count("（") == 0


def test_more_used_than_before_is_no_effect() -> None:
    record = plant(project(energy_saved=Answer(Amount(-3, "tce", ""))))
    assert "年节能" not in said(record, 0)


def test_a_short_one_begins_with_the_title() -> None:
    none = Answer(Amount())
    row = project(carbon_cut=none, investment=Answer(None), benefit=Answer(None))
    text = said(plant(row), 0)
    assert "空压站余热回收与变频改造项目" in text
    assert 60 <= len(text) <= 120


def test_nothing_filled_in_gives_nothing() -> None:
    none = Answer(Amount())
    row = project(energy_saved=none, carbon_cut=none, investment=Answer(None), benefit=Answer(None))
    row |= {"content": "", "other_benefits": ""}
    assert said(plant(row), 0) == ""


def test_sentences_with_figures_come_first() -> None:
    text = said(factory(results="成效显著。" + RESULTS))
    assert text == RESULTS.replace("。", "；").removesuffix("；") + "。"


def test_a_table_within_the_text_is_no_sentence() -> None:
    rows = table([["项目", "改造前", "改造后"], ["单位产品电耗（千瓦时）", "34.2", "26.5"]])
    text = (
        "年节约蒸汽7350吨，折合标准煤1281.3吨，减少二氧化碳排放3280.1吨，"
        "全年综合效益达到1560万元，当年收回全部投资"
    )
    value = f"项目\t改造前\t改造后\n单位产品电耗（千瓦时）\t34.2\t26.5\n{text}。"
    answer = Answer(value, blocks=(rows, Paragraph(f"{text}。")))
    assert said(factory(results=answer)) == f"{text}。"


def test_without_figures_the_first_sentences() -> None:
    words = "项目投运后现场作业环境明显改善，员工满意度持续提高，厂区绿化面积不断扩大"
    more = "周边居民的投诉逐年减少，企业的社会形象和行业影响力得到提升"
    assert said(factory(results=f"{words}。{more}。")) == f"{words}；{more}。"


def test_a_long_one_is_cut_at_a_clauses_end() -> None:
    clauses = [f"第{number}项措施完成后年节约用电{number},500千瓦时" for number in range(11, 30)]
    text = said(factory(results="，".join(clauses) + "。"))
    assert text == "，".join(clauses[: text.count("，") + 1]) + "。"
    assert 60 <= len(text) <= 120


def test_a_cut_one_keeps_its_figures() -> None:
    idle = "，".join(["公司坚持绿色发展的理念并不断完善各项管理制度"] * 6)
    assert "1,200.5吨" in said(factory(results=f"{idle}，年节约标准煤1,200.5吨，成效显著。"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. 年节电5万千瓦时\n2、年节水3吨。", ["年节电5万千瓦时", "年节水3吨"]),
        ("（1）节能。（二）减排", ["节能", "减排"]),
        ("1.5万吨的产能", ["1.5万吨的产能"]),
        ("主要成效如下：\n①降耗！", ["降耗"]),
        ("  \n。；", []),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert sentences(text) == found


WORDS = st.text("甲乙节能减排吨万元0123456789.,，；。：\n（）%年 ab", max_size=400)


@given(results=WORDS, highlights=WORDS, title=WORDS)
def test_always_one_sentence_within_the_limits(results: str, highlights: str, title: str) -> None:
    text = said(factory(results=results, highlights=highlights, significance="", case_title=title))
    assert len(text) <= 120
    assert "\n" not in text
    assert text == "" or (text.endswith("。") and text.count("。") == 1)


@given(st.lists(st.sampled_from([RESULTS, *HIGHLIGHTS]), min_size=2))
def test_long_enough_where_the_record_says_enough(parts: list[str]) -> None:
    assert len(said(factory(results="\n".join(parts)))) >= 60


@given(st.text("节能量，；（）0123456789.,", max_size=300), st.integers(0, 150))
def test_no_figure_is_cut(sentence: str, room: int) -> None:
    kept = cut(sentence, room)
    assert len(kept) <= room
    figures = r"\d+(?:[.,]\d+)*"
    assert set(re.findall(figures, kept)) <= set(re.findall(figures, sentence))


@given(st.floats(0.001, 1e9), st.floats(0.001, 1e9), st.integers(1, 10**9), st.integers(1, 10**9))
def test_figures_stay_within_the_limits(energy: float, water: float, carbon: int, money: int) -> None:
    row = project(
        energy_saved=Answer(Amount(energy, "tce", "")),
        water_saved=Answer(Amount(water, "m³", "")),
        carbon_cut=Answer(Amount(carbon, "tCO₂e", "")),
        benefit=Answer(money),
    )
    text = said(plant(row), 0)
    assert 60 <= len(text) <= 120
    assert not re.search(r"\d[eE][+-]?\d", text)
