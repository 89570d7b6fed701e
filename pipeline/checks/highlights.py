"""The check highlights-at-least: how many highlights a text tells apart.

Counting them is a judgement: a person would say how many there are from their numbers,
and where nothing is numbered from the paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.subject import Subject, filled, finding
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Finding

_CHINESE = "一二三四五六七八九十"
# Each way of numbering; what stands in the group tells one highlight from another.
_NUMBERINGS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"[（(]([{_CHINESE}]{{1,2}}|\d{{1,2}})[)）]",
        r"([①-⑳])",
        rf"^\s*([{_CHINESE}]{{1,2}})[、.．:：]",
        r"^\s*(\d{1,2})(?:[、．)）]|\.(?!\d))",
        rf"(?:^|[。；;，,：:\s])(?:第)?([{_CHINESE}])(?:是|[，,、：:])",
        rf"(?:亮点|做法|举措|措施|特色)\s*([{_CHINESE}]|\d{{1,2}})",
        r"^\s*(首先|其次|再次|然后|最后)",
    )
)
_BULLET = re.compile(r"^\s*[-–—•●◆■▪★✦➢➤*·]\s*\S", re.MULTILINE)
_CAPTION = re.compile(r"^\s*[图表]\s*[\d一二三四五六七八九十]+")


def count(text: str) -> int:
    """How many highlights a text tells apart: by its numbers or bullets, else by its paragraphs."""
    numbered = max(len(set(numbering.findall(text))) for numbering in _NUMBERINGS)
    marked = max(numbered, len(_BULLET.findall(text)))
    if marked > 1:
        return marked
    return sum(bool(line.strip()) and not _CAPTION.match(line) for line in text.splitlines())


def highlights_at_least(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a text tells fewer than ``limit`` highlights apart; ``{count}``."""
    for spot in filled(subject, definition):
        told = count(spot.shown)
        if told < definition.limit:
            yield finding(definition, spot, str(told), count=told)
