"""A case as a run of blocks: texts as written, the table of figures, photos where they belong.

Blocks are all that the template sees of a case below its heading; which they are, `content`
tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from markupsafe import Markup

from pipeline.documents import content, layout
from pipeline.documents.figures import Figure
from pipeline.documents.layout import Row
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

    def blocks(self, record: Record, form: Form, case: Case, *, with_profile: bool) -> tuple[Block, ...]:
        """All that is printed of a case below its heading."""
        shown = _Shown(case.title or case.unit)
        pieces = content.content(record, form, case.row, self.photos.keys(), with_profile=with_profile)
        return tuple(_kept([block for piece in pieces for block in self._blocks(piece, shown)]))

    def _blocks(self, piece: content.Piece, shown: _Shown) -> Iterator[Block]:
        match piece:
            case content.Heading(text):
                yield Block("heading", text)
            case content.Text(text):
                yield Block("text", text)
            case content.Table():
                yield Block("table", table=self._table(piece, shown))
            case content.Figures(rows):
                yield Block("figures", figures=rows)
            case content.Album():
                yield from self._album(piece, shown)

    def _table(self, piece: content.Table, shown: _Shown) -> Markup:
        waiting = set(piece.pictures)

        def picture(found: Picture, width: float) -> Markup | None:
            if found.sha not in waiting:
                return None
            waiting.remove(found.sha)
            return self._run(self.photos[found.sha], Size(width, layout.IN_TABLE), shown.words)

        styles = TableStyles(*map(self.document.style, STYLES))
        return markup.table(piece.grid, layout.TEXT_WIDTH, styles, picture)

    def _album(self, piece: content.Album, shown: _Shown) -> Iterator[Block]:
        """Photos side by side over their caption."""
        ready = [self.photos[sha] for sha in piece.pictures]
        alone = piece.caption if len(ready) == 1 else ""

        def place(photo: Photo, box: Size) -> PlacedPhoto:
            shown.numbered += 1
            run = self._run(photo, box, piece.caption or f"{shown.words} {shown.numbered}")
            return PlacedPhoto(run, 0 if piece.caption else shown.numbered, alone)

        rows = []
        for row in layout.rows(ready):
            box = layout.HALF if row.second else layout.WIDE
            first = place(row.first, box)
            rows.append(Row(first, place(row.second, box) if row.second else None))
        yield Block("photos", photos=tuple(rows))
        if piece.caption and not alone:
            yield Block("caption", piece.caption)

    def _run(self, photo: Photo, box: Size, alt: str) -> Markup:
        relation = self.document.picture(photo.content or photo.sha, photo.path, photo.media_type)
        size = layout.placed(photo.width, photo.height, box)
        return markup.drawing(relation, self.document.ids.drawing(), size, alt)


def _kept(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, a text before photos kept with them so that no photo stands alone on a page."""
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        with_photos = following is not None and following.kind == "photos"
        yield replace(block, kind="kept") if block.kind == "text" and with_photos else block
