"""What is printed of a case, piece by piece, and how large its photos may be; pure.

A picture that stands in a text is printed there, the others of the case below its texts;
each is printed once. How a piece looks is the affair of `case`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.documents import layout
from pipeline.documents.figures import Figure, crossed, figures
from pipeline.documents.wording import published
from pipeline.forms.model import Form, Library
from pipeline.model import Answer, Block, Case, Grid, Paragraph, Picture, Record
from pipeline.office.markup import Size

# The words below a photo, as applicants write them: 图1 改造前, 图二：车间.
_CAPTION = re.compile(r"[（(]?图\s*[\d一二三四五六七八九十]{1,3}.{0,50}$")
_SHORT_LINE = re.compile(r"[^\d（(①-⑳一二三四五六七八九十、，。；：:！？][^，。；：:！？]{1,24}")


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as written; ``pictures``: those of it that are printed in it."""

    grid: Grid
    pictures: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    rows: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Album:
    """Photos that stand together, by their hashes, and the applicant's own words below them."""

    pictures: tuple[str, ...]
    caption: str = ""

    @property
    def has_number(self) -> bool:
        """Whether the caption begins with a number of its own."""
        return bool(_CAPTION.match(self.caption))


Piece = Heading | Text | Table | Figures | Album


def pictures(case: Case, library: Library) -> frozenset[str]:
    """The hashes of all pictures that the casebook prints of a case, if they are ready.

    Raises ``KeyError`` for a form that the library doesn't have.
    """
    record = case.entry.record
    return _printable(record, library.form(record.form), case.row) if record else frozenset()


def places(case: Case, library: Library, without: Collection[str] = ()) -> dict[str, Size]:
    """How large each of these pictures may be on paper, those ``without`` left out; raises as `pictures`.

    Whether the unit's profile stands here or with the case before, a photo has room for the
    larger of both.
    """
    record = case.entry.record
    found: dict[str, Size] = {}
    if record is None:
        return found
    form = library.form(record.form)
    ready = pictures(case, library) - frozenset(without)
    for with_profile in (True, False):
        for piece in content(record, form, case.row, ready, with_profile=with_profile):
            for sha, size in _room(piece):
                found[sha] = size.or_larger(found.get(sha, size))
    return found


def _room(piece: Piece) -> Iterator[tuple[str, Size]]:
    if isinstance(piece, Album):
        yield from zip(piece.pictures, layout.boxes(len(piece.pictures)), strict=True)
    elif isinstance(piece, Table):
        yield from ((sha, Size(layout.TEXT_WIDTH, layout.IN_TABLE)) for sha in piece.pictures)


def content(
    record: Record,
    form: Form,
    row: int | None,
    ready: Collection[str],
    symbols: Mapping[str, str] = MappingProxyType({}),
    *,
    with_profile: bool,
) -> Iterator[Piece]:
    """The pieces of a case; pictures that are not ready are left out. ``symbols``: as of `figures`."""
    wanted = form.definition.casebook
    walk = _Walk({sha for sha in _printable(record, form, row) if sha in ready})
    for key in (*((wanted.profile,) if with_profile else ()), *wanted.sections):
        found, answer = published(form, key), record.answer(key, row)
        if found is None or answer is None:
            continue
        made = list(walk.texts(answer))
        if made:
            yield Heading(found.heading or found.label)
            yield from made
    for grid in crossed(record, form):
        yield walk.table(grid)
    rest = [
        picture
        for key in wanted.photos
        for picture in record.value(key, row) or ()
        if isinstance(picture, Picture)
    ]
    yield from walk.album(rest)
    if rows := tuple(figures(record, form, row, symbols)):
        yield Figures(rows)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Goes through a case's answers; ``waiting`` are the pictures that were not printed yet."""

    waiting: set[str]

    def texts(self, answer: Answer) -> Iterator[Piece]:
        held: list[Picture] = []
        blocks = answer.blocks or _paragraphs(answer)
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            if isinstance(block, Picture):
                held.append(block)
                continue
            text = "" if isinstance(block, Grid) else (block.number + block.text).strip()
            caption = text if _is_caption(text, following) else ""
            album = list(self.album(held, caption))
            yield from album
            held.clear()
            if isinstance(block, Grid):
                yield self.table(block)
            elif text and not (album and caption):
                yield Text(text)
        yield from self.album(held)

    def album(self, found: Iterable[Picture], caption: str = "") -> Iterator[Album]:
        if ready := tuple(self._taken(picture.sha for picture in found)):
            yield Album(ready, caption)

    def table(self, grid: Grid) -> Table:
        return Table(grid, frozenset(self._taken(_inside((grid,)))))

    def _taken(self, shas: Iterable[str]) -> Iterator[str]:
        for sha in shas:
            if sha in self.waiting:
                self.waiting.remove(sha)
                yield sha


def _printable(record: Record, form: Form, row: int | None) -> frozenset[str]:
    """The pictures in what is printed, but none that stands in a field held back."""
    wanted = form.definition.casebook
    shown = {
        sha
        for key in (wanted.profile, *wanted.sections, *wanted.photos)
        if published(form, key)
        for sha in _shas(record.answer(key, row))
    }
    held_back = {
        sha for found in form.fields if not found.publish for sha in _shas(record.answer(found.key, row))
    }
    return frozenset(shown - held_back)


def _shas(answer: Answer | None) -> Iterator[str]:
    if answer is None:
        return
    yield from _inside(answer.blocks)
    if isinstance(answer.value, tuple):
        yield from (item.sha for item in answer.value if isinstance(item, Picture))


def _inside(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Picture):
            yield block.sha
        elif isinstance(block, Grid):
            for cell in block.cells:
                yield from _inside(cell.blocks)


def _is_caption(text: str, following: Block | None) -> bool:
    """Whether words below a photo are its caption: they say so, or are a short line before nothing else.

    A short line before a text might be that text's heading.
    """
    alone = following is None or isinstance(following, Picture)
    return bool(_CAPTION.match(text)) or (alone and bool(_SHORT_LINE.fullmatch(text)))


def _paragraphs(answer: Answer) -> tuple[Paragraph, ...]:
    """An answer that has no blocks: a paragraph for each line."""
    text = answer.value if isinstance(answer.value, str) else answer.raw
    return tuple(Paragraph(line) for line in text.split("\n"))
