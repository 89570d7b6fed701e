"""A form's photos as they are printed: upright, without metadata, no larger than needed.

Done once for each picture and size: what lies in the folder already is not made again.
Metadata tells where and by whom a photo was taken, hence only pixels are kept, turned as
EXIF says and with sRGB colours; where they need no change, they stay as they are, not
encoded again, and so do those of a JPEG that is as light as one of print size would be.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.documents import pixels
from pipeline.documents.pixels import Box
from pipeline.door import DEFAULT, Door, FileLimits
from pipeline.model import Problem
from pipeline.office import Inside, media
from pipeline.office.decoders import any_size
from pipeline.office.pictures import look


class CannotKeep(OSError):
    """The folder can't take photos: it has no room, or nobody may write there."""


BROKEN, TOO_LARGE = "picture-broken", "picture-too-large"

_QUALITY = 85
# A drawing or a screenshot has few colours: JPEG would blur its edges and be larger.
_FEW_COLOURS = 256
_END = 8  # bytes at the end of a file, none of which is zero in a JPEG, few in a PNG
_MEDIA_TYPES = {".jpg": "image/jpeg", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo ready for print: the SHA-256 of the original's bytes, the file made of it, its size.

    ``content`` is the SHA-256 of that file: two originals may differ in nothing but their
    metadata. ``bytes``: how many it has.
    """

    sha: str
    path: Path
    width: int
    height: int
    media_type: str
    content: str = ""
    bytes: int = 0

    @property
    def is_there(self) -> bool:
        """Whether the file is there still, and not torn: short, or ending in the zeros of a power cut."""
        try:
            with self.path.open("rb") as file:
                last = max(file.seek(0, os.SEEK_END) - _END, 0)
                file.seek(last)
                end = file.read()
        except OSError:
            return False
        return last + len(end) == self.bytes and any(end)


def prepare(
    original: Path | Inside, boxes: Mapping[str, Box], folder: Path, door: Door = DEFAULT
) -> tuple[Photo | Problem, ...]:
    """Pictures of a file, made ready in a folder (which may not exist yet), sorted by hash.

    ``boxes``: by the hash of each, within how many pixels it is printed. One that is
    missing, damaged or of a kind that can't be printed is a `Problem` ``picture-broken``
    with its hash as ``sha``, one beyond the limits ``picture-too-large``; that is found out
    before anything of it is decoded. Raises `Unreadable` where the file isn't what it was
    when it was read, `CannotKeep` for the folder, and ``OSError``.
    """
    with _keeping():
        folder.mkdir(parents=True, exist_ok=True)
    stems = {sha: folder / f"{sha}-{box[0]}x{box[1]}" for sha, box in sorted(boxes.items())}
    found = {sha: _existing(sha, stem) for sha, stem in stems.items()}
    wanting = {sha for sha, photo in found.items() if photo is None}
    data = media(original, wanting, door) if wanting else {}
    return tuple(
        photo or make(data.get(sha, b""), sha, stems[sha], boxes[sha], door.limits)
        for sha, photo in found.items()
    )


def _existing(sha: str, stem: Path) -> Photo | None:
    """The photo made earlier, None where there is none or it isn't whole."""
    for suffix in _MEDIA_TYPES:
        path = stem.with_name(stem.name + suffix)
        with contextlib.suppress(Exception):  # as many kinds as there are ways to be no picture
            data = path.read_bytes()
            pixels.see_whole(data)
            return _photo(sha, path, data, look(data)[:2])
    return None


def _photo(sha: str, path: Path, data: bytes, size: tuple[int, int]) -> Photo:
    """The photo that lies in a file with these bytes."""
    return Photo(sha, path, *size, _MEDIA_TYPES[path.suffix], hashlib.sha256(data).hexdigest(), len(data))


def make(data: bytes | None, sha: str, stem: Path, box: Box, limits: FileLimits) -> Photo | Problem:
    """A photo of these bytes (None: too many to be held); ``stem`` is its file without the ending.

    Raises `CannotKeep` where that can't be written.
    """
    if data is None:
        return Problem(TOO_LARGE, (("sha", sha), ("limit", f"{limits.picture_megabytes} MB")))
    width, height, _ = look(data)
    if width * height > limits.picture_megapixels * 1_000_000:
        return Problem(TOO_LARGE, (("sha", sha), ("limit", f"{limits.picture_megapixels} 百万像素")))
    try:
        with any_size():
            made, size, suffix = _printable(data, box)
    except MemoryError:
        return Problem(TOO_LARGE, (("sha", sha),))
    except Exception:
        # Pillow's decoders raise whatever their formats give rise to.
        return Problem(BROKEN, (("sha", sha),))
    path = stem.with_name(stem.name + suffix)
    _write(made, path)
    return _photo(sha, path, made, size)


def _printable(data: bytes, box: Box) -> tuple[bytes, tuple[int, int], str]:
    """The bytes of a file to be printed, its size in pixels and the ending of its name."""
    as_it_is = pixels.kept(data, box)
    if as_it_is is not None:
        width, height, media_type = look(as_it_is)
        return as_it_is, (width, height), ".png" if media_type == _MEDIA_TYPES[".png"] else ".jpg"
    image = pixels.upright(data, box)
    held = io.BytesIO()
    if image.getcolors(_FEW_COLOURS) is not None:
        image.save(held, "PNG", optimize=True)
        return held.getvalue(), image.size, ".png"
    image.save(held, "JPEG", quality=_QUALITY)
    return held.getvalue(), image.size, ".jpg"


def _write(data: bytes, path: Path) -> None:
    """Written aside and put in place: a run that ends halfway leaves no half photo.

    Nobody waits for the disk: one lost in a power cut is found out and made again.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with _keeping():
        aside.write_bytes(data)
        aside.replace(path)


@contextlib.contextmanager
def _keeping() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotKeep(error.errno, error.strerror or str(error)) from error
