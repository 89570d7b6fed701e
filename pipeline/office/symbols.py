"""Symbol fonts: the characters that a person sees where a run holds plain letters.

Facts: the Wingdings and Wingdings 2 code charts; ``domain.md``, "How forms come back".
"""

from __future__ import annotations

_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x70: "□",
    0x71: "□",
    0x72: "□",
    0x75: "◆",
    0xA1: "○",
    0xA4: "◉",
    0xA8: "□",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x81: "○",
    0x98: "●",
    0xA2: "■",
    0xA3: "□",
    0xA4: "□",
}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def is_symbol_font(font: str | None) -> bool:
    """Whether letters in this font are symbols known here."""
    return bool(font) and font.lower() in _FONTS  # type: ignore[union-attr]  # bool() excludes None


def coded(code: str, font: str) -> str:
    """What a person sees of a symbol given by its code in hexadecimal; nothing for nonsense."""
    try:
        return seen(chr(int(code, 16)), font)
    except (ValueError, OverflowError):
        return ""


def seen(text: str, font: str) -> str:
    """What a person sees of ``text`` in a symbol font; unknown symbols stay as they are."""
    table = _FONTS.get(font.lower(), {})
    # Word stores a symbol as its code or moved into the private use area at U+F000
    return "".join(
        table.get(ord(char) & 0xFF if 0xF000 <= ord(char) <= 0xF0FF else ord(char), char) for char in text
    )
