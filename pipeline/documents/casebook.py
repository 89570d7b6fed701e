"""The casebook: every case that passed, in one Word document, streamed.

    the book's cases -> parts and groups -> contents -> each case when its turn comes -> the template

What is printed of a case is told by ``[casebook]`` of its form's TOML under the form's own
headings and labels; how it looks, and every other word, by the template. A field that may
not be published is never printed, whoever names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from markupsafe import Markup

from pipeline.documents import figures
from pipeline.documents.arrange import Part, arrange
from pipeline.documents.case import STYLES, Block, CasePrinter, PlacedPhoto
from pipeline.documents.layout import Row
from pipeline.documents.photos import Photo
from pipeline.documents.wording import choices, code, one_line, plain, published
from pipeline.forms.model import Form, Library
from pipeline.model import Book, Case, Record, Value
from pipeline.office import markup, stream, tags

# What the template may ask for.
_NAMES = ("title", "year", "bureau", "draft", "count", "units", "contents", "numbered", "parts")
# What stands for a page number until the document is laid out.
_NO_PAGE = " "
# Kinds of fields whose answer needs its label beside it.
_TOLD = ("text", "number", "amount")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the cover says: the book's title, its year, who publishes it, whether it is a draft."""

    title: str
    year: int
    bureau: str
    draft: bool


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents: its level (1: a part), the bookmark that it leads to, the page."""

    level: int
    text: str
    anchor: str
    page: str = _NO_PAGE


@dataclass(frozen=True, slots=True)
class PrintedCase:
    """A case as the template prints it; ``mark`` stands in its heading, ``facts``: industry, category."""

    title: str
    mark: Markup
    unit: str
    district: str
    facts: tuple[str, ...]
    new_page: bool
    blocks: tuple[Block, ...]


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
    ContentsEntry, PrintedPart, PrintedGroup, PrintedCase, Block, figures.Figure, PlacedPhoto, Row
)


def check(template: Path) -> stream.Document:
    """The template, ready to be written; raises `TemplateError` where the casebook can't be made with it."""
    document = stream.Document(template, _NAMES)
    for name in STYLES:
        document.style(name)
    return document


def faults(template: Path) -> Iterator[tags.Fault]:
    """What is wrong with each of the template's tags; raises as `tags.faults`."""
    return tags.faults(template, _NAMES, _ATTRIBUTES)


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
    printed there, once the document was laid out; without them the contents stand without
    numbers, and say how to get them. Raises `TemplateError` where the template can't be
    used, ``KeyError`` for a case of a form that the library doesn't have, ``OSError`` where
    the template, a photo or ``out`` fails.
    """
    cases = [case for case in book.passed() if case.entry.record is not None]
    parts = arrange(cases, library)
    printer = _Printer(library, photos, check(template))
    context = {
        "title": one_line(settings.title),
        "year": settings.year,
        "bureau": one_line(settings.bureau),
        "draft": settings.draft,
        "count": len(cases),
        "units": len({case.unit for case in cases}),
        "contents": tuple(_contents(parts, pages)),
        "numbered": bool(pages),
        "parts": printer.parts(parts),
    }
    printer.document.write(context, out)


def _contents(parts: tuple[Part, ...], pages: Mapping[str, str]) -> Iterator[ContentsEntry]:
    """A line for each heading; their bookmarks count up in the order in which the headings are printed."""
    anchors = _anchors()

    def entry(level: int, text: str) -> ContentsEntry:
        anchor = next(anchors)
        return ContentsEntry(level, text, anchor, pages.get(anchor, _NO_PAGE))

    for part in parts:
        yield entry(1, one_line(part.heading))
        for group in part.groups:
            yield entry(2, one_line(group.name))
            for case in group.cases:
                yield entry(3, _title(case))


def _anchors() -> Iterator[str]:
    """Names of bookmarks, nine digits as Word's own have: they take the place of its own at an update."""
    return (f"_Toc{number:09}" for number in range(1, 1_000_000_000))


def _title(case: Case) -> str:
    return one_line(case.title or case.unit)


class _Printer:
    """Makes what the template prints; marks are given out as the headings come."""

    def __init__(self, library: Library, photos: Mapping[str, Photo], document: stream.Document) -> None:
        self.document = document
        self._library = library
        self._cases = CasePrinter(photos, document)

    def parts(self, parts: tuple[Part, ...]) -> tuple[PrintedPart, ...]:
        anchors = _anchors()
        return tuple(
            PrintedPart(
                one_line(part.heading),
                self._mark(next(anchors)),
                sum(len(group.cases) for group in part.groups),
                tuple(
                    PrintedGroup(
                        one_line(group.name),
                        self._mark(next(anchors)),
                        self._printed(group.cases, [next(anchors) for _ in group.cases]),
                    )
                    for group in part.groups
                ),
            )
            for part in parts
        )

    def _mark(self, anchor: str) -> Markup:
        return markup.bookmark(self.document.ids.bookmark(), anchor)

    def _printed(self, cases: tuple[Case, ...], anchors: list[str]) -> Iterator[PrintedCase]:
        before: Case | None = None
        for case, anchor in zip(cases, anchors, strict=True):
            yield self._case(case, anchor, before)
            before = case

    def _case(self, case: Case, anchor: str, before: Case | None) -> PrintedCase:
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
            title=_title(case),
            mark=self._mark(anchor),
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
