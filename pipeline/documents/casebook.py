"""The casebook: every case that passed, in one Word document, streamed.

    the book's cases -> parts and groups -> statistics, contents -> each case when its turn comes
                     -> index -> the template

What is printed of a case is told by ``[casebook]`` of its form's TOML under the form's own
headings and labels; how it looks, and every other word, by the template. Beside the template
``case-<form>.docx`` may say how the cases of one form look. A field that may not be published
is never printed, whoever names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from markupsafe import Markup

from pipeline.documents import figures
from pipeline.documents.arrange import Part, arrange
from pipeline.documents.case import STYLES, Block, CasePrinter, PlacedPhoto
from pipeline.documents.contents import (
    Contents,
    ContentsEntry,
    Heading,
    Index,
    IndexEntry,
    IndexGroup,
    Numbers,
    Pages,
    contents,
    headings,
    index,
)
from pipeline.documents.dates import day
from pipeline.documents.layout import Row
from pipeline.documents.overview import CHARTS, Count, Overview, Sum, Words, charts, overview
from pipeline.documents.photos import Photo
from pipeline.documents.wording import choices, code, one_line, plain, published
from pipeline.forms.model import Form, Library
from pipeline.model import Book, Case, Record, Value
from pipeline.office import markup, stream, tags
from pipeline.office.variants import Variants

# What the template may ask for.
_NAMES = (
    "title", "year", "bureau", "draft", "count", "units", "ranked", "until", "statistics", "charts",
    "contents", "numbered", "page", "number", "parts", "index",
)  # fmt: skip
_PAGE = re.compile(r"case-(.+)\.docx")
# Kinds of fields whose answer needs its label beside it.
_TOLD = ("text", "number", "amount")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the cover says: the book's title, its year, who publishes it, whether it is a draft.

    ``until``: when the last cases could be handed in, where that was set; ``words``: of the statistics.
    """

    title: str
    year: int
    bureau: str
    draft: bool
    until: datetime | None = None
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True)
class PrintedCase:
    """A case as the template prints it; ``mark`` stands in its heading, ``facts``: industry, category."""

    form: str
    title: str
    mark: Markup
    unit: str
    district: str
    facts: tuple[str, ...]
    new_page: bool
    blocks: tuple[Block, ...]

    @property
    def line(self) -> tuple[str, ...]:
        """District, industry and category: what there is of them."""
        return tuple(filter(None, (self.district, *self.facts)))


@dataclass(frozen=True, slots=True)
class PrintedGroup:
    """A category; its name is empty for cases without one. Its cases are made one at a time."""

    name: str
    mark: Markup
    cases: Iterator[PrintedCase]


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A direction and how many cases it has."""

    heading: str
    mark: Markup
    count: int
    groups: tuple[PrintedGroup, ...]


_ATTRIBUTES = tags.attributes(
    Contents, ContentsEntry, Overview, Count, Sum, PrintedPart, PrintedGroup, PrintedCase, Block,
    figures.Figure, PlacedPhoto, Row, Index, IndexGroup, IndexEntry,
) | {*CHARTS}  # fmt: skip


def case_pages(template: Path) -> dict[str, Path]:
    """The files beside the template that say how the cases of a form look, by the form's id."""
    files = sorted(template.parent.glob("case-*.docx"))
    return {found[1]: file for file in files if (found := _PAGE.fullmatch(file.name))}


def check(template: Path) -> stream.Document:
    """The template, ready to be written; raises `TemplateError` where the casebook can't be made with it."""
    pages = Variants("case", "form", case_pages(template))
    document = stream.Document(template, _NAMES, pages)
    for name in STYLES:
        document.style(name)
    return document


def faults(template: Path) -> Iterator[tags.Fault]:
    """What is wrong with each of the template's tags and charts; raises as `tags.faults`."""
    yield from tags.faults(template, _NAMES, _ATTRIBUTES)
    yield from tags.chart_faults(template, CHARTS)


def page_faults(page: Path, template: Path) -> Iterator[tags.Fault]:
    """What is wrong with a form's case page; raises as `tags.faults`."""
    yield from tags.faults(page, (*_NAMES, "part", "group", "case"), _ATTRIBUTES)
    yield from tags.misfits(page, template)


