"""Texts that have headings and no label: outside of any table, or in cells that fill their rows.

Sources: ``docs/reading.md``, "What counts as the answer"; ``docs/forms.md``,
"What a tag means by where it stands".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.forms import sections
from pipeline.forms.content import of_cells
from pipeline.forms.grids import Index
from pipeline.forms.labels import BARE, Labels
from pipeline.forms.naming import Named, Said
from pipeline.forms.where import said
from pipeline.model import Cell

_EMPTY_ROWS = 2


def headed(labels: Labels, index: Index, told: Sequence[Said]) -> Iterator[Named]:
    """Where the answers of a form that their headings alone name begin, and the cells that they take.

    They stand in one cell, or in cells that are each alone in their row.
    """
    if not labels.headed:
        return
    cells = [one.cell for one in told]
    alone = [cell for cell in cells if sum(map(said, index.by_row[cell.row])) == 1]
    for target, headings in labels.headed:
        for ways in (alone, *([cell] for cell in cells if len(cell.blocks) > 1)):
            starts = sections.found(of_cells(ways), headings)
            if len(starts) < min(2, len(headings)):
                continue
            lines = [number for number, cell in enumerate(ways) for _ in of_cells([cell]).lines]
            below = ways[lines[min(starts.values())] :]
            at = cells.index(below[0])
            yield Named(target, BARE, 0, below[0], at, None, (), tuple(_unbroken(below)))
            break


def _unbroken(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Cells up to a row that holds other cells, but for a few empty ones."""
    row = cells[0].row
    for cell in cells:
        if cell.row > row + _EMPTY_ROWS:
            return
        yield cell
        row = cell.row + cell.rowspan
