"""Texts that say nearly the same, found by what they share, without comparing all with all.

A text is known by some of its pieces of a few characters: those that begin with a character
of one class, so that the same piece is chosen in every text (after Broder, "On the
resemblance and containment of documents", 1997). An index tells for each piece the first
texts that had it; a new text is compared with the few that share most with it. However many
texts there are, each costs the same.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

PIECE = 8
_CLASSES = 4
_KEPT = 8  # texts remembered for a piece: what very many share tells nothing of one of them
_COMPARED = 6
_LIKELY = 0.5  # of the share that is asked for, among the pieces that were remembered
_FEWEST = 8  # pieces by which a text can be known


@dataclass(slots=True)
class Index:
    """The pieces of texts seen so far; ``compared`` counts how many pairs were looked at closely."""

    compared: int = 0
    _texts: list[frozenset[str]] = field(default_factory=list)
    _first: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, text: str, least: float) -> list[tuple[int, float]]:
        """Earlier texts (by their number) of which, or in which, at least so much is the same.

        The share is that of the shorter one's pieces, 0 to 1. A text too short to have
        pieces enough is like none.
        """
        pieces = _pieces(text)
        if len(pieces) < _FEWEST:
            pieces = frozenset()
        shared = Counter(number for piece in pieces for number in self._first.get(piece, ()))
        found = []
        for number, count in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_COMPARED]:
            other = self._texts[number]
            shorter = min(len(pieces), len(other))
            if count < _LIKELY * least * shorter:
                continue
            self.compared += 1
            share = len(pieces & other) / shorter
            if share >= least:
                found.append((number, share))
        for piece in pieces:
            if len(self._first[piece]) < _KEPT:
                self._first[piece].append(len(self._texts))
        self._texts.append(pieces)
        return found


def pairs(texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """Texts that are alike, each with an earlier one, and the share of the shorter that is the same."""
    index = Index()
    for number, text in enumerate(texts):
        for earlier, share in index.add(text, least):
            yield earlier, number, share


def _pieces(text: str) -> frozenset[str]:
    """The runs of `PIECE` letters, ideographs and digits that begin with one of the class chosen."""
    said = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
    return frozenset(
        said[at : at + PIECE]
        for at, char in enumerate(said[: len(said) - PIECE + 1])
        if not ord(char) % _CLASSES
    )
