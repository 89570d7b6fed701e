"""Symbol fonts: the characters that a person sees where a run holds plain letters.

Facts: the code charts of Symbol, Wingdings, Wingdings 2 and Webdings; of Wingdings 3,
which has arrows only, the triangles that stand for bullets.
"""

from __future__ import annotations


def _from(first: int, characters: str) -> dict[int, str]:
    return {first + at: character for at, character in enumerate(characters)}


_WINGDINGS = {
    0x22: "✂",
    **_from(0x28, "☎✆✉"),
    0x36: "⌛",
    0x3F: "✍",
    **_from(0x41, "✌"),
    **_from(0x45, "☜☞☝☟"),
    0x4A: "☺",
    0x4C: "☹",
    0x51: "✈",
    **_from(0x6C, "●❍■□□□□◆◆◆❖◆☒"),
    **_from(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    **_from(0x9E, "·•▪○○○◉◎○▪□"),
    0xAB: "★",
    **_from(0xD8, "➢"),
    **_from(0xDF, "←→↑↓↖↗↙↘"),
    **_from(0xE8, "➔"),
    **_from(0xEF, "⇦⇨⇧⇩"),
    **_from(0xFB, "✗✓☒☑"),
}
_WINGDINGS_2 = {
    **_from(0x4F, "✗✓☒☑☒☒"),
    **_from(0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    0x81: "○",
    **_from(0x95, "·•●●○○"),
    **_from(0xA0, "▪■■□□"),
}
_WINGDINGS_3 = {0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶", 0x7D: "▶"}
_WEBDINGS = {0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗", **_from(0x33, "◀▶▲▼")}
_SYMBOL = {
    **_from(0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"),
    **_from(0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"),
    **_from(0xA3, "≤⁄∞"),
    **_from(0xAB, "↔←↑→↓°±″≥×∝∂•÷≠≡≈…"),
    0xD6: "√",
    0xD7: "⋅",
    0xE0: "◊",
    0xE5: "∑",
}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}


def is_symbol_font(font: str | None) -> bool:
    """Whether letters in this font are symbols known here."""
    return bool(font) and font.lower() in _FONTS  # type: ignore[union-attr]  # bool() excludes None


def coded(code: str, font: str) -> str:
    """What a person sees of a symbol given by its code in hexadecimal; nothing for nonsense."""
    try:
        return seen(chr(int(code, 16)), font)
    except (ValueError, OverflowError):
        return ""


def seen(text: str, font: str, codes: range = range(0x100)) -> str:
    """What a person sees of ``text`` in a symbol font; unknown symbols stay as they are.

    ``codes``: of the characters that are no private ones, those that the font is for.
    """
    table = _FONTS.get(font.lower(), {})
    return "".join(_seen(char, table, codes) for char in text)


def _seen(char: str, table: dict[int, str], codes: range) -> str:
    code = ord(char)
    if 0xF000 <= code <= 0xF0FF:  # a symbol's code, moved into the private use area
        return table.get(code & 0xFF, char)
    return table.get(code, char) if code in codes else char
