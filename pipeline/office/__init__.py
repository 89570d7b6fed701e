"""Bytes <-> grids: Office files read as what a person sees in them."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
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


def open_up(where: Path | Inside, door: Door = DEFAULT) -> Document | Archive:
    """What a file is, told by its content: a document as a person sees it, or an archive of files.

    Raises `Unreadable` where it can't be read, ``OSError`` where it can't be opened.
    """
    with archive.opened(where, door) as stream:
        found = _unlocked(stream, door)
        if found.kind in ("zip", "7z", "rar"):
            return archive.look(found.kind, found.content, door)
        return _document(found, door)


def read(where: Path | Inside, door: Door = DEFAULT) -> Document:
    """The document in a file; raises as `open_up` does, also for an archive."""
    with archive.opened(where, door) as stream:
        return _document(_unlocked(stream, door), door)


def read_data(data: bytes, door: Door = DEFAULT) -> Document:
    """The document in these bytes; raises `Unreadable`."""
    return _document(_unlocked(io.BytesIO(data), door), door)


def _document(found: _Unlocked, door: Door) -> Document:
    kind, content = found.kind, found.content
    match kind:
        case "ooxml":
            with Package(found.zipped or content, door) as package:
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
        opened = _unlocked(stream, door)
        for package in _packages(opened, door):
            with package:
                found |= pictures.of_package(package, wanted - set(found), door.limits)
            if len(found) == len(wanted):
                break
        found |= pictures.among(_loose_pictures(opened.kind, opened.content, door), wanted, door.limits)
    return found


def _packages(found: _Unlocked, door: Door) -> Iterator[Package]:
    """The packages that a file is, or may have been read as."""
    kind, content = found.kind, found.content
    match kind:
        case "ooxml":
            package = Package(found.zipped or content, door)
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


@dataclass(frozen=True, slots=True)
class _Unlocked:
    """The kind of a file, a container's by what is in it, its content, and the zip that this is."""

    kind: str
    content: IO[bytes]
    zipped: Zip | None = None


def _unlocked(stream: IO[bytes], door: Door) -> _Unlocked:
    """What a file is; raises `Unreadable`."""
    kind, content = unlock(stream, door)
    zipped = None
    if kind == "ole":
        from pipeline.office.legacy import ole

        kind = ole.kind(content) or kind
    elif kind == "zip":
        zipped = Zip(content, door)
        kind = "ooxml" if zipped.is_package else kind
    content.seek(0)
    return _Unlocked(kind, content, zipped)


def _is_binary(package: Package) -> bool:
    """Whether it is a workbook of the kind .xlsb, which has no XML."""
    return _BINARY_WORKBOOK in package


def _all(content: IO[bytes]) -> bytes:
    content.seek(0)
    return content.read()
