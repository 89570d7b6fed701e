"""Choices: ticked in every way that people tick, or said in words."""

from __future__ import annotations

from dataclasses import dataclass

from tests.exam.hand import Hand
from tests.exam.model import Block, Para, Run, para
from tests.exam.notice import CIRCLED, OPTIONS, PROJECT_OPTIONS

MARKS = "☑☒■√✓✔●▣🗹"
LOOKS = {
    "tick-symbol": "symbol",
    "tick-letter": "letter",
    "tick-letter-2": "letter-2",
    "tick-control": "check-control",
    "tick-field": "check-field",
}
STYLES = {f"tick-{mark}": 0.08 for mark in MARKS} | {
    "tick-kou": 0.08,
    "tick-beside": 0.08,
    "tick-brackets": 0.08,
    "tick-symbol": 0.15,
    "tick-letter": 0.1,
    "tick-letter-2": 0.05,
    "tick-control": 0.25,
    "tick-field": 0.12,
}


@dataclass(frozen=True, slots=True)
class Style:
    """One applicant's manner of ticking."""

    name: str
    mark: str
    empty: str

    def box(self, ticked: bool) -> list[Run]:
        if self.name in LOOKS:
            return [Run("☑" if ticked else "□", LOOKS[self.name], ticked)]
        return [Run(self.mark if ticked else self.empty)]


def style(hand: Hand) -> Style:
    """A manner of ticking; it counts as drawn where a box is ticked in it."""
    before = set(hand.drawn)
    name = hand.which(dict(hand.some(tuple(STYLES.items()), len(STYLES), len(STYLES))))
    hand.drawn &= before
    if not name:
        return Style("tick-☑", "☑", "□")
    if name == "tick-kou":
        return Style(name, hand.pick("√☑"), "口")
    if name == "tick-beside":
        return Style(name, hand.pick(("□√", "√□")), "□")
    if name == "tick-brackets":
        return Style(name, "（√）", hand.pick(("（ ）", "（  ）", "（　）")))
    mark = name.removeprefix("tick-")
    return Style(name, mark, "○" if mark == "●" else hand.pick("□□☐"))


def category(hand: Hand, annex: int) -> tuple[list[Block], list[str]]:
    """The category of a company or a park: the paragraphs of its cell, the options it means."""
    chosen = _chosen(hand, annex)
    if not chosen:
        hand.drawn.add("choice-none")
    elif hand.trait("choice-words", 0.1):
        return [para("、".join(_in_words(hand, option, level) for option, level in chosen))], _said(
            annex, chosen
        )
    manner = style(hand)
    hand.drawn.add(manner.name)
    alone = bool(chosen) and hand.trait("choice-alone", 0.06)
    only_level = hand.trait("level-alone", 0.1) and any(level for _, level in chosen)
    lines = []
    for option, levels in OPTIONS[annex]:
        ticked = [level for name, level in chosen if name == option]
        if alone and not ticked:
            continue
        own = bool(ticked) and not (only_level and any(ticked))
        line = [*manner.box(own), Run(option)]
        shown = [level for level in levels if level in ticked or not alone]
        brackets = manner.name != "tick-brackets"
        for at, level in enumerate(shown):
            line += [Run("（" if at == 0 and brackets else " "), *manner.box(level in ticked), Run(level)]
        lines.append([*line, *([Run("）")] if shown and brackets else [])])
    if "level-alone" in hand.drawn and not only_level:
        hand.drawn.discard("level-alone")
    if len(lines) > 1 and hand.trait("choice-one-line", 0.15):
        joined = lines[0]
        for line in lines[1:]:
            joined = [*joined, Run("  "), *line]
        lines = [joined]
    return [Para(line) for line in lines], _said(annex, chosen)


def captions(annex: int, chosen: list[str]) -> list[tuple[str, bool]]:
    """A check box for each level of each option, and which of them are ticked."""
    out = []
    for option, levels in OPTIONS[annex]:
        said = {f"{level}{option}": f"{option}/{level}" for level in levels}
        said |= {option: option} if not levels or option in chosen else {}
        out += [(caption, value in chosen) for caption, value in said.items()]
    return out


def choose(hand: Hand, annex: int) -> list[str]:
    """Some options, whoever ticks them and how."""
    return _said(annex, _chosen(hand, annex))


def _chosen(hand: Hand, annex: int) -> list[tuple[str, str]]:
    if hand.trait("choice-none", 0.04):
        return []
    options = list(OPTIONS[annex])
    count = 2 if len(options) > 1 and hand.trait("choice-two", 0.15) else 1
    chosen = []
    for option, levels in hand.some(options, count, count):
        bare = bool(levels) and hand.trait("option-alone", 0.08)
        chosen.append((option, "" if bare or not levels else hand.pick(levels)))
    return chosen


def _said(annex: int, chosen: list[tuple[str, str]]) -> list[str]:
    order = [name for name, _ in OPTIONS[annex]]
    ranked = sorted(chosen, key=lambda pair: order.index(pair[0]))
    return [f"{option}/{level}" if level else option for option, level in ranked]


def _in_words(hand: Hand, option: str, level: str) -> str:
    if not level:
        return option
    return hand.pick((f"{level}{option}", f"{option}（{level}）", f"{option} {level}"))


def project_category(hand: Hand, manner: Style) -> tuple[list[Block], list[str]]:
    """The category of a project."""
    if hand.trait("choice-none", 0.03):
        return [], []
    chosen = sorted(
        hand.some(PROJECT_OPTIONS, 1, 3 if hand.trait("choice-two", 0.2) else 1), key=PROJECT_OPTIONS.index
    )
    numbers = [CIRCLED[PROJECT_OPTIONS.index(option)] for option in chosen]
    if hand.trait("choice-number", 0.15):
        return [para("、".join(numbers))], chosen
    if hand.trait("choice-words", 0.5):
        with_numbers = hand.chance(0.5)
        words = [n + option if with_numbers else option for n, option in zip(numbers, chosen, strict=True)]
        return [para(hand.pick(("、", "；", "\n")).join(words))], chosen
    hand.drawn.add(manner.name)
    circled = hand.chance(0.6)
    lines: list[Block] = [
        Para([*manner.box(option in chosen), Run((CIRCLED[at] if circled else "") + option)])
        for at, option in enumerate(PROJECT_OPTIONS)
    ]
    return lines, chosen
