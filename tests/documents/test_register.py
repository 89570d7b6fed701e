"""台账: all that was handed in and what it comes to; nothing in it runs, no units are mixed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.documents import register, statistics
from pipeline.messages import Messages
from pipeline.model import TO_CORRECT, WITHDRAWN, Amount, Answer, Book, Case, Code, Entry, Problem, Source
from pipeline.problems import TemplateError
from tests.batch.made import TEMPLATES, library
from tests.documents.sample import AS_OF, cases, factory, plant, project

WORDS = register.Words.load(TEMPLATES)
MESSAGES = Messages.load(TEMPLATES)


def rendered(book: Book) -> bytes:
    return register.render(register.sheets(book, library(), WORDS, MESSAGES), WORDS)


def rows(book: Book) -> dict[str, list[list[Any]]]:
    data = rendered(book)
    assert data == rendered(book)
    made = load_workbook(io.BytesIO(data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in made}


def by_head(table: list[list[Any]]) -> list[dict[str, Any]]:
    head, *lines = table
    return [dict(zip(head, line, strict=True)) for line in lines]


def made(*cases: Case, entries: tuple[Entry, ...] = ()) -> Book:
    own = {id(case.entry): case.entry for case in cases if case.state != WITHDRAWN}
    return Book(tuple(cases), (*own.values(), *entries), AS_OF)


def test_a_row_for_each_form_and_each_file_that_could_not_be_read() -> None:
    broken = Entry(Source("黄埔区/坏.docx", "", "b" * 64, AS_OF, "黄埔区"), Problem("corrupt"), "黄埔区")
    (withdrawn,) = cases(factory(case_title="光伏"), path="黄埔区/去.docx")
    withdrawn = replace(withdrawn, state=WITHDRAWN, since=AS_OF)
    both = cases(plant(project(), project(title="中水回用")), path="黄埔区/乙.docx")
    book = made(*cases(factory()), *both, withdrawn, entries=(broken,))
    lines = by_head(rows(book)["台账"])
    assert [(line["状态"], line["文件"]) for line in lines] == [
        ("通过", "黄埔区/附件.docx"),
        ("通过", "黄埔区/乙.docx"),
        ("无法读取", "黄埔区/坏.docx"),
        ("已撤回", "黄埔区/去.docx"),
    ]
    assert lines[1]["案例名称"] == "空压站余热回收与变频改造项目\n中水回用"
    assert str(lines[2]["问题"]).startswith("文件已损坏")
    assert lines[0]["行业类别（小类）"] == "C2641 涂料制造"
    assert lines[0]["首次收到时间"] == datetime(2024, 10, 8, 17, 0)  # noqa: DTZ001  (Excel knows no zones)
    assert lines[0]["SHA-256"] == book.cases[0].entry.source.sha


def test_a_row_for_each_case_with_figures_as_numbers_and_each_unit_in_its_column() -> None:
    other = project(title="改造", energy_saved=Answer(Amount(500, "kWh", "")), investment=Answer(None))
    book = made(*cases(plant(project(), other)))
    first, second = by_head(rows(book)["案例"])
    assert (first["项目投资（万元）"], first["年节能量（tce）"], first["年节能量（kWh）"]) == (
        186.5,
        312.4,
        None,
    )
    assert (second["项目投资（万元）"], second["年节能量（tce）"], second["年节能量（kWh）"]) == (
        None,
        None,
        500,
    )


def test_the_sums_are_of_what_passed_and_say_how_many_gave_it() -> None:
    book = made(
        *cases(plant(project(), project(title="二")), path="黄埔区/甲.docx"),
        *cases(
            plant(project(investment=Answer(None)), name="广州乙公司"),
            path="海珠区/乙.docx",
            district="海珠区",
        ),
        *(
            replace(case, state=TO_CORRECT)
            for case in cases(plant(project(), name="广州丙公司"), path="黄埔区/丙.docx")
        ),
    )
    totals = {(total.label, total.unit): total for total in statistics.totals(book.cases, library())}
    invested = totals["项目投资", "万元"]
    assert (invested.amount, invested.applicants) == (373, 1)
    saved = totals["年节能量", "tce"]
    assert (saved.amount, saved.applicants) == (937.2, 2)
    sheet = rows(book)["汇总"]
    assert ["黄埔区", 2, 1] in [line[:3] for line in sheet]
    assert ["海珠区", 1, 0] in [line[:3] for line in sheet]
    assert ["年节能量", "tce", 937.2, "2 家填报"] in [line[:4] for line in sheet]


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "<b>&", "𠮷\x07", "长" * 40_000]
)
def test_a_text_is_a_text(text: str) -> None:
    (case,) = cases(factory(name=text, profile=text))
    data = rendered(made(case))
    sheet = load_workbook(io.BytesIO(data))["台账"]
    head = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, head.index("企业简介") + 1)
    assert cell.data_type == "s"
    assert cell.value == text.replace("\x07", "")[:32_767]


def test_charts_are_excels_own() -> None:
    book = load_workbook(io.BytesIO(rendered(made(*cases(factory())))))
    assert book["台账"].freeze_panes == "A2"
    assert book["台账"].auto_filter.ref
    assert len(book["汇总"]._charts) == 2


def test_no_name_of_the_sums_is_cut() -> None:
    longest = Answer(Code("C37", "铁路、船舶、航空航天和其他运输设备制造业"))
    book = made(*cases(factory(industry_division=longest)))
    sheet = load_workbook(io.BytesIO(rendered(book)))["汇总"]
    names = [str(cell.value) for cell in sheet["A"] if cell.value]
    assert any("航空航天" in name for name in names)
    # A Chinese character is as wide as two digits.
    widest = max(sum(2 if character > "\u2e7f" else 1 for character in name) for name in names)
    assert sheet.column_dimensions["A"].width > widest


def test_words_that_are_missing_are_a_mistake_of_the_templates(tmp_path: Path) -> None:
    (tmp_path / register.NAME).write_text("file = 1", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"register\.toml"):
        register.Words.load(tmp_path)
