"""What districts decide in their review sheets (``docs/interface.md``, "A finding" and "A case")."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide import RETURNED, Wording, decide
from pipeline.model import NOT_RECOMMENDED, PASSED, TO_CORRECT, Book, Entry, Source, Verdict
from tests.decide.entries import LIBRARY, START, entry, fault

ORDER = ("黄埔区", "海珠区")
WORDING = Wording(confirmed="已人工确认：", returned="区主管部门退回修改。")
CODE = fault().code


def book(*entries: Entry, verdicts: tuple[Verdict, ...] = ()) -> Book:
    return decide(entries, LIBRARY, START, ORDER, (), verdicts, WORDING)


def number(of: Entry, title: str = "余热回收") -> str:
    return next(case.number for case in book(of).cases if case.title == title)


def verdict(number: str, *, day: int = 5, **said: Any) -> Verdict:
    source = Source("黄埔区/审核/区审核表.xlsx", "", f"sheet {day}", START + timedelta(days=day), "黄埔区")
    return Verdict(
        **{"unit": "广州甲公司", "title": "余热回收", "district": "黄埔区"} | said,
        number=number,
        source=source,
    )


def test_a_case_that_its_district_refuses_is_out_and_stays_out() -> None:
    form = entry("余热回收")
    refused = verdict(number(form), opinion="refuse", reason="重复申报")
    (case,) = book(form, verdicts=(refused,)).cases
    assert (case.state, case.verdict) == (NOT_RECOMMENDED, refused)
    anew = entry("余热回收", day=9)
    assert [case.state for case in book(anew, verdicts=(refused,)).cases] == [NOT_RECOMMENDED]


def test_a_returned_form_has_the_reason_as_an_error_until_a_newer_one_is_there() -> None:
    form = entry("余热回收")
    returned = verdict(number(form), opinion="return", reason="请补充节能量的计算过程。")
    (case,) = book(form, verdicts=(returned,)).cases
    assert case.state == TO_CORRECT
    (finding,) = case.entry.findings
    assert (finding.code, finding.severity, finding.audience) == (RETURNED, "error", "applicant")
    assert finding.message == "请补充节能量的计算过程。"
    assert [case.state for case in book(entry("余热回收", day=9), verdicts=(returned,)).cases] == [PASSED]
    bare = book(form, verdicts=(verdict(number(form), opinion="return"),))
    assert [finding.message for finding in bare.entries[0].findings] == ["区主管部门退回修改。"]


def test_a_confirmed_error_is_a_warning_through_all_that_is_handed_in_anew() -> None:
    form = entry("余热回收", findings=[fault()])
    confirmed = verdict(number(form), confirmed=(CODE,))
    for handed_in in (form, entry("余热回收", day=9, findings=[fault()])):
        (case,) = book(handed_in, verdicts=(confirmed,)).cases
        assert case.state == PASSED
        (finding,) = case.entry.findings
        assert (finding.severity, finding.message) == ("warning", "已人工确认：没有填写。")
    other = verdict(number(form), confirmed=("another-code",))
    assert [case.state for case in book(form, verdicts=(other,)).cases] == [TO_CORRECT]


def test_an_error_of_one_project_is_confirmed_in_its_own_row_alone() -> None:
    form = entry(["甲", "乙"], findings=[fault(row=0), fault(row=1)])
    confirmed = verdict(number(form, "乙"), title="乙", confirmed=(CODE,))
    assert {case.title: case.state for case in book(form, verdicts=(confirmed,)).cases} == {
        "甲": TO_CORRECT,
        "乙": PASSED,
    }


def test_a_row_that_does_not_agree_with_its_case_counts_for_nothing() -> None:
    form = entry("余热回收")
    odd: list[dict[str, Any]] = [{"unit": "广州乙公司"}, {"title": "沼气利用"}, {"district": "海珠区"}]
    rows = (
        *(verdict(number(form), opinion="refuse", **said) for said in odd),
        verdict("黄埔-222222", opinion="refuse"),
    )
    made = book(form, verdicts=rows)
    assert [case.state for case in made.cases] == [PASSED]
    assert sorted(map(str, made.strays)) == sorted(map(str, rows))


def test_of_two_sheets_the_later_one_counts_row_by_row() -> None:
    form = entry("余热回收")
    early, late = verdict(number(form), opinion="refuse"), verdict(number(form), day=6, opinion="")
    assert [case.state for case in book(form, verdicts=(late, early)).cases] == [PASSED]


@given(
    st.lists(
        st.builds(
            verdict,
            st.sampled_from(["x", "y"]),
            day=st.integers(0, 3),
            opinion=st.sampled_from(["", "refuse"]),
        )
    )
)
def test_sheets_without_a_row_of_a_case_change_nothing_of_it(rows: list[Verdict]) -> None:
    form = entry("余热回收")
    made = book(form, verdicts=tuple(rows))
    assert made.cases == book(form).cases
    assert len(made.strays) == len(rows)
