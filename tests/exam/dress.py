"""What a program or a clerk did to a whole file: controls around rows, revisions, odd grids, hidden rows."""

from __future__ import annotations

import copy

from tests.exam.hand import Hand
from tests.exam.model import Cell, File, Para, Row, Table, para

SHEET_DRESS = {
    "sheet-offset": ("offset", 0.15),
    "row-hidden": ("row-hidden", 0.12),
    "column-hidden": ("column-hidden", 0.1),
    "sheet-hidden": ("sheet-hidden", 0.1),
    "cell-note": ("note", 0.12),
    "anchor-two": ("anchor-two", 0.4),
    "rich-text": ("rich", 0.12),
    "formula": ("formula", 0.15),
    "dimension-lies": ("dimension", 0.2),
    "cell-error": ("error", 0.1),
    "anchor-absolute": ("absolute", 0.15),
    "strict": ("strict", 0.08),
}


def dress(hand: Hand, file: File) -> None:
    """Draw what becomes of the file as a whole."""
    if hand.writer in ("openpyxl", "xlsxwriter", "raw-xlsx"):
        for trait, (name, chance) in SHEET_DRESS.items():
            if hand.trait(trait, chance):
                file.dress.add(name)
    photos = [
        cell for form in file.forms for table in form.tables for row in table.rows for cell in row.cells
    ]
    if any(not cell.text and len(cell.pics) == 1 for cell in photos) and hand.trait("cell-picture", 0.6):
        file.dress.add("disp")
    if not any(cell.pics for cell in photos):
        hand.drawn -= {"anchor-two", "anchor-absolute"}
    if hand.writer != "raw-docx":
        return
    for trait, chance in (("comments", 0.08), ("docm", 0.05), ("strict", 0.07)):
        if hand.trait(trait, chance):
            file.dress.add(trait)
    for form in file.forms:
        for table in form.tables:
            _table(hand, table)


def _table(hand: Hand, table: Table) -> None:
    whole = [row for row in table.rows if all(cell.rowspan == 1 for cell in row.cells)]
    whole = [row for row in whole if sum(cell.colspan for cell in row.cells) == table.columns]
    if hand.trait("table-control", 0.06):
        table.dress += " control"
    grid = hand.which({"grid-missing": 0.06, "grid-odd": 0.06, "merge-legacy": 0.06})
    table.dress += {"grid-missing": " no-grid", "grid-odd": " odd-grid", "merge-legacy": " hmerge"}.get(
        grid, ""
    )
    if whole and hand.trait("row-control", 0.1):
        hand.pick(whole).dress = "control"
    if whole and hand.trait("row-inserted", 0.06):
        hand.pick(whole).dress = "inserted"
    wide = [row for row in whole if not row.dress and len(row.cells) > 1 and row.cells[-1].colspan > 1]
    if wide and not grid and hand.trait("grid-before", 0.08):
        row = hand.pick(wide)
        row.dress = hand.pick(("before", "after"))
        row.cells[-1].colspan -= 1
    answers = [
        cell for row in table.rows for cell in row.cells if cell.keys and not row.dress and cell.rowspan == 1
    ]
    if answers and grid != "merge-legacy" and hand.trait("cell-control", 0.1):
        hand.pick(answers).dress = "control"
    filled = [cell for cell in answers if cell.blocks and not cell.dress]
    if filled and hand.trait("block-control", 0.1):
        hand.pick(filled).dress = "block"
    plain = [row for row in whole if not row.dress and len(row.cells) > 1 and not row.cells[-1].dress]
    ends = [row for row in plain if row.cells[-1].colspan > 1 and row.cells[-1].keys]
    if ends and not grid and hand.trait("cell-deleted", 0.08):
        row = hand.pick(ends)
        row.cells[-1].colspan -= 1
        row.cells.append(Cell([para("已删除的旧内容")], dress="cell-deleted"))
        plain.remove(row)
    if plain and not grid and hand.trait("cell-inserted", 0.06):
        hand.pick(plain).cells[-1].dress = "cell-inserted"
    pairs = [at for at, row in enumerate(table.rows) if row in whole and not row.dress and _pair(row)]
    if pairs and hand.trait("row-deleted", 0.08):
        at = hand.pick(pairs)
        table.rows.insert(at, _deleted(table.rows[at]))
    elif pairs and hand.trait("row-hidden-word", 0.06):
        at = hand.pick(pairs)
        table.rows.insert(at, _hidden(table.rows[at]))


def _hidden(row: Row) -> Row:
    """The row with other answers, hidden."""
    hidden = _deleted(row)
    for cell in hidden.cells:
        cell.blocks = [para(cell.text, "hidden")]
    hidden.dress = "hidden"
    return hidden


def _pair(row: Row) -> bool:
    return len(row.cells) > 1 and bool(row.cells[1].keys) and not row.cells[0].keys


def _deleted(row: Row) -> Row:
    """The row as it was before: other answers, all of it deleted."""
    cells = []
    for cell in row.cells:
        old: list[Para] = (
            [copy.deepcopy(b) for b in cell.blocks if isinstance(b, Para)] if not cell.keys else []
        )
        cells.append(Cell(list(old) or [para("已删除的旧内容")], cell.colspan))
    return Row(cells, "deleted")
