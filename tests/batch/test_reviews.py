"""A district's review sheet goes out, is filled in, comes back and does what it says."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.batch import story
from pipeline.batch.summary import Summary
from pipeline.model import Case
from tests.batch.made import TIME, company, form, outputs, own, projects, put, settings, shown

NOW = datetime.fromisoformat(TIME)
SHEET = "黄埔区/区审核表.xlsx"
BACK = "inbox/黄埔区/审核/区审核表.xlsx"
GOOD = company("广州甲涂料有限公司", "余热回收利用")
BAD = company("广州丙啤酒有限公司", "沼气利用", phone="12345")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", GOOD),
            "黄埔区/乙.xlsx": form(
                "annex3", projects("广州乙电子有限公司", "中水回用", "空压机改造"), "xlsx"
            ),
            "黄埔区/丙.docx": form("annex1", BAD),
            "海珠区/丁.docx": form(
                "annex1", company("广州丁公司", "光伏", address="广州市海珠区江南大道1号")
            ),
        },
    )
    run(tmp_path)
    return tmp_path


def run(folder: Path, hour: int = 0) -> Summary:
    return story.run(settings(folder), NOW + timedelta(hours=hour))


def cases(folder: Path, hour: int = 0) -> dict[str, Case]:
    from pipeline.batch import archive

    return {case.title: case for case in archive.history(settings(folder), None, NOW).cases}


def decided(folder: Path, change: Callable[[Worksheet, dict[str, int], dict[str, int]], None]) -> None:
    """The sheet from the outbox, changed in Excel and saved in 审核.

    ``change`` gets the sheet, its columns by their heads and its rows by the cases' titles.
    """
    book = load_workbook(folder / "outbox" / SHEET)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    head = next(row for row in sheet.iter_rows() if row[0].value == "案例编号")
    columns = {str(cell.value): cell.column for cell in head}
    title = columns["案例（项目）名称"]
    rows = {str(sheet.cell(row, title).value): row for row in range(head[0].row + 1, sheet.max_row + 1)}
    change(sheet, columns, rows)
    (folder / BACK).parent.mkdir(exist_ok=True)
    book.save(folder / BACK)


def test_the_sheet_lists_each_case_of_its_district_with_what_was_found(folder: Path) -> None:
    seen: dict[str, list[object]] = {}

    def look(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        for title in ("余热回收利用", "中水回用", "空压机改造", "沼气利用"):
            seen[title] = [sheet.cell(rows[title], column).value for column in columns.values()]
        (choice,) = sheet.data_validations.dataValidation
        assert choice.formula1 == '"推荐,退回修改,不推荐"'
        opinion = columns["区审核意见"]
        assert all(sheet.cell(row, opinion).coordinate in choice for row in list(rows.values())[:4])

    decided(folder, look)
    assert [seen[title][4] for title in seen] == ["通过", "通过", "通过", "待修改"]
    assert str(seen["沼气利用"][5]).startswith("【必须修改】 phone-invalid：")
    assert "光伏" not in str(seen)
    assert {SHEET, "海珠区/区审核表.xlsx"} <= set(outputs(folder / "outbox"))


def test_what_is_filled_in_decides(folder: Path) -> None:
    def fill(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        sheet.cell(rows["余热回收利用"], columns["区审核意见"]).value = "不推荐"
        sheet.cell(rows["中水回用"], columns["区审核意见"]).value = "退回修改"
        sheet.cell(rows["中水回用"], columns["理由"]).value = "请补充回用水量的计算依据。"
        sheet.cell(rows["沼气利用"], columns["已人工确认的问题代码"]).value = "phone-invalid"

    decided(folder, fill)
    summary = run(folder, 1)
    assert {title: case.state for title, case in cases(folder).items()} == {
        "光伏": "通过", "余热回收利用": "不推荐", "中水回用": "待修改",
        "空压机改造": "通过", "沼气利用": "通过",
    }  # fmt: skip
    told = {(told.finding.code, told.finding.severity): told.finding.message for told in own(summary)}
    assert told["phone-invalid", "warning"].startswith("已人工确认：")
    assert told["returned-by-district", "error"] == "请补充回用水量的计算依据。"
    # What was decided stands in the sheet that goes out next, and comes back unchanged.
    shutil.copyfile(folder / "outbox" / SHEET, folder / BACK)
    before = {title: case.state for title, case in cases(folder).items()}
    run(folder, 2)
    assert {title: case.state for title, case in cases(folder).items()} == before
    # A corrected form takes the return away, a confirmed error stays a warning.
    put(
        folder / "inbox",
        {
            "黄埔区/乙.xlsx": form(
                "annex3", projects("广州乙电子有限公司", "中水回用", "空压机改造", profile="改过。"), "xlsx"
            ),
            "黄埔区/丙.docx": form("annex1", {**BAD, "profile": "改过。"}),
        },
    )
    run(folder, 3)
    states = {title: case.state for title, case in cases(folder).items()}
    assert (states["中水回用"], states["沼气利用"], states["余热回收利用"]) == ("通过", "通过", "不推荐")
    # Taken away, the sheet decides nothing.
    (folder / BACK).unlink()
    run(folder, 4)
    assert {case.state for case in cases(folder).values()} == {"通过", "待修改"}


def test_rows_sorted_deleted_added_and_mistyped(folder: Path) -> None:
    def fill(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        number, unit, opinion = columns["案例编号"], columns["企业（园区）名称"], columns["区审核意见"]
        for title in ("余热回收利用", "空压机改造", "沼气利用"):
            sheet.cell(rows[title], opinion).value = "不推荐"
        sheet.cell(rows["余热回收利用"], opinion).value = "退回修改"  # and no reason
        sheet.cell(rows["沼气利用"], number).value = "黄埔-999999"
        sheet.cell(rows["空压机改造"], unit).value = "广州另一家有限公司"
        sheet.cell(rows["中水回用"], opinion).value = "再议"
        first, last = min(rows["余热回收利用"], rows["中水回用"]), max(rows["余热回收利用"], rows["中水回用"])
        for column in columns.values():
            above, below = sheet.cell(first, column), sheet.cell(last, column)
            above.value, below.value = below.value, above.value
        for merged in list(sheet.merged_cells.ranges):  # openpyxl leaves these where they are
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(first)

    decided(folder, fill)
    summary = run(folder, 1)
    states = {title: case.state for title, case in cases(folder).items()}
    assert states == {
        "光伏": "通过",
        "余热回收利用": "待修改",
        "中水回用": "通过",
        "空压机改造": "通过",
        "沼气利用": "待修改",
    }
    mine = [
        told for told in own(summary) if told.entry and told.entry.source.path == "黄埔区/审核/区审核表.xlsx"
    ]
    assert sorted(told.finding.code for told in mine) == [
        "review-opinion-unknown",
        "review-reason-missing",
        "review-row-unknown",
        "review-row-unknown",
    ]
    assert {told.finding.audience for told in mine} == {"district"}
    board = shown(folder / "outbox/黄埔区/index.html")
    for told in mine:  # at its row
        assert f"黄埔区/审核/区审核表.xlsx {told.finding.place}：{told.finding.message}" in board


def test_a_sheet_elsewhere_or_of_another_district_decides_nothing(folder: Path) -> None:
    def fill(sheet: Worksheet, columns: dict[str, int], rows: dict[str, int]) -> None:
        sheet.cell(rows["余热回收利用"], columns["区审核意见"]).value = "不推荐"

    decided(folder, fill)
    (folder / "inbox/海珠区/审核").mkdir()
    (folder / BACK).rename(folder / "inbox/海珠区/审核/区审核表.xlsx")
    assert {told.finding.code for told in own(run(folder, 1))} == {"phone-invalid", "review-row-unknown"}
    (folder / "inbox/海珠区/审核/区审核表.xlsx").rename(folder / "inbox/黄埔区/区审核表.xlsx")
    assert {told.finding.code for told in own(run(folder, 2))} == {"phone-invalid", "review-misplaced"}
    assert cases(folder)["余热回收利用"].state == "通过"


def test_what_else_lies_among_decisions_is_told_and_never_handed_in(folder: Path) -> None:
    put(
        folder / "inbox/黄埔区/审核",
        {"戊.docx": form("annex1", company("广州戊公司", "光热")), "坏.xlsx": b"cut off"},
    )
    workbook = Workbook()
    workbook.save(folder / "inbox/黄埔区/审核/空.xlsx")
    with zipfile.ZipFile(folder / "inbox/黄埔区/审核/表.zip", "w") as archive:
        archive.write(folder / "outbox" / SHEET, "区审核表.xlsx")
    told = {told.entry.source.path: told.finding.code for told in own(run(folder, 1)) if told.entry}
    assert told["黄埔区/审核/戊.docx"] == "form-among-reviews"
    assert told["黄埔区/审核/坏.xlsx"] == "corrupt"
    # None of them is asked to be a form that applicants fill in.
    assert told["黄埔区/审核/空.xlsx"] == told["黄埔区/审核/表.zip"] == "form-among-reviews"
    assert "光热" not in cases(folder)
