"""Which form stands, in which state, under which number (``docs/interface.md``, "A case")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from pipeline.decide import decide, numbers
from pipeline.model import (
    PASSED,
    REPLACED,
    TO_CORRECT,
    WITHDRAWN,
    Answer,
    Book,
    Entry,
    Finding,
    Past,
    Record,
    Source,
)
from tests.decide.entries import LIBRARY, START, SUMMARY, entry, fault, problem

ORDER = ("越秀区", "海珠区", "黄埔区", "增城区")


def book(*entries: Entry) -> Book:
    return decide(entries, LIBRARY, START, ORDER)


def after(*entries: Entry, past: Sequence[Past]) -> dict[str, tuple[str, str, datetime | None]]:
    """State, heir's title and time by title, where forms went as well."""
    cases = decide(entries, LIBRARY, START, ORDER, past).cases
    titles = {case.number: case.title for case in cases}
    return {case.title: (case.state, titles.get(case.replaced_by, ""), case.since) for case in cases}


def states(*entries: Entry) -> dict[str, str]:
    return {case.title: case.state for case in book(*entries).cases}


# --- cases --------------------------------------------------------------------------


def test_a_form_is_a_case_and_each_row_of_a_list_is_one() -> None:
    cases = book(entry("余热回收"), entry(["甲项目", "乙项目"], path="黄埔区/乙.docx")).cases
    assert [(case.title, case.row, case.direction) for case in cases] == [
        ("甲项目", 0, "清洁生产"),
        ("乙项目", 1, "清洁生产"),
        ("余热回收", None, "绿色制造"),
    ]


def test_a_list_left_empty_is_still_a_case_to_correct() -> None:
    (case,) = book(entry([], findings=[fault()])).cases
    assert (case.row, case.title, case.state) == (None, "", TO_CORRECT)


def test_lists_of_the_districts_and_unreadable_files_make_no_case() -> None:
    record = Record(SUMMARY, "表1", {"rows": Answer(())})
    listed = Entry(Source("黄埔区/附件4.docx", "", "four", START, "黄埔区"), record, "黄埔区")
    made = book(listed, problem())
    assert made.cases == ()
    assert len(made.entries) == 2


def test_a_nameless_applicant_is_shown_by_the_files_stem() -> None:
    (case,) = book(entry("余热回收", unit="", path="黄埔区/企业/附件1.docx")).cases
    assert case.unit == "附件1"


# --- states -------------------------------------------------------------------------


def test_an_error_of_a_row_concerns_its_case_alone() -> None:
    assert states(entry(["甲", "乙"], findings=[fault(row=1)])) == {"甲": PASSED, "乙": TO_CORRECT}


def test_an_error_of_the_form_concerns_all_its_cases() -> None:
    assert states(entry(["甲", "乙"], findings=[fault()])) == {"甲": TO_CORRECT, "乙": TO_CORRECT}


def test_a_warning_holds_nothing_up() -> None:
    warning = Finding("odd", "warning", "bureau", "请核对。")
    assert states(entry("甲", findings=[warning])) == {"甲": PASSED}


# --- which one stands ---------------------------------------------------------------


def test_the_newer_form_of_the_same_title_stands_even_where_it_is_worse() -> None:
    old = entry("余热回收", path="黄埔区/一.docx", day=1)
    new = entry("余热 回收", path="黄埔区/二.docx", day=2, findings=[fault()])
    made = book(old, new)
    found = {case.entry.source.path: case for case in made.cases}
    assert found["黄埔区/一.docx"].state == REPLACED
    assert found["黄埔区/一.docx"].replaced_by == found["黄埔区/二.docx"].number
    assert found["黄埔区/二.docx"].state == TO_CORRECT


def test_the_newer_bytes_at_the_same_path_stand_though_the_title_changed() -> None:
    assert states(entry("旧题", day=1), entry("新题", day=2)) == {"旧题": REPLACED, "新题": PASSED}


def test_another_title_at_another_path_adds() -> None:
    first, second = entry("甲"), entry("乙", path="黄埔区/二.docx", day=1)
    assert states(first, second) == {"甲": PASSED, "乙": PASSED}


