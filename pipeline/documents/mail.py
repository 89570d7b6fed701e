"""The mails of a pass: ``templates/mail/*.txt``, filled in; the first line is the subject.

Each district is told its own counts and open cases and nothing of another, the bureau the
totals and what failed. Nobody's contacts are in a mail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, StrictUndefined, Template
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import SandboxedEnvironment

from pipeline.documents.dates import minute
from pipeline.documents.wording import one_line
from pipeline.messages import Messages
from pipeline.model import TO_CORRECT, Book, Counts, Failure, Problem
from pipeline.problems import TemplateError

FOLDER = Path("mail")
_Name = Literal["district", "bureau", "failed"]
_LISTED = 100  # of very many cases the workbook tells


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail's subject, of one line, and its text."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class OpenCase:
    unit: str
    title: str
    errors: int


@dataclass(frozen=True, slots=True)
class UnreadFile:
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What every mail says of the collection; ``days``: until forms are due, None for no such day."""

    title: str
    year: int
    bureau: str
    time: str
    days: int | None

    def without_clock(self) -> Edition:
        return replace(self, time="", days=None)


def of_district(book: Book, counts: Counts, edition: Edition, messages: Messages, templates: Path) -> Mail:
    """What a district is told; ``edition.bureau`` is its own. Raises `TemplateError`."""
    open_, unread = tuple(_open(book, counts.name)), tuple(_unread(book, counts.name, messages))
    return _mail("district", _of_district(counts, edition, open_[:_LISTED], unread[:_LISTED]), templates)


def _of_district(
    counts: Counts, edition: Edition, to_correct: Sequence[OpenCase], unreadable: Sequence[UnreadFile]
) -> dict[str, Any]:
    return {**_shared(edition), "counts": counts, "to_correct": to_correct, "unreadable": unreadable}


def of_bureau(
    districts: Sequence[Counts],
    total: Counts,
    failures: Sequence[Failure],
    beside: Sequence[tuple[str, str]],
    edition: Edition,
    templates: Path,
) -> Mail:
    """What the bureau is told: the totals, each district, what failed. Raises `TemplateError`.

    ``beside``: files that people put in the place of ours, and what ours are called instead.
    """
    values = {
        **_shared(edition),
        "districts": tuple(districts),
        "total": total,
        "failures": tuple(Failure(one_line(failure.path), one_line(failure.reason)) for failure in failures),
        "beside": tuple((one_line(theirs), one_line(ours)) for theirs, ours in beside),
    }
    return _mail("bureau", values, templates)


def of_failure(reason: str, bureau: str, time: str, templates: Path) -> Mail:
    """What the bureau is told of a pass that ended early. Raises `TemplateError`."""
    return _mail("failed", {"bureau": bureau, "time": time, "reason": one_line(reason)}, templates)


def check(templates: Path) -> None:
    """Raises `TemplateError` where a mail's template is missing, or asks for what no mail has."""
    edition = Edition("甲", 2024, "乙", minute(datetime(2024, 9, 1, tzinfo=UTC)), 3)
    counts = Counts("黄埔区", 3, 1, 1, 1, 1, 0)
    open_, unread = OpenCase("丙", "丁", 1), UnreadFile("戊.docx", "。")
    failed, beside = (Failure("己.docx", "。"),), (("庚.docx", "辛.docx"),)
    for listed in (((open_,), (unread,)), ((), ())):
        _mail("district", _of_district(counts, edition, *listed), templates)
    of_bureau((counts,), counts, failed, beside, edition, templates)
    of_bureau((), Counts(), (), (), edition.without_clock(), templates)
    of_failure("。", "乙", edition.time, templates)


def _shared(edition: Edition) -> dict[str, Any]:
    return {
        "title": one_line(edition.title),
        "year": edition.year,
        "bureau": one_line(edition.bureau),
        "time": edition.time,
        "days": edition.days,
    }


def _open(book: Book, district: str) -> Iterator[OpenCase]:
    for case in book.cases:
        if case.district == district and case.state == TO_CORRECT:
            yield OpenCase(one_line(case.unit), one_line(case.title), len(case.errors))


def _unread(book: Book, district: str, messages: Messages) -> Iterator[UnreadFile]:
    for entry in book.entries:
        if entry.district == district and isinstance(entry.content, Problem):
            yield UnreadFile(one_line(entry.source.shown), one_line(messages.problem(entry.content)))


def _mail(name: _Name, values: Mapping[str, Any], templates: Path) -> Mail:
    file = templates / FOLDER / f"{name}.txt"
    try:
        subject, _, text = _template(file).render(values).partition("\n")
    except JinjaError as error:
        raise TemplateError(f"{file}: {error}.") from error
    return Mail(one_line(subject), text.strip() + "\n")


def _template(file: Path) -> Template:
    try:
        return _environment().from_string(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{file} can't be read: {error}.") from None
    except JinjaError as error:
        raise TemplateError(f"{file}: {error}.") from None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # A mail is plain text: nothing in it is markup.
    return SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, autoescape=False)
