"""What the bureau is told of a pass that ended with 1."""

from __future__ import annotations

from pipeline.batch.undone import undone
from pipeline.inbox import Missing
from pipeline.messages import Messages
from pipeline.model import Failure, Outcome
from tests.batch.made import TEMPLATES


def test_all_that_ends_a_pass_with_1_is_told_in_words() -> None:
    failed = Failure("市局/台账.xlsx", "Permission denied")
    gone = (Missing("黄埔区", "gone", 3), Missing("", "unmounted", 40))
    said = undone(
        Outcome(failed=(failed,)),
        [("海珠区/甲", "Permission denied")],
        gone,
        ["ab12"],
        Messages.load(TEMPLATES),
    )
    told = {failure.path: failure.reason for failure in said}
    assert list(told) == ["市局/台账.xlsx", "海珠区/甲", "黄埔区", "整个收件夹", "ab12"]
    assert "（Permission denied）" in told["海珠区/甲"]
    assert "全部 3 个文件" in told["黄埔区"]
    assert "全部 40 个文件" in told["整个收件夹"]
    assert all("请" in reason for reason in list(told.values())[1:])