def test_a_second_list_with_other_projects_adds_to_the_first() -> None:
    first, second = entry(["甲", "乙"]), entry(["丙"], path="黄埔区/二.docx", day=1)
    assert states(first, second) == {"甲": PASSED, "乙": PASSED, "丙": PASSED}


def test_a_list_that_shares_a_project_takes_the_place_of_the_whole_form() -> None:
    first, second = entry(["甲", "乙"]), entry(["乙", "丙"], path="黄埔区/二.docx", day=1)
    made = book(first, second)
    assert sorted((case.title, case.state) for case in made.cases) == sorted(
        [("甲", REPLACED), ("乙", REPLACED), ("乙", PASSED), ("丙", PASSED)]
    )
    assert all(case.replaced_by for case in made.cases if case.state == REPLACED)


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "广州乙公司", "path": "黄埔区/二.docx"},
        {"district": "海珠区", "path": "海珠区/甲.docx"},
    ],
)
def test_other_units_and_districts_keep_theirs(other: dict[str, str]) -> None:
    made = book(entry("余热回收"), entry("余热回收", day=1, **other))  # type: ignore[arg-type]
    assert [case.state for case in made.cases] == [PASSED, PASSED]


def test_forms_without_a_title_do_not_share_one() -> None:
    made = book(entry(""), entry("", path="黄埔区/二.docx", day=1))
    assert [case.state for case in made.cases] == [PASSED, PASSED]
    assert len({case.number for case in made.cases}) == 2


def test_two_forms_in_one_file_both_stand() -> None:
    first, second = entry("甲", sha="same"), entry("乙", sha="same", part="表2")
    assert states(first, second) == {"甲": PASSED, "乙": PASSED}


def test_identical_bytes_in_one_district_count_once_and_are_shown_where_first_seen() -> None:
    first = entry("甲", sha="same", path="黄埔区/一.docx", day=1)
    copy = entry("甲", sha="same", path="黄埔区/备用/一.docx", day=3)
    (case,) = book(copy, first).cases
    assert case.entry.source.path == "黄埔区/一.docx"
    assert len(book(copy, first).entries) == 1


def test_identical_bytes_in_two_districts_count_in_both() -> None:
    first = entry("甲", sha="same")
    other = entry("甲", sha="same", path="海珠区/甲.docx", district="海珠区")
    assert [case.state for case in book(first, other).cases] == [PASSED, PASSED]


def test_old_bytes_handed_in_again_are_the_newest() -> None:
    old, again = (entry("甲", sha="old", path=f"黄埔区/{day}.docx", day=day) for day in (1, 3))
    between = entry("甲", sha="between", path="黄埔区/2.docx", day=2)
    made = book(old, between, again)
    assert {case.entry.source.sha: case.state for case in made.cases} == {"old": PASSED, "between": REPLACED}


def test_of_two_seen_at_once_the_later_name_stands() -> None:
    first, second = entry("甲", path="黄埔区/附件1.docx"), entry("甲", path="黄埔区/附件1-修改.docx")
    found = {case.entry.source.path: case.state for case in book(first, second).cases}
    assert found == {"黄埔区/附件1.docx": REPLACED, "黄埔区/附件1-修改.docx": PASSED}


# --- what has gone ------------------------------------------------------------------

LATER = START + timedelta(days=9)


def test_a_form_that_was_taken_away_is_withdrawn_since_then() -> None:
    gone = Past(entry("余热回收"), LATER, overwritten=False)
    stays = entry("甲", path="黄埔区/乙.docx")
    assert after(stays, past=[gone]) == {"余热回收": (WITHDRAWN, "", LATER), "甲": (PASSED, "", None)}


def test_a_case_that_goes_on_elsewhere_or_came_back_is_not_withdrawn() -> None:
    gone = Past(entry("余热回收"), LATER, overwritten=False)
    moved = entry("余热回收", path="黄埔区/新/甲.docx", day=9)
    assert after(moved, past=[gone]) == {"余热回收": (PASSED, "", None)}


