"""Marks of state secrets, as they are set on documents: GB/T 9704-2012, 7.2.2, and usage.

The bare words are normal text (商业秘密, 保密): what counts is the mark itself, such as
``秘密★1年``, ``机密·``, or 内部资料 on a line of its own. Whatever bears one is held back whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.model import Document, Grid, Paragraph

CODE = "state-secret"

_LEVEL = "(?:绝密|机密|秘密)"
_STAR = "[★☆⭐✩✭✮✯✰*]"
_MARK = re.compile(
    rf"{_LEVEL}{_STAR}(?:\d|长期|[一二三五十])"
    rf"|(?<![一-鿿]){_LEVEL}(?:{_STAR}|[·•・‧∙])"
    rf"|{_STAR}{_LEVEL}(?![一-鿿])"
    r"|内部(?:资料|文件)[,、:;!]?(?:请?注意(?:保存|保密|保管)|不得外传|严禁外传|请勿外传|切勿外传|妥善保管)"
)
_ALONE = re.compile(rf"[\[(<【〔]*内部(?:资料|文件)[\])>】〕!。.{_STAR[1:-1]}]*")
# No mark is without one of these, which no other character is a form of: most texts need no closer look.


def mark(text: str) -> str:
    """The first mark in a text, ``""`` where it bears none."""
    if "密" not in text and "部" not in text:
        return ""
    for line in unicodedata.normalize("NFKC", text).splitlines():
        said = "".join(line.split())
        found = _MARK.search(said) or _ALONE.fullmatch(said)
        if found:
            return found[0]
    return ""


def is_marked(document: Document) -> bool:
    """Whether a document bears a mark anywhere, in its headers and footers too."""
    return any(map(mark, chain(_texts(document.blocks), document.beside)))


def _texts(blocks: Iterable[object]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.number + block.text
        elif isinstance(block, Grid):
            yield from _texts(chain.from_iterable([cell.blocks for cell in block.cells]))
