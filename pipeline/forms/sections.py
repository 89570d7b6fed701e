"""A cell of several texts, parted by its headings.

``1. 亮点做法``, ``一、亮点做法``, ``（一）…``, numbered automatically, bare, on one line:
the candidates are weighed, and the best chain of them counts: at most one for each
heading, out of order at a cost. Text before the first goes to the first field. Source:
``docs/reading.md``, "What counts as the answer".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, combinations, product

from pipeline.forms.content import Content, Line
from pipeline.forms.text import mapped, normal

_FORMAL = "壹贰叁肆伍陆柒捌玖拾"
_CHINESE = "一二三四五六七八九十"
_FIGURE = rf"(?:\d{{1,2}}(?:[.．]\d{{1,2}})?|[{_CHINESE}{_FORMAL}]{{1,2}})"
# Signs before a heading, its number with what parts it from the heading, and signs again.
_NUMBER = re.compile(
    rf"[^\w(①-⑩]*"
    rf"(?:(?:第{_FIGURE}(?:部分|[章节点])?|\(?{_FIGURE}|[①-⑩]|(?:[IVX]{{1,4}}|[A-Ea-e])(?!\w))"
    r"[^\w()]*\)?[^\w(]*)?"
)
_ALONE, _NOTED, _NUMBERED_COLON, _COLON, _RENAMED, _NUMBERED_SPACE = 5.0, 4.0, 4.0, 3.0, 2.0, 2.0
_PRINTED = 0.5  # the blank's own heading counts a little more than a variant
_IN_STYLE = 2.25  # numbered as the others are: more than an answer behind the colon costs
_INVERSION = 1.0
_WEAK = 2.5
# Each kind of number with the sign that stands for it in the style of a heading's.
_STYLES = {
    r"\d+": "1", f"[{_FORMAL}]+": "壹", f"[{_CHINESE}]+": "一", "[①-⑩]": "①",
    "[IVX]+": "I", "[A-E]": "A", "[a-e]": "a",
}  # fmt: skip
_LETTERED = ("I", "A", "a")
_LEAD, _TAIL = 4, 6  # words of the applicant's own before and behind a heading
_WEIGHED = 4  # candidates for each heading
# A note behind a heading, or its translation, alone or before a colon: / Highlights
_ASIDE = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)[:。]?|[/|]?[A-Za-z][A-Za-z,.&'-]{3,}(?::|$)")
_ONLY_SIGNS = re.compile(r"[^\w()]*")
_MARKS = " \u3000\t\n：:，,；;、。_＿"
_BEFORE = " \u3000\t；;|"  # what parts a heading within a line from what stands before it
_OPEN = "；;。.！!，,）) 　\t"  # what may stand before a heading within a line
_INNER_NUMBER = (
    rf"[（(【]\s*{_FIGURE}\s*[）)】](?:\s*[、.．])?|[①-⑩⑴-⑽㈠-㈩](?:\s*[、.．])?"
    rf"|第?{_FIGURE}(?:部分)?\s*[.、．)）:：]"
)
_INNER_MARK = rf"(?:[IVXⅠ-Ⅹ]{{1,4}}|[A-Ea-e])\s*[.、．)）:：]|[■◆●▶➢•](?:\s*{_FIGURE}[.、．)）]?)?"
_INNER_NOTE = r"\s*(?:[（(][^（()）]*[）)])?\s*?"

Headings = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    strength: float
    line: int
    end: int  # where in the line's text the heading ends
    key: str
    style: str  # of its number
    is_weak: bool


def found(content: Content, headings: Headings) -> dict[str, int]:
    """The headings that part a content: for each key the number of its line."""
    return {candidate.key: candidate.line for candidate in _chain(content.lines, headings)}


def split(
    content: Content, headings: Headings, first: str, *, behind_boxes: bool = False
) -> dict[str, Content]:
    """The content of each heading's field; what stands before the first heading is ``first``'s.

    ``headings``: for each key its headings in normal form, without numbers, in the
    blank's order, the blank's own words first. ``behind_boxes``: they stand behind a choice,
    where people also go on in the line of its boxes.
    """
    content = _on_own_lines(content, headings, lone=behind_boxes)
    parts: dict[str, Content] = {}
    starts = sorted(_chain(content.lines, headings), key=lambda candidate: candidate.line)
    edges = [candidate.line for candidate in starts] + [len(content.lines) + 1]
    before = content.part(0, edges[0])
    if before.text or before.pictures:
        parts[first] = before
    for candidate, end in zip(starts, edges[1:], strict=True):
        part = content.part(candidate.line, end)
        if part.lines:
            line = part.lines[0]
            part.lines[0] = line.saying(line.text[candidate.end :].lstrip(" ：:").strip())
        if candidate.key in parts:
            part = parts[candidate.key].followed_by(part)
        parts[candidate.key] = part
    return parts


def in_line(content: Content, headings: Headings) -> dict[str, Content] | None:
    """The short answers in a line, each behind its words; None where not all the words are there."""
    text = content.joined
    shown, index = mapped(text)
    starts: list[tuple[int, int, str]] = []
    at = 0
    for key, names in headings.items():
        places = [(place, -len(name)) for name in names if name and (place := shown.find(name, at)) >= 0]
        if not places:
            return None
        place, length = min(places)
        at = place - length
        starts.append((place, at, key))
    ends = [start for start, _, _ in starts[1:]] + [len(shown)]
    return {
        key: Content([Line(text[_original(index, begin, text) : _original(index, end, text)].strip(_MARKS))])
        for (_, begin, key), end in zip(starts, ends, strict=True)
    }


def _original(index: Sequence[int], place: int, text: str) -> int:
    return index[place] if place < len(index) else len(text)


# --- the best chain ------------------------------------------------------------------


def _chain(lines: Sequence[Line], headings: Headings) -> list[_Candidate]:
    """The headings that part the lines: the strongest of each, those in the blank's order preferred."""
    names = tuple(chain.from_iterable(headings.values()))
    found = _in_style(
        [
            candidate
            for number, line in enumerate(lines)
            if _holds_any(names, line.text)
            for candidate in _candidates(number, line, headings)
        ]
    )
    if len(headings) > _WEIGHED:
        return _in_order(found, list(headings))
    order = {key: place for place, key in enumerate(headings)}
    ways: list[list[_Candidate | None]] = []
    for key in headings:
        mine = sorted(
            (candidate for candidate in found if candidate.key == key),
            key=lambda candidate: (-candidate.strength, candidate.line),
        )
        ways.append([*mine[:_WEIGHED], None])
    best: list[_Candidate] = []
    highest = 0.0
    for way in product(*ways):
        chosen = [candidate for candidate in way if candidate]
        if len({candidate.line for candidate in chosen}) < len(chosen):
            continue
        score = sum(candidate.strength for candidate in chosen) - _INVERSION * _inversions(chosen, order)
        if score > highest:
            best, highest = chosen, score
    return [] if _is_lone(best) else best