def test_a_form_written_over_by_its_unit_is_replaced_and_by_another_unit_withdrawn() -> None:
    before = Past(entry("余热回收"), LATER, overwritten=True)
    same = entry("沼气利用", day=9)
    other = entry("沼气利用", unit="广州乙公司", day=9)
    assert after(same, past=[before])["余热回收"] == (REPLACED, "沼气利用", None)
    assert after(other, past=[before])["余热回收"] == (WITHDRAWN, "", LATER)


def test_a_case_that_went_twice_is_withdrawn_once_since_the_last_time() -> None:
    twice = [
        Past(entry("余热回收"), START, overwritten=False),
        Past(entry("余热回收", day=1), LATER, overwritten=False),
    ]
    (case,) = decide((), LIBRARY, START, ORDER, twice).cases
    assert (case.state, case.since) == (WITHDRAWN, LATER)
    (number,) = (case.number for case in book(entry("余热回收")).cases)
    assert case.number == number


# --- numbers ------------------------------------------------------------------------


def test_a_number_names_the_district_and_has_no_lookalikes() -> None:
    (case,) = book(entry("余热回收")).cases
    assert re.fullmatch("黄埔-[2-9A-HJKMNP-TW-Z]{6}", case.number)


def test_a_number_lasts_whatever_is_handed_in_beside_it() -> None:
    (alone,) = book(entry("余热回收")).cases
    others = [entry(f"案例{number}", path=f"黄埔区/{number}.docx") for number in range(50)]
    corrected = entry("余热回收", day=9, findings=[fault()])
    assert alone.number in {case.number for case in book(corrected, *others).cases if case.state != PASSED}


def test_width_and_spaces_in_names_do_not_make_another_case() -> None:
    (half,) = book(entry("LED照明(一期)", unit="广州ABC公司")).cases
    (full,) = book(entry("ＬＥＤ 照明（一期）", unit="广州ＡＢＣ 公司")).cases
    assert half.number == full.number


def test_a_project_listed_twice_is_two_cases() -> None:
    cases = book(entry(["甲", "甲"])).cases
    assert len({case.number for case in cases}) == 2


def test_a_case_without_a_district_says_so() -> None:
    (case,) = book(entry("甲", district=None, path="甲.docx")).cases
    assert case.number.startswith("未分区-")
    assert case.district is None


def test_colliding_numbers_are_told_apart_by_length(monkeypatch: pytest.MonkeyPatch) -> None:
    # Six characters of 29 collide too rarely to wait for; one character does at once.
    monkeypatch.setattr(numbers, "LENGTH", 1)
    entries = [entry(f"案例{number}", path=f"黄埔区/{number}.docx", day=number) for number in range(60)]
    assert len({case.number for case in book(*entries).cases}) == 60
    early = {case.title: case.number for case in book(*entries[:20]).cases}
    late = {case.title: case.number for case in book(*entries).cases}
    assert all(late[title] == number for title, number in early.items())


# --- order --------------------------------------------------------------------------


def test_a_name_may_have_thousands_of_digits() -> None:
    paths = [f"黄埔区/{number}.docx" for number in ("2", "10", "1" * 5000)]
    found = book(*(problem(path) for path in reversed(paths)))
    assert [each.source.shown for each in found.entries] == paths


def test_districts_in_their_order_then_units_by_pinyin_then_titles() -> None:
    made = book(
        entry("甲", unit="中山公司", path="增城区/1.docx", district="增城区"),
        entry("甲", unit="爱家公司", path="增城区/2.docx", district="增城区"),
        entry("乙", unit="爱家公司", path="增城区/3.docx", district="增城区"),
        entry("甲", unit="丙公司", path="越秀区/1.docx", district="越秀区"),
        entry("甲", unit="丁公司", path="甲.docx", district=None),
        entry("甲", unit="戊公司", path="仓山区/1.docx", district="仓山区"),
    )
    assert [(case.district, case.unit, case.title) for case in made.cases] == [
        ("越秀区", "丙公司", "甲"),
        ("增城区", "爱家公司", "甲"),
        ("增城区", "爱家公司", "乙"),
        ("增城区", "中山公司", "甲"),
        ("仓山区", "戊公司", "甲"),
        (None, "丁公司", "甲"),
    ]


def test_the_books_time_is_the_runs() -> None:
    assert book().as_of == START
