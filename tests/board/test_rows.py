"""What boards list of a book: whose turn it is, and when what counts came in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.batch.status import count
from pipeline.documents.board import rows
from pipeline.messages import Messages
from pipeline.model import (
    NOT_RECOMMENDED,
    NOT_SELECTED,
    NOWHERE,
    PASSED,
    REPLACED,
    SELECTED,
    TO_CORRECT,
    WITHDRAWN,
    Audience,
    Book,
    Case,
    Finding,
    Severity,
    Verdict,
)
from tests.batch.made import TEMPLATES
from tests.decide.entries import LIBRARY, START, entry, problem


def case(
    state: str, *findings: Finding, row: int | None = None, district: str | None = "黄埔区", opinion: str = ""
) -> Case:
    of = entry("余热", district=district, findings=findings)
    verdict = Verdict("", "", "", district, of.source, opinion=opinion) if opinion else None  # type: ignore[arg-type]
    return Case("黄埔-234567", of, row, district, "绿色制造", "广州甲公司", "余热", state, verdict=verdict)


def found(audience: Audience, row: int | None = None, severity: Severity = "error") -> Finding:
    return Finding("text-missing", severity, audience, "没有填写。", row=row)


@pytest.mark.parametrize(
    ("shown", "whose"),
    [
        (case(TO_CORRECT, found("applicant")), "applicant"),
        (case(TO_CORRECT, found("applicant"), found("bureau"), found("district")), "applicant"),
        (case(TO_CORRECT, found("district"), found("bureau")), "district"),
        (case(TO_CORRECT, found("district"), found("applicant", severity="warning")), "district"),
        (case(TO_CORRECT, found("bureau")), "bureau"),
        (case(TO_CORRECT, found("district"), district=None), "bureau"),  # no district is there to look
        (case(TO_CORRECT), "applicant"),  # sent back by its district, with no error found
        (case(TO_CORRECT, found("applicant", row=1), found("bureau", row=0), row=0), "bureau"),
        (case(PASSED), "district"),
        (case(PASSED, district="海珠区"), "bureau"),  # its letter and its list are there
        (case(PASSED, opinion="recommend"), "bureau"),
        (case(PASSED, district=None), "bureau"),
        *((case(state), "") for state in (REPLACED, WITHDRAWN, NOT_RECOMMENDED, SELECTED, NOT_SELECTED)),
    ],
)
def test_a_case_is_somebodys(shown: Case, whose: str) -> None:
    assert rows.turn(shown, {"海珠区"}) == whose


def test_why_a_case_has_gone_is_said_as_far_as_its_reader_may_know() -> None:
    heir = replace(case(PASSED, district="海珠区"), number="海珠-AAAAAA")
    cases = (replace(case(WITHDRAWN), since=START), replace(case(REPLACED), replaced_by=heir.number), heir)
    book = Book(cases, (), START)
    for reader, said in ((None, ["2024-09-01 09:00", heir.number, ""]), ("黄埔区", ["2024-09-01 09:00", ""])):
        whose = rows.Whose(reader, (), {}, lambda path: path)
        shown = rows.submissions(book, LIBRARY, Messages.load(TEMPLATES), whose)
        assert [one.because for one in shown] == said


def test_a_file_that_can_not_be_read_is_its_districts_or_else_the_bureaus() -> None:
    book = Book((), (problem(), problem("坏.docx", sha="worse", district=None)), START)
    whose = rows.Whose(None, (), {}, lambda path: path)
    shown = rows.submissions(book, LIBRARY, Messages.load(TEMPLATES), whose)
    assert [(one.district, one.turn) for one in shown] == [("黄埔区", "district"), (NOWHERE, "bureau")]


def test_what_came_in_is_as_many_as_were_received_also_once_the_bureau_has_decided() -> None:
    states = (PASSED, SELECTED, NOT_SELECTED, TO_CORRECT, REPLACED, WITHDRAWN, NOT_RECOMMENDED)
    cases = tuple(map(case, states))
    book = Book(cases, (problem(), *(one.entry for one in cases)), START)
    (counts,) = count(book, (), ("黄埔区",)).districts
    assert len(rows.arrived(book)) == len(rows.arrived(book, "黄埔区")) == counts.received == 5
    assert rows.arrived(book, "海珠区") == ()
