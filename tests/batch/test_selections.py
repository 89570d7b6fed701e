"""The bureau's review sheet goes out, experts fill in copies, and the final one decides what is printed."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.batch import archive, glance, story
from pipeline.batch.findings import Told
from pipeline.batch.summary import Summary
from pipeline.config import Config
from pipeline.model import Case
from tests.batch.made import TIME, company, documents, form, outputs, own, projects, put, settings, shown

NOW = datetime.fromisoformat(TIME)
SHEET = "市局/评审表.xlsx"
DRAFT = "市局/汇编/广州市绿色制造与清洁生产优秀案例（2024年）（送审稿）.docx"
FINAL = "市局/汇编/广州市绿色制造与清洁生产优秀案例（2024年）.docx"

Row = Mapping[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", company("广州甲涂料有限公司", "余热回收利用")),
            "黄埔区/乙.xlsx": form(
                "annex3", projects("广州乙电子有限公司", "中水回用", "空压机改造"), "xlsx"
            ),
            "海珠区/丁.docx": form(
                "annex1", company("广州丁公司", "光伏", address="广州市海珠区江南大道1号")
            ),
        },
    )
    run(tmp_path)
    return tmp_path


def run(folder: Path, hour: int = 0, config: Config | None = None) -> Summary:
    return story.run(config or settings(folder), NOW + timedelta(hours=hour))


def cases(folder: Path, config: Config | None = None) -> dict[str, Case]:
    found = archive.history(config or settings(folder), None, NOW).cases
    return {case.title: case for case in found}


def states(folder: Path, config: Config | None = None) -> dict[str, str]:
    return {title: case.state for title, case in cases(folder, config).items()}


class Sheet:
    """The bureau's sheet as it lies in the outbox, to be filled in."""

    def __init__(self, folder: Path) -> None:
        self.book = load_workbook(folder / "outbox" / SHEET)
        active = self.book.active
        assert isinstance(active, Worksheet)
        self.sheet = active
        head = next(row for row in active.iter_rows() if row[0].value == "案例编号")
        self.columns = {str(cell.value): cell.column for cell in head}
        title = self.columns["案例（项目）名称"]
        self.rows = {
            str(active.cell(row, title).value): row
            for row in range(head[0].row + 1, active.max_row + 1)
            if active.cell(row, title).value
        }

    def value(self, title: str, column: str) -> Any:
        return self.sheet.cell(self.rows[title], self.columns[column]).value

    def fill(self, rows: Mapping[str, Row]) -> Sheet:
        for title, values in rows.items():
            for column, value in values.items():
                self.sheet.cell(self.rows[title], self.columns[column]).value = value
        return self

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book.save(path)


def back(folder: Path, name: str, rows: Mapping[str, Row]) -> None:
    """The sheet from the outbox, filled in and saved where the bureau keeps its review."""
    Sheet(folder).fill(rows).save(folder / "inbox/评审" / name)


def said(opinion: str, rank: Any = None, **more: Any) -> Row:
    return {"是否入选": opinion, "排序": rank, **more}


def text(document: Path) -> str:
    with zipfile.ZipFile(document) as package:
        return package.read("word/document.xml").decode()


def told_of(summary: Summary, name: str) -> list[Told]:
    return [told for told in own(summary) if told.entry and told.entry.source.path.endswith(name)]


def codes(summary: Summary, name: str) -> list[str]:
    return sorted(told.finding.code for told in told_of(summary, name))


def test_the_sheet_has_a_row_for_each_case_that_passed(folder: Path) -> None:
    sheet = Sheet(folder)
    assert list(sheet.rows) == ["光伏", "余热回收利用", "空压机改造", "中水回用"]
    assert [sheet.value("中水回用", head) for head in ("企业（园区）名称", "所属区", "方向", "类别")] == [
        "广州乙电子有限公司", "黄埔区", "清洁生产", "工艺技术改进",
    ]  # fmt: skip
    assert "120吨标准煤" in sheet.value("中水回用", "案例成效")
    (choice,) = sheet.sheet.data_validations.dataValidation
    assert choice.formula1 == '"是,否"'
    opinion = sheet.columns["是否入选"]
    assert all(sheet.sheet.cell(row, opinion).coordinate in choice for row in sheet.rows.values())
    first, last = min(sheet.rows.values()), max(sheet.rows.values())
    assert sheet.sheet.freeze_panes == f"D{first}"
    assert sheet.sheet.auto_filter.ref == f"A{first - 1}:N{last}"
    assert sheet.sheet.page_setup.orientation == "landscape"


