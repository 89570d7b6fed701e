"""A report for each day that changed something, the same whatever is remembered."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from pipeline.batch import story
from pipeline.config import Dates
from tests.batch.made import company, form, outputs, put, settings

REPORTS = "市局/收件日报"


def run(folder: Path, at: str) -> story.Summary:
    dates = Dates(submission=datetime.fromisoformat("2024-09-27T17:00:00+08:00"))
    config = settings(folder).model_copy(update={"dates": dates})
    return story.run(config, datetime.fromisoformat(at))


def text(folder: Path, day: str) -> list[list[list[str]]]:
    """The tables of a day's report."""
    document = Document(str(folder / "outbox" / REPORTS / f"收件日报{day}.docx"))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def prose(folder: Path, day: str) -> str:
    document = Document(str(folder / "outbox" / REPORTS / f"收件日报{day}.docx"))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def days(folder: Path) -> list[str]:
    return sorted(file.stem[-8:] for file in (folder / "outbox" / REPORTS).iterdir())


def changes(folder: Path, day: str) -> set[tuple[str, ...]]:
    """District, kind, unit or file, title, state."""
    found, district = set(), ""
    for row in text(folder, day)[0][1:]:
        if len(set(row)) == 1:
            district = row[0]
        else:
            found.add((district, *row[1:5]))
    return found


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Three days with changes, the second ending at midnight by Guangzhou's clocks, and one without."""
    inbox = tmp_path / "inbox"
    few = company("广州甲涂料有限公司", "余热回收利用", highlights="")
    put(inbox, {"黄埔区/甲.docx": form("annex1", few), "海珠区/坏.docx": b"PK\x03\x04 no form"})
    run(tmp_path, "2024-09-20T09:00:00+08:00")
    full = form("annex1", company("广州甲涂料有限公司", "余热回收利用"))
    other = form("annex1", company("广州丁公司", "光伏", address="广州市海珠区江南大道1号"))
    put(inbox, {"黄埔区/甲.docx": full, "海珠区/丁.docx": other, "荔湾区/坏.docx": b"PK\x03\x04 no form"})
    (inbox / "海珠区/坏.docx").unlink()
    run(tmp_path, "2024-09-21T23:59:59+08:00")
    run(tmp_path, "2024-09-23T09:00:00+08:00")
    (inbox / "海珠区/丁.docx").unlink()
    new = form("annex1", company("广州戊公司", "中水回用"))
    put(inbox, {"黄埔区/戊.docx": new, "坏.docx": b"PK\x03\x04 no form"})
    run(tmp_path, "2024-09-24T00:00:00+08:00")
    return tmp_path


def test_each_day_with_changes_has_its_report(history: Path) -> None:
    assert days(history) == ["20240920", "20240921", "20240924"]
    bad = "海珠区/坏.docx"
    assert changes(history, "20240920") == {
        ("黄埔区", "新收", "广州甲涂料有限公司", "余热回收利用", "待修改"),
        ("海珠区", "无法读取", bad, "", ""),
    }
    assert changes(history, "20240921") == {
        ("黄埔区", "重新提交", "广州甲涂料有限公司", "余热回收利用", "通过"),
        ("海珠区", "新收", "广州丁公司", "光伏", "通过"),
        ("海珠区", "已处理", bad, "", ""),
        ("荔湾区", "无法读取", "荔湾区/坏.docx", "", ""),
    }
    assert changes(history, "20240924") == {
        ("海珠区", "撤回", "广州丁公司", "光伏", "已撤回"),
        ("黄埔区", "新收", "广州戊公司", "中水回用", "通过"),
        ("未分区", "无法读取", "坏.docx", "", ""),
    }


def test_a_report_has_the_numbers_of_its_own_day(history: Path) -> None:
    first, last = ({row[0]: row[1:] for row in text(history, day)[1]} for day in ("20240920", "20240924"))
    assert first["黄埔区"] == ["1", "0", "1", "0", "—", "—"]
    assert first["合计"] == ["2", "0", "1", "1", "0", "0"]
    assert last["黄埔区"] == ["2", "2", "0", "0", "—", "—"]
    assert last["海珠区"] == last["越秀区"] == ["0", "0", "0", "0", "—", "—"]
    assert "还有7天" in prose(history, "20240920")
    assert "还有3天" in prose(history, "20240924")
    # Of districts alone: what belongs to none has no letter to wait for.
    assert "尚未收到推荐文件：荔湾区、黄埔区。" in prose(history, "20240924")
    assert last["未分区"] == ["1", "0", "0", "1", "—", "—"]
    assert "1个案例待修改" in prose(history, "20240920")
    assert "待修改" not in prose(history, "20240924").partition("三、需办事项")[2]


def test_reports_are_the_same_without_what_was_remembered(history: Path) -> None:
    before = outputs(history / "outbox" / REPORTS)
    for file in (history / "state").glob("memo.sqlite*"):
        file.unlink()
    written = run(history, "2024-09-25T09:00:00+08:00").outcome.written
    assert [path for path in written if path.startswith(REPORTS)] == []
    assert outputs(history / "outbox" / REPORTS) == before


def test_a_report_of_a_day_that_has_gone_is_left_alone(history: Path) -> None:
    (history / "inbox/黄埔区/戊.docx").unlink()
    written = run(history, "2024-09-26T09:00:00+08:00").outcome.written
    assert [path for path in written if path.startswith(REPORTS)] == [f"{REPORTS}/收件日报20240926.docx"]


def test_reports_tell_nobody_how_to_reach_an_applicant(history: Path) -> None:
    for day in days(history):
        with zipfile.ZipFile(history / "outbox" / REPORTS / f"收件日报{day}.docx") as package:
            held = "".join(package.read(name).decode() for name in package.namelist())
        assert not any(private in held for private in ("陈一", "13800138000", "chen@example.com", "科学大道"))


def test_word_finds_nothing_wrong_with_a_report(history: Path) -> None:
    for day in days(history):
        result = OpenXmlValidator().validate(history / "outbox" / REPORTS / f"收件日报{day}.docx")
        assert result.is_valid, result.errors
