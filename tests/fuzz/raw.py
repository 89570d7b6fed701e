"""Mutations of bytes: of any file, of compound files (.doc, .xls), of 7z archives, of marked-up text."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable
from random import Random

import olefile

Change = Callable[[Random, bytes], bytes]

_SECTOR = 512
_EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
NONSENSE = (
    "", "x", "-1", "0", "1", "²", "٣", "NaN", "1e999", "-0", "99999999999999999999", "2147483648", "true", "/", "../../x",
    "#", "A1:XFD1048576", "XFD1048576", "rId1", "rId9999", "\ufffd", "%00", "http://127.0.0.1:9/", "FFFFFFFF", "0.5",
    "{{ 7*7 }}", "甲" * 300,
)  # fmt: skip
_TAG = re.compile(rb"<[^<>]+>")
_ATTRIBUTE = re.compile(rb"=\s*(\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+)")
_CHARSET = re.compile(rb"(?i)(charset|encoding)\s*=\s*[\"']?[\w-]+")
_CONTROL = re.compile(rb"\\([a-z]+)(-?\d+)?")


def anywhere(random: Random, data: bytes) -> bytes:
    """Bytes changed, lost, doubled or put in, without regard to what they are."""
    if not data:
        return bytes([random.randrange(256)])
    changed = bytearray(data)
    at = random.randrange(len(changed))
    match random.randrange(7):
        case 0:
            for _ in range(random.randint(1, 30)):
                changed[random.randrange(len(changed))] = random.randrange(256)
        case 1:
            changed[at] ^= 1 << random.randrange(8)
        case 2:
            del changed[at : at + random.randint(1, 64)]
        case 3:
            changed[at:at] = changed[at : at + random.randint(1, 600)]
        case 4:
            changed[at:at] = random.randbytes(random.randint(1, 64))
        case 5:
            _put_number(random, changed, at)
        case _:
            del changed[at:]
    return bytes(changed)


def _put_number(random: Random, data: bytearray, at: int) -> None:
    size = random.choice((1, 2, 4))
    if at + size <= len(data):
        data[at : at + size] = (random.choice(_EXTREMES) & (1 << 8 * size) - 1).to_bytes(size, "little")


# --- compound files -----------------------------------------------------------------


def sectors(random: Random, data: bytes) -> bytes:
    """Sectors of a compound file swapped, emptied, lost; or the head, which says where all is."""
    changed = bytearray(data)
    count = len(changed) // _SECTOR
    if count < 2:
        return anywhere(random, data)
    one, other = (random.randrange(count) * _SECTOR for _ in "12")
    match random.randrange(4):
        case 0:
            changed[one : one + _SECTOR], changed[other : other + _SECTOR] = (
                changed[other : other + _SECTOR],
                changed[one : one + _SECTOR],
            )
        case 1:
            changed[one : one + _SECTOR] = bytes([random.choice((0, 255))]) * _SECTOR
        case 2:
            del changed[one : one + _SECTOR]
        case _:
            _put_number(random, changed, random.randrange(24, 512))
    return bytes(changed)


def streams(random: Random, data: bytes) -> bytes:
    """Numbers in a stream of a compound file, where its own format has them."""
    target = io.BytesIO(data)
    try:
        with olefile.OleFileIO(target, write_mode=True) as compound:
            # Smaller ones lie in another's sectors: olefile follows them for ever where their table is wrong.
            least = compound.minisectorcutoff
            names = [name for name in compound.listdir() if compound.get_size(name) >= least]
            name = random.choice(names)
            content = bytearray(compound.openstream(name).read())
            _in_stream(random, content, is_records=name[-1] in ("Workbook", "Book"))
            compound.write_stream(name, bytes(content))
    except Exception:  # what was mutated before may be no compound file any more
        return sectors(random, data)
    return target.getvalue()


def _in_stream(random: Random, content: bytearray, *, is_records: bool) -> None:
    for _ in range(random.choice((1, 1, 3, 10))):
        if is_records and random.random() < 0.7:
            start = random.choice(_records(content))
            size = struct.unpack_from("<H", content, start + 2)[0]
            # The kind of a record, its length, or what it says.
            _put_number(random, content, start + random.choice((0, 2, 4 + random.randrange(max(1, size)))))
        else:
            _put_number(random, content, random.randrange(len(content)))


def _records(content: bytearray) -> list[int]:
    """Where the records of a workbook's stream begin ([MS-XLS] 2.1.4)."""
    found, at = [0], 0
    while at + 4 <= len(content) and len(found) < 20_000:
        found.append(at)
        at += 4 + int.from_bytes(content[at + 2 : at + 4], "little")
    return found


