"""Zips written byte by byte, so that they can say what no library would write."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STORED, DEFLATED, DEFLATE64, BZIP2, AES = 0, 8, 9, 12, 99
UTF8 = 0x800


@dataclass(frozen=True)
class Entry:
    """An entry; what is None is told as it is.

    ``size``: what the zip says of its length unpacked; ``local``: its name in front of its
    data; ``at``: where the directory says that it begins.
    """

    name: str
    data: bytes = b""
    method: int = STORED
    flags: int = UTF8
    packed: bytes | None = None
    size: int | None = None
    crc: int | None = None
    local: str | None = None
    at: int | None = None
    comment: bytes = b""


@dataclass(frozen=True)
class End:
    """What the end of the zip says; None: the truth."""

    entries: int | None = None
    offset: int | None = None


def written(entries: Iterable[Entry], end: End = End(), before: bytes = b"", after: bytes = b"") -> bytes:
    """A zip of these entries between other bytes, of which it knows nothing."""
    body, directory, count = bytearray(), bytearray(), 0
    for entry in entries:
        packed = _packed(entry)
        size = len(entry.data) if entry.size is None else entry.size
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        name = entry.name.encode("utf-8")
        local = name if entry.local is None else entry.local.encode("utf-8")
        start = len(body) if entry.at is None else entry.at
        common = struct.pack("<3H4x3L", 20, entry.flags, entry.method, crc, len(packed), size)
        if entry.at is None:
            body += b"PK\3\4" + common + struct.pack("<2H", len(local), 0) + local + packed
        directory += b"PK\1\2" + struct.pack("<H", 20) + common
        directory += (
            struct.pack("<5H2L", len(name), 0, len(entry.comment), 0, 0, 0, start) + name + entry.comment
        )
        count += 1
    said = count if end.entries is None else end.entries
    offset = len(body) if end.offset is None else end.offset
    tail = b"PK\5\6" + struct.pack("<4H2LH", 0, 0, said & 0xFFFF, said & 0xFFFF, len(directory), offset, 0)
    return before + bytes(body) + bytes(directory) + tail + after


def _packed(entry: Entry) -> bytes:
    if entry.packed is not None:
        return entry.packed
    return deflated([entry.data]) if entry.method == DEFLATED else entry.data


def deflated(pieces: Iterable[bytes]) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join([*(packer.compress(piece) for piece in pieces), packer.flush()])


def repeated(piece: bytes, times: int, before: bytes = b"", after: bytes = b"") -> tuple[bytes, int, int]:
    """A text far larger than memory likes, packed: (its deflate stream, its size, its checksum)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush nothing refers to what came before: the same bytes may stand there again.
    middle = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(after) + packer.flush()
    crc = zlib.crc32(before)
    for _ in range(times):
        crc = zlib.crc32(piece, crc)
    size = len(before) + times * len(piece) + len(after)
    return start + middle * times + end, size, zlib.crc32(after, crc)


def zip64(entries: Sequence[Entry], *, count: int, size: int, offset: int) -> bytes:
    """A zip whose end is told by the records for large ones, as given."""
    plain = written(entries)
    at = plain.rindex(b"PK\5\6")
    record = b"PK\6\6" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = b"PK\6\7" + struct.pack("<LQL", 0, at, 1)
    end = b"PK\5\6" + struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return plain[:at] + record + locator + end


def with_password(data: bytes, password: bytes) -> bytes:
    """A part's bytes as the zip format's own encryption has them (APPNOTE 6.1), checksum byte included."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = _crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    secret = bytearray()
    for byte in bytes(11) + bytes([zlib.crc32(data) >> 24]) + data:
        mixed = (keys[2] | 2) & 0xFFFF
        secret.append(byte ^ ((mixed * (mixed ^ 1)) >> 8 & 0xFF))
        update(byte)
    return bytes(secret)


def _crc(crc: int, byte: int) -> int:
    crc ^= byte
    crc &= 0xFFFFFFFF
    low = crc & 0xFF
    for _ in range(8):
        low = (low >> 1) ^ (0xEDB88320 if low & 1 else 0)
    return (crc >> 8) ^ low
