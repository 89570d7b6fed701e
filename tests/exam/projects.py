"""Annex 3: a company and its clean-production projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.exam import content
from tests.exam.hand import Hand
from tests.exam.head import District, Filling
from tests.exam.headings import pictures
from tests.exam.layout import Labels, added, label, rows_of, titled, widen
from tests.exam.model import Cell, Form, Para, Row, Run, Table, para, pics_of
from tests.exam.notice import COLUMNS, INDICATORS, REMARK, TITLES
from tests.exam.numbers import amount, money, note_cell, number_cell
from tests.exam.texts import hinted, typed
from tests.exam.ticks import Style, project_category, style

WIDE = 8


@dataclass(slots=True)
class Manner:
    """What one applicant does alike in all projects."""

    ticks: Style
    numbered: bool
    ascii_units: bool
    half: bool
    other: str
    columns: list[str]
    lost: bool

    def header(self) -> Row:
        """The row of column heads; where 年经济效益 was left out, 项目内容 is wider."""
        cells = [label(text) for text in self.columns]
        if self.lost:
            cells[2].colspan = 2
            del cells[4]
        return Row(cells)


def projects_form(hand: Hand, district: District, told: str | None) -> Form:
    """A filled annex 3. `told`: the district that the folder names."""
    filling = Filling(hand, 3, district)
    filling.name()
    filling.who()
    filling.join()
    rows = rows_of(hand, filling.items, WIDE)
    added(hand, rows, WIDE)
    before = titled(hand, 3, rows, WIDE)
    count = hand.between(2, 4) if hand.trait("projects-several", 0.4) else 1
    manner = _manner(hand, filling.labels)
    blocks = [_project(filling, manner, at) for at in range(count)]
    tables = _tables(hand, manner, rows, before, blocks)
    tables[-1].after = [para(REMARK)] if hand.chance(0.5) else []
    widen(hand, tables)
    return Form(tables, filling.record(told), hand.pick(("附件3", "Sheet1", "征集表")))


def _manner(hand: Hand, labels: Labels) -> Manner:
    half = "half" in labels.ways
    columns = [text.replace("（", "(").replace("）", ")") if half else text for text in COLUMNS]
    if "break" in labels.ways:
        columns = [text.replace("（", "\n（").replace("(", "\n(") for text in columns]
    return Manner(
        style(hand),
        hand.trait("project-numbered", 0.2),
        hand.trait("unit-ascii", 0.2),
        half,
        hand.which({"other-merged": 0.2, "other-both": 0.15}),
        columns,
        hand.trait("column-missing", 0.05),
    )


def _tables(
    hand: Hand, manner: Manner, head: list[Row], before: list[Para], blocks: list[list[Row]]
) -> list[Table]:
    """The head and the projects on one table or on several."""
    columns = manner.header()
    way = hand.which({"project-tables": 0.1, "project-continued": 0.12, "project-head-table": 0.12})
    spare = _spare(hand, len(blocks)) if way != "project-tables" else []
    if way == "project-head-table":
        rows = [columns, *(row for block in blocks for row in block), *spare]
        return [Table(head, WIDE, before), Table(rows, WIDE, [para("")])]
    if way == "project-tables":
        tables = [Table([*head, columns, *blocks[0]], WIDE, before)]
        return tables + [Table([manner.header(), *block], WIDE, [para("")]) for block in blocks[1:]]
    if way == "project-continued" and len(blocks) > 1:
        rest = [manner.header(), *(row for block in blocks[1:] for row in block), *spare]
        again = [para(TITLES[3], "bold")] if hand.chance(0.6) else [para("（续表）")]
        return [Table([*head, columns, *blocks[0]], WIDE, before), Table(rest, WIDE, again)]
    if way == "project-continued":
        hand.drawn.discard(way)
    rows = [*head, columns, *(row for block in blocks for row in block)]
    if len(blocks[-1]) > 4 and hand.trait("project-broken", 0.08):
        first, rest = _broken(rows, blocks[-1])
        return [Table(first, WIDE, before), Table([*rest, *spare], WIDE, [para("")])]
    return [Table([*rows, *spare], WIDE, before)]


def _broken(rows: list[Row], block: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows cut in the midst of the last project, whose merged cells go on empty."""
    at = len(block) // 2
    merged = [cell for cell in block[0].cells if cell.rowspan == len(block)]
    for cell in merged:
        cell.rowspan = at
    goes_on = [Cell([], cell.colspan, len(block) - at) for cell in merged]
    block[at].cells = [*goes_on, *block[at].cells]
    cut = len(rows) - len(block) + at
    return rows[:cut], rows[cut:]


