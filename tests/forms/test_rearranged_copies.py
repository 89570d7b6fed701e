"""Copies that differ from their blank as people make them differ, read by forms of another call."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest

from pipeline import forms, office
from pipeline.forms.match import Matcher
from pipeline.model import Record
from tests.forms import written
from tests.forms.written import Form

Reader = Callable[[Form, str], Matcher]


@dataclass(frozen=True)
class Copy:
    """A blank with the labels its TOML adds, a copy of it, and what is read from that."""

    blank: Form
    toml: str
    copy: Form
    fields: dict[str, Any]


def form(*rows: Any, below: tuple[str, ...] = ()) -> Form:
    return ["附件9", "技术成果登记表", [["单位名称", ("{{ name }}", 3)], *rows], *below]


def copy(*rows: Any, below: tuple[Any, ...] = ()) -> Form:
    return ["附件9", "技术成果登记表", [["单位名称", ("甲公司", 3)], *rows], *below]


PEOPLE = form(
    ["法定代表人", "{{ legal }}", "手机", "{{ legal_mobile }}"],
    ["联系人", "{{ contact }}", "手机", "{{ mobile }}"],
)
NAMED = '[fields.contact]\nlabels = ["联系人姓名"]\n[fields.legal]\nlabels = ["法人代表"]\n'
BOTH = {"legal": "王一", "legal_mobile": "13900000001", "contact": "李二", "mobile": "13900000002"}
ESSAY = form(
    ["推荐单位（盖章）：{{ sponsor }}", ("", 3)],
    below=(
        "一、工作背景",
        "{{ background }}",
        "二、主要做法",
        "{{ practice }}",
        "三、取得成效",
        "{{ outcome }}",
    ),
)
ESSAY_TOML = '[fields.background]\nlabels = ["案例内容"]\n'
WORDS = "一、工作背景\n产区分散。\n二、主要做法\n统一育苗。\n三、取得成效\n增收一成。"
TEXTS = {"sponsor": "某局", "background": "产区分散。", "practice": "统一育苗。", "outcome": "增收一成。"}
YEARS = form(
    ["年度", "营业收入（万元）", "净利润（万元）", "税收（万元）"],
    *([f"{year}年", *(f"{{{{ {key}{year} }}}}" for key in "rpt")] for year in (2021, 2022, 2023)),
    ["获奖年度", "奖项", "级别", "授奖单位"],
    ["{{ awards.year }}", "{{ awards.what }}", "{{ awards.level }}", "{{ awards.by }}"],
    ["联系人", "{{ contact }}", "电话", "{{ phone }}"],
)
FIGURES = {f"{key}{year}": year % 100 + at for year in (2021, 2022, 2023) for at, key in enumerate("rpt")}
FIGURE_ROWS = [[f"{year}年", *(str(year % 100 + at) for at in range(3))] for year in (2021, 2022, 2023)]
IN_TWO = form(["单位简介", ("{{ profile }}", 3)], ["续：", ("{{ profile }}", 3)])
IN_ONE = form(["单位简介", ("{{ profile }}", 3)], ["联系人", "{{ contact }}", "电话", "{{ phone }}"])
SHORT_HINTS = form(
    ["主要做法", ("〔（分条列出）〕\n{{ practice }}", 3)], ["亮点", ("{{ bright }}〔（限500字）〕", 3)]
)
PRACTICE = {"practice": "1.改造。\n2.回用。", "bright": "用水减半。"}

YES_OR_NO = form(
    ["评价内容", "是", "否", "说明"],
    ["建立管理体系", "{{ system_yes }}", "{{ system_no }}", "{{ system_note }}"],
    ["公开环境信息", "{{ public_yes }}", "{{ public_no }}", "{{ public_note }}"],
)
DONE_BY = form(["项目主要完成单位", ("{{ by }}", 3)], ["项目主要完成骨干", ("{{ people }}", 3)])
NAMES_OF_ONE = "[fields.by]\nlabels = [" + ", ".join(
    f'"项目主要完成{name}"' for name in ("主体", "企业", "公司", "团队", "机构")
) + "]\n"  # fmt: skip

COPIES = {
    "a label that is as near to another one as to all the names of the first": Copy(
        DONE_BY, NAMES_OF_ONE, copy(["项目主要完成方", ("某所", 3)], ["项目主要完成骨干", ("王一", 3)]),
        {"by": "", "people": "王一", "": ("项目主要完成方：某所",)},
    ),
    "columns to be ticked": Copy(
        YES_OR_NO, "",
        copy(YES_OR_NO[2][1], ["公开环境信息", "", "√", "无"], ["建立管理体系", "√", "", "已认证"]),
        {
            "system_yes": "√", "system_no": "", "system_note": "已认证", "public_yes": "", "public_no": "√",
            "public_note": "无",
        },
    ),
    "a variant of the label that tells two answers apart": Copy(
        PEOPLE, NAMED,
        copy(["法定代表人", "王一", "手机", "13900000001"], ["联系人姓名", "李二", "手机", "13900000002"]),
        BOTH,
    ),
    "the same with the other one first": Copy(
        PEOPLE, NAMED,
        copy(["联系人", "李二", "手机", "13900000002"], ["法人代表", "王一", "手机", "13900000001"]), BOTH,
    ),
    "texts of paragraphs in a cell that has a label, below another answer": Copy(
        ESSAY, ESSAY_TOML, copy(["推荐单位（盖章）", ("某局", 3)], ["案例内容", (WORDS, 3)]), TEXTS
    ),
    "the same under a label of the applicant's own": Copy(
        ESSAY, "", copy(["推荐单位（盖章）", ("某局", 3)], ["事迹材料", (WORDS, 3)]),
        TEXTS | {"": ("事迹材料",)},
    ),
    "a list that names the years of the table above it": Copy(
        YEARS, "",
        copy(
            YEARS[2][1], *FIGURE_ROWS, YEARS[2][5], ["2022", "奖一", "市级", "某局"],
            ["2023年", "奖二", "省级", "某厅"], ["联系人", "王一", "电话", "020-22222222"],
        ),
        FIGURES | {
            "contact": "王一", "phone": "020-22222222",
            "awards": [
                {"year": "2022", "what": "奖一", "level": "市级", "by": "某局"},
                {"year": "2023年", "what": "奖二", "level": "省级", "by": "某厅"},
            ],
        },
    ),
    "a short hint in brackets above and behind an answer": Copy(
        SHORT_HINTS, "",
        copy(["主要做法", ("（分条列出）\n1.改造。\n2.回用。", 3)], ["亮点", ("用水减半。（限500字）", 3)]),
        PRACTICE,
    ),
    "a short hint in other brackets": Copy(
        SHORT_HINTS, "",
        copy(["主要做法", ("【分条列出】1.改造。\n2.回用。", 3)], ["亮点", ("（限500字）\n用水减半。", 3)]),
        PRACTICE,
    ),
    "the label again where an answer goes on in another table": Copy(
        IN_TWO, "", copy(["单位简介", ("一段。", 3)], below=("续表", [["单位简介", ("二段。", 3)]])),
        {"profile": "一段。\n二段。"},
    ),
    "an answer that goes on in another table, which the blank does not foresee": Copy(
        IN_ONE, "",
        copy(
            ["联系人", "王一", "电话", "020-22222222"], ["单位简介", ("一段。", 3)],
            below=([["续表", ("二段。", 3)]],),
        ),
        {"profile": "一段。\n二段。", "contact": "王一", "phone": "020-22222222"},
    ),
} | {
    f"{label} beside the rest of an answer": Copy(
        blank, "",
        copy(
            ["单位简介", ("一段。", 3)], [label, ("二段。", 3)],
            *([["联系人", "王一", "电话", "020-22222222"]] if blank is IN_ONE else []),
        ),
        {"profile": "一段。\n二段。"}
        | ({"contact": "王一", "phone": "020-22222222"} if blank is IN_ONE else {}),
    )
    for label, blank in (
        ("续表", IN_TWO), ("（续）", IN_TWO), ("（接上页）", IN_TWO), ("续表", IN_ONE), ("（续）", IN_ONE),
    )
}  # fmt: skip


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Gives a reader for a tagged form and the lines of its TOML."""

    def made(blank: Form, toml: str) -> Matcher:
        folder = tmp_path_factory.mktemp("form")
        (folder / "form.docx").write_bytes(written.blank(blank))
        definition = f'id = "form"\nnumber = "附件9"\ntitle = "{blank[1]}"\n'
        definition += f'[roles]\nname = "name"\ntitle = "name"\n{toml}'
        (folder / "form.toml").write_text(definition, encoding="utf-8")
        library, mistakes = forms.inspect(folder, folder)
        assert mistakes == ()
        return Matcher(library)

    return made