def test_two_experts_and_the_final_copy(folder: Path) -> None:
    back(
        folder,
        "评审表-张专家.xlsx",
        {"光伏": said("是", 2), "余热回收利用": said("是", 1, 评审意见="有推广价值"), "中水回用": said("否")},
    )
    back(
        folder,
        "评审表-李专家.xlsx",
        {"光伏": said("是", 1), "余热回收利用": said("否", 2), "空压机改造": said("是", None)},
    )
    summary = run(folder, 1)
    assert not [told for told in own(summary) if told.finding.audience == "bureau"]
    sheet = Sheet(folder)
    shown = {title: (sheet.value(title, "得票"), sheet.value(title, "平均排序")) for title in sheet.rows}
    assert shown == {
        "光伏": (2, 1.5),
        "余热回收利用": (1, 1.5),
        "空压机改造": (1, None),
        "中水回用": (0, None),
    }
    assert sheet.value("空压机改造", "专家意见") == "李专家：入选"  # the other said nothing of it
    assert sheet.value("余热回收利用", "专家意见") == "张专家：入选，第1位，有推广价值\n李专家：不入选，第2位"
    # Experts advise: nothing is decided by them.
    assert set(states(folder).values()) == {"通过"}
    before = documents(folder / "outbox")

    wording = "余热回收使年节约天然气12万立方米。"
    back(
        folder,
        "评审表-定稿.xlsx",
        {
            "余热回收利用": said("是", 1, **{"案例成效（修订）": wording, "评审意见": "列为首篇"}),
            "光伏": said("是", 2),
            "空压机改造": said("否"),
            "中水回用": said("是", 1),
        },
    )
    summary = run(folder, 2)
    assert codes(summary, "定稿.xlsx") == []
    assert states(folder) == {
        "光伏": "入选", "余热回收利用": "入选", "空压机改造": "未入选", "中水回用": "入选",
    }  # fmt: skip
    after = outputs(folder / "outbox")
    assert FINAL in after
    assert DRAFT not in after
    assert DRAFT in before
    printed = text(folder / "outbox" / FINAL)
    assert "送审稿" not in printed
    assert "空压机改造" not in printed
    assert printed.rindex("余热回收利用") < printed.rindex("光伏") < printed.rindex("中水回用")
    # What the districts recommended stays in their lists, in their words; the bureau's are its own.
    for path, data in before.items():
        if "附件4" in path:
            assert after[path] == data
    register = load_workbook(folder / "outbox/市局/台账.xlsx")["案例"]
    rows = [dict(zip((cell.value for cell in register[1]), row, strict=True))
            for row in register.iter_rows(min_row=2, values_only=True)]  # fmt: skip
    first = next(row for row in rows if row["案例名称"] == "余热回收利用")
    assert [first[key] for key in ("状态", "案例成效", "评审排序", "评审意见")] == [
        "入选", wording, 1, "列为首篇",
    ]  # fmt: skip
    sheet = Sheet(folder)
    assert sheet.value("余热回收利用", "案例成效（修订）") == wording
    assert sheet.value("余热回收利用", "案例成效") != wording
    assert [sheet.value("空压机改造", head) for head in ("是否入选", "排序")] == ["否", None]
    assert story.review(settings(folder), NOW).total.passed == 4

    # Taken away, the final copy leaves all as it was before it came.
    (folder / "inbox/评审/评审表-定稿.xlsx").unlink()
    run(folder, 3)
    assert documents(folder / "outbox") == before


