"""The files for the bureau: the register and the casebook."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pipeline import names
from pipeline.documents import casebook as document
from pipeline.documents import register as workbook
from pipeline.model import Book
from pipeline.plan.target import BUREAU, Means, Target, fingerprint


def register(book: Book, means: Means) -> Iterator[Target]:
    """The register, where anything was handed in."""
    if not book.entries and not book.cases:
        return
    rows = (
        workbook.submissions(book, means.library, means.register, means.back.messages),
        workbook.cases(book, means.library, means.register),
    )
    yield Target(
        f"{BUREAU}/{means.register.file}",
        fingerprint("register", rows, means.register, means.code, means.forms_key),
        partial(_write_register, book, means),
        dear=True,
    )


def _write_register(book: Book, means: Means, path: Path) -> None:
    path.write_bytes(workbook.render(book, means.library, means.register, means.back.messages))


def casebook(book: Book, means: Means) -> Iterator[Target]:
    """The casebook, where a case passed."""
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


def _write_casebook(book: Book, means: Means, path: Path) -> None:
    with path.open("wb") as out:
        document.render(book, means.library, means.edition, means.photos, means.template, out)
