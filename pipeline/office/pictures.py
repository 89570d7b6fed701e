"""The pictures of a package: by part name while reading, by hash when they are wanted."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable

from PIL import Image

from pipeline.door import FileLimits
from pipeline.model import Picture
from pipeline.office.decoders import any_size, iso_kind, open_picture
from pipeline.office.package import Package
from pipeline.problems import Unreadable

_MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
    "svg": "image/svg+xml",
    "heic": "image/heic",
    "heif": "image/heic",
    "avif": "image/avif",
}
# Those whose opening reads no more than a header.
_SIZED = ("JPEG", "PNG", "BMP", "DIB", "TIFF", "WMF")
# Of a JPEG: a table of quantization with its number before it, the highest number, JFIF's own segment.
_TABLE, _MOST_TABLES, _JFIF = 65, 3, 14
_BY_FORMAT = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "DIB": "image/bmp",
    "TIFF": "image/tiff",
    "WEBP": "image/webp",
    "EMF": "image/x-emf",
    "WMF": "image/x-wmf",
}


class Pictures:
    """Describes each picture part of a package once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, Picture | None] = {}

    def of_part(self, name: str) -> Picture | None:
        """The picture in a part, None where the part isn't there."""
        if name not in self._known:
            present = name in self._package
            self._known[name] = _described(self._package, name) if present else None
        return self._known[name]


def _described(package: Package, name: str) -> Picture:
    """The picture in a part; one that is broken or too large to be held has no size in pixels."""
    sha, data = _content(package, name, package.limits.part_megabytes)
    return Picture(sha, *look(data or b"", name))


def _content(package: Package, name: str, megabytes: int) -> tuple[str, bytes | None]:
    """The hash of a part, and its bytes, None where it has too many of them.

    What can't be unpacked to its end is hashed as far as it goes, and has no bytes: a
    picture that is broken is a finding later on, no reason to lose the form.
    """
    digest = hashlib.sha256()
    held: list[bytes] = []
    size = 0
    try:
        for chunk in package.chunks(name):
            digest.update(chunk)
            size += len(chunk)
            if size <= megabytes << 20:
                held.append(chunk)
            else:
                held.clear()
    except Unreadable as error:
        if error.problem.code != "corrupt":
            raise
        return digest.hexdigest(), b""
    return digest.hexdigest(), b"".join(held) if size <= megabytes << 20 else None


def look(data: bytes, name: str = "") -> tuple[int, int, str]:
    """A picture's size in pixels and media type; only its header is read, whatever it declares.

    A picture that can't be told by its bytes has the type that its name says and the size
    0 × 0.
    """
    media_type = _MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    # Of these two Pillow would make room for all pixels first.
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return *_webp_size(data), "image/webp"
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) > 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little"), "image/gif"
    plain = _jpeg_size(data)
    if plain is not None:
        return *plain, "image/jpeg"
    kind = iso_kind(data)
    media_type = kind or media_type
    try:
        if kind:
            with any_size(), open_picture(data) as image:
                return *image.size, kind
        with any_size(), Image.open(io.BytesIO(data), formats=_SIZED) as image:
            return *image.size, _BY_FORMAT.get(image.format or "", media_type)
    except MemoryError:
        raise
    except Exception:  # as many kinds as there are ways to be no picture
        return 0, 0, media_type


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height of a WebP by its first chunk (RFC 9649, 2.5 to 2.7); 0 × 0 where it has none."""
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        return 0, 0
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return 0, 0


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a plain JPEG by its frame header (ITU-T T.81, B.1.1.4 and B.2.2).

    None for what Pillow shall judge: other segments than such a JPEG has before its scan,
    and whatever is odd about them.
    """
    if not data.startswith(b"\xff\xd8"):
        return None
    size, at = None, 2
    while data[at : at + 1] == b"\xff":
        marker, start = data[at + 1 : at + 2], at + 4
        at += 2 + int.from_bytes(data[at + 2 : start], "big")
        segment = data[start:at]
        if at > len(data) or not segment:
            return None
        if marker == b"\xda":
            return size
        if marker in (b"\xc0", b"\xc2") and size is None:
            size = _frame_size(segment)
            if size is None:
                return None
        elif marker == b"\xdb":
            tables = segment[::_TABLE]
            if len(segment) % _TABLE or max(tables) > _MOST_TABLES:
                return None
        elif marker not in (b"\xc4", b"\xdd", b"\xfe") and not (marker == b"\xe0" and len(segment) >= _JFIF):
            return None
    return None


def _frame_size(header: bytes) -> tuple[int, int] | None:
    """Width and height by a frame header of 8 bits in gray or three colours."""
    if len(header) < 6 or header[0] != 8 or header[5] not in (1, 3) or len(header) != 6 + 3 * header[5]:
        return None
    height, width = int.from_bytes(header[1:3], "big"), int.from_bytes(header[3:5], "big")
    return (width, height) if width and height else None


def described(data: bytes) -> Picture | None:
    """The picture in these bytes; None where there are none."""
    return Picture(hashlib.sha256(data).hexdigest(), *look(data)) if data else None


def of_package(package: Package, shas: Collection[str], limits: FileLimits) -> dict[str, bytes | None]:
    """The bytes of a package's pictures with these hashes; None for one that is too large to be printed."""
    found: dict[str, bytes | None] = {}
    for name in package.names:
        if len(found) == len(shas):
            break
        if "/media/" in name or name.rpartition(".")[2].lower() in _MEDIA_TYPES:
            sha, data = _content(package, name, limits.picture_megabytes)
            if sha in shas:
                found[sha] = data
    return found


def among(pictures: Iterable[bytes], shas: Collection[str], limits: FileLimits) -> dict[str, bytes | None]:
    """Those of these pictures that have one of these hashes; None for one too large to be printed."""
    found: dict[str, bytes | None] = {}
    for data in pictures:
        sha = hashlib.sha256(data).hexdigest()
        if sha in shas:
            found[sha] = data if len(data) <= limits.picture_megabytes << 20 else None
    return found
