"""What a plan is made of: files that the outbox should have, and what they are made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
    return hashlib.sha256("\x1f".join(map(repr, inputs)).encode("utf-8", "surrogatepass")).hexdigest()
