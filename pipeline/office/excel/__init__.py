"""Workbooks as a person sees them: each visible sheet a grid, its cells as shown."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Document
from pipeline.office.excel.names import R, S
from pipeline.office.excel.workbook import Workbook
from pipeline.office.excel.worksheet import Worksheet
from pipeline.office.package import Package
from pipeline.office.parsing import Element

__all__ = ["read", "sheets"]


def read(package: Package, root: Element) -> Document:
    """The document of a workbook's main part; raises `Unreadable`."""
    book = Workbook(package, root, package.relations(package.main))
    grids = []
    for name, part in sheets(package, root):
        grid = Worksheet(book, part, name).grid()
        if grid.cells:
            grids.append(grid)
    return Document("xlsx", tuple(grids))


def sheets(package: Package, root: Element) -> Iterator[tuple[str, str]]:
    """The name and the part of each visible sheet of cells; ``root``: of the main part."""
    relations = package.relations(package.main)
    for sheet in root.iterfind(f"{S}sheets/{S}sheet"):
        if sheet.get("state", "visible") != "visible":
            continue
        relation = relations.get(sheet.get(f"{R}id", ""))
        # charts and dialogs are sheets too, of another kind
        if relation is None or relation.external or relation.kind != "worksheet":
            continue
        if relation.target in package:
            yield sheet.get("name", ""), relation.target
