"""Book -> what the boards list: cases and unread files, what was said of districts, what was saved; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from pipeline.documents.arrange import category
from pipeline.documents.board.content import Link, Measure, Remark, Said, Submission, Turn
from pipeline.documents.dates import local
from pipeline.documents.statistics import figures
from pipeline.documents.wording import one_line
from pipeline.forms.model import Library
from pipeline.messages import Messages
from pipeline.model import (
    ACCEPTED,
    NOWHERE,
    PASSED,
    REPLACED,
    TO_CORRECT,
    WITHDRAWN,
    Audience,
    Book,
    Case,
    Entry,
    Finding,
    Problem,
)

MEASURES = 8
_TOLD = ("error", "warning")
_SAFE = "/-._~()!*'"


def href(path: str) -> str:
    """A path as a link: what a browser would take for something else is escaped, Chinese stays.

    Bytes of a name that are no text are told as such.
    """
    return "".join(
        char if ord(char) > 0x7F and char.isprintable() else quote(char, _SAFE, errors="surrogateescape")
        for char in path
    )


@dataclass(frozen=True, slots=True)
class Whose:
    """Who reads a board, and what is at hand for it.

    ``district``: the one whose own is listed, None for the bureau, which sees all. ``ready``:
    the districts whose letter and list are there; ``links``: what belongs to an entry, by its
    ``id``; ``original``: gives a link to a file of the inbox, by its path.
    """

    district: str | None
    ready: Collection[str]
    links: Mapping[int, tuple[Link, ...]]
    original: Callable[[str], str]


def submissions(book: Book, library: Library, messages: Messages, whose: Whose) -> Iterator[Submission]:
    """The cases and the files that could not be read, as far as they are the reader's."""
    readers, district = _readers(whose.district), whose.district
    here = {id(entry) for entry in book.entries}
    mine = [case for case in book.cases if district in (None, case.district)]
    numbers = {case.number for case in mine}
    for case in mine:
        entry, record = case.entry, case.entry.record
        told = case.state != REPLACED  # a form is replaced as a whole
        yield Submission(
            number=case.number,
            unit=one_line(case.unit),
            title=one_line(case.title),
            district=case.district or NOWHERE,
            form=library.form(record.form).definition.number if record else "",
            state=case.state,
            turn=turn(case, whose.ready),
            seen=_moment(entry.source.first_seen),
            path=entry.source.shown,
            original=whose.original(entry.source.path) if id(entry) in here else "",
            because=_because(case, numbers),
            links=whose.links.get(id(entry), ()) if told else (),
            said=tuple(_said(case.entry.findings_of(case.row), readers)) if told else (),
        )
    for entry in book.entries:
        if isinstance(entry.content, Problem) and district in (None, entry.district):
            yield _unread(entry, entry.content, messages, whose)


def turn(case: Case, ready: Collection[str]) -> Turn:
    """Whose turn it is: the applicant's to correct, the district's to look, the bureau's to decide.

    What passed is the bureau's once the district recommends it, or has handed in its letter
    and its list; what belongs to no district is the bureau's from the first.
    """
    if case.state == TO_CORRECT:
        errors = [found.audience for found in case.errors]
        if "applicant" in errors or not errors:
            return "applicant"
        return "district" if "district" in errors and case.district else "bureau"
    if case.state != PASSED:
        return ""
    recommended = case.verdict is not None and case.verdict.opinion == "recommend"
    return "bureau" if recommended or not case.district or case.district in ready else "district"


def _readers(district: str | None) -> tuple[Audience, ...]:
    return ("applicant", "district", "bureau") if district is None else ("applicant", "district")


def _said(findings: Iterable[Finding], readers: Collection[Audience]) -> Iterator[Said]:
    """What is told to these readers, errors first."""
    told = [found for found in findings if found.severity in _TOLD and found.audience in readers]
    for found in sorted(told, key=lambda found: _TOLD.index(found.severity)):
        place = str(found.place) if found.place else ""
        yield Said(found.severity, found.audience, one_line(found.message), place)


