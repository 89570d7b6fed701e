"""A district's list of cases (附件4) goes out, is edited, comes back and does what it says."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from pipeline import libreoffice
from pipeline.batch import archive, story
from pipeline.batch.summary import Summary
from pipeline.forms import fill
from pipeline.model import Case
from tests.batch.made import TIME, company, form, library, own, projects, put, settings, shown

NOW = datetime.fromisoformat(TIME)
MADE = "outbox/黄埔区/附件4.广州市绿色制造与清洁生产优秀案例汇总表（黄埔区）"
BACK = "inbox/黄埔区/审核/附件4（盖章）"
HEAT, WATER, AIR = "余热回收利用", "中水回用", "空压机改造"
FORM = company("广州甲涂料有限公司", HEAT)
WORDS = "建成余热回收系统，年节约天然气12万立方米，成为全区节能改造的样板。"

# What a row is, and becomes: unit, category, title, effect.
Rows = list[list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", FORM),
            "黄埔区/乙.xlsx": form("annex3", projects("广州乙电子有限公司", WATER, AIR), "xlsx"),
            "海珠区/丁.docx": form(
                "annex1", company("广州丁公司", "光伏", address="广州市海珠区江南大道1号")
            ),
        },
    )
    run(tmp_path)
    return tmp_path


def run(folder: Path, hour: int = 0) -> Summary:
    return story.run(settings(folder), NOW + timedelta(hours=hour))


def cases(folder: Path) -> dict[str, Case]:
    return {case.title: case for case in archive.history(settings(folder), None, NOW).cases}


def codes(summary: Summary, name: str = "附件4") -> list[str]:
    told = [one for one in own(summary) if one.entry and name in one.entry.source.path]
    assert {one.finding.audience for one in told} <= {"district"}
    assert {one.district for one in told} <= {"黄埔区"}
    return sorted(one.finding.code for one in told)


def register(folder: Path) -> dict[str, dict[str, Any]]:
    """The rows of the cases in the register, by title."""
    rows = [list(row) for row in load_workbook(folder / "outbox/市局/台账.xlsx")["案例"].values]
    head = [str(cell) for cell in rows[0]]
    return {str(row[head.index("案例名称")]): dict(zip(head, row, strict=True)) for row in rows[1:]}


def reviewed(folder: Path) -> set[str]:
    """The titles of the cases that go to the bureau's review."""
    sheet = load_workbook(folder / "outbox/市局/评审表.xlsx").active
    assert sheet is not None
    return {str(value) for row in sheet.values for value in row} & {HEAT, WATER, AIR, "光伏"}


def in_excel(folder: Path, change: Callable[[Rows], Rows], name: str = BACK) -> None:
    """The district's workbook, its rows changed in place, below the headings they stand under."""
    book = load_workbook(folder / f"{MADE}.xlsx")
    sheet = book.active
    assert sheet is not None
    lines = [list(cells) for cells in sheet.iter_rows() if str(cells[0].value).isdecimal()]
    for cells, row in _changed(lines, change, lambda cell: str(cell.value or "")):
        for cell, text in zip(cells[1:], row, strict=True):
            cell.value = text
    _save(folder, f"{name}.xlsx", book.save)


def in_word(folder: Path, change: Callable[[Rows], Rows], name: str = BACK) -> None:
    document = Document(str(folder / f"{MADE}.docx"))
    lines = [list(row.cells) for row in document.tables[0].rows if row.cells[0].text.isdecimal()]
    for cells, row in _changed(lines, change, lambda cell: str(cell.text)):
        for cell, text in zip(cells[1:], row, strict=True):
            cell.text = text
    _save(folder, f"{name}.docx", lambda path: document.save(str(path)))


def _changed(
    lines: list[list[Any]], change: Callable[[Rows], Rows], text: Callable[[Any], str]
) -> Iterator[tuple[list[Any], list[str]]]:
    rows = change([[text(cell) for cell in cells[1:]] for cells in lines])
    rows += [["", "", "", ""]] * (len(lines) - len(rows))
    return zip(lines, rows, strict=True)


def _save(folder: Path, name: str, save: Callable[[Path], None]) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    save(folder / name)


def without(*titles: str) -> Callable[[Rows], Rows]:
    return lambda rows: [row for row in rows if row[2] not in titles]


def worded(title: str, words: str) -> Callable[[Rows], Rows]:
    return lambda rows: [[*row[:3], words if row[2] == title else row[3]] for row in rows]