# --- 7z ------------------------------------------------------------------------------


def header(random: Random, data: bytes) -> bytes:
    """A 7z archive's header changed, and its checksums made to agree: the change is looked at."""
    if len(data) < 40 or data[:2] != b"7z":
        return anywhere(random, data)
    offset, size = struct.unpack_from("<2Q", data, 12)
    start = 32 + offset
    if start + size > len(data) or not size:
        return anywhere(random, data)
    inner = bytearray(data[start : start + size])
    for _ in range(random.choice((1, 1, 2, 5))):
        inner[random.randrange(len(inner))] = random.choice(
            (0, 1, 0x17, 0x7F, 0x80, 0xFF, random.randrange(256))
        )
    front = struct.pack("<2QL", offset, len(inner), zlib.crc32(inner))
    return (
        data[:8]
        + struct.pack("<L", zlib.crc32(front))
        + front
        + data[32:start]
        + inner
        + data[start + size :]
    )


# --- text with marks -----------------------------------------------------------------


def markup(random: Random, data: bytes) -> bytes:
    """Tags of a web page, or of XML in one piece, lost, doubled, moved or many times over; attributes extreme."""
    pattern = random.choice((_TAG, _TAG, _ATTRIBUTE, _CHARSET))
    places = [found.span() for found in pattern.finditer(data)]
    if not places:
        return anywhere(random, data)
    start, end = random.choice(places)
    if pattern is _ATTRIBUTE:
        value = random.choice(NONSENSE).encode()
        return data[:start] + b'="' + value + b'"' + data[end:]
    if pattern is _CHARSET:
        name = random.choice((b"gbk", b"utf-16", b"utf-7", b"none-such", b"big5", b"idna", b"hex", b"\x00"))
        return data[:start] + b'charset="' + name + b'"' + data[end:]
    there = random.choice(places)[0]
    tag = data[start:end]
    match random.randrange(5):
        case 0:
            return data[:start] + data[end:]
        case 1:
            return data[:end] + tag * random.choice((1, 5, 150, 3000)) + data[end:]
        case 2:
            return data[:there] + tag + data[there:]
        case 3:
            return data[:start] + random.choice((b"<td rowspan=65534 colspan=1000>", b"<table><tr><td>" * 60,
                                                 b"<!--", b"<![CDATA[", b"<script>", b"<textarea>", b"<ol type=a start=999999999><li>", b"<ol type=I><li value=-1>", b"<td x:num=NaN>", b"<td sdval=1e999 colspan=0>")) + data[end:]  # fmt: skip
        case _:
            return data[: min(start, there)] + data[max(start, there) :]


def controls(random: Random, data: bytes) -> bytes:
    """Control words of RTF with other numbers, or others' names; groups that don't end."""
    places = [found.span() for found in _CONTROL.finditer(data)]
    if not places:
        return anywhere(random, data)
    start, end = random.choice(places)
    word = random.choice((
        rb"\bin999999999 ", rb"\u-32768?", rb"\cellx-1", rb"\trowd", rb"\ansicpg99999", rb"{" * 200, b"}",
        data[slice(*random.choice(places))],
    ))  # fmt: skip
    return data[:start] + word + data[end:]


def spliced(random: Random, data: bytes) -> bytes:
    """The beginning of the file, then a part of it from elsewhere."""
    one, other = (random.randrange(len(data) + 1) for _ in "12")
    return data[:one] + data[other:]
