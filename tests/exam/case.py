"""Annexes 1 and 2: a company or a park, its photos, its case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.exam import content
from tests.exam.codes import code
from tests.exam.hand import Hand
from tests.exam.layout import Item, Labels, added, cut, label, rows_of, titled
from tests.exam.model import Block, Cell, Form, Para, Pic, Record, Row, Run, para
from tests.exam.notice import HINTS
from tests.exam.texts import hinted, short, typed, worn
from tests.exam.ticks import category

PARTS = ("highlights", "results", "significance")
NAMES = ("亮点做法", "主要成效", "借鉴意义")
RENAMED = ("亮点与做法", "取得的主要成效", "借鉴意义")
POOLS = (content.HIGHLIGHTS, content.RESULTS, content.SIGNIFICANCE)
LINE = "公司总结亮点做法并固化为制度，主要成效和借鉴意义已在集团内部交流。"


@dataclass(slots=True)
class Part:
    """One part of the case: what it says, its pictures."""

    blocks: list[Block] = field(default_factory=list)
    value: str = ""
    pics: list[Pic] = field(default_factory=list)


def case_form(hand: Hand, annex: int, district: tuple[str, str, str], told: str | None) -> Form:
    """A filled annex 1 or 2. `told`: the district that the folder names."""
    labels = Labels(hand, annex)
    branch = hand.pick(content.BRANCHES)
    fields: dict[str, Any] = {}
    items: list[Item] = []

    def put(key: str, blocks: list[Block], value: Any, *, long: bool = False) -> None:
        fields[key] = value
        items.append(Item(key, labels.text(key), Cell(blocks, keys=[key]), long))

    name = content.company(hand, branch[0]) if annex == 1 else content.park(hand)
    put("name", *typed(hand, [name]))
    put("category", *category(hand, annex))
    if annex == 1:
        for key, at in (("industry_division", 1), ("industry_class", 3)):
            blocks, value = code(hand, branch[at], branch[at + 1])
            put(key, hinted(hand, annex, key, blocks, 0.4), value)
    put("contact", *short(hand, "contact", hand.pick(content.PEOPLE)))
    put("phone", *short(hand, "phone", _phone(hand)))
    put("address", *short(hand, "address", f"广州市{district[0]}{district[2]}{hand.between(1, 300)}号"))
    put("email", *short(hand, "email", content.email(hand)))
    pool = content.PROFILE if annex == 1 else content.PARK_PROFILE
    blocks, value = (
        ([], "")
        if hand.trait("answer-blank", 0.04)
        else typed(hand, content.sentences(hand, pool, branch[0]))
    )
    put("profile", hinted(hand, annex, "profile", blocks), value, long=True)
    pics = pictures(hand, 3)
    put("photos", hinted(hand, annex, "photos", list(pics)), [pic.truth() for pic in pics], long=True)
    put("case_title", *typed(hand, [f"{branch[0]}生产全过程节能降碳实践"]), long=True)
    _join(hand, items)
    _lose(hand, items, fields)
    rows = rows_of(hand, items, columns := hand.pick((4, 4, 4, 8)))
    case_rows(hand, annex, labels, branch[0], columns, rows, fields)
    added(hand, rows, columns)
    before = titled(hand, annex, rows, columns)
    tables = cut(hand, rows, columns, before)
    address = fields["address"]
    found = told or (district[0] if district[0] in address else None)
    return Form(
        tables, Record(f"annex{annex}", found, fields), hand.pick((f"附件{annex}", "Sheet1", "征集表"))
    )


def _phone(hand: Hand) -> str:
    return hand.pick(
        (content.mobile(hand), content.landline(hand), f"{content.landline(hand)}、{content.mobile(hand)}")
    )


def pictures(hand: Hand, most: int) -> list[Pic]:
    """Some pictures, each placed in a manner of its own."""
    if not hand.trait("pictures", 0.55):
        return []
    pics = []
    for _ in range(hand.between(1, most)):
        way = hand.which({"picture-floating": 0.15, "picture-vml": 0.15})
        pics.append(content.picture(hand, way.removeprefix("picture-") or "inline"))
    if hand.trait("picture-twice", 0.05):
        pics.append(pics[0])
    return pics


def _join(hand: Hand, items: list[Item]) -> None:
    """联系人及联系电话 over one cell."""
    contact, phone = (next(item for item in items if item.key == key) for key in ("contact", "phone"))
    plain = all(
        len(item.answer.blocks) == 1 and isinstance(item.answer.blocks[0], Para) and len(item.answer.text) > 1
        for item in (contact, phone)
    )
    if not plain or not phone.answer.text[:1].isdigit() or not hand.trait("label-joined", 0.06):
        return
    first, second = contact.answer.blocks[0], phone.answer.blocks[0]
    assert isinstance(first, Para)
    assert isinstance(second, Para)
    both = Para([*first.runs, Run(hand.pick((" ", "，", "/"))), *second.runs])
    contact.label = hand.pick(("联系人及联系电话", "联系人及电话"))
    contact.answer = Cell([both], keys=["contact", "phone"])
    items.remove(phone)


def _lose(hand: Hand, items: list[Item], fields: dict[str, Any]) -> None:
    """Leave an answer's row out."""
    if hand.trait("row-missing", 0.06):
        lost = hand.pick([item for item in items if item.key in ("email", "profile", "photos")])
        items.remove(lost)
        fields[lost.key] = [] if lost.key == "photos" else ""


