"""Which files the outbox should have, what they are called, and what makes them stale."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.documents.casebook import Settings
from pipeline.forms import Library, load
from pipeline.model import PASSED, REPLACED, TO_CORRECT, Answer, Book, Case, Entry, Record, Source
from pipeline.plan import Means, fingerprint, plan
from tests.decide.entries import START

TEMPLATES = Path(__file__).parents[2] / "templates"
MEANS = Means(
    library=load(TEMPLATES),
    edition=Settings("优秀案例", 2024, "市局", draft=True),
    units={},
    severities={"error": "错误", "warning": "提醒"},
    photos={},
    template=TEMPLATES / "casebook.docx",
    code="code",
    forms_key="forms",
    template_key="template",
)


def case(district: str | None, title: str = "余热回收", state: str = PASSED, day: int = 0) -> Case:
    record = Record(
        "annex1",
        "表1",
        {"name": Answer("甲公司"), "case_title": Answer(title), "highlights": Answer("回收余热。")},
    )
    source = Source(f"{district}/甲.docx", "", "sha", START + timedelta(days=day), district)
    return Case(
        "甲-234567", Entry(source, record, district), None, district, "绿色制造", "甲公司", title, state
    )


def book(*cases: Case, days: int = 0) -> Book:
    return Book(cases, tuple(found.entry for found in cases), START + timedelta(days=days))


def keys(made: Book, means: Means = MEANS) -> dict[str, str]:
    return {target.path: target.key for target in plan(made, means)}


def test_a_summary_for_each_district_with_passed_cases_and_one_casebook() -> None:
    made = book(case("越秀区"), case("黄埔区"), case("天河区", state=TO_CORRECT), case(None))
    assert list(keys(made)) == [
        "越秀区/附件4.优秀案例汇总表（越秀区）.docx",
        "越秀区/附件4.优秀案例汇总表（越秀区）.xlsx",
        "黄埔区/附件4.优秀案例汇总表（黄埔区）.docx",
        "黄埔区/附件4.优秀案例汇总表（黄埔区）.xlsx",
        "越秀区/区审核表.xlsx",
        "黄埔区/区审核表.xlsx",
        "天河区/区审核表.xlsx",
        "市局/汇编/优秀案例（2024年）（送审稿）.docx",
    ]


def test_where_nothing_passed_there_is_but_something_to_decide_of() -> None:
    assert list(keys(book(case("黄埔区", state=TO_CORRECT)))) == ["黄埔区/区审核表.xlsx"]
    assert keys(book(case("黄埔区", state=REPLACED))) == {}


def test_the_final_edition_is_no_draft() -> None:
    final = replace(MEANS, edition=replace(MEANS.edition, draft=False))
    assert "市局/汇编/优秀案例（2024年）.docx" in keys(book(case("黄埔区")), final)


def test_names_are_safe_whatever_the_title_is_and_apart_whatever_the_forms_are_called() -> None:
    summary = next(form for form in MEANS.library.forms if form.definition.purpose == "summary")
    twin = replace(summary, definition=summary.definition.model_copy(update={"id": "twin"}))
    title = "..\\../CON: 汇总?" + "长" * 300
    means = replace(
        MEANS,
        library=Library((*MEANS.library.forms, twin)),
        edition=replace(MEANS.edition, title=title),
    )
    paths = list(keys(book(case("黄埔区")), means))
    assert len(paths) == len(set(paths)) == 6
    for path in paths:
        *folders, name = path.split("/")
        assert folders in (["黄埔区"], ["市局", "汇编"])
        assert len(name.encode("utf-8")) <= 255
        assert not set(name) & set('<>:"\\|?*')
    assert [path for path in paths if "-twin汇总表（黄埔区）." in path] == paths[2:4]


def test_the_clock_and_where_a_file_lies_make_nothing_stale() -> None:
    moved = case("黄埔区", day=3)
    moved = replace(
        moved, entry=replace(moved.entry, source=replace(moved.entry.source, path="黄埔区/乙.docx"))
    )
    assert keys(book(moved, days=9)) == keys(book(case("黄埔区")))


def test_another_title_makes_its_district_and_the_casebook_stale() -> None:
    before = keys(book(case("越秀区"), case("黄埔区")))
    after = keys(book(case("越秀区"), case("黄埔区", "余热发电")))
    assert {path.partition("/")[0] for path in before if before[path] != after[path]} == {"黄埔区", "市局"}


@pytest.mark.parametrize("changed", ["code", "forms_key"])
def test_other_code_and_other_forms_make_everything_stale(changed: str) -> None:
    before = keys(book(case("黄埔区")))
    after = keys(book(case("黄埔区")), replace(MEANS, **{changed: "other"}))  # type: ignore[arg-type]
    assert all(before[path] != after[path] for path in before)


def test_another_template_of_the_casebook_makes_it_alone_stale() -> None:
    before, after = (
        keys(book(case("黄埔区"))),
        keys(book(case("黄埔区")), replace(MEANS, template_key="other")),
    )
    assert [path for path in before if before[path] != after[path]] == [
        "市局/汇编/优秀案例（2024年）（送审稿）.docx"
    ]


def test_targets_pickle_and_write_the_same_bytes_each_time(tmp_path: Path) -> None:
    for number, target in enumerate(plan(book(case("黄埔区")), MEANS)):
        first, second = tmp_path / f"{number}a", tmp_path / f"{number}b"
        target.render(first)
        pickle.loads(pickle.dumps(target)).render(second)
        assert first.read_bytes() == second.read_bytes()


def test_a_fingerprint_tells_its_inputs_apart() -> None:
    assert fingerprint("a", "b") != fingerprint("ab")
    assert fingerprint({"a": 1}) == fingerprint({"a": 1})
