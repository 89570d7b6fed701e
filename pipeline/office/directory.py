"""A zip's directory, looked through before anything of the zip is unpacked.

Source: the ZIP file format specification (APPNOTE 6.3), 4.3.12 to 4.3.16; ECMA-376
Part 2, 6 and 7 (names of parts). `zipfile` believes what a directory says; here it must
first be small, agree with itself, and describe a zip that another program would
understand the same way.
"""

from __future__ import annotations

import re
import struct
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import IO

from pipeline.door import FileLimits
from pipeline.office.names import member_name
from pipeline.office.parsing import refuse

_END, _END_SIZE = b"PK\x05\x06", 22
_END_64, _LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
_LOCATOR_SIZE, _END_64_SIZE = 20, 56
_LOCAL_HEADER = 30
_COMMENT = 0xFFFF

_DIRECTORY_ENTRY = 512  # bytes that an entry may take in the directory, on average
_LONGEST_NAME = 1024
_DRIVE = re.compile(r"[A-Za-z]:")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_AES = 99
_ENCRYPTED = 0x1

_XML = (".xml", ".rels", ".vml")
_SMALL = 1 << 20  # what is no larger may be packed as tightly as it likes


@dataclass(frozen=True, slots=True)
class _End:
    """The record that ends a zip: how many entries, where the directory lies and how long it is."""

    entries: int
    size: int
    offset: int
    at: int


def open_zip(stream: IO[bytes], limits: FileLimits) -> zipfile.ZipFile:
    """A zip whose directory is sound.

    Raises `Unreadable`: ``corrupt``, ``too-many-parts``, ``too-large``,
    ``too-compressed``, ``unsafe-package`` (names that lead elsewhere or twice to the same
    part, parts that share bytes), ``unsupported-compression``.
    """
    _check_end(_end(stream), limits)
    try:
        opened = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise refuse("corrupt") from error
    entries = opened.infolist()
    if len(entries) > limits.parts:
        raise refuse("too-many-parts", limit=limits.parts)
    for entry in entries:
        _check_name(entry.orig_filename)
        if entry.extra and not entry.is_dir():
            _check_name(member_name(entry))  # another one, as far as a field of Unicode names goes
        _check_packing(entry, limits)
    _check_twins(entries)
    _check_overlap(entries, opened.start_dir)
    if sum(entry.file_size for entry in entries) > limits.unpacked_megabytes << 20:
        raise refuse("too-large", limit=f"{limits.unpacked_megabytes} MB")
    return opened


def is_encrypted(entry: zipfile.ZipInfo) -> bool:
    return bool(entry.flag_bits & _ENCRYPTED)


def _end(stream: IO[bytes]) -> _End:
    """The end of a zip, as its last bytes tell it; raises `Unreadable`."""
    length = stream.seek(0, 2)
    for most in (_END_SIZE, _END_SIZE + _COMMENT):  # hardly any zip has a comment
        start = max(0, length - most)
        stream.seek(start)
        tail = stream.read()
        found = tail.rfind(_END)
        if 0 <= found <= len(tail) - _END_SIZE:
            break
    else:
        raise refuse("corrupt", detail="no end of directory")
    entries, size, offset = struct.unpack_from("<H2L", tail, found + 10)
    at = start + found
    if at >= _LOCATOR_SIZE + _END_64_SIZE:
        stream.seek(at - _LOCATOR_SIZE)
        if stream.read(4) == _LOCATOR_64:
            at -= _LOCATOR_SIZE + _END_64_SIZE
            stream.seek(at)
            record = stream.read(_END_64_SIZE)
            if not record.startswith(_END_64):
                raise refuse("corrupt", detail="zip64")
            entries, size, offset = struct.unpack_from("<3Q", record, 32)
    return _End(entries, size, offset, at)


def _check_end(end: _End, limits: FileLimits) -> None:
    # The bytes bound the entries: what is said of their number may be a lie.
    if end.entries > limits.parts or end.size > limits.parts * _DIRECTORY_ENTRY:
        raise refuse("too-many-parts", limit=limits.parts)
    if end.offset + end.size > end.at:
        raise refuse("corrupt", detail="directory")


def _check_name(name: str) -> None:
    """A name must be that of a part: nothing in it that leads out of the package."""
    if not _is_safe(name):
        raise refuse("unsafe-package", detail="name")


@lru_cache(512)
def _is_safe(name: str) -> bool:
    plain = name.replace("\\", "/")
    return not (
        not name
        or "\0" in name
        or len(name) > _LONGEST_NAME
        or ".." in plain.split("/")
        or _DRIVE.match(plain)
        or plain.startswith("//")
    )


def _check_packing(entry: zipfile.ZipInfo, limits: FileLimits) -> None:
    if entry.compress_type not in _METHODS and not (is_encrypted(entry) and entry.compress_type == _AES):
        raise refuse("unsupported-compression", method=entry.compress_type)
    is_dense = entry.file_size > _SMALL and entry.file_size > entry.compress_size * limits.ratio
    if is_dense and entry.filename.lower().endswith(_XML):
        raise refuse("too-compressed", limit=limits.ratio)


def _check_twins(entries: list[zipfile.ZipInfo]) -> None:
    """Names of parts are alike whatever their case: of twins every program takes another one."""
    names = [member_name(entry).casefold() for entry in entries if not entry.is_dir()]
    if len(set(names)) != len(names):
        raise refuse("unsafe-package", detail="twins")


def _check_overlap(entries: list[zipfile.ZipInfo], directory: int) -> None:
    """Parts that share bytes are how a small zip says something very large."""
    ordered = sorted(entries, key=attrgetter("header_offset"))
    starts = [entry.header_offset for entry in ordered] + [directory]
    for entry, following in zip(ordered, starts[1:], strict=True):
        if entry.header_offset + _LOCAL_HEADER + _name_length(entry) + entry.compress_size > following:
            raise refuse("unsafe-package", detail="overlap")


def _name_length(entry: zipfile.ZipInfo) -> int:
    """How many bytes an entry's name has."""
    name = entry.orig_filename
    if name.isascii():
        return len(name)
    return len(name.encode("utf-8" if entry.flag_bits & 0x800 else "cp437", "replace"))
