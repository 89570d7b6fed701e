"""Book -> targets: which files the outbox has, and what each of them depends on; pure.

A target's key is a hash of all its inputs, so that equal keys mean equal bytes: the
records in it, the templates, the parts of the settings that it shows, the rendering
code. The run's clock is among them only where the file shows the time. Source: spec
``interface.md``, "The outbox".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pipeline import names
from pipeline.documents import casebook, review, summary
from pipeline.documents.casebook import Settings
from pipeline.documents.photos import Photo
from pipeline.forms import Library, fill
from pipeline.forms.model import Form
from pipeline.model import REPLACED, WITHDRAWN, Book

BUREAU = "市局"

_Kind = Literal["docx", "xlsx"]
_KINDS: tuple[_Kind, ...] = ("docx", "xlsx")


@dataclass(frozen=True, slots=True)
class Target:
    """A file that the outbox should have: posix path below it, hash of its inputs, how to write it.

    ``render`` writes the file to the path that it is given; it pickles. ``dear``: takes
    long, and may be put off. ``timed``: shows the run's clock, which is then in its key.
    """

    path: str
    key: str
    render: Callable[[Path], None]
    dear: bool = False
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """What documents are made of besides the book.

    ``photos``: ready for print, by the hash of their originals; ``units`` and
    ``severities``: units, and how grave a finding is, in words. ``code``, ``forms_key``,
    ``template_key``: hashes of the code that renders, of ``templates/forms`` and of the
    casebook's template.
    """

    library: Library
    edition: Settings
    units: Mapping[str, str]
    severities: Mapping[str, str]
    photos: Mapping[str, Photo]
    template: Path
    code: str
    forms_key: str
    template_key: str


def plan(book: Book, means: Means) -> tuple[Target, ...]:
    """The files that the outbox should have: each district's summary and review sheet, the casebook.

    A district has a summary, and the bureau a casebook, where a case passed; a review
    sheet, where it has a case to decide of.
    """
    return (*_summaries(book, means), *_reviews(book, means), *_casebook(book, means))


def _summaries(book: Book, means: Means) -> Iterator[Target]:
    districts = dict.fromkeys(case.district for case in book.passed() if case.district)
    forms = [form for form in means.library.forms if form.definition.purpose == "summary"]
    wanted = [(f"{form.definition.number}.{means.edition.title}", form.id) for form in forms]
    for district in districts:
        folder = names.safe(district)
        named = {kind: names.apart(wanted, f"汇总表（{folder}）.{kind}") for kind in _KINDS}
        for number, form in enumerate(forms):
            fields = summary.fields(book.passed(district), form, means.library, means.units)
            for kind in _KINDS:
                yield Target(
                    f"{folder}/{named[kind][number]}",
                    fingerprint("summary", kind, form.id, fields, means.code, means.forms_key),
                    partial(_write_form, form, fields, kind),
                )


def _reviews(book: Book, means: Means) -> Iterator[Target]:
    open_to_it = [case for case in book.cases if case.district and case.state not in (REPLACED, WITHDRAWN)]
    for form in means.library.forms:
        if form.definition.purpose != "review":
            continue
        for district in dict.fromkeys(case.district for case in open_to_it if case.district):
            mine = [case for case in open_to_it if case.district == district]
            fields = review.fields(mine, form, means.library, means.severities)
            yield Target(
                f"{names.safe(district)}/{names.fit(names.safe(form.definition.number), '.xlsx')}",
                fingerprint("review", form.id, fields, means.code, means.forms_key),
                partial(_write_form, form, fields, "xlsx"),
            )


def _casebook(book: Book, means: Means) -> Iterator[Target]:
    passed = book.passed()
    if not passed:
        return
    edition = means.edition
    stage = "（送审稿）" if edition.draft else ""
    shown = [
        (case.number, case.district, case.direction, case.unit, case.title, case.row, case.entry.record)
        for case in passed
    ]
    # A photo that could not be made ready in this pass may be in the next.
    photos = sorted((photo.sha, photo.width, photo.height) for photo in means.photos.values())
    yield Target(
        f"{BUREAU}/汇编/{names.fit(names.safe(edition.title), f'（{edition.year}年）{stage}.docx')}",
        fingerprint("casebook", edition, shown, photos, means.code, means.forms_key, means.template_key),
        partial(_write_casebook, book, means),
        dear=True,
    )


def _write_form(form: Form, fields: Mapping[str, Any], kind: _Kind, path: Path) -> None:
    filled = {"docx": fill.docx, "xlsx": fill.xlsx}[kind](form, fields, _no_picture)
    path.write_bytes(filled)


def _no_picture(sha: str) -> bytes:
    raise KeyError(sha)


def _write_casebook(book: Book, means: Means, path: Path) -> None:
    with path.open("wb") as out:
        casebook.render(book, means.library, means.edition, means.photos, means.template, out)


# --- keys -----------------------------------------------------------------


def fingerprint(*inputs: object) -> str:
    """A hash of values that travel (frozen dataclasses, tuples, mappings, text, numbers)."""
    return hashlib.sha256("\x1f".join(map(repr, inputs)).encode("utf-8", "surrogatepass")).hexdigest()
