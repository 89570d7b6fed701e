"""The annexes as applicants type them anew: other labels, and more beside and below the answers."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline import forms, office
from pipeline.forms.match import Matcher
from tests.forms import written
from tests.forms.written import UP, Form

MATCHER = Matcher(forms.load(Path(__file__).parents[2] / "templates"))
TITLE = "广州市绿色制造优秀案例征集表（企业）"
TITLE_3 = "广州市企业清洁生产优秀案例征集表"
CASE = "1. 亮点做法\n建成回收装置。\n2. 主要成效\n节能三成。\n3. 借鉴意义\n可以推广。"
FIELDS: dict[str, Any] = {
    "name": "甲公司", "industry_division": {"code": "C26", "name": "化学原料和化学制品制造业"},
    "industry_class": {"code": "C2641", "name": "涂料制造"}, "contact": "李二", "phone": "020-22222222",
    "address": "黄埔区某路1号", "email": "a@example.com", "profile": "生产涂料。", "case_title": "余热回收",
    "highlights": "建成回收装置。", "results": "节能三成。", "significance": "可以推广。",
}  # fmt: skip
DIVISION, CLASS = "C26 化学原料和化学制品制造业", "C2641 涂料制造"
INDUSTRY = ["行业类别（大类）", DIVISION, "行业类别（小类）", CLASS]
PEOPLE = ["联系人", "李二", "联系电话", "020-22222222"]
PLACE = ["地址", "黄埔区某路1号", "电子邮箱", "a@example.com"]
Rows = list[list[Any]]


def annex1(
    name: list[Any] | None = None,
    industry: Rows | None = None,
    people: Rows | None = None,
    between: Rows | None = None,
) -> Rows:
    """The rows of Annex 1, some of them as given."""
    return [
        name or ["企业名称（公章）", ("甲公司", 3)],
        *(industry or [INDUSTRY]),
        *(people or [PEOPLE, PLACE]),
        *(between or []),
        ["企业简介", ("生产涂料。", 3)],
        ["绿色制造案例名称", ("余热回收", 3)],
        ["绿色制造案例内容", (CASE, 3)],
    ]


def translated(rows: Rows) -> Rows:
    """Labels in two languages, parted in each way that people part them."""
    pairs = {
        "企业名称（公章）": "企业名称 Company Name（公章）",
        "联系人": "联系人\nContact Person",
        "联系电话": "联系电话 Tel：",
        "地址": "Address 地址",
        "企业简介": "企业简介/Company Profile",
        "绿色制造案例名称": "案例名称 | Case Title",
    }
    return [[pairs.get(cell, cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


def remarked(rows: Rows) -> Rows:
    """A number before each row's label, and a remark behind its answer."""
    single = [[row[at], row[at + 1]] for row in rows for at in range(0, len(row), 2)]
    told = [[label, answer[0] if isinstance(answer, tuple) else answer] for label, answer in single]
    numbered = [[str(number), *pair, "请如实填写"] for number, pair in enumerate(told, 1)]
    return [["序号", "填报项", "填报内容", "填写说明"], *numbered]


COPIES: dict[str, Rows] = {
    "labels in two languages": translated(annex1()),
    "labels in square brackets": [
        [f"【{cell}】" if at % 2 == 0 and "（公章）" not in cell else cell for at, cell in enumerate(row)]
        for row in annex1(name=["1. 【企业名称】（公章）", ("甲公司", 3)])
    ],
    "signs before labels": annex1(
        name=["①企业名称", ("甲公司", 3)],
        people=[["★联系人", ("李二", 3)], ["※联系电话", ("020-22222222", 3)], PLACE],
    ),
    "a group's name that is a label, beside the labels of the group": annex1(
        people=[
            [
                "联系方式",
                ("联系人：李二\n联系电话：020-22222222\n地址：黄埔区某路1号\n电子邮箱：a@example.com", 3),
            ]
        ]
    ),
    "a label in brackets behind another one": annex1(
        people=[["联系人（联系电话）", ("李二 020-22222222", 3)], PLACE]
    ),
    "two notes behind the label that both need": annex1(
        industry=[["行业类别（大类、小类）", (f"{DIVISION}\n{CLASS}", 3)]]
    ),
    "numbers and remarks around the answers": remarked(annex1()),
    "the title again in the middle": annex1(between=[[(f"{TITLE}（续）", 4)]]),
}
HEADS = [
    "项目名称", "项目类别", "项目内容", "项目投资（万元）", "年经济效益（万元）", "项目指标", "数量", "备注",
]  # fmt: skip
INDICATORS = {
    "年节能量（tce）": ("300", "节电"),
    "年节水量（m³）": ("1200", ""),
    "年减碳量（tCO₂e）": ("900", ""),
}
UNITS = {"年节能量（tce）": "tce", "年节水量（m³）": "立方米"}
OWN = [["冷凝水回收", "②", "回收冷凝水。", "120", "50"], ["余热回收", "⑦", "回收余热。", "80", "40"]]
PROJECTS = [
    {
        "title": title, "category": category, "content": content,
        "investment": investment, "benefit": benefit,
        "energy_saved": {"amount": 300, "unit": "tce", "note": "节电"},
        "water_saved": {"amount": 1200, "unit": "m³", "note": ""},
        "carbon_cut": {"amount": 900, "unit": "tCO₂e", "note": ""},
    }
    for title, category, content, investment, benefit in (
        ("冷凝水回收", ["资源能源节约"], "回收冷凝水。", 120, 50),
        ("余热回收", ["资源综合利用"], "回收余热。", 80, 40),
    )
]  # fmt: skip
HEAD: Rows = [
    ["企业名称（公章）", ("乙公司", 7)], ["联系人", ("李二", 3), "联系方式", ("020-22222222", 3)],
    ["地址", ("黄埔区某路1号", 3), "电子邮箱", ("a@example.com", 3)],
    ["企业简介", ("生产涂料。", 7)],
]  # fmt: skip


