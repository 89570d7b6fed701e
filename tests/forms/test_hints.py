"""The blank's own words go, and nothing else with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import forms
from pipeline.forms.content import Line
from pipeline.forms.match import Matcher

HINTS = Matcher(forms.load(Path(__file__).parents[2] / "templates")).hints
PROFILE = (
    "（包括企业基本信息、发展现状、主要产品产值、行业影响力、管理体系、"
    "获得的绿色节能低碳相关荣誉等，限300字以内）"
)
CONTENT = "项目实施背景、方案内容要点、解决的问题、项目实施前后照片等"


@pytest.mark.parametrize(
    "hint",
    [
        PROFILE,
        PROFILE.replace("（", "(").replace("）", ")"),
        PROFILE.replace("、", "，", 1),
        CONTENT,
        CONTENT.replace("、", "，", 1),
        CONTENT.replace("等", "等内容"),
        CONTENT.replace("、", "，", 1).replace("等", "等方面"),
    ],
)
@pytest.mark.parametrize("answer", ["", "无", "略。", "公司成立于2010年。"])
def test_a_hint_goes_and_the_answer_behind_it_stays_however_short(hint: str, answer: str) -> None:
    (line,) = HINTS.strip([Line(hint + answer)], retyped=True)
    assert line.text == answer


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("（年节约能源种类及数量分别为：）电力", "电力"),
        ("项目1——余热回收", "余热回收"),
        ("项目1—余热回收", "余热回收"),
    ],
)
def test_the_marks_of_a_hint_before_an_answer_go_with_it(line: str, answer: str) -> None:
    assert HINTS.without(line) == answer


def test_marks_that_a_hint_leaves_are_no_answer() -> None:
    (line,) = HINTS.strip([Line(f"{PROFILE}：。")], retyped=True)
    assert line.text == ""
