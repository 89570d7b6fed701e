"""A web page with what belongs to it: one file of HTML, or a "single file web page" (RFC 2557).

Word, Excel and WPS save such pages under the names .doc and .xls too.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import email
import email.policy
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, unquote_to_bytes, urljoin

from pipeline.office.parsing import refuse

_MAX_PARTS = 10_000
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._-]{1,40})""", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")
_XML_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_FRAMES = re.compile(r"<frameset\b", re.IGNORECASE)
_LINK = re.compile(r"<link\b([^>]{0,500})>", re.IGNORECASE)
_OF_SHEET = re.compile(r"""\bid=["']?shLink\b""", re.IGNORECASE)
_TARGET = re.compile(r"""\bhref=["']?([^"'\s>]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one page, and where it says that it lies."""

    text: str
    location: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Pages in their order, and the files that they may show, by location or ``cid:`` address."""

    pages: tuple[Page, ...]
    parts: dict[str, bytes] = field(default_factory=dict)

    def file(self, page: Page, address: str) -> bytes | None:
        """What an address in a page names; None for what is not in the file: nothing is fetched."""
        address = address.strip()
        if address[:5].lower() == "data:":
            return _data(address)
        for name in (address, unquote(address), urljoin(page.location, address)):
            if name in self.parts:
                return self.parts[name]
        # Pages say where they lay when they were saved; what lies beside them has their folder's name.
        name = posixpath.basename(unquote(address).replace("\\", "/"))
        found = [data for known, data in self.parts.items() if posixpath.basename(known) == name]
        return found[0] if name and len(found) == 1 else None


def of_html(data: bytes) -> Bundle:
    """A page that stands alone."""
    return Bundle((Page(decoded(data)),))


def of_mhtml(data: bytes) -> Bundle:
    """The pages of a single file web page: a workbook's sheets, else the first. Raises `Unreadable`."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    pages: list[Page] = []
    parts: dict[str, bytes] = {}
    for number, part in enumerate(message.walk()):
        if number > _MAX_PARTS:
            raise refuse("too-many-parts", limit=_MAX_PARTS)
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        location = str(part.get("Content-Location", "")).strip()
        if location:
            parts[location] = content
        if name := str(part.get("Content-ID", "")).strip().strip("<>"):
            parts[f"cid:{name}"] = content
        if part.get_content_type() == "text/html":
            pages.append(Page(decoded(content, part.get_content_charset() or ""), location))
    if not pages:
        raise refuse("corrupt", detail="no page")
    return Bundle(tuple(_shown(pages)), parts)


def _shown(pages: list[Page]) -> Iterator[Page]:
    """The first page, or the sheets that it is the frame of."""
    first = pages[0]
    links = [link for link in _LINK.findall(first.text) if _OF_SHEET.search(link)]
    targets = [target[1] for link in links if (target := _TARGET.search(link))]
    sheets = [posixpath.basename(unquote(name)) for name in targets]
    by_name = {posixpath.basename(unquote(page.location)): page for page in pages}
    found = [by_name[name] for name in sheets if name in by_name]
    if _FRAMES.search(first.text) and (found or len(pages) > 1):
        yield from found or pages[1:]
    else:
        yield first


def decoded(data: bytes, said: str = "") -> str:
    """A page's text by its byte order mark, what it declares, or what it can only be."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _plain(data.decode(name, "replace"))
    if data[:4].count(0) == 2:
        return _plain(data.decode("utf-16-le" if data[1] == 0 else "utf-16-be", "replace"))
    declared = _CHARSET.search(data[:8192]) or _DECLARED.match(data[:512])
    names = [declared[1].decode("ascii")] if declared else []
    for name in (*names, said, "utf-8", "gb18030"):
        text = _by(name, data)
        if text is not None:
            return _plain(text)
    return _plain(data.decode("gb18030", "replace"))


def _by(name: str, data: bytes) -> str | None:
    if name.lower() in ("gb2312", "gbk", "x-gbk", "cp936", "gb_2312-80"):
        name = "gb18030"  # what is declared as the smaller set is often written in the larger one
    try:
        return data.decode(name) if name and "16" not in name else None
    except (LookupError, ValueError):  # no such encoding, or a name that is none, or other bytes
        return None


def _plain(text: str) -> str:
    return _XML_DECLARATION.sub("", text.removeprefix("\ufeff")).replace("\0", "")


def _data(address: str) -> bytes | None:
    """The bytes in a ``data:`` address (RFC 2397)."""
    head, comma, body = address[5:].partition(",")
    if not comma:
        return None
    raw = unquote_to_bytes(body)
    if not head.lower().endswith(";base64"):
        return raw
    try:
        return base64.b64decode(re.sub(rb"\s+", b"", raw) + b"==", validate=False)
    except (binascii.Error, ValueError):
        return None