def _spare(hand: Hand, count: int) -> list[Row]:
    if not hand.trait("project-spare", 0.2):
        return []
    return [
        Row([Cell([para(text)]), *(Cell() for _ in range(WIDE - 1))]) for text in (f"项目 {count + 1}", "...")
    ]


def _project(filling: Filling, manner: Manner, at: int) -> list[Row]:
    """The rows of a project, its answers among the fields."""
    hand, raw, thing = filling.hand, filling.raw, filling.thing
    where = f"projects[{at}]."
    said = f"{hand.pick(content.PROJECTS)}（{hand.between(1, 9)}号线）"
    title, value = typed(hand, [said])
    project: dict[str, Any] = {"title": value}
    first = title[0]
    if manner.numbered and isinstance(first, Para):
        first.runs.insert(0, Run(hand.pick((f"项目 {at + 1}：", f"项目{at + 1}：", f"项目{at + 1}:"))))
    ticked, project["category"] = project_category(hand, manner.ticks)
    content_blocks, project["content"] = typed(
        hand, content.sentences(hand, content.HIGHLIGHTS, thing), rich=True
    )
    content_blocks = hinted(hand, 3, "content", content_blocks)
    pics = pictures(hand, 2) if hand.chance(0.5) else []
    project["photos"] = [pic.truth() for pic in pics_of(pics)]
    rows: list[Row] = []
    indicators = list(INDICATORS)
    if hand.trait("project-row-missing", 0.1):
        indicators.remove(hand.pick(indicators[1:-1]))
    money_cells = []
    for key in ("investment", "benefit"):
        typed_figure = money(hand)
        project[key] = typed_figure.value
        raw += [where + key] if typed_figure.unread else []
        money_cells.append(number_cell(hand, typed_figure.words, where + key))
        if key == "benefit" and manner.lost:
            project[key] = None
            raw[:] = [name for name in raw if name != where + key]
            money_cells.pop()
    for key in INDICATORS:
        project[key] = "" if key == "other_benefits" else {"amount": None, "unit": "", "note": ""}
    merged = [
        Cell(title, keys=[where + "title"]),
        Cell(ticked, keys=[where + "category"]),
        Cell([*content_blocks, *pics], 2 if manner.lost else 1, keys=[where + "content", where + "photos"]),
        *money_cells,
    ]
    for key in indicators:
        rows.append(Row(_indicator(hand, manner, key, where, project, raw)))
    if hand.trait("project-row-added", 0.1):
        extra = [label("年节电量（万kWh）"), Cell([para(str(hand.between(10, 99)))]), Cell([para("抄表")])]
        rows.insert(hand.between(1, len(rows) - 1), Row(extra))
    for cell in merged:
        cell.rowspan = len(rows)
    rows[0].cells = [*merged, *rows[0].cells]
    filling.fields.setdefault("projects", []).append(project)
    return rows


def _indicator(
    hand: Hand, manner: Manner, key: str, where: str, project: dict[str, Any], raw: list[str]
) -> list[Cell]:
    """The three cells of an indicator."""
    if key == "other_benefits":
        return _other(hand, manner, where, project)
    typed_amount = amount(hand, key)
    project[key] = typed_amount.value
    raw += [where + key] if typed_amount.unread else []
    text = INDICATORS[key][0].format(unit=typed_amount.label_unit or "_____")
    if manner.half:
        text = text.replace("（", "(").replace("）", ")")
    if manner.ascii_units:
        text = text.replace("m³", "m3").replace("CO₂", "CO2")
    return [
        label(text),
        number_cell(hand, typed_amount.words, where + key),
        note_cell(hand, key, typed_amount.note),
    ]


def _other(hand: Hand, manner: Manner, where: str, project: dict[str, Any]) -> list[Cell]:
    key = where + "other_benefits"
    name = label(INDICATORS["other_benefits"][0])
    if hand.trait("answer-blank", 0.2):
        return [name, Cell(), Cell()]
    blocks, value = typed(
        hand, [hand.pick(("单位产品能耗下降12.5%，达到行业先进水平。", "车间异味明显改善，员工满意度提高。"))]
    )
    shown = hinted(hand, 3, "other_benefits", blocks, 0.5)
    project["other_benefits"] = value
    if manner.other != "other-both" and hand.trait("percent-shown", 0.15):
        project["other_benefits"] = "12.5%"
        return [name, Cell(keys=[key]), Cell([para("12.5%")], keys=[key], value=0.125, number_format="0.0%")]
    if manner.other == "other-merged":
        return [name, Cell(shown, 2, keys=[key])]
    if manner.other == "other-both":
        project["other_benefits"] = f"效率提升8%\n{value}"
        return [name, Cell([para("效率提升8%")], keys=[key]), Cell(shown, keys=[key])]
    return [name, Cell(keys=[key]), Cell(shown, keys=[key])]
