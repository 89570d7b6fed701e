"""Forms laid out as other calls lay theirs out, with copies that were filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.forms.written import UP, Form


@dataclass(frozen=True)
class Layout:
    """A form, what is filled in where it has tags, other copies, and what is read besides.

    ``copies``: rearranged copies by name; the form itself filled in is one as well where it is
    whole ``as_it_is``. ``left``: words that no field takes, and that are not lost.
    """

    form: Form
    values: Mapping[str, Any]
    copies: Mapping[str, Form] = field(default_factory=dict)
    besides: Mapping[str, Any] = field(default_factory=dict)
    as_it_is: bool = True
    left: tuple[str, ...] = ()


YEARS_IN_ROWS: Form = [
    "附件9",
    "绿色园区年度能耗统计表",
    [
        ["园区名称", ("{{ name }}", 4)],
        ["年份", "工业总产值（亿元）", "综合能耗（万tce）", "新鲜水用量（万m³）", "固废产生量"],
        ["2021年", "{{ a21 }}", "{{ b21 }}", "{{ c21 }}", "{{ d21 }}"],
        ["2022年", "{{ a22 }}", "{{ b22 }}", "{{ c22 }}", "{{ d22 }}"],
        ["2023年", "{{ a23 }}", "{{ b23 }}", "{{ c23 }}", "{{ d23 }}"],
        ["备注", ("{{ note }}", 4)],
    ],
]
YEARS_IN_COLUMNS: Form = [
    "附件9",
    "绿色园区年度能耗统计表",
    [
        ["园区名称", ("{{ name }}", 3)],
        ["指标", "2021", "2022 年", "2023年度"],
        ["工业总产值（亿元）", "{{ a21 }}", "{{ a22 }}", "{{ a23 }}"],
        ["固废产生量", "{{ d21 }}", "{{ d22 }}", "{{ d23 }}"],
        ["综合能耗", "{{ b21 }}", "{{ b22 }}", "{{ b23 }}"],
        ["新鲜水用量", "{{ c21 }}", "{{ c22 }}", "{{ c23 }}"],
        ["备注", ("{{ note }}", 3)],
    ],
]
TWO_PEOPLE: Form = [
    "附件9",
    "企业信息采集表",
    [
        ["企业名称", ("{{ name }}", 4)],
        ["法定代表人", "姓名", "{{ legal }}", "手机", "{{ legal_phone }}"],
        [UP, "职务", "{{ legal_post }}", "邮箱", "{{ legal_mail }}"],
        ["联系人", "姓名", "{{ contact }}", "手机", "{{ phone }}"],
        [UP, "职务", "{{ post }}", "邮箱", "{{ mail }}"],
        ["主营业务", ("{{ business }}", 4)],
    ],
]
ONE_PAIR_A_ROW: Form = [
    "附件9",
    "企业信息采集表",
    [
        ["企业名称", "{{ name }}"],
        ["联系人姓名", "{{ contact }}"],
        ["联系人手机", "{{ phone }}"],
        ["联系人职务", "{{ post }}"],
        ["联系人邮箱", "{{ mail }}"],
        ["法定代表人姓名", "{{ legal }}"],
        ["法定代表人手机", "{{ legal_phone }}"],
        ["法定代表人职务", "{{ legal_post }}"],
        ["法定代表人邮箱", "{{ legal_mail }}"],
        ["主营业务", "{{ business }}"],
    ],
]
_PEOPLE: Any = TWO_PEOPLE[2]
OTHER_ONE_FIRST: Form = ["附件9", "企业信息采集表", [_PEOPLE[0], *_PEOPLE[3:5], *_PEOPLE[1:3], _PEOPLE[5]]]
NO_TABLE: Form = [
    "附件9",
    "绿色技术需求征集表",
    "申报单位：{{ name }}",
    "联系人：{{ contact }}    联系电话：{{ phone }}",
    "一、需求背景",
    "〔（限200字）〕",
    "{{ background }}",
    "二、技术指标",
    "{{ target }}",
    "三、预期效果",
    "{{ effect }}",
    "填报日期：{{ day }}     年   月   日",
]
_UNNUMBERED: Form = [
    str(part).replace("一、", "").replace("二、", "").replace("三、", "") for part in NO_TABLE
]
HEADING_ROWS: Form = [
    "附件9",
    "示范项目申报表",
    [
        ["项目名称", ("{{ title }}", 3)],
        ["申报单位", ("{{ name }}", 3)],
        [("一、项目概况", 4)],
        [("〔（限500字）〕\n{{ overview }}", 4)],
        [("二、实施内容", 4)],
        [("{{ content }}", 4)],
        [("申报单位意见：\n{{ opinion }}\n（盖章）    年  月  日", 4)],
    ],
]
TEXTS_BESIDE_OTHERS: Form = [
    "附件9",
    "典型案例申报表",
    "填报单位（盖章）：                填报日期：{{ day }}    年  月  日",
    [
        ["企业名称", ("{{ name }}", 3)],
        [
            "是否获评绿色工厂",
            ("{{ green }}□是（□国家级 □省级）   □否\n获评称号：{{ honour }}", 3),
        ],
        [("主要项目", 4)],
        ["序号", "项目名称", "建成时间", "投资额（万元）"],
        ["1", "{{ items.what }}", "{{ items.done }}", "{{ items.cost }}"],
        ["2", "", "", ""],
        [("四、典型案例", 4)],
        ["案例名称", ("{{ title }}", 3)],
    ],
]
_BESIDE: Any = TEXTS_BESIDE_OTHERS[3]
_BESIDE_FILLED: Form = [
    "附件9",
    "典型案例申报表",
    "填报单位（盖章）：广州某公司      填报日期：2024年9月12日",
    [
        ["企业名称", ("子公司", 3)],
        ["是否获评绿色工厂", ("√是（□国家级 √省级）   □否\n获评称号：某省绿色工厂", 3)],
        *_BESIDE[2:4],
        ["1", "提铜", "2023年3月", "120"],
        _BESIDE[6],
        ["案例名称", ("循环利用", 3)],
    ],
]
_BESIDE_IN_ONE_LINE: Form = [
    *_BESIDE_FILLED[:3],
    [
        _BESIDE_FILLED[3][0],
        ["是否获评绿色工厂", ("☑是（□国家级 ☑省级）   □否  获评称号：某省绿色工厂", 3)],
        *_BESIDE_FILLED[3][2:],
    ],
]
LIST_IN_THE_MIDDLE: Form = [
    "附件9",
    "技术改造项目备案表",
    [
        ["企业名称", ("{{ name }}", 3)],
        [("主要设备清单", 4)],
        ["序号", "设备名称", "数量（台）", "单价（万元）"],
        ["1", "{{ items.what }}", "{{ items.count }}", "{{ items.price }}"],
        ["2", "", "", ""],
        ["…", "", "", ""],
        ["项目负责人", "{{ leader }}", "手机", "{{ phone }}"],
        ["项目总投资", ("{{ total }}万元", 3)],
        ["是否新增用地", ("{{ land }}□是  □否", 3)],
        [
            "资金来源（可多选）",
            ("{{ source }}□自有资金 □银行贷款（□短期 □长期） □政府补助 □其他（请注明）：____", 3),
        ],
        ["企业意见", ("{{ opinion }}\n法定代表人（签字）：      （公章）\n年   月   日", 3)],
    ],
]
_LIST: Any = LIST_IN_THE_MIDDLE[2]
LONGER_LIST: Form = [
    "附件9",
    "技术改造项目备案表",
    [
        *_LIST[:3],
        ["1", "压缩机", "2", "30"],
        ["2", "水泵", "5", "1.2"],
        ["3", "电机", "6", "2"],
        *_LIST[6:8],
        ["是否新增用地", ("□是  ☑否", 3)],
        ["资金来源（可多选）", ("☑自有资金 □银行贷款（√短期 □长期） □政府补助 √其他（请注明）：增资", 3)],
        _LIST[10],
    ],
]
SEVERAL_TABLES: Form = [
    "附件9",
    "绿色工厂创建申请书",
    "申请单位：{{ name }}",
    "申请日期：{{ day }}    年    月    日",
    "一、基本信息",
    [
        ["单位性质", ("{{ kind }}□内资（□国有 □集体 □民营） □中外合资 □外商独资", 3)],
        ["注册资本", "{{ capital }}万元", "职工人数", "{{ staff }}人"],
        ["主要产品及产能", ("{{ product }}", 3)],
    ],
    "二、近三年能耗",
    [
        ["指标", "计量单位", "2021年", "2022年", "2023年"],
        ["电力消费量", "万kWh", "{{ e21 }}", "{{ e22 }}", "{{ e23 }}"],
        ["天然气消费量", "万m³", "{{ g21 }}", "{{ g22 }}", "{{ g23 }}"],
    ],
    "三、工作情况",
    "（一）绿色制造基础",
    "〔简述管理体系建设情况，500字以内〕",
    "{{ base }}",
    "（二）下一步计划",
    "{{ plan }}",
]
_TICKED: Form = [
    *SEVERAL_TABLES[:5],
    [["单位性质", ("□内资（□国有 □集体 √民营） □中外合资 □外商独资", 3)], *SEVERAL_TABLES[5][1:]],
    *SEVERAL_TABLES[6:],
]
LABELS_ABOVE: Form = [
    "附件9",
    "专家推荐表",
    [
        ["姓名", "性别", "出生年月", "职称"],
        ["{{ name }}", "{{ sex }}", "{{ born }}", "{{ rank }}"],
        ["工作单位", ("{{ unit }}", 3)],
        [
            "通讯方式",
            ("地址：{{ address }}\n邮编：{{ postcode }}  电话：{{ phone }}\n电子邮箱：{{ mail }}", 3),
        ],
        ["专业特长\n（限100字）", ("{{ skill }}", 3)],
        ["推荐理由", ("{{ reason }}\n推荐单位（盖章）：\n      年  月  日", 3)],
    ],
]
ONE_COLUMN_OF_FIGURES: Form = [
    "附件9",
    "碳排放情况表",
    [
        [("企业名称", 2), ("{{ name }}", 2)],
        ["类别", "项目", "单位", "2023年"],
        ["能源", "原煤", "吨", "{{ coal }}"],
        [UP, "电力", "万千瓦时", "{{ power }}"],
        ["排放", "直接排放", "tCO₂", "{{ direct }}"],
        [UP, "间接排放", "tCO₂", "{{ indirect }}"],
        [("减排措施", 2), ("{{ measures }}", 2)],
    ],
]
BEFORE_AND_AFTER: Form = [
    "附件9",
    "节能改造效果表",
    [
        ["企业名称", ("{{ name }}", 3)],
        ["指标", "改造前", "改造后", "备注"],
        ["单位产品能耗（kgce/t）", "{{ u_before }}", "{{ u_after }}", "{{ u_note }}"],
        ["年用电量（万kWh）", "{{ p_before }}", "{{ p_after }}", "{{ p_note }}"],
        ["自动化水平", "{{ a_before }}", "{{ a_after }}", "{{ a_note }}"],
        ["总结", ("{{ summary }}", 3)],
    ],
]
TWO_ROWS_OF_HEADS: Form = [
    "附件9",
    "能源消费情况表",
    [
        ["企业名称", ("{{ name }}", 4)],
        ["能源品种", ("2022年", 2), ("2023年", 2)],
        [UP, "消费量（t）", "金额（万元）", "消费量（t）", "金额（万元）"],
        ["煤炭", "{{ coal_22 }}", "{{ coal_cost_22 }}", "{{ coal_23 }}", "{{ coal_cost_23 }}"],
        ["柴油", "{{ oil_22 }}", "{{ oil_cost_22 }}", "{{ oil_23 }}", "{{ oil_cost_23 }}"],
        ["备注", ("{{ note }}", 4)],
    ],
]
OPTIONS_IN_CELLS: Form = [
    "附件9",
    "企业分类表",
    [
        ["企业名称", ("{{ name }}", 3)],
        ["规模", "{{ size }}□大型", "{{ size }}□中型", "{{ size }}□小型"],
        ["性质", ("{{ kind }}\n□国有企业\n□民营企业（□上市 □非上市）\n□其他____________", 3)],
        ["认证情况（√选）", ("{{ certificate }}□ISO 9001  □ISO 14001  □ISO 50001  □无", 3)],
        ["说明", ("{{ note }}", 3)],
    ],
]
_ROWS: Any = OPTIONS_IN_CELLS[2]
_CHOSEN: Form = [
    "附件9",
    "企业分类表",
    [
        _ROWS[0],
        ["规模", "□大型", "√中型", "□小型"],
        ["性质", ("□国有企业\n□民营企业（√上市 □非上市）\n□其他____________", 3)],
        ["认证情况（√选）", ("√ISO 9001  √ISO 14001  □ISO 50001  □无", 3)],
        _ROWS[4],
    ],
]
WORDS_AROUND_A_LIST: Form = [
    "附件9",
    "合作情况表",
    "填表单位（盖章）：{{ name }}                 填表日期：{{ day }}   年  月  日",
    [
        ["合作单位", "起止时间", "合作内容", "经费（万元）"],
        ["{{ work.who }}", "{{ work.when }}", "{{ work.what }}", "{{ work.cost }}"],
        ["", "", "", ""],
        ["", "", "", ""],
    ],
    "填表人：{{ writer }}        联系电话：{{ phone }}",
]
_LISTED: Form = [
    *WORDS_AROUND_A_LIST[:3],
    [WORDS_AROUND_A_LIST[3][0], ["甲所", "2020—2022", "节能", "30"], ["乙所", "2021年", "节水", "12.5"]],
    WORDS_AROUND_A_LIST[4],
]
A_PERSON: Form = [
    "附件9",
    "先进个人推荐表",
    [
        ["姓  名", "{{ name }}", "性  别", "{{ sex }}"],
        ["单  位", ("{{ unit }}", 3)],
        ["参加工作\n时    间", "{{ since }}", "联系\n方式", "{{ phone }}"],
        ["简\n\n历", ("{{ life }}", 3)],
        ["主要\n事迹\n（1500字）", ("〔可另附页〕\n{{ deeds }}", 3)],
        ["所在单位\n意    见", ("{{ opinion }}\n负责人签字：       单位盖章\n年   月   日", 3)],
        ["区级主管部门意见", ("{{ district }}\n（盖章）\n年   月   日", 3)],
    ],
]

LAYOUTS = {
    "years in rows": Layout(
        YEARS_IN_ROWS,
        {"name": "甲园区", "note": "无补充"}
        | {f"{key}{year}": ord(key) + year / 10 for key in "abcd" for year in (21, 22, 23)},
        {"years in columns": YEARS_IN_COLUMNS},
    ),
    "one label for two people": Layout(
        TWO_PEOPLE,
        {
            "name": "丙公司", "business": "制造",
            "legal": "赵乙", "legal_phone": "13000000001", "legal_post": "董事长", "legal_mail": "a@b.cn",
            "contact": "钱丙", "phone": "13000000002", "post": "经理", "mail": "c@d.cn",
        },
        {"one pair a row": ONE_PAIR_A_ROW, "the other one first": OTHER_ONE_FIRST},
    ),
    "no table": Layout(
        NO_TABLE,
        {
            "name": "丁研究院", "contact": "孙丁", "phone": "020-22222222", "day": "2024年5月1日",
            "background": "需要降耗。\n现有办法不够。", "target": "达到95%。", "effect": "节能三成。",
        },
        {"headings without numbers": _UNNUMBERED},
    ),
    "headings in rows of their own": Layout(
        HEADING_ROWS,
        {
            "title": "戊项目", "name": "戊公司", "overview": "概况一。\n概况二。", "content": "内容。",
            "opinion": "同意申报",
        },
    ),
    "texts beside boxes and behind what is not read": Layout(
        TEXTS_BESIDE_OTHERS,
        {"day": "2024年9月12日", "name": "子公司", "honour": "某省绿色工厂", "title": "循环利用"},
        {"filled in": _BESIDE_FILLED, "in one line": _BESIDE_IN_ONE_LINE},
        {"green": ["是/省级"], "items": [{"what": "提铜", "done": "2023年3月", "cost": 120}]},
        as_it_is=False,
    ),
    "a list in the middle": Layout(
        LIST_IN_THE_MIDDLE,
        {"name": "己公司", "leader": "周己", "phone": "13900000000", "total": 120.5, "opinion": "情况属实"},
        {"longer": LONGER_LIST},
        {
            "land": ["否"],
            "source": ["自有资金", "银行贷款/短期", "其他"],
            "items": [
                {"what": "压缩机", "count": 2, "price": 30},
                {"what": "水泵", "count": 5, "price": 1.2},
                {"what": "电机", "count": 6, "price": 2},
            ],
        },
        as_it_is=False,
        left=("其他：增资",),
    ),
    "several tables and texts": Layout(
        SEVERAL_TABLES,
        {
            "name": "庚公司", "day": "2024年9月", "capital": 5000, "staff": 320, "product": "涂料，年产3万吨",
            "base": "已建体系。\n运行良好。", "plan": "继续改造。",
        }
        | {f"{key}{year}": ord(key) + year for key in "eg" for year in (21, 22, 23)},
        {"ticked": _TICKED},
        {"kind": ["内资/民营"]},
        as_it_is=False,
    ),
    "labels above, several in a cell": Layout(
        LABELS_ABOVE,
        {
            "name": "吴辛", "sex": "女", "born": "1980.05", "rank": "教授", "unit": "某大学",
            "address": "某路1号", "postcode": "510000", "phone": "020-33333333", "mail": "x@y.edu.cn",
            "skill": "节能", "reason": "推荐。\n理由充分。",
        },
    ),
    "one column of figures": Layout(
        ONE_COLUMN_OF_FIGURES,
        {
            "name": "壬公司", "coal": 1200, "power": 350.5, "direct": 2900, "indirect": 1800,
            "measures": "换电。",
        },
    ),
    "before and after": Layout(
        BEFORE_AND_AFTER,
        {
            "name": "癸公司", "u_before": 95, "u_after": 80, "u_note": "实测",
            "p_before": 120, "p_after": 100, "p_note": "电表",
            "a_before": "半自动", "a_after": "全自动", "a_note": "", "summary": "好",
        },
    ),
    "two rows of heads": Layout(
        TWO_ROWS_OF_HEADS,
        {"name": "甲公司", "note": "无"}
        | {
            f"{key}_{year}": len(key) * year
            for key in ("coal", "coal_cost", "oil", "oil_cost")
            for year in (22, 23)
        },
    ),
    "options in cells of their own": Layout(
        OPTIONS_IN_CELLS,
        {"name": "乙公司", "note": "属实"},
        {"chosen": _CHOSEN},
        {"size": ["中型"], "kind": ["民营企业/上市"], "certificate": ["ISO 9001", "ISO 14001"]},
        as_it_is=False,
    ),
    "words around a list": Layout(
        WORDS_AROUND_A_LIST,
        {"name": "丙协会", "day": "2024年3月", "writer": "李乙", "phone": "13900000000"},
        {"listed": _LISTED},
        {
            "work": [
                {"who": "甲所", "when": "2020—2022", "what": "节能", "cost": 30},
                {"who": "乙所", "when": "2021年", "what": "节水", "cost": 12.5},
            ]
        },
        as_it_is=False,
    ),
    "a person": Layout(
        A_PERSON,
        {
            "name": "王五", "sex": "男", "unit": "某厂", "since": "1999年7月", "phone": "020-1234567",
            "life": "1999年毕业\n2000年任职", "deeds": "长期\n坚持", "opinion": "同意推荐",
            "district": "同意",
        },
    ),
}  # fmt: skip
