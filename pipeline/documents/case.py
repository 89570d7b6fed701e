"""A case as a run of blocks: texts as written, the table of figures, photos where they belong.

A picture that stands in a text is printed there, the others of the case after it; each is
printed once. Blocks are all that the template sees of a case below its heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from markupsafe import Markup

from pipeline.documents import layout
from pipeline.documents.figures import Figure, crossed, figures
from pipeline.documents.layout import Row
from pipeline.documents.photos import Photo
from pipeline.documents.wording import published
from pipeline.forms.model import Form, Library
from pipeline.model import Answer, Case, Grid, Paragraph, Picture, Record
from pipeline.model import Block as Written
from pipeline.office import markup
from pipeline.office.markup import Size, TableStyles
from pipeline.office.stream import Document

# The words below a photo, as applicants write them: 图1 改造前, 图二：车间.
_CAPTION = re.compile(r"[（(]?图\s*[\d一二三四五六七八九十]{1,3}.{0,50}$")
_SHORT_LINE = re.compile(r"[^\d（(①-⑳一二三四五六七八九十、，。；：:！？][^，。；：:！？]{1,24}")
# The template's styles for a table that a text holds, the texts and the pictures in it.
STYLES = ("案例表格", "表格文字", "照片")


@dataclass(frozen=True, slots=True)
class PlacedPhoto:
    """A photo in its size; below it the applicant's own caption or, where it has none, its number.

    ``number`` is 0 for one of several photos that share a caption of the applicant's.
    """

    picture: Markup
    number: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a case; of the fields below ``kind`` only that of its kind is filled.

    ``kept`` is a text on one page with what follows, ``caption`` the applicant's own words
    below several photos.
    """

    kind: Literal["heading", "text", "kept", "table", "figures", "photos", "caption"]
    text: str = ""
    table: Markup | None = None
    figures: tuple[Figure, ...] = ()
    photos: tuple[Row[PlacedPhoto], ...] = ()


def pictures(case: Case, library: Library) -> frozenset[str]:
    """The hashes of all pictures that the casebook prints of a case, if they are ready.

    Raises ``KeyError`` for a form that the library doesn't have.
    """
    record = case.entry.record
    return _printable(record, library.form(record.form), case.row) if record else frozenset()


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


def _inside(blocks: Iterable[Written]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Picture):
            yield block.sha
        elif isinstance(block, Grid):
            for cell in block.cells:
                yield from _inside(cell.blocks)


@dataclass(slots=True)
class _Left:
    """The photos of one case that wait to be printed, what all show, and how many were printed."""

    photos: dict[str, Photo]
    shown: str
    numbered: int = field(default=0)


@dataclass(frozen=True, slots=True)
class CasePrinter:
    """Makes the blocks of cases; pictures go into the document as they come."""

    photos: Mapping[str, Photo]
    document: Document

    def blocks(self, record: Record, form: Form, case: Case, *, with_profile: bool) -> tuple[Block, ...]:
        """All that is printed of a case below its heading."""
        wanted = form.definition.casebook
        printable = _printable(record, form, case.row)
        waiting = {sha: self.photos[sha] for sha in sorted(printable) if sha in self.photos}
        left = _Left(waiting, case.title or case.unit)
        made: list[Block] = []
        for key in (*((wanted.profile,) if with_profile else ()), *wanted.sections):
            made += self._section(record, form, key, case.row, left)
        made += [Block("table", table=self._table(grid, left)) for grid in crossed(record, form)]
        if rows := tuple(figures(record, form, case.row)):
            made.append(Block("figures", figures=rows))
        rest = [
            picture
            for key in wanted.photos
            for picture in record.value(key, case.row) or ()
            if isinstance(picture, Picture)
        ]
        made += self._placed(rest, left)
        return tuple(_kept(made))

    def _section(self, record: Record, form: Form, key: str, row: int | None, left: _Left) -> list[Block]:
        """A text under its heading; nothing where it is empty or held back."""
        found, answer = published(form, key), record.answer(key, row)
        if found is None or answer is None:
            return []
        made = list(self._texts(answer, left))
        return [Block("heading", found.heading or found.label), *made] if made else []

    def _texts(self, answer: Answer, left: _Left) -> Iterator[Block]:
        waiting: list[Picture] = []
        blocks = answer.blocks or _paragraphs(answer)
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            if isinstance(block, Picture):
                waiting.append(block)
                continue
            text = "" if isinstance(block, Grid) else (block.number + block.text).strip()
            caption = text if _is_caption(text, following) else ""
            placed = self._placed(waiting, left, caption)
            yield from placed
            waiting.clear()
            if isinstance(block, Grid):
                yield Block("table", table=self._table(block, left))
            elif text and not (placed and caption):
                yield Block("text", text)
        yield from self._placed(waiting, left)

    def _table(self, grid: Grid, left: _Left) -> Markup:
        def picture(found: Picture, width: float) -> Markup | None:
            photo = left.photos.pop(found.sha, None)
            return self._run(photo, Size(width, layout.HALF.height), left.shown) if photo else None

        styles = TableStyles(*map(self.document.style, STYLES))
        return markup.table(grid, layout.TEXT_WIDTH, styles, picture)

    def _placed(self, found: Iterable[Picture], left: _Left, caption: str = "") -> list[Block]:
        """Photos side by side over their caption, those that were printed already left out."""
        ready = [photo for picture in found if (photo := left.photos.pop(picture.sha, None))]
        if not ready:
            return []
        alone = caption if len(ready) == 1 else ""

        def place(photo: Photo, box: Size) -> PlacedPhoto:
            left.numbered += 1
            run = self._run(photo, box, caption or f"{left.shown} {left.numbered}")
            return PlacedPhoto(run, 0 if caption else left.numbered, alone)

        rows = []
        for row in layout.rows(ready):
            box = layout.HALF if row.second else layout.WIDE
            first = place(row.first, box)
            rows.append(Row(first, place(row.second, box) if row.second else None))
        shared = [Block("caption", caption)] if caption and not alone else []
        return [Block("photos", photos=tuple(rows)), *shared]

    def _run(self, photo: Photo, box: Size, alt: str) -> Markup:
        relation = self.document.picture(photo.sha, photo.path, photo.media_type)
        size = layout.placed(photo.width, photo.height, box)
        return markup.drawing(relation, self.document.ids.drawing(), size, alt)


def _is_caption(text: str, following: Written | None) -> bool:
    """Whether words below a photo are its caption: they say so, or are a short line before nothing else.

    A short line before a text might be that text's heading.
    """
    alone = following is None or isinstance(following, Picture)
    return bool(_CAPTION.match(text)) or (alone and bool(_SHORT_LINE.fullmatch(text)))


def _paragraphs(answer: Answer) -> tuple[Paragraph, ...]:
    """An answer that has no blocks: a paragraph for each line."""
    text = answer.value if isinstance(answer.value, str) else answer.raw
    return tuple(Paragraph(line) for line in text.split("\n"))


def _kept(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, a text before photos kept with them so that no photo stands alone on a page."""
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        with_photos = following is not None and following.kind == "photos"
        yield replace(block, kind="kept") if block.kind == "text" and with_photos else block
