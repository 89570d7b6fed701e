"""How well a label stands among the neighbours that it has in the blank.

Of two labels alike this tells which is meant: the one beside the labels that stand beside it in
the blank, or, where the blank itself has the same label several times, the one behind the label
that comes before it there. Source: ``docs/reading.md``, "From bytes to a record".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile

from pipeline.forms.grids import Index
from pipeline.forms.labels import COLON, Labels, Target
from pipeline.forms.naming import Named
from pipeline.forms.text import label, without_notes
from pipeline.forms.where import words
from pipeline.model import Cell

_NEAR = 2
_GAPS = [gap for gap in range(-_NEAR, _NEAR + 1) if gap]
_CONTEXT = 6


class Neighbours:
    """The answers of a form in the blank's order, beside those that are named for sure in some grids."""

    def __init__(self, labels: Labels, grids: Sequence[Index], sure: Sequence[Named]) -> None:
        self._order = labels.answers
        self._place_of = {target: place for place, target in enumerate(self._order)}
        self._cells = labels.form.answers
        self._grids = grids
        self._named: dict[tuple[int, int], set[Target]] = defaultdict(set)
        for one in sure:
            self._named[one.grid, one.at].add(one.target)

    def near(self, one: Named) -> int:
        """How much the labels beside one are its neighbours in the blank.

        More on the same side, most where the one before it in the blank is before it here.
        """
        place = self._place_of[one.target]
        beside = {gap: self._named.get((one.grid, one.at + gap), ()) for gap in _GAPS}
        score = self._in_context(one)
        for side in (-1, 1):
            if not 0 <= place + side < len(self._order):
                continue
            wanted = self._order[place + side]
            if one.joint and wanted in self._named.get((one.grid, one.at), ()):
                gaps = [side]  # in the same label: none is nearer
            else:
                gaps = [gap for gap, found in beside.items() if wanted in found]
            if gaps:
                score += max((2 + (side < 0)) if gap * side > 0 else 1 for gap in gaps)
        return score

    def _in_context(self, one: Named) -> int:
        """Of answers with the same label, more for the one whose label before it comes last before here."""
        mine = self._cells[one.target.number]
        if not mine.context:
            return 0
        alike = {
            name: other.context[0]
            for other in self._cells
            if other.context and other.labels[:1] == mine.labels[:1]
            for name in reversed(other.context)
        }

        def told(cell: Cell) -> str | None:
            shown = label(COLON.split(words(cell), maxsplit=1)[0])
            return alike.get(shown) or alike.get(without_notes(shown))

        found = filter(None, map(told, self._before(one)))
        last = next(found, "")
        return _CONTEXT if last == mine.context[0] else -_CONTEXT if last else 0

    def _before(self, one: Named) -> Iterator[Cell]:
        """The cells before a label, nearest first: left of it, above it, then in reading order."""
        index, cell = self._grids[one.grid], one.cell
        yield from reversed([other for other in index.crossing(cell.row) if other.column < cell.column])
        above = index.above(cell)
        while above is not None:
            yield above
            above = index.above(above)
        before = list(takewhile(lambda other: other is not cell, index.cells))
        yield from reversed(before)
