"""Which forms go back to their applicants, with what, and what the files are called; pure.

A form goes back where it stands and its checks found something that is for the applicant:
with a notice, and with the applicant's own file with a comment at each place. A file that
holds the forms of several applicants goes back to none of them. Source:
``docs/interface.md``, "The outbox".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline import names
from pipeline.documents.dates import local
from pipeline.forms import Library
from pipeline.forms.text import normal
from pipeline.messages import Messages
from pipeline.model import NOT_RECOMMENDED, REPLACED, Book, Case, Entry, Finding, Place, Record
from pipeline.office.comment import By, Note, ending

FOLDER = "退回修改"
_NOTICE, _COPY = "退回修改意见.docx", "批注"
_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Return:
    """A form that goes back.

    ``findings``: the applicant's, errors first. ``notice``, ``copy``: posix paths below the
    outbox; ``copy``: of the file with comments, ``""`` where ``several`` applicants' forms are
    in it; forms of one file and district share one. ``earlier``: the form that this one took the place of,
    where that had fewer errors.
    """

    entry: Entry
    record: Record
    unit: str
    district: str | None
    findings: tuple[Finding, ...]
    notice: str
    copy: str
    several: bool = False
    earlier: Entry | None = None

    @property
    def errors(self) -> int:
        """How many findings must be corrected."""
        return sum(finding.severity == "error" for finding in self.findings)


def returns(book: Book, library: Library, nowhere: str) -> tuple[Return, ...]:
    """The forms that go back, in the book's order; ``nowhere``: the folder of those without a district."""
    standing = _standing(book, library)
    before = _Before(book, library)
    stems = _stems(standing, library, nowhere)
    units = _units(book.entries, library)
    copies: dict[tuple[str, str, str | None], str] = {}
    made = []
    for one, stem in zip(standing, stems, strict=True):
        source = one.entry.source
        several = len(units[source.path, source.member]) > 1
        key = (source.path, source.member, one.entry.district)
        if not several and one.entry.format is not None:
            copies.setdefault(key, f"{stem}{_COPY}.{ending(one.entry.format)}")
        made.append(
            Return(
                one.entry, one.record, one.unit, one.entry.district, one.findings,
                notice=f"{stem}{_NOTICE}", copy=copies.get(key, ""), several=several,
                earlier=before.better(one),
            )
        )  # fmt: skip
    return tuple(made)


# -- which ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """A form that goes back, before its files have names."""

    entry: Entry
    record: Record
    unit: str
    findings: tuple[Finding, ...]


def _standing(book: Book, library: Library) -> list[_Found]:
    cases: dict[int, list[Case]] = {}
    for case in book.cases:
        cases.setdefault(id(case.entry), []).append(case)
    every = (_found(entry, cases.get(id(entry), []), library) for entry in book.entries)
    return [found for found in every if found is not None]


def _found(entry: Entry, cases: Sequence[Case], library: Library) -> _Found | None:
    record = entry.record
    if record is None or library.form(record.form).definition.purpose != "application":
        return None
    states = {case.state for case in cases}
    mine = [
        finding
        for finding in entry.findings
        if finding.audience == "applicant" and not _is_settled(finding, cases)
    ]
    if not mine or REPLACED in states or states == {NOT_RECOMMENDED}:
        return None
    mine.sort(key=lambda finding: _SEVERITIES.index(finding.severity))
    unit = " ".join(entry.unit.split()) or PurePosixPath(entry.source.shown).stem
    return _Found(entry, record, unit, tuple(mine))


def _is_settled(finding: Finding, cases: Sequence[Case]) -> bool:
    """Whether the district looked at what was found, and confirmed it to be none."""
    codes = {
        code
        for case in cases
        if case.verdict is not None and (finding.row is None or case.row in (None, finding.row))
        for code in case.verdict.confirmed
    }
    return finding.severity != "error" and finding.code in codes