def case_rows(
    hand: Hand, annex: int, labels: Labels, thing: str, columns: int, rows: list[Row], fields: dict[str, Any]
) -> None:
    """The rows of the case, and its answers among the fields."""
    parts = [_part(hand, pool, thing) for pool in POOLS]
    shape = hand.which({"case-rows": 0.1, "case-columns": 0.06})
    own = max(1, columns // 4)
    head = label(labels.text("case"), own)
    if shape == "case-rows":
        manner = Headings(hand, annex, sectioned=True)
        for at, part in enumerate(parts):
            cell = Cell(manner.part(at, part), columns - own, keys=[PARTS[at]])
            first = [Cell(head.blocks, own, 3)] if at == 0 else []
            rows.append(Row([*first, cell]))
    elif shape == "case-columns":
        rows.append(Row([label(labels.text("case"), columns)]))
        wide = [columns // 3 + (columns % 3 if at == 2 else 0) for at in range(3)]
        rows.append(Row([label(NAMES[at], wide[at]) for at in range(3)]))
        rows.append(Row([Cell(part.blocks, wide[at], keys=[PARTS[at]]) for at, part in enumerate(parts)]))
    else:
        manner = Headings(hand, annex)
        blocks = manner.whole(parts)
        cell = Cell(blocks, columns - own, keys=[*PARTS, "case_photos"])
        rows.append(Row([head, cell]))
    fields |= {key: part.value for key, part in zip(PARTS, parts, strict=True)}
    fields["case_photos"] = [pic.truth() for part in parts for pic in part.pics]
    if shape == "":
        fields["case_photos"] = [pic.truth() for at in manner.order for pic in parts[at].pics]


def _part(hand: Hand, pool: tuple[str, ...], thing: str) -> Part:
    if hand.trait("part-missing", 0.04):
        return Part()
    lines = content.sentences(hand, pool, thing)
    if pool is content.HIGHLIGHTS and hand.trait("heading-words", 0.1):
        lines.append(LINE)
    blocks, value = typed(hand, lines, rich=True)
    part = Part(blocks, value)
    if hand.chance(0.3):
        part.pics = pictures(hand, 2)
        part.blocks.extend(part.pics)
        if part.pics and hand.trait("caption", 0.4):
            said = f"图{hand.between(1, 4)} 改造后的{thing}车间"
            part.blocks.append(para(said))
            part.value += "\n" + said
    return part


class Headings:
    """How one applicant writes the three headings."""

    def __init__(self, hand: Hand, annex: int, *, sectioned: bool = False) -> None:
        self.hand, self.annex = hand, annex
        self.names = RENAMED if hand.trait("heading-renamed", 0.12) else NAMES
        self.order = [0, 1, 2]
        self.style = hand.which(
            {
                "heading-1、": 0.15,
                "heading-一、": 0.15,
                "heading-（一）": 0.12,
                "heading-bare": 0.1,
                "heading-automatic": 0.15,
            },
            "heading-1.",
        )
        hand.drawn.add(self.style)
        self.look = "bold" if hand.trait("heading-bold", 0.2) else "text"
        self.colon = hand.pick("：:") if hand.trait("heading-colon", 0.15) else ""
        self.sectioned = sectioned

    def heading(self, at: int, rank: int) -> Para:
        """A heading as a paragraph."""
        name = self.names[at]
        shown = {
            "heading-1.": self.hand.pick((f"{rank + 1}. {name}", f"{rank + 1}.{name}")),
            "heading-1、": f"{rank + 1}、{name}",
            "heading-一、": f"{'一二三'[rank]}、{name}",
            "heading-（一）": f"（{'一二三'[rank]}）{name}",
        }.get(self.style, name)
        made = Para([Run(shown + self.colon, self.look)])
        if self.style == "heading-automatic":
            made.number = ("heading", 0)
        return made

    def part(self, at: int, part: Part, rank: int | None = None) -> list[Block]:
        """A part under its heading."""
        heading = self.heading(at, at if rank is None else rank)
        hint = HINTS[self.annex].get(PARTS[at], "")
        blocks = list(part.blocks)
        if hint and self.hand.trait("heading-hint", 0.12):
            heading.runs.append(Run(hint))
        elif hint and self.hand.trait("hint-kept", 0.2):
            blocks.insert(0, para(worn(self.hand, hint)))
        elif self._plain(blocks) and self.hand.trait("heading-inline", 0.1):
            first = blocks[0]
            assert isinstance(first, Para)
            heading.runs[-1] = Run(heading.runs[-1].text.rstrip("：:") + "：", self.look)
            heading.runs.extend(first.runs)
            heading.joined = first.joined
            blocks = blocks[1:]
        return [heading, *blocks]

    def _plain(self, blocks: list[Block]) -> bool:
        """Whether the answer can begin on the heading's line."""
        first = blocks[0] if blocks else None
        words = isinstance(first, Para) and not first.number and bool(first.text.strip())
        return words and self.style != "heading-automatic"

    def whole(self, parts: list[Part]) -> list[Block]:
        """The whole case in a cell; moves what has no heading to the highlights."""
        hand = self.hand
        way = hand.which(
            {"heading-none": 0.06, "heading-order": 0.06, "heading-one-line": 0.05, "text-before": 0.1}
        )
        if way == "heading-none":
            self.hand.drawn -= {self.style, "heading-renamed", "heading-bold", "heading-colon"}
            merged = "\n".join(part.value for part in parts if part.value)
            blocks = [block for part in parts for block in part.blocks]
            parts[0].value, parts[1].value, parts[2].value = merged, "", ""
            return blocks
        if way == "heading-order":
            self.order = hand.pick(([1, 0, 2], [0, 2, 1], [2, 0, 1]))
        if way == "heading-one-line":
            return self._one_line(parts)
        blocks: list[Block] = []
        if way == "text-before":
            said = "公司坚持节约优先、绿色发展，把降碳作为长期工作来抓。"
            blocks.append(para(said))
            parts[0].value = "\n".join(filter(None, (said, parts[0].value)))
        elif hand.trait("hint-kept", 0.2):
            blocks.append(para(worn(hand, HINTS[self.annex]["case"])))
        for rank, at in enumerate(self.order):
            blocks += self.part(at, parts[at], rank)
        return blocks

    def _one_line(self, parts: list[Part]) -> list[Block]:
        """`亮点做法：……主要成效：……` in one paragraph."""
        if self.style == "heading-automatic":
            self.hand.drawn.discard(self.style)
            self.style = "heading-bare"
        said = []
        for at, pool in enumerate(POOLS):
            line = content.sentences(self.hand, pool, "本企业", 1, 1)[0]
            parts[at].value, parts[at].pics, parts[at].blocks = line, [], []
            shown = self.heading(at, at).text.rstrip("：:")
            said.append(f"{shown}：{line}")
        return [para("".join(said))]
