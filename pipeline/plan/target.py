"""What a plan is made of: files that the outbox should have, and what they are made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pipeline.documents import register
from pipeline.documents.casebook import Settings
from pipeline.documents.notice import Desk
from pipeline.documents.photos import Photo
from pipeline.door import Door
from pipeline.forms import Library
from pipeline.messages import Messages
from pipeline.office import Inside
from pipeline.outbox import BUREAU, Target

__all__ = ["BUREAU", "Means", "ReturnMeans", "Target", "fingerprint"]


@dataclass(frozen=True, slots=True)
class ReturnMeans:
    """What files that go back are made of.

    ``messages``: words besides the notice's own; ``desks``: who sends a district's notices;
    ``notice_key``: a hash of the ``notice`` template; ``originals``: where each content is,
    by its hash; ``reading``: a hash of all that reading depends on, ``door``: the terms of it.
    """

    messages: Messages
    desks: Mapping[str | None, Desk]
    notice: Path
    notice_key: str
    originals: Mapping[str, Path | Inside]
    door: Door
    reading: str


@dataclass(frozen=True, slots=True)
class Means:
    """What documents are made of besides the book.

    ``photos``: ready for print, by the hash of their originals; ``units`` and
    ``severities``: units, and how grave a finding is, in words; ``register``: the words of
    the register. ``code``, ``forms_key``, ``template_key``: hashes of the code that
    renders, of ``templates/forms`` and of the casebook's template; ``report``, ``report_key``:
    the template of the daily reports, and its hash.
    """

    library: Library
    edition: Settings
    units: Mapping[str, str]
    severities: Mapping[str, str]
    register: register.Words
    photos: Mapping[str, Photo]
    template: Path
    code: str
    forms_key: str
    template_key: str
    report: Path
    report_key: str
    back: ReturnMeans


def fingerprint(*inputs: object) -> str:
    """A hash of values that travel (frozen dataclasses, tuples, mappings, text, numbers)."""
    key = hashlib.sha256()
    for part in _parts(inputs):
        key.update(part.encode("utf-8", "surrogatepass"))
        key.update(b"\x1f")
    return key.hexdigest()


def _parts(values: Sequence[object]) -> Iterator[str]:
    """What tells values from others, piece by piece: thousands of records in one text take much memory."""
    yield f"{type(values).__name__} {len(values)}"
    for value in values:
        if type(value) in (tuple, list):
            yield from _parts(cast("Sequence[object]", value))
        elif type(value) is dict:
            yield from _parts((*value, *value.values()))
        else:
            yield repr(value)
