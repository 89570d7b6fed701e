"""The check text-clean: characters that nobody typed.

Control characters, the sign for what could not be decoded, and Chinese that was decoded by
the wrong table on its way (锟斤拷; 缁胯壊 for 绿色; ÂÌÉ« for 绿色).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import names
from pipeline.checks.subject import Subject, filled, finding
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Finding

_NEVER_TYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\ufffe\uffff]+|(?:锟斤拷?|烫烫烫|屯屯屯)+")
_LATIN = re.compile(r"[\x80-\xff]{4,}")
_IDEOGRAPHS = re.compile(r"[一-鿿€]{6,}")
_UTF8 = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2})+")
_COMMON = re.compile(r"[一-龥]{2,}")
_SHOWN = 20


def garbled(text: str) -> str:
    """The first piece of a text that was garbled, ``""`` where there is none."""
    found = _NEVER_TYPED.search(text)
    if found:
        return found[0]
    for found in _LATIN.finditer(text):
        if _is_chinese_in_latin(found[0]):
            return found[0]
    for found in _IDEOGRAPHS.finditer(text):
        if _is_utf8_in_gbk(found[0]):
            return found[0]
    return ""


def _is_chinese_in_latin(piece: str) -> bool:
    """Whether accented letters are the bytes of Chinese: by the table of GBK, or of UTF-8."""
    data = piece.encode("latin-1")
    for encoding in ("utf-8", "gbk"):
        decoded = data.decode(encoding, "ignore")
        if _COMMON.fullmatch(decoded):
            return True
    return False


def _is_utf8_in_gbk(piece: str) -> bool:
    """Whether the bytes of Chinese words, as GBK has them, are those of other ones in UTF-8.

    From the first byte on, and as good as all: some of 乳化设备 are so by chance.
    """
    data = b"".join(b"\x80" if char == "€" else char.encode("gbk", "ignore") for char in piece)
    found = _UTF8.match(data)
    return found is not None and len(data) - len(found[0]) <= 3


def text_clean(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a text holds characters that nobody typed; ``{found}``: the first of them."""
    for spot in filled(subject, definition):
        if found := garbled(spot.shown):
            shown = names.printable(found[:_SHOWN])
            yield finding(definition, spot, shown, found=shown)