def test_the_newest_final_copy_decides_and_one_that_selects_nothing_does_not(folder: Path) -> None:
    back(folder, "定稿1.xlsx", dict.fromkeys(("光伏", "余热回收利用", "空压机改造", "中水回用"), said("是")))
    run(folder, 1)
    back(folder, "评审表（定稿）2.xlsx", {"光伏": said("是"), "余热回收利用": said("否")})
    back(folder, "评审表-定稿3.xlsx", {title: said("") for title in Sheet(folder).rows})
    summary = run(folder, 2)
    assert states(folder) == {
        "光伏": "入选", "余热回收利用": "未入选", "空压机改造": "入选", "中水回用": "入选",
    }  # fmt: skip
    assert codes(summary, "定稿1.xlsx") == ["selection-outdated"]
    assert codes(summary, "定稿3.xlsx") == ["selection-empty"]
    (folder / "inbox/评审/评审表（定稿）2.xlsx").unlink()
    (folder / "inbox/评审/定稿1.xlsx").unlink()
    run(folder, 3)
    assert set(states(folder).values()) == {"通过"}
    assert DRAFT in outputs(folder / "outbox")


def test_rows_sorted_deleted_added_and_mistyped(folder: Path) -> None:
    sheet = Sheet(folder).fill(
        {
            "光伏": said("是", "１"),
            "余热回收利用": said("是", date(2024, 1, 2)),
            "空压机改造": said("也许", "第一"),
            "中水回用": said("是", 1),
        }
    )
    cell, columns = sheet.sheet.cell, sheet.columns
    for merged in list(sheet.sheet.merged_cells.ranges):
        sheet.sheet.unmerge_cells(str(merged))
    last = max(sheet.rows.values())
    # Another row of a case, a row of nobody's, and one with the number of another case.
    added = {
        last + 1: ("光伏", {"是否入选": "否"}),
        last + 2: ("光伏", {"案例编号": "海珠-999999", "是否入选": "是"}),
        last + 3: ("中水回用", {"案例编号": cell(sheet.rows["光伏"], 1).value, "是否入选": "是"}),
    }
    for row, (title, changes) in added.items():
        for head, column in columns.items():
            cell(row, column).value = changes.get(head, cell(sheet.rows[title], column).value)
    # Sorted the other way round, all of them.
    rows = [[cell(row, column).value for column in columns.values()] for row in sheet.rows.values()]
    for row, values in zip(sheet.rows.values(), reversed(rows), strict=True):
        for column, value in zip(columns.values(), values, strict=True):
            cell(row, column).value = value
    sheet.save(folder / "inbox/评审/评审表-定稿.xlsx")
    summary = run(folder, 1)
    assert states(folder) == {
        "光伏": "入选", "余热回收利用": "入选", "空压机改造": "通过", "中水回用": "入选",
    }  # fmt: skip
    assert codes(summary, "定稿.xlsx") == [
        "selection-opinion-unknown", "selection-rank-odd", "selection-rank-odd", "selection-row-twice",
        "selection-row-unknown", "selection-row-unknown", "selection-undecided",
    ]  # fmt: skip
    assert {told.finding.audience for told in told_of(summary, "定稿.xlsx")} == {"bureau"}
    assert all(told.finding.place for told in told_of(summary, "定稿.xlsx")
               if told.finding.code != "selection-undecided")  # fmt: skip
    board = shown(folder / "outbox/市局/index.html")
    assert all(told.finding.message in board for told in told_of(summary, "定稿.xlsx"))
    assert cases(folder)["光伏"].ruling.rank == 1  # type: ignore[union-attr]
    # A rank that two cases of a group share is told; in another group it may be given again.
    sheet = Sheet(folder).fill({"光伏": said("是", 1), "余热回收利用": said("是", 1)})
    sheet.sheet.delete_rows(sheet.rows["空压机改造"])
    sheet.save(folder / "inbox/评审/评审表-定稿.xlsx")
    summary = run(folder, 2)
    assert codes(summary, "定稿.xlsx") == ["selection-rank-twice", "selection-undecided"]
    assert states(folder)["空压机改造"] == "通过"
    printed = text(folder / "outbox" / FINAL)
    assert "空压机改造" not in printed
    assert printed.rindex("光伏") < printed.rindex("余热回收利用")


