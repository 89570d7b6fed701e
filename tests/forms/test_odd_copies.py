"""Filled-in annexes with something in them that applicants do now and then, as one would read it."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.document import Document as Word
from docx.table import _Cell

from pipeline import forms, office
from pipeline.forms import fill, joint
from pipeline.forms.match import Matcher
from pipeline.model import Record

MATCHER = Matcher(forms.load(Path(__file__).parents[2] / "templates"))
PROJECT = {
    "title": "冷凝水回收", "category": ["资源能源节约"], "content": "回收冷凝水。", "investment": 120,
    "benefit": 50, "energy_saved": {"amount": 300, "unit": "tce", "note": "节电"},
}  # fmt: skip
ROWS = [
    {"number": "1", "name": "甲公司", "category": "绿色工厂", "title": "余热回收", "results": "节能三成"},
    {"number": "2", "name": "乙公司", "category": "绿色工厂", "title": "光伏", "results": "节电"},
]
FILLED: dict[str, dict[str, Any]] = {
    "annex1": {"name": "甲公司", "contact": "李二", "phone": "020-22222222", "case_title": "余热回收"},
    "annex3": {"name": "乙公司", "projects": [PROJECT]},
    "annex4": {"rows": [{**row, "direction": "绿色制造"} for row in ROWS]},
}


def _no_picture(sha: str) -> bytes:
    raise KeyError(sha)


def filled(form: str, kind: str = "docx") -> bytes:
    write = fill.docx if kind == "docx" else fill.xlsx
    return write(MATCHER.library.form(form), FILLED[form], _no_picture)


def cells(document: Word) -> list[_Cell]:
    return [cell for table in document.tables for row in table.rows for cell in row.cells]


def changed(form: str, change: Callable[[Word], None]) -> Record:
    """What is read of a form that was changed as a Word file."""
    document = docx.Document(io.BytesIO(filled(form)))
    change(document)
    target = io.BytesIO()
    document.save(target)
    (record,) = MATCHER.records(office.read_data(target.getvalue()))
    return record


def fields(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(record.fields()))
    return found


def relabelled(kind: str, label: str, other: str) -> Record:
    """What is read of Annex 3 where the label that says these words says others."""
    data = filled("annex3", kind)
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        for row in book.active.iter_rows():  # type: ignore[union-attr]
            for cell in row:
                if str(cell.value).replace("\n", "") == label:
                    cell.value = other
        target = io.BytesIO()
        book.save(target)
        (record,) = MATCHER.records(office.read_data(target.getvalue()))
        return record

    def change(document: Word) -> None:
        next(cell for cell in cells(document) if cell.text.replace("\n", "") == label).text = other

    return changed("annex3", change)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize(
    ("label", "other", "key", "value", "raw"),
    [
        ("项目投资（万元）", "项目投资（元）", "investment", 0.012, None),
        ("年经济效益（万元）", "年经济效益（单位：亿元）", "benefit", 500000, None),
        ("项目投资（万元）", "项目投资（吨）", "investment", None, "120吨"),
        ("年节能量（tce）", "年节能量（万吨标准煤）：", "energy_saved", (3000000, "tce"), None),
        ("年节能量（tce）", "年节能量（万kWh）", "energy_saved", (300, "万kWh"), None),
        ("年节能量（tce）", "年节能量（吨）", "energy_saved", (300, "tce"), None),
    ],
)
def test_the_unit_that_a_label_was_given_counts(
    kind: str, label: str, other: str, key: str, value: Any, raw: str | None
) -> None:
    record = relabelled(kind, label, other)
    if isinstance(value, tuple):
        value = {"amount": value[0], "unit": value[1], "note": "节电"}
    assert fields(record)["projects"] == [fields(record)["projects"][0] | PROJECT | {key: value}]
    assert record.raw() == ({f"projects[0].{key}": raw} if raw else {})


@pytest.mark.parametrize(
    ("below", "left"),
    [
        (("合 计", "2家", "", "", "2项"), "合 计：2家：2项"),
        (("", "小计", "", "2个", ""), "小计：2个"),
        (("填表人：张三", "", "审核人：李四", "", "日期：1日"), "填表人：张三：审核人：李四：日期：1日"),
    ],
)  # fmt: skip
def test_sums_and_who_made_a_list_are_no_rows_of_it(below: tuple[str, ...], left: str) -> None:
    def change(document: Word) -> None:
        for cell, words in zip(document.tables[0].add_row().cells, below, strict=False):
            cell.text = words

    record = changed("annex4", change)
    assert fields(record) == FILLED["annex4"]
    assert record.unmatched == (left,)


@pytest.mark.parametrize(
    "below",
    [
        ("", "丙公司（原名：丁公司）", "绿色工厂", "节水：一期", "成效：三成"),
        ("", "企业：丙公司", "类别：绿色工厂", "案例：节水", "成效：节水三成"),
        ("小计", "丙公司", "绿色工厂", "节水", "节水三成"),
    ],
)
def test_a_row_that_only_looks_like_who_made_the_list_is_one_of_it(below: tuple[str, ...]) -> None:
    def change(document: Word) -> None:
        for cell, words in zip(document.tables[0].add_row().cells, below, strict=False):
            cell.text = words

    record = changed("annex4", change)
    assert [row["name"] for row in fields(record)["rows"]] == ["甲公司", "乙公司", below[1]]
    assert record.unmatched == ()


def test_a_table_in_an_answer_leaves_the_form_whole() -> None:
    """Though it names what the form asks for, and the answer's own table names nothing else."""

    def change(document: Word) -> None:
        table = document.tables[0]._tbl
        rest = copy.deepcopy(table)
        for row in rest.tr_lst[:-1]:
            rest.remove(row)
        table.remove(table.tr_lst[-1])
        table.addnext(rest)
        rest.addprevious(document.add_paragraph()._p)
        inner = document.tables[1].rows[0].cells[1].add_table(2, 2)
        for cell, words in zip(inner._cells, ("联系人", "联系电话", "王五", "020-33333333"), strict=True):
            cell.text = words

    inner = "联系人\t联系电话\n王五\t020-33333333"
    assert fields(changed("annex1", change)).items() >= (FILLED["annex1"] | {"significance": inner}).items()


