"""What holds for any entries: order means nothing, nothing is lost, numbers are unique."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide import decide
from pipeline.model import PASSED, REPLACED, STATES, WITHDRAWN, Book, Entry, Past
from tests.decide.entries import LIBRARY, START, entry, fault, problem

ORDER = ("海珠区", "黄埔区")
TITLES = st.sampled_from(["", "甲", "乙", "丙 ", "ＬＥＤ"])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    district = draw(st.sampled_from(["黄埔区", "海珠区", None]))
    path = f"{district or ''}/{draw(st.sampled_from('abcd'))}.docx".lstrip("/")
    if draw(st.integers(0, 9)) == 0:
        return problem(path, sha=draw(st.sampled_from(["x", "y"])), district=district)
    return entry(
        draw(st.one_of(TITLES, st.lists(TITLES, max_size=3))),
        unit=draw(st.sampled_from(["", "甲公司", "乙公司"])),
        path=path,
        day=draw(st.integers(0, 3)),
        district=district,
        findings=draw(st.sampled_from([(), (fault(),), (fault(row=0),)])),
    )


SETS = st.lists(entries(), max_size=12, unique_by=lambda made: (made.source.sha, made.source.shown))


def made(found: list[Entry]) -> Book:
    return decide(found, LIBRARY, START, ORDER)


@given(SETS, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_means_nothing(found: list[Entry], randomly: random.Random) -> None:
    shuffled = list(found)
    randomly.shuffle(shuffled)
    assert made(shuffled) == made(found)


@given(SETS, SETS, st.randoms(use_true_random=False))
def test_what_has_gone_changes_nothing_of_what_stands(
    found: list[Entry], gone: list[Entry], randomly: random.Random
) -> None:
    past = [
        Past(item, START + timedelta(days=randomly.randint(4, 6)), randomly.random() < 0.5)
        for item in gone
        if item.record
    ]
    before = made(found)
    after = decide(found, LIBRARY, START, ORDER, past)
    ended = [case for case in after.cases if all(case.entry is not item for item in after.entries)]
    assert [case for case in after.cases if case not in ended] == list(before.cases)
    assert after.entries == before.entries
    assert all(case.state in (WITHDRAWN, REPLACED) for case in ended)
    randomly.shuffle(past)
    assert decide(found, LIBRARY, START, ORDER, past) == after


@given(SETS)
def test_every_counted_form_has_its_cases(found: list[Entry]) -> None:
    book = made(found)
    counted = [item for item in book.entries if item.record]
    rows = sum(max(item.record.rows("works"), 1) for item in counted if item.record)
    assert len(book.cases) == rows
    assert all(case.state in STATES and case.entry in counted for case in book.cases)


@given(SETS)
def test_no_two_standing_cases_share_a_number(found: list[Entry]) -> None:
    standing = [case.number for case in made(found).cases if case.state != REPLACED]
    assert len(standing) == len(set(standing))


@given(SETS)
def test_what_took_a_place_is_itself_a_case(found: list[Entry]) -> None:
    book = made(found)
    numbers = {case.number for case in book.cases}
    assert all((case.replaced_by in numbers) == (case.state == REPLACED) for case in book.cases)


@given(SETS)
def test_the_newest_submission_always_stands(found: list[Entry]) -> None:
    book = made(found)
    newest = max((item.source.first_seen for item in found if item.record), default=None)
    if newest is not None:
        assert any(case.state != REPLACED for case in book.cases)


@given(SETS)
def test_deciding_again_later_changes_nothing_but_the_time(found: list[Entry]) -> None:
    later = decide(found, LIBRARY, START + timedelta(days=99), ORDER)
    assert (later.cases, later.entries) == (made(found).cases, made(found).entries)
    assert all(case.state == PASSED for case in later.passed())