def as_it_is(rows: Rows) -> Rows:
    return rows


@pytest.mark.parametrize("edit", [in_excel, in_word])
def test_handed_in_as_it_went_out_it_changes_nothing(folder: Path, edit: Any) -> None:
    before = {title: row["案例成效"] for title, row in register(folder).items()}
    edit(folder, as_it_is)
    assert codes(run(folder, 1)) == []
    after = register(folder)
    assert {title: row["案例成效"] for title, row in after.items()} == before
    assert {row["成效文字"] for row in after.values()} == {"自动生成"}
    assert {title for title, row in after.items() if row["区汇总表"] == "在表中"} == {HEAT, WATER, AIR}
    status = {district.name: district.annex4 for district in story.review(settings(folder), NOW).districts}
    assert (status["黄埔区"], status["海珠区"]) == (True, False)


@pytest.mark.parametrize("edit", [in_excel, in_word])
def test_edited_words_are_the_districts_and_a_deleted_row_leaves_its_case_out(
    folder: Path, edit: Any
) -> None:
    edit(folder, lambda rows: without(AIR)(worded(HEAT, WORDS)(rows)))
    assert codes(run(folder, 1)) == ["list-case-missing", "list-wording"]
    shown = register(folder)
    assert (shown[HEAT]["案例成效"], shown[HEAT]["成效文字"]) == (WORDS, "区")
    assert (shown[AIR]["状态"], shown[AIR]["区汇总表"]) == ("通过", "不在表中")
    assert reviewed(folder) == {HEAT, WATER, "光伏"}
    # The list that goes out next has all that passed, in the district's words.
    printed = [row.cells[4].text for row in Document(str(folder / f"{MADE}.docx")).tables[0].rows]
    assert WORDS in printed
    in_excel(folder, as_it_is, "inbox/黄埔区/审核/附件4（第二次）")
    assert codes(run(folder, 2), "第二次") == ["list-wording"]
    assert reviewed(folder) == {HEAT, WATER, AIR, "光伏"}
    # Taken away, all is as it was computed.
    for path in (folder / "inbox/黄埔区/审核").iterdir():
        path.unlink()
    run(folder, 3)
    assert register(folder)[HEAT]["成效文字"] == "自动生成"
    assert {case.left_out for case in cases(folder).values()} == {False}


def test_rows_sorted_added_and_mistyped(folder: Path) -> None:
    def change(rows: Rows) -> Rows:
        heat, *others = rows
        water = next(row for row in others if row[2] == WATER)
        air = next(row for row in others if row[2] == AIR)
        water[2], air[2], air[1] = " 中 水\n回 用", "空压机改选", "资源能源节约"
        return [heat, air, water]

    in_excel(folder, change)
    book = load_workbook(folder / f"{BACK}.xlsx")
    sheet = book.active
    assert sheet is not None
    last = next(row for row in range(sheet.max_row, 0, -1) if str(sheet.cell(row, 1).value).isdecimal())
    for column, text in enumerate(("9", "广州戊公司", "绿色工厂", "光热", "年节电1万千瓦时。"), 1):
        sheet.cell(last + 1, column).value = text
    book.save(folder / f"{BACK}.xlsx")
    summary = run(folder, 1)
    assert codes(summary) == ["list-category-differs", "list-row-near", "list-row-unknown"]
    told = {one.finding.code: one.finding for one in own(summary)}
    assert AIR in told["list-row-near"].message
    assert told["list-category-differs"].severity == "warning"
    assert told["list-category-differs"].message in shown(folder / "outbox/黄埔区/index.html")
    assert str(told["list-row-unknown"].place).endswith(f"D{last + 1}")
    assert reviewed(folder) == {HEAT, WATER, AIR, "光伏"}


def test_the_list_stands_whatever_comes_or_goes_later(folder: Path) -> None:
    in_excel(folder, worded(HEAT, WORDS))
    run(folder, 1)
    put(
        folder / "inbox",
        {
            "黄埔区/甲.docx": form(
                "annex1", {**FORM, "results": "年节约天然气99万立方米，节约费用480万元。"}
            ),
            "黄埔区/乙.xlsx": form("annex3", projects("广州乙电子有限公司", WATER, "照明改造"), "xlsx"),
            "黄埔区/戊.docx": form("annex1", company("广州戊公司", "光热", phone="12345")),
        },
    )
    summary = run(folder, 2)
    assert codes(summary) == ["list-case-ended", "list-case-missing", "list-wording-older"]
    assert register(folder)[HEAT]["案例成效"] == WORDS
    assert reviewed(folder) == {HEAT, WATER, "光伏"}
    # A form that has an error is out, though it is in the list.
    put(folder / "inbox", {"黄埔区/甲.docx": form("annex1", {**FORM, "phone": "12345"})})
    assert codes(run(folder, 3)) == ["list-case-ended", "list-case-ended", "list-case-missing"]
    assert reviewed(folder) == {WATER, "光伏"}


