"""The ways into a casebook: its contents by headings, its index by district and by industry.

Each heading has a bookmark of Word's kind, which an update of the contents in Word replaces;
a case has another beside it, which stays, for the index. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.documents import statistics
from pipeline.documents.arrange import Part
from pipeline.documents.layout import INDEX, entry
from pipeline.documents.overview import Words
from pipeline.documents.wording import one_line
from pipeline.forms.model import Library
from pipeline.model import Case
from pipeline.office import markup

# What stands for a page number until the document is laid out.
_NO_PAGE = " "
# The field of the contents, for Word to make them anew: headings of the three levels, as links.
_FIELD = r'TOC \o "1-3" \h \z \u'


class Pages:
    """The page of each bookmark as a template asks for it: ``page["_Index1"]``; a blank while unknown."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known

    def __getitem__(self, anchor: str) -> str:
        return self._known.get(anchor, _NO_PAGE)


class Numbers:
    """The page of each bookmark as a field: ``{{r number["_Index1"] }}``."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def __getitem__(self, anchor: str) -> Markup:
        return markup.page_of(anchor, self._pages[anchor])


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the book: its level (1: a part), its words, its bookmark; of a case the index's too."""

    level: int
    text: str
    anchor: str
    case: Case | None = None
    index: str = ""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents: its level (1: a part), the bookmark that it leads to, the page.

    ``begin``: with what the field of the contents begins, in the first line; nothing in others.
    """

    level: int
    text: str
    anchor: str
    page: str
    begin: Markup

    @property
    def number(self) -> Markup:
        """The page as a field."""
        return markup.page_of(self.anchor, self.page)


@dataclass(frozen=True, slots=True)
class Contents:
    """All lines of the contents; ``end``: with what their field ends, to stand behind the last."""

    entries: tuple[ContentsEntry, ...]

    def __iter__(self) -> Iterator[ContentsEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def end(self) -> Markup:
        return markup.end_field()


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A case in the index, its bookmark there and the page."""

    unit: str
    title: str
    anchor: str
    page: str = _NO_PAGE

    @property
    def number(self) -> Markup:
        """The page as a field."""
        return markup.page_of(self.anchor, self.page)


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """The cases of a district or of an industry, in the order of the book."""

    name: str
    entries: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """The cases by district and by industry."""

    districts: tuple[IndexGroup, ...] = ()
    divisions: tuple[IndexGroup, ...] = ()


def headings(parts: Sequence[Part]) -> tuple[Heading, ...]:
    """All headings down to the cases, in the order in which they are printed."""
    return tuple(_headings(parts))


def _headings(parts: Sequence[Part]) -> Iterator[Heading]:
    # Nine digits as Word's own have: they take the place of its own at an update.
    anchors = (f"_Toc{number:09}" for number in range(1, 1_000_000_000))
    cases = (f"_Case{number:09}" for number in range(1, 1_000_000_000))
    for part in parts:
        yield Heading(1, one_line(part.heading), next(anchors))
        for group in part.groups:
            yield Heading(2, one_line(group.name), next(anchors))
            for case in group.cases:
                yield Heading(3, title(case), next(anchors), case, next(cases))


def title(case: Case) -> str:
    """What a case is called; without a name, its unit's."""
    return one_line(case.title or case.unit)


def contents(found: Sequence[Heading], pages: Pages) -> Contents:
    """A line for each heading."""
    begin = markup.begin_field(_FIELD)
    return Contents(
        tuple(
            ContentsEntry(
                heading.level,
                entry(heading.text, heading.level),
                heading.anchor,
                pages[heading.anchor],
                Markup() if number else begin,
            )
            for number, heading in enumerate(found)
        )
    )


def index(
    found: Sequence[Heading], library: Library, pages: Pages, words: Words, order: Sequence[str]
) -> Index:
    """The cases by district, in this order, and by industry, by code; those without one come last.

    Raises ``KeyError`` for a case of a form that the library doesn't have.
    """
    districts: dict[str, list[IndexEntry]] = {name: [] for name in order}
    divisions: dict[str, list[IndexEntry]] = {}
    for heading in found:
        if (case := heading.case) is not None:
            line = IndexEntry(*_broken(case, heading.text), heading.index, pages[heading.index])
            districts.setdefault(case.district or "", []).append(line)
            divisions.setdefault(statistics.division(case, library), []).append(line)
    known = sorted(name for name in divisions if name)
    without = [""] if "" in divisions else []
    return Index(
        tuple(
            IndexGroup(name or words.nowhere, tuple(districts[name])) for name in districts if districts[name]
        ),
        tuple(IndexGroup(name or words.others, tuple(divisions[name])) for name in (*known, *without)),
    )


def _broken(case: Case, title: str) -> tuple[str, str]:
    """A unit and a title that stand in one line of the index, the title broken where that is too long."""
    unit = one_line(case.unit)
    before = f"{unit}　"
    whole = entry(before + title, INDEX)
    return unit, whole.removeprefix(before) if whole.startswith(before) else title
