"""7z archives, by py7zr: their members in one pass, counted while they come out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import IO

import py7zr
from py7zr.io import Py7zIO, WriterFactory

from pipeline.door import Door, FileLimits
from pipeline.model import Problem
from pipeline.office.disk import is_machines
from pipeline.office.names import Sink, plain
from pipeline.office.parsing import refuse
from pipeline.problems import Unreadable

# Where a method's properties tell how much memory it takes: after its first byte.
_LZMA, _LZMA2, _PPMD = b"\x03\x01\x01", b"\x21", b"\x03\x04\x01"
_LARGEST_DICTIONARY = 256 << 20  # four times what 7-Zip's highest level takes


class SevenZip:
    """A 7z archive.

    Raises `Unreadable` (``corrupt``, ``encrypted``, ``too-large``, ``too-many-parts``,
    ``unsupported-compression``), when it is made and when it is unpacked.
    """

    def __init__(self, content: IO[bytes], door: Door) -> None:
        self._content = content
        self._limits = door.limits
        self._names: dict[str, str] = {}
        for password in (None, *door.passwords):
            self._password = password
            if self._fits():
                return
        raise refuse("encrypted")

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of its files."""
        return tuple(self._names)

    def unpack(self, names: Collection[str], sink: Callable[[str], Sink]) -> dict[str, Problem]:
        """Write these members' bytes, in the archive's order; gives why for each that isn't there."""
        wanted = [self._names[name] for name in names if name in self._names]
        with self._opened() as archive:
            archive.extract(targets=wanted, factory=_Factory(sink, self._limits.unpacked_megabytes))
        return {name: Problem("corrupt") for name in names if name not in self._names}

    def _fits(self) -> bool:
        """Whether the password is the archive's; learns the names."""
        try:
            with self._opened() as archive:
                files = [entry for entry in archive.list() if entry.is_file]
                _check(archive, len(files), sum(entry.uncompressed for entry in files), self._limits)
                self._names = {plain(entry.filename): entry.filename for entry in files}
                if archive.needs_password() and self._password is None:
                    return False
                if self._password is not None and files:
                    # A wrong password shows in what comes out, or in its checksum.
                    smallest = min(files, key=lambda entry: entry.uncompressed)
                    archive.extract(
                        targets=[smallest.filename],
                        factory=_Factory(lambda _: _Nowhere(), self._limits.unpacked_megabytes),
                    )
        except Unreadable as error:
            if self._password is None and error.problem.code != "encrypted":
                raise
            return False
        return True

    @contextmanager
    def _opened(self) -> Iterator[py7zr.SevenZipFile]:
        self._content.seek(0)
        try:
            with self._listed() as archive:
                yield archive
        except (Unreadable, MemoryError):
            raise
        except py7zr.PasswordRequired as error:
            raise refuse("encrypted") from error
        except py7zr.UnsupportedCompressionMethodError as error:
            raise refuse("unsupported-compression", method="7z") from error
        except Exception as error:  # the errors of half a dozen decoders besides its own
            if is_machines(error):
                raise  # no room for what comes out
            raise refuse("corrupt") from error

    def _listed(self) -> py7zr.SevenZipFile:
        """The archive with its list, which is packed itself and hence unpacked before it can be checked."""
        try:
            return py7zr.SevenZipFile(self._content, password=self._password)
        except MemoryError as error:  # a list takes kilobytes, whatever its method's properties say
            raise refuse("too-large", detail="dictionary") from error


def _check(archive: py7zr.SevenZipFile, files: int, size: int, limits: FileLimits) -> None:
    """Refuse, before anything is unpacked, what declares too much."""
    if files > limits.parts:
        raise refuse("too-many-parts", limit=limits.parts)
    if size > limits.unpacked_megabytes << 20:
        raise refuse("too-large", limit=f"{limits.unpacked_megabytes} MB")
    streams = archive.header.main_streams
    for folder in streams.unpackinfo.folders if streams is not None else ():
        for coder in folder.coders:
            if _memory(coder["method"], coder["properties"] or b"") > _LARGEST_DICTIONARY:
                raise refuse("too-large", detail="dictionary")


def _memory(method: bytes, properties: bytes) -> int:
    """The memory that a method declares to need, of those that may need much (7-Zip's Methods.txt)."""
    if method in (_LZMA, _PPMD) and len(properties) >= 5:
        return int.from_bytes(properties[1:5], "little")
    if method == _LZMA2 and properties:
        bits = properties[0]
        return (2 | bits & 1) << (bits // 2 + 11)
    return 0


class _Nowhere:
    def write(self, data: bytes) -> None:
        pass


class _Factory(WriterFactory):
    """Gives py7zr a sink for each file, and counts what goes into all of them."""

    def __init__(self, sink: Callable[[str], Sink], megabytes: int) -> None:
        self._sink = sink
        self._megabytes = megabytes
        self._left = megabytes << 20

    def create(self, filename: str) -> Py7zIO:
        return _Output(self._sink(plain(filename)), self._count)

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise refuse("too-large", limit=f"{self._megabytes} MB")


class _Output(Py7zIO):
    def __init__(self, sink: Sink, count: Callable[[int], None]) -> None:
        self._sink = sink
        self._count = count
        self._size = 0

    def write(self, s: bytes | bytearray) -> int:
        self._count(len(s))
        self._sink.write(bytes(s))
        self._size += len(s)
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        pass

    def size(self) -> int:
        return self._size
