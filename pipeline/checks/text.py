"""Checks of what is there at all, and of how much.

required, one-claim, rows-at-least, max-characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.subject import Subject, filled, finding, spots
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Code, Finding, is_empty

# Characters that Word and WPS count one by one: ideographs, kana, hangul, full-width forms and
# the punctuation that Chinese text is set with. Everything else counts by runs between spaces.
_ONE_BY_ONE = (
    "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
    "\u2014\u2018\u2019\u201c\u201d\u2026\u00b7"
)
_WORD = re.compile(rf"[{_ONE_BY_ONE}]|[^\s{_ONE_BY_ONE}]+")


def words(text: str) -> int:
    """How many 字 Word and WPS show for a text: each Chinese character and each Latin word or number."""
    return sum(not found[0].isspace() for found in _WORD.finditer(text))


def characters(text: str) -> int:
    """How many characters a text has, spaces aside."""
    return sum(not character.isspace() for character in text)


def required(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a field is empty."""
    for spot in spots(subject, definition):
        if spot.blank:
            yield finding(definition, spot)


def one_claim(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where two places of the form claim to be the answer and say different things.

    Neither was taken; ``{value}`` has the words of both.
    """
    for spot in filled(subject, definition):
        value = spot.answer.value
        if spot.answer.raw and isinstance(value, str | Code) and is_empty(value):
            yield finding(definition, spot, "、".join(spot.answer.raw.split("\n")))


def rows_at_least(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a rows field has fewer than ``limit`` rows; placeholder ``{count}``."""
    for spot in spots(subject, definition):
        count = subject.record.rows(spot.key)
        if count < definition.limit:
            yield finding(definition, spot, str(count), count=count)


def max_characters(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a text is longer than ``limit`` however one counts.

    Placeholders ``{words}``, ``{characters}``: the two ways of counting.
    """
    for spot in filled(subject, definition):
        by_words, by_characters = words(spot.shown), characters(spot.shown)
        if min(by_words, by_characters) > definition.limit:
            yield finding(definition, spot, words=by_words, characters=by_characters)
