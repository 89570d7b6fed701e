"""Checks of the industry: industry-exists, -name, -class-in-division, -complete.

The code is authoritative. A name without a code counts as its code where exactly one
industry of the field's level bears it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.subject import Spot, Subject, filled, finding, spots
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Code, Finding
from pipeline.reference import industries
from pipeline.reference.industries import Industry

_LEVELS = {"division": industries.DIVISION, "class": industries.CLASS}


def industry_exists(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a code is not in the standard."""
    for spot, value in _codes(subject, definition):
        if value.code and industries.lookup(value.code) is None:
            yield finding(definition, spot, value.code)


def industry_name(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where the name beside a code is another industry's or none's; ``{expected}``."""
    for spot, value in _codes(subject, definition):
        industry = industries.lookup(value.code)
        if industry and value.name and not industries.name_belongs(value.code, value.name):
            yield finding(definition, spot, expected=industry.name)


def industry_class_in_division(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where the second field's class is not of the first field's division."""
    division, smaller = spots(subject, definition)
    outer, inner = _industry(subject, division), _industry(subject, smaller)
    if outer and inner and not inner.code.startswith(outer.code):
        yield finding(definition, smaller)


def industry_complete(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a name stands without a code and doesn't tell which one; ``{candidates}``."""
    for spot, value in _codes(subject, definition):
        if value.name and not value.code and _industry(subject, spot) is None:
            near = industries.candidates(value.name, level=_level(subject, spot.key))
            yield finding(definition, spot, candidates="；".join(map(str, near)) or "—")


def _codes(subject: Subject, definition: CheckDefinition) -> Iterator[tuple[Spot, Code]]:
    for spot in filled(subject, definition):
        if isinstance(spot.answer.value, Code):
            yield spot, spot.answer.value


def _industry(subject: Subject, spot: Spot) -> Industry | None:
    value = spot.answer.value
    if not isinstance(value, Code):
        return None
    if value.code:
        return industries.lookup(value.code)
    named = industries.by_name(value.name, _level(subject, spot.key))
    return named[0] if len(named) == 1 else None


def _level(subject: Subject, key: str) -> int:
    """The level of codes that a field asks for, by the role it plays; 0 for any."""
    return next((level for role, level in _LEVELS.items() if subject.form.role(role) == key), 0)