def _in_style(found: Sequence[_Candidate]) -> list[_Candidate]:
    """The candidates, stronger where they are in the style of number that most of the headings have."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for one in found:
        if not one.is_weak:
            keys[one.style].add(one.key)
    most = max([2, *map(len, keys.values())])
    return [
        replace(one, strength=one.strength + _IN_STYLE) if len(keys[one.style]) == most else one
        for one in found
    ]


def _is_lone(chosen: Sequence[_Candidate]) -> bool:
    """Whether one weak heading is all: a sentence that happens to begin so, or a point of a list."""
    return len(chosen) == 1 and (chosen[0].is_weak or chosen[0].style.startswith(_LETTERED))


def _in_order(found: Sequence[_Candidate], keys: Sequence[str]) -> list[_Candidate]:
    """Of many headings the strongest chain in the blank's order, then those left that stand elsewhere."""
    best: list[tuple[float, list[_Candidate]]] = [(0.0, [])]
    for one in sorted(found, key=lambda one: (one.line, one.end)):
        before = [
            (score, chain) for score, chain in best
            if not chain or (chain[-1].line < one.line and keys.index(chain[-1].key) < keys.index(one.key))
        ]  # fmt: skip
        score, chain = max(before, key=lambda way: way[0])
        best.append((score + one.strength, [*chain, one]))
    chosen = max(best, key=lambda way: way[0])[1]
    for one in sorted(found, key=lambda one: -one.strength):
        if not one.is_weak and not any(one.key == other.key or one.line == other.line for other in chosen):
            chosen = [*chosen, one]
    return [] if _is_lone(chosen) else chosen


def _inversions(chosen: Sequence[_Candidate], order: Mapping[str, int]) -> int:
    return sum((a.line < b.line) != (order[a.key] < order[b.key]) for a, b in combinations(chosen, 2))


# --- candidates ------------------------------------------------------------------------


def _candidates(number: int, line: Line, headings: Headings) -> Iterator[_Candidate]:
    """How a line may begin with a heading: the strongest way for each key."""
    if line.grid is not None or not line.text.strip():
        return
    shown = normal(line.text)
    start = _NUMBER.match(shown)
    offsets = [start.end(), 0] if start and start.end() else [0]
    for key, variants in headings.items():
        best: _Candidate | None = None
        for place, variant in enumerate(variants):
            if variant not in shown:
                continue
            for offset in offsets:
                if shown.find(variant, offset, offset + len(variant) + _LEAD) < 0:
                    continue
                numbered = bool(line.number) or offset > 0
                found = _weighed(line.text, shown, (offset, variant), numbered)
                if found is None:
                    continue
                strength = found[0] + (0 if place else _PRINTED)
                if best is None or strength > best.strength:
                    style = _style(line.number, shown[:offset])
                    best = _Candidate(strength, number, found[1], key, style, strength <= _WEAK)
        if best is not None:
            yield best


