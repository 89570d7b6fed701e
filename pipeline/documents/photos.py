"""A form's photos as they are printed: upright, without metadata, no larger than needed.

Done once for each picture: what lies in the folder already is not made again, so the
folder belongs to one width. Metadata tells where and by whom a photo was taken, hence
only pixels are kept, turned as EXIF says and with sRGB colours.
"""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from pipeline.model import Problem
from pipeline.office import media

BROKEN = "picture-broken"

_QUALITY = 85
_ORIENTATION = 0x0112
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
    original: Path, shas: frozenset[str], folder: Path, width_px: int = 1300
) -> tuple[Photo | Problem, ...]:
    """These pictures of a file, made ready in a folder (which may not exist yet), sorted by hash.

    One that is missing, damaged or of a kind that can't be printed is a `Problem`
    ``picture-broken`` with its hash as ``sha``. Raises `Unreadable` where the file
    isn't what it was when it was read, and ``OSError``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = {sha: _existing(folder, sha) for sha in sorted(shas)}
    wanting = frozenset(sha for sha, photo in found.items() if photo is None)
    data = media(original, set(wanting)) if wanting else {}
    return tuple(
        photo if photo is not None else _made(data.get(sha, b""), sha, folder, width_px)
        for sha, photo in found.items()
    )


def _existing(folder: Path, sha: str) -> Photo | None:
    """The photo made earlier, None where there is none or it doesn't open."""
    for suffix, (_, media_type) in _FORMATS.items():
        path = folder / f"{sha}{suffix}"
        with contextlib.suppress(OSError), Image.open(path) as image:
            return Photo(sha, path, image.width, image.height, media_type)
    return None


def _made(data: bytes, sha: str, folder: Path, width_px: int) -> Photo | Problem:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = _upright(data, width_px)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # Pillow's decoders raise any of these for damaged or unknown pictures.
        return Problem(BROKEN, (("sha", sha),))
    suffix = ".png" if image.getcolors(_FEW_COLOURS) is not None else ".jpg"
    kind, media_type = _FORMATS[suffix]
    path = folder / f"{sha}{suffix}"
    _save(image, kind, path)
    return Photo(sha, path, image.width, image.height, media_type)


def _upright(data: bytes, width_px: int) -> Image.Image:
    """The pixels: upright, in sRGB, on white, at most so wide."""
    with Image.open(io.BytesIO(data)) as opened:
        # A JPEG is decoded at half, a quarter or an eighth of its size where that suffices;
        # turned, its width may be what is its height now.
        opened.draft("RGB", (width_px, width_px))
        image = ImageOps.exif_transpose(_coloured(opened))
    if image.width > width_px:
        height = max(1, round(image.height * width_px / image.width))
        image = image.resize((width_px, height), Image.Resampling.LANCZOS, reducing_gap=3)
    return image


def _coloured(image: Image.Image) -> Image.Image:
    """The picture as sRGB pixels, what is transparent in it white; its EXIF stays for turning."""
    exif = image.getexif()
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
    # A new picture: nothing but the pixels and which way is up comes along.
    plain = Image.frombytes("RGB", pixels.size, pixels.tobytes())
    plain.getexif()[_ORIENTATION] = exif.get(_ORIENTATION, 1)
    return plain


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
