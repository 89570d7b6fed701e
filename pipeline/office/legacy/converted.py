"""Formats that are read as the .docx or .xlsx into which another reader turns them.

Word's binary documents (WPS's .wps is one) by msdoc2docx, in this process. By LibreOffice,
where it is installed: what that can't read or is known to lose, RTF, binary workbooks of
2007, OpenDocument. Not Word's XML of 2003, whose merged cells LibreOffice takes apart.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pipeline import libreoffice
from pipeline.door import Door
from pipeline.model import Document, Format
from pipeline.office import excel, word
from pipeline.office.comment import sound
from pipeline.office.disk import is_machines
from pipeline.office.package import Package
from pipeline.office.parsing import refuse
from pipeline.problems import Unreadable

# What msdoc2docx leaves where an object stood that it doesn't know.
_OBJECT = "\ufffc".encode()
# A form field whose state it doesn't read; the field's code as either kind of piece stores it.
_CHECK_BOXES = (b"FORMCHECKBOX", "FORMCHECKBOX".encode("utf-16-le"))

Kind = Literal["doc", "rtf", "xlsb", "odt", "ods"]
_FORMATS: dict[Kind, Format] = {"rtf": "rtf", "xlsb": "xlsx", "ods": "xlsx"}
_SHEETS = ("xlsb", "ods")


def read(data: bytes, kind: Kind, door: Door) -> Document:
    """The document in these bytes, of the format ``doc`` unless it is another.

    Of two readings the first that lost nothing, else the second. Raises `Unreadable`:
    ``unsupported-format``; ``old-check-boxes`` where there are some that no reader here
    knows, since an answer without its ticks is another one; and what is wrong with that
    which it was turned into.
    """
    return taken(data, kind, door)[0]


def taken(data: bytes, kind: Kind, door: Door) -> tuple[Document, Package]:
    """As `read`, with the package that was read."""
    problem = refuse("unsupported-format", format=kind)
    found: tuple[Document, Package] | None = None
    for is_second, package in _packages(data, kind, door):
        try:
            is_whole = is_second or not _is_lossy(package, data)
            document = _read(package, kind)
        except Unreadable as error:
            problem = error
            continue
        format_ = _FORMATS.get(kind, "doc") if is_whole else "doc"
        changes = ("converted", *sound.changes(package))
        found = replace(document, format=format_, changes=changes), package
        if is_whole:
            return found
    if found is None:
        raise problem
    if _has_check_boxes(data):
        raise refuse("old-check-boxes")
    return found


def packages(data: bytes, kind: Kind, door: Door) -> Iterator[Package]:
    """What the bytes are turned into: that which `read` may have read is among them."""
    for _, package in _packages(data, kind, door):
        yield package


def _is_lossy(package: Package, data: bytes) -> bool:
    """Whether something is known to be lost between these bytes and what msdoc2docx made of them."""
    return _has_check_boxes(data) or _OBJECT in package.read(package.main)


def _has_check_boxes(data: bytes) -> bool:
    return any(mark in data for mark in _CHECK_BOXES)


def _read(package: Package, kind: Kind) -> Document:
    root = package.xml(package.main)
    return excel.read(package, root) if kind in _SHEETS else word.read(package, root)


def _packages(data: bytes, kind: Kind, door: Door) -> Iterator[tuple[bool, Package]]:
    """What either reader makes of it, each with whether it is the second's."""
    first = _by_msdoc2docx(data) if kind == "doc" else None
    if first is not None:
        yield False, Package(first, door)
    command = libreoffice.find(door.soffice)
    if command is not None:
        target: libreoffice.Target = "xlsx" if kind in _SHEETS else "docx"
        second = libreoffice.convert(command, data, f".{kind}", target)
        if second is not None:
            yield True, Package(second, door)


def _by_msdoc2docx(data: bytes) -> bytes | None:
    import doc2docx

    with tempfile.TemporaryDirectory(prefix="casebook-", ignore_cleanup_errors=True) as name:
        source, target = Path(name, "form.doc"), Path(name, "form.docx")
        source.write_bytes(data)
        try:
            doc2docx.convert(source, target)
            return target.read_bytes()
        except MemoryError:
            raise
        except Exception as error:  # its own errors, and whatever a damaged file makes it raise
            if is_machines(error) and not isinstance(error, FileNotFoundError):
                raise  # no room for what it writes
            return None
