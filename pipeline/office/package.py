"""The door for bytes: what a file is, and its parts, opened safely.

Nothing here trusts a file's name, its directory of parts or its XML: formats are told
by content, parts are read through a counter, XML is parsed without DTD, entities,
network or huge trees, and relations to the outside are never followed.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from pipeline.door import DEFAULT, Door, FileLimits, NotAFile, open_regular
from pipeline.model.travel import value
from pipeline.office.alike import alike
from pipeline.office.disk import Disk
from pipeline.office.kinds import HEAD, sniff
from pipeline.office.parsing import Element, parse, refuse
from pipeline.office.zipped import Zip
from pipeline.problems import Unreadable

__all__ = [
    "Element",
    "Package",
    "Relation",
    "open_file",
    "parse",
    "refuse",
    "sniff",
    "unlock",
]

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "[Content_Types].xml"
_KEPT = 1 << 22  # bytes of small parts, in all, that stay unpacked while several ask for them
_SMALL = 1 << 18
_IN_MEMORY = 4 << 20  # bytes of a file that is read in one go: its parts are then no trips to the disk
# Where every writer puts the main part; for a package whose relations were lost.
_USUAL_MAIN = ("word/document.xml", "xl/workbook.xml")


@value
class Relation:
    """A relation of a part: its type (the last word of the URI) and the part it names."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """A relation as its file tells it.

    ``ways``: how the part that it names may be spelt; the last one where there is none of them.
    """

    id: str
    kind: str
    external: bool
    ways: tuple[str, ...]


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
    if 0 < size <= min(_IN_MEMORY, limit << 20):
        with stream:
            return io.BytesIO(stream.read(size))
    if 0 < size <= limit << 20:
        return io.BufferedReader(Disk(stream.detach()))
    stream.close()
    raise refuse("too-large", limit=f"{limit} MB") if size else refuse("empty-file")


def unlock(stream: IO[bytes], door: Door) -> tuple[str, IO[bytes]]:
    """What is in a file, as `sniff` says it, and a stream of it: decrypted where that was needed.

    Raises `Unreadable` (``encrypted``).
    """
    kind = sniff(stream.read(HEAD))
    if kind != "ole":
        return kind, stream
    from pipeline.office import encryption

    content = encryption.unlocked(stream, door.passwords)
    kind = sniff(content.read(HEAD))
    content.seek(0)
    return kind, content


class Package(Zip):
    """The parts of an OOXML file (ECMA-376 Part 2), read on demand.

    Names of parts are found whatever their case, as Part 2, 6.2.2.3 has it.
    """

    def __init__(self, data: bytes | IO[bytes] | Zip, door: Door = DEFAULT) -> None:
        """Open a package from its bytes, a stream of them, or the zip that it is (which it takes over).

        Raises `Unreadable` where it is none.
        """
        if isinstance(data, Zip):
            self.__dict__.update(data.__dict__)
        else:
            super().__init__(io.BytesIO(data) if isinstance(data, bytes) else data, door)
        self._folded = {name.casefold(): name for name in self._entries}
        self._relations: dict[str, Mapping[str, Relation]] = {}
        self._kept: dict[str, bytes] = {}
        self._room = _KEPT
        if not self.is_package:
            raise refuse("unsupported-format", format="zip")

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._folded

    def spelt(self, name: str) -> str:
        """A part's name as the file spells it; as given where there is no such part."""
        return self._folded.get(name.casefold(), name)

    def read(self, name: str) -> bytes:
        """The bytes of a part; raises `Unreadable` where missing, damaged or too large."""
        kept = self._kept.get(name)
        if kept is not None:
            return kept
        data = self._unpacked_part(self._entry(name))
        if len(data) <= min(_SMALL, self._room):
            self._kept[name] = data
            self._room -= len(data)
        return data

    def _unpacked_part(self, entry: zipfile.ZipInfo) -> bytes:
        limit = self.limits.part_megabytes
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

    def _entry(self, name: str) -> zipfile.ZipInfo:
        known = self._folded.get(name.casefold())
        if known is None:
            raise refuse("corrupt", detail="missing part")
        return self._entries[known]

    def xml(self, name: str) -> Element:
        """The root of an XML part, strict names made transitional; raises `Unreadable`."""
        return parse(self.read(name), self.limits)

    def check(self, name: str) -> None:
        """Raises `Unreadable` for a part that is there and that `xml` would not read."""
        if name in self:
            _is_xml(self.read(name), self.limits)

    def types(self) -> list[Element]:
        """What is said of the types of parts, and of endings; nothing where no part says it."""
        return list(self.xml(TYPES)) if TYPES in self else []

    def media(self) -> Iterator[bytes]:
        """What may be pictures: the parts in a folder of that name that are sound and not too large."""
        for name in self.names:
            if "/media/" in f"/{name}":
                with contextlib.suppress(Unreadable):
                    yield self.read(name)

    def relations(self, part: str) -> Mapping[str, Relation]:
        """The relations of a part (``""``: of the package) by id; none where it has no file of them.

        Raises `Unreadable`.
        """
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def _read_relations(self, part: str) -> Mapping[str, Relation]:
        folder, slash, file = part.rpartition("/")
        name = f"{folder}{slash}_rels/{file}.rels"
        if name not in self:
            return {}
        return {
            told.id: Relation(told.kind, self._spelt_as(told.ways), told.external)
            for told in _told(self.read(name), folder, self.limits)
        }

    def _spelt_as(self, ways: tuple[str, ...]) -> str:
        for way in ways:
            if way in self:
                return way
        return ways[-1]

    @cached_property
    def main(self) -> str:
        """The name of the main part (``word/document.xml``, ``xl/workbook.xml``)."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self:
                return relation.target
        usual = next((name for name in _USUAL_MAIN if name in self), None)
        if usual is None:
            raise refuse("unsupported-format", format="zip")
        return usual


@alike
def _is_xml(data: bytes, limits: FileLimits) -> bool:
    parse(data, limits)
    return True


@alike
def _told(data: bytes, folder: str, limits: FileLimits) -> tuple[_Told, ...]:
    """The relations that their file tells of a part in this folder; raises `Unreadable`."""
    found = []
    # Only those that stand where they should: a copy is written by them, and Office takes no others.
    for node in parse(data, limits).iterchildren(_RELATIONSHIPS):
        target = node.get("Target", "")
        external = node.get("TargetMode") == "External"
        kind = node.get("Type", "").rpartition("/")[2]
        ways = (target,) if external else _ways(folder, target)
        found.append(_Told(node.get("Id", ""), kind, external, ways))
    return tuple(found)


def _ways(folder: str, target: str) -> tuple[str, ...]:
    """How the part may be spelt that a relation names, from the folder of its own part."""
    target = target.replace("\\", "/")
    joined = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
    found = posixpath.normpath(joined)
    # As it is joined first: where that is a part, there are no steps in it that lead nowhere.
    return joined, found, unquote(found)
