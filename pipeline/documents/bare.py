"""Pictures without anything but their pixels, not encoded again: no place, no camera, no preview.

Sources: ITU-T T.81, annex B, and T.871 (JPEG and JFIF); ISO/IEC 15948, 5 (PNG).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = (b"IHDR", b"PLTE", b"IDAT", b"IEND")

_SOI, _EOI, _SOS, _ADOBE = b"\xff\xd8", 0xD9, 0xDA, 0xEE
# Version 1.1, a density of 1:1, no preview.
_JFIF = bytes.fromhex("ffe0 0010 4a46494600 0101 00 0001 0001 00 00")
_FRAMES = frozenset((0xC0, 0xC1, 0xC2))
# Tables of Huffman codes and quantization, lines, intervals of restart.
_TABLES = frozenset((0xC4, 0xDB, 0xDC, 0xDD))
# Where the pixels of a scan end: at a marker that is neither a stuffed zero nor a restart.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


class _Odd(Exception):
    """A picture whose pixels can't be told from the rest, or mean other colours without it."""


def bare(data: bytes) -> bytes | None:
    """A JPEG or PNG with the same pixels and nothing else; None where that can't be had by leaving out.

    Profiles go as well: the caller knows that the colours are sRGB without. What follows the
    picture's end is left out.
    """
    try:
        if data.startswith(_SOI):
            return b"".join(_jpeg(data))
        if data.startswith(_PNG):
            return _PNG + b"".join(_png(data))
    except (_Odd, IndexError):
        pass
    return None


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield _SOI + _JFIF
    at = len(_SOI)
    while True:
        at = _marker(data, at)
        marker = data[at]
        if marker == _EOI:
            yield b"\xff\xd9"
            return
        start, end = at + 1, at + 1 + int.from_bytes(data[at + 1 : at + 3], "big")
        if end > len(data) or end < start + 2:
            raise _Odd
        segment = data[start + 2 : end]
        if marker in _FRAMES:
            # Without JFIF's segment such names of its components say that they are no YCbCr.
            if segment[6::3] == b"RGB" or segment[5] not in (1, 3):
                raise _Odd
        elif marker == _ADOBE and segment[:5] == b"Adobe" and segment[11] == 0:
            raise _Odd
        if marker in _FRAMES or marker in _TABLES or marker == _SOS:
            yield b"\xff" + data[at:end]
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            raise _Odd
        at = end
        if marker == _SOS:
            following = _AFTER_SCAN.search(data, at)
            if following is None:
                raise _Odd
            yield data[at : following.start()]
            at = following.start()


def _marker(data: bytes, at: int) -> int:
    """Where the byte is that tells a marker beginning here; before it may be any number of 0xFF."""
    if data[at] != 0xFF:
        raise _Odd
    while data[at] == 0xFF:
        at += 1
    return at


def _png(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while True:
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if end > len(data):
            raise _Odd
        if kind in _PNG_CHUNKS:
            yield data[at:end]
        elif not kind[0] & 0x20:
            raise _Odd  # a chunk without which the pixels can't be understood
        if kind == b"IEND":
            return
        at = end