def test_words_computed_from_an_earlier_form_are_no_ones_own(folder: Path) -> None:
    in_word(folder, as_it_is)
    run(folder, 1)
    figures = "年节约天然气99万立方米，折合标准煤1196吨，减少二氧化碳排放2140吨，年节约费用480万元。"
    put(folder / "inbox", {"黄埔区/甲.docx": form("annex1", {**FORM, "results": figures})})
    assert codes(run(folder, 2)) == ["list-effect-older"]
    shown = register(folder)[HEAT]
    assert "480万元" in shown["案例成效"]
    assert shown["成效文字"] == "自动生成"


def test_the_newest_counts_and_directions_may_come_apart(folder: Path) -> None:
    in_excel(folder, without(WATER), "inbox/黄埔区/审核/附件4a")
    run(folder, 1)
    in_word(folder, lambda rows: [["", "", "", ""], *rows[1:]], "inbox/黄埔区/审核/附件4b")
    summary = run(folder, 2)
    assert codes(summary, "附件4a") == ["list-outdated"]
    assert codes(summary, "附件4b") == ["list-case-missing"]
    assert reviewed(folder) == {WATER, AIR, "光伏"}
    in_excel(folder, lambda rows: rows[:1], "inbox/黄埔区/审核/附件4c")
    summary = run(folder, 3)
    assert [codes(summary, name) for name in ("附件4b", "附件4c")] == [[], []]
    assert reviewed(folder) == {HEAT, WATER, AIR, "光伏"}


def test_what_is_no_list_of_the_district_empties_nothing(folder: Path) -> None:
    stranger = {"number": "1", "direction": "绿色制造", "name": "广州己公司", "category": "绿色工厂"}
    rows = {"rows": [{**stranger, "title": "地源热泵", "results": "年节电1万千瓦时。"}]}
    put(
        folder / "inbox",
        {
            "黄埔区/审核/附件4空.docx": fill.blank(library().form("annex4"), "docx"),
            "黄埔区/审核/附件4别区.xlsx": form("annex4", rows, "xlsx"),
        },
    )
    in_excel(folder, without(AIR), "inbox/黄埔区/附件4")
    summary = run(folder, 1)
    assert codes(summary, "附件4空") == ["list-empty"]
    assert codes(summary, "附件4别区") == ["list-foreign"]
    assert codes(summary, "黄埔区/附件4.") == ["list-misplaced"]
    assert reviewed(folder) == {HEAT, WATER, AIR, "光伏"}


@pytest.mark.parametrize("path", ["审核/附件4盖章.pdf", "审核/汇总表.jpg", "黄埔区汇总表（盖章）.pdf"])
def test_a_scan_counts_as_present(folder: Path, path: str) -> None:
    put(folder / "inbox/黄埔区", {path: b"%PDF-1.7 scan"})
    summary = run(folder, 1)
    assert own(summary) == []
    assert [one.district for one in summary.told if one.finding.code == "annex4-missing"] == ["海珠区"]
    assert story.review(settings(folder), NOW).total.annex4 == 1


@pytest.mark.skipif(libreoffice.find() is None, reason="needs LibreOffice")
@pytest.mark.parametrize(("edit", "kind", "old"), [(in_word, "docx", "doc"), (in_excel, "xlsx", "xls")])
def test_saved_by_libreoffice_in_the_old_formats(folder: Path, edit: Any, kind: str, old: str) -> None:
    edit(folder, lambda rows: without(AIR)(worded(HEAT, WORDS)(rows)), "附件4")
    (folder / "inbox/黄埔区/审核").mkdir()
    subprocess.run(
        [str(libreoffice.find()), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
         "--convert-to", old, "--outdir", str(folder / "inbox/黄埔区/审核"), str(folder / f"附件4.{kind}")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert codes(run(folder, 1)) == ["list-case-missing", "list-wording"]
    assert register(folder)[HEAT]["案例成效"] == WORDS
