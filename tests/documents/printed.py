"""A PDF of the casebook as a reader has it: words, page numbers as printed, pictures, outline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

# The type area of GB/T 9704, in points from the lower left corner of A4: margins of 37 mm
# above, 35 mm below, 28 mm left and 26 mm right. Header and footer stand outside of it.
_MM = 72 / 25.4
WIDTH, HEIGHT = 210 * _MM, 297 * _MM
LEFT, RIGHT = 28 * _MM, WIDTH - 26 * _MM
BOTTOM, TOP = 35 * _MM, HEIGHT - 37 * _MM
_ROUNDING = 1.0


@dataclass(frozen=True)
class Box:
    """Where something is on a page, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def inside(self) -> bool:
        """Whether it is in the type area."""
        return (
            self.left >= LEFT - _ROUNDING
            and self.right <= RIGHT + _ROUNDING
            and self.bottom >= BOTTOM - _ROUNDING
            and self.top <= TOP + _ROUNDING
        )


@dataclass(frozen=True)
class Page:
    """Text of the type area; its words and the whole page's without white space; the number in the footer.

    With them the pictures. ``number`` is ``""`` where there is none.
    """

    text: str
    words: str
    everything: str
    number: str
    pictures: tuple[Box, ...]


@dataclass(frozen=True)
class Printed:
    """A PDF; ``outline`` are its headings, each with level and page (from 0)."""

    pages: tuple[Page, ...]
    outline: tuple[tuple[int, str, int], ...]
    title: str
    tagged: bool

    @property
    def words(self) -> str:
        """All words in the type areas, as if the book were one page."""
        return "".join(page.words for page in self.pages)

    @property
    def everything(self) -> str:
        """All words, those of headers and footers included."""
        return "".join(page.everything for page in self.pages)

    def pages_numbered(self, number: str) -> list[Page]:
        return [page for page in self.pages if page.number == number]


def squeezed(text: str) -> str:
    return "".join(text.split())


def read(pdf: Path) -> Printed:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return Printed(
            tuple(map(_page, document)),
            tuple((item.level, item.get_title(), item.get_dest().get_index()) for item in document.get_toc()),
            document.get_metadata_dict()["Title"],
            bool(document.is_tagged()),
        )


def _page(page: pypdfium2.PdfPage) -> Page:
    text = page.get_textpage()
    footer = text.get_text_bounded(bottom=0, top=BOTTOM - 5)
    number = re.search(r"[—-]\s*(\w+)\s*[—-]", footer)
    body = text.get_text_bounded(bottom=BOTTOM - 5, top=TOP + 5)
    whole = squeezed(text.get_text_bounded())
    return Page(body, squeezed(body), whole, number[1] if number else "", tuple(_pictures(page)))


def _pictures(page: pypdfium2.PdfPage) -> Iterator[Box]:
    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        yield Box(*found.get_bounds())
