"""Bytes <-> grids: Office files read as what a person sees in them."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from pipeline.door import DEFAULT, Door
from pipeline.model import Document
from pipeline.office import archive
from pipeline.office.archive import Archive, Inside, Member
from pipeline.office.package import Package, unlock
from pipeline.office.parsing import refuse
from pipeline.office.zipped import Zip

__all__ = ["Archive", "Inside", "Member", "media", "open_up", "read", "read_data"]

_BINARY_WORKBOOK = "xl/workbook.bin"
_NAMES = {"wordDocument": "Word 2003 XML", "ole": "OLE"}
# Where the name of a zip's first member stands, and what it mostly is in an OOXML file.
_NAME_IN_ZIP, _FIRST_PART = 30, b"[Content_Types].xml"


def open_up(where: Path | Inside, door: Door = DEFAULT) -> Document | Archive:
    """What a file is, told by its content: a document as a person sees it, or an archive of files.

    Raises `Unreadable` where it can't be read, ``OSError`` where it can't be opened.
    """
    with archive.opened(where, door) as stream:
        kind, content = _unlocked(stream, door)
        if kind in ("zip", "7z", "rar"):
            return archive.look(kind, content, door)
        return _document(kind, content, door)


def read(where: Path | Inside, door: Door = DEFAULT) -> Document:
    """The document in a file; raises as `open_up` does, also for an archive."""
    with archive.opened(where, door) as stream:
        return _document(*_unlocked(stream, door), door)


def read_data(data: bytes, door: Door = DEFAULT) -> Document:
    """The document in these bytes; raises `Unreadable`."""
    return _document(*_unlocked(io.BytesIO(data), door), door)


def _document(kind: str, content: IO[bytes], door: Door) -> Document:
    match kind:
        case "ooxml":
            with Package(content, door) as package:
                if not _is_binary(package):
                    return _in(package)
            from pipeline.office.legacy import converted

            return converted.read(_all(content), "xlsb", door)
        case "package":
            from pipeline.office.legacy import xml

            with xml.package(_all(content), door) as package:
                return _in(package)
        case "doc" | "rtf" | "odt" | "ods":
            from pipeline.office.legacy import converted

            return converted.read(_all(content), kind, door)
        case "xls":
            from pipeline.office.legacy import xls

            return xls.read(_all(content), door)
        case "Workbook":
            from pipeline.office.legacy import xml

            return xml.workbook(_all(content), door)
        case "html" | "mhtml":
            from pipeline.office.legacy import html

            return html.read(html.bundle(_all(content), kind), door)
    raise refuse("unsupported-format" if kind else "corrupt", format=_NAMES.get(kind, kind))


def _in(package: Package) -> Document:
    root = package.xml(package.main)
    name = root.tag.rpartition("}")[2]
    if name == "document":
        from pipeline.office import word

        return word.read(package, root)
    if name == "workbook":
        from pipeline.office import excel

        return excel.read(package, root)
    raise refuse("unsupported-format", format=name)


def media(where: Path | Inside, shas: Collection[str], door: Door = DEFAULT) -> dict[str, bytes | None]:
    """The bytes of a file's pictures with these hashes; those not in it are left out.

    None for one of more bytes than may be printed. Raises `Unreadable` and ``OSError``.
    """
    from pipeline.office import pictures

    wanted = set(shas)
    found: dict[str, bytes | None] = {}
    with archive.opened(where, door) as stream:
        kind, content = _unlocked(stream, door)
        for package in _packages(kind, content, door):
            with package:
                found |= pictures.of_package(package, wanted - set(found), door.limits)
            if len(found) == len(wanted):
                break
        found |= pictures.among(_loose_pictures(kind, content, door), wanted, door.limits)
    return found


def _packages(kind: str, content: IO[bytes], door: Door) -> Iterator[Package]:
    """The packages that a file is, or may have been read as."""
    match kind:
        case "ooxml":
            package = Package(content, door)
            if not _is_binary(package):
                yield package
                return
            from pipeline.office.legacy import converted

            yield from converted.packages(_all(content), "xlsb", door)
        case "package":
            from pipeline.office.legacy import xml

            yield xml.package(_all(content), door)
        case "doc" | "rtf" | "odt" | "ods":
            from pipeline.office.legacy import converted

            yield from converted.packages(_all(content), kind, door)


def _loose_pictures(kind: str, content: IO[bytes], door: Door) -> Iterator[bytes]:
    """The pictures of a file that is no package."""
    match kind:
        case "xls":
            from pipeline.office.legacy import xls

            yield from xls.pictures(_all(content))
        case "html" | "mhtml":
            from pipeline.office.legacy import html

            yield from html.pictures(html.bundle(_all(content), kind))


def _unlocked(stream: IO[bytes], door: Door) -> tuple[str, IO[bytes]]:
    """The kind of a file, a container's by what is in it, and its content; raises `Unreadable`."""
    kind, content = unlock(stream, door)
    if kind == "ole":
        from pipeline.office.legacy import ole

        kind = ole.kind(content) or kind
    elif kind == "zip" and _is_package(content, door):
        kind = "ooxml"
    content.seek(0)
    return kind, content


def _is_package(content: IO[bytes], door: Door) -> bool:
    content.seek(_NAME_IN_ZIP)
    if content.read(len(_FIRST_PART)) == _FIRST_PART:
        return True
    with Zip(content, door) as zipped:
        return zipped.is_package


def _is_binary(package: Package) -> bool:
    """Whether it is a workbook of the kind .xlsb, which has no XML."""
    return _BINARY_WORKBOOK in package


def _all(content: IO[bytes]) -> bytes:
    content.seek(0)
    return content.read()
