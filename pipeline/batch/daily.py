"""The journal -> a report for each day that changed something.

A day is Guangzhou's. What stood at its end is decided from the sightings up to then, as a
pass at that time would have decided it; so a report never changes while journal, originals,
templates and settings don't. What stood is remembered, by a hash of those sightings: a
pass decides anew only what it does not remember.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from pipeline.batch.status import count
from pipeline.config import Config
from pipeline.documents import report as document
from pipeline.documents.report import Case, Report, Standing, Unread
from pipeline.memo import Memo
from pipeline.messages import Messages
from pipeline.model import NOWHERE, Book, Problem, Sighting
from pipeline.model.clock import ZONE

_KIND = "day"


@dataclass(frozen=True, slots=True)
class Decided:
    """A book, and the districts whose letter of recommendation is there.

    ``passing``: whether a passing state of the machine had a part in it, such as a file that
    could not be opened: the next pass may decide otherwise.
    """

    book: Book
    letters: Collection[str]
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something was seen: all sightings up to its end, and a hash of them."""

    on: date
    sightings: tuple[Sighting, ...]
    key: str

    @property
    def end(self) -> datetime:
        """The time of the day's last sighting."""
        return max(item.at for item in self.sightings)


def days(sightings: Iterable[Sighting]) -> Iterator[Day]:
    """The days on which something was seen, the first one first."""
    found = [(item.at.astimezone(ZONE).date(), item) for item in sightings]
    # In the order recorded: where a clock was set back, what it saw is of the latest day before.
    latest = accumulate((on for on, _ in found), max)
    ordered = [(on, item) for on, (_, item) in zip(latest, found, strict=True)]
    key = hashlib.sha256()
    for position, (on, item) in enumerate(ordered):
        key.update(repr(item).encode("utf-8", "surrogatepass"))
        if position + 1 == len(ordered) or ordered[position + 1][0] != on:
            yield Day(on, tuple(each for _, each in ordered[: position + 1]), key.hexdigest())


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of days, and whether a passing state of the machine had a part in one (`Decided`)."""

    made: tuple[tuple[date, Report], ...]
    passing: bool


def reports(
    known: Sequence[Day],
    last: Decided,
    decide: Callable[[Day], Decided],
    given: str,
    config: Config,
    messages: Messages,
    memo: Memo,
) -> Reports:
    """The reports of these days, but for those on which nothing changed.

    ``last``: what stands at the end of the last of them; ``decide``: what stood at the end of
    another; ``given``: a hash of all that deciding depends on besides the sightings. Raises
    as ``decide`` does, and `TemplateError` for a word that is missing.
    """
    keys = [hashlib.sha256(f"{given}\n{day.key}".encode()).hexdigest() for day in known]
    remembered = memo.get_many(_KIND, keys)
    until = config.dates.submission
    edition = document.Edition(
        config.title, config.year, config.bureau, until.astimezone(ZONE).date() if until else None
    )
    before, passing = Standing(), False
    made: list[tuple[date, Report]] = []
    for day, key in zip(known, keys, strict=True):
        data = remembered.get(key)
        if data is None:
            decided = last if day is known[-1] else decide(day)
            after = standing(decided.book, decided.letters, messages, config.districts.order)
            passing |= decided.passing
            if not decided.passing:
                memo.put(_KIND, key, pickle.dumps(after))
        else:
            after = pickle.loads(data)
        if report := document.report(day.on, before, after, edition, messages):
            made.append((day.on, report))
        before = after
    return Reports(tuple(made), passing)


def standing(book: Book, letters: Collection[str], messages: Messages, order: Sequence[str]) -> Standing:
    """What stands by a book, less all that no report tells."""
    status = count(book, letters, order)
    return Standing(
        tuple(
            Case(
                case.number,
                case.district or NOWHERE,
                case.unit,
                case.title,
                case.state,
                case.entry.source.sha,
                len(case.errors),
            )
            for case in book.cases
        ),
        tuple(
            Unread(
                entry.source.shown,
                entry.district or NOWHERE,
                entry.source.sha,
                messages.problem(entry.content),
            )
            for entry in book.entries
            if isinstance(entry.content, Problem)
        ),
        status.districts,
        status.total,
    )
