"""Which files the outbox should have, what they are called, and what makes them stale."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.documents.casebook import Settings
from pipeline.documents.notice import Desk
from pipeline.documents.register import Words
from pipeline.door import DEFAULT
from pipeline.forms import Library, load
from pipeline.messages import Messages
from pipeline.model import (
    NOT_RECOMMENDED,
    PASSED,
    REPLACED,
    TO_CORRECT,
    Answer,
    Audience,
    Book,
    Case,
    Entry,
    Finding,
    Place,
    Problem,
    Record,
    Severity,
    Source,
    Verdict,
)
from pipeline.plan import Means, ReturnMeans, casebook, fingerprint, pdf, plan
from tests.decide.entries import START

TEMPLATES = Path(__file__).parents[2] / "templates"
MEANS = Means(
    library=load(TEMPLATES),
    edition=Settings("优秀案例", 2024, "市局", draft=True),
    units={},
    severities={"error": "错误", "warning": "提醒"},
    register=Words.load(TEMPLATES),
    photos={},
    template=TEMPLATES / "casebook.docx",
    code="code",
    forms_key="forms",
    template_key="template",
    report=TEMPLATES / "report.docx",
    report_key="report",
    back=ReturnMeans(
        messages=Messages.load(TEMPLATES),
        desks={
            None: Desk("优秀案例", 2024, "市局"),
            "黄埔区": Desk("优秀案例", 2024, "黄埔区局", "10月15日", "某某"),
        },
        notice=TEMPLATES / "notice.docx",
        notice_key="notice",
        originals={"sha": Path("original")},
        door=DEFAULT,
        reading="reading",
    ),
)


def case(district: str | None, title: str = "余热回收", state: str = PASSED, day: int = 0) -> Case:
    record = Record(
        "annex1",
        "表1",
        {"name": Answer("甲公司"), "case_title": Answer(title), "highlights": Answer("回收余热。")},
    )
    source = Source(f"{district}/甲.docx", "", "sha", START + timedelta(days=day), district)
    return Case(
        "甲-234567",
        Entry(source, record, district, unit="甲公司"),
        None,
        district,
        "绿色制造",
        "甲公司",
        title,
        state,
    )


def book(*cases: Case, days: int = 0) -> Book:
    return Book(cases, tuple(found.entry for found in cases), START + timedelta(days=days))


def keys(made: Book, means: Means = MEANS) -> dict[str, str]:
    last = casebook(made, means, {})
    return {target.path: target.key for target in (*plan(made, means), *([last] if last else []))}


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
        "市局/台账.xlsx",
        "市局/评审表.xlsx",
        "市局/汇编/优秀案例（2024年）（送审稿）.docx",
    ]


def test_where_nothing_passed_there_is_but_something_to_decide_of() -> None:
    assert list(keys(book(case("黄埔区", state=TO_CORRECT)))) == ["黄埔区/区审核表.xlsx", "市局/台账.xlsx"]
    assert list(keys(book(case("黄埔区", state=REPLACED)))) == ["市局/台账.xlsx"]
    assert plan(Book((), (), START), MEANS) == ()


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
    assert len(paths) == len(set(paths)) == 8
    for path in paths:
        *folders, name = path.split("/")
        assert folders in (["黄埔区"], ["市局"], ["市局", "汇编"])
        assert len(name.encode("utf-8")) <= 255
        assert not set(name) & set('<>:"\\|?*')
    assert [path for path in paths if "-twin汇总表（黄埔区）." in path] == paths[2:4]


def test_the_clock_and_where_a_file_lies_make_no_document_stale() -> None:
    moved = case("黄埔区", day=3)
    moved = replace(
        moved, entry=replace(moved.entry, source=replace(moved.entry.source, path="黄埔区/乙.docx"))
    )
    after, before = keys(book(moved, days=9)), keys(book(case("黄埔区")))
    # The register alone tells where a form lies, and since when.
    assert [path for path in before if before[path] != after[path]] == ["市局/台账.xlsx"]


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


def test_other_page_numbers_make_the_casebook_and_its_pdf_stale() -> None:
    made = book(case("黄埔区"))
    first, other = (casebook(made, MEANS, {"_Toc000000001": page}) for page in ("1", "2"))
    assert first and other and first.key != other.key
    again = casebook(made, MEANS, {"_Toc000000001": "1"})
    assert again and again.key == first.key
    printed = pdf(first, first.key, Path("printed"))
    assert printed.path == "市局/汇编/优秀案例（2024年）（送审稿）.pdf"
    assert printed.key != pdf(other, other.key, Path("printed")).key
    assert first.dear and printed.dear


def faulty(district: str | None, unit: str = "甲公司", **source: str) -> Case:
    """A case with an error for its applicant."""
    made = case(district, state=TO_CORRECT)
    wrong = Finding("x", "error", "applicant", "请补充。", "附件1", "name", place=Place("表1", 1, 2, 2))
    entry = replace(made.entry, source=replace(made.entry.source, **source), findings=(wrong,), format="docx")
    record = entry.record
    assert record is not None
    answers = {**record.answers, "name": Answer(unit)}
    entry = replace(entry, content=replace(record, answers=answers), unit=unit)
    return replace(made, entry=entry)


def back(made: Book) -> list[str]:
    """The paths of what goes back."""
    return [path for path in keys(made) if "/退回修改/" in path]


def test_a_form_with_findings_for_its_applicant_goes_back_with_its_comments() -> None:
    assert back(book(faulty("黄埔区"), faulty(None, "乙/公司"))) == [
        "黄埔区/退回修改/甲公司-附件1-退回修改意见.docx",
        "未分区/退回修改/乙_公司-附件1-退回修改意见.docx",
        "黄埔区/退回修改/甲公司-附件1-批注.docx",
        "未分区/退回修改/乙_公司-附件1-批注.docx",
    ]


@pytest.mark.parametrize(
    ("state", "audience"),
    [(REPLACED, "applicant"), (NOT_RECOMMENDED, "applicant"), (TO_CORRECT, "district"), (PASSED, "bureau")],
)
def test_what_is_not_the_applicants_to_mend_does_not_go_back(state: str, audience: Audience) -> None:
    made = faulty("黄埔区")
    findings = tuple(replace(finding, audience=audience) for finding in made.entry.findings)
    made = replace(made, state=state, entry=replace(made.entry, findings=findings))
    assert back(book(made)) == []


@pytest.mark.parametrize(("severity", "goes_back"), [("warning", False), ("error", True)])
def test_what_the_district_confirmed_to_be_none_does_not_go_back(severity: Severity, goes_back: bool) -> None:
    made = faulty("黄埔区")
    findings = tuple(replace(finding, severity=severity) for finding in made.entry.findings)
    verdict = Verdict(made.number, made.unit, made.title, "黄埔区", made.entry.source, confirmed=("x",))
    made = replace(made, verdict=verdict, entry=replace(made.entry, findings=findings))
    assert bool(back(book(made))) is goes_back


def test_a_list_of_many_beside_a_form_leaves_its_file_without_comments() -> None:
    made = faulty("黄埔区")
    many = replace(made.entry, content=Record("annex4", "表2", {}), findings=())
    found = replace(book(made), entries=(made.entry, many))
    assert back(found) == ["黄埔区/退回修改/甲公司-附件1-退回修改意见.docx"]


def test_of_names_that_are_the_same_both_files_have_the_same_else() -> None:
    one, other = faulty("黄埔区", path="a/一.docx"), faulty("黄埔区", path="b/二.docx")
    paths = back(book(one, other))
    assert [path.partition("附件1-")[0] for path in paths] == [
        "黄埔区/退回修改/甲公司-一-",
        "黄埔区/退回修改/甲公司-二-",
    ] * 2


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ({"notice_key": "other"}, {"退回修改意见.docx"}),
        ({"reading": "other"}, {"批注.docx"}),
        ({"desks": {None: Desk("优秀案例", 2024, "市局", "11月1日")}}, {"退回修改意见.docx"}),
        ({"originals": {"sha": Path("elsewhere")}}, set()),
    ],
)
def test_what_makes_returns_stale(changed: dict[str, object], stale: set[str]) -> None:
    made = book(faulty("黄埔区"))
    other = replace(MEANS, back=replace(MEANS.back, **changed))  # type: ignore[arg-type]
    before, after = keys(made), keys(made, other)
    assert {path.rpartition("-")[2] for path in before if before[path] != after[path]} == stale


def test_what_can_t_be_read_has_its_reason() -> None:
    entries = tuple(
        Entry(Source(path, "", "", START, None), Problem("corrupt"), district)
        for path, district in (("甲/附件1.docx", "黄埔区"), ("乙/附件1.docx", "黄埔区"), ("附件1.docx", None))
    )
    found = Book((), entries, START)
    assert list(keys(found)) == [
        "黄埔区/无法读取/附件1.docx-甲.txt",
        "黄埔区/无法读取/附件1.docx-乙.txt",
        "未分区/无法读取/附件1.docx.txt",
        "市局/台账.xlsx",
    ]
    assert keys(replace(found, as_of=START + timedelta(days=9))) == keys(found)


def test_targets_pickle_and_write_the_same_bytes_each_time(tmp_path: Path) -> None:
    for number, target in enumerate(plan(book(case("黄埔区")), MEANS)):
        first, second = tmp_path / f"{number}a", tmp_path / f"{number}b"
        target.render(first)
        pickle.loads(pickle.dumps(target)).render(second)
        assert first.read_bytes() == second.read_bytes()


def test_a_fingerprint_tells_its_inputs_apart() -> None:
    assert fingerprint("a", "b") != fingerprint("ab")
    assert fingerprint({"a": 1}) == fingerprint({"a": 1})
