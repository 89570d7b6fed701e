"""What a board shows, but for the clock: frozen values, small enough to be kept from pass to pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pipeline.model import Audience, Counts, Severity

PAGE = 2000
"""As many submissions stand on one page; more are parted."""

Turn: TypeAlias = 'Literal["applicant", "district", "bureau", ""]'
"""Who has to do something next; ``""`` where nobody has."""


@dataclass(frozen=True, slots=True)
class Link:
    """A file that belongs to a submission: what it is (a kind of `Target`), and where."""

    kind: str
    href: str


@dataclass(frozen=True, slots=True)
class Said:
    """A finding, as its readers see it."""

    severity: Severity
    audience: Audience
    message: str
    place: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A case, or a file that could not be read (``state`` ``""``).

    ``seen``: when it was first seen, as printed; ``original``: where it lies, as a link,
    ``""`` where that can't be told; ``path``: the same as text; ``because``: whatever else
    is to be said of its state (by what it is replaced, since when it is withdrawn, why).
    """

    number: str
    unit: str
    title: str
    district: str
    form: str
    state: str
    turn: Turn
    seen: str
    path: str
    original: str
    because: str
    links: tuple[Link, ...]
    said: tuple[Said, ...]

    @property
    def errors(self) -> int:
        return sum(said.severity == "error" for said in self.said)


@dataclass(frozen=True, slots=True)
class District(Counts):
    """A district's numbers, and its board as a link, ``""`` where it has none."""

    href: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is for the reader of this board: its name, and where it is."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of a district as a whole, or of a list or sheet that people handed in."""

    about: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What the cases that passed saved of one kind, in one unit; never of mixed units.

    ``total`` and how many ``applicants`` gave a figure; the sums of districts and of categories.
    """

    label: str
    unit: str
    total: int | float
    applicants: int
    districts: tuple[tuple[str, int | float], ...]
    categories: tuple[tuple[str, int | float], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A board; ``district`` is ``""`` on the bureau's.

    ``arrived``: when each of what was received was first seen; ``submission``, ``correction``:
    until when forms are taken, None where that isn't set. ``beside``: files that people put in
    the place of ours, and what ours are called instead.
    """

    title: str
    year: int
    owner: str
    district: str
    total: Counts
    districts: tuple[District, ...]
    submissions: Sequence[Submission]
    documents: tuple[Document, ...]
    remarks: tuple[Remark, ...]
    beside: tuple[tuple[str, str], ...]
    measures: tuple[Measure, ...]
    arrived: tuple[datetime, ...]
    submission: datetime | None
    correction: datetime | None

    @property
    def pages(self) -> int:
        """How many pages the submissions take, at least one."""
        return max(1, -(-len(self.submissions) // PAGE))
