"""The districts' review sheets (区审核表): what they decided, and what of that belongs to nothing.

A sheet decides where it lies in a folder 审核 of its district. Source:
``docs/interface.md``, "The inbox" and "A finding".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.batch import places
from pipeline.batch.findings import worded
from pipeline.decide.verdicts import RETURNED
from pipeline.forms import Library
from pipeline.forms.model import Form
from pipeline.forms.text import normal
from pipeline.messages import Messages
from pipeline.model import Book, Entry, Finding, Opinion, Problem, Record, Verdict

MISPLACED, STRAY, UNKNOWN = "review-misplaced", "review-row-unknown", "review-opinion-unknown"
UNSAID = "review-reason-missing"
ODD = Problem("form-among-reviews")
"""What is wrong with anything but sheets and lists among them."""
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def without_forms(entry: Entry, library: Library) -> Entry:
    """An applicant's form that lies among decisions is none of them: a problem, so that it is seen."""
    record = entry.record
    if record is None or library.form(record.form).definition.purpose != "application":
        return entry
    return replace(entry, content=ODD)


def verdicts(entries: Iterable[Entry], library: Library) -> Iterator[Verdict]:
    """What the sheets that decide say, row by row."""
    for entry in entries:
        record = entry.record
        if record is None or not places.is_deciding(entry.source.path):
            continue
        form = library.form(record.form)
        if form.definition.purpose == "review":
            yield from _rows(entry, record, form)


def _rows(entry: Entry, record: Record, form: Form) -> Iterator[Verdict]:
    opinions: dict[str, Opinion] = {
        normal(words): meaning
        for words, meaning in form.definition.opinions.items()
        if meaning != "select" and meaning != "reject"  # noqa: PLR1714  # the type follows
    }

    def said(role: str, row: int) -> str:
        return str(record.value(form.role(role), row) or "").strip()

    for row in range(record.rows(form.role("rows") or "")):
        opinion = normal(said("opinion", row))
        answer = record.answer(form.role("number") or "", row)
        yield Verdict(
            number=said("number", row),
            unit=said("name", row),
            title=said("title", row),
            district=entry.district,
            source=entry.source,
            place=answer.place if answer else None,
            opinion=opinions.get(opinion, ""),
            odd=said("opinion", row) if opinion and opinion not in opinions else "",
            reason=said("reason", row),
            confirmed=tuple(_CODE.findall(said("confirmed", row).lower())),
            submitted=said("submitted", row),
        )


def told(book: Book, library: Library, messages: Messages) -> Book:
    """The book with a warning at each row of a sheet that says something and counts for nothing."""
    return book.with_findings(
        {id(entry): tuple(_findings(entry, book, library, messages)) for entry in book.entries}
    )


def _findings(entry: Entry, book: Book, library: Library, messages: Messages) -> Iterator[Finding]:
    record = entry.record
    if record is None or library.form(record.form).definition.purpose != "review":
        return
    if not places.is_deciding(entry.source.path):
        yield worded(MISPLACED, "", messages, "district")
        return
    for stray in book.strays:
        if stray.source == entry.source and _says_anything(stray):
            yield worded(STRAY, _named(stray), messages, "district", place=stray.place)
    for case in book.cases:
        verdict = case.verdict
        if verdict is None or verdict.source != entry.source:
            continue
        if verdict.odd:
            yield worded(UNKNOWN, verdict.odd, messages, "district", place=verdict.place)
        if not verdict.reason and any(found.code == RETURNED for found in case.errors):
            yield worded(UNSAID, _named(verdict), messages, "district", place=verdict.place)


def _named(verdict: Verdict) -> str:
    return f"{verdict.number} {verdict.unit} {verdict.title}".strip()


def _says_anything(verdict: Verdict) -> bool:
    return bool(verdict.opinion or verdict.odd or verdict.reason or verdict.confirmed or verdict.submitted)
