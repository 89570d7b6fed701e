"""PDFs as LibreOffice exports them: the pages of their destinations, and what is set right in them."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

# What is of the moment: two dates, which may as well be missing, and hashes made with them.
_DATES = re.compile(rb"/CreationDate\(D:[^)]*\)|<xmp:CreateDate>[^<]*</xmp:CreateDate>")
_HASHES = re.compile(rb"/ID \[ <([0-9A-F]{32})>\s*<([0-9A-F]{32})> \]\s*/DocChecksum /([0-9A-F]{32})")
# The language of the document is that of its Latin words to LibreOffice.
_LANGUAGE, _CHINESE = re.compile(rb"/Lang\(en-US\)"), b"/Lang(zh-CN)"
_PIECE = 1 << 20


def destinations(pdf: Path) -> dict[str, int]:
    """The page of each named destination, counted from 1; raises ``ValueError`` for what is no PDF."""
    import pypdfium2

    try:
        with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
            return dict(_destinations(document.raw))
    except pypdfium2.PdfiumError as error:
        raise ValueError(f"{pdf}: {error}") from None


def destination(bookmark: str) -> str:
    """The name of the destination that LibreOffice makes of a bookmark: an address, its marks as codes."""
    return re.sub(r"[^0-9A-Za-z-]", lambda found: f"{ord(found[0]):02X}", quote(bookmark))


def _destinations(document: Any) -> Iterator[tuple[str, int]]:
    from pypdfium2 import raw

    for number in range(raw.FPDF_CountNamedDests(document)):
        size = ctypes.c_long(0)
        raw.FPDF_GetNamedDest(document, number, None, size)
        buffer = ctypes.create_string_buffer(max(0, size.value))
        found = raw.FPDF_GetNamedDest(document, number, buffer, size)
        page = raw.FPDFDest_GetDestPageIndex(document, found) if found else -1
        if page >= 0:
            yield buffer.raw[: size.value].decode("utf-16-le").rstrip("\0"), page + 1


def finish(pdf: Path) -> None:
    """Set a PDF right in its place: Chinese, and silent about when it was made; raises ``OSError``.

    The same document laid out twice then gives the same bytes.
    """
    with pdf.open("r+b") as stream, contextlib.closing(mmap.mmap(stream.fileno(), 0)) as data:
        for found in list(_LANGUAGE.finditer(data)):
            data[found.start() : found.end()] = _CHINESE
        for found in list(_DATES.finditer(data)):
            data[found.start() : found.end()] = b" " * (found.end() - found.start())
        places = [found.span(group) for found in _HASHES.finditer(data) for group in (1, 2, 3)]
        for start, end in places:
            data[start:end] = b"0" * (end - start)
        whole = _digest(data)
        for start, end in places:
            data[start:end] = whole[: end - start]
        data.flush()


def _digest(data: mmap.mmap) -> bytes:
    digest = hashlib.sha256()
    for start in range(0, len(data), _PIECE):
        digest.update(data[start : start + _PIECE])
    return digest.hexdigest().upper().encode("ascii")
