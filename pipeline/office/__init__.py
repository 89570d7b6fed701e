"""Bytes <-> grids: Office files read as what a person sees in them."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
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
        found = unlocked(stream, door)
        if found.kind in ("zip", "7z", "rar"):
            return archive.look(found.kind, found.content, door)
        return document(found, door)


def read(where: Path | Inside, door: Door = DEFAULT) -> Document:
    """The document in a file; raises as `open_up` does, also for an archive."""
    with archive.opened(where, door) as stream:
        return document(unlocked(stream, door), door)


def read_data(data: bytes, door: Door = DEFAULT) -> Document:
    """The document in these bytes; raises `Unreadable`."""
    return document(unlocked(io.BytesIO(data), door), door)


def document(found: Unlocked, door: Door) -> Document:
    """The document in an unlocked file. Raises `Unreadable`."""
    read = _document(found, door)
    # A copy of what was decrypted is not encrypted.
    return replace(read, changes=("password", *read.changes)) if found.was_locked else read


def _document(found: Unlocked, door: Door) -> Document:
    kind, content = found.kind, found.content
    match kind:
        case "ooxml":
            with Package(found.zipped or content, door) as package:
                if not is_binary(package):
                    return in_package(package)
            from pipeline.office.legacy import converted

            return converted.read(whole(content), "xlsb", door)
        case "package":
            from pipeline.office.legacy import xml

            with xml.package(whole(content), door) as package:
                read = in_package(package)
                return replace(read, changes=("converted", *read.changes))
        case "doc" | "rtf" | "odt" | "ods":
            from pipeline.office.legacy import converted

            return converted.read(whole(content), kind, door)
        case "xls":
            from pipeline.office.legacy import xls

            return xls.read(whole(content), door)
        case "Workbook":
            from pipeline.office.legacy import xml

            return xml.workbook(whole(content), door)
        case "html" | "mhtml":
            from pipeline.office.legacy import html

            return html.read(html.bundle(whole(content), kind), door)
    raise refuse("unsupported-format" if kind else "corrupt", format=_NAMES.get(kind, kind))


def in_package(package: Package) -> Document:
    """The document that a package holds. Raises `Unreadable`."""
    from pipeline.office import beside
    from pipeline.office.comment import sound

    root = package.xml(package.main)
    match root.tag.rpartition("}")[2]:
        case "document":
            from pipeline.office import word

            read = word.read(package, root)
        case "workbook":
            from pipeline.office import excel

            read = excel.read(package, root)
        case name:
            raise refuse("unsupported-format", format=name)
    return Document(read.format, read.blocks, sound.changes(package), beside.words(package))


def media(where: Path | Inside, shas: Collection[str], door: Door = DEFAULT) -> dict[str, bytes | None]:
    """The bytes of a file's pictures with these hashes; those not in it are left out.

    None for one of more bytes than may be printed. Raises `Unreadable` and ``OSError``.
    """
    from pipeline.office import pictures

    wanted = set(shas)
    found: dict[str, bytes | None] = {}
    with archive.opened(where, door) as stream:
        opened = unlocked(stream, door)
        for package in _packages(opened, door):
            with package:
                found |= pictures.of_package(package, wanted - set(found), door.limits)
            if len(found) == len(wanted):
                break
        found |= pictures.among(loose_pictures(opened), wanted, door.limits)
    return found


def _packages(found: Unlocked, door: Door) -> Iterator[Package]:
    """The packages that a file is, or may have been read as."""
    kind, content = found.kind, found.content
    match kind:
        case "ooxml":
            package = Package(found.zipped or content, door)
            if not is_binary(package):
                yield package
                return
            from pipeline.office.legacy import converted

            yield from converted.packages(whole(content), "xlsb", door)
        case "package":
            from pipeline.office.legacy import xml

            yield xml.package(whole(content), door)
        case "doc" | "rtf" | "odt" | "ods":
            from pipeline.office.legacy import converted

            yield from converted.packages(whole(content), kind, door)


def loose_pictures(found: Unlocked) -> Iterator[bytes]:
    """The pictures of a file that is no package. Raises `Unreadable`."""
    match found.kind:
        case "xls":
            from pipeline.office.legacy import xls

            yield from xls.pictures(whole(found.content))
        case "html" | "mhtml":
            from pipeline.office.legacy import html

            yield from html.pictures(html.bundle(whole(found.content), found.kind))


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The kind of a file, a container's by what is in it, its content, and the zip that this is.

    ``was_locked``: the content was decrypted.
    """

    kind: str
    content: IO[bytes]
    zipped: Zip | None = None
    was_locked: bool = False


def unlocked(stream: IO[bytes], door: Door) -> Unlocked:
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
    return Unlocked(kind, content, zipped, content is not stream)


def is_binary(package: Package) -> bool:
    """Whether it is a workbook of the kind .xlsb, which has no XML."""
    return _BINARY_WORKBOOK in package


def whole(content: IO[bytes]) -> bytes:
    """All bytes of a file."""
    content.seek(0)
    return content.read()
