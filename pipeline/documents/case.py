"""A case as a run of blocks: texts as written, the table of figures, photos where they belong.

Blocks are all that the template sees of a case below its heading; which they are, `content`
tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from markupsafe import Markup

from pipeline.documents import content, layout
from pipeline.documents.figures import Figure
from pipeline.documents.layout import Row
from pipeline.documents.overview import Words
from pipeline.documents.photos import Photo
from pipeline.forms.model import Form
from pipeline.model import Case, Picture, Record
from pipeline.office import markup
from pipeline.office.markup import Size, TableStyles
from pipeline.office.stream import Document

# The template's styles for a table that a text holds, the texts and the pictures in it.
STYLES = ("案例表格", "表格文字", "照片")


@dataclass(frozen=True, slots=True)
class PlacedPhoto:
    """A photo in its size; below it its number and the applicant's own caption, if there is one.

    ``number`` is 0 where the caption has a number of its own, or several photos share one.
    """

    picture: Markup
    number: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a case; of the fields below ``kind`` only that of its kind is filled.

    ``kept`` is a text on one page with what follows; the ``text`` of ``photos`` are the
    applicant's own words below several of them, ``number`` is theirs or, if the words have one, 0.
    """

    kind: Literal["heading", "text", "kept", "table", "figures", "photos"]
    text: str = ""
    number: int = 0
    table: Markup | None = None
    figures: tuple[Figure, ...] = ()
    photos: tuple[Row[PlacedPhoto], ...] = ()


@dataclass(slots=True)
class _Shown:
    """What all photos of one case show, and how many were numbered."""

    words: str
    numbered: int = field(default=0)


@dataclass(frozen=True, slots=True)
class CasePrinter:
    """Makes the blocks of cases; pictures go into the document as they come."""

    photos: Mapping[str, Photo]
    document: Document
    words: Words

    def blocks(self, record: Record, form: Form, case: Case, *, with_profile: bool) -> tuple[Block, ...]:
        """All that is printed of a case below its heading."""
        shown = _Shown(" ".join(dict.fromkeys(filter(None, (case.unit, case.title)))))
        pieces = content.content(
            record, form, case.row, self.photos.keys(), self.words.symbols, with_profile=with_profile
        )
        return tuple(
            block for piece, kept in self._kept(list(pieces)) for block in self._blocks(piece, shown, kept)
        )

    def _kept(self, pieces: Sequence[content.Piece]) -> Iterator[tuple[content.Piece, bool]]:
        """Each piece, and whether it stays on one page with the photos that follow.

        So photos never stand alone on a page. Where more comes behind them they would not, unless
        they leave no room for it: then the page before them is filled, not left half empty.
        """
        for piece, following, behind in zip_longest(pieces, pieces[1:], pieces[2:]):
            is_last = behind is None
            yield piece, isinstance(following, content.Album) and (is_last or self._fills_page(following))

    def _fills_page(self, album: content.Album) -> bool:
        return layout.fills_page([self._shape(sha) for sha in album.pictures])

    def _shape(self, sha: str) -> tuple[int, int]:
        return self.photos[sha].width, self.photos[sha].height

    def _blocks(self, piece: content.Piece, shown: _Shown, kept: bool) -> Iterator[Block]:
        """``kept``: on one page with what follows."""
        match piece:
            case content.Heading(text):
                yield Block("heading", text)
            case content.Text(text):
                yield Block("kept" if kept else "text", text)
            case content.Table():
                yield Block("table", table=self._table(piece, shown, kept))
            case content.Figures(rows):
                yield Block("figures", figures=rows)
            case content.Album():
                yield from self._album(piece, shown)

    def _table(self, piece: content.Table, shown: _Shown, kept: bool) -> Markup:
        waiting = set(piece.pictures)

        def picture(found: Picture, width: float) -> Markup | None:
            if found.sha not in waiting:
                return None
            waiting.remove(found.sha)
            photo = self.photos[found.sha]
            size = layout.placed(photo.width, photo.height, Size(width, layout.IN_TABLE))
            return self._run(photo, size, shown.words)

        styles = TableStyles(*map(self.document.style, STYLES))
        return markup.table(piece.grid, layout.TEXT_WIDTH, styles, picture, kept=kept)

    def _album(self, piece: content.Album, shown: _Shown) -> Iterator[Block]:
        """Photos side by side, each with its caption or all over a common one; a block a page at most."""
        ready = [self.photos[sha] for sha in piece.pictures]
        common = piece.caption if len(ready) > 1 else ""
        if common:
            shown.numbered += 1
        waiting = iter(ready)

        def place(size: Size) -> PlacedPhoto:
            if not common:
                shown.numbered += 1
            alt = f"{shown.words} {self.words.photo.format(number=shown.numbered)} {piece.caption}"
            run = self._run(next(waiting), size, alt)
            if common:
                return PlacedPhoto(run, 0)
            return PlacedPhoto(run, 0 if piece.has_number else shown.numbered, piece.caption)

        chunks = layout.chunks([self._shape(sha) for sha in piece.pictures])
        for number, chunk in enumerate(chunks, 1):
            rows = tuple(Row(*map(place, sizes)) for sizes in chunk)
            if common and number == len(chunks):
                yield Block("photos", common, 0 if piece.has_number else shown.numbered, photos=rows)
            else:
                yield Block("photos", photos=rows)

    def _run(self, photo: Photo, size: Size, alt: str) -> Markup:
        relation = self.document.picture(photo.content or photo.sha, photo.path, photo.media_type)
        return markup.drawing(relation, self.document.ids.drawing(), size, alt)
