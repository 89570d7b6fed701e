"""Where the cells of a form stand on a sheet, what it stores, what is hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.exam.model import Cell, Form, Pic, placed


@dataclass(frozen=True, slots=True)
class Put:
    """A cell at its corner (from 0), with its last row and column."""

    cell: Cell
    row: int
    column: int
    last_row: int
    last_column: int

    @property
    def address(self) -> str:
        return f"{letters(self.column)}{self.row + 1}"


@dataclass(slots=True)
class Laid:
    """A form on a sheet: its cells, its lines (row, text), its hidden rows and columns."""

    puts: list[Put] = field(default_factory=list)
    lines: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: list[tuple[int, list[str]]] = field(default_factory=list)
    hidden_column: int | None = None
    width: int = 0
    height: int = 0


def letters(column: int) -> str:
    """`A` for 0, `AB` for 27."""
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def lay(form: Form, dress: set[str]) -> Laid:
    """The form on a sheet, and its places into its record."""
    laid = Laid()
    row, left = (4, 2) if "offset" in dress else (0, 0)
    for table in form.tables:
        for line in table.before:
            laid.lines.append((row, left, line.text))
            row += 1
        hidden = row + 1 if "row-hidden" in dress and not laid.hidden_rows else None
        skip = {hidden} if hidden is not None and _free(table, 1) else set()
        if skip:
            laid.hidden_rows.append((row + 1, ["联系人", "隐藏的旧联系人", "联系电话", "020-80000000"]))
        at_row = [row + at + (1 if skip and at >= 1 else 0) for at in range(len(table.rows) + 1)]
        for at, column, cell in placed(table):
            last = at_row[at + cell.rowspan - 1]
            laid.puts.append(Put(cell, at_row[at], left + column, last, left + column + cell.colspan - 1))
        laid.width = max(laid.width, left + table.columns)
        row = at_row[-1] + 1
        for block in table.after:
            laid.lines.append((row, left, getattr(block, "text", "")))
            row += 1
    laid.height = row
    if "column-hidden" in dress:
        laid.hidden_column = laid.width
    if form.record is not None:
        form.record.part = f"工作表“{form.sheet}”"
        for put in laid.puts:
            for key in put.cell.keys:
                form.record.places.setdefault(key, []).append(f"工作表“{form.sheet}” {put.address}")
    return laid


def _free(table: Any, at: int) -> bool:
    """Whether nothing hangs into row `at`, so that a row can be slipped in above it."""
    return len(table.rows) > at and not any(row < at < row + cell.rowspan for row, _, cell in placed(table))


def shown(cell: Cell) -> Any:
    """What a cell stores: its number, or its text."""
    return cell.value if cell.value is not None else (cell.text.strip("\n") or None)


def pics(put: Put) -> list[Pic]:
    return put.cell.pics


HIDDEN_SHEET = (
    ("广州市绿色制造优秀案例征集表（企业）",),
    ("企业名称（公章）", "隐藏有限公司"),
    ("企业类别", "☑绿色工厂（□国家级 ☑省级 □市级）"),
    ("行业类别（大类）", "C26", "行业类别（小类）", "C2641"),
    ("联系人", "某某", "联系电话", "020-80000001"),
    ("地址", "广州市", "电子邮箱", "hidden@example.cn"),
    ("企业简介", "去年的简介"),
    ("企业形象照片",),
    ("绿色制造案例名称", "去年的案例"),
    ("绿色制造案例内容", "去年的做法"),
)
NOTE = "请填写与公章一致的名称"
