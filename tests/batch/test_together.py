"""Forms beside each other: what is asked of the district, what of the bureau, and nothing of applicants."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.batch import glance
from pipeline.batch.findings import Told
from pipeline.batch.story import run
from pipeline.config import Config, Dates
from tests.batch.made import company, form, photo, projects, put, settings

START = datetime.fromisoformat("2024-09-20T09:00:00+08:00")
RANDOM = random.Random(11)


def words(length: int = 300) -> str:
    return "".join(chr(RANDOM.randint(0x4E00, 0x9FA5)) for _ in range(length))


def other(name: str, title: str, *photos: int, **changes: Any) -> dict[str, Any]:
    """A company whose words and photos are its own."""
    texts = {
        key: f"（1）{words(80)}\n（2）{words(80)}\n（3）{words(80)}"
        for key in ("highlights", "results", "significance")
    }
    shots = [photo(number) for number in photos]
    return company(name, title, **{**texts, "photos": shots, "case_photos": [], **changes})


def told(config: Config, at: datetime = START, *codes: str) -> list[Told]:
    found = run(config, at).told
    return [one for one in found if not codes or one.finding.code in codes]


def said(found: list[Told]) -> set[tuple[str, str | None, str]]:
    return {(one.finding.code, one.district, one.entry.source.path if one.entry else "") for one in found}


ONCE = (
    "same-file", "same-file-elsewhere", "same-case-elsewhere", "near-duplicate", "near-duplicate-elsewhere",
    "same-photo", "same-photo-elsewhere",
)  # fmt: skip


def test_what_is_handed_in_twice(tmp_path: Path) -> None:
    one = form("annex1", other("广州甲有限公司", "余热回收", 1, 2, 3))
    story = other("广州乙有限公司", "中水回用", 4, 5, 6)
    copied = {key: story[key] for key in ("results", "significance")}
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲/附件1.docx": one,
            "黄埔区/副本/甲.docx": one,
            "南沙区/甲.docx": one,
            "黄埔区/乙.docx": form("annex1", story),
            "黄埔区/丙.docx": form("annex1", other("广州丙有限公司", "沼气利用", 7, 8, 4, **copied)),
            "越秀区/丁.docx": form("annex1", other("广州丁有限公司", "光伏", 7, **copied)),
            "天河区/乙.docx": form("annex1", other("广州乙有限公司", "中水回用", photos=[])),
        },
    )
    found = told(settings(tmp_path), START, *ONCE)
    assert said(found) == {
        ("same-file", "黄埔区", "黄埔区/副本/甲.docx"),
        ("same-file-elsewhere", "黄埔区", "黄埔区/副本/甲.docx"),
        ("same-file-elsewhere", "南沙区", "南沙区/甲.docx"),
        ("near-duplicate", "黄埔区", "黄埔区/乙.docx"),
        ("near-duplicate", "黄埔区", "黄埔区/丙.docx"),
        ("near-duplicate-elsewhere", "黄埔区", "黄埔区/乙.docx"),
        ("near-duplicate-elsewhere", "黄埔区", "黄埔区/丙.docx"),
        ("near-duplicate-elsewhere", "越秀区", "越秀区/丁.docx"),
        ("same-photo", "黄埔区", "黄埔区/乙.docx"),
        ("same-photo", "黄埔区", "黄埔区/丙.docx"),
        ("same-photo-elsewhere", "黄埔区", "黄埔区/丙.docx"),
        ("same-photo-elsewhere", "越秀区", "越秀区/丁.docx"),
        ("same-case-elsewhere", "黄埔区", "黄埔区/乙.docx"),
        ("same-case-elsewhere", "天河区", "天河区/乙.docx"),
    }
    for one_told in found:
        across = one_told.finding.code.endswith("-elsewhere")
        assert one_told.finding.audience == ("bureau" if across else "district")
        if not across:  # what a district reads names nothing of another's
            assert not any(name in one_told.finding.message for name in ("南沙", "越秀", "天河", "丁"))
        elif one_told.finding.code == "same-case-elsewhere":  # and the bureau reads whose it is
            assert "区广州乙有限公司《中水回用》" in one_told.finding.message


def test_a_corrected_copy_is_no_duplicate_and_one_unit_may_show_its_photos_twice(tmp_path: Path) -> None:
    story = other("广州乙有限公司", "中水回用", 4, 5, 6)
    both = projects("广州乙有限公司", "换热改造", "水泵变频")
    both["projects"][0] |= {"content": words(), "photos": [photo(4)]}
    both["projects"][1] |= {"content": words(), "photos": [photo(5)]}
    put(
        tmp_path / "inbox",
        {
            "黄埔区/乙.docx": form("annex1", {**story, "email": "wrong"}),
            "黄埔区/乙 改.docx": form("annex1", story),
            "黄埔区/附件3.docx": form("annex3", both),
        },
    )
    assert said(told(settings(tmp_path), START, *ONCE)) == set()


def test_nobody_is_asked_for_dates_that_are_not_set(tmp_path: Path) -> None:
    put(tmp_path / "inbox", {"黄埔区/甲.docx": form("annex1", other("广州甲有限公司", "余热回收", 1, 2, 3))})
    codes = {one.finding.code for one in told(settings(tmp_path), START + timedelta(days=3000))}
    assert not codes & {"arrived-late", "submitted-late"}


def test_what_came_late_is_told_by_when_it_was_first_seen(tmp_path: Path) -> None:
    dates = Dates.model_validate(
        {"submission": datetime(2024, 9, 27, 17), "correction": datetime(2024, 9, 30, 17)}  # noqa: DTZ001
    )
    config = settings(tmp_path).model_copy(update={"dates": dates})
    inbox = tmp_path / "inbox"
    first = other("广州甲有限公司", "余热回收", 1, 2, 3)
    put(inbox, {"黄埔区/甲.docx": form("annex1", {**first, "email": "wrong"})})
    in_time = datetime.fromisoformat("2024-09-27T09:00:00+00:00")  # 17:00 in Guangzhou
    assert told(config, in_time, "arrived-late") == []
    put(inbox, {"黄埔区/乙.docx": form("annex1", other("广州乙有限公司", "中水回用", 4, 5, 6))})
    put(inbox, {"黄埔区/甲.docx": form("annex1", first)})
    (late,) = told(config, in_time + timedelta(minutes=1), "arrived-late")
    assert (late.entry and late.entry.source.path) == "黄埔区/乙.docx"
    assert (late.finding.severity, late.finding.audience) == ("info", "district")
    assert "9月27日17:01" in late.finding.message
    assert told(config, in_time + timedelta(days=300), "arrived-late") == [late]
    put(inbox, {"黄埔区/甲.docx": form("annex1", {**first, "contact": "王五"})})
    after = told(config, in_time + timedelta(days=4), "arrived-late")
    assert [one.entry.source.path for one in after if one.entry] == ["黄埔区/乙.docx", "黄埔区/甲.docx"]


def test_the_submission_systems_time_counts_where_the_district_wrote_it_down(tmp_path: Path) -> None:
    dates = Dates.model_validate({"submission": datetime(2024, 9, 27, 17)})  # noqa: DTZ001
    config = settings(tmp_path).model_copy(update={"dates": dates})
    put(tmp_path / "inbox", {"黄埔区/甲.docx": form("annex1", other("广州甲有限公司", "余热回收", 1, 2, 3))})
    late = ("arrived-late", "submitted-late")
    at = datetime.fromisoformat("2024-09-27T17:01:00+08:00")
    assert [one.finding.code for one in told(config, at, *late)] == ["arrived-late"]
    for words_, expected in (
        ("2024年9月27日 18:30", [("submitted-late", "9月27日18:30")]),
        ("２０２４-９-２７ 16:59", []),
        ("9月27日下午", [("arrived-late", "9月27日17:01")]),
        ("2024-13-27", [("arrived-late", "9月27日17:01")]),
    ):
        sheet = load_workbook(tmp_path / "outbox" / "黄埔区" / "区审核表.xlsx")
        rows = [list(row) for row in sheet.worksheets[0].iter_rows()]
        (head,) = (cell for row in rows for cell in row if cell.value == "系统提交时间")
        (named,) = (cell for row in rows for cell in row if cell.value == "余热回收")
        sheet.worksheets[0].cell(named.row, head.column).value = words_
        (tmp_path / "inbox" / "黄埔区" / "审核").mkdir(exist_ok=True)
        sheet.save(tmp_path / "inbox" / "黄埔区" / "审核" / "区审核表.xlsx")
        at += timedelta(hours=1)
        found = told(config, at, *late)
        assert [one.finding.code for one in found] == [code for code, _ in expected]
        assert all(time in one.finding.message for one, (_, time) in zip(found, expected, strict=True))


def test_what_a_district_owes_besides_its_forms(tmp_path: Path) -> None:
    duties = ("letter-missing", "annex4-missing", "scan-missing")
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲/附件1.docx": form("annex1", other("广州甲有限公司", "余热回收", 1, 2, 3)),
            "南沙区/乙/附件1.docx": form("annex1", other("广州乙有限公司", "中水回用", 4, 5, 6)),
            "南沙区/乙/附件1（盖章）.jpg": b"a scan",
            "南沙区/推荐文件.pdf": b"%PDF-1.7",
        },
    )
    assert said(told(settings(tmp_path), START, *duties)) == {
        ("letter-missing", "黄埔区", ""),
        ("annex4-missing", "黄埔区", ""),
        ("annex4-missing", "南沙区", ""),
        ("scan-missing", "黄埔区", "黄埔区/甲/附件1.docx"),
    }


@pytest.mark.parametrize("order", [("甲", "乙", "丙"), ("丙", "乙", "甲"), ("乙", "丙", "甲")])
def test_the_names_and_the_order_of_files_change_nothing(
    order: tuple[str, ...], tmp_path: Path, shared: dict[str, bytes]
) -> None:
    files = zip(order, sorted(shared), strict=True)
    put(tmp_path / "inbox", {f"黄埔区/{name}.docx": shared[key] for name, key in files})
    found = told(settings(tmp_path), START, *ONCE)
    assert sorted((one.name, one.finding.code) for one in found) == [
        ("广州一有限公司", "near-duplicate"),
        ("广州二有限公司", "near-duplicate"),
    ]


@pytest.fixture(scope="module")
def shared() -> dict[str, bytes]:
    first = other("广州一有限公司", "余热回收", 1, 2, 3)
    same = {key: first[key] for key in ("highlights", "results")}
    return {
        "一": form("annex1", first),
        "二": form("annex1", other("广州二有限公司", "热泵", 4, 5, 6, **same)),
        "三": form("annex1", other("广州三有限公司", "光伏", photos=[])),
    }


def test_who_stands_in_no_list_is_told_to_the_district(tmp_path: Path) -> None:
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", other("广州甲（集团）有限公司", "余热回收", 1, 2, 3)),
            "黄埔区/乙.docx": form("annex1", other("广州乙有限公司", "中水回用", 4, 5, 6)),
            "黄埔区/丙.docx": form("annex3", projects("广州丙有限公司", "热泵")),
        },
    )
    config = settings(tmp_path)
    config = config.model_copy(
        update={"paths": config.paths.model_copy(update={"lists": tmp_path / "lists"})}
    )
    assert told(config, START, "not-on-list") == []
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (("序号", "企业名称"), (1, " 广州甲(集团)有限公司 "), (2, "广州丁有限公司")):
        sheet.append(row)
    (tmp_path / "lists").mkdir()
    book.save(tmp_path / "lists" / "绿色工厂名单（2024年）.xlsx")
    (stranger,) = told(config, START, "not-on-list")
    assert (stranger.name, stranger.finding.audience) == ("广州乙有限公司", "district")
    assert "“绿色工厂名单（2024年）”" in stranger.finding.message
    assert glance.unchanged(config, START, accept_gone=False) is not None
    book.save(tmp_path / "lists" / "清洁生产企业名单.xlsx")
    assert glance.unchanged(config, START, accept_gone=False) is None
    assert {one.name for one in told(config, START, "not-on-list")} == {"广州乙有限公司", "广州丙有限公司"}
