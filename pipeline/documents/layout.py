"""How photos stand on a page, and where a line of the contents ends.

One photo is wide, two stand side by side, three and more in a grid of six columns, so that
rows of one, two and three fit in one table. Sizes in millimetres; the type area is
156 × 225 mm (GB/T 9704—2012, 5.2).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
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
# The height of a picture in a table that a text holds.
IN_TABLE = 56.0
# The room of a photo in a row of one, two, three.
_ROOM = {1: Size(154, 90), 2: Size(76, 66), 3: Size(50, 56)}
# Of two or three photos side by side the lower ones decide the height, but none lower than
# this share of its width: beside a panorama the others would be stamps.
_LOWEST = 0.5
_CAPTION = 10.0  # a caption with the space around it
# So much is kept on one page: more would leave too much of the page before it blank.
_CHAIN = 200.0
_CHAIN_ROWS = 3
_MOST_OF_A_PAGE = 150.0
# A small picture is not blown up beyond this many pixels to the inch.
COARSEST = 150
_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """Photos side by side, one to three."""

    first: T
    second: T | None = None
    third: T | None = None


def lines(count: int) -> list[int]:
    """How many of so many photos stand in each row: larger ones first, none left over.

    One wide, two, three; then rows of three after as many of two as make it even.
    """
    if count <= 2:
        return [count] if count else []
    pairs = -count % 3
    return [2] * pairs + [3] * ((count - 2 * pairs) // 3)


def boxes(count: int) -> list[Size]:
    """The room that each of so many photos has."""
    return [_ROOM[line] for line in lines(count) for _ in range(line)]


def chunks(shapes: Sequence[tuple[int, int]]) -> list[list[list[Size]]]:
    """The sizes in print of photos of so many pixels, in their order: chunks of rows.

    A chunk is what stays on one page. The last is of two or three rows where there are so
    many, at most 200 mm high: the end is no lone row. Those before may part anywhere.
    """
    before = list(_rows(shapes))
    last = [before.pop()] if before else []
    while before and len(last) < _CHAIN_ROWS and _height([before[-1], *last]) <= _CHAIN:
        last.insert(0, before.pop())
    return [*([row] for row in before), *([last] if last else [])]


def fills_page(shapes: Sequence[tuple[int, int]]) -> bool:
    """Whether photos of so many pixels leave hardly any room on a page for what comes behind them."""
    return _height([*_rows(shapes)]) > _MOST_OF_A_PAGE


def _rows(shapes: Sequence[tuple[int, int]]) -> Iterator[list[Size]]:
    counts = lines(len(shapes))
    ends = [0, *(sum(counts[: number + 1]) for number in range(len(counts)))]
    for start, end in pairwise(ends):
        yield _side_by_side(shapes[start:end], _ROOM[end - start])


def _side_by_side(shapes: Sequence[tuple[int, int]], room: Size) -> list[Size]:
    """Photos of one height, as far as their shapes and their pixels allow."""
    natural = [_natural(*shape) for shape in shapes]
    filling = [size.within(room) for size in natural]
    # One of few pixels is small whatever stands beside it.
    free = [full.height for size, full in zip(natural, filling, strict=True) if size.height >= full.height]
    height = max(min(free, default=room.height), _LOWEST * room.width)
    return [
        size.within(Size(min(room.width, size.width), min(room.height, height, size.height)))
        for size in natural
    ]


def _height(rows: Sequence[Sequence[Size]]) -> float:
    return sum(max(size.height for size in row) + _CAPTION for row in rows)


def pixels(size: Size, dpi: int) -> tuple[int, int]:
    """How many pixels fill a size in print."""
    return max(1, round(size.width / _MM_PER_INCH * dpi)), max(1, round(size.height / _MM_PER_INCH * dpi))


def placed(width_px: int, height_px: int, box: Size) -> Size:
    """The size in print of a picture that may fill a box."""
    natural = _natural(width_px, height_px)
    fitted = natural.within(box)
    return fitted if fitted.width <= natural.width else natural


def _natural(width_px: int, height_px: int) -> Size:
    """The largest that a picture of so many pixels is printed."""
    return Size(max(width_px, 1) / COARSEST * _MM_PER_INCH, max(height_px, 1) / COARSEST * _MM_PER_INCH)


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