def _units(entries: Iterable[Entry], library: Library) -> dict[tuple[str, str], set[str]]:
    """The applicants in each file; a form without a name belongs to whoever else is in it."""
    found: dict[tuple[str, str], set[str]] = {}
    for entry in entries:
        if entry.record is None:
            continue
        units = found.setdefault((entry.source.path, entry.source.member), set())
        if library.form(entry.record.form).definition.purpose != "application":
            units |= {"", entry.record.form}  # a list of many
        elif name := normal(entry.unit):
            units.add(name)
    return found


class _Before:
    """The forms of which others took the place, by their kind, applicant and district."""

    def __init__(self, book: Book, library: Library) -> None:
        self._library = library
        self._known: dict[tuple[str, str, str | None], list[Entry]] = {}
        replaced = {id(case.entry) for case in book.cases if case.state == REPLACED}
        still_there = [entry for entry in book.entries if id(entry) in replaced]
        for entry in (*still_there, *(past.entry for past in book.past)):
            if entry.record is not None:
                self._known.setdefault(_kind(entry, entry.record), []).append(entry)

    def better(self, one: _Found) -> Entry | None:
        """The latest form of which this one took the place, where that had fewer errors."""
        titles = self._titles(one.record)
        before = [
            entry
            for entry in self._known.get(_kind(one.entry, one.record), ())
            if entry.record is not None
            and entry.source.first_seen < one.entry.source.first_seen
            and (entry.source.shown == one.entry.source.shown or titles & self._titles(entry.record))
        ]
        latest = max(before, key=lambda entry: (entry.source.first_seen, entry.source.shown), default=None)
        if latest is None or _errors(latest.findings) >= _errors(one.findings):
            return None
        return latest

    def _titles(self, record: Record) -> set[str]:
        form = self._library.form(record.form)
        rows = range(record.rows(form.definition.cases)) if form.definition.cases else (None,)
        titles = (normal(str(record.value(form.role("title"), row) or "")) for row in rows)
        return {title for title in titles if title}


def _kind(entry: Entry, record: Record) -> tuple[str, str, str | None]:
    return record.form, normal(entry.unit), entry.district


def _errors(findings: Iterable[Finding]) -> int:
    return sum(finding.severity == "error" and finding.audience == "applicant" for finding in findings)


# -- names ----------------------------------------------------------------------------------


def _stems(found: Sequence[_Found], library: Library, nowhere: str) -> list[str]:
    """For each form the path of its files up to what they are: ``黄埔区/退回修改/甲公司-附件1-``."""
    groups: dict[tuple[str, str], list[int]] = {}
    for index, one in enumerate(found):
        folder = names.safe(one.entry.district or nowhere)
        number = names.safe(library.form(one.record.form).definition.number)
        groups.setdefault((folder, number), []).append(index)
    stems = [""] * len(found)
    for (folder, number), members in groups.items():
        mine = [found[index] for index in members]
        wanted = [(one.unit, PurePosixPath(one.entry.source.shown).stem) for one in mine]
        files = names.apart(wanted, f"-{number}-{_NOTICE}")
        for index, file in zip(members, files, strict=True):
            stems[index] = f"{folder}/{FOLDER}/{file.removesuffix(_NOTICE)}"
    return stems


# -- comments -------------------------------------------------------------------------------


def by(entry: Entry, messages: Messages) -> By:
    """Who comments on a form's file, and when: as soon as it was first seen."""
    return By(messages.word("commentator"), local(entry.source.first_seen))


def notes(found: Iterable[Return], messages: Messages) -> tuple[Note, ...]:
    """The comments on the forms of a file: one for each finding, at its place or else on its form."""
    return tuple(
        Note(finding.place or Place(one.record.part), _text(finding, messages))
        for one in found
        for finding in one.findings
    )


def _text(finding: Finding, messages: Messages) -> str:
    said = messages.word("error" if finding.severity == "error" else "warning")
    lines = [said + finding.message]
    if finding.basis:
        lines.append(messages.filled("note-basis", basis=finding.basis))
    return "\n".join(lines)
