"""Texts that say nearly the same, found by what they share, without comparing all with all.

A text is known by some of its pieces of a few characters: those that begin with a character
of one class, so that the same piece is chosen in every text (after Broder, "On the
resemblance and containment of documents", 1997). Of each piece the first texts that have it
are remembered; a text is compared with the few before it that share most with it. However
many texts there are, each costs the same.

A piece is a number of 64 bits, and all pieces of all texts are one sorted array: what tens
of thousands of texts share is found in some hundred bytes for each.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    _Pieces: TypeAlias = NDArray[numpy.uint64]
    _Numbers: TypeAlias = NDArray[numpy.int64]

_PIECE = 8
_CLASSES = 4
_KEPT = 8  # texts remembered for a piece: what very many share tells nothing of one of them
_COMPARED = 6
_LIKELY = 0.5  # of the share that is asked for, among the pieces that were remembered
_FEWEST = 8  # pieces by which a text can be known
_FACTOR = 0x9E3779B97F4A7C15  # odd, and of no pattern
_BLOCK = 1024  # texts whose partners are counted at a time


def pairs(texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """Texts that are alike, each with an earlier one, and the share of the shorter that is the same.

    ``least``: of the shorter one's pieces so much is in the other, 0 to 1. A text too short to
    have pieces enough is like none.
    """
    import numpy

    known = [pieces_of(text) for text in texts]
    for earlier, number in likely(known, least):
        one, other = known[earlier], known[number]
        same = len(numpy.intersect1d(one, other, assume_unique=True))
        share = same / min(len(one), len(other))
        if share >= least:
            yield earlier, number, share


def likely(known: Sequence[_Pieces], least: float) -> Iterator[tuple[int, int]]:
    """Each text's pieces with those of the few earlier ones that are worth a close look, by their numbers."""
    import numpy

    sizes = numpy.array([len(pieces) for pieces in known], dtype=numpy.int64)
    if not sizes.sum():
        return
    found = _Shared(numpy.concatenate(known), numpy.repeat(numpy.arange(len(known)), sizes))
    for start in range(0, len(known), _BLOCK):
        for number, earlier, counts in found.partners(start, start + _BLOCK):
            best = numpy.lexsort((earlier, -counts))[:_COMPARED]
            for at in best.tolist():
                shorter = min(sizes[number], sizes[earlier[at]])
                if counts[at] >= _LIKELY * least * shorter:
                    yield int(earlier[at]), number


class _Shared:
    """All pieces of all texts, sorted: those that are the same lie side by side, by their texts' numbers."""

    def __init__(self, pieces: _Pieces, owners: _Numbers) -> None:
        import numpy

        order = numpy.argsort(pieces, kind="stable")
        pieces = pieces[order]
        begins = numpy.ones(len(pieces), dtype=bool)
        begins[1:] = pieces[1:] != pieces[:-1]
        starts = numpy.flatnonzero(begins)
        lengths = numpy.diff(starts, append=len(pieces))
        shared = numpy.repeat(lengths > 1, lengths)
        self._owners = owners[order][shared]
        lengths = lengths[lengths > 1]
        starts = numpy.cumsum(lengths) - lengths
        self._starts = numpy.repeat(starts, lengths)
        self._ranks = numpy.arange(len(self._owners)) - self._starts

    def partners(self, start: int, end: int) -> Iterator[tuple[int, _Numbers, _Numbers]]:
        """Each text from ``start`` to ``end`` with the earlier ones, and how many pieces each shares with it.

        Of each piece the first `_KEPT` texts count.
        """
        import numpy

        mine = numpy.flatnonzero((self._owners >= start) & (self._owners < end))
        codes: list[Any] = []
        for rank in range(_KEPT):
            later = mine[self._ranks[mine] > rank]
            codes.append(self._owners[later] << 32 | self._owners[self._starts[later] + rank])
        met, counts = numpy.unique(numpy.concatenate(codes), return_counts=True)
        numbers, earlier = met >> 32, met & 0xFFFFFFFF
        edges = numpy.flatnonzero(numpy.diff(numbers)) + 1
        for at, until in zip([0, *edges.tolist()], [*edges.tolist(), len(met)], strict=True):
            if until > at:
                yield int(numbers[at]), earlier[at:until], counts[at:until]


def pieces_of(text: str) -> _Pieces:
    """The runs of `_PIECE` letters, ideographs and digits that begin with one of the class chosen."""
    import numpy

    said = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
    signs = numpy.frombuffer(said.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(numpy.uint64)
    runs = max(0, len(signs) - _PIECE + 1)
    chosen = numpy.flatnonzero(signs[:runs] % _CLASSES == 0)
    piece = numpy.zeros(len(chosen), dtype=numpy.uint64)
    for offset in range(_PIECE):
        piece = (piece ^ signs[chosen + offset]) * numpy.uint64(_FACTOR)
        piece ^= piece >> numpy.uint64(29)
    unique = numpy.unique(piece)
    return unique if len(unique) >= _FEWEST else unique[:0]
