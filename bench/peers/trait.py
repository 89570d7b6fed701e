"""One tricky file and what a person sees in it; the package that such a file is."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STRICT = {
    "schemas.openxmlformats.org/wordprocessingml/2006/main": "purl.oclc.org/ooxml/wordprocessingml/main",
    "schemas.openxmlformats.org/spreadsheetml/2006/main": "purl.oclc.org/ooxml/spreadsheetml/main",
    OFFICE.removeprefix("http://"): "purl.oclc.org/ooxml/officeDocument/relationships",
}


@dataclass(frozen=True)
class Tricky:
    """A file with one trait, and what a person sees in it.

    ``seen`` stands in its text, in this order; ``unseen`` does not; ``once`` stands there
    exactly once; ``ticked``: the option with a tick before it, ``unticked``: the one
    without; ``pictures``: how many there are (None: of no account).
    """

    trait: str
    suffix: str
    data: bytes
    seen: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    ticked: str = ""
    unticked: str = ""
    pictures: int | None = None


@dataclass(frozen=True)
class Part:
    """A part of a package: its content, its media type ("": by its ending), its relations."""

    content: str | bytes
    media_type: str = ""
    links: tuple[tuple[str, str, str], ...] = ()


def package(parts: Mapping[str, Part], *, strict: bool = False) -> bytes:
    """An OOXML file; its first part is the main one."""
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{part.media_type}"/>'
        for name, part in parts.items()
        if part.media_type
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="png" ContentType="image/png"/>{types}</Types>'
        ),
        "_rels/.rels": _relations([("rId1", "officeDocument", next(iter(parts)))]),
    }
    for name, part in parts.items():
        files[name] = part.content
        if part.links:
            folder, _, file = name.rpartition("/")
            files[f"{folder}/_rels/{file}.rels"] = _relations(part.links)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, _xml(content, strict=strict) if isinstance(content, str) else content)
    return target.getvalue()


def _relations(links: Iterable[tuple[str, str, str]]) -> str:
    """A part of relations of (id, type or its last word, target)."""
    inner = ""
    for name, kind, target in links:
        full = kind if "://" in kind else f"{OFFICE}/{kind}"
        outside = ' TargetMode="External"' if "://" in target else ""
        inner += f'<Relationship Id="{name}" Type="{full}" Target="{target}"{outside}/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _xml(content: str, *, strict: bool) -> str:
    for transitional, name in _STRICT.items() if strict else ():
        content = content.replace(transitional, name)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}'


def png(shade: int) -> bytes:
    """A grey picture of 8 × 8 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes([shade]) * 8 for _ in range(8)))
    chunks = (chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
