"""A cell of several texts, parted by its headings.

``1. 亮点做法``, ``一、亮点做法``, ``（一）…``, numbered automatically, bare, on one line:
the candidates are weighed and the strongest of each heading counts. Text before the
first goes to the first field. Source: ``record.md``, "The case".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.forms.content import Content, Line
from pipeline.forms.text import mapped

_NUMBER = r"(?:\d{1,2}[.、)]?|\(?[一二三四五六七八九十]{1,2}\)?[、.]?|\(\d{1,2}\)|[①-⑩]|第[一二三四五]部分)"
_ALONE, _NOTED, _NUMBERED_COLON, _COLON, _NUMBERED_SPACE = 5, 4, 4, 3, 2
_EXTRA = 5


@dataclass(frozen=True, slots=True)
class _Candidate:
    strength: int
    line: int
    end: int  # where in the line's text the heading ends
    key: str


def split(content: Content, headings: Mapping[str, Sequence[str]], first: str) -> dict[str, Content]:
    """The content of each heading's field; what stands before the first heading is ``first``'s.

    ``headings``: for each key its headings in normal form, without numbers.
    """
    content = _on_own_lines(content, headings)
    chosen = _chosen(content.lines, headings)
    parts: dict[str, Content] = {}
    starts = sorted(chosen, key=lambda candidate: candidate.line)
    edges = [candidate.line for candidate in starts] + [len(content.lines) + 1]
    before = content.part(0, edges[0])
    if before.text or before.pictures:
        parts[first] = before
    for candidate, end in zip(starts, edges[1:], strict=True):
        part = content.part(candidate.line, end)
        if part.lines:
            part.lines[0] = Line(_rest(part.lines[0].text, candidate.end))
        if candidate.key in parts:
            part.lines[:0] = parts[candidate.key].lines
        parts[candidate.key] = part
    return parts


def _rest(text: str, end: int) -> str:
    return text[end:].lstrip(" ：:").strip()


def _chosen(lines: Sequence[Line], headings: Mapping[str, Sequence[str]]) -> list[_Candidate]:
    candidates = [found for number, line in enumerate(lines) for found in _candidates(number, line, headings)]
    best: dict[str, _Candidate] = {}
    for candidate in candidates:
        if candidate.key not in best or candidate.strength > best[candidate.key].strength:
            best[candidate.key] = candidate
    taken: dict[int, _Candidate] = {}
    for candidate in sorted(best.values(), key=lambda found: -found.strength):
        taken.setdefault(candidate.line, candidate)
    chosen = list(taken.values())
    if len(chosen) == 1 and chosen[0].strength <= _NUMBERED_SPACE:
        return []  # a lone weak one is a sentence that happens to begin so
    return chosen


def _candidates(number: int, line: Line, headings: Mapping[str, Sequence[str]]) -> list[_Candidate]:
    if line.grid is not None:
        return []
    shown, index = mapped(line.text)
    start = re.match(_NUMBER, shown)
    numbered = bool(line.number) or bool(start)
    found = []
    for key, variants in headings.items():
        for variant in variants:
            for offset in {0, start.end() if start else 0}:
                candidate = _candidate(line.text, (shown, index), offset, variant, numbered)
                if candidate:
                    found.append(_Candidate(candidate[0], number, candidate[1], key))
    return found


def _candidate(
    text: str, normalised: tuple[str, list[int]], offset: int, variant: str, numbered: bool
) -> tuple[int, int] | None:
    """How strongly a line begins with a heading, and where in its text the heading ends."""
    shown, index = normalised
    at = shown.find(variant, offset, offset + len(variant) + _EXTRA - 1)
    if at < 0:
        return None
    end = at + len(variant)
    lead, rest = shown[offset:at], shown[end:]

    def original(position: int) -> int:
        return index[position - 1] + 1 if position else 0

    if lead and not re.fullmatch(r"\w{1,4}", lead):
        return None
    if not rest or rest in (":", "。", "."):
        return (_ALONE if not lead else _COLON), len(text)
    note = re.match(r"\([^()]*\):?", rest)
    if note and note.end() == len(rest) and not lead:
        return _NOTED, len(text)
    if rest.startswith(":") and len(lead) <= _EXTRA:
        return (_NUMBERED_COLON if numbered else _COLON), original(end + 1)
    if numbered and not lead and text[original(end) : original(end) + 1].isspace():
        return _NUMBERED_SPACE, original(end)
    return None


def _on_own_lines(content: Content, headings: Mapping[str, Sequence[str]]) -> Content:
    """Splits ``…；2. 主要成效：…`` before the numbered heading."""
    names = "|".join(
        r"\s*".join(map(re.escape, variant))
        for variants in headings.values()
        for variant in sorted(variants, key=len)
    )
    if not names:
        return content
    pattern = re.compile(
        rf"(?<=[；;。.\s])\s{{0,9}}(?=(?:\d{{1,2}}\s*[.、．]|[（(][一二三四五\d][）)]|[一二三四五]、)\s*(?:{names})\s*[：:])"
    )
    lines: list[Line] = []
    moved = {0: 0}
    for number, line in enumerate(content.lines):
        pieces = pattern.split(line.text) if line.grid is None else [line.text]
        lines.append(Line(pieces[0], line.number, line.grid))
        lines.extend(Line(piece) for piece in pieces[1:])
        moved[number + 1] = len(lines)
    return Content(lines, [(moved[at], picture) for at, picture in content.pictures])
