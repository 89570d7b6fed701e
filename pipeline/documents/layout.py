"""How photos stand on a page: one wide, the others side by side.

Sizes in millimetres; the type area is 156 × 225 mm (GB/T 9704—2012, 5.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.office.markup import Size

T = TypeVar("T")

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
