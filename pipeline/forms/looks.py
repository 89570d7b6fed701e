"""How a form's Word file looks, as far as its workbook follows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.office.package import Element, Package
from pipeline.office.word import W

_VAL = f"{W}val"
_TWIPS_PER_POINT = 20
_A4_LONG = 16_838  # in twips
_OFF = ("0", "false", "off")

Side = Literal["left", "center"]


@dataclass(frozen=True, slots=True)
class CellLook:
    """How the first paragraph of a cell is set."""

    side: Side
    bold: bool


@dataclass(frozen=True, slots=True)
class GridLook:
    """A table: column widths in twips, least row heights in points, cells by (row, column)."""

    widths: tuple[int, ...]
    heights: tuple[float, ...]
    cells: dict[tuple[int, int], CellLook]


@dataclass(frozen=True, slots=True)
class Looks:
    """A form's page and its tables; ``large``: the page is wider than A4 lying."""

    landscape: bool
    large: bool
    grids: tuple[GridLook, ...]


def looks(path: Path) -> Looks:
    """The looks of a Word file; raises `Unreadable` and ``OSError``."""
    package = Package(path.read_bytes())
    root = package.xml(package.main)
    styles = _styles(package)
    size = root.find(f"{W}body/{W}sectPr/{W}pgSz")
    return Looks(
        landscape=size is not None and size.get(f"{W}orient") == "landscape",
        large=size is not None and int(size.get(f"{W}w", "0")) > _A4_LONG,
        grids=tuple(_grid(table, styles) for table in root.iterfind(f"{W}body/{W}tbl")),
    )


def _grid(table: Element, styles: dict[str, CellLook]) -> GridLook:
    rows = list(table.iterfind(f"{W}tr"))
    return GridLook(
        widths=tuple(int(column.get(f"{W}w", "1000")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")),
        heights=tuple(_height(row) for row in rows),
        cells={
            (number, column): _cell(cell, styles)
            for number, row in enumerate(rows)
            for column, cell in _cells(row)
        },
    )


def _height(row: Element) -> float:
    height = row.find(f"{W}trPr/{W}trHeight")
    return int(height.get(_VAL, "0")) / _TWIPS_PER_POINT if height is not None else 0.0


def _cells(row: Element) -> Iterator[tuple[int, Element]]:
    column = 0
    for cell in row.iterfind(f"{W}tc"):
        yield column, cell
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        column += int(span.get(_VAL, "1")) if span is not None else 1


def _cell(cell: Element, styles: dict[str, CellLook]) -> CellLook:
    paragraph = cell.find(f"{W}p")
    if paragraph is None:
        return CellLook("left", False)
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    base = styles.get(style.get(_VAL, "") if style is not None else "", CellLook("left", False))
    side = paragraph.find(f"{W}pPr/{W}jc")
    bold = paragraph.find(f"{W}r/{W}rPr/{W}b")
    return CellLook(_side(side, base.side), _is_on(bold) if bold is not None else base.bold)


def _styles(package: Package) -> dict[str, CellLook]:
    """Paragraph styles by id, each with what it takes from the one that it is based on."""
    parts = {relation.kind: relation.target for relation in package.relations(package.main).values()}
    if parts.get("styles", "") not in package:
        return {}
    nodes = {node.get(f"{W}styleId", ""): node for node in package.xml(parts["styles"]).iterfind(f"{W}style")}

    def look(name: str, depth: int = 0) -> CellLook:
        node = nodes.get(name)
        if node is None or depth > len(nodes):
            return CellLook("left", False)
        based = node.find(f"{W}basedOn")
        base = look(based.get(_VAL, ""), depth + 1) if based is not None else CellLook("left", False)
        bold = node.find(f"{W}rPr/{W}b")
        return CellLook(
            _side(node.find(f"{W}pPr/{W}jc"), base.side), _is_on(bold) if bold is not None else base.bold
        )

    return {name: look(name) for name in nodes}


def _side(node: Element | None, default: Side) -> Side:
    if node is None:
        return default
    return "center" if node.get(_VAL) == "center" else "left"


def _is_on(node: Element) -> bool:
    return node.get(_VAL, "1") not in _OFF
