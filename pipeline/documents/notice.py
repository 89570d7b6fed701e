"""The notice that goes back with a form: ``templates/notice.docx``, filled in.

All words of the page are the template's, but for those of the findings and the few in
``templates/messages.toml`` that are put together from what was found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipeline.documents.dates import day
from pipeline.documents.returns import Return
from pipeline.documents.wording import one_line
from pipeline.forms.model import Form, Library
from pipeline.messages import Messages
from pipeline.model import Finding, Record
from pipeline.office import stream, tags


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as it is printed: ``must``: it must be corrected."""

    number: int
    must: bool
    where: str
    place: str
    what: str
    basis: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What the template may ask for.

    ``form``: the form's number and title; ``file``: its name; ``received``: the day;
    ``must``, ``should``: how many findings must be corrected, and should be looked at;
    ``copy``: the name of the file with comments, ``changes``: how it differs from the one
    handed in; ``several``: there is none, as several applicants' forms are in the file;
    ``until``, ``contact``: as the settings say, or ``""``; ``earlier``: the day on which a
    form with fewer errors was received that this one took the place of, or ``""``.
    """

    title: str
    year: int
    unit: str
    form: str
    file: str
    received: str
    must: int
    should: int
    findings: tuple[Row, ...]
    copy: str
    changes: tuple[str, ...]
    several: bool
    until: str
    bureau: str
    contact: str
    earlier: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sends notices: the collection's title and year, the bureau, until when and whom to ask."""

    title: str
    year: int
    bureau: str
    until: str = ""
    contact: str = ""


def check(template: Path) -> stream.Document:
    """The template, ready to be written; raises `TemplateError` where no notice can be made with it."""
    return stream.Document(template, tuple(Notice.__dataclass_fields__))


def faults(template: Path) -> Iterator[tags.Fault]:
    """What is wrong with each of the template's tags; raises as `tags.faults`."""
    return tags.faults(template, tuple(Notice.__dataclass_fields__), tags.attributes(Row))


def render(notice: Notice, template: Path, out: BinaryIO) -> None:
    """Writes a notice; the same values give the same bytes. Raises `TemplateError` and ``OSError``."""
    values = {name: getattr(notice, name) for name in Notice.__dataclass_fields__}
    _ready(template, template.stat().st_mtime_ns).write(values, out)


@lru_cache(maxsize=2)
def _ready(template: Path, version: int) -> stream.Document:
    """The template, made ready once for many notices: they hold no pictures, so none leaves a trace in it."""
    return check(template)


def notice(found: Return, library: Library, desk: Desk, messages: Messages) -> Notice:
    """What the notice of a form that goes back says. Raises `TemplateError` for a word that is missing."""
    form = library.form(found.record.form)
    return Notice(
        title=one_line(desk.title),
        year=desk.year,
        unit=one_line(found.unit),
        form=f"{form.definition.number} {form.definition.title}",
        file=PurePosixPath(found.entry.source.shown).name,
        received=day(found.entry.source.first_seen),
        must=found.errors,
        should=len(found.findings) - found.errors,
        findings=tuple(_rows(found, form, messages)),
        copy=PurePosixPath(found.copy).name,
        changes=tuple(messages.word(f"change-{code}") for code in found.entry.changes) if found.copy else (),
        several=found.several,
        until=one_line(desk.until),
        bureau=one_line(desk.bureau),
        contact=one_line(desk.contact),
        earlier=day(found.earlier.source.first_seen) if found.earlier else "",
    )


def _rows(found: Return, form: Form, messages: Messages) -> Iterator[Row]:
    for number, finding in enumerate(found.findings, 1):
        yield Row(
            number=number,
            must=finding.severity == "error",
            where=_where(finding, found.record, form, messages),
            place=str(finding.place) if finding.place else "",
            what=finding.message,
            basis=finding.basis,
        )


def _where(finding: Finding, record: Record, form: Form, messages: Messages) -> str:
    """What a finding is about, as people call it: the field, in the row of which number and title."""
    path = finding.field or ""
    block, bracket, rest = path.partition("[")
    column = rest.partition("].")[2]
    field = form.field(f"{block}.{column}" if bracket else path)
    label = field.label if field else ""
    if finding.row is None:
        return label or messages.word("whole-form")
    title = one_line(str(record.value(form.role("title"), finding.row) or ""))
    key = "row-titled" if title else "row"
    return one_line(f"{messages.filled(key, row=finding.row + 1, title=title)} {label}")
