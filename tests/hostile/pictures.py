"""Pictures that are odd, broken, or far larger than they look."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from random import Random

from PIL import Image

SIZE = (120, 80)


def noise() -> Image.Image:
    """Grey pixels, the same each time."""
    return Image.frombytes("L", SIZE, Random(7).randbytes(SIZE[0] * SIZE[1]))


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def jpeg(**options: object) -> bytes:
    """A photo as cameras write it."""
    return encoded(noise().convert("RGB"), "JPEG", **options)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, depth: int = 8, colour: int = 0, pixels: bytes = b"") -> bytes:
    """A PNG of this size, whatever its pixels are."""
    header = struct.pack(">2I5B", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(pixels, 9))
        + chunk(b"IEND", b"")
    )


def grey_of_sixteen_bits() -> bytes:
    """From dark on the left to light on the right."""
    row = b"\0" + b"".join(struct.pack(">H", column * 500 + 1000) for column in range(SIZE[0]))
    return png(*SIZE, depth=16, pixels=row * SIZE[1])


def animation() -> bytes:
    frames = [Image.new("P", SIZE, number) for number in range(5)]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


def without_jfif() -> bytes:
    """A JPEG whose first segment is a table, as some scanners write."""
    data = jpeg()
    length = int.from_bytes(data[4:6], "big")
    return data[:2] + data[4 + length :]


def palette() -> bytes:
    image = noise().convert("P")
    return encoded(image, "PNG", transparency=bytes(range(256)))


def wrong_checksum() -> bytes:
    data = bytearray(encoded(noise(), "PNG"))
    data[20] ^= 0xFF  # in the header's width: its checksum no longer agrees
    return bytes(data)


def metafile() -> bytes:
    """An EMF as Word writes for what was pasted from elsewhere: a header and an end."""
    bounds = struct.pack("<8i", 0, 0, 120, 80, 0, 0, 3000, 2000)
    header = (
        bounds
        + b" EMF"
        + struct.pack("<7I", 0x10000, 108, 2, 1, 0, 0, 0)
        + struct.pack("<4i", 1024, 768, 320, 240)
    )
    head = struct.pack("<2I", 1, len(header) + 8) + header
    return head + struct.pack("<5I", 14, 20, 0, 0, 20)


def webp_header(width: int, height: int) -> bytes:
    body = b"\0" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    inside = b"WEBPVP8X" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def gif_header(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<2H3B", width, height, 0x80, 0, 0) + b"\0" * 6 + b"\x3b"


ODD: Mapping[str, Callable[[], bytes]] = {
    "animation.gif": animation,
    "no-jfif.jpg": without_jfif,
    "cmyk.jpg": lambda: encoded(noise().convert("CMYK"), "JPEG"),
    "grey16.png": grey_of_sixteen_bits,
    "palette.png": palette,
    "odd-exif.jpg": lambda: jpeg(exif=b"Exif\0\0II*\0\xff\xff\xff\xff"),
}
BROKEN: Mapping[str, Callable[[], bytes]] = {
    "cut-off.jpg": lambda: jpeg()[:900],
    "checksum.png": wrong_checksum,
    "empty.png": lambda: png(*SIZE),
    "drawing.svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "metafile.emf": metafile,
    "metafile.wmf": lambda: b"\xd7\xcd\xc6\x9a" + b"\0" * 40,
    "phone.heic": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64,
    "cut-off.webp": lambda: webp_header(120, 80),
    "nothing.png": lambda: b"",
    "text.jpg": "不是图片".encode,
}
BOMBS: Mapping[str, Callable[[], bytes]] = {
    "50000x50000.png": lambda: png(50_000, 50_000, pixels=b"\0" * 1_000_000),
    "65500x65500.jpg": lambda: jpeg().replace(
        struct.pack(">2H", 80, 120), struct.pack(">2H", 65_500, 65_500), 1
    ),
    "60000x60000.gif": lambda: gif_header(60_000, 60_000),
    "16383x16383.webp": lambda: webp_header(16_383, 16_383),
    "40000x40000.bmp": lambda: (
        b"BM"
        + struct.pack("<3I", 54, 0, 54)
        + struct.pack("<I2i2H6I", 40, 40_000, 40_000, 1, 24, 0, 0, 0, 0, 0, 0)
    ),
}
