"""How photos stand on a page: one wide, the others side by side; where a line of the contents ends.

Sizes in millimetres; the type area is 156 × 225 mm (GB/T 9704—2012, 5.2).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from pipeline.office.markup import Size

T = TypeVar("T")

INDEX = 0
# Characters that a line of the contents holds at each level, and one of the index; what its page
# number needs of them with some dots before it, and how many the last line of a long entry has
# at least.
_LINES = {1: 31, 2: 30, 3: 34, INDEX: 34}
_NUMBER = 4
_LEAST = 6
_SEAM = 0.25  # of a character: the space that is set between Chinese and Latin

TEXT_WIDTH = 156.0
WIDE = Size(150, 66)
HALF = Size(74, 56)
# The height of a picture in a table that a text holds.
IN_TABLE = 56.0
# A small picture is not blown up beyond this many pixels to the inch.
_COARSEST = 100
_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A photo alone, or two side by side."""

    first: T
    second: T | None


def rows(photos: Sequence[T]) -> list[Row[T]]:
    """The photos in their order: the first alone where their number is odd, then pairs."""
    odd = len(photos) % 2
    alone = [Row(photo, None) for photo in photos[:odd]]
    pairs = zip(photos[odd::2], photos[odd + 1 :: 2], strict=True)
    return alone + [Row(first, second) for first, second in pairs]


def boxes(count: int) -> list[Size]:
    """The room that each of so many photos has."""
    return [box for row in rows(range(count)) for box in ([WIDE] if row.second is None else [HALF] * 2)]


def pixels(size: Size, dpi: int) -> tuple[int, int]:
    """How many pixels fill a size in print."""
    return max(1, round(size.width / _MM_PER_INCH * dpi)), max(1, round(size.height / _MM_PER_INCH * dpi))


def placed(width_px: int, height_px: int, box: Size) -> Size:
    """The size in print of a picture that may fill a box."""
    natural = Size(max(width_px, 1) / _COARSEST * _MM_PER_INCH, max(height_px, 1) / _COARSEST * _MM_PER_INCH)
    fitted = natural.within(box)
    return fitted if fitted.width <= natural.width else natural


def entry(text: str, level: int) -> str:
    """An entry of contents or index (`INDEX`), broken where no room would be left for its page number.

    A right indent would see to that in Word; LibreOffice prints no number beyond one.
    """
    line = _LINES[level]
    seams = sum(_width(one) != _width(next_) for one, next_ in pairwise(text))
    whole = sum(map(_width, text)) + _SEAM * seams
    last = whole % line  # characters of its last line; a few may as well end the line before
    if whole <= line - _NUMBER or _NUMBER <= last <= line - _NUMBER:
        return text
    left, at = 0.0, len(text)
    while at > 1 and (left < _LEAST or not _is_wide(text[at - 1]) or not _is_wide(text[at])):
        at -= 1
        left += _width(text[at])
        if left > line - _NUMBER:
            return text
    return f"{text[:at].rstrip()}\n{text[at:]}"


def _is_wide(character: str) -> bool:
    """Whether a line may end beside it: a character of Chinese text that is no mark."""
    return _width(character) == 1 and unicodedata.category(character)[0] == "L"


def _width(character: str) -> float:
    return 1 if unicodedata.east_asian_width(character) in "WFA" else 0.5
