"""What the checks of all forms together are given: the cases that stand, beside each other.

Their definitions are those of ``templates/checks.toml``, written like a form's; a finding is
one of a form (an entry), or of a district.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from pipeline.checks.masking import masked
from pipeline.forms.definition import CheckDefinition
from pipeline.forms.model import Form, Library
from pipeline.forms.text import normal
from pipeline.model import PASSED, TO_CORRECT, Book, Case, Entry, Finding, Picture, Record

_Applicant: TypeAlias = "tuple[str | None, str, str]"
Said: TypeAlias = "tuple[Entry | str, Finding]"
"""A finding, and the form or the district (by its name) that it is of."""
Earlier: TypeAlias = "Mapping[tuple[str, str], str]"
"""Where a case was published before: year and number, by its unit and title (`normal`)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A case that stands, with what others may have in common with it.

    ``section``, ``album``: the fields that its first text and photo are in; ``since``: when
    its form was first seen, in whatever version, and ``submitted``: when the submission
    system had it, as the district wrote that down.
    """

    entry: Entry
    row: int | None
    district: str | None
    unit: str
    title: str
    text: str
    photos: tuple[str, ...]
    section: str
    album: str
    since: datetime
    submitted: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Until when forms are taken, and those that were given back; None for a date that isn't set."""

    submission: datetime | None = None
    correction: datetime | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """All that stands; ``given``: all that was handed in, copies and older versions too.

    ``districts``: those that handed in anything, in their order; ``letters``: those whose
    recommendation is there, ``lists``: those whose own list of cases is. ``published``: the
    cases of earlier years. ``alike``: by the least share, whose texts are alike, once it is known.
    """

    standing: tuple[Standing, ...]
    given: tuple[Entry, ...]
    districts: tuple[str, ...]
    letters: frozenset[str]
    lists: frozenset[str]
    deadlines: Deadlines
    published: Earlier
    alike: dict[float, tuple[tuple[int, int, float], ...]] = field(default_factory=dict)


def together(
    book: Book,
    given: Sequence[Entry],
    earlier: Sequence[Entry],
    library: Library,
    letters: frozenset[str],
    deadlines: Deadlines,
    published: Earlier,
) -> Together:
    """What a book holds, for the checks of it; ``earlier``: the forms that lie there no more."""
    first: dict[_Applicant, datetime] = {}
    for entry in (*given, *earlier):
        seen, whose = entry.source.first_seen, _applicant(entry)
        first[whose] = min(seen, first.get(whose, seen))
    standing = tuple(
        _standing(
            case,
            case.entry.record,
            library.form(case.entry.record.form),
            first[_applicant(case.entry)],
        )
        for case in book.cases
        if case.state in (PASSED, TO_CORRECT) and case.entry.record is not None
    )
    return Together(
        standing=standing,
        given=tuple(given),
        districts=tuple(dict.fromkeys(case.district for case in standing if case.district)),
        letters=letters,
        lists=book.lists,
        deadlines=deadlines,
        published=published,
    )


def _applicant(entry: Entry) -> _Applicant:
    """What two versions of a form have in common."""
    if entry.record is None:
        return entry.district, "", entry.source.shown
    return entry.district, entry.record.form, normal(entry.unit or entry.source.shown)


def _standing(case: Case, record: Record, form: Form, since: datetime) -> Standing:
    printed = form.definition.casebook
    texts = [(key, str(record.value(key, case.row) or "")) for key in printed.sections]
    albums = [(key, _pictures(record, key, case.row)) for key in printed.photos]
    return Standing(
        entry=case.entry,
        row=case.row,
        district=case.district,
        unit=case.unit,
        title=case.title,
        text="\n".join(text for _, text in texts if text),
        photos=tuple(dict.fromkeys(sha for _, shas in albums for sha in shas)),
        section=next((key for key, text in texts if text), ""),
        album=next((key for key, shas in albums if shas), ""),
        since=since,
        submitted=case.verdict.submitted if case.verdict else "",
    )


def _pictures(record: Record, key: str, row: int | None) -> tuple[str, ...]:
    value = record.value(key, row)
    return tuple(item.sha for item in value if isinstance(item, Picture)) if isinstance(value, tuple) else ()


def first_of_each(standing: Sequence[Standing]) -> Iterator[Standing]:
    """Of each form that stands the first of its cases: for what concerns the form as a whole."""
    seen: set[int] = set()
    for case in standing:
        if id(case.entry) not in seen:
            seen.add(id(case.entry))
            yield case


def finding_at(
    definition: CheckDefinition, case: Standing, key: str = "", *, whole: bool = False, **words: str
) -> Finding:
    """A finding at a case, or its form as a ``whole``; ``key``: the field that it is seen in."""
    record = case.entry.record
    answer = record.answer(key, case.row) if record and key else None
    block, dot, column = key.partition(".")
    path = f"{block}[{case.row}].{column}" if dot and case.row is not None else key
    placeholders = {"unit": case.unit, "title": case.title, "limit": str(definition.limit), **words}
    return Finding(
        code=definition.code,
        severity=definition.severity,
        audience=definition.audience,
        message=masked(definition.message.format(**placeholders)),
        basis=definition.basis,
        field=path or None,
        row=None if whole else case.row,
        place=answer.place if answer else None,
        value=masked(words.get("others", words.get("time", ""))),
    )


def finding_of(definition: CheckDefinition, district: str) -> Finding:
    """A finding of a district."""
    words = definition.message.format(district=district)
    return Finding(definition.code, definition.severity, definition.audience, words, definition.basis)
