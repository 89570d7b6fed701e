"""What a file is, told by its first bytes alone."""

from __future__ import annotations

import codecs
import re

HEAD = 8192  # so many bytes tell

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"%PDF", "pdf"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
)
# An OpenDocument file begins with an entry that says so, stored, its name ``mimetype`` of 8 letters.
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_MIME = re.compile(r"(?:mime-version|from|content-type|date|subject):\s", re.IGNORECASE)
_MULTIPART = re.compile(r"content-type:\s*multipart/related|content-location:", re.IGNORECASE)
_NOT_CONTENT = re.compile(r"<!--.*?-->|<\?.*?\?>|<!.*?>", re.DOTALL)
_FIRST_ELEMENT = re.compile(r"\s*<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)([^>]*)")
_XML = {
    "package": "http://schemas.microsoft.com/office/2006/xmlPackage",
    "wordDocument": "http://schemas.microsoft.com/office/word/2003/wordml",
    "Workbook": "urn:schemas-microsoft-com:office:spreadsheet",
}
_HTML = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "body",
        "style",
        "table",
        "div",
        "p",
        "center",
        "font",
        "h1",
        "h2",
        "h3",
    ]
)


def sniff(head: bytes) -> str:
    """What a file is by its first bytes (`HEAD` of them do).

    ``zip``, ``odt``, ``ods``, ``ole``, ``rtf``, ``pdf``, ``7z``, ``rar``, ``mhtml``, ``html``,
    one of the roots ``package``, ``wordDocument``, ``Workbook`` of XML that Office writes, or ``""``.
    """
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return _OPEN_DOCUMENT.get(head[38:].partition(b"PK")[0], kind) if kind == "zip" else kind
    return _of_text(_text(head))


def _text(head: bytes) -> str:
    """The beginning as text, as far as markup needs: letters beyond ASCII are only got over."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[len(mark) :].decode(name, "ignore")
    if head[:4].count(0) == 2:
        return head.decode("utf-16-le" if head[1] == 0 else "utf-16-be", "ignore")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _of_text(text: str) -> str:
    if _MIME.match(text.lstrip()) and _MULTIPART.search(text):
        return "mhtml"
    if not text.lstrip().startswith("<"):
        return ""
    found = _FIRST_ELEMENT.match(_NOT_CONTENT.sub("", text))
    if not found:
        return ""
    name, attributes = found[2], found[3]
    if name in _XML and _XML[name] in attributes:
        return name
    return "html" if name.lower() in _HTML else ""
