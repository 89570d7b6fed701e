"""Whatever the words, and however large: values are found or not, at once, and can be printed."""

# ruff: noqa: E501  (words stay on one line)
from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.forms import choices, units, values
from pipeline.forms.model import Option
from pipeline.forms.text import mapped, normal
from pipeline.office import dates
from pipeline.office.formats import Formats

OPTIONS = (
    Option("绿色工厂", ("国家级", "省级", "市级")),
    Option("绿色供应链管理企业", ("国家级", "省级")),
    Option("其他", open=True),
)
# What such words are made of, so that most of what is drawn is nearly right.
PIECES = (
    *"0123456789０１２,，..。%-—−~～/ \n（）()万亿千百吨元年约余以上近m³²³ⅣCＣ", "万元", "吨标准煤", "tCO2e", "m3", "节约", "约为", "人民币", "每年", "1,200",
    "C26", "2641", "化学原料", "行业代码：", "☑", "□", "√", "（√）", "①", "绿色工厂", "国家级", "其他：", "NaN", "1e5", "\u200b", "𠮷",
)  # fmt: skip
WORDS = st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=12).map("".join)
UNITS = st.sampled_from(("", "万元", "tce", "m³", "t", "%", "人", "tCO₂e"))


def is_printable(value: Any) -> bool:
    """Whether a value is JSON as any program reads it."""
    return bool(json.dumps(value, allow_nan=False))


@given(WORDS, UNITS)
def test_a_number_is_in_the_fields_unit_or_stays_words(text: str, unit: str) -> None:
    value, raw = values.number(text, unit)
    assert is_printable(value) and (value is None or raw == "")
    assert raw in ("", text)
    if value is not None:
        assert abs(value) < 10**15
        # What was read is read again as the same.
        assert values.number(f"{Decimal(str(value)):f}", unit) == (value, "")


@given(WORDS, UNITS, WORDS, st.booleans())
def test_an_amount_keeps_its_words_where_it_has_no_figure(
    text: str, unit: str, note: str, free: bool
) -> None:
    found, raw = values.amount(text, unit, note, free=free)
    assert is_printable(found.amount) and found.note == note
    assert (found.amount is None) == (
        found.unit == "" and (raw == text or values.is_nothing(text))
    ) or found.unit == unit


@given(WORDS)
def test_a_code_is_words_that_were_there(text: str) -> None:
    found = values.code(text)
    assert set(normal(found.name)) <= set(normal(text.replace("\n", " ")))
    again = values.code(f"{found.code} {found.name}".strip())
    assert again.code == found.code or not found.code


@given(WORDS)
def test_a_choice_is_of_the_forms_options_in_their_order(text: str) -> None:
    known = [
        name
        for option in OPTIONS
        for name in (option.name, *(f"{option.name}/{level}" for level in option.levels))
    ]
    ticked = choices.ticked(text, OPTIONS)
    assert [name for name in known if name in ticked] == list(ticked)
    assert isinstance(choices.says_else(text, OPTIONS), bool)


@given(st.text() | WORDS)
def test_normal_forms_are_normal_and_know_where_they_came_from(text: str) -> None:
    assert normal(normal(text)) == normal(text)
    shown, index = mapped(text)
    assert len(index) == len(shown) and all(0 <= at < max(1, len(text)) for at in index)
    factor, rest = units.multiplier(text)
    assert text.endswith(rest) and factor >= 1


@given(
    st.floats(allow_nan=True, allow_infinity=True).map(repr) | WORDS,
    st.sampled_from(
        (
            "General",
            "0.00%",
            "yyyy/m/d",
            "[h]:mm:ss.0",
            "@",
            '#,##0.00"万元";[Red]-0',
            "0.00E+00",
            "# ?/?",
            "[$-804]aaaa",
        )
    ),
    st.booleans(),
)
def test_a_stored_number_is_shown_by_any_format(stored: str, code: str, since_1904: bool) -> None:
    text, number = Formats((("200", code),), since_1904).shown(stored, 0)
    assert text.isprintable() or text == stored
    assert number is None or is_printable(values.stored(number) if values.is_plausible(number) else 0)


@given(st.datetimes().map(str) | WORDS, st.booleans())
def test_a_moment_in_words_is_a_serial_number_or_stays(text: str, since_1904: bool) -> None:
    found = dates.serial(text, since_1904)
    assert found == text or float(found) == float(found)


PUMPED = (
    "节约",
    "约",
    "为",
    "万",
    "年",
    "1",
    "1,111",
    "1.",
    "（",
    "(",
    ")",
    "-",
    "/",
    "。",
    "余",
    "元",
    "m3",
    "A1",
    "□",
    "√国家级",
    "绿色",
    "行业代码：",
)


@pytest.mark.parametrize("word", PUMPED)
def test_words_over_and_over_come_to_an_end(word: str) -> None:
    """A pattern that tries them over and over would not, before the year is out."""
    for text in (word * 2_000, f"1{word * 2_000}", f"1{word * 2_000}1x", f"{word * 2_000}x"):
        assert len(values.number(text, "万元")) == len(values.amount(text, "tce", "")) == 2
        assert values.code(text).code in ("", "A1") or len(values.code(text).code) < 6
        assert set(choices.ticked(text, OPTIONS)) <= {
            "绿色工厂/国家级",
            "绿色工厂",
            "绿色供应链管理企业",
            "绿色供应链管理企业/国家级",
        }
    for text in (word * 20, f"{word * 20}x"):
        values.number(text, "万元")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1" * 15, int("1" * 15)), ("1" * 16, None), ("1" * 5_000, None), ("9" * 12 + "亿元", None)],
)
def test_a_figure_that_only_a_slip_gives_stays_words(text: str, value: int | None) -> None:
    assert values.number(text, "万元") == (value, "" if value else text)


def test_words_before_a_figure_are_taken_as_they_are_said() -> None:
    assert values.number("节约为1200万元", "万元") == values.number("年节约约1200万元", "万元") == (1200, "")
