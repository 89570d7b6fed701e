"""The pictures of a binary workbook: their bytes, and the cells over which they are anchored.

Source: MS-XLS 2.4.170 (MsoDrawing), 2.4.171 (MsoDrawingGroup), 2.5.193 (OfficeArtClientAnchorSheet);
MS-ODRAW 2.2.13 to 2.2.40. What is damaged is passed over: a form is worth more than
its pictures.
"""

from __future__ import annotations

import struct
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

_BOF, _EOF, _BOUNDSHEET, _CONTINUE = 0x809, 0x00A, 0x085, 0x03C
_DRAWING_GROUP, _DRAWING = 0x0EB, 0x0EC
_WORKSHEET = 0

_STORE, _STORED, _GROUP, _SHAPE = 0xF001, 0xF007, 0xF003, 0xF004
_PROPERTIES, _ANCHOR = 0xF00B, 0xF010
_PICTURE_NUMBER, _SHOWN = 0x0104, 0x03BF
_HIDDEN = 0x0002_0002  # the shape's flag for that, and the flag that says that it counts

_BLIPS = range(0xF018, 0xF118)
_METAFILES = (0xF01A, 0xF01B, 0xF01C)
_BITMAP = 0xF01F
# Records of these instances carry a second hash of 16 bytes (MS-ODRAW 2.2.24 to 2.2.31).
_TWO_HASHES = frozenset([0x3D5, 0x217, 0x543, 0x46B, 0x6E3, 0x6E1, 0x7A9, 0x6E5])
_LARGEST = 64 << 20
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a picture (its index) lies: the cell of its upper left corner and the row of its lower edge.

    Offsets within them are as the file has them: ``right`` in 1/1024 of the column's
    width, ``down`` and ``bottom_down`` in 1/256 of the row's height.
    """

    picture: int
    row: int
    column: int
    down: int
    right: int
    bottom: int
    bottom_down: int


@dataclass(frozen=True, slots=True)
class Drawings:
    """A workbook's pictures, and where each worksheet (hidden ones too, in their order) shows which."""

    pictures: tuple[bytes, ...] = ()
    sheets: tuple[tuple[Anchor, ...], ...] = ()


def drawings(stream: bytes) -> Drawings:
    """The drawings in a workbook's stream; none in what has no BIFF8 records."""
    store: list[bytes] = []
    parts: dict[int, list[bytes]] = defaultdict(list)
    offsets: list[int] = []
    for start, kind, body in _joined(stream):
        if kind == _BOUNDSHEET and len(body) > 6 and body[5] == _WORKSHEET:
            offsets.append(int.from_bytes(body[:4], "little"))
        elif kind == _DRAWING_GROUP:
            store.append(body)
        elif kind == _DRAWING:
            parts[start].append(body)
    pictures = tuple(_pictures(b"".join(store)))
    return Drawings(pictures, tuple(tuple(_anchors(b"".join(parts.get(offset, ())))) for offset in offsets))


def _joined(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The records: where the substream of each begins, its kind, its body; a drawing's may come in parts."""
    at = start = 0
    depth = 0
    joined = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            start, depth = (at if not depth else start), depth + 1
        elif kind == _EOF:
            depth = max(depth - 1, 0)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _CONTINUE:
            if joined:
                yield start, joined, body
            continue
        joined = kind if kind in (_DRAWING, _DRAWING_GROUP) else 0
        if depth <= 1:
            yield start, kind, body


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The records of a drawing: instance, kind and body."""
    at = 0
    while at + 8 <= len(data):
        head, kind, size = struct.unpack_from("<HHL", data, at)
        yield head >> 4, kind, data[at + 8 : at + 8 + size]
        at += 8 + size


def _pictures(store: bytes) -> Iterator[bytes]:
    """The bytes of each picture in the store, empty for one that isn't there: their numbers count."""
    for _, kind, body in _descend(store, _STORE):
        if kind == _STORED:
            name = body[33] if len(body) > 36 else 0
            yield next((_bytes(*blip) for blip in _records(body[36 + name :])), b"")
        elif kind in _BLIPS:
            yield _bytes(0, kind, body)


def _descend(data: bytes, wanted: int, depth: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """The records inside the containers of a kind."""
    for _, kind, body in _records(data):
        if kind == wanted:
            yield from _records(body)
        elif kind < _STORED and depth < _DEEPEST:
            yield from _descend(body, wanted, depth + 1)


def _bytes(instance: int, kind: int, body: bytes) -> bytes:
    """A picture as the file that was put in; metafiles unpacked, a bitmap with its header again."""
    hashes = 32 if instance in _TWO_HASHES else 16
    if kind in _METAFILES:
        data = body[hashes + 34 :]
        if len(body) > hashes + 32 and body[hashes + 32] == 0:
            try:
                return zlib.decompressobj().decompress(data, _LARGEST)
            except zlib.error:
                return b""
        return data
    data = body[hashes + 1 :]
    return _bitmap_file(data) if kind == _BITMAP else data


def _bitmap_file(data: bytes) -> bytes:
    if len(data) < 40:
        return data
    size, bits, colours = int.from_bytes(data[:4], "little"), data[14], int.from_bytes(data[32:36], "little")
    palette = (colours or (1 << bits if bits <= 8 else 0)) * 4
    return struct.pack("<2sLLL", b"BM", 14 + len(data), 0, 14 + size + palette) + data


def _anchors(drawing: bytes, depth: int = 0, outer: bytes = b"") -> Iterator[Anchor]:
    """The pictures of a drawing; those of a group lie where the group does."""
    for _, kind, body in _records(drawing):
        if kind == _SHAPE:
            inside = {number: (instance, found) for instance, number, found in _records(body)}
            _, anchor = inside.get(_ANCHOR, (0, outer))
            instance, found = inside.get(_PROPERTIES, (0, b""))
            properties = dict(struct.iter_unpack("<HL", found[: instance * 6]))
            number = properties.get(0x4000 | _PICTURE_NUMBER, properties.get(_PICTURE_NUMBER, 0))
            hidden = properties.get(_SHOWN, 0) & _HIDDEN == _HIDDEN
            if number and not hidden and len(anchor) >= 18:
                column, right, row, down, _, _, bottom, bottom_down = struct.unpack_from("<8H", anchor, 2)
                yield Anchor(number - 1, row, column, down, right, bottom, bottom_down)
        elif kind == _GROUP and depth < _DEEPEST:
            yield from _anchors(body, depth + 1, _anchor_of_group(body) or outer)
        elif kind < _GROUP and depth < _DEEPEST:
            yield from _anchors(body, depth + 1, outer)


def _anchor_of_group(group: bytes) -> bytes:
    """The anchor of a group's first shape, which is the group itself."""
    for _, kind, body in _records(group):
        if kind == _SHAPE:
            return next((found for _, number, found in _records(body) if number == _ANCHOR), b"")
    return b""
