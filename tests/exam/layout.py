"""Labels and answers on rows of a table, laid out anew for each applicant."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.exam.hand import Hand
from tests.exam.model import Block, Cell, Para, Row, Run, Table, para, paras
from tests.exam.notice import LABELS, PARK_LABELS, TITLES

VARIANTS = {
    "企业名称（公章）": ("企业名称", "单位名称", "单位名称（公章）", "企业名称（盖章）"),
    "园区名称（公章）": ("园区名称", "园区名称（盖章）"),
    "联系电话": ("联系方式", "手机号码"),
    "联系方式": ("联系电话", "手机号码"),
    "绿色制造案例名称": ("案例名称",),
}
NOTED = {
    "联系人": "联系人（必填）",
    "联系电话": "联系电话（手机）",
    "电子邮箱": "电子邮箱（必填）",
    "地址": "地址（详细到门牌号）",
}
SPACED = {"联系人": "联 系 人", "地址": "地　　址", "联系电话": "联 系 电 话", "电子邮箱": "电 子 邮 箱"}
BROKEN = {
    "绿色制造案例名称": "绿色制造案例\n名称",
    "绿色制造案例内容": "绿色制造案例\n内容",
    "企业形象照片": "企业形\n象照片",
    "电子邮箱": "电子\n邮箱",
}


@dataclass(slots=True)
class Item:
    """A label and its answer. `long`: the answer takes the whole row; `boxes`: it is a box and words a row."""

    key: str
    label: str
    answer: Cell
    long: bool = False
    boxes: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(slots=True)
class Labels:
    """How one applicant's copy prints its labels."""

    hand: Hand
    annex: int
    ways: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for way, chance in (("spaced", 0.2), ("break", 0.2), ("star", 0.08), ("colon", 0.12), ("half", 0.15)):
            if self.hand.trait(f"label-{way}", chance):
                self.ways.add(way)

    def text(self, key: str) -> str:
        """A label's words."""
        text = LABELS[key]
        if self.annex == 2:
            text = PARK_LABELS.get(key, text)
        if self.annex == 3 and key == "phone":
            text = "联系方式"
        if text in VARIANTS and self.hand.trait("label-variant", 0.15):
            text = self.hand.pick(VARIANTS[text])
        elif text in NOTED and self.hand.trait("label-note", 0.06):
            text = NOTED[text]
        if "spaced" in self.ways:
            text = SPACED.get(text, text)
        if "break" in self.ways:
            text = BROKEN.get(text, text.replace("（", "\n（"))
        if "star" in self.ways:
            text = "*" + text
        if "colon" in self.ways:
            text += self.hand.pick("：:")
        if "half" in self.ways:
            text = text.replace("（", "(").replace("）", ")")
        return text


