"""Automatic numbers of list paragraphs, as Word shows them (ECMA-376 Part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.office import symbols
from pipeline.office.numerals import numeral
from pipeline.office.parsing import Element, integer
from pipeline.office.word.names import VAL, W, on

_DEPTHS = range(9)
_LONGEST_TEXT = 255
_HIGHEST = 32_767  # what is beyond is shown in figures: no one counts that far in Roman ones
_BOXES = frozenset("☑☒□☐")  # a bullet is no number, but this one is a tick that a person sees


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list.

    Its number format, its text (``%1.``), its first number, what stands behind it, the
    depth above which it starts anew (None: any), whether all of it is in plain figures,
    the style that is bound to it.
    """

    format: str
    text: str
    start: int
    behind: str = ""
    restart: int | None = None
    plain: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    """A ``w:num``: the definition that it counts with, and what it has otherwise."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the list paragraphs of a document, in its order."""

    def __init__(self, root: Element | None, list_styles: dict[str, str] | None = None) -> None:
        """``list_styles``: the ids of lists by the list styles that name them (17.9.21)."""
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        if root is not None:
            self._learn(root, list_styles or {})

    def _learn(self, root: Element, list_styles: dict[str, str]) -> None:
        levels: dict[str, dict[int, Level]] = {}
        links: dict[str, str] = {}
        for abstract in root.iterfind(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId", "")
            levels[name] = {
                depth: _level(node)
                for node in abstract.iterfind(f"{W}lvl")
                if (depth := integer(node.get(f"{W}ilvl"))) in _DEPTHS
            }
            link = abstract.find(f"{W}numStyleLink")
            if link is not None:
                links[name] = list_styles.get(link.get(VAL, ""), "")
        numbers = {node.get(f"{W}numId", ""): node for node in root.iterfind(f"{W}num")}
        for num_id, node in numbers.items():
            name = _abstract(node)
            if name in links and links[name] in numbers:
                name = _abstract(numbers[links[name]])  # defined by a style, which names another list
            self._lists[num_id] = _overridden(node, name, levels.get(name, {}))

    def level_of_style(self, num_id: str, style: str) -> int:
        """The level of a list that a paragraph style is bound to; the first where none is."""
        found = self._lists.get(num_id)
        return (
            next((depth for depth, level in found.levels.items() if level.style == style), 0) if found else 0
        )

    def next(self, num_id: str, depth: int) -> str:
        """The number shown before the next paragraph of a list; ``""`` for bullets and unknown lists."""
        found = self._lists.get(num_id)
        level = found.levels.get(depth) if found else None
        if found is None or level is None:
            return ""
        counters = self._counters.setdefault(found.abstract, {})
        start = found.starts.pop(depth, None)
        if start is not None:
            counters[depth] = start
        else:
            counters[depth] = counters[depth] + 1 if depth in counters else level.start
        for deeper in [key for key in counters if key > depth]:
            below = found.levels.get(deeper)
            if below is None or below.restart is None or depth < below.restart:
                del counters[deeper]
        if level.format == "bullet":
            return level.text if level.text in _BOXES else ""
        if level.format == "none":
            return re.sub(r"%\d", "", level.text)
        shown = re.sub(
            r"%(\d)", lambda which: _shown(found.levels, counters, int(which[1]) - 1, level.plain), level.text
        )
        return shown + level.behind if shown else ""


def _shown(levels: dict[int, Level], counters: dict[int, int], depth: int, plain: bool) -> str:
    level = levels.get(depth)
    if level is None:
        return ""
    number = counters.get(depth, level.start)
    if plain or not 0 < number <= _HIGHEST or level.format in ("bullet", "none"):
        return str(number)
    return numeral(level.format, number)


def _abstract(num: Element) -> str:
    link = num.find(f"{W}abstractNumId")
    return link.get(VAL, "") if link is not None else ""


def _overridden(num: Element, abstract: str, levels: dict[int, Level]) -> _List:
    """A list with what it has otherwise than its definition."""
    found = _List(abstract, levels)
    for over in num.iterfind(f"{W}lvlOverride"):
        depth = integer(over.get(f"{W}ilvl"))
        start, other = over.find(f"{W}startOverride"), over.find(f"{W}lvl")
        if other is not None and depth in _DEPTHS:
            found.levels = {**found.levels, depth: _level(other)}
        if start is not None:
            found.starts[depth] = _number(start, 1)
    return found


def _level(node: Element) -> Level:
    values = {child.tag: child.get(VAL) for child in node}
    style = values.get(f"{W}numFmt") or "decimal"
    custom = node.find(f".//{W}numFmt[@{W}format]")
    if custom is not None and (custom.get(f"{W}format") or "").startswith("01"):
        style = "decimalZero"
    text = (values.get(f"{W}lvlText") or "")[:_LONGEST_TEXT]
    if style == "bullet":
        fonts = node.find(f"{W}rPr/{W}rFonts")
        text = symbols.seen(text, fonts.get(f"{W}ascii", "") if fonts is not None else "")
    restart = node.find(f"{W}lvlRestart")
    return Level(
        format=style,
        text=text,
        start=_number(node.find(f"{W}start"), 1),
        behind=" " if values.get(f"{W}suff") == "space" else "",
        restart=integer(restart.get(VAL)) if restart is not None else None,
        plain=f"{W}isLgl" in values and on(values[f"{W}isLgl"]),
        style=values.get(f"{W}pStyle") or "",
    )


def _number(node: Element | None, default: int) -> int:
    return max(integer(node.get(VAL), default), 0) if node is not None else default
