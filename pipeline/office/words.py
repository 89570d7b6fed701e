"""Texts as they may stand in a part of a Word document: in a ``w:t``, in an attribute, in a cache."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# What XML 1.0 can't hold, and the C1 controls that Word refuses besides.
_ILLEGAL = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_SPECIAL = re.compile(f"[{_ILLEGAL}\t\n]")
_FORBIDDEN = re.compile(f"[{_ILLEGAL}]")
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


def finalize(value: object) -> object:
    """A text as the inside of a ``w:t``: breaks and tabs are elements, control characters dropped."""
    if type(value) is not str or _SPECIAL.search(value) is None:
        return value
    words = str(escape(_FORBIDDEN.sub("", value)))
    return Markup(words.replace("\n", _BREAK).replace("\t", _TAB))


def attribute(value: str) -> Markup:
    """A text as the inside of an attribute's quotes: one line, without control characters."""
    return escape(" ".join(clean(value).split()))


def clean(value: str) -> str:
    """A text without what XML can't hold."""
    return _FORBIDDEN.sub("", value)
