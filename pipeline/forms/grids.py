"""A grid asked by position: what stands left, right, above and below of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from pipeline.model import Cell, Grid

_COLUMN = attrgetter("column")


class Index:
    """Cells of a grid by the positions that they cover (zero-based row, column)."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.cells = grid.cells
        self.rows = max([cell.row + cell.rowspan for cell in grid.cells], default=0)
        self.columns = max([cell.column + cell.colspan for cell in grid.cells], default=0)
        self._at: dict[tuple[int, int], Cell] = {}
        self.by_row: dict[int, list[Cell]] = {}
        self._covering: dict[int, list[Cell]] = {}
        self._crossing: dict[int, Sequence[Cell]] = {}
        at = self._at
        for cell in grid.cells:
            self.by_row.setdefault(cell.row, []).append(cell)
            columns = range(cell.column, cell.column + cell.colspan)
            for row in range(cell.row, cell.row + cell.rowspan):
                self._covering.setdefault(row, []).append(cell)
                for column in columns:
                    at.setdefault((row, column), cell)

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a position."""
        return self._at.get((row, column))

    def left(self, cell: Cell) -> Cell | None:
        return self.at(cell.row, cell.column - 1)

    def right(self, cell: Cell) -> Cell | None:
        return self.at(cell.row, cell.column + cell.colspan)

    def above(self, cell: Cell) -> Cell | None:
        return self.at(cell.row - 1, cell.column)

    def below(self, cell: Cell) -> Cell | None:
        """The cell under one; where none begins below it (its row is shifted), that under most of it."""
        row, end = cell.row + cell.rowspan, cell.column + cell.colspan
        under = self.at(row, cell.column)
        if under is not None and under.column == cell.column:
            return under

        def shared(one: Cell) -> int:
            return min(one.column + one.colspan, end) - max(one.column, cell.column)

        return max((one for one in self.crossing(row) if shared(one) > 0), key=shared, default=None)

    def covered(self, first: int) -> list[int]:
        """The rows from one on in which anything stands: a sheet may have a million that are empty."""
        return sorted(row for row in self._covering if row >= first)

    def crossing(self, row: int) -> Sequence[Cell]:
        """The cells that cover a row, from left to right, each once."""
        if row not in self._crossing:
            self._crossing[row] = tuple(sorted(self._covering.get(row, ()), key=_COLUMN))
        return self._crossing[row]
