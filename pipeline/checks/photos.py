"""Checks of pictures: photos-at-least, photos-printable, photos-sharp."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.subject import Subject, finding, spots
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Finding, Picture

_PRINTABLE = frozenset(
    f"image/{kind}" for kind in ("jpeg", "png", "gif", "bmp", "tiff", "webp", "heic", "avif")
)


def photos_at_least(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where there are fewer than ``limit`` different pictures, attached ones included; ``{count}``."""
    for spot in spots(subject, definition):
        placed = spot.answer.value
        count = (len(set(placed)) if isinstance(placed, tuple) else 0) + subject.pictures
        if count < definition.limit:
            yield finding(definition, spot, str(count), count=count)


def photos_printable(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where pictures are broken or of a kind that can't be printed; ``{count}`` of them.

    The finding's value names their kinds.
    """
    for spot in spots(subject, definition):
        placed = spot.answer.value if isinstance(spot.answer.value, tuple) else ()
        odd = [item for item in placed if isinstance(item, Picture) and not _is_printable(item)]
        if odd:
            kinds = "、".join(sorted({_kind(picture) for picture in odd}))
            yield finding(definition, spot, kinds, count=len(odd))


def photos_sharp(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where pictures have fewer than ``limit`` pixels on their longer side; ``{count}`` of them.

    The finding's value is the size of the smallest.
    """
    for spot in spots(subject, definition):
        placed = spot.answer.value if isinstance(spot.answer.value, tuple) else ()
        pictures = [item for item in placed if isinstance(item, Picture) and _is_printable(item)]
        small = [item for item in pictures if max(item.width, item.height) < definition.limit]
        if small:
            least = min(small, key=lambda item: (item.width * item.height, item.width))
            yield finding(definition, spot, f"{least.width}×{least.height}", count=len(small))


def _is_printable(picture: Picture) -> bool:
    return picture.media_type in _PRINTABLE and picture.width > 0 and picture.height > 0


def _kind(picture: Picture) -> str:
    """``EMF`` for ``image/x-emf``."""
    return picture.media_type.rpartition("/")[2].removeprefix("x-").partition("+")[0].upper()