def fields(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(record.fields()))
    return found


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_read_as_what_was_put_in(name: str, kind: str, reader: Reader) -> None:
    one = COPIES[name]
    data = (written.as_docx if kind == "docx" else written.as_xlsx)(one.copy, {})
    (record,) = reader(one.blank, one.toml).records(office.read_data(data))
    wanted = {"name": "甲公司"} | one.fields
    unmatched = wanted.pop("", ())
    assert fields(record) == wanted
    assert record.unmatched == unmatched
    assert record.raw() == {}


@pytest.mark.parametrize("shown", ["#,##0", "0.00", '#,##0"年"'])
def test_a_year_that_a_sheet_shows_as_a_figure_is_that_year(shown: str, reader: Reader) -> None:
    bare = [[row[0][:4], *row[1:]] for row in FIGURE_ROWS]
    data = written.as_xlsx(copy(YEARS[2][1], *bare, *YEARS[2][5:]), {})
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book.active.iter_rows():  # type: ignore[union-attr]
        for cell in row:
            if cell.value in (2021, 2022, 2023):
                cell.number_format = shown
    changed = io.BytesIO()
    book.save(changed)
    (record,) = reader(YEARS, "").records(office.read_data(changed.getvalue()))
    assert {key: fields(record)[key] for key in FIGURES} == FIGURES


