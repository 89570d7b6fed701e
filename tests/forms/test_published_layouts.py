"""Blanks as ministries publish them, tagged by the page about forms alone, and copies laid out otherwise."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from pipeline import office
from pipeline.forms import fill
from pipeline.forms.match import Matcher
from tests.forms import strategies, written
from tests.forms.written import UP

Rows = list[Any]


@dataclass(frozen=True)
class Published:
    """A blank, what its copy has in place of rows of it, and what is read from that.

    ``values``: what stands in place of tags; ``changes``: ways to lay the copy out anew, each
    given the parts of the copy; ``besides``: what is read otherwise or goes unmatched then.
    """

    blank: Rows
    filled: Mapping[int, Any]
    values: Mapping[str, Any]
    read: Mapping[str, Any]
    changes: Mapping[str, Callable[[Rows], None]]
    besides: Mapping[str, Mapping[str, Any]]

    def copy(self, change: str) -> Rows:
        made = copy.deepcopy(self.blank)
        for row, cells in self.filled.items():
            made[2][row] = copy.deepcopy(cells)
        self.changes[change](made)
        return made


def as_it_is(parts: Rows) -> None:
    """Nothing is laid out anew."""


# -- groups of labels, heads in two rows, a list with boxes, texts under headings, signatures ---

FACTORY: Rows = [
    "附件9",
    "数字化转型标杆工厂申报书",
    [
        ["企业名称", ("{{ name }}", 3), "所在区", "{{ area }}"],
        ["统一社会信用代码", ("{{ code }}", 3), "成立日期", "{{ since }}年   月   日"],
        ["企业性质", ("{{ kind }}□国有 □民营 □外资 □其他：________", 5)],
        ["法定代表人", "姓名", "{{ legal }}", "电话", ("{{ legal_phone }}", 2)],
        ["联系人", "姓名", "{{ contact }}", "电话", ("{{ phone }}", 2)],
        [UP, "职务", "{{ post }}", "邮箱", ("{{ mail }}", 2)],
        [("近两年主要指标", 6)],
        [("指标", 2), ("2022年", 2), ("2023年", 2)],
        [(UP, 2), "计划", "完成", "计划", "完成"],
        [("工业总产值（万元）", 2), "{{ o22p }}", "{{ o22d }}", "{{ o23p }}", "{{ o23d }}"],
        [("单位产品能耗（kgce/t）", 2), "{{ e22p }}", "{{ e22d }}", "{{ e23p }}", "{{ e23d }}"],
        [("系统应用情况", 6)],
        [("系统", 2), "是否建设", "建设年份", "投资额（万元）", "供应商"],
        [
            ("{{ systems.what }}", 2),
            "{{ systems.built }}□是 □否",
            "{{ systems.year }}",
            "{{ systems.cost }}",
            "{{ systems.by }}",
        ],
        [("", 2), "□是 □否", "", "", ""],
        [("", 2), "□是 □否", "", "", ""],
        ["是否上云", ("{{ cloud }}□是 □否", 2), "上云平台名称", ("{{ platform }}", 2)],
        [
            "申报材料",
            (
                "一、企业概况〔（不超过500字）〕\n"
                "{{ overview }}\n"
                "二、建设内容\n"
                "（一）总体思路\n"
                "{{ idea }}\n"
                "（二）主要任务\n"
                "{{ tasks }}\n"
                "三、实施成效〔（附数据）〕\n"
                "{{ effect }}",
                5,
            ),
        ],
        ["现场照片", ("{{ photos }}", 5)],
        ["企业意见", ("{{ opinion }}\n\n法定代表人（签字）：          （公章）\n年    月    日", 5)],
        ["区主管部门推荐意见", ("{{ advice }}\n\n负责人（签字）：          （公章）\n年    月    日", 5)],
    ],
]


def _signed(parts: Rows) -> None:
    parts[2][19][1] = ("{{ opinion }}\n法定代表人（签字）：王一     （公章）\n2024年5月1日", 5)
    parts[2][20][1] = ("{{ advice }}\n负责人（签字）：张某某  （公章）\n2024.5.6", 5)


def _not_signed(parts: Rows) -> None:
    parts[2][20][1] = ("\n\n负责人（签字）：          （公章）\n      年    月    日", 5)


def _a_pair_a_row(parts: Rows) -> None:
    rows = parts[2]
    parts[2] = [
        ["企业名称", ("{{ name }}", 5)],
        ["所在区", ("{{ area }}", 5)],
        rows[2],
        ["法定代表人姓名", ("{{ legal }}", 5)],
        ["法定代表人电话", ("{{ legal_phone }}", 5)],
        ["联系人姓名", ("{{ contact }}", 5)],
        ["联系人电话", ("{{ phone }}", 5)],
        ["联系人职务", ("{{ post }}", 5)],
        ["联系人邮箱", ("{{ mail }}", 5)],
        ["统一社会信用代码", ("{{ code }}", 5)],
        ["成立日期", ("2010年3月1日", 5)],
        *rows[6:],
    ]


def _heads_in_one_row(parts: Rows) -> None:
    parts[2][7:9] = [[("指标", 2), "2022年计划", "2022年完成", "2023年计划", "2023年完成"]]


def _years_otherwise(parts: Rows) -> None:
    parts[2][7][1:3] = [("2022年度", 2), ("2023年度", 2)]
    parts[2][9][0], parts[2][10][0] = ("工业总产值", 2), ("单位产品能耗\n（kgce/t）", 2)


def _texts_in_rows(parts: Rows) -> None:
    parts[2][17:18] = [
        [("申报材料", 6)],
        ["一、企业概况", ("{{ overview }}", 5)],
        ["二、建设内容", ("（一）总体思路\n{{ idea }}\n（二）主要任务\n{{ tasks }}", 5)],
        ["三、实施成效", ("{{ effect }}", 5)],
    ]


def _cut(parts: Rows) -> None:
    parts[2:] = [parts[2][:11], "续表", parts[2][11:]]


# -- two halves side by side, heads over answers, answers in a sentence, words below the table ---

TECHNOLOGY: Rows = [
    "附件9",
    "绿色低碳技术推荐表",
    [
        [("申报单位信息", 2), ("技术信息", 2)],
        ["单位名称", "{{ name }}", "技术名称", "{{ title }}"],
        ["通讯地址", "{{ address }}", "适用行业", "{{ trade }}"],
        ["联系人", "{{ contact }}", "联系人", "{{ expert }}"],
        ["联系电话", "{{ phone }}", "联系电话", "{{ expert_phone }}"],
        [("技术来源", 1), ("{{ source }}□自主研发  □合作开发  □引进消化吸收（□国内 □国外）", 3)],
        [("技术类别（可多选）", 1), ("{{ kinds }}□节能  □节水\n□减污  □降碳", 3)],
        [("主要技术参数", 4)],
        ["序号", "参数名称", "单位", "指标值"],
        ["1", "{{ params.what }}", "{{ params.unit }}", "{{ params.value }}"],
        ["2", "", "", ""],
        ["……", "", "", ""],
        [("经济效益（单位：万元）", 4)],
        ["总投资（万元）", "年节约费用（万元）", "年运行费用（万元）", "投资回收期（年）"],
        ["{{ invest }}", "{{ saving }}", "{{ running }}", "{{ payback }}"],
        ["是否有应用案例", "{{ used }}□是 □否", "应用案例数量（个）", "{{ count }}"],
        [("技术简介〔（包括技术原理、工艺流程，800字以内）〕\n{{ intro }}", 4)],
        [("典型应用案例", 4)],
        [("案例一：{{ case_one }}", 4)],
        [("案例二：{{ case_two }}", 4)],
        [
            "知识产权情况",
            ("发明专利{{ inventions }}项，实用新型专利{{ models }}项，软件著作权{{ softs }}项", 3),
        ],
        [
            (
                "本单位承诺以上内容真实有效。\n法定代表人签字：            单位（盖章）：\n"
                "                  年    月    日",
                4,
            )
        ],
    ],
    "注：本表一式三份。",
    "填表人：{{ filler }}     填表日期：{{ filled }}   年   月   日",
]


def _one_half_below_the_other(parts: Rows) -> None:
    parts[2][:5] = [
        [("申报单位信息", 4)],
        ["单位名称", ("{{ name }}", 3)],
        ["通讯地址", ("{{ address }}", 3)],
        ["联系人", "{{ contact }}", "联系电话", "{{ phone }}"],
        [("技术信息", 4)],
        ["技术名称", ("{{ title }}", 3)],
        ["适用行业", ("{{ trade }}", 3)],
        ["联系人", "{{ expert }}", "联系电话", "{{ expert_phone }}"],
    ]


def _text_below_its_label(parts: Rows) -> None:
    parts[2][16:17] = [[("技术简介", 4)], [("{{ intro }}", 4)]]


def _in_pairs(parts: Rows) -> None:
    parts[2][13:15] = [
        ["总投资", "{{ invest }}", "年节约费用", "{{ saving }}"],
        ["年运行费用", "{{ running }}", "投资回收期（年）", "{{ payback }}"],
    ]


def _a_line_each(parts: Rows) -> None:
    parts[2][20][1] = ("发明专利：3项；\n实用新型专利：5项；\n软件著作权：0项。", 3)


def _on_the_line(parts: Rows) -> None:
    parts[2][20][1] = ("发明专利__3__项，实用新型专利_5_项，软件著作权   0   项", 3)


def _all_in_the_table(parts: Rows) -> None:
    parts[2].append(["填表人", "钱七", "填表日期", "2024年5月1日"])
    del parts[3:]


# -- groups down the side, a column of units and one with its own, a box that asks for a reason ---

DIAGNOSIS: Rows = [
    "附件9",
    "工业节能诊断服务需求表",
    [
        ["基本情况", "企业名称", ("{{ name }}", 2), "成立时间", "{{ since }}"],
        [UP, "详细地址", ("{{ address }}", 2), "职工人数", "{{ staff }}人"],
        [UP, "上市情况", ("{{ listed }}□已上市 □拟上市 □未上市", 4)],
        ["能源消费", "能源品种", "计量单位", "消费量", "折标系数", "金额（万元）"],
        [UP, "原煤", "吨", "{{ coal }}", "{{ coal_f }}", "{{ coal_m }}"],
        [UP, "天然气", "万立方米", "{{ gas }}", "{{ gas_f }}", "{{ gas_m }}"],
        [UP, "电力", "万千瓦时", "{{ power }}", "{{ power_f }}", "{{ power_m }}"],
        [UP, "综合能源消费量（吨标准煤）", "—", ("{{ total }}", 3)],
        ["主要用能设备", "设备名称", "型号", "数量（台）", "额定功率（kW）", "备注"],
        [
            UP,
            "{{ devices.what }}",
            "{{ devices.model }}",
            "{{ devices.count }}",
            "{{ devices.power }}",
            "{{ devices.note }}",
        ],
        [UP, "", "", "", "", ""],
        [UP, "", "", "", "", ""],
        ["诊断需求", "节能潜力", ("{{ potential }}", 4)],
        [UP, "希望解决的问题", ("〔（逐条说明）〕\n{{ problems }}", 4)],
        ["是否愿意公开案例", ("{{ public }}□是\n□否，理由：__________", 5)],
        ["企业承诺", ("    本企业承诺所填内容真实、准确。\n法定代表人（签章）：\n年   月   日", 5)],
    ],
    "填表人：{{ filler }}\u3000\u3000\u3000联系电话：{{ phone }}\u3000\u3000\u3000填表日期：{{ filled }}",
]


def _without_groups(parts: Rows) -> None:
    parts[2][:14] = [row[1:] for row in parts[2][:14]]


def _columns_moved(parts: Rows) -> None:
    for row in parts[2][3:7]:
        row[3], row[5] = row[5], row[3]


def _without_units(parts: Rows) -> None:
    parts[2][3:8] = [[row[0], (row[1], 2), *row[3:]] for row in parts[2][3:8]]


def _in_two_tables(parts: Rows) -> None:
    parts[2:] = [parts[2][:8], "", parts[2][8:], parts[3]]


def _no_with_its_reason(parts: Rows) -> None:
    parts[2][14][1] = ("□是\n☑否，理由：涉密", 5)


PUBLISHED = {
    "a factory": Published(
        FACTORY,
        {1: ['统一社会信用代码', ('{{ code }}', 3), '成立日期', '2010年3月1日'],
 2: ['企业性质', ('□国有 √民营 □外资 □其他：____', 5)],
 13: [('MES', 2), '☑是 □否', '2021', '300', '某软件'],
 14: [('ERP', 2), '□是 √否', '', '', ''],
 16: ['是否上云', ('是√ 否□', 2), '上云平台名称', ('{{ platform }}', 2)]},
        {'name': '甲公司',
 'area': '黄埔区',
 'code': '91440101MA5AXXXX1X',
 'since': '2010',
 'legal': '王一',
 'legal_phone': '13900000001',
 'contact': '李二',
 'phone': '13900000002',
 'post': '经理',
 'mail': 'a@b.cn',
 'o22p': 100,
 'o22d': 101,
 'o23p': 110,
 'o23d': 112.5,
 'e22p': 9,
 'e22d': 8.8,
 'e23p': 8,
 'e23d': 7.9,
 'platform': '某云',
 'overview': '概况一。\n概况二。',
 'idea': '思路。',
 'tasks': '任务1。\n任务2。',
 'effect': '成效好，增10%。',
 'opinion': '情况属实，同意申报。',
 'advice': '同意推荐。'},
        {'since': '2010年3月1日',
 'kind': ['民营'],
 'cloud': ['是'],
 'photos': [],
 'systems': [{'what': 'MES', 'built': ['是'], 'year': '2021', 'cost': 300, 'by': '某软件'},
             {'what': 'ERP', 'built': ['否'], 'year': '', 'cost': None, 'by': ''}]},
        {
            "as it is": as_it_is, "signed and dated": _signed, "not signed": _not_signed,
            "a pair a row": _a_pair_a_row, "heads in one row": _heads_in_one_row,
            "years otherwise": _years_otherwise, "texts in rows": _texts_in_rows, "cut": _cut,
        },
        {"not signed": {"advice": ""}},
    ),
    "a technology": Published(
        TECHNOLOGY,
        {5: [('技术来源', 1), ('□自主研发  □合作开发  □引进消化吸收（□国内 √国外）', 3)],
 6: [('技术类别（可多选）', 1), ('√节能  □节水\n□减污  √降碳', 3)],
 9: ['1', '热效率', '%', '≥92'],
 10: ['2', '排烟温度', '℃', '110'],
 15: ['是否有应用案例', '√是 □否', '应用案例数量（个）', '{{ count }}']},
        {'name': '乙研究院',
 'title': '余热回收技术',
 'address': '某路1号',
 'trade': '化工',
 'contact': '李二',
 'phone': '020-22222222',
 'expert': '周五',
 'expert_phone': '13900000003',
 'invest': 120,
 'saving': 30.5,
 'running': 2,
 'payback': 4,
 'count': 3,
 'intro': '原理一。\n工艺二。',
 'case_one': '甲厂应用。',
 'case_two': '乙厂应用。',
 'inventions': 3,
 'models': 5,
 'softs': 0,
 'filler': '钱七',
 'filled': '2024年5月1日'},
        {'source': ['引进消化吸收/国外'],
 'kinds': ['节能', '降碳'],
 'used': ['是'],
 'params': [{'what': '热效率', 'unit': '%', 'value': '≥92'},
            {'what': '排烟温度', 'unit': '℃', 'value': '110'}]},
        {
            "as it is": as_it_is, "one half below the other": _one_half_below_the_other,
            "text below its label": _text_below_its_label, "in pairs": _in_pairs,
            "a line each": _a_line_each, "on the line": _on_the_line,
            "all in the table": _all_in_the_table,
        },
        {},
    ),
    "a diagnosis": Published(
        DIAGNOSIS,
        {2: [UP, '上市情况', ('□已上市 □拟上市 √未上市', 4)],
 9: [UP, '空压机', 'GA75', '2', '75', '变频'],
 10: [UP, '水泵', 'IS80', '4', '15', ''],
 14: ['是否愿意公开案例', ('☑是\n□否，理由：__________', 5)]},
        {'name': '丙公司',
 'since': '2005年',
 'address': '某区某路2号',
 'staff': 320,
 'coal': 100,
 'coal_f': 0.7143,
 'coal_m': 9,
 'gas': 20,
 'gas_f': 13.3,
 'gas_m': 80,
 'power': 300.5,
 'power_f': 1.229,
 'power_m': 210,
 'total': 706.2,
 'potential': '空压机。\n余热。',
 'problems': '1.电耗高。\n2.无计量。',
 'filler': '孙八',
 'phone': '020-33333333',
 'filled': '2024-05-01'},
        {'listed': ['未上市'],
 'public': ['是'],
 'devices': [{'what': '空压机', 'model': 'GA75', 'count': 2, 'power': 75, 'note': '变频'},
             {'what': '水泵', 'model': 'IS80', 'count': 4, 'power': 15, 'note': ''}]},
        {
            "as it is": as_it_is, "without groups": _without_groups, "columns moved": _columns_moved,
            "without units": _without_units, "in two tables": _in_two_tables,
            "no with its reason": _no_with_its_reason,
        },
        {"no with its reason": {"public": ["否"], "": ("否：涉密",)}},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def matchers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Matcher]:
    """A reader for each blank with the shortest definition."""
    return {
        name: written.reader(one.blank, tmp_path_factory.mktemp("form")) for name, one in PUBLISHED.items()
    }


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize(
    ("name", "change"), [(name, change) for name, one in PUBLISHED.items() for change in one.changes]
)
def test_a_copy_is_read_as_what_was_put_in(
    name: str, change: str, kind: str, matchers: dict[str, Matcher]
) -> None:
    one = PUBLISHED[name]
    data = (written.as_docx if kind == "docx" else written.as_xlsx)(one.copy(change), one.values)
    (record,) = matchers[name].records(office.read_data(data))
    wanted = {**one.values, **one.read, **one.besides.get(change, {})}
    assert record.unmatched == wanted.pop("", ())
    assert json.loads(json.dumps(record.fields())) == wanted
    assert record.raw() == {}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("name", PUBLISHED)
def test_its_blank_is_empty_and_a_filled_one_says_what_was_filled_in(
    name: str, kind: str, matchers: dict[str, Matcher]
) -> None:
    matcher = matchers[name]
    form = matcher.library.form("form")
    (empty,) = matcher.records(office.read_data(fill.blank(form, kind)))  # type: ignore[arg-type]
    assert all(strategies.is_empty(value) for value in json.loads(json.dumps(empty.fields())).values())
    fields = {**PUBLISHED[name].values, **PUBLISHED[name].read}
    filled = getattr(fill, kind)(form, fields, strategies.BY_SHA.__getitem__)
    (record,) = matcher.records(office.read_data(filled))
    assert json.loads(json.dumps(record.fields())) == fields
    assert record.unmatched == ()