def _style(automatic: str, typed: str) -> str:
    """What is alike in the numbers of one list: ``(1)`` for ``（2）``, ``1.1`` for ``1.2、``."""
    number = normal(automatic) + typed
    for kind, sample in _STYLES.items():
        number = re.sub(kind, sample, number)
    return number.rstrip(".、:,-—")


def _weighed(text: str, shown: str, heading: tuple[int, str], numbered: bool) -> tuple[float, int] | None:
    """How strongly a line (``shown``: in normal form) begins with a heading, and where in it that ends."""
    offset, variant = heading
    at = shown.find(variant, offset)
    end = at + len(variant)
    lead, rest = shown[offset:at], shown[end:]
    if lead.startswith("("):  # 【亮点做法】
        if not rest.startswith(")"):
            return None
        lead, rest, end, numbered = lead[1:], rest[1:], end + 1, True
    if lead and not re.fullmatch(rf"\w{{1,{_LEAD}}}", lead):
        return None

    def original(position: int) -> int:
        return mapped(text)[1][position - 1] + 1 if position else 0

    if _ONLY_SIGNS.fullmatch(rest):
        return (_COLON if lead else _ALONE), len(text)
    note = _ASIDE.match(rest)
    if note and note.end() == len(rest) and not lead:
        return _NOTED, len(text)
    if numbered and not lead and rest[0] in "。.-—":
        return _COLON, original(end + 1)
    if rest.startswith(":") or (note and note[0].endswith(":")):
        colon = end + (note.end() if note else 1)
        return (_NUMBERED_COLON if numbered else _COLON), original(colon)
    if numbered and not lead and text[original(end) : original(end) + 1].isspace():
        return _NUMBERED_SPACE, original(end)
    if re.fullmatch(rf"\w{{1,{_TAIL}}}:?", rest) and (numbered or rest.endswith(":")):
        return _RENAMED, len(text)
    return None


# --- headings within a line ----------------------------------------------------------------


def _on_own_lines(content: Content, headings: Headings, *, lone: bool) -> Content:
    """Parts ``…；2. 主要成效：…`` before the heading.

    A heading that is bare, lettered or without a colon is parted only where the line has
    another one; ``lone``: one with a colon always.
    """
    names = _spelt(tuple((key, tuple(variants)) for key, variants in headings.items()))
    if not names:
        return content
    spelt = tuple(names)
    pattern = _inner(spelt)
    lines: list[Line] = []
    moved = {0: 0}
    for at, line in enumerate(content.lines):
        may_part = line.grid is None and _holds_any(spelt, line.text)
        starts = _inner_headings(line.text, pattern, names, lone) if may_part else []
        ends = [len(line.text[:start].rstrip(_BEFORE)) for start in starts] + [len(line.text)]
        lines.append(replace(line, text=line.text[: ends[0]]) if starts else line)
        lines.extend(line.saying(line.text[at:end]) for at, end in zip(starts, ends[1:], strict=True))
        moved[at + 1] = len(lines)
    return Content(lines, [(moved[at], picture) for at, picture in content.pictures])


@lru_cache
def _spelt(headings: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    """The key of each heading, by its words without spaces."""
    return {"".join(variant.split()): key for key, variants in headings for variant in variants}


@lru_cache(maxsize=16)
def _holds_any(names: tuple[str, ...], text: str) -> bool:
    """Whether a heading stands anywhere in a line, as in few of a long text's; asked twice of each line."""
    return any(map(normal(text).__contains__, names))


@lru_cache
def _inner(names: tuple[str, ...]) -> re.Pattern[str]:
    """Headings of these names within a line."""
    spelt = "|".join(r"\s*".join(map(re.escape, name)) for name in sorted(names, key=len, reverse=True))
    before = rf"(?<![^{_OPEN}])(?:(?P<number>(?:{_INNER_NUMBER})\s*)|(?P<mark>(?:{_INNER_MARK})\s*))"
    return re.compile(rf"(?:{before})?(?P<name>{spelt}){_INNER_NOTE}(?P<end>[：:]|\s|$)")


def _inner_headings(text: str, pattern: re.Pattern[str], names: Mapping[str, str], lone: bool) -> list[int]:
    """Where headings begin within a line."""
    found = [
        (one, names[re.sub(r"\s", "", one["name"])])
        for one in pattern.finditer(text)
        if (one["number"] or one["mark"] or one["end"] in ("：", ":")) and _is_open(text[: one.start()])
    ]
    several = len({key for _, key in found}) > 1
    return [
        one.start()
        for one, _ in found
        if one.start() and (several or ((lone or one["number"]) and one["end"] in ("：", ":")))
    ]


def _is_open(before: str) -> bool:
    """Whether a heading may begin behind these words."""
    return not before.strip() or before[-1] in _OPEN
