"""Forms as handed in: copies counted once, and which of them takes the place of which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import TypeAlias

from pipeline.decide.order import Natural, content, natural
from pipeline.forms import Library
from pipeline.forms.model import Form
from pipeline.forms.text import normal
from pipeline.model import NOWHERE, Entry, Record

Identity: TypeAlias = "tuple[str, str, str, str, int]"
"""What makes a case: district, form, unit, title, and which of several of that title it is."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An entry that counts, with all paths of its copies and the time of the newest of them."""

    entry: Entry
    paths: frozenset[str]
    latest: datetime


def once(entries: Iterable[Entry]) -> list[Counted]:
    """Identical forms at several paths of one district, once; what can't be read stays as it is.

    The copy seen first counts; handing in old bytes again makes them the newest.
    """
    copies: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in entries:
        apart = "" if entry.record else entry.source.shown
        copies[entry.district, entry.source.sha, apart].append(entry)
    counted = []
    for group in copies.values():
        first = min((entry.source for entry in group), key=lambda source: (source.first_seen, source.shown))
        paths = frozenset(entry.source.shown for entry in group)
        latest = max(entry.source.first_seen for entry in group)
        counted += [Counted(entry, paths, latest) for entry in group if entry.source == first]
    return counted


@dataclass(frozen=True, slots=True)
class Row:
    """What will be a case: the row of the form (None: the form as a whole) and its title."""

    row: int | None
    title: str
    identity: Identity


@dataclass(frozen=True, slots=True)
class Submission(Counted):
    """A form handed in by an applicant, with what decides whether it stands."""

    form: Form
    record: Record
    rows: tuple[Row, ...]

    @property
    def age(self) -> tuple[datetime, Natural, Natural, str]:
        """By what one is newer than another; the rest only tells apart what was seen at once."""
        path = PurePosixPath(self.entry.source.shown)
        return (
            self.latest,
            natural(str(path.with_suffix(""))),
            natural(self.record.part),
            content(self.record),
        )

    @property
    def titles(self) -> frozenset[str]:
        return frozenset(normal(row.title) for row in self.rows if normal(row.title))


def submitted(counted: Counted, library: Library) -> Submission | None:
    """An entry as a submission, None for what can't be read or is a district's list."""
    entry = counted.entry
    record = entry.record
    form = library.form(record.form) if record else None
    if record is None or form is None or form.definition.purpose != "application":
        return None
    return Submission(entry, counted.paths, counted.latest, form, record, _rows(entry, form, record))


def _rows(entry: Entry, form: Form, record: Record) -> tuple[Row, ...]:
    """The form's cases; one for the form itself where a list of them was left empty."""
    block = form.definition.cases
    indices: list[int | None] = [*range(record.rows(block))] if block else []
    rows: list[Row] = []
    seen: dict[str, int] = defaultdict(int)
    where = entry.source.shown
    for index in indices or [None]:
        title = str(record.value(form.role("title"), index) or "").strip()
        known_by = normal(title) or f"{where} {record.part}"
        # A form without its applicant's name is known by where it lies.
        unit = normal(entry.unit) or where
        identity = (entry.district or NOWHERE, form.id, unit, known_by, seen[known_by])
        seen[known_by] += 1
        rows.append(Row(index, title, identity))
    return tuple(rows)


def heirs_of(submissions: Iterable[Submission]) -> dict[int, Submission]:
    """Which submission took the place of which (by ``id``): the newest that may."""
    rivals: dict[Hashable, list[Submission]] = defaultdict(list)
    for submission in submissions:
        identity = submission.rows[0].identity
        rivals[submission.form.id, identity[2]].append(submission)
    found: dict[int, Submission] = {}
    for group in rivals.values():
        if len(group) == 1:
            continue
        newest_first = sorted(group, key=lambda submission: submission.age, reverse=True)
        for position, older in enumerate(newest_first):
            heir = next((newer for newer in newest_first[:position] if _replaces(newer, older)), None)
            if heir is not None:
                found[id(older)] = heir
    return found


def _replaces(newer: Submission, older: Submission) -> bool:
    """Whether a newer form of the same kind and unit takes the place of an older one."""
    same_file = newer.entry.source == older.entry.source
    same_path = bool(newer.paths & older.paths) and not same_file
    same_title = newer.entry.district == older.entry.district and bool(newer.titles & older.titles)
    return same_path or same_title
