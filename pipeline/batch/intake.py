"""What stands in the inbox -> entries: each file's forms or its problem, attachments beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pipeline.batch import places
from pipeline.batch.reading import Reading
from pipeline.checks import Subject, check
from pipeline.forms import Library
from pipeline.inbox import ATTACHMENT, FORM, attach, is_picture, kind
from pipeline.inbox.attachments import is_picture_of_form
from pipeline.journal import Seen
from pipeline.model import Entry, Problem, Source

# Why a file is held back that people must do something about.
_TOLD = frozenset(("no-permission", "not-a-file", "too-large"))
_NO_FORM = Problem("not-a-form")


@dataclass(frozen=True, slots=True)
class Files:
    """The inbox by what its files are: ``forms`` may hold one, ``others`` can't.

    ``waiting``: files of which no content is known yet, and why.
    """

    forms: tuple[Seen, ...]
    others: tuple[Seen, ...]
    waiting: tuple[Seen, ...]

    @classmethod
    def of(cls, current: Mapping[str, Seen]) -> Files:
        seen = tuple(current.values())
        known = tuple(item for item in seen if item.sha is not None)
        return cls(
            forms=tuple(item for item in known if kind(item.path) == FORM),
            others=tuple(item for item in known if kind(item.path) == ATTACHMENT),
            waiting=tuple(item for item in seen if item.held),
        )

    @property
    def contents(self) -> tuple[str, ...]:
        """The hashes of the contents that may hold forms, each once, in the order of the paths."""
        return tuple(dict.fromkeys(item.sha for item in self.forms if item.sha))


def entries(files: Files, readings: Mapping[str, Reading | Problem], library: Library) -> tuple[Entry, ...]:
    """An entry for each form and for each file that should be one.

    A Word or Excel file without a form is an attachment beside a form, else a problem;
    a letter of recommendation is neither.
    """
    holding = [item.path for item in files.forms if isinstance(readings[item.sha or ""], Reading)]
    without = [item.path for item in files.forms if readings[item.sha or ""] == _NO_FORM]
    attached = attach(holding, (*without, *(item.path for item in files.others)), is_shared=places.is_shared)
    alone = frozenset(attached.alone)
    found: list[Entry] = []
    for item in files.forms:
        source = _source(item)
        reading = readings[source.sha]
        if isinstance(reading, Reading):
            found += of_reading(source, reading, attached.by_form[item.path], library)
        elif reading != _NO_FORM or (item.path in alone and not places.is_letter(item.path)):
            found.append(Entry(source, reading, source.folder_district))
    for item in files.others:
        if item.path in alone and is_picture_of_form(item.path) and not places.is_letter(item.path):
            found.append(_problem(item, "picture-alone"))
    found += [_problem(item, item.held) for item in files.waiting if item.held in _TOLD]
    return tuple(found)


def letters(files: Files, readings: Mapping[str, Reading | Problem]) -> frozenset[str]:
    """The districts whose letter of recommendation is there."""
    without_form = (
        item
        for item in (*files.forms, *files.others)
        if not isinstance(readings.get(item.sha or ""), Reading)
    )
    return frozenset(
        district
        for item in without_form
        if places.is_letter(item.path) and (district := places.district_folder(item.path)[0])
    )


def of_reading(
    source: Source, reading: Reading, attachments: Sequence[str], library: Library
) -> Iterator[Entry]:
    """An entry for each form of a file, with its district, not checked yet."""
    for record in reading.records:
        district = places.district_of(
            source.folder_district,
            record,
            library.form(record.form),
            PurePosixPath(source.path).name,
            reading.headings,
        )
        yield Entry(source, record, district, attachments=tuple(attachments))


def checked_entry(entry: Entry, library: Library) -> Entry:
    """The entry with what its form's checks find; pictures attached count for those of photos."""
    if entry.record is None:
        return entry
    pictures = sum(map(is_picture, entry.attachments))
    subject = Subject(entry.record, library.form(entry.record.form), entry.source.folder_district, pictures)
    return replace(entry, findings=tuple(check(subject)))


def _problem(item: Seen, code: str) -> Entry:
    source = _source(item)
    return Entry(source, Problem(code), source.folder_district)


def _source(item: Seen) -> Source:
    return Source(item.path, "", item.sha or "", item.since, places.district_folder(item.path)[0])
