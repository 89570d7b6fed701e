"""The definitions of ``templates/checks.toml``: what is wrong with them is said, what breaks is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.checks import FAILED, collection
from pipeline.checks.together import Deadlines, Together
from pipeline.model import Book

GOOD = 'check = "same-file"\ncode = "x"\nseverity = "info"\naudience = "district"\nmessage = "在{others}"\n'


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("same-file", "same-fil", "check-unknown"),
        ("same-file", "near-duplicate", "check-setting-missing"),
        ('audience = "district"', 'audience = "applicant"', "check-tells-others"),
        ('severity = "info"', 'severity = "error"', "check-tells-others"),
        ("{others}", "{other}", "placeholder-unknown"),
        ("{others}", "{others", "placeholder-malformed"),
        ('code = "x"', "code = 1", "setting-text"),
        ('severity = "info"', 'severity = "fatal"', "setting-choice"),
        ('severity = "info"', 'severty = "info"', "setting-unknown"),
        ('code = "x"', "code = ", "toml-invalid"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, before: str, after: str, code: str) -> None:
    file = tmp_path / collection.NAME
    file.write_text(f"[[checks]]\n{GOOD}", encoding="utf-8")
    assert collection.load(file)[1] == ()
    file.write_text(f"[[checks]]\n{GOOD.replace(before, after)}", encoding="utf-8")
    wrong, *more = collection.load(file)[1]
    assert (wrong.code, wrong.file) == (code, collection.NAME)
    assert [each.code for each in more] in ([], ["setting-missing"])
    assert "pydantic" not in wrong.say()


def test_a_check_that_breaks_is_told_to_the_bureau_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("pipeline.checks.alike.pairs", broken)
    odd = GOOD.replace("same-file", "near-duplicate").replace("x", "y", 1)
    letter = GOOD.replace("same-file", "letter-there").replace("在{others}", "{district}")
    file = tmp_path / collection.NAME
    file.write_text(f"[[checks]]\n{odd}limit = 61\n[[checks]]\n{letter}", encoding="utf-8")
    definitions, wrong = collection.load(file)
    assert wrong == ()
    book = Book((), (), datetime(2024, 9, 1, tzinfo=UTC))
    beside = Together((), (), ("黄埔区",), frozenset(), frozenset(), Deadlines(), {})
    (_, failed), (district, missing) = collection.check(book, beside, definitions).districts
    assert (failed.code, failed.audience) == (FAILED, "bureau")
    assert "by nothing" in failed.message
    assert (district, missing.message) == ("黄埔区", "黄埔区")
