"""Characters as a person sees them: what has no width is dropped, every space is a space."""

from __future__ import annotations

import re

_INVISIBLE = (
    *range(9),
    0x0B,
    0x0C,
    *range(0x0E, 0x20),
    0xAD,
    0x061C,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xD800, 0xE000),  # halves of a character: no text holds them
    *range(0xFE00, 0xFE10),  # variation selectors, as phones put them behind ticks
    0xFEFF,
    *range(0xFFF9, 0xFFFD),
    0xFFFE,
    0xFFFF,
)
_SPACES = (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_LINES = (0x85, 0x2028, 0x2029)
_CLEAN = dict.fromkeys(_INVISIBLE) | dict.fromkeys(_SPACES, " ") | dict.fromkeys(_LINES, "\n")
_ODD = re.compile("[" + "".join(map(re.escape, map(chr, _CLEAN))) + "]")


def clean(text: str) -> str:
    """Text with zero-width characters dropped and every kind of space made a plain one."""
    return text.translate(_CLEAN) if _ODD.search(text) else text
