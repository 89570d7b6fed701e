"""Sentences of a text, and how one is made of them that keeps within a length.

A figure is never cut, nor parted from the words right behind it: ``120万`` of
``120万千瓦时`` would be another figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ENDS = re.compile(r"[。！？!?\n]+")
_EDGES = " ，；：、。,;:"
# The number of a list's item is no figure: 1. （2） ③ 四、
_ITEM = re.compile(
    r"^(?:[（(]?\d{1,2}(?:[)）、]|[.．](?!\d))|[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[①-⑳])\s*"
)
_DIGIT = re.compile(r"\d")
_OPENING, _CLOSING = "（(“‘《「『【[", "）)”’》」』】]"
_LEADING = _EDGES + _CLOSING
# The characters that make up a figure, and how far behind it its unit may reach.
_FIGURE_END = re.compile(r"[\d.,，％%a-zA-Z]*\d[\d.,，％%a-zA-Z]*[^\d。；，、]{0,8}$")


def sentences(text: str) -> list[str]:
    """The sentences of a text, each on one line, without what ends it and without list numbers.

    What only announces the next lines (``主要成效如下：``) is none.
    """
    lines = (" ".join(piece.split()) for piece in _ENDS.split(text))
    told = (line for line in lines if not line.endswith(("：", ":")))
    return list(filter(None, (_ITEM.sub("", line.lstrip(_LEADING)).strip(_EDGES) for line in told)))


def has_figure(text: str) -> bool:
    return _DIGIT.search(text) is not None


def select(candidates: Sequence[str], least: int, most: int, taken: str = "") -> str:
    """Whole sentences joined by ``；`` behind what was taken, at most so long.

    First those with figures in their order; those without, and any behind something
    taken, only while the text is shorter than ``least``. One that doesn't fit is cut at a
    clause's end where the text would stay too short without it. The sentences chosen stand
    in the text's order.
    """
    chosen: dict[int, str] = {}
    by_figures = sorted(range(len(candidates)), key=lambda at: not has_figure(candidates[at]))
    for at in by_figures:
        sentence = candidates[at]
        length = len(_joined(taken, chosen))
        if length >= least and (taken or not has_figure(sentence)):
            break
        room = most - length - (1 if length else 0)
        if sentence in taken or sentence in chosen.values():
            continue
        if len(sentence) <= room:
            chosen[at] = sentence
        elif length < least:
            chosen[at] = cut(sentence, room)
            if not chosen[at]:
                del chosen[at]
        else:
            break
    return _joined(taken, chosen)


def _joined(taken: str, chosen: dict[int, str]) -> str:
    return "；".join(filter(None, (taken, *(chosen[at] for at in sorted(chosen)))))


def cut(sentence: str, room: int) -> str:
    """As many of a sentence's clauses as fit, ``""`` where none can be had.

    Where the first ones hold no figure but later ones do, it begins with these.
    """
    starts = [0, *_boundaries(sentence)]
    begin = next(
        (
            start
            for start, end in zip(starts, [*starts[1:], len(sentence)], strict=True)
            if has_figure(sentence[start:end])
        ),
        0,
    )
    for start in dict.fromkeys((0, begin)):
        ends = [end for end in (*starts[1:], len(sentence)) if start < end <= start + room + 1]
        clauses = sentence[start : max(ends, default=start)].lstrip(_LEADING).rstrip(_EDGES)
        if clauses and len(clauses) <= room and (start == begin or has_figure(clauses)):
            return clauses
    return _hard_cut(sentence[begin:], room)


def _hard_cut(text: str, room: int) -> str:
    """The beginning of a clause too long for itself, ending before any figure that would be cut."""
    if len(text) <= room:
        return text
    head = text[: max(room, 0)]
    while (figure := _FIGURE_END.search(head)) is not None and figure.start() < len(head):
        head = head[: figure.start()]
    return _closed(head.strip(_EDGES))


def _closed(text: str) -> str:
    """A text without a bracket or quotation mark that opens and never closes, and what stands in it."""
    opened: list[int] = []
    for at, char in enumerate(text):
        if char in _OPENING:
            opened.append(at)
        elif char in _CLOSING and opened:
            opened.pop()
    return text[: opened[0]].strip(_EDGES) if opened else text


def _boundaries(text: str) -> Iterator[int]:
    """Where clauses begin: behind ``，`` and ``；``, but not in a figure or in brackets."""
    depth = 0
    for at, char in enumerate(text[:-1]):
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char in "，；,;" and not depth:
            in_figure = at > 0 and text[at - 1].isdecimal() and text[at + 1].isdecimal()
            if not in_figure:
                yield at + 1
