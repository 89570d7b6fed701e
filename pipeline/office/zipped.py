"""A zip, opened safely: its members by their names, unpacked piece by piece through a counter."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import IO, Self

from zlib_ng import zlib_ng as zlib

from pipeline.door import Door
from pipeline.office.directory import is_encrypted, open_zip
from pipeline.office.names import member_name
from pipeline.office.parsing import refuse
from pipeline.problems import Unreadable

_CHUNK = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s22x2H")  # signature, lengths of the name and of what is extra
_LOCAL = b"PK\x03\x04"
_UNUSUAL = ~(0b110 | 0x8 | 0x800)  # flags, but for how well it is packed, where its sizes stand, UTF-8
_OF_A_PACKAGE = frozenset(("[content_types].xml", "_rels/.rels"))


class Zip:
    """The members of a zip, folders left out; of two with one name the later counts."""

    def __init__(self, stream: IO[bytes], door: Door) -> None:
        """Raises `Unreadable` where the directory is unsound or too large."""
        self.limits = door.limits
        self._door = door
        self._stream = stream
        self._zip = open_zip(stream, door.limits)
        self._entries = {member_name(entry): entry for entry in self._zip.infolist() if not entry.is_dir()}
        self._unpacked = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The members' paths, in the order of the directory."""
        return tuple(self._entries)

    @property
    def is_package(self) -> bool:
        """Whether it is an OOXML file rather than an archive of files."""
        return not _OF_A_PACKAGE.isdisjoint(map(str.casefold, self._entries))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member piece by piece, however large it is.

        Raises `Unreadable` where it is missing, damaged or locked, or all that was unpacked
        is too much.
        """
        return self._chunks(self._entry(name))

    def is_packed(self, name: str) -> bool:
        """Whether a member is compressed, rather than stored as it is. Raises `Unreadable`."""
        return self._entry(name).compress_type != zipfile.ZIP_STORED

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = self._entries.get(name)
        if entry is None:
            raise refuse("corrupt", detail="missing part")
        return entry

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            whole = _at_once(self._stream, entry)
            if whole:
                self._count(len(whole))
                yield whole
                return
            with self._opened(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    self._count(len(chunk))
                    yield chunk
        except (Unreadable, MemoryError):
            raise
        except Exception as error:
            # zlib.error derives from Exception directly; damaged headers raise much else
            raise refuse("corrupt") from error

    def _count(self, size: int) -> None:
        total = self.limits.unpacked_megabytes
        self._unpacked += size
        if self._unpacked > total << 20:
            raise refuse("too-large", limit=f"{total} MB")

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
        limit = self.limits.megabytes << 20
        for encoding in ("utf-8", "gb18030"):
            try:
                with self._zip.open(entry, pwd=password.encode(encoding)) as stream:
                    # One byte tells a wrong password, so one in 256 passes: the checksum says more.
                    data = stream.read(limit + 1)
            except MemoryError:
                raise
            except NotImplementedError:
                return None  # AES
            except Exception:
                continue  # as many kinds as there are ways to be no zlib stream
            if len(data) > limit:
                raise refuse("too-large", limit=f"{self.limits.megabytes} MB")
            return io.BytesIO(data)
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()


def _at_once(stream: IO[bytes], entry: zipfile.ZipInfo) -> bytes | None:
    """A small part as nearly all are, unpacked in one go; None for one that `zipfile` shall judge.

    Nothing is taken here that it would refuse: the header before the part names it and adds
    nothing, no more comes out than the directory says, and the checksum is right.
    """
    name = entry.orig_filename
    size = _LOCAL_HEADER.size + len(name) + entry.compress_size
    if entry.flag_bits & _UNUSUAL or not name.isascii() or max(size, entry.file_size) > _CHUNK:
        return None
    stream.seek(entry.header_offset)
    found = stream.read(size)
    if len(found) < size or _LOCAL_HEADER.unpack_from(found) != (_LOCAL, len(name), 0):
        return None
    start = _LOCAL_HEADER.size + len(name)
    if found[_LOCAL_HEADER.size : start] != name.encode("ascii"):
        return None
    content: bytes | memoryview = memoryview(found)[start:]
    if entry.compress_type == zipfile.ZIP_DEFLATED and entry.file_size:
        try:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, entry.file_size)
        except zlib.error:  # type: ignore[misc]  # to its stubs it is a value
            return None
    is_sound = len(content) == entry.file_size and zlib.crc32(content) == entry.CRC
    return bytes(content) if is_sound else None
