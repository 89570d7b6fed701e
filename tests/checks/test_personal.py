"""Numbers of persons: found by their check digits in what will be printed, and never shown whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import checks
from pipeline.checks import masking
from pipeline.forms.definition import CheckDefinition

Make = Callable[..., checks.Subject]

# Made up: their check digits are right, their owners don't exist.
IDENTITY, CARD, MOBILE = "440106199003071231", "6228480402564890018", "13800138000"


def check(name: str, *fields: str) -> CheckDefinition:
    return CheckDefinition(check=name, code=f"{name}-code", fields=fields, message="{value}")


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("no-identity-number", f"经办人身份证{IDENTITY}。", "440*************31"),
        ("no-identity-number", "身份证：440106 19900307 1231", "440***************31"),
        ("no-bank-account", f"账号{CARD}", "622**************18"),
        ("no-bank-account", "账号 6228 4804 0256 4890 018", "622******************18"),
        ("no-mobile-number", f"热线{MOBILE}（王工）", "138******00"),
        ("no-mobile-number", "热线 138-0013-8000", "138********00"),
        ("no-mobile-number", "（１３８００１３８０００）", "１３８******００"),
    ],
)
def test_a_number_is_found_and_shown_masked(make: Make, name: str, text: str, shown: str) -> None:
    (finding,) = checks.check(make(check(name, "story"), story=text))
    assert (finding.value, finding.message) == (shown, shown)


@pytest.mark.parametrize(
    "text",
    [
        IDENTITY[:-1] + "2",  # the check digit is wrong
        "440106199013071230",  # no such month
        "91440101MA59ABCDE1",  # a company's credit code
        CARD[:-1] + "7",
        "专利ZL201910123456.7",
        "020-83123838",
        "年产13800138000.5件",
        "12800138000",
        "2024年节能1380吨、节水13800立方米",
    ],
)
def test_other_numbers_are_left_alone(make: Make, text: str) -> None:
    names = ("no-identity-number", "no-bank-account", "no-mobile-number")
    assert not checks.check(make(*(check(name, "story") for name in names), story=text))
    assert masking.masked(text) == text


def test_the_words_of_other_findings_are_masked_too(make: Make) -> None:
    long = CheckDefinition(check="max-characters", code="long", fields=("story",), limit=3, message="{value}")
    (finding,) = checks.check(make(long, story=f"王工{IDENTITY}、{MOBILE}"))
    assert IDENTITY not in finding.message + finding.value
    assert MOBILE not in finding.message + finding.value


@given(st.text(max_size=40), st.sampled_from((IDENTITY, CARD, MOBILE)), st.text(max_size=40))
def test_masking_twice_is_masking_once_and_keeps_the_length(before: str, number: str, after: str) -> None:
    once = masking.masked(f"{before}，{number}，{after}")
    assert number not in once
    assert masking.masked(once) == once
    assert len(once) == len(f"{before}，{number}，{after}")
