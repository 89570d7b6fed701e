"""An answer to a label that joins several fields, told apart by what each field can be.

Source: ``docs/reading.md``, "From bytes to a record": a label that joins two fields over
one cell gives both, where they can be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.forms.model import Field, Form
from pipeline.forms.text import normal, without_notes

_SHAPES: Mapping[str, re.Pattern[str]] = {
    "email": re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+", re.ASCII),
    "phone": re.compile(
        r"(?:\+?86[- ]?)?(?:[(（]?0\d{2,3}[)）]?[- ]?)?\d{3,4}[- ]?\d{3,4}(?:[- ]?\d{3,4})?"
        r"(?:(?:-|—|转|ext)\d{1,6})?"
    ),
    "division": re.compile(r"(?<!\d)[A-TＡ-Ｔ]?\d{2}(?!\d)[^A-TＡ-Ｔ\d;；\n]*"),
    "class": re.compile(r"(?<!\d)[A-TＡ-Ｔ]?\d{3,4}(?!\d)[^A-TＡ-Ｔ\d;；\n]*"),
}
_EDGE = " 　\t\n，,、/;；:：|()（）"


def parted(form: Form, fields: Sequence[Field], text: str) -> dict[str, str] | None:
    """The words of each field; None where they can't be told apart.

    Roles that have a shape (``phone``, ``email``, industry codes) take what looks so; at
    most one field without a shape takes the rest, several take as many pieces in order.
    """
    shapes = {form.role(role): pattern for role, pattern in _SHAPES.items()}
    found: dict[str, str] = {}
    rest = _labels(fields).sub("\n", text)
    for field in sorted(
        fields, key=lambda field: list(shapes).index(field.key) if field.key in shapes else 9
    ):
        if field.key not in shapes:
            continue
        found[field.key], rest = _taken(shapes[field.key], rest)
    plain = [field for field in fields if field.key not in shapes]
    words = [piece for piece in re.split(r"[\n，,、/;；|]+", rest) if piece.strip(_EDGE)]
    if len(plain) == 1:
        found[plain[0].key] = rest.replace("\n", " ").strip(_EDGE)
    elif len(plain) == len(words):
        found |= {field.key: word.strip(_EDGE) for field, word in zip(plain, words, strict=True)}
    elif words:
        return None
    return found


def _labels(fields: Sequence[Field]) -> re.Pattern[str]:
    """The fields' own labels, each with its colon, at a line's beginning or behind a blank or mark."""
    names = {without_notes(normal(name)) for field in fields for name in field.labels}
    spelt = "|".join(r"\s*".join(map(re.escape, name)) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![^\s，,、/;；|])(?:{spelt})(?:[（(][^（）()]*[）)])?\s*[：:]")


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """What has a shape, with what stands between several of them; and the rest."""
    finds = list(pattern.finditer(text))
    if not finds:
        return "", text
    start, end = finds[0].start(), finds[-1].end()
    lines = (line.strip() for line in text[start:end].strip(_EDGE).split("\n"))
    return "\n".join(filter(None, lines)), f"{text[:start]}\n{text[end:]}"
