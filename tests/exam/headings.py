"""The case of annexes 1 and 2: its three parts, their pictures, their headings in every shape."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.exam import content
from tests.exam.hand import Hand
from tests.exam.model import Block, Group, Para, Pic, Run, para
from tests.exam.notice import HINTS
from tests.exam.texts import typed, worn

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
    pics: list[Block] = field(default_factory=list)


def pictures(hand: Hand, most: int) -> list[Block]:
    """Some pictures, each placed in a manner of its own."""
    if not hand.trait("pictures", 0.55):
        return []
    placed: list[Block] = []
    for _ in range(hand.between(1, most)):
        way = hand.which(
            {"picture-floating": 0.15, "picture-vml": 0.15, "picture-group": 0.1, "picture-linked": 0.05}
        )
        if way == "picture-group":
            pair = [content.picture(hand), content.picture(hand)]
            placed.append(Group(pair, hand.pick(("drawingml", "vml"))))
        else:
            placed.append(content.picture(hand, way.removeprefix("picture-") or "inline"))
    if isinstance(placed[0], Pic) and hand.trait("picture-twice", 0.05):
        placed.append(placed[0])
    return placed


def part_of(hand: Hand, pool: tuple[str, ...], thing: str) -> Part:
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

    def __init__(self, hand: Hand, annex: int) -> None:
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
