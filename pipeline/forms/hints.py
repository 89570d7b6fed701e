"""The blank's own words, taken out of answers wherever they stand.

Hints are pooled over all forms, since people mix annexes. A long hint goes wherever it
is found, with the brackets around it; a short one (``项目 1``) and a lead-in
(``填写格式：``) only at the beginning of a line, or in its brackets at the end of one.
One that was typed anew or cut goes where it covers the beginning of a line nearly whole,
and only in texts: the examples of the hints for codes look too much like answers. Word's
and WPS's own words for an empty field (``单击或点击此处输入文字。``) are hints as well.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate

from pipeline.forms.content import Line
from pipeline.forms.model import Form
from pipeline.forms.text import mapped, normal, remembered

_LONG = 8
_LEAD_IN = 8
_SO_ON = ("内容", "情况", "方面")
_EDGE = "()。.;:、,"
_SHORTEST_END = 3
_SPACES, _CLOSING = " \u3000\t\xa0", tuple(")）】〕]」:：。")
_LETTERS = re.compile(r"[^\W\d_]")
_PLACEHOLDER = re.compile(
    r"(?:单击或点击|点击或单击|单击|点击|轻触)(?:或轻触)?(?:此处|这里)?(?:以)?(?:输入|键入|添加|选择)"
    r"(?:文字|文本|内容|日期|图片)?[。.]?|选择一项[。.]?$|Clickortapheretoenter(?:text|adate)[.]?|Chooseanitem[.]?$",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"[_＿﹍]{2,}")
_FIRST_SIGNS = frozenset("单点轻选Cc_＿﹍(")  # of the two above, and of a hint in brackets
_FIGURES = frozenset("0123456789一二三四五六七八九十")
_NUMERAL = r"(?:\\d+|[一二三四五六七八九十]+)"

_BRACKETED = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)[:。]?")
_GRAM = 4
_LEAST, _COVERED, _OF_HINT = 10, 0.8, 0.5
_FRAGMENT = 5
_RETYPED = 2  # times as long as the hint that it is


class Hints:
    """All hints of all forms."""

    def __init__(self, forms: Iterable[Form]) -> None:
        cores = {_balanced(normal(hint).strip(_EDGE)) for form in forms for hint in form.hints}
        cores = {core for core in cores if _LETTERS.search(core)}
        self._long = sorted((core for core in cores if len(core) >= _LONG), key=len, reverse=True)
        self._short = {core for core in cores if len(core) < _LONG}
        self._lengths = [-len(core) for core in self._long]
        self._longest = max(map(len, self._long), default=0)
        self.without: Callable[[str], str] = remembered(self._without)

    @cached_property
    def _lead_ins(self) -> frozenset[str]:
        return frozenset(core[: core.index(":")] for core in self._long if ":" in core[:_LEAD_IN])

    @cached_property
    def _first_signs(self) -> frozenset[str]:
        """The signs that what `_without_start` takes away may begin with."""
        signs = frozenset(core[:1] for core in (*self._short, *self._lead_ins))
        return signs | _FIRST_SIGNS | (_FIGURES if any(map(str.isdecimal, signs)) else frozenset())

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        lead_ins = self._lead_ins
        short = sorted((*self._short, *lead_ins), key=len, reverse=True)
        words = "|".join(re.sub(r"\d+", _NUMERAL, re.escape(core)) for core in short)
        leads = "|".join(re.escape(core) for core in sorted(lead_ins, key=len, reverse=True))
        return re.compile(
            rf"(?:(?:{leads}):|(?:{words})(?![号期#\w]|[.]\d)[:.、,—-]*|(?:{words})(?=[^\W\d_])(?![号期])"
            rf"|\((?:{words})\)[:。]?)"
        )

    @cached_property
    def _ends(self) -> re.Pattern[str]:
        short = (core for core in self._short if len(core) >= _SHORTEST_END)
        words = "|".join(map(re.escape, sorted(short, key=len, reverse=True)))
        return re.compile(rf"\((?:{words or '(?!)'})\)[:。]?$")

    @cached_property
    def _grams(self) -> dict[str, set[str]]:
        """The long hints by the short pieces in them."""
        found: dict[str, set[str]] = {}
        for core in self._long:
            for gram in _grams(core):
                found.setdefault(gram, set()).add(core)
        return found

    def _without(self, text: str) -> str:
        """A text without hints (as `strip`), trimmed; what was asked once is remembered."""
        return "\n".join(line.text for line in self.strip([Line(one) for one in text.split("\n")])).strip()

    def strip(self, lines: Sequence[Line], *, retyped: bool = False) -> list[Line]:
        """Lines without hints; a line that held nothing else is left empty.

        Lines of nested tables are the applicant's own and stay. ``retyped``: also hints
        that were typed anew or cut.
        """
        found = list(lines)
        shown = ["" if line.grid is not None else normal(line.text) for line in lines]
        whole = "".join(shown)
        if len(whole) < _LONG and not any(map(self._may_have_edges, shown)):
            return found
        if spans := self._found(whole):
            for number, parts in _by_line(sorted(spans), shown).items():
                _, index = mapped(lines[number].text)
                found[number] = _cut(
                    lines[number], [(index[first], index[last - 1] + 1) for first, last in parts]
                )
                shown[number] = normal(found[number].text)
        for number, line in enumerate(found):
            if line.grid is None and line.text:
                bare = self._without_edges(line, shown[number])
                found[number] = self._without_retyped(bare) if retyped else bare
        return found

    def _without_edges(self, line: Line, shown: str) -> Line:
        """A line without hints at its ends; ``shown``: what it says, in normal form."""
        return self._without_end(self._without_start(line)) if self._may_have_edges(shown) else line

    def _may_have_edges(self, shown: str) -> bool:
        """Whether a line in normal form may begin or end with a hint."""
        return shown[:1] in self._first_signs or "(" in shown

    def _found(self, whole: str) -> list[tuple[int, int]]:
        """Spans of long hints in a normal text, brackets and closing marks around them included."""
        gone: list[tuple[int, int]] = []
        known = [core for core in self._long[bisect_left(self._lengths, -len(whole)) :] if core in whole]
        taken = bytearray(len(whole) if known else 0)
        for core in known:
            at = whole.find(core)
            while at >= 0:
                start, end = at, at + len(core)
                if not any(taken[start:end]):
                    first, last = _widened(whole, start, end)
                    gone.append((first, last))
                    taken[first:last] = b"\1" * (last - first)
                at = whole.find(core, end)
        return gone

    def _without_start(self, line: Line) -> Line:
        shown = normal(line.text)
        if not shown:
            return line
        found = _PLACEHOLDER.match(shown) or self._starts.match(shown)
        if found is None and _BLANK_LINE.fullmatch(shown):
            return line.saying("")
        if not found or not found.end():
            return line
        _, index = mapped(line.text)
        end = index[found.end()] if found.end() < len(index) else len(line.text)
        return line.saying(line.text[end:].strip())

    def _without_end(self, line: Line) -> Line:
        """A line without a short hint in brackets behind its words."""
        if not line.text.rstrip(_SPACES).endswith(_CLOSING):
            return line
        found = self._ends.search(normal(line.text))
        if not found:
            return line
        _, index = mapped(line.text)
        return replace(line, text=line.text[: index[found.start()]].rstrip())

    def _without_retyped(self, line: Line) -> Line:
        shown = normal(line.text)
        is_bracketed = shown.startswith("(")
        if len(shown) < _LEAST and not is_bracketed:
            return line
        near = shown[: self._longest * _RETYPED]
        if not is_bracketed:
            # What covers so much of a line's beginning has a piece near its very beginning.
            edge = math.ceil(len(near) * (1 - _COVERED)) + _GRAM
            if self._grams.keys().isdisjoint(_grams(near[:edge])):
                return line
        alike: dict[str, int] = defaultdict(int)
        for gram in _grams(near):
            for core in self._grams.get(gram, ()):
                alike[core] += 1
        end = max(
            (_covered(shown, core) for core, shared in alike.items() if _may_cover(shown, core, shared)),
            default=0,
        )
        if not end:
            return line
        _, index = mapped(line.text)
        rest = line.text[index[end] :].strip() if end < len(index) else ""
        return line.saying(rest if normal(rest).strip(_EDGE) else "")


def _grams(text: str) -> list[str]:
    """The short pieces of a text, one from each place."""
    return [text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)]


def _balanced(core: str) -> str:
    """A hint without marks around it, but with the brackets that close those within."""
    return core + ")" * (core.count("(") - core.count(")"))


def _is_of(fragment: str, core: str) -> bool:
    """Whether what stands in brackets is a piece of a hint, though a few signs differ."""
    inner = fragment.strip(_EDGE)
    if len(inner) < _FRAGMENT:
        return False
    if inner in core:
        return True
    if len(inner) < min(_LEAST, len(core) * _OF_HINT):
        return False
    blocks = SequenceMatcher(None, inner, core, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= _GRAM - 1) >= len(inner) * _COVERED


def _may_cover(shown: str, core: str, shared: int) -> bool:
    """Whether so many short pieces in common can be enough; a piece tells of at most `_GRAM` characters."""
    return shown.startswith("(") or shared * _GRAM >= max(_LEAST, len(core) * _OF_HINT)


def _covered(shown: str, core: str) -> int:
    """How much of the beginning of a line a hint covers, though typed anew or cut; 0 for too little."""
    fragment = _BRACKETED.match(shown)
    if fragment and _is_of(fragment[1], core):
        return fragment.end()
    if len(shown) < _LEAST:
        return 0
    blocks = SequenceMatcher(None, shown[: _RETYPED * len(core)], core, autojunk=False).get_matching_blocks()
    covered, end = 0, 0
    for block in blocks:
        if block.size < _GRAM:
            continue
        covered += block.size
        here = block.a + block.size
        if covered >= here * _COVERED and covered >= max(_LEAST, len(core) * _OF_HINT):
            end = here
    end = _after_and_so_on(shown, end)
    while end and end < len(shown) and shown[end] in _EDGE:
        end += 1
    return end


def _after_and_so_on(shown: str, end: int) -> int:
    """Where a hint that ends in 等 ends when it was typed as 等内容."""
    return end + 2 if end and shown[end - 1] == "等" and shown.startswith(_SO_ON, end) else end


def _by_line(spans: Iterable[tuple[int, int]], lines: Sequence[str]) -> dict[int, list[tuple[int, int]]]:
    """The lines that spans of all lines' text touch, each with the parts of them in that line."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    starts = [0, *accumulate(map(len, lines))]
    for start, end in spans:
        for number in range(bisect_right(starts, start) - 1, bisect_left(starts, end)):
            first, last = max(start, starts[number]), min(end, starts[number + 1])
            if first < last:
                found[number].append((first - starts[number], last - starts[number]))
    return found


def _widened(whole: str, start: int, end: int) -> tuple[int, int]:
    end = _after_and_so_on(whole, end)
    opened = start > 0 and whole[start - 1] == "("
    while end < len(whole) and whole[end] in "。.;":
        end += 1
    if opened and whole.startswith(":)", end):
        end += 1
    if opened and end < len(whole) and whole[end] == ")":
        return start - 1, end + 1
    if end < len(whole) and whole[end] == ":":
        return start, end + 1
    return start, end


def _cut(line: Line, spans: Sequence[tuple[int, int]]) -> Line:
    """A line without these parts of its text, which are in order; nothing of it where only marks are left."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(line.text)]
    rest = "".join(line.text[end:start] for end, start in zip(ends, starts, strict=True))
    return replace(line, text=rest) if normal(rest).strip(_EDGE) else line.saying("")
