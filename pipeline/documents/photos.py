"""A form's photos as they are printed: upright, without metadata, no larger than needed.

Done once for each picture: what lies in the folder already is not made again, so the
folder belongs to one width. Metadata tells where and by whom a photo was taken, hence
only pixels are kept, turned as EXIF says and with sRGB colours.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from pipeline.door import DEFAULT, Door, FileLimits
from pipeline.model import Problem
from pipeline.office import Inside, media
from pipeline.office.pictures import DECODERS, any_size, look

BROKEN, TOO_LARGE = "picture-broken", "picture-too-large"

_QUALITY = 85
_ORIENTATION = 0x0112
_STRIP = 64  # rows, of what a strip is averaged down to
# A drawing or a screenshot has few colours: JPEG would blur its edges and be larger.
_FEW_COLOURS = 256
_FORMATS = {".jpg": ("JPEG", "image/jpeg"), ".png": ("PNG", "image/png")}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo ready for print: the SHA-256 of the original's bytes, the file made of it, its size."""

    sha: str
    path: Path
    width: int
    height: int
    media_type: str


def prepare(
    original: Path | Inside, shas: frozenset[str], folder: Path, width_px: int = 1300, door: Door = DEFAULT
) -> tuple[Photo | Problem, ...]:
    """These pictures of a file, made ready in a folder (which may not exist yet), sorted by hash.

    One that is missing, damaged or of a kind that can't be printed is a `Problem`
    ``picture-broken`` with its hash as ``sha``, one beyond the limits ``picture-too-large``;
    that is found out before anything of it is decoded. Raises `Unreadable` where the file
    isn't what it was when it was read, and ``OSError``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = {sha: _existing(folder, sha) for sha in sorted(shas)}
    wanting = frozenset(sha for sha, photo in found.items() if photo is None)
    data = media(original, set(wanting), door) if wanting else {}
    return tuple(
        photo if photo is not None else _made(data.get(sha, b""), sha, folder, width_px, door.limits)
        for sha, photo in found.items()
    )


def _existing(folder: Path, sha: str) -> Photo | None:
    """The photo made earlier, None where there is none or it doesn't open."""
    for suffix, (_, media_type) in _FORMATS.items():
        path = folder / f"{sha}{suffix}"
        with contextlib.suppress(OSError), Image.open(path) as image:
            return Photo(sha, path, image.width, image.height, media_type)
    return None


def _made(data: bytes | None, sha: str, folder: Path, width_px: int, limits: FileLimits) -> Photo | Problem:
    if data is None:
        return Problem(TOO_LARGE, (("sha", sha), ("limit", f"{limits.picture_megabytes} MB")))
    width, height, _ = look(data)
    if width * height > limits.picture_megapixels * 1_000_000:
        return Problem(TOO_LARGE, (("sha", sha), ("limit", f"{limits.picture_megapixels} 百万像素")))
    try:
        with any_size():
            image = _upright(data, width_px)
    except MemoryError:
        return Problem(TOO_LARGE, (("sha", sha),))
    except Exception:
        # Pillow's decoders raise whatever their formats give rise to.
        return Problem(BROKEN, (("sha", sha),))
    suffix = ".png" if image.getcolors(_FEW_COLOURS) is not None else ".jpg"
    kind, media_type = _FORMATS[suffix]
    path = folder / f"{sha}{suffix}"
    _save(image, kind, path)
    return Photo(sha, path, image.width, image.height, media_type)


def _upright(data: bytes, width_px: int) -> Image.Image:
    """The pixels: upright, in sRGB, on white, at most so wide."""
    with Image.open(io.BytesIO(data), formats=DECODERS) as opened:
        # A JPEG is decoded at half, a quarter or an eighth of its size where that suffices;
        # turned, its width may be what is its height now.
        opened.draft("RGB", (width_px, width_px))
        way_up = _orientation(opened)
        image = _coloured(_smaller(opened, width_px))
        image.getexif()[_ORIENTATION] = way_up
        image = ImageOps.exif_transpose(image)
    if image.width > width_px:
        height = max(1, round(image.height * width_px / image.width))
        image = image.resize((width_px, height), Image.Resampling.LANCZOS, reducing_gap=3)
    return image


def _orientation(image: Image.Image) -> int:
    """Which way is up, as EXIF says; 1 (as it is) where that is damaged."""
    try:
        way_up = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # a tag may hold anything
        return 1
    return way_up if way_up in range(1, 9) else 1


def _smaller(image: Image.Image, width_px: int) -> Image.Image:
    """Averaged down by a whole number while it stays twice as wide as printed: what follows costs less.

    Strip by strip: a picture of 100 million pixels, converted as a whole, takes a gigabyte.
    """
    factor = min(image.size) // (2 * width_px)
    if factor < 2:
        return _in_plain_mode(image)
    small: Image.Image | None = None
    for top in range(0, image.height, factor * _STRIP):
        box = (0, top, image.width, min(top + factor * _STRIP, image.height))
        strip = _in_plain_mode(image.crop(box)).reduce(factor)
        if small is None:
            small = Image.new(strip.mode, (strip.width, math.ceil(image.height / factor)))
        small.paste(strip, (0, top // factor))
    assert small is not None
    small.info["icc_profile"] = image.info.get("icc_profile")
    return small


def _in_plain_mode(image: Image.Image) -> Image.Image:
    """The same in a mode that can be averaged: L, LA, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        # Grey values of 16 bits: Pillow itself would cut off what is above 255.
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _coloured(image: Image.Image) -> Image.Image:
    """The picture as sRGB pixels and nothing else, what is transparent in it white."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        # A damaged profile is no reason to lose the photo.
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            image = converted if converted is not None else image
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    pixels = image.convert("RGB")
    # A new picture: nothing but the pixels comes along.
    return Image.frombytes("RGB", pixels.size, pixels.tobytes())


def _save(image: Image.Image, kind: str, path: Path) -> None:
    """Written aside and put in place: a run that ends halfway leaves no half photo."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as file:
        if kind == "JPEG":
            image.save(file, kind, quality=_QUALITY, optimize=True)
        else:
            image.save(file, kind, optimize=True)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
