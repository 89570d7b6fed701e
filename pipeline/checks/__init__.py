"""Named checks of one filled form, parametrised by its definition's ``[[checks]]``.

A check is a pure function of a subject and its definition. Source: ``docs/interface.md``,
"A finding".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from string import Formatter
from types import MappingProxyType
from typing import TypeAlias

from pipeline.checks import (
    choice,
    contact,
    district,
    eligible,
    garbled,
    highlights,
    industry,
    numbers,
    personal,
    photos,
    text,
    whole,
    years,
)
from pipeline.checks.condition import applies
from pipeline.checks.subject import Subject
from pipeline.forms.definition import CheckDefinition
from pipeline.forms.model import Form
from pipeline.mistakes import Mistake, mistake, suggestion
from pipeline.model import Finding

__all__ = ["FAILED", "Check", "Subject", "broken_down", "check", "known", "mistakes", "placeholders"]

Check: TypeAlias = Callable[[Subject, CheckDefinition], Iterator[Finding]]

FAILED = "check-failed"
"""The code of the finding that a check broke down; its message is the program's, not a form's."""

_CHECKS: Mapping[str, tuple[Check, frozenset[str]]] = MappingProxyType(
    {
        "form-filled": (whole.form_filled, frozenset()),
        "required": (text.required, frozenset()),
        "any-of": (whole.any_of, frozenset(("labels",))),
        "choice-made": (choice.choice_made, frozenset()),
        "level-given": (choice.level_given, frozenset(("option", "levels"))),
        "one-level": (choice.one_level, frozenset(("option", "levels"))),
        "one-claim": (text.one_claim, frozenset()),
        "rows-at-least": (text.rows_at_least, frozenset(("count",))),
        "max-characters": (text.max_characters, frozenset(("words", "characters"))),
        "highlights-at-least": (highlights.highlights_at_least, frozenset(("count",))),
        "text-clean": (garbled.text_clean, frozenset(("found",))),
        "year-since": (years.year_since, frozenset(("year",))),
        "no-identity-number": (personal.no_identity_number, frozenset()),
        "no-bank-account": (personal.no_bank_account, frozenset()),
        "no-mobile-number": (personal.no_mobile_number, frozenset()),
        "photos-at-least": (photos.photos_at_least, frozenset(("count",))),
        "photos-printable": (photos.photos_printable, frozenset(("count",))),
        "photos-sharp": (photos.photos_sharp, frozenset(("count",))),
        "number-readable": (numbers.number_readable, frozenset()),
        "unit-given": (numbers.unit_given, frozenset()),
        "ratio-within": (numbers.ratio_within, frozenset(("first", "second", "ratio"))),
        "figure-agrees": (numbers.figure_agrees, frozenset(("said",))),
        "phone": (contact.phone, frozenset()),
        "email": (contact.email, frozenset()),
        "industry-exists": (industry.industry_exists, frozenset()),
        "industry-name": (industry.industry_name, frozenset(("expected",))),
        "industry-class-in-division": (industry.industry_class_in_division, frozenset()),
        "industry-complete": (industry.industry_complete, frozenset(("candidates",))),
        "on-list": (eligible.on_list, frozenset(("list",))),
        "district-agrees": (district.district_agrees, frozenset(("folder", "address_district"))),
        "district-known": (district.district_known, frozenset()),
    }
)
_FILLED = "form-filled"
_OF_TWO = frozenset(("industry-class-in-division", "ratio-within"))
_NEEDED = MappingProxyType(
    {
        "on-list": ("lists",),
        "ratio-within": ("within",),
        "figure-agrees": ("texts", "words"),
        "rows-at-least": ("limit",),
        "max-characters": ("limit",),
        "highlights-at-least": ("limit",),
        "year-since": ("limit",),
        "photos-at-least": ("limit",),
        "photos-sharp": ("limit",),
    }
)
_ALWAYS = frozenset(("label", "value", "row", "limit"))


def known() -> tuple[str, ...]:
    """The names that a definition may use."""
    return tuple(_CHECKS)


def placeholders(name: str) -> frozenset[str]:
    """What the messages of a check may use besides what all may."""
    return _CHECKS[name][1]


def mistakes(form: Form) -> Iterator[Mistake]:
    """What keeps a form's checks from being run: each that, or whose field, doesn't exist, and the like."""
    for number, definition in enumerate(form.definition.checks, 1):
        yield from _mistakes(form, definition, f"[[checks]] {number}")


def _mistakes(form: Form, definition: CheckDefinition, where: str) -> Iterator[Mistake]:
    """A field without a tag is no mistake of the check's: `pipeline.forms.lint` names it once."""
    toml, name = form.path.with_suffix(".toml").name, definition.check
    if name not in _CHECKS:
        yield mistake("check-unknown", toml, where, check=name, **suggestion(name, _CHECKS))
        return
    if not definition.fields:
        yield mistake("check-without-fields", toml, where, check=name)
    elif name in _OF_TWO and len(definition.fields) != 2:
        yield mistake("check-fields", toml, where, check=name)
    for setting in _NEEDED.get(name, ()):
        if not getattr(definition, setting):
            yield mistake("check-setting-missing", toml, where, check=name, setting=setting)
    if not definition.message.strip():
        yield mistake("check-without-message", toml, where, check=name)
    for words in (definition.message, definition.basis):
        yield from _unfilled(words, name, toml, where)
    yield from _unanswered(form, definition, toml, where)


