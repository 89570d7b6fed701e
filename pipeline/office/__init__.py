"""Bytes <-> grids: Office files read as what a person sees in them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

from pipeline.door import DEFAULT, Door
from pipeline.model import Document
from pipeline.office.package import Package, open_file, open_package, refuse
from pipeline.office.pictures import media

__all__ = ["media", "read", "read_data"]


def read(path: Path, door: Door = DEFAULT) -> Document:
    """A file as a person sees it, its format told by its content.

    Raises `Unreadable` where it can't be read, ``OSError`` where it can't be opened.
    """
    with open_file(path, door) as stream:
        return _document(stream, door)


def read_data(data: bytes, door: Door = DEFAULT) -> Document:
    """The document in these bytes; raises `Unreadable`."""
    return _document(io.BytesIO(data), door)


def _document(stream: IO[bytes], door: Door) -> Document:
    with open_package(stream, door) as package:
        return _in(package)


def _in(package: Package) -> Document:
    if package.main.lower().endswith(".bin"):
        raise refuse("unsupported-format")  # .xlsb
    root = package.xml(package.main)
    name = root.tag.rpartition("}")[2]
    if name == "document":
        from pipeline.office import word

        return word.read(package, root)
    if name == "workbook":
        from pipeline.office import excel

        return excel.read(package, root)
    raise refuse("unsupported-format")
