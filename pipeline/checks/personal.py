"""Checks of words that will be printed: no-identity-number, no-bank-account, no-mobile-number."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks import masking
from pipeline.checks.subject import Spot, Subject, filled, finding
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Amount, Finding


def no_identity_number(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a text holds the number of an identity card, by its check digit."""
    return _numbers(subject, definition, masking.IDENTITY)


def no_bank_account(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a text holds the number of a bank card, by its check digit."""
    return _numbers(subject, definition, masking.BANK)


def no_mobile_number(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a text holds a mobile number."""
    return _numbers(subject, definition, masking.MOBILE)


def _numbers(subject: Subject, definition: CheckDefinition, kind: str) -> Iterator[Finding]:
    """One finding a field; the numbers themselves are masked wherever they are shown."""
    for spot in filled(subject, definition):
        found = list(dict.fromkeys(masking.numbers(_words(spot), kind)))
        if found:
            yield finding(definition, spot, "、".join(masking.masked(number, kind) for number in found))


def _words(spot: Spot) -> str:
    """What a person wrote there; of an amount its remark."""
    value = spot.answer.value
    return value.note if isinstance(value, Amount) else spot.shown