def render(
    book: Book,
    library: Library,
    settings: Settings,
    photos: Mapping[str, Photo],
    template: Path,
    out: BinaryIO,
    pages: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Writes the casebook of a book; the same values give the same bytes.

    ``photos``: the pictures ready for print, by the hash of their originals; one that is
    not among them is left out. ``pages``: the page that each bookmark is on, as it is
    printed there, once the document was laid out; without them contents and index stand
    without numbers, and say how to get them. Raises `TemplateError` where the template can't
    be used, ``KeyError`` for a case of a form that the library doesn't have, ``OSError``
    where the template, a photo or ``out`` fails.
    """
    cases = [case for case in book.printed() if case.entry.record is not None]
    by_review, districts = order(book)
    parts = arrange(cases, library)
    found = headings(parts)
    known, words = Pages(pages), settings.words
    printer = _Printer(library, photos, check(template), words)
    counted = overview(cases, districts, parts, library, words)
    context = {
        "title": one_line(settings.title),
        "year": settings.year,
        "bureau": one_line(settings.bureau),
        "draft": settings.draft,
        "count": len(cases),
        "units": len({case.unit for case in cases}),
        "ranked": by_review,
        "until": day(settings.until) if settings.until else "",
        "statistics": counted,
        "charts": charts(counted, words),
        "contents": contents(found, known),
        "numbered": bool(pages),
        "page": known,
        "number": Numbers(known),
        "parts": printer.parts(parts, found),
        "index": index(found, library, known, words, districts),
    }
    printer.document.write(context, out)


def order(book: Book) -> tuple[bool, tuple[str, ...]]:
    """Whether a review ranked the cases that are printed, and their districts in the book's own order."""
    printed = book.printed()
    found = {case.district or "" for case in printed}
    own = dict.fromkeys(case.district or "" for case in book.cases)
    ranked = book.is_final and any(case.ruling and case.ruling.rank for case in printed)
    return ranked, tuple(name for name in own if name in found)


class _Printer:
    """Makes what the template prints; marks are given out as the headings come."""

    def __init__(
        self, library: Library, photos: Mapping[str, Photo], document: stream.Document, words: Words
    ) -> None:
        self.document = document
        self._library = library
        self._cases = CasePrinter(photos, document, words)

    def parts(self, parts: tuple[Part, ...], found: tuple[Heading, ...]) -> tuple[PrintedPart, ...]:
        """The parts with their headings' bookmarks; the cases of a group are made when it is printed."""
        heads = iter(found)
        return tuple(
            PrintedPart(
                one_line(part.heading),
                self._mark(next(heads)),
                sum(len(group.cases) for group in part.groups),
                tuple(
                    PrintedGroup(
                        one_line(group.name),
                        self._mark(next(heads)),
                        self._printed([next(heads) for _ in group.cases]),
                    )
                    for group in part.groups
                ),
            )
            for part in parts
        )

    def _mark(self, heading: Heading) -> Markup:
        anchors = filter(None, (heading.anchor, heading.index))
        return Markup().join(markup.bookmark(self.document.ids.bookmark(), name) for name in anchors)

    def _printed(self, heads: list[Heading]) -> Iterator[PrintedCase]:
        before: Case | None = None
        for heading in heads:
            if heading.case is not None:
                yield self._case(heading.case, heading, before)
                before = heading.case

    def _case(self, case: Case, heading: Heading, before: Case | None) -> PrintedCase:
        record = case.entry.record
        if record is None:
            raise ValueError(f"{case.number} has no record")
        form = self._library.form(record.form)
        follows = before is not None and self._same_profile(case, before)

        def role(name: str) -> Value:
            key = form.role(name)
            answer = record.answer(key, case.row) if key and published(form, key) else None
            return answer.value if answer else None

        shown = form.definition.casebook.facts
        facts = (
            [self._fact(record, form, key, case.row) for key in shown]
            if shown
            else [code(role("division")), code(role("class")), choices(role("category"))]
        )
        return PrintedCase(
            form=record.form,
            title=heading.text,
            mark=self._mark(heading),
            unit=one_line(case.unit),
            district=case.district or "",
            facts=tuple(filter(None, facts)),
            new_page=before is not None and not follows,
            blocks=self._cases.blocks(record, form, case, with_profile=not follows),
        )

    @staticmethod
    def _fact(record: Record, form: Form, key: str, row: int | None) -> str:
        """A short answer for the line below a case's heading; words alone don't say what they are."""
        found, answer = published(form, key), record.answer(key, row)
        words = plain(answer.value) if found and answer else ""
        return f"{found.label}：{words}" if found and words and found.kind in _TOLD else words

    def _same_profile(self, case: Case, before: Case) -> bool:
        """Whether the case before it was the same unit's, saying the same of itself."""
        here, there = case.entry.record, before.entry.record
        if here is None or there is None or here.form != there.form or case.unit != before.unit:
            return False
        key = self._library.form(here.form).definition.casebook.profile
        return case.district == before.district and bool(here.value(key) == there.value(key))
