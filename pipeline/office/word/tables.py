"""The cells of a Word table on the grid that a person sees (ECMA-376 Part 1, 17.4).

Rows and cells also stand in content controls and revisions. Columns are counted by spans;
where the rows of a table don't come out equally wide that way, as tables from phones and
converters often don't, the cells' own widths tell, as they do in Word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from pipeline.model import Block, Cell, Place
from pipeline.office.alternate import branch
from pipeline.office.parsing import Element, integer
from pipeline.office.tally import Tally
from pipeline.office.word.names import (
    ALTERNATE,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    TC,
    TC_PR,
    TR,
    TR_PR,
    TRANSPARENT,
    VAL,
    W,
    on,
)

MAX_SPAN = 64  # Word has 63 columns at most
_NEAR = 0.015  # edges that are nearer than this part of the table's width are one

_GRID_SPAN, _V_MERGE, _H_MERGE, _WIDTH = f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge", f"{W}tcW"
_CELL_MERGE, _CELL_DELETED = f"{W}cellMerge", f"{W}cellDel"
_GRID_BEFORE, _WIDTH_BEFORE, _GRID_AFTER = f"{W}gridBefore", f"{W}wBefore", f"{W}gridAfter"
_ROW_GONE = frozenset((f"{W}del", f"{W}hidden"))
_PLACEHOLDER = f"{SDT_PR}/{W}showingPlcHdr"


@dataclass(slots=True)
class _Tc:
    """A cell as written: what it spans, whether it goes on with the one above, its width."""

    node: Element
    span: int = 1
    merge: str = ""  # "", "restart" or "continue"
    width: tuple[str, int] = ("", 0)
    is_placeholder: bool = False
    column: int = 0


@dataclass(slots=True)
class _Row:
    """A row as written; ``before``: the columns left out at its beginning, and their width."""

    cells: list[_Tc]
    before: int = 0
    before_width: tuple[str, int] = ("", 0)
    after: int = 0

    @property
    def columns(self) -> int:
        return self.before + sum(cell.span for cell in self.cells) + self.after


def cells(
    table: Element,
    part: str,
    number_of: Callable[[Element], int],
    read: Callable[[Element], Sequence[Block]],
    tally: Tally,
) -> list[Cell]:
    """Cells in reading order; a vertically merged one once, with its rows as rowspan.

    ``number_of`` numbers a cell (`Place.nth`), ``read`` gives its blocks. Raises
    `Unreadable` where there are too many.
    """
    rows = _rows(table, tally)
    _set_columns(rows)
    found: list[Cell] = []
    above: dict[int, int] = {}  # column -> index in found of the cell that may go on below
    for number, row in enumerate(rows):
        still: dict[int, int] = {}
        for ordinal, tc in enumerate(row.cells, 1):
            index = _continued(tc, row, found, above, still) if tc.merge == "continue" else None
            if index is not None:
                # what the cells below hold is not shown
                found[index] = replace(found[index], rowspan=number - found[index].row + 1)
                still[found[index].column] = index
                continue
            if tc.merge:
                still[tc.column] = len(found)
            place = Place(part, number + 1, ordinal, number_of(tc.node))
            blocks = () if tc.is_placeholder else tuple(read(tc.node))
            found.append(Cell(place, number, tc.column, 1, tc.span, blocks))
        above = still
    return found


def _continued(
    tc: _Tc, row: _Row, found: list[Cell], above: dict[int, int], still: dict[int, int]
) -> int | None:
    """Which cell goes on here: of the same column, else the one that overlaps most, else the only one."""
    index = above.get(tc.column)
    if index is not None and tc.column not in still:
        return index
    if len(above) > MAX_SPAN:
        return None
    free = [index for column, index in above.items() if column not in still]
    overlap, best = max(
        (
            (
                min(tc.column + tc.span, found[index].column + found[index].colspan)
                - max(tc.column, found[index].column),
                index,
            )
            for index in free
        ),
        default=(0, -1),
    )
    if overlap > 0:
        return best
    going_on = [cell for cell in row.cells if cell.merge == "continue"]
    return free[0] if len(free) == 1 and len(going_on) == 1 else None


# -- rows as written --------------------------------------------------------------


def _rows(table: Element, tally: Tally) -> list[_Row]:
    rows: list[_Row] = []
    for tr, _ in _children(table, TR):
        row = _Row([])
        properties = tr.find(TR_PR)
        if properties is not None and not _row_properties(properties, row):
            continue
        tally.rows(len(rows) + 1)
        for node, is_placeholder in _children(tr, TC):
            tc = _Tc(node, is_placeholder=is_placeholder)
            properties = node.find(TC_PR)
            kept = _cell_properties(properties, tc) if properties is not None else ""
            tally.cells(tc.span)
            if kept == "across" and row.cells:
                beside = row.cells[-1]
                beside.span += tc.span
                beside.width = (beside.width[0], beside.width[1] + tc.width[1])
            elif kept != "gone":
                row.cells.append(tc)
        rows.append(row)
    return rows


def _row_properties(properties: Element, row: _Row) -> bool:
    """Takes what a row's properties say; False for a row that no one sees."""
    for child in properties:
        tag = child.tag
        if tag in _ROW_GONE and on(child.get(VAL)):
            return False
        if tag == _GRID_BEFORE:
            row.before = min(max(integer(child.get(VAL)), 0), MAX_SPAN)
        elif tag == _GRID_AFTER:
            row.after = min(max(integer(child.get(VAL)), 0), MAX_SPAN)
        elif tag == _WIDTH_BEFORE:
            row.before_width = _width(child)
    return True


