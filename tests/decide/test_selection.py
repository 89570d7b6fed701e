"""What the bureau's review sheets decide (``docs/interface.md``, "A case"): the same in whatever order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide import decide
from pipeline.decide.selection import Review, select
from pipeline.model import NOT_SELECTED, PASSED, SELECTED, TO_CORRECT, Ballot, Book, Case, Source
from tests.decide.entries import LIBRARY, START, entry, fault

ORDER = ("黄埔区", "海珠区")
TITLES = ("余热回收", "光伏", "中水回用")


def book() -> Book:
    works = [entry(title, path=f"黄埔区/{title}.docx") for title in TITLES]
    return decide([*works, entry("沼气", findings=[fault()])], LIBRARY, START, ORDER)


CASES = {case.title: case for case in book().cases}


def ballot(of: str, /, *, day: int = 5, sheet: str = "定稿", **said: Any) -> Ballot:
    case: Case = CASES[of]
    source = Source(f"评审/评审表-{sheet}.xlsx", "", f"{sheet} {day}", START + timedelta(days=day), None)
    final = sheet == "定稿"
    expert = "" if final else sheet
    known = {"number": case.number, "unit": case.unit, "title": of}
    return Ballot(**{**known, "expert": expert, "final": final, **said}, source=source)


def states(found: Book) -> list[str]:
    return [case.state for case in sorted(found.cases, key=lambda case: [*TITLES, "沼气"].index(case.title))]


def test_experts_advise_and_the_final_sheet_decides() -> None:
    said = [ballot(title, sheet="甲", selected=True, rank=2) for title in (*TITLES, "沼气")]
    found, review = select(book(), said)
    assert states(found) == [PASSED, PASSED, PASSED, TO_CORRECT]
    assert found.printed() == found.passed()
    assert [case.title for _, case in review.ended] == ["沼气"]
    final = [ballot("余热回收", selected=False), ballot("光伏", selected=True, rank=7)]
    found, review = select(book(), [*said, *final])
    assert states(found) == [NOT_SELECTED, SELECTED, PASSED, TO_CORRECT]
    assert [case.title for case in found.printed()] == ["光伏"]
    assert [case.title for case in review.open] == ["中水回用"]
    assert len(found.passed()) == 3


def test_a_row_counts_where_number_unit_and_title_agree() -> None:
    wrong: list[dict[str, str]] = [{"number": "黄埔-222222"}, {"unit": "广州乙公司"}, {"title": "别的"}]
    for other in wrong:
        stray = ballot("余热回收", selected=True, **other)
        found, review = select(book(), [stray, ballot("光伏", selected=True)])
        assert states(found)[:2] == [PASSED, SELECTED]
        assert review.strays == (stray,)
    spaced = ballot("余热回收", selected=True, unit="广州甲公司 ", title="余热 回收")
    assert states(select(book(), [spaced])[0])[0] == SELECTED


def test_of_two_rows_the_first_and_of_two_sheets_the_newer_counts() -> None:
    first, second = ballot("余热回收", selected=True), ballot("余热回收", selected=False)
    found, review = select(book(), [first, second])
    assert (states(found)[0], review.repeated) == (SELECTED, (second,))
    newer = ballot("余热回收", selected=False, day=6)
    chosen = ballot("光伏", selected=True, day=6)
    found, review = select(book(), [newer, first, chosen])
    assert states(found)[:2] == [NOT_SELECTED, SELECTED]
    assert review.outdated == (first.source,)


@given(
    st.lists(
        st.builds(
            ballot,
            st.sampled_from((*TITLES, "沼气")),
            day=st.integers(1, 3),
            sheet=st.sampled_from(("定稿", "甲", "乙")),
            selected=st.sampled_from((True, False, None)),
            rank=st.sampled_from((None, 1, 2)),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_sheets_means_nothing(ballots: list[Ballot], random: Any) -> None:
    sheets: dict[Source, list[Ballot]] = {}
    for one in ballots:
        sheets.setdefault(one.source, []).append(one)
    groups = list(sheets.values())
    random.shuffle(groups)
    told: list[tuple[Book, Review]] = [
        select(book(), ballots),
        select(book(), [one for group in groups for one in group]),
    ]
    (here, said), (there, again) = told
    assert states(here) == states(there)
    assert [case.ruling for case in here.cases] == [case.ruling for case in there.cases]
    assert said == again
    printed = [case.title for case in here.printed()]
    assert len(printed) == len(set(printed))
    assert here.is_final == any(one.selected and one.final for one in ballots)