def test_what_comes_or_changes_after_the_final_copy(folder: Path) -> None:
    every = dict.fromkeys(("光伏", "余热回收利用", "空压机改造", "中水回用"), said("是"))
    back(folder, "评审表-定稿.xlsx", every)
    put(
        folder / "inbox/黄埔区",
        {
            "新.docx": form("annex1", company("广州新公司", "光热")),
            "甲.docx": form("annex1", company("广州甲涂料有限公司", "余热回收利用", phone="12345")),
        },
    )
    summary = run(folder, 1)
    assert states(folder) == {
        "光伏": "入选", "空压机改造": "入选", "中水回用": "入选", "光热": "通过", "余热回收利用": "待修改",
    }  # fmt: skip
    told = {told.finding.code: told.finding.message for told in told_of(summary, "定稿.xlsx")}
    assert set(told) == {"selection-undecided", "selection-case-ended"}
    assert "光热" in told["selection-undecided"]
    assert "待修改" in told["selection-case-ended"]
    printed = text(folder / "outbox" / FINAL)
    assert "光热" not in printed
    assert "余热回收利用" not in printed


def test_a_copy_saved_by_libreoffice_says_the_same(folder: Path, soffice: str) -> None:
    rows = {
        "光伏": said("是", 2),
        "余热回收利用": said("是", 1),
        "空压机改造": said("否"),
        "中水回用": said("是"),
    }
    Sheet(folder).fill(rows).save(folder / "edited/评审表-定稿.xlsx")
    subprocess.run(
        [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "xls", "--outdir", folder / "inbox/评审", folder / "edited/评审表-定稿.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    summary = run(folder, 1)
    assert codes(summary, "定稿.xls") == []
    assert states(folder) == {
        "光伏": "入选", "余热回收利用": "入选", "空压机改造": "未入选", "中水回用": "入选",
    }  # fmt: skip


def test_rows_hidden_by_a_filter_are_not_read_and_are_told(folder: Path) -> None:
    sheet = Sheet(folder).fill(dict.fromkeys(Sheet(folder).rows, said("是")))
    sheet.sheet.row_dimensions[sheet.rows["光伏"]].hidden = True
    sheet.save(folder / "inbox/评审/评审表-定稿.xlsx")
    summary = run(folder, 1)
    assert states(folder)["光伏"] == "通过"
    (told,) = told_of(summary, "定稿.xlsx")
    assert told.finding.code == "selection-undecided"
    assert "光伏" in told.finding.message


def test_a_sheet_elsewhere_decides_nothing_and_what_else_lies_there_is_told(folder: Path) -> None:
    back(folder, "../黄埔区/评审表-定稿.xlsx", {"光伏": said("是")})
    back(folder, "../黄埔区/审核/评审表-定稿.xlsx", {"光伏": said("否")})
    put(
        folder / "inbox/评审",
        {
            "戊.docx": form("annex1", company("广州戊公司", "光热")),
            "坏.xlsx": b"cut off",
            "说明.pdf": b"%PDF",
        },
    )
    Workbook().save(folder / "inbox/评审/空.xlsx")
    summary = run(folder, 1)
    assert set(states(folder)) == {"光伏", "余热回收利用", "空压机改造", "中水回用"}
    assert set(states(folder).values()) == {"通过"}
    found = {told.entry.source.path: told.finding for told in own(summary) if told.entry}
    assert {path: finding.code for path, finding in found.items()} == {
        "黄埔区/评审表-定稿.xlsx": "selection-misplaced",
        "黄埔区/审核/评审表-定稿.xlsx": "selection-misplaced",
        "评审/戊.docx": "form-among-selections",
        "评审/坏.xlsx": "corrupt",
        "评审/空.xlsx": "form-among-selections",
    }
    assert {finding.audience for finding in found.values()} == {"bureau"}
    assert {path for path in outputs(folder / "outbox") if "无法读取" in path} == {
        "市局/无法读取/坏.xlsx.txt", "市局/无法读取/戊.docx.txt", "市局/无法读取/空.xlsx.txt",
    }  # fmt: skip
    names = [district.name for district in story.review(settings(folder), NOW).districts]
    assert "未分区" not in names
    board = shown(folder / "outbox/市局/index.html")
    for path in found:  # what can't be read stands there too, and in no district's
        assert path in board
    assert "评审/" not in shown(folder / "outbox/黄埔区/index.html")


# --- a review elsewhere ----------------------------------------------------------------------


@pytest.fixture
def elsewhere(folder: Path) -> Config:
    (folder / "市局/评审").mkdir(parents=True)
    config = settings(folder)
    paths = config.paths.model_copy(update={"review": folder / "市局/评审"})
    return config.model_copy(update={"paths": paths})


def test_a_review_outside_the_inbox_decides_and_one_inside_does_not(folder: Path, elsewhere: Config) -> None:
    chosen = {
        "光伏": said("是"),
        "余热回收利用": said("否"),
        "空压机改造": said("否"),
        "中水回用": said("否"),
    }
    back(folder, "评审表-定稿.xlsx", dict.fromkeys(chosen, said("是")))
    summary = run(folder, 1, elsewhere)
    assert set(states(folder, elsewhere).values()) == {"通过"}
    assert codes(summary, "定稿.xlsx") == ["selection-misplaced"]
    shutil.rmtree(folder / "inbox/评审")
    Sheet(folder).fill(chosen).save(folder / "市局/评审/评审表-定稿.xlsx")
    run(folder, 2, elsewhere)
    final = {"光伏": "入选", "余热回收利用": "未入选", "空压机改造": "未入选", "中水回用": "未入选"}
    assert states(folder, elsewhere) == final
    (sheet,) = [
        entry for entry in archive.history(elsewhere, "定稿", NOW).events if entry.path.startswith("..")
    ]
    assert (sheet.path, sheet.what) == ("../评审/评审表-定稿.xlsx", "came")
    kept = archive.restore(elsewhere, sheet.sha, folder / "kept.xlsx")
    assert kept.read_bytes() == (folder / "市局/评审/评审表-定稿.xlsx").read_bytes()


def test_the_quick_pass_sees_what_changes_outside_the_inbox(folder: Path, elsewhere: Config) -> None:
    run(folder, 1, elsewhere)
    assert glance.unchanged(elsewhere, NOW, accept_gone=False) is not None
    Sheet(folder).fill({"光伏": said("是")}).save(folder / "市局/评审/评审表-定稿.xlsx")
    assert glance.unchanged(elsewhere, NOW, accept_gone=False) is None
    run(folder, 2, elsewhere)
    before = documents(folder / "outbox")
    again = glance.unchanged(elsewhere, NOW, accept_gone=False)
    assert again is not None
    assert [told.finding.code for told in told_of(again, "定稿.xlsx")] == ["selection-undecided"]
    # Built from nothing but what was kept, the outbox is the same.
    shutil.rmtree(folder / "outbox")
    run(folder, 3, elsewhere)
    assert documents(folder / "outbox") == before


def test_a_review_folder_that_is_not_there_withdraws_nothing(folder: Path, elsewhere: Config) -> None:
    Sheet(folder).fill({"光伏": said("是")}).save(folder / "市局/评审/评审表-定稿.xlsx")
    Sheet(folder).fill({"光伏": said("是")}).save(folder / "市局/评审/评审表-张专家.xlsx")
    run(folder, 1, elsewhere)
    (folder / "市局/评审").rename(folder / "市局/away")
    summary = run(folder, 2, elsewhere)
    assert [path for path, _ in summary.closed] == ["../评审"]
    assert summary.exit_code == 1
    assert states(folder, elsewhere)["光伏"] == "入选"
    # A share that isn't mounted is an empty folder.
    (folder / "市局/评审").mkdir()
    summary = run(folder, 3, elsewhere)
    assert [(item.folder, item.files) for item in summary.missing] == [("../评审", 2)]
    assert states(folder, elsewhere)["光伏"] == "入选"
    (folder / "市局/评审").rmdir()
    (folder / "市局/away").rename(folder / "市局/评审")
    (folder / "市局/评审/评审表-定稿.xlsx").unlink()
    assert run(folder, 4, elsewhere).exit_code == 0
    assert states(folder, elsewhere)["光伏"] == "通过"
