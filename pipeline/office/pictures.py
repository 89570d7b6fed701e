"""The pictures of a package: by part name while reading, by hash when they are wanted."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Collection
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from pipeline.door import DEFAULT, Door
from pipeline.model import Picture
from pipeline.office.package import Package, open_file, open_package

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
}
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
            self._known[name] = describe(self._package.read(name), name) if present else None
        return self._known[name]


def describe(data: bytes, name: str) -> Picture:
    """A picture's hash, size in pixels and media type; only its header is read.

    A picture that can't be told by its bytes keeps the type that its name says and has
    the size 0 × 0.
    """
    media_type = _MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    width = height = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                width, height = image.size
                media_type = _BY_FORMAT.get(image.format or "", media_type)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        pass  # a finding later on, not a reason to lose the form
    return Picture(hashlib.sha256(data).hexdigest(), width, height, media_type)


def media(path: Path, shas: Collection[str], door: Door = DEFAULT) -> dict[str, bytes]:
    """The bytes of a file's pictures with these hashes; those not in it are left out.

    Raises `Unreadable` and ``OSError``.
    """
    wanted = set(shas)
    found: dict[str, bytes] = {}
    with open_file(path, door) as stream, open_package(stream, door) as package:
        for name in package.names:
            if len(found) == len(wanted):
                break
            if "/media/" not in name and name.rpartition(".")[2].lower() not in _MEDIA_TYPES:
                continue
            sha = _digest(package, name)
            if sha in wanted:
                found[sha] = package.read(name)
    return found


def _digest(package: Package, name: str) -> str:
    digest = hashlib.sha256()
    for chunk in package.chunks(name):
        digest.update(chunk)
    return digest.hexdigest()
