"""Named checks of one filled form, parametrised by its definition's ``[[checks]]``.

A check is a pure function of a subject and its definition. Source: spec ``interface.md``,
"A finding".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from string import Formatter
from types import MappingProxyType
from typing import TypeAlias

from pipeline.checks import contact, district, industry, numbers, photos, text
from pipeline.checks.subject import Subject
from pipeline.forms.definition import CheckDefinition
from pipeline.forms.model import Form
from pipeline.model import Finding
from pipeline.problems import TemplateError

__all__ = ["FAILED", "Check", "Subject", "check", "known", "verify"]

Check: TypeAlias = Callable[[Subject, CheckDefinition], Iterator[Finding]]

FAILED = "check-failed"
"""The code of the finding that a check broke down; its message is the program's, not a form's."""

_CHECKS: Mapping[str, tuple[Check, frozenset[str]]] = MappingProxyType(
    {
        "required": (text.required, frozenset()),
        "choice-made": (text.choice_made, frozenset()),
        "rows-at-least": (text.rows_at_least, frozenset(("count",))),
        "max-characters": (text.max_characters, frozenset(("words", "characters"))),
        "photos-at-least": (photos.photos_at_least, frozenset(("count",))),
        "number-readable": (numbers.number_readable, frozenset()),
        "phone": (contact.phone, frozenset()),
        "email": (contact.email, frozenset()),
        "industry-exists": (industry.industry_exists, frozenset()),
        "industry-name": (industry.industry_name, frozenset(("expected",))),
        "industry-class-in-division": (industry.industry_class_in_division, frozenset()),
        "industry-complete": (industry.industry_complete, frozenset(("candidates",))),
        "district-agrees": (district.district_agrees, frozenset(("folder", "address_district"))),
        "district-known": (district.district_known, frozenset()),
    }
)
_ALWAYS = frozenset(("label", "value", "row", "limit"))


def known() -> tuple[str, ...]:
    """The names that a definition may use."""
    return tuple(_CHECKS)


def verify(form: Form) -> None:
    """Looks whether a form's checks can run, before any form is read.

    Raises `TemplateError` for a check or a field that doesn't exist and for a placeholder
    that the check doesn't fill, all of them at once.
    """
    wrong = [words for definition in form.definition.checks for words in _mistakes(form, definition)]
    if wrong:
        raise TemplateError(
            f"{form.path.with_suffix('.toml').name}: {'; '.join(wrong)}.",
            f"Known checks: {', '.join(known())}.",
        )


def _mistakes(form: Form, definition: CheckDefinition) -> Iterator[str]:
    name = definition.check
    if name not in _CHECKS:
        yield f'there is no check "{name}"'
        return
    keys = {*form.keys, *(field.key for field in form.fields)}
    yield from (f'{name}: there is no field "{key}"' for key in definition.fields if key not in keys)
    if name == "industry-class-in-division" and len(definition.fields) != 2:
        yield f"{name} takes two fields, the division and the class"
    for words in (definition.message, definition.basis):
        yield from (f"{name}: {mistake}" for mistake in _unfilled(words, _ALWAYS | _CHECKS[name][1]))


def _unfilled(words: str, placeholders: frozenset[str]) -> Iterator[str]:
    try:
        used = {used for _, used, _, _ in Formatter().parse(words) if used is not None}
    except ValueError as error:
        yield f'"{words}": {error}'
        return
    yield from (f"nothing fills {{{name}}}" for name in sorted(used - placeholders))


def check(subject: Subject) -> tuple[Finding, ...]:
    """All findings of a form's own checks, in the order of its fields, row by row.

    Raises `TemplateError` as `verify` does. A check that breaks down gives one finding
    `FAILED` for the bureau, and the others go on.
    """
    verify(subject.form)
    found = [
        finding for definition in subject.form.definition.checks for finding in _run(subject, definition)
    ]
    order = _order(subject.form)
    return tuple(sorted(found, key=lambda finding: order(finding.field)))


def _run(subject: Subject, definition: CheckDefinition) -> tuple[Finding, ...]:
    try:
        return tuple(_CHECKS[definition.check][0](subject, definition))
    except Exception as error:  # one broken check must not hide what the others find
        words = f"{definition.check}: {type(error).__name__}: {error}"
        return (Finding(FAILED, "warning", "bureau", words, value=definition.check),)


def _order(form: Form) -> Callable[[str | None], tuple[int, int, int]]:
    """A key to sort paths by: the form's order, within a rows field by row and then by column."""
    tops = {key: index for index, key in enumerate(form.keys)}
    columns = {field.key: index for index, field in enumerate(form.fields)}

    def place(path: str | None) -> tuple[int, int, int]:
        if path is None:
            return len(tops), 0, 0
        block, bracket, rest = path.partition("[")
        row, _, column = rest.partition("].")
        return tops.get(block, len(tops)), int(row) if bracket else -1, columns.get(f"{block}.{column}", -1)

    return place
