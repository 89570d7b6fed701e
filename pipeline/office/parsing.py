"""XML from strangers: no DTD, no entities, no network, a bounded tree.

How large a tree will be is told from the bytes before any of it is built, so the
encoding is settled here and not left to the parser: UTF-8, or what is made so.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from pipeline.door import DEFAULT, FileLimits
from pipeline.model import Problem
from pipeline.problems import Unreadable

Element = etree._Element

_DECLARED = re.compile(
    rb"""\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["'][^>]{0,200}\?>"""
)
# A text in UTF-8 that begins with an element: no DTD can come any more. As nearly all do.
_PLAIN = re.compile(
    rb"""(?:<\?xml version=["']1.0["'](?: encoding=["']utf-8["'])?"""
    rb"""(?: standalone=["'](?:yes|no)["'])?\s?\?>)?\s*<[A-Za-z]""",
    re.IGNORECASE,
)
_ANY_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}\?>")
_WIDE = (
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# In these a byte below 128 is what it is in ASCII, or Python decodes them first.
_KNOWN = frozenset(
    [
        "ascii",
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "iso8859-1",
        "iso8859-15",
        "cp1252",
        "cp1251",
        "cp1250",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "shift_jis",
        "cp932",
        "euc_jp",
        "euc_kr",
        "cp949",
    ]
)
_WIDE_MARKS = tuple(mark for mark, _ in _WIDE)
_PARSERS_OWN = 256  # libxml2 goes no deeper, unless told that trees may be huge
_SHALLOW = 12
_DIGITS = 12
_INTEGER = re.compile(rf"\s*([+-]?[0-9]{{1,{_DIGITS}}})\s*", re.ASCII)

# Strict OOXML (ISO/IEC 29500-1) is read as its transitional twin: the same names in other namespaces.
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = tuple(
    (_STRICT + strict, b"http://schemas.openxmlformats.org/" + transitional)
    for strict, transitional in (
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"drawingml/main", b"drawingml/2006/main"),
        (b"drawingml/wordprocessingDrawing", b"drawingml/2006/wordprocessingDrawing"),
        (b"drawingml/spreadsheetDrawing", b"drawingml/2006/spreadsheetDrawing"),
        (b"drawingml/picture", b"drawingml/2006/picture"),
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
        (b"officeDocument/math", b"officeDocument/2006/math"),
    )
)


def is_strict(data: bytes) -> bool:
    """Whether an XML text is strict OOXML's."""
    return _STRICT in data


def strict(data: bytes) -> bytes:
    """An XML text in UTF-8 with transitional names, its names made strict."""
    for name, transitional in _TRANSITIONAL:
        data = data.replace(transitional, name)
    return data


def refuse(code: str, **values: object) -> Unreadable:
    """The exception for a file that can't be read, by its problem's code."""
    return Unreadable(Problem(code, tuple((key, str(value)) for key, value in values.items())))


def integer(text: str | None, default: int = 0) -> int:
    """A whole number as attributes hold it; the default where there is none, or nonsense."""
    if text and len(text) <= _DIGITS and text.isdecimal() and text.isascii():
        return int(text)  # as nearly all are
    found = _INTEGER.fullmatch(text or "")
    return int(found[1]) if found else default


def grandchildren(root: Element, outer: str, inner: str) -> Iterator[Element]:
    """The children with one tag of the children with another; `iterfind` takes twice as long."""
    for child in root.iterchildren(outer):
        yield from child.iterchildren(inner)


def parse(data: bytes, limits: FileLimits = DEFAULT.limits) -> Element:
    """The root of an XML text, strict OOXML's names made transitional.

    Raises `Unreadable`: ``corrupt`` for what is no XML or has a DTD,
    ``too-many-elements``, ``too-deep``, ``too-large``; and ``MemoryError``.
    """
    is_plain = _PLAIN.match(data) is not None
    data = data if is_plain else _in_utf8(data)
    if len(data) > limits.elements:
        # Both bounds are rough and high: a `<` or `=` in the text counts too.
        size = data.count(b"<") - data.count(b"</") + data.count(b"=")
        if size > limits.elements:
            raise refuse("too-many-elements", limit=limits.elements)
    if not is_plain and b"<!DOCTYPE" in data:
        raise refuse("corrupt", detail="DTD")
    if _STRICT in data:
        for name, transitional in _TRANSITIONAL:
            data = data.replace(name, transitional)
    root = _tree(data, limits)
    if _is_deep(root, limits.depth):
        raise refuse("too-deep", limit=limits.depth)
    return root


def _tree(data: bytes, limits: FileLimits) -> Element:
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:  # type: ignore[attr-defined]  # the stubs lack it
            # Also where there is no more room for names, of which a process keeps all that it has met.
            raise MemoryError from error
        if "depth" in str(error).lower():
            raise refuse("too-deep", limit=limits.depth) from error
        if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:  # type: ignore[attr-defined]  # the stubs lack it
            raise refuse("too-large") from error
        raise refuse("corrupt") from error
    except ValueError as error:
        raise refuse("corrupt") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse("corrupt", detail="DTD")
    return root


@lru_cache(maxsize=1)
def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _is_deep(root: Element, most: int) -> bool:
    """Whether there are more elements in elements than may be."""
    # Nearly all trees are very shallow, which is told sooner.
    return all(_deeper_than(depth)(root) for depth in (min(_SHALLOW, most), most))


@lru_cache(maxsize=8)
def _deeper_than(depth: int) -> etree.XPath:
    return etree.XPath(f"boolean({'/*' * (min(depth, _PARSERS_OWN) + 1)})")


def _in_utf8(data: bytes) -> bytes:
    """The same text in UTF-8; raises `Unreadable` for an encoding that nobody should use."""
    if data.startswith(_WIDE_MARKS):
        wide = next(name for mark, name in _WIDE if data.startswith(mark))
    else:
        found = _DECLARED.match(data[:512].removeprefix(codecs.BOM_UTF8))
        declared = found[1].decode("ascii") if found else "utf-8"
        wide = _codec(declared)
        if wide in ("utf-8", "ascii") or wide.startswith("utf-16"):
            # A text that can be read this far and says UTF-16 is none.
            return data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode(wide)
    except UnicodeDecodeError as error:
        raise refuse("corrupt", detail="encoding") from error
    return _ANY_DECLARATION.sub("", text, count=1).encode("utf-8", "replace")


def _codec(name: str) -> str:
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        raise refuse("corrupt", detail="encoding") from None
    if codec not in _KNOWN:
        raise refuse("corrupt", detail="encoding")
    return codec