def _unanswered(form: Form, definition: CheckDefinition, toml: str, where: str) -> Iterator[Mistake]:
    """Answers that ``when`` asks for and a choice doesn't have."""
    field = form.field(definition.when.field) if definition.when else None
    if definition.when is None or field is None or field.kind != "choice":
        return
    levels = [f"{option.name}/{level}" for option in field.options for level in option.levels]
    options = [*(option.name for option in field.options), *levels]
    for answer in definition.when.answers:
        if answer not in options:
            names = {"check": definition.check, "field": field.key, "option": answer}
            yield mistake("option-unknown", toml, where, **names, **suggestion(answer, options))


def _unfilled(words: str, name: str, toml: str, where: str) -> Iterator[Mistake]:
    try:
        used = {used for _, used, _, _ in Formatter().parse(words) if used is not None}
    except ValueError as error:
        yield mistake("placeholder-malformed", toml, where, check=name, detail=error)
        return
    for placeholder in sorted(used - _ALWAYS - _CHECKS[name][1]):
        yield mistake("placeholder-unknown", toml, where, check=name, placeholder=f"{{{placeholder}}}")


def check(subject: Subject) -> tuple[Finding, ...]:
    """All findings of a form's own checks, in the order of its fields, row by row.

    The form must have no `mistakes`. A check that breaks down gives one finding
    `FAILED` for the bureau, and the others go on. Of a form that was left blank nothing
    but that is said.
    """
    definitions = subject.form.definition.checks
    blank = [definition for definition in definitions if definition.check == _FILLED]
    found = [finding for definition in blank for finding in _run(subject, definition)]
    if not any(finding.code != FAILED for finding in found):
        others = (definition for definition in definitions if definition.check != _FILLED)
        found += [finding for definition in others for finding in _run(subject, definition)]
    order = _order(subject.form)
    # By code as well: no finding depends on where in the file its check stands.
    return tuple(sorted(found, key=lambda each: (order(each.field), each.code, each.message)))


def _run(subject: Subject, definition: CheckDefinition) -> tuple[Finding, ...]:
    try:
        found = _CHECKS[definition.check][0](subject, definition)
        return tuple(each for each in found if applies(subject, definition, each))
    except Exception as error:  # one broken check must not hide what the others find
        return (broken_down(definition.check, error),)


def broken_down(name: str, error: Exception) -> Finding:
    """What is said of a check that broke down."""
    return Finding(FAILED, "warning", "bureau", f"{name}: {type(error).__name__}: {error}", value=name)


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
