"""Boards of any length, with what a season brings: states, findings, links."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.config import DISTRICTS
from pipeline.documents.board import (
    Content,
    District,
    Document,
    Link,
    Measure,
    Remark,
    Said,
    Submission,
    Turn,
)
from pipeline.model import Counts

MADE = datetime.fromisoformat("2024-09-20T18:00:00+08:00")
NASTY = '<img src=x onerror=alert(1)> & "引号"'
_STATES: tuple[tuple[str, Turn], ...] = (
    ("通过", "district"),
    ("通过", "bureau"),
    ("待修改", "applicant"),
    ("待修改", "applicant"),
    ("被替代", ""),
    ("", "district"),
)
_ERROR = "“行业类别（小类）”填写的“C3051 光学玻璃制造”代码与名称不一致，请核对后改正。"
_WARNING = "“年减碳量”与“年节能量”之比为 0.4，低于常见范围，请核对单位和数值。"


def submission(nth: int) -> Submission:
    """One of many, as long as those of a season."""
    state, turn = _STATES[nth % len(_STATES)]
    district = DISTRICTS[nth % len(DISTRICTS)]
    unit = f"广州市示例{nth}绿色制造科技有限公司"
    stem = f"../{district}/退回修改/{unit}-附件1-"
    faulty = state in ("待修改", "")
    return Submission(
        number=f"{district[:2]}-{nth:06}",
        unit=unit,
        title=f"余热回收与数字化能源管理协同改造项目之{nth}",
        district=district,
        form="附件1" if nth % 3 else "附件3",
        state=state,
        turn=turn,
        seen=f"{MADE - timedelta(hours=nth % 400):%Y-%m-%d %H:%M}",
        path=f"{district}/第二批/附件1-{unit}.docx",
        original=f"../../inbox/{district}/第二批/附件1-{unit}.docx",
        because="",
        links=(Link("notice", f"{stem}退回修改意见.docx"), Link("copy", f"{stem}批注.docx"))
        if faulty
        else (),
        said=(
            Said("error", "applicant", _ERROR, "表1 第4行 第4列"),
            Said("warning", "applicant", _WARNING, "表1 第9行 第2列"),
        )
        if faulty
        else (),
    )


def content(number: int, district: str = "") -> Content:
    """The bureau's board of so many submissions, or a district's."""
    each = number // len(DISTRICTS)
    counts = tuple(
        District(name, each, each // 2, each // 4, each // 4, 1, 0, f"../{name}/index.html")
        for name in DISTRICTS
    )
    return Content(
        title="广州市绿色制造与清洁生产优秀案例",
        year=2024,
        owner="广州市工业和信息化局",
        district=district,
        total=Counts("", number, number // 2, number // 4, number // 4, 11, 0),
        districts=counts,
        submissions=tuple(map(submission, range(number))),
        documents=(Document("台账.xlsx", "台账.xlsx"),),
        remarks=(Remark("黄埔区", "warning", "尚未收到推荐文件。"),),
        beside=(),
        measures=(
            Measure("年节能量", "tce", 12345.6, 9, (("黄埔区", 12345.6),), (("原辅料替代", 12345.6),)),
        ),
        arrived=tuple(MADE - timedelta(hours=nth % 400) for nth in range(number)),
        submission=datetime.fromisoformat("2024-09-27T17:00:00+08:00"),
        correction=datetime.fromisoformat("2024-09-30T17:00:00+08:00"),
    )
