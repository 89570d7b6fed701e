"""Numbers of persons, found in words and made unreadable there.

Identity numbers by GB 11643-1999 (18 digits: place, date of birth, the last one checks the
others by ISO 7064, MOD 11-2), bank cards by ISO/IEC 7812-1 (the last digit checks the others
by Luhn), mobile numbers of China.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

IDENTITY, BANK, MOBILE = "identity", "bank", "mobile"

# Wide signs, each as the narrow one.
_NARROW = {0xFF01 + at: 0x21 + at for at in range(94)}
_BETWEEN = r"[ \u00a0\u3000\-–－]?"
_EDGE, _END = r"(?<![\dA-Za-z.])", r"(?![\dA-Za-z]|\.\d)"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
# The first two digits: provinces. Credit codes of companies, of 18 signs too, have no birthday.
_IDENTITY = re.compile(rf"{_EDGE}[1-8]\d{{5}}{_BETWEEN}(?:19|20)\d{{6}}{_BETWEEN}\d{{3}}[\dXx]{_END}")
_BANK = re.compile(rf"{_EDGE}[3-6]\d{{3}}(?:{_BETWEEN}\d){{11,14}}\d{_END}")
_MOBILE = re.compile(rf"{_EDGE}(?:\+?86{_BETWEEN})?1[3-9]\d{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}{_END}")


def _is_identity(number: str) -> bool:
    digits = _bare(number).upper()
    try:
        date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    weighed = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return digits[17] == _CHECK[weighed % 11]


def _is_bank(number: str) -> bool:
    digits = [int(digit) for digit in _bare(number)]
    doubled = [digit if at % 2 == 0 else digit * 2 - 9 * (digit > 4) for at, digit in enumerate(digits[::-1])]
    return len(set(digits)) > 1 and sum(doubled) % 10 == 0 and not _IDENTITY.fullmatch(number)


def _bare(number: str) -> str:
    return "".join(char for char in number if char.isalnum())


_KINDS: Mapping[str, tuple[re.Pattern[str], Callable[[str], bool]]] = MappingProxyType(
    {
        IDENTITY: (_IDENTITY, _is_identity),
        BANK: (_BANK, _is_bank),
        MOBILE: (_MOBILE, bool),  # any that looks like one
    }
)


def numbers(text: str, kind: str) -> Iterator[str]:
    """The numbers of a kind in a text, as written there."""
    return (text[start:end] for start, end in _spans(text, kind))


def masked(text: str, *kinds: str) -> str:
    """The text with the numbers of these kinds (all by default) unreadable: their ends alone are left.

    ``13800138000`` becomes ``138******00``.
    """
    for kind in kinds or (IDENTITY, BANK, MOBILE):
        for start, end in _spans(text, kind):
            text = f"{text[: start + 3]}{'*' * (end - start - 5)}{text[end - 2 :]}"
    return text


def _spans(text: str, kind: str) -> list[tuple[int, int]]:
    pattern, is_one = _KINDS[kind]
    found = pattern.finditer(text.translate(_NARROW))
    return [(number.start(), number.end()) for number in found if is_one(number[0])]
