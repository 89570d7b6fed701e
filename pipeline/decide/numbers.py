"""The numbers of cases: derived from what makes a case, so that they last as long as it does.

Source: ``docs/interface.md``, "A case".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from pipeline.decide.submissions import Identity, Submission
from pipeline.model import NOWHERE

# Digits and capitals without those that are read for another (0 O, 1 I L, U V).
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
LENGTH = 6


def numbered(submissions: Iterable[Submission]) -> dict[Identity, str]:
    """A number for each identity; of two that would be the same, the later seen is longer."""
    since: dict[Identity, datetime] = {}
    for submission in submissions:
        for row in submission.rows:
            seen = submission.entry.source.first_seen
            since[row.identity] = min(seen, since.get(row.identity, seen))
    found: dict[Identity, str] = {}
    taken: set[str] = set()
    for identity in sorted(since, key=lambda identity: (since[identity], identity)):
        length = LENGTH
        while (number := _number(identity, length)) in taken:
            length += 1
        taken.add(number)
        found[identity] = number
    return found


def _number(identity: Identity, length: int) -> str:
    """``黄埔-7K2M9Q``: the district's short name, then a hash of all that makes the case."""
    digest = hashlib.sha256("\x1f".join(map(str, identity)).encode("utf-8")).digest()
    rest = int.from_bytes(digest, "big")
    characters = []
    for _ in range(length):
        rest, digit = divmod(rest, len(_ALPHABET))
        characters.append(_ALPHABET[digit])
    district = identity[0]
    short = district if district == NOWHERE else (district.removesuffix("区") or district)
    return f"{short}-{''.join(characters)}"
