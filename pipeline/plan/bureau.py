"""The files for the bureau: the register, the review sheet, the daily reports and the casebook."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath

from pipeline import names
from pipeline.documents import casebook as document
from pipeline.documents import register as workbook
from pipeline.documents import report as daily
from pipeline.documents import selection as sheet
from pipeline.documents.photos import Photo
from pipeline.forms.model import Library
from pipeline.model import Book
from pipeline.plan.forms import folded, write_form
from pipeline.plan.target import BUREAU, Means, Target, fingerprint


def register(book: Book, means: Means) -> Iterator[Target]:
    """The register, where anything was handed in."""
    if not book.entries and not book.cases:
        return
    sheets = workbook.sheets(book, means.library, means.register, means.back.messages)
    yield Target(
        f"{BUREAU}/{means.register.file}",
        fingerprint("register", sheets, means.register, means.code, means.forms_key),
        partial(_write_register, sheets, means.register),
        dear=True,
    )


def _write_register(sheets: workbook.Sheets, words: workbook.Words, path: Path) -> None:
    path.write_bytes(workbook.render(sheets, words))


def selection(book: Book, means: Means) -> Iterator[Target]:
    """The review sheet, where a case is recommended."""
    recommended = book.recommended()
    for form in means.library.forms:
        if form.definition.purpose == "selection" and recommended:
            fields = folded(sheet.fields(recommended, form, means.library, means.back.messages))
            yield Target(
                f"{BUREAU}/{names.fit(names.safe(form.definition.number), '.xlsx')}",
                fingerprint("selection", form.id, fields, means.code, means.forms_key),
                partial(write_form, form, fields, "xlsx"),
                dear=True,
            )


def reports(made: Iterable[tuple[date, daily.Report]], means: Means) -> Iterator[Target]:
    """The report of each day."""
    for on, report in made:
        yield Target(
            f"{BUREAU}/收件日报/收件日报{on:%Y%m%d}.docx",
            fingerprint("report", report, means.code, means.report_key),
            partial(_write_report, report, means.report),
        )


def _write_report(report: daily.Report, template: Path, path: Path) -> None:
    with path.open("wb") as out:
        daily.render(report, template, out)


def casebook(book: Book, means: Means, pages: Mapping[str, str]) -> Target | None:
    """The casebook with these page numbers, where a case passed; of a final review, was selected."""
    printed = book.printed()
    if not printed:
        return None
    edition = means.edition
    stage = "（送审稿）" if edition.draft else ""
    shown = [
        (case.number, case.district, case.direction, case.unit, case.title, case.row, case.entry.record)
        for case in printed
    ]
    # A photo that could not be made ready in this pass may be in the next.
    photos = sorted((photo.sha, photo.width, photo.height) for photo in means.photos.values())
    order = document.order(book)
    made_of = (
        edition, shown, order, photos, sorted(pages.items()), means.code, means.forms_key, means.template_key
    )  # fmt: skip
    return Target(
        f"{BUREAU}/汇编/{names.fit(names.safe(edition.title), f'（{edition.year}年）{stage}.docx')}",
        fingerprint("casebook", *made_of),
        partial(
            _write_casebook,
            book.as_printed(),
            means.library,
            means.edition,
            means.photos,
            means.template,
            pages,
        ),
        dear=True,
    )


def _write_casebook(
    book: Book,
    library: Library,
    edition: document.Settings,
    photos: Mapping[str, Photo],
    template: Path,
    pages: Mapping[str, str],
    path: Path,
) -> None:
    with path.open("wb") as out:
        document.render(book, library, edition, photos, template, out, pages)


def pdf(casebook: Target, key: str, printed: Path) -> Target:
    """The PDF beside the casebook: a copy of what was printed of it."""
    path = PurePosixPath(casebook.path).with_suffix(".pdf")
    return Target(str(path), fingerprint("pdf", key), partial(_copy, printed), dear=True)


def _copy(printed: Path, path: Path) -> None:
    shutil.copyfile(printed, path)
