"""Which paragraph of a Word document a comment on a place is tied to.

The document is read again by the reader that told the places, on the tree that is then
changed: so a cell is found however deep it stands, whatever is merged, deleted or in a
control. No comment goes into a content control, whose text LibreOffice then loses, nor
into a text box, where Word allows none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from pipeline.model import OUTSIDE, Block, Cell, Grid, Place
from pipeline.office.package import Package
from pipeline.office.parsing import Element
from pipeline.office.word.names import P_PR, R_PR, SDT, SDT_CONTENT, TBL, TC, TR, P, T, W
from pipeline.office.word.reader import Reader

_BOX = f"{W}txbxContent"
_DELETED = f"{P_PR}/{R_PR}/{W}del"


class Anchors:
    """Finds paragraphs in a document's body, which must not be changed but by comments meanwhile."""

    def __init__(self, package: Package, body: Element) -> None:
        """Reads the document; raises `Unreadable`."""
        reader = Reader(package)
        self._body = body
        self._grids = [block for block in reader.story(body) if isinstance(block, Grid)]
        self._cells = reader.cells

    def paragraph(self, place: Place) -> Element:
        """The paragraph of a place.

        Outside of any table the one that is counted. That of its cell; where a comment can't be
        there, that of the label beside it; else the words above its table.
        """
        if place.part == OUTSIDE and (outside := self._outside(place)) is not None:
            return outside
        cell = self._cell(place)
        if cell is not None:
            for each in (cell, *_beside(cell)):
                if (found := _commentable(each)) is not None:
                    return _out_of_boxes(found)
        return self._title(place)

    def _outside(self, place: Place) -> Element | None:
        """The paragraph outside of any table that a place counts, None where there are fewer."""
        number = int("".join(filter(str.isdecimal, str(place.cell))) or 0)
        told = (
            each
            for each in self._body.iter(P)
            if _says(each) and not _is_gone(each) and next(each.iterancestors(TBL, _BOX, SDT), None) is None
        )
        return next(islice(told, max(number - 1, 0), None), None)

    def _cell(self, place: Place) -> Element | None:
        nth = place.nth or next((cell.place.nth for cell in self._in(place) if cell.place == place), 0)
        return self._cells[nth - 1] if place.row and 0 < nth <= len(self._cells) else None

    def _in(self, place: Place) -> Iterator[Cell]:
        """The cells of the part that a place is in, those of tables within it after their own."""
        return _cells([grid for grid in self._grids if grid.part == place.part])

    def _title(self, place: Place) -> Element:
        first = next(self._in(place), None)
        if first is not None:
            cell = self._cells[first.place.nth - 1]
            table = next(cell.iterancestors(TBL))
            if (above := _words_above(table)) is not None:
                return _out_of_boxes(above)
            for each in table.iter(TC):
                if (found := _commentable(each)) is not None:
                    return _out_of_boxes(found)
        return self._first()

    def _first(self) -> Element:
        """The first paragraph of the body that says something, else the first, else a new one."""
        paragraphs = list(self._body.iterchildren(P))
        if not paragraphs:
            paragraphs = [self._body.makeelement(P)]
            self._body.insert(0, paragraphs[0])
        return next(filter(_says, paragraphs), paragraphs[0])


def _cells(blocks: list[Block] | list[Grid]) -> Iterator[Cell]:
    grids = [block for block in blocks if isinstance(block, Grid)]
    for grid in grids:
        yield from grid.cells
    for grid in grids:
        for cell in grid.cells:
            yield from _cells(list(cell.blocks))


def _words_above(table: Element) -> Element | None:
    """The nearest paragraph before a table that says something, no other table between."""
    at = table
    while (holder := at.getparent()) is not None and holder.tag in (SDT, SDT_CONTENT):
        at = holder  # the whole table in a control
    for before in at.itersiblings(preceding=True):
        if before.tag == TBL:
            return None
        if before.tag == P and _says(before) and not _is_gone(before):
            return before
    return None


def _commentable(cell: Element) -> Element | None:
    """The paragraph of a cell for a comment: its first with words, else its first; None for none."""
    own = list(cell.iterchildren(P))
    if not own and next(cell.iter(SDT), None) is None:
        own = [cell.makeelement(P)]
        cell.append(own[0])
    free = [paragraph for paragraph in own if not _is_in_control(paragraph, cell)]
    kept = [paragraph for paragraph in free if not _is_gone(paragraph)] or free
    return next(filter(_says, kept), kept[0] if kept else None)


def _beside(cell: Element) -> Iterator[Element]:
    """The other cells of a row: those before, the nearest first, then those behind."""
    row = next(cell.iterancestors(TR), None)
    if row is None:
        return
    cells = [each for each in row.iter(TC) if next(each.iterancestors(TR)) is row]
    at = cells.index(cell)
    yield from reversed(cells[:at])
    yield from cells[at + 1 :]


def _is_in_control(paragraph: Element, cell: Element) -> bool:
    """Whether a paragraph is what a control holds, or the first of it."""
    parent = cell.getparent()
    if parent is not None and parent.tag == SDT_CONTENT:
        return True
    return any(next(control.iter(P), None) is paragraph for control in paragraph.iterancestors(SDT))


def _out_of_boxes(paragraph: Element) -> Element:
    """The paragraph, or that to which the text box is tied in which it stands."""
    box = next(reversed(list(paragraph.iterancestors(_BOX))), None)
    holder = next(box.iterancestors(P), None) if box is not None else None
    return paragraph if holder is None else holder


def _says(paragraph: Element) -> bool:
    return any((node.text or "").strip() for node in paragraph.iter(T))


def _is_gone(paragraph: Element) -> bool:
    """Whether a paragraph goes when its revisions are accepted."""
    return paragraph.find(_DELETED) is not None
