"""Checks of how to reach people: phone, email."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations

from pipeline.checks.subject import Spot, Subject, filled, finding
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Finding

_DASHES = re.compile("[‐‑‒–—―−－]|(?<=\\d)[)）]")
_BETWEEN = re.compile(r"[^\d+\s\-转#]+")
_EXTENSION = re.compile(r"(?:-|转|#)\d{1,6}$")
# Numbers as people of the city write them; whatever else has an area code goes to the library.
_MOBILE = re.compile(r"1[3-9]\d-?\d{4}-?\d{4}")
_LANDLINE = re.compile(r"(?:020-?)?[2-9]\d{3}-?\d{4}")
_ADDRESSES = re.compile(r"[,，、;；\n]+")


def phone(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where no number that can be dialled is given; one good number among several is enough."""
    for spot in _given(subject, definition):
        if not any(_dialable(number) for number in _numbers(spot.shown)):
            yield finding(definition, spot)


def _given(subject: Subject, definition: CheckDefinition) -> Iterator[Spot]:
    """The answers; of two that claim the field neither is one (``one-claim`` says so)."""
    return (spot for spot in filled(subject, definition) if spot.answer.value)


def _numbers(text: str) -> Iterator[str]:
    """The numbers that a text may hold: spaces part two numbers, or the groups of one."""
    shown = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    for piece in _BETWEEN.split(shown):
        groups = piece.split()[:12]
        for first, last in combinations(range(len(groups) + 1), 2):
            yield "".join(groups[first:last]).strip("-")


def _dialable(number: str) -> bool:
    return _exists(number) or _exists(_EXTENSION.sub("", number))


def _exists(number: str) -> bool:
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return True
    # Without 0 or + the library takes a mobile number that lost its 1 for another city's landline.
    if sum(map(str.isdigit, number)) < 10 or not number.startswith(("0", "+", "86", "400", "800")):
        return False
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))
    except phonenumbers.NumberParseException:
        return False


def email(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where an address, or one of several, could receive no mail by the way it is written."""
    for spot in _given(subject, definition):
        if not all(_receives(part.strip()) for part in _ADDRESSES.split(spot.shown) if part.strip()):
            yield finding(definition, spot)


def _receives(part: str) -> bool:
    """Whether a part is an address, or several with spaces between them."""
    from email_validator import EmailNotValidError, validate_email

    try:
        for address in part.split() if part.count("@") > 1 else [part]:
            validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return True
