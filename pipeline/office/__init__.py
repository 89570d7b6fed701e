"""Bytes <-> grids: Office files read as what a person sees in them."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import Document
from pipeline.office.package import Package, read_bytes, refuse
from pipeline.office.pictures import media

__all__ = ["media", "read", "read_data"]


def read(path: Path) -> Document:
    """A file as a person sees it, its format told by its content.

    Raises `Unreadable` where it can't be read, ``OSError`` where it can't be opened.
    """
    return read_data(read_bytes(path))


def read_data(data: bytes) -> Document:
    """The document in these bytes; raises `Unreadable`."""
    package = Package(data)
    try:
        root = package.xml(package.main)
        name = root.tag.rpartition("}")[2]
        if name == "document":
            from pipeline.office import word

            return word.read(package, root)
        if name == "workbook":
            from pipeline.office import excel

            return excel.read(package, root)
        raise refuse("unsupported-format")
    finally:
        package.close()
