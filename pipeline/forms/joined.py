"""An answer under a label that joins several fields (``联系人及联系电话``), told apart.

Source: ``record.md``, "Where it stands": both, where they can be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.forms import interpret
from pipeline.forms.model import Field, Form
from pipeline.model import Answer, Place

# What by its look alone is the answer of a field with this role.
_LOOKS = {
    "phone": re.compile(r"[+（(]?\d[\d\s,，、;；/()（）转—–-]{5,}\d|\d{7,}"),
    "email": re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"),
}
_SEPARATORS = " \u3000\t\n；;，,、/|：:"
_PIECES = re.compile(r"\n|[；;/|]|\s{2,}")


def apart(text: str, fields: Sequence[Field], form: Form, place: Place) -> dict[str, Answer]:
    """The answer of each field; where they can't be told apart each is empty with the words as raw."""
    found = _by_looks(text, fields, form) or _by_pieces(text, fields)
    if found is None:
        return {field.key: Answer(interpret.EMPTY[field.kind], text, place=place) for field in fields}
    return {field.key: Answer(words, place=place) for field, words in found}


def _by_looks(text: str, fields: Sequence[Field], form: Form) -> list[tuple[Field, str]] | None:
    """Those that a role tells by their look are taken out; what is left is the other one's."""
    found: list[tuple[Field, str]] = []
    others: list[Field] = []
    for field in fields:
        look = next((look for role, look in _LOOKS.items() if form.role(role) == field.key), None)
        if look is None:
            others.append(field)
            continue
        seen = look.search(text)
        found.append((field, seen[0].strip(_SEPARATORS) if seen else ""))
        text = f"{text[: seen.start()]}\n{text[seen.end() :]}" if seen else text
    if len(others) > 1 or not found:
        return None
    return found + [(field, _tidy(text.split("\n"))) for field in others]


def _by_pieces(text: str, fields: Sequence[Field]) -> list[tuple[Field, str]] | None:
    """One piece for each field, in the order of the label."""
    pieces = [piece.strip(_SEPARATORS) for piece in _PIECES.split(text)]
    pieces = list(filter(None, pieces))
    if not pieces:
        return [(field, "") for field in fields]
    return list(zip(fields, pieces, strict=True)) if len(pieces) == len(fields) else None


def _tidy(pieces: Iterable[str]) -> str:
    return " ".join(filter(None, (piece.strip(_SEPARATORS) for piece in pieces)))
