"""Checks of pictures: photos-at-least."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.subject import Subject, finding, spots
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Finding


def photos_at_least(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where there are fewer than ``limit`` different pictures, attached ones included; ``{count}``."""
    for spot in spots(subject, definition):
        placed = spot.answer.value
        count = (len(set(placed)) if isinstance(placed, tuple) else 0) + subject.pictures
        if count < definition.limit:
            yield finding(definition, spot, str(count), count=count)
