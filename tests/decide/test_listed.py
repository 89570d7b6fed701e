"""Which row of a district's list is of which case (``docs/lists.md``, "Which row is which case")."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.decide import decide
from pipeline.decide.listed import Lists, with_lists
from pipeline.model import Book, Entry, Listed, Source
from tests.decide.entries import LIBRARY, START, entry, fault

LIST = Source("黄埔区/审核/附件4.docx", "", "list", START + timedelta(days=9), "黄埔区")


def listed(entries: list[Entry], unit: str, title: str) -> tuple[Book, Lists]:
    """What a list of one row makes of these forms."""
    row = Listed(unit, title, "", "", "", "黄埔区", LIST)
    book, (found,) = with_lists(decide(entries, LIBRARY, START, ("黄埔区",)), [row], {})
    return book, found


@pytest.mark.parametrize(
    ("said", "title", "same"),
    [
        ("空压机改选", "空压机改造", True),
        ("空压机选改", "空压机改造", False),
        ("循环冷却水系统", "循环冷却水系统节能改造", True),
        ("循环冷却水", "循环冷却水系统节能改造", False),
        ("空压机一期改造", "空压机二期改造", False),
        ("改选", "改造", False),
    ],
)
def test_a_slip_or_a_cut_makes_no_other_case_and_a_numeral_does(said: str, title: str, same: bool) -> None:
    case = entry(title)
    _, found = listed([case], "广州甲公司", said)
    assert (found.foreign == ()) is same
    assert listed([case], "广州乙公司", said)[1].foreign == (LIST,)  # nor is it another unit's


def test_of_two_cases_of_one_name_the_row_is_of_that_which_passes() -> None:
    failed, passed = entry("节能", findings=[fault()]), entry(["节能"], path="黄埔区/乙.docx")
    for entries in ([failed, passed], [passed, failed]):
        book, found = listed(entries, "广州甲公司", "节能")
        assert found.ended == found.missing == ()
        assert [case.entry.source.path for case in book.cases if case.listed] == ["黄埔区/乙.docx"]
