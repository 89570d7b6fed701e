"""The words of a file that stand beside what is read of it: headers, footers, notes, comments.

No form's answer is there, but a mark that the file as a whole bears may be.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.office.package import Package
from pipeline.problems import Unreadable

_PARTS = re.compile(
    r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml|xl/(?:comments|drawings/(?:drawing|comment))\d+\.xml",
    re.IGNORECASE,
)
# An element ``t``, whatever its prefix, or UTF-16, in which none is found so.
_MAY_SAY = re.compile(rb"[<:]t[\s/>]")
_WIDE = b"\0"
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_HEADS = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]*)<")


def words(package: Package) -> tuple[str, ...]:
    """Each paragraph beside a document's own, each header and footer of a sheet.

    A part that is damaged says nothing: the file is read without it.
    """
    found: list[str] = []
    for name in filter(_holds_words, package.names):
        try:
            found += filter(None, _words(package, name))
        except Unreadable:
            continue
    return tuple(found)


@lru_cache(512)
def _holds_words(name: str) -> bool:
    """Whether a part of this name is looked into; all files have nearly the same parts."""
    return bool(_PARTS.fullmatch(name) or _SHEETS.fullmatch(name))


def _words(package: Package, name: str) -> Iterator[str]:
    if _PARTS.fullmatch(name):
        data = package.read(name)
        may_say = (b":t" in data or b"<t" in data) and _MAY_SAY.search(data)
        if not may_say and _WIDE not in data:
            return  # a drawing of pictures alone, as nearly all are
        for node in package.xml(name).iter("{*}p", "{*}text"):
            yield "".join(inner.text or "" for inner in node.iter("{*}t"))
    else:
        data = package.read(name)
        if b"Header>" not in data and b"Footer>" not in data:
            return
        for found in _HEADS.finditer(data):
            yield html.unescape(found[1].decode("utf-8", "replace"))
