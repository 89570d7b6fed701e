"""Why a file could not be read, in the words of ``templates/messages.toml``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.messages import WORDS, Messages
from pipeline.model import Problem
from pipeline.problems import TemplateError

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def messages() -> Messages:
    return Messages.load(REPOSITORY / "templates")


def test_every_problem_in_the_code_has_a_message(messages: Messages) -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / "pipeline").rglob("*.py"))
    named = set(re.findall(r'(?:Problem|_problem|unreadable|held)\((?:\w+(?:\.\w+)*, )?"([a-z-]+)"', code))
    assert {"reader-crashed", "too-slow", "unsettled"} <= named
    assert named <= set(messages.problems)


def test_every_message_says_what_to_do(messages: Messages) -> None:
    for code, words in messages.problems.items():
        if code != "unsettled":
            assert "请" in words, code
        if code not in ("unsettled", "open"):  # what a file in 无法读取 tells: the reason, then what to do
            assert all(words.partition("。")), code


def test_values_are_put_in_and_unknown_codes_are_named(messages: Messages) -> None:
    assert "（never-heard-of）" in messages.problem(Problem("never-heard-of"))
    own = Messages({"x": "第{row}行{missing}。", "other": ""}, {}, {}, {})
    assert own.problem(Problem("x", (("row", "3"), ("code", "y")))) == "第3行。"


def test_units_are_those_of_the_forms(messages: Messages) -> None:
    assert messages.units["tce"] == "吨标准煤"
    assert messages.units["m³"] == "立方米"
    assert messages.units["tCO₂e"] == "吨二氧化碳当量"


def test_words_are_filled_and_values_are_never_filled_again(messages: Messages) -> None:
    assert messages.filled("row-titled", row=2, title="{row}{x}") == "第2项“{row}{x}”"


def test_every_word_that_may_be_asked_for_is_known_to_be_needed(messages: Messages) -> None:
    assert messages.words.keys() == WORDS
    code = "\n".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / "pipeline").rglob("*.py"))
    asked = set(re.findall(r'\.(?:word|filled)\(\s*"([a-z-]+)"', code))
    assert {"no-district", "ours", "undone-held"} <= asked
    assert asked <= WORDS


def test_a_missing_word_is_a_template_error(messages: Messages) -> None:
    assert messages.word("no-district") == "未分区"
    with pytest.raises(TemplateError, match=r"words\.nothing"):
        messages.word("nothing")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "can't be read"),
        ("[problems", "not valid TOML"),
        ("[problems]\nother = ''\n[units]\n", "must have the tables"),
        ("[problems]\nother = 3\n[lint]\n[units]\n[words]", r"problems\.other must be text"),
        ("[problems]\n[lint]\n[units]\n[words]", r"lacks problems\.other, lint\.[a-z-]+, .*words\.[a-z-]+\."),
        ("[problems]\nother = ''\nx = '{'\n[lint]\n[units]\n[words]", r"problems\.x"),
        ("[problems]\nother = ''\n[lint]\n[units]\n[words]\ny = '{'", r"words\.y"),
        ("[problems]\nother = ''\n[lint]\n[units]\n[words]", r"lacks lint\.[a-z-]+, .*words\.[a-z-]+\."),
    ],
)
def test_a_broken_file_is_a_template_error(tmp_path: Path, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / "messages.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError, match=words):
        Messages.load(tmp_path)