def test_an_answer_beside_its_label_in_a_sheet_of_answers_below_theirs(reader: Reader) -> None:
    blank = form(
        ["联系人", "{{ contact }}", "电话", "{{ phone }}"], ["地址", "{{ address }}", "邮箱", "{{ mail }}"],
        ["成果名称", ("{{ title }}", 3)],
    )  # fmt: skip
    filled: Form = [
        "附件9", "技术成果登记表",
        [
            [("单位名称", 4)], [("甲公司", 4)],
            [("联系人", 2), ("电话", 2)], [("王一", 2), ("020-22222222", 2)],
            [("地址", 2), ("邮箱", 2)], [("某路1号", 2), ("a@example.com", 2)],
            ["成果名称", ("某某技术", 3)], ["负责人", "赵三", "工号", "007"],
        ],
    ]  # fmt: skip
    (record,) = reader(blank, "").records(office.read_data(written.as_xlsx(filled, {})))
    assert fields(record) == {
        "name": "甲公司", "contact": "王一", "phone": "020-22222222", "address": "某路1号",
        "mail": "a@example.com", "title": "某某技术",
    }  # fmt: skip
    assert record.unmatched == ("负责人：赵三：工号：007",)


def test_an_answer_below_a_wide_label_of_a_table_among_empty_columns(reader: Reader) -> None:
    blank = form(["单位简介", ("{{ profile }}", 3)], ["联系人", "{{ contact }}", "电话", "{{ phone }}"])
    rows: list[Any] = [
        ["单位名称", ("甲公司", 3)], ["联系人", "王一", "电话", "020-22222222"],
        [("单位简介", 4)], [("生产甲。", 4)],
    ]  # fmt: skip
    filled: Form = ["附件9", "技术成果登记表", [["", "", *row, " "] for row in rows]]
    (record,) = reader(blank, "").records(office.read_data(written.as_xlsx(filled, {})))
    assert fields(record)["profile"] == "生产甲。"
    assert fields(record)["contact"] == "王一"