def annex3(*below: list[Any], merged: bool = True) -> Rows:
    """The rows of Annex 3 with others below; ``merged``: a project's own cells are, else they come again."""
    rows: Rows = [
        [*(own if not at or not merged else [UP] * 5), label, *said]
        for own in OWN
        for at, (label, said) in enumerate(INDICATORS.items())
    ]
    return [*HEAD, HEADS, *rows, *below]


EMPTY = [""] * 8
BELOW: dict[str, Rows] = {
    "projects whose cells come again in each row": annex3(merged=False),
    "heads that say less than the blank's, or more": [
        [{"项目类别": "类别", "项目内容": "项目内容及照片"}.get(str(cell), cell) for cell in row]
        for row in annex3()
    ],
    "a column of units before the figures": [
        [*row[:at], {"项目指标": "单位"}.get(row[at - 1], UNITS.get(row[at - 1], "")), *row[at:]]
        if (at := len(row) - 2) > 2 and row[at - 1] in {"项目指标", *INDICATORS}
        else [*row[:-1], (row[-1][0], row[-1][1] + 1)]
        for row in annex3()
    ],
    "how many there are, alone in a cell": annex3(["合计2项", *EMPTY[1:]]),
    "how many there are, with their sums": annex3(["共2个项目", "", "", "200", "90", "", "", ""]),
    "who recommends it, with labels of the form": annex3(
        [("区主管部门联系人", 2), ("王五", 2), ("联系电话", 2), ("020-33333333", 2)]
    ),
    "who filled it in, a cell each": annex3(["单位（盖章）：", *EMPTY[1:]], ["2024年9月10日", *EMPTY[1:]]),
    "another table with its title": annex3(
        ["附表：主要设备", *EMPTY[1:]],
        ["设备名称", "数量", "产地", *EMPTY[3:]],
        ["冷凝器", "2", "进口", *EMPTY[3:]],
    ),
    "another table that stands apart": annex3(
        EMPTY, ["设备名称", "数量", "产地", *EMPTY[3:]], ["冷凝器", "2", "进口", *EMPTY[3:]]
    ),
}


def fields(form: Form, kind: str) -> dict[str, Any]:
    """What is read of the one form that a Word file or a workbook holds."""
    data = (written.as_docx if kind == "docx" else written.as_xlsx)(form, {})
    (record,) = MATCHER.records(office.read_data(data))
    assert record.raw() == {}
    found: dict[str, Any] = json.loads(json.dumps(record.fields()))
    return found


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("name", COPIES)
def test_annex_1_typed_anew_is_read_as_what_was_put_in(name: str, kind: str) -> None:
    assert fields([TITLE, COPIES[name]], kind).items() >= FIELDS.items()


def test_answers_stand_below_heads_beside_the_name_of_their_group() -> None:
    rows = annex1(industry=[["行业类别", "大类", ("小类", 2)], [UP, DIVISION, (CLASS, 2)]])
    assert fields([TITLE, rows], "docx").items() >= FIELDS.items()


def test_answers_in_a_row_that_is_shifted_belong_to_the_labels_above_most_of_them() -> None:
    people = [
        [("联系人", 4), ("联系电话", 4)],
        [("李二", 4), ("020-22222222", 4)],
        [("地址", 4), ("电子邮箱", 4)],
        [("黄埔区某路1号", 4), ("a@example.com", 3)],
    ]
    rest = [[label, (answer[0], 7)] for label, answer in (row for row in annex1() if len(row) == 2)]
    document = docx.Document(io.BytesIO(written.as_docx([TITLE, [rest[0], *people, *rest[1:]]], {})))
    shifted = document.tables[0].rows[4]._tr.get_or_add_trPr()
    shifted.append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="1"/>'))
    saved = io.BytesIO()
    document.save(saved)
    (record,) = MATCHER.records(office.read_data(saved.getvalue()))
    wanted = {key: FIELDS[key] for key in ("contact", "phone", "address", "email", "profile")}
    assert record.fields().items() >= wanted.items()


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("name", BELOW)
def test_annex_3_typed_anew_has_its_projects_and_no_others(name: str, kind: str) -> None:
    found = fields([TITLE_3, BELOW[name]], kind)
    assert len(found["projects"]) == len(PROJECTS)
    for read, put_in in zip(found["projects"], PROJECTS, strict=True):
        assert read.items() >= put_in.items()
    assert (found["contact"], found["phone"]) == ("李二", "020-22222222")


def test_a_list_whose_sections_come_again_under_its_title_is_another_one() -> None:
    """Though its columns are the same; each in a table of its own, or both of its sections in one."""
    title = "广州市绿色制造与清洁生产优秀案例汇总表"
    heads = ["序号", "企业（园区）名称", "类别", "案例（项目）名称", "案例成效"]
    green, clean = [("方向一：绿色制造优秀案例", 5)], [("方向二：清洁生产优秀案例", 5)]

    def row(name: str) -> list[str]:
        return ["1", name, "绿色工厂", "余热回收", "节能三成"]

    first = [heads, green, row("甲公司"), clean]
    second = [[heads, green, row("乙公司")], [heads, clean, row("丙公司")]]
    data = written.as_docx(["附件4", title, first, "", "附件4", title, second[0], "", second[1]], {})
    records = [json.loads(json.dumps(one.fields())) for one in MATCHER.records(office.read_data(data))]
    assert [[one["name"] for one in record["rows"]] for record in records] == [
        ["甲公司"],
        ["乙公司", "丙公司"],
    ]