def label(text: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    return Cell(paras(text), colspan, rowspan)


def rows_of(hand: Hand, items: list[Item], columns: int) -> list[Row]:
    """The items on rows of `columns` grid columns."""
    shape = hand.which(
        {
            "shape-wide": 0.12,
            "shape-stacked": 0.12,
            "shape-below": 0.1,
            "shape-inline": 0.08,
        }
    )
    rows: list[Row] = []
    for group in _groups(items, shape):
        if group[0].boxes:
            rows += _boxed(group[0], columns)
        elif shape == "shape-below" and not group[0].long:
            share = columns // len(group)
            rows.append(Row([label(item.label, share) for item in group]))
            rows.append(Row([_over(item.answer, share) for item in group]))
        elif shape == "shape-inline" and not group[0].long:
            share = columns // len(group)
            rows.append(Row([_inline(item, share) for item in group]))
        elif shape == "shape-stacked" and group[0].long:
            rows.append(Row([label(group[0].label, columns)]))
            rows.append(Row([_over(group[0].answer, columns)]))
        elif len(group) == 1:
            own = max(1, columns // 4)
            rows.append(Row([label(group[0].label, own), _over(group[0].answer, columns - own)]))
        else:
            share = columns // (2 * len(group))
            rows.append(
                Row(
                    [cell for item in group for cell in (label(item.label, share), _over(item.answer, share))]
                )
            )
    return rows


def _boxed(item: Item, columns: int) -> list[Row]:
    """A label beside rows of a box and its words."""
    own = max(1, columns // 4)
    rows = [
        Row([Cell([para("")], value=ticked), Cell([para(said)], columns - own - 1)])
        for said, ticked in item.boxes
    ]
    rows[0].cells.insert(0, label(item.label, own, len(rows)))
    return rows


def _groups(items: list[Item], shape: str) -> list[list[Item]]:
    groups: list[list[Item]] = []
    for item in items:
        left = {"industry_class": "industry_division", "phone": "contact", "email": "address"}.get(item.key)
        if shape != "shape-wide" and groups and [one.key for one in groups[-1]] == [left]:
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _over(cell: Cell, colspan: int) -> Cell:
    cell.colspan = colspan
    return cell


def _inline(item: Item, colspan: int) -> Cell:
    """`联系人：某某` in one cell."""
    text = item.label.replace("\n", "").rstrip("：:") + "："
    blocks: list[Block] = list(item.answer.blocks)
    if blocks and isinstance(blocks[0], Para) and not blocks[0].number and item.key != "category":
        first = blocks[0]
        blocks[0] = Para([Run(text), *first.runs], joined=first.joined)
    else:
        blocks.insert(0, para(text))
    return Cell(blocks, colspan, keys=item.answer.keys, controls=item.answer.controls)


def added(hand: Hand, rows: list[Row], columns: int) -> None:
    """Rows that the form doesn't know, between the others."""
    quarter = max(1, columns // 4)
    unknown = (
        ("统一社会信用代码", "91440101MA5EXAMPLE"),
        ("填表日期", "2024年9月12日"),
        ("所属街道", "见地址"),
    )
    if _places(rows) and hand.trait("row-added", 0.12):
        words = hand.pick(unknown)
        cells = [label(words[0], quarter), Cell(paras(words[1]), columns - quarter)]
        rows.insert(hand.pick(_places(rows)), Row(cells))
    if _places(rows) and columns % 4 == 0 and hand.trait("label-twin", 0.1):
        cells = [label("法定代表人", quarter), Cell([para("庄敬之")], quarter)]
        cells += [label("联系电话", quarter), Cell([para("13900001111")], quarter)]
        rows.insert(hand.pick(_places(rows)), Row(cells))


def _places(rows: list[Row]) -> list[int]:
    """Where a row can be put in without parting a label from its answer."""
    return [
        at
        for at, row in enumerate(rows)
        if at and _begins(row) and not any(cell.keys == ["contact"] for cell in rows[at - 1].cells)
    ]


def titled(hand: Hand, annex: int, rows: list[Row], columns: int) -> list[Para]:
    """The lines above the first table; the title may be a row of it instead."""
    title = TITLES[annex]
    head = [para(hand.pick((f"附件{annex}", f"附件 {annex}", f"附件{annex}：")))]
    way = hand.which({"title-row": 0.12, "no-title": 0.04})
    if way == "title-row":
        rows.insert(0, Row([Cell([para(title)], columns)]))
        return head
    if way == "no-title":
        return []
    if hand.chance(0.2):
        return [para(title, "bold")]
    return [*head, para(title, "bold")]


def cut(hand: Hand, rows: list[Row], columns: int, before: list[Para]) -> list[Table]:
    """One table, or two where the applicant cut it between rows that nothing joins."""
    hangs = {
        at + down for at, row in enumerate(rows) for cell in row.cells for down in range(1, cell.rowspan)
    }
    places = [at for at in range(2, len(rows) - 1) if at not in hangs and _begins(rows[at])]
    if not places or not hand.trait("table-split", 0.12):
        return [Table(rows, columns, before)]
    at = hand.pick(places)
    between = [para("")] if hand.chance(0.6) else [para("（续上表）")]
    return [Table(rows[:at], columns, before), Table(rows[at:], columns, between)]


def _begins(row: Row) -> bool:
    """Whether a label and its answer both stand in the row, so that a cut above it parts no pair."""
    return len(row.cells) > 1 and bool(row.cells[1].keys) and not row.cells[0].keys


def widen(hand: Hand, tables: list[Table]) -> None:
    """An empty column more at the right of every table."""
    if not hand.trait("column-added", 0.05):
        return
    for table in tables:
        table.columns += 1
        for row in table.rows:
            row.cells.append(Cell())
