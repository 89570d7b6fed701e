"""Which cells of a grid say anything, and which of them name what a form asks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.forms.content import of_cells
from pipeline.forms.grids import Index
from pipeline.forms.hints import Hints
from pipeline.forms.labels import JOINED, STRONG, Inline, Labels, Target, may_begin
from pipeline.forms.vocabulary import Vocabulary
from pipeline.forms.where import said, words
from pipeline.model import Cell

_BEHIND, _UNDER = 0.95, 0.92  # an answer behind its label, or in the lines below it in the same cell
_WITHIN = frozenset("：:\n")  # what parts a label from its answer in one cell
_NONE: frozenset[str] = frozenset()
_YEARS = range(1900, 2101)
_FIGURE = re.compile(r"\d,?\d{3}(?:\.0+)?")


@dataclass(slots=True, eq=False)  # not frozen: thousands are made, and frozen ones take four times as long
class Named:
    """A cell that names a target, in the grid of this number (of an instance; 0 while it stands alone).

    ``at``: its place among the cells of all grids that say anything. ``below``: the cells of
    texts under headings that have no label, the heading's own first.
    """

    target: Target
    score: float
    grid: int
    cell: Cell
    at: int
    inline: Inline | None = None
    joint: tuple[Target, ...] = ()
    below: tuple[Cell, ...] = ()


@dataclass(slots=True, eq=False)
class Said:
    """A cell that says something, made ready to be looked up in every form.

    ``at``: its place among them. ``shown``: its words without hints; ``named_in``: the ids of the
    forms in which they name anything. ``whole``: its lines; ``begun_in``: the forms a label of which
    may stand before its answer in them.
    """

    cell: Cell
    at: int
    shown: str
    named_in: frozenset[str]
    whole: str
    begun_in: frozenset[str]


def saying(index: Index, hints: Hints, vocabulary: Vocabulary) -> list[Said]:
    """The cells of a grid that say anything, in order."""
    found: list[Said] = []
    for cell in index.cells:
        if not cell.blocks:
            continue  # as half of a sheet's are
        text = words(cell)
        if not text and not said(cell):
            continue
        if cell.number is not None:
            text = _with_plain_year(cell.number, text)
        shown = hints.without(text) if text else ""
        whole = of_cells([cell]).joined if shown and not _WITHIN.isdisjoint(text) else ""
        named = vocabulary.named_in(shown) if shown else _NONE
        begun = vocabulary.begun_in(whole) if whole and may_begin(whole) else _NONE
        found.append(Said(cell, len(found), shown, named, whole, begun))
    return found


def by_form(said: Sequence[Said]) -> Mapping[str, list[Said]]:
    """For each form (by id) the cells that may name what it asks for, in order."""
    found: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        for form in one.named_in | one.begun_in:
            found[form].append(one)
    return found


def _with_plain_year(stored: float, text: str) -> str:
    """A cell's words; a year stored as a number as it is stored, where its format shows ``2,021``."""
    if not float(stored).is_integer() or int(stored) not in _YEARS:
        return text
    return _FIGURE.sub(str(int(stored)), text, count=1)


def naming(labels: Labels, cells: Sequence[Said]) -> list[Named]:
    """All cells of a grid that name targets of a form.

    ``cells``: those of its cells that may name anything.
    """
    found: list[Named] = []
    form = labels.form.id
    for one in cells:
        at = one.at
        sure, joint = labels.named(one.shown)
        if sure:
            found += [Named(target, score, 0, one.cell, at) for target, score in sure]
        elif joint:
            found += [Named(target, JOINED, 0, one.cell, at, None, joint) for target in joint]
        if form in one.begun_in and not joint and (not sure or sure[0][1] < STRONG):
            found += [
                Named(
                    target, score, 0, one.cell, at, inline, inline.targets if len(inline.targets) > 1 else ()
                )
                for inline, score in _behind(labels, one.whole)
                for target in inline.targets
            ]
    return found


def _behind(labels: Labels, whole: str) -> list[tuple[Inline, float]]:
    """The labels among lines that hold answers as well, placed as `Content.cut` counts."""
    behind = [(one, _BEHIND) for one in labels.inline(whole)]
    if not behind and (under := labels.first_line(whole)):
        behind = [(under, _UNDER)]
    return behind