def _because(case: Case, numbers: Collection[str]) -> str:
    """What else is to be said of a state, as far as the reader may know it."""
    if case.state == REPLACED:
        return case.replaced_by if case.replaced_by in numbers else ""
    if case.state == WITHDRAWN and case.since:
        return _moment(case.since)
    return one_line(case.verdict.reason) if case.verdict else ""


def _unread(entry: Entry, problem: Problem, messages: Messages, whose: Whose) -> Submission:
    return Submission(
        number="",
        unit=entry.source.shown.rpartition("/")[2],
        title="",
        district=entry.district or NOWHERE,
        form="",
        state="",
        turn="district" if entry.district else "bureau",
        seen=_moment(entry.source.first_seen),
        path=entry.source.shown,
        original=whose.original(entry.source.path),
        because="",
        links=whose.links.get(id(entry), ()),
        said=(Said("error", "applicant", one_line(messages.problem(problem)), ""),),
    )


def _moment(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


def arrived(book: Book, district: str | None = None) -> tuple[datetime, ...]:
    """When each of what counts as received was first seen, in the version that stands."""
    cases = [
        case.entry.source.first_seen
        for case in book.cases
        if case.state in (*ACCEPTED, TO_CORRECT) and district in (None, case.district)
    ]
    unread = [
        entry.source.first_seen
        for entry in book.entries
        if isinstance(entry.content, Problem) and district in (None, entry.district)
    ]
    return tuple(sorted(cases + unread))


def remarks(
    book: Book, library: Library, messages: Messages, district: str | None = None
) -> Iterator[Remark]:
    """What was found of districts, and of the lists and sheets that people handed in, each at its place.

    The bureau is told of its own review sheets too, those that can't be read among them: they
    are no submissions, and stand nowhere else.
    """
    readers = _readers(district)
    for name, found in book.districts:
        if found.audience in readers and found.severity in _TOLD and district in (None, name):
            yield Remark(name, found.severity, one_line(found.message))
    for entry in book.entries:
        record = entry.record
        if record is None or library.form(record.form).definition.purpose == "application":
            continue
        if district in (None, entry.district):
            yield from _remarks(entry, readers)
    if district is None:
        for entry in book.sheets:
            yield from _remarks(entry, readers)
            if isinstance(entry.content, Problem):
                yield Remark(entry.source.shown, "error", one_line(messages.problem(entry.content)))


def _remarks(entry: Entry, readers: Collection[Audience]) -> Iterator[Remark]:
    for said in _said(entry.findings, readers):
        yield Remark(f"{entry.source.shown} {said.place}".rstrip(), said.severity, said.message)


# --- what was saved -------------------------------------------------------------------


def measures(book: Book, library: Library, districts: Iterable[str]) -> tuple[Measure, ...]:
    """What the cases that passed saved, by label and unit; those first that most applicants gave.

    ``districts``: the order in which these come. What was invested was not saved.
    """
    found: dict[tuple[str, str], list[tuple[Case, int | float]]] = {}
    for case in book.passed():
        record = case.entry.record
        spent = library.form(record.form).role("investment") if record else None
        for field, amount, unit in figures(case, library):
            if field.key != spent and unit:
                found.setdefault((field.label, unit), []).append((case, amount))
    order = tuple(districts)
    made = [_measure(label, unit, of, library, order) for (label, unit), of in found.items()]
    return tuple(sorted(made, key=lambda one: -one.applicants)[:MEASURES])


def _measure(
    label: str, unit: str, of: list[tuple[Case, int | float]], library: Library, order: tuple[str, ...]
) -> Measure:
    districts: dict[str, int | float] = {}
    categories: dict[str, int | float] = {}
    for case, amount in of:
        name, kind = case.district or NOWHERE, category(case, library)
        districts[name] = districts.get(name, 0) + amount
        categories[kind] = categories.get(kind, 0) + amount
    rank = {name: nth for nth, name in enumerate(order)}
    return Measure(
        label=label,
        unit=unit,
        total=sum(amount for _, amount in of),
        applicants=len({case.unit for case, _ in of}),
        districts=tuple(sorted(districts.items(), key=lambda pair: rank.get(pair[0], len(rank)))),
        categories=tuple(sorted(categories.items(), key=lambda pair: (-pair[1], pair[0]))),
    )
