"""The names of members of archives, whoever wrote them."""

from __future__ import annotations

import re
import zipfile
import zlib
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Protocol

_UNICODE_PATH = 0x7075
_UTF_8 = 0x800
_THREE_BYTES = "\u0800"
_STEP = r"(?!\.(?:/|$))[^/\\]+"
_PLAIN = re.compile(rf"{_STEP}(?:/{_STEP})*")


class Sink(Protocol):
    """Takes a member's bytes, piece by piece."""

    def write(self, data: bytes, /) -> object: ...


def member_name(entry: zipfile.ZipInfo) -> str:
    """The path of a zip's entry.

    UTF-8 where a flag says so (APPNOTE 4.4.4, bit 11) or Info-ZIP's field of Unicode names
    (4.6.9) does; else, unless the bytes can only be UTF-8, as macOS leaves them, GBK, as
    Chinese Windows has them; else code page 437, as the format began.
    """
    if entry.flag_bits & _UTF_8 or (entry.orig_filename.isascii() and not entry.extra):
        return plain(entry.orig_filename)
    raw = entry.orig_filename.encode("cp437")
    return plain(_unicode_path(entry.extra, raw) or _guessed(raw))


def _unicode_path(extra: bytes, raw: bytes) -> str:
    at = 0
    while at + 4 <= len(extra):
        kind, size = (int.from_bytes(extra[start : start + 2], "little") for start in (at, at + 2))
        content = extra[at + 4 : at + 4 + size]
        # The field counts only while the name that it was made for stands there.
        made_for = int.from_bytes(content[1:5], "little")
        if kind == _UNICODE_PATH and content[:1] == b"\1" and made_for == zlib.crc32(raw):
            return content[5:].decode("utf-8", "replace")
        at += 4 + size
    return ""


def _guessed(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
        # GBK can look like UTF-8 too, but hardly ever like its longer sequences, which Chinese has.
        if raw.isascii() or any(char >= _THREE_BYTES for char in text):
            return text
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("gbk")
    except UnicodeDecodeError:
        return raw.decode("cp437")


@lru_cache(512)
def plain(name: str) -> str:
    """A path with slashes, without those at its ends and without steps that lead nowhere."""
    if _PLAIN.fullmatch(name):
        return name
    parts = PurePosixPath(name.replace("\\", "/").strip("/")).parts
    return "/".join(part for part in parts if part not in ("", ".", "/"))