@pytest.mark.parametrize("words", [["贴照片处", ""], ["广州市绿色制造优秀案例征集表（企业）", "", "盖章"]])
def test_a_form_in_a_table_that_frames_it_is_found(words: list[str]) -> None:
    """In the frame's one empty cell."""

    def change(document: Word) -> None:
        inner = copy.deepcopy(document.tables[0]._tbl)
        document.element.body.remove(document.tables[0]._tbl)
        frame = document.add_table(len(words), 1)
        for row, text in zip(frame.rows, words, strict=True):
            row.cells[0].text = text
            if not text:
                row.cells[0]._tc.insert(0, inner)

    assert fields(changed("annex1", change)).items() >= FILLED["annex1"].items()


@pytest.mark.parametrize(
    "answer",
    [
        "联系人：李二\n联系电话：020-22222222",
        "李二；电话：020-22222222",
        "联 系 人：李二\n电话（手机）：020-22222222",
    ],
)
def test_labels_in_the_answer_to_a_label_that_joins_them_are_none_of_it(answer: str) -> None:
    def change(document: Word) -> None:
        row = next(row for row in document.tables[0].rows if row.cells[0].text == "联系人")
        row.cells[0].text = "联系人及联系电话"
        row.cells[1].merge(row.cells[-1]).text = answer

    assert fields(changed("annex1", change)).items() >= FILLED["annex1"].items()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("广州甲公司，黄埔区某路1号", ("广州甲公司", "黄埔区某路1号")),
        ("企业名称：广州甲公司\n企业地址：黄埔区某路1号", ("广州甲公司", "黄埔区某路1号")),
        ("广州甲公司", None),
        ("广州甲公司，黄埔区，某路1号", None),
    ],
)
def test_two_texts_in_one_answer_are_told_apart_where_there_are_two(
    answer: str, told: tuple[str, str] | None
) -> None:
    form = MATCHER.library.form("annex3")
    fields = [field for key in ("name", "address") if (field := form.field(key))]
    found = joint.parted(form, fields, answer)
    assert (found and (found["name"], found["address"])) == told
