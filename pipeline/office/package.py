"""The door for bytes: what a file is, and its parts, opened safely.

Nothing here trusts a file's name, its directory of parts or its XML: formats are told
by content, parts are read through a counter, XML is parsed without DTD, entities,
network or huge trees, and relations to the outside are never followed.
"""

from __future__ import annotations

import io
import posixpath
import stat
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

from pipeline.model import Problem
from pipeline.problems import Unreadable

MAX_FILE = 200 * 1024 * 1024
MAX_PART = 200 * 1024 * 1024
MAX_TOTAL = 1024 * 1024 * 1024
MAX_ENTRIES = 20_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CONTENT_TYPES = "[Content_Types].xml"

# Strict OOXML (ISO/IEC 29500-1) is read as its transitional twin: the same names in other namespaces.
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = tuple(
    (_STRICT + strict, b"http://schemas.openxmlformats.org/" + transitional)
    for strict, transitional in (
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"drawingml/main", b"drawingml/2006/main"),
        (b"drawingml/wordprocessingDrawing", b"drawingml/2006/wordprocessingDrawing"),
        (b"drawingml/spreadsheetDrawing", b"drawingml/2006/spreadsheetDrawing"),
        (b"drawingml/picture", b"drawingml/2006/picture"),
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
    )
)

Element = etree._Element


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part: its type (the last word of the URI) and the part it names."""

    kind: str
    target: str
    external: bool


def refuse(code: str, **values: object) -> Unreadable:
    """The exception for a file that can't be read, by its problem's code."""
    return Unreadable(Problem(code, tuple((key, str(value)) for key, value in values.items())))


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file.

    Raises `Unreadable` (``not-a-file``, ``empty-file``, ``too-large``) and ``OSError``.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise refuse("not-a-file")
    if found.st_size > MAX_FILE:
        raise refuse("too-large", limit=f"{MAX_FILE // 2**20} MB")
    data = path.read_bytes()
    if not data:
        raise refuse("empty-file")
    return data


def sniff(data: bytes) -> str:
    """What bytes are by their beginning: ``zip``, ``ole``, ``rtf``, ``html``, ``pdf`` or ``""``."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"%PDF"):
        return "pdf"
    if (
        head[:200].lower().startswith((b"<html", b"<!doctype html", b"<?xml"))
        and b"<html" in data[:4096].lower()
    ):
        return "html"
    return ""


class Package:
    """The parts of an OOXML file (ECMA-376 Part 2), read on demand."""

    def __init__(self, data: bytes) -> None:
        """Open a package from its bytes; raises `Unreadable` where it is none."""
        kind = sniff(data)
        if kind == "ole":
            encrypted = "EncryptedPackage".encode("utf-16-le") in data
            raise refuse("encrypted" if encrypted else "unsupported-format")
        if kind != "zip":
            raise refuse("unsupported-format" if kind else "corrupt")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise refuse("corrupt") from error
        self._entries = {entry.filename.lstrip("/"): entry for entry in self._zip.infolist()}
        self._check_directory()

    def _check_directory(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
            raise refuse("too-large", limit=f"{MAX_TOTAL // 2**20} MB")
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise refuse("encrypted")
        if _CONTENT_TYPES not in self._entries:
            raise refuse("unsupported-format")

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The parts' names, in the order of the directory."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """The bytes of a part; raises `Unreadable` where missing, damaged or too large."""
        entry = self._entries.get(name)
        if entry is None:
            raise refuse("corrupt")
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(MAX_PART + 1)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise refuse("corrupt") from error
        except Exception as error:
            # zlib.error and its like derive from Exception directly
            raise refuse("corrupt") from error
        if len(data) > MAX_PART:
            raise refuse("too-large", limit=f"{MAX_PART // 2**20} MB")
        return data

    def xml(self, name: str) -> Element:
        """The root of an XML part, strict names made transitional; raises `Unreadable`."""
        data = self.read(name)
        if _STRICT in data:
            for strict, transitional in _TRANSITIONAL:
                data = data.replace(strict, transitional)
        return parse(data)

    def relations(self, part: str) -> dict[str, Relation]:
        """The relations of a part (``""``: of the package) by id; none where it has no file of them."""
        folder, file = posixpath.split(part)
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if name not in self._entries:
            return {}
        found = {}
        for node in self.xml(name).iter(_RELATIONSHIPS):
            target = node.get("Target", "")
            external = node.get("TargetMode") == "External"
            if not external:
                base = "" if target.startswith("/") else folder
                target = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
            found[node.get("Id", "")] = Relation(node.get("Type", "").rpartition("/")[2], target, external)
        return found

    @cached_property
    def main(self) -> str:
        """The name of the main part (``word/document.xml``, ``xl/workbook.xml``)."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self._entries:
                return relation.target
        raise refuse("corrupt")

    def close(self) -> None:
        self._zip.close()


def parse(data: bytes) -> Element:
    """XML without DTD, entities and network; raises `Unreadable`."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise refuse("corrupt") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse("corrupt")
    return root
