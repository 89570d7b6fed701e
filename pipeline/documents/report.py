"""The daily report (收件日报): ``templates/report.docx``, filled in with what a day changed.

What stood at the end of a day is a `Standing`; a report is what parts two of them, with the
numbers of the later one. Nothing in it tells how to reach an applicant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from pipeline.documents.dates import day
from pipeline.documents.wording import one_line
from pipeline.messages import Messages
from pipeline.model import ACCEPTED, NOWHERE, REPLACED, TO_CORRECT, WITHDRAWN, Counts
from pipeline.office import stream, tags

NAME = Path("report.docx")
KINDS = ("new", "again", "other", "replaced", "withdrawn", "unreadable", "cleared")
_NOTHING = Counts()


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stood: of which content, in which state, with how many errors."""

    number: str
    district: str
    unit: str
    title: str
    state: str
    sha: str
    errors: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, and why."""

    path: str
    district: str
    sha: str
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """All that had been received, as it stood at the end of a day."""

    cases: tuple[Case, ...] = ()
    unread: tuple[Unread, ...] = ()
    districts: tuple[Counts, ...] = ()
    total: Counts = _NOTHING


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the report: ``kind`` in words; ``state``: the case's now; ``note``: from what, or why."""

    number: int
    kind: str
    unit: str
    title: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """What changed in a district."""

    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the template may ask for.

    ``new`` … ``cleared``: how many changes of each kind; ``passed``, ``to_correct``: how many
    cases came into that state that day. ``until``: the day on which taking forms ends, or
    ``""``; ``left``: the days from this one to it. ``no_letter``, ``no_list``: the districts
    with cases that have not handed in their recommendation, or their Annex 4.
    """

    title: str
    year: int
    bureau: str
    day: str
    new: int
    again: int
    other: int
    replaced: int
    withdrawn: int
    unreadable: int
    cleared: int
    passed: int
    to_correct: int
    groups: tuple[Group, ...]
    districts: tuple[Counts, ...]
    total: Counts
    until: str
    left: int
    no_letter: str
    no_list: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The collection's title and year, who collects, and until which day forms are taken."""

    title: str
    year: int
    bureau: str
    until: date | None = None


def check(template: Path) -> stream.Document:
    """The template, ready to be written; raises `TemplateError` where no report can be made with it."""
    return stream.Document(template, tuple(Report.__dataclass_fields__))


def faults(template: Path) -> Iterator[tags.Fault]:
    """What is wrong with each of the template's tags; raises as `tags.faults`."""
    return tags.faults(template, tuple(Report.__dataclass_fields__), tags.attributes(Group, Change, Counts))


def render(report: Report, template: Path, out: BinaryIO) -> None:
    """Writes a report; the same values give the same bytes. Raises `TemplateError` and ``OSError``."""
    values = {name: getattr(report, name) for name in Report.__dataclass_fields__}
    _ready(template, template.stat().st_mtime_ns).write(values, out)


@lru_cache(maxsize=2)
def _ready(template: Path, version: int) -> stream.Document:
    """The template, made ready once for many reports."""
    return check(template)


def report(
    on: date, before: Standing, after: Standing, edition: Edition, messages: Messages
) -> Report | None:
    """What a day changed, None where that is nothing. Raises `TemplateError` for a word that is missing."""
    found = list(_changes(before, after))
    if not found:
        return None
    count = {kind: sum(one.kind == kind for one in found) for kind in KINDS}
    # The districts' own order, then what belongs to none of them.
    order = dict.fromkeys((*(one.name for one in after.districts), *(one.district for one in found)))
    groups = (Group(name, _lines([one for one in found if one.district == name], messages)) for name in order)
    lacking = [one for one in after.districts if one.received and one.name != NOWHERE]
    return Report(
        title=one_line(edition.title),
        year=edition.year,
        bureau=one_line(edition.bureau),
        day=day(on),
        **count,
        passed=sum(one.state in ACCEPTED and one.was not in ACCEPTED for one in found),
        to_correct=sum(one.arrives and one.state == TO_CORRECT for one in found),
        groups=tuple(group for group in groups if group.changes),
        districts=after.districts,
        total=after.total,
        until=day(edition.until) if edition.until else "",
        left=(edition.until - on).days if edition.until else 0,
        no_letter="、".join(one.name for one in lacking if not one.letter),
        no_list="、".join(one.name for one in lacking if not one.annex4),
    )


_ENDS = {WITHDRAWN: "withdrawn", REPLACED: "replaced"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A change: ``was`` and ``state`` of a case before and after; ``why`` of a file."""

    kind: str
    district: str
    unit: str
    title: str
    was: str
    state: str
    why: str = ""
    errors: int = 0

    @property
    def arrives(self) -> bool:
        """Whether the case came into its state."""
        return self.state != self.was


def _changes(before: Standing, after: Standing) -> Iterator[_Found]:
    known = _by_number(before.cases)
    for number, case in _by_number(after.cases).items():
        earlier = known.get(number)
        if earlier and (earlier.state, earlier.sha) == (case.state, case.sha):
            continue
        was = earlier.state if earlier else ""
        if not earlier:
            kind = "new"
        elif case.state in _ENDS and case.state != was:
            kind = _ENDS[case.state]
        else:
            kind = "again" if earlier.sha != case.sha else "other"
        yield _Found(kind, case.district, case.unit, case.title, was, case.state, errors=case.errors)
    was_unread, is_unread = set(map(_file, before.unread)), set(map(_file, after.unread))
    for file in after.unread:
        if _file(file) not in was_unread:
            yield _Found("unreadable", file.district, file.path, "", "", "", file.why)
    for file in before.unread:
        if _file(file) not in is_unread:
            yield _Found("cleared", file.district, file.path, "", "", "")


def _by_number(cases: Sequence[Case]) -> Mapping[str, Case]:
    """The cases by their numbers; of several that have one, that which stands."""
    found: dict[str, Case] = {}
    for case in cases:
        if case.number not in found or found[case.number].state in _ENDS:
            found[case.number] = case
    return found


def _file(file: Unread) -> tuple[str, str]:
    return file.path, file.sha


def _lines(found: Sequence[_Found], messages: Messages) -> tuple[Change, ...]:
    return tuple(
        Change(
            number,
            messages.word(f"report-{one.kind}"),
            one_line(one.unit),
            one_line(one.title),
            one.state,
            _note(one, messages),
        )
        for number, one in enumerate(found, 1)
    )


def _note(one: _Found, messages: Messages) -> str:
    if one.why:
        return one.why
    notes = []
    if one.was and one.arrives:
        notes.append(messages.filled("report-was", state=one.was))
    if one.state == TO_CORRECT and one.errors:
        notes.append(messages.filled("report-errors", count=one.errors))
    return "；".join(notes)
