"""Checks of figures: number-readable."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.subject import Spot, Subject, filled, finding
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Amount, Finding


def number_readable(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where words give no one figure, or a figure in a unit that doesn't fit its field's."""
    for spot in filled(subject, definition):
        field = subject.form.field(spot.key)
        if _unreadable(spot, field.unit if field else ""):
            yield finding(definition, spot)


def _unreadable(spot: Spot, unit: str) -> bool:
    value = spot.answer.value
    if isinstance(value, Amount) and value.amount is not None:
        return bool(unit) and value.unit != unit
    figure = value.amount if isinstance(value, Amount) else value
    return figure in (None, "") and bool(spot.answer.raw)
