"""The pixels of a photo for print: upright, in sRGB, on white, no more of them than the print shows."""

from __future__ import annotations

import contextlib
import io
import math
from functools import lru_cache

from PIL import Image, ImageChops, ImageCms

from pipeline.documents.bare import bare
from pipeline.office.decoders import open_picture

# How many pixels a picture may be wide and high, upright.
Box = tuple[int, int]

_ORIENTATION = 0x0112
# What turns a picture upright, by its EXIF orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = 5  # orientations from here on change width and height
_STRIP = 64  # rows, of what a strip is averaged down to
_PNG_DEPTH = 24  # where a PNG tells the bits of a sample
# A JPEG with more pixels than are printed may have so many times the width and height, and no
# more pixels than this: whoever opens the casebook has all of them in memory.
_FINER, _PIXELS = 3, 1_750_000
# Bytes that a JPEG takes for a pixel that is printed: so many at most of those that are made
# here (at quality 85 the photos of the examples take 0.10 to 0.25).
_JPEG_BYTES = 0.25
# Bytes: so small a file is no load, whatever is in it.
_LIGHT_JPEG = 64_000
_LIGHT_PNG = 32_000
_BITS = 4  # a pixel of a screenshot or drawing takes fewer than these in a PNG, one of a photo more
_SAME = 3  # of 255: so far a profile may be from sRGB to count as sRGB


def kept(data: bytes, box: Box) -> bytes | None:
    """The picture's own bytes without its metadata, where its pixels can be printed as they are.

    None where they can't: too many, turned, of other colours, transparent. A JPEG may have
    more of them than are printed where it is no larger for that: coded anew it would lose,
    and nobody win. Raises whatever Pillow does where they are damaged.
    """
    with open_picture(data) as opened:
        light = _LIGHT.get(opened.format or "")
        if light is None or not _is_printed_so(opened):
            return None
        stripped = bare(data)
        if stripped is None or not light(opened, data, stripped, box):
            return None
    see_whole(stripped)
    return stripped


def see_whole(data: bytes) -> None:
    """Raises whatever Pillow does where a picture isn't whole: it is decoded to its end.

    A JPEG as small as may be, which takes less than half of the time.
    """
    with open_picture(data) as opened:
        opened.draft("L", (1, 1))
        opened.load()


def upright(data: bytes, box: Box) -> Image.Image:
    """The pixels as they are printed, none of the picture's metadata with them.

    Raises whatever Pillow does where they are damaged, ``MemoryError`` where they are too many.
    """
    with open_picture(data) as opened:
        turn = _orientation(opened)
        if turn >= _ON_ITS_SIDE:
            box = box[1], box[0]
        size = _within(opened.size, box)
        # A JPEG is decoded at half, a quarter or an eighth of its size where that suffices.
        opened.draft("RGB", size)
        image = _smaller(opened, size)
        profile = opened.info.get("icc_profile")
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    image = _on_white(_coloured(image, profile))
    if turn in _TURNS:
        image = image.transpose(_TURNS[turn])
    image.info.clear()
    return image


def _is_printed_so(image: Image.Image) -> bool:
    profile = image.info.get("icc_profile")
    return (
        _orientation(image) == 1
        and image.mode in ("1", "L", "P", "RGB")
        and not image.has_transparency_data
        and (not profile or _transform(profile, image.mode) is None)
    )


def _is_light_jpeg(image: Image.Image, _: bytes, stripped: bytes, box: Box) -> bool:
    """Whether a JPEG has no more pixels than are printed, or hardly more bytes than those would take."""
    width, height = _within(image.size, box)
    return (width, height) == image.size or (
        max(image.width / box[0], image.height / box[1]) <= _FINER
        and image.width * image.height <= _PIXELS
        and len(stripped) <= max(_LIGHT_JPEG, _JPEG_BYTES * width * height)
    )


def _is_light_png(image: Image.Image, data: bytes, stripped: bytes, box: Box) -> bool:
    """Whether a PNG is a drawing or a screenshot: as a JPEG a photo would take a fraction of its bytes."""
    bits = len(stripped) * 8
    return (
        _within(image.size, box) == image.size
        and data[_PNG_DEPTH] <= 8
        and (len(stripped) <= _LIGHT_PNG or bits <= _BITS * image.width * image.height)
    )


_LIGHT = {"JPEG": _is_light_jpeg, "MPO": _is_light_jpeg, "PNG": _is_light_png}


def _within(size: tuple[int, int], box: Box) -> tuple[int, int]:
    """This shape, scaled down where it is larger than the box."""
    width, height = size
    if width <= box[0] and height <= box[1]:
        return size
    scale = min(box[0] / width, box[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _orientation(image: Image.Image) -> int:
    """Which way is up, as EXIF says; 1 (as it is) where that is damaged.

    A TIFF's own tag is seen to by Pillow when it decodes.
    """
    if image.format == "TIFF":
        return 1
    try:
        way_up = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # a tag may hold anything
        return 1
    return way_up if way_up in range(1, 9) else 1


def _smaller(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Averaged down by a whole number while it stays twice as large as printed: what follows costs less.

    Strip by strip: a picture of 100 million pixels, converted as a whole, takes a gigabyte.
    """
    factor = min(image.width // (2 * size[0]), image.height // (2 * size[1]))
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
    return small


def _in_plain_mode(image: Image.Image) -> Image.Image:
    """The same in a mode that can be averaged: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        # Grey values of 16 bits: Pillow itself would cut off what is above 255.
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("L", "RGB", "CMYK"):
        image.load()
        return image
    return image.convert("RGB")


def _coloured(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture with sRGB colours; a profile for another mode than its own is none."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    image = image.convert("RGB") if alpha else image
    transform = _transform(profile, image.mode) if profile else None
    if transform is not None:
        converted = ImageCms.applyTransform(image, transform)
        image = converted if converted is not None else image
    if image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    if alpha is not None:
        image.putalpha(alpha)
    return image


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """What makes pixels of a profile sRGB ones; None where they are so already, or the profile is damaged.

    A damaged profile is no reason to lose the photo.
    """
    mode = "RGB" if mode == "P" else mode
    if mode not in ("L", "RGB", "CMYK"):
        return None
    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.buildTransform(source, _srgb(), mode, "RGB")
        probe = _probe(mode)
        shown = ImageCms.applyTransform(probe, made)
        if mode == "CMYK" or shown is None:
            return made
        furthest = ImageChops.difference(shown, probe.convert("RGB")).getextrema()
        return made if max(high for _, high in furthest) > _SAME else None  # type: ignore[misc]  # RGB: pairs
    return None


@lru_cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _probe(mode: str) -> Image.Image:
    """Colours from all over a mode's room."""
    if mode == "L":
        return Image.frombytes("L", (256, 1), bytes(range(256)))
    if mode == "CMYK":
        return Image.new("CMYK", (1, 1))
    steps = range(0, 256, 51)
    colours = bytes(
        value for red in steps for green in steps for blue in steps for value in (red, green, blue)
    )
    return Image.frombytes("RGB", (len(colours) // 3, 1), colours)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
