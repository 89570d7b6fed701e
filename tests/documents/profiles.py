"""Colour profiles written by hand: a matrix and a curve (ICC.1:2001-12, 6 and 8.3.3)."""

from __future__ import annotations

import struct

# What each primary is in XYZ, adapted to D50.
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
DISPLAY_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
_WHITE = (0.96420, 1.0, 0.82491)


def profile(primaries: tuple[tuple[float, ...], ...], gamma: float = 2.2) -> bytes:
    """A display profile of three primaries."""
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    text = b"text" + bytes(4) + b"no rights\0" + bytes(2)
    name = b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(79)
    tags = {b"desc": name, b"cprt": text, b"wtpt": _xyz(_WHITE)}
    tags |= dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, primaries), strict=True))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for sign, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        table += sign + struct.pack(">2I", at + len(body), len(data))
        body += padded
    size = at + len(body)
    head = struct.pack(">I4sI", size, b"\0\0\0\0", 0x02400000) + b"mntrRGB XYZ " + bytes(12) + b"acsp"
    head += bytes(28) + b"".join(struct.pack(">i", round(value * 65536)) for value in _WHITE)
    return head.ljust(128, b"\0") + table + body


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(struct.pack(">i", round(value * 65536)) for value in values)
