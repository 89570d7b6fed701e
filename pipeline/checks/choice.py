"""Checks of boxes: choice-made, level-given, one-level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.checks.subject import Spot, Subject, finding, spots
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Finding, is_empty


def choice_made(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where no option of a choice was ticked, whatever else was written there."""
    for spot in spots(subject, definition):
        if is_empty(spot.answer.value):
            yield finding(definition, spot)


def level_given(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires at each option that was ticked without any of its levels; ``{option}``, ``{levels}``."""
    for spot in spots(subject, definition):
        field = subject.form.field(spot.key)
        for option in field.options if field else ():
            if option.levels and option.name in _ticked(spot):
                yield finding(definition, spot, option=option.name, levels="、".join(option.levels))


def one_level(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires at each option of which several levels were ticked; ``{option}``, ``{levels}``."""
    for spot in spots(subject, definition):
        pairs = [ticked.partition("/") for ticked in _ticked(spot) if "/" in ticked]
        for option, count in Counter(option for option, _, _ in pairs).items():
            if count > 1:
                levels = "、".join(level for name, _, level in pairs if name == option)
                yield finding(definition, spot, option=option, levels=levels)


def _ticked(spot: Spot) -> tuple[str, ...]:
    value = spot.answer.value
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()
