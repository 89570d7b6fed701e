"""Checks of a form, or a row of it, as a whole: form-filled, any-of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.checks.subject import Spot, Subject, finding, is_blank, spots
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Finding


def form_filled(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires, at its first field, where nothing at all was filled in.

    Then no other check of the form is told: one finding instead of twenty.
    """
    if all(is_blank(answer) for _, answer in subject.record.walk()):
        yield finding(definition, next(spots(subject, definition)))


def any_of(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires, at the first of its fields, where all of them are empty; of columns, in each row.

    Placeholder ``{labels}``: what they are called.
    """
    rows: dict[int | None, list[Spot]] = defaultdict(list)
    for spot in spots(subject, definition):
        rows[spot.row].append(spot)
    for beside in rows.values():
        if all(spot.blank for spot in beside):
            yield finding(definition, beside[0], labels="、".join(spot.label for spot in beside))
