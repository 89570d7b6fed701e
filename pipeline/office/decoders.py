"""The one door to Pillow's decoders: which of them are tried on which bytes, and nothing else."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from PIL import Image

# Only these are ever tried: the other formats that Pillow knows do more than read pixels.
_DECODERS = ("JPEG", "PNG", "GIF", "BMP", "DIB", "TIFF", "WEBP")
# ISO/IEC 23008-12, annex B: HEVC pictures by the brands of their first box; AV1 Image File Format, 6.
_HEIC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_AVIF = frozenset((b"avif", b"avis"))


def open_picture(data: bytes) -> Image.Image:
    """A picture of which the header was read and nothing decoded yet; to be closed.

    Pillow's own exceptions, of whatever kind, where the bytes are none of the formats that
    can be printed. Wanted inside `any_size`.
    """
    kind = iso_kind(data)
    if kind == "image/heic":
        _learn_heif()
    formats = {"image/heic": ("HEIF",), "image/avif": ("AVIF",)}.get(kind, _DECODERS)
    return Image.open(io.BytesIO(data), formats=formats)


def iso_kind(data: bytes) -> str:
    """The media type of a picture of phones by its first box, ``""`` for any other."""
    if data[4:8] != b"ftyp":
        return ""
    brands = data[8 : min(int.from_bytes(data[:4], "big"), 128)]
    found = {brands[at : at + 4] for at in range(0, len(brands), 4) if at != 4}
    if not found.isdisjoint(_AVIF):
        return "image/avif"
    return "image/heic" if not found.isdisjoint(_HEIC) else ""


@lru_cache
def _learn_heif() -> None:
    # Loaded when the first such picture is met: most forms have none.
    import pillow_heif

    pillow_heif.register_heif_opener()


@contextmanager
def any_size() -> Iterator[None]:
    """Pillow without its warnings and its own bound: sizes are looked at before anything is decoded."""
    bound = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = bound
