"""The door for bytes: what a file is, and its parts, opened safely.

Nothing here trusts a file's name, its directory of parts or its XML: formats are told
by content, parts are read through a counter, XML is parsed without DTD, entities,
network or huge trees, and relations to the outside are never followed.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from pipeline.door import DEFAULT, Door, FileLimits, NotAFile, open_regular
from pipeline.office.directory import is_encrypted, open_zip, part_name
from pipeline.office.parsing import Element, parse, refuse
from pipeline.problems import Unreadable

__all__ = [
    "Element",
    "Package",
    "Relation",
    "open_file",
    "open_package",
    "parse",
    "refuse",
    "sniff",
    "unlock",
]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CONTENT_TYPES = "[Content_Types].xml"
# Where every writer puts the main part; for a package whose relations were lost.
_USUAL_MAIN = ("word/document.xml", "xl/workbook.xml")
_CHUNK = 1 << 20
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part: its type (the last word of the URI) and the part it names."""

    kind: str
    target: str
    external: bool


def open_file(path: Path, door: Door) -> IO[bytes]:
    """A regular file of bounded size, open for reading.

    Raises `Unreadable` (``not-a-file``, ``empty-file``, ``too-large``) and ``OSError``.
    """
    try:
        stream = open_regular(path)
    except NotAFile:
        raise refuse("not-a-file") from None
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    limit = door.limits.megabytes
    if 0 < size <= limit << 20:
        return stream
    stream.close()
    raise refuse("too-large", limit=f"{limit} MB") if size else refuse("empty-file")


def sniff(head: bytes) -> str:
    """What a file is by its first bytes (4 KB do): ``zip``, ``ole``, ``rtf``, ``html``, ``pdf`` or ``""``."""
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if start.startswith(_OLE):
        return "ole"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if start.startswith(b"%PDF"):
        return "pdf"
    if (
        start[:200].lower().startswith((b"<html", b"<!doctype html", b"<?xml"))
        and b"<html" in head[:4096].lower()
    ):
        return "html"
    return ""


def open_package(stream: IO[bytes], door: Door) -> Package:
    """The package in a stream; raises `Unreadable` (``encrypted``, ``unsupported-format``, …)."""
    kind, content = unlock(stream, door)
    if kind != "zip":
        raise refuse("unsupported-format" if kind else "corrupt")
    return Package(content, door)


def unlock(stream: IO[bytes], door: Door) -> tuple[str, IO[bytes]]:
    """What is in a file, as `sniff` says it, and a stream of it: decrypted where that was needed.

    Raises `Unreadable` (``encrypted``).
    """
    kind = sniff(stream.read(_HEAD))
    if kind != "ole":
        return kind, stream
    from pipeline.office import encryption

    content = encryption.unlocked(stream, door.passwords)
    kind = sniff(content.read(_HEAD))
    content.seek(0)
    return kind, content


class Package:
    """The parts of an OOXML file (ECMA-376 Part 2), read on demand.

    Names of parts are found whatever their case, as Part 2, 6.2.2.3 has it.
    """

    def __init__(self, data: bytes | IO[bytes], door: Door = DEFAULT) -> None:
        """Open a package from its bytes or a stream of them; raises `Unreadable` where it is none."""
        stream = io.BytesIO(data) if isinstance(data, bytes) else data
        self._door = door
        self._limits = door.limits
        self._zip = open_zip(stream, self._limits)
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        self._entries = {part_name(entry.filename): entry for entry in entries}
        self._folded = {name.casefold(): name for name in self._entries}
        self._unpacked = 0
        if _CONTENT_TYPES not in self and "_rels/.rels" not in self:
            raise refuse("unsupported-format")

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._folded

    @property
    def names(self) -> tuple[str, ...]:
        """The parts' names, in the order of the directory."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """The bytes of a part; raises `Unreadable` where missing, damaged or too large."""
        limit = self._limits.part_megabytes
        entry = self._entry(name)
        # What is declared is refused at once, what comes out is counted all the same.
        if entry.file_size > limit << 20:
            raise refuse("too-large", limit=f"{limit} MB")
        found, size = [], 0
        for chunk in self._chunks(entry):
            size += len(chunk)
            if size > limit << 20:
                raise refuse("too-large", limit=f"{limit} MB")
            found.append(chunk)
        return b"".join(found)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part piece by piece, however large it is; raises as `read` does."""
        return self._chunks(self._entry(name))

    def _entry(self, name: str) -> zipfile.ZipInfo:
        known = self._folded.get(name.casefold())
        if known is None:
            raise refuse("corrupt", detail="missing part")
        return self._entries[known]

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        total = self._limits.unpacked_megabytes
        try:
            with self._opened(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    self._unpacked += len(chunk)
                    if self._unpacked > total << 20:
                        raise refuse("too-large", limit=f"{total} MB")
                    yield chunk
        except (Unreadable, MemoryError):
            raise
        except Exception as error:
            # zlib.error derives from Exception directly; damaged headers raise much else
            raise refuse("corrupt") from error

    def _opened(self, entry: zipfile.ZipInfo) -> IO[bytes]:
        if not is_encrypted(entry):
            return self._zip.open(entry)
        for password in self._door.passwords:
            found = self._decrypted(entry, password)
            if found is not None:
                return found
        raise refuse("encrypted")

    def _decrypted(self, entry: zipfile.ZipInfo, password: str) -> IO[bytes] | None:
        """An encrypted part, None where that is not its password."""
        limit = self._limits.part_megabytes << 20
        for encoding in ("utf-8", "gb18030"):
            try:
                with self._zip.open(entry, pwd=password.encode(encoding)) as stream:
                    # One byte tells a wrong password, so one in 256 passes: the checksum says more.
                    return io.BytesIO(stream.read(limit + 1))
            except MemoryError:
                raise
            except NotImplementedError:
                return None  # AES
            except Exception:
                continue  # as many kinds as there are ways to be no zlib stream
        return None

    def xml(self, name: str) -> Element:
        """The root of an XML part, strict names made transitional; raises `Unreadable`."""
        return parse(self.read(name), self._limits)

    def relations(self, part: str) -> dict[str, Relation]:
        """The relations of a part (``""``: of the package) by id; none where it has no file of them."""
        folder, file = posixpath.split(part)
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if name not in self:
            return {}
        found = {}
        for node in self.xml(name).iter(_RELATIONSHIPS):
            target = node.get("Target", "")
            external = node.get("TargetMode") == "External"
            if not external:
                target = self._target(folder, target)
            found[node.get("Id", "")] = Relation(node.get("Type", "").rpartition("/")[2], target, external)
        return found

    def _target(self, folder: str, target: str) -> str:
        """The part that a relation names, from the folder of its own part."""
        target = target.replace("\\", "/")
        base = "" if target.startswith("/") else folder
        found = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
        return found if found in self else unquote(found)

    @cached_property
    def main(self) -> str:
        """The name of the main part (``word/document.xml``, ``xl/workbook.xml``)."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self:
                return relation.target
        usual = next((name for name in _USUAL_MAIN if name in self), None)
        if usual is None:
            raise refuse("unsupported-format")
        return usual

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()

    @property
    def limits(self) -> FileLimits:
        return self._limits
