"""Forms left blank, and tables that are no form of ours: an agenda, another bureau's form."""

from __future__ import annotations

from typing import Any

from tests.exam import content
from tests.exam.hand import Hand
from tests.exam.headings import NAMES, PARTS
from tests.exam.layout import Item, Labels, label, rows_of, titled
from tests.exam.model import Block, Cell, Form, Para, Record, Row, Run, Table, para, paras
from tests.exam.notice import CIRCLED, COLUMNS, HINTS, INDICATORS, OPTIONS, PROJECT_OPTIONS

TEXTS = ("contact", "phone", "address", "email", "profile")
NO_CODE = {"code": "", "name": ""}
WIDE = 8


def agenda() -> Form:
    """A table that is no form."""
    rows = [Row([label(text) for text in ("时间", "议题", "汇报人")])]
    rows += [Row([Cell([para(text)]) for text in ("9:00", "能源审计情况", "节能科")])]
    return Form([Table(rows, 3, [para("会议安排")])], None, "会议安排")


def foreign(hand: Hand) -> Form:
    """Another bureau's form, with half of our labels."""
    thing = hand.pick(content.BRANCHES)[0]
    title, own = hand.pick(
        (
            (
                "专精特新中小企业申报表",
                ("主导产品", "上年度营业收入（万元）", "研发费用（万元）", "申报理由"),
            ),
            ("节水型企业申报表", ("年取水量（m³）", "重复利用率", "节水措施", "所属街道")),
            ("企业技术改造项目备案表", ("项目名称", "建设地点", "总投资（万元）", "建设内容")),
        )
    )
    rows = [
        Row([label("企业名称（公章）"), Cell([para(content.company(hand, thing))], 3)]),
        Row([label("联系人"), Cell([para("路远")]), label("联系电话"), Cell([para(content.mobile(hand))])]),
        Row([label("地址"), Cell([para("广州市")]), label("电子邮箱"), Cell([para(content.email(hand))])]),
    ]
    rows += [Row([label(text), Cell([para(str(hand.between(10, 900)))], 3)]) for text in own]
    rows.append(Row([label("企业简介"), Cell(paras(content.fill(hand, content.PROFILE[0], thing)), 3)]))
    return Form([Table(rows, 4, [para(title, "bold")])], None, "申报表")


def blank_form(hand: Hand, annex: int, told: str | None) -> Form:
    """A form as it was issued: its hints, and nothing else."""
    labels = Labels(hand, annex)
    fields: dict[str, Any] = {"name": ""}
    keys = ["name", *(["category"] if annex != 3 else [])]
    keys += ["industry_division", "industry_class"] if annex != 2 else []
    keys += [*TEXTS, *(["photos", "case_title"] if annex != 3 else [])]
    items = []
    for key in keys:
        fields[key] = {"category": [], "photos": []}.get(key, NO_CODE if key.startswith("industry") else "")
        hint = HINTS[annex].get(key, "")
        blocks = _boxes(annex) if key == "category" else paras(hint)
        long = key in ("profile", "photos", "case_title")
        items.append(Item(key, labels.text(key), Cell(blocks), long))
    columns = WIDE if annex == 3 else 4
    rows = rows_of(hand, items, columns)
    if annex == 3:
        rows += _projects()
        fields["projects"] = []
    else:
        rows.append(Row([label(labels.text("case")), Cell(_case(annex), 3)]))
        fields |= dict.fromkeys(PARTS, "") | {"case_photos": []}
    table = Table(rows, columns, titled(hand, annex, rows, columns))
    return Form([table], Record(f"annex{annex}", told, fields), f"附件{annex}")


def _boxes(annex: int) -> list[Block]:
    lines: list[Block] = []
    for option, levels in OPTIONS[annex]:
        shown = f"（{' '.join('□' + level for level in levels)}）" if levels else ""
        lines.append(Para([Run(f"□{option}{shown}")]))
    return lines


def _case(annex: int) -> list[Block]:
    blocks: list[Block] = [para(HINTS[annex]["case"])]
    for at, name in enumerate(NAMES, 1):
        blocks.append(para(f"{at}. {name}"))
        blocks += paras(HINTS[annex][PARTS[at - 1]])
    return blocks


def _projects() -> list[Row]:
    """The first project with its hints, and the rows for more."""
    options = [f"{circled}{option}；" for circled, option in zip(CIRCLED, PROJECT_OPTIONS, strict=True)]
    merged = [
        Cell([para("项目 1")], rowspan=8),
        Cell([para("填写："), *map(para, options)], rowspan=8),
        Cell(paras(HINTS[3]["content"]), rowspan=8),
        Cell(rowspan=8),
        Cell(rowspan=8),
    ]
    rows = [Row([label(text) for text in COLUMNS])]
    for at, (key, (text, lead)) in enumerate(INDICATORS.items()):
        note = HINTS[3]["other_benefits"] if key == "other_benefits" else lead
        cells = [label(text.format(unit="_____")), Cell(), Cell(paras(note))]
        rows.append(Row([*(merged if at == 0 else []), *cells]))
    return rows + [Row([Cell([para(text)]), *(Cell() for _ in range(7))]) for text in ("项目 2", "...")]