def _cell_properties(properties: Element, tc: _Tc) -> str:
    """Takes what a cell's properties say; ``across``: it goes on with the one beside, ``gone``: deleted."""
    kept = ""
    for child in properties:
        tag = child.tag
        if tag == _GRID_SPAN:
            tc.span = min(max(integer(child.get(VAL), 1), 1), MAX_SPAN)
        elif tag == _V_MERGE:
            tc.merge = "restart" if child.get(VAL) == "restart" else "continue"
        elif tag == _CELL_MERGE:
            tc.merge = {"rest": "restart", "cont": "continue"}.get(child.get(f"{W}vMerge") or "", "")
        elif tag == _H_MERGE and child.get(VAL) != "restart":
            kept = "across"
        elif tag == _CELL_DELETED:
            kept = "gone"
        elif tag == _WIDTH:
            tc.width = _width(child)
    return kept


def _width(node: Element) -> tuple[str, int]:
    return node.get(f"{W}type") or "dxa", max(integer((node.get(f"{W}w") or "").removesuffix("%")), 0)


def _children(node: Element, tag: str) -> Iterator[tuple[Element, bool]]:
    """Rows of a table or cells of a row, also in controls and revisions, and whether they are a prompt."""
    for child in node:
        found = child.tag
        if found == tag:
            yield child, False
        elif found == SDT:
            content = child.find(SDT_CONTENT)
            if content is not None:
                placeholder = child.find(_PLACEHOLDER)
                is_prompt = placeholder is not None and on(placeholder.get(VAL))
                for inner, was_prompt in _children(content, tag):
                    yield inner, was_prompt or is_prompt
        elif found in TRANSPARENT:
            yield from _children(child, tag)
        elif found == ALTERNATE:
            yield from _children(branch(child), tag)


# -- columns ----------------------------------------------------------------------


def _set_columns(rows: list[_Row]) -> None:
    """Gives each cell its column (and by widths also its span)."""
    edges = _edges(rows) if len({row.columns for row in rows}) > 1 else None
    for row in rows:
        column = row.before
        at: float = row.before_width[1]
        for tc in row.cells:
            if edges is not None:
                column = max(column, _nearest(edges, at))
                at += tc.width[1]
                tc.span = min(max(_nearest(edges, at) - column, 1), MAX_SPAN)
            tc.column = column
            column += tc.span


def _edges(rows: list[_Row]) -> list[float] | None:
    """Where cells begin and end in any row, by their widths; None where these don't tell."""
    widths = [cell.width for row in rows for cell in row.cells]
    befores = [row.before_width for row in rows if row.before or row.before_width[1]]
    if not widths or not all(width for _, width in [*widths, *befores]):
        return None
    if len({kind for kind, _ in [*widths, *befores]}) > 1 or widths[0][0] not in ("dxa", "pct"):
        return None
    places = sorted(
        {
            at
            for row in rows
            for at in accumulate((cell.width[1] for cell in row.cells), initial=row.before_width[1])
        }
    )
    near = (places[-1] - places[0]) * _NEAR
    edges: list[float] = []
    for at in places:
        if not edges or at - edges[-1] > near:
            edges.append(at)
    return edges if len(edges) <= MAX_SPAN else None


def _nearest(edges: list[float], at: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - at))
