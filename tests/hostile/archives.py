"""Files that are not what their name says, and zips that are not what they seem."""

from __future__ import annotations

import io
import struct
from functools import cache

import msoffcrypto

from tests.hostile import zips
from tests.hostile.corpus import (
    ANY,
    CORRUPT,
    NOT_A_FORM,
    PARAGRAPH,
    PASSWORD,
    UNSAFE,
    UNSUPPORTED,
    Shelf,
    docx,
    part,
)
from tests.hostile.zips import Entry
from tests.office import raw

SHELF = Shelf()


_OTHER_FORMATS: dict[str, tuple[str, bytes | str]] = {
    "empty.docx": ("empty-file", b""),
    "text.docx": (CORRUPT, "征集表".encode()),
    "zeros.xlsx": (CORRUPT, bytes(10_000)),
    "pages.docx": (UNSUPPORTED, b"%PDF-1.7\n%%EOF"),
    "rich-text.doc": (ANY, b"{\\rtf1 " + b"{" * 50_000),
    "web.doc": (ANY, b"<html><body>" + b"<table><tr><td>" * 3_000),
    "compound.doc": (ANY, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)),
    "compound-loop.xls": (ANY, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 62, 3, 0xFFFE, 9, 6)
                          + bytes(10) + struct.pack("<9I", 1, 0, 0, 4096, 0, 1, 0, 0, 0) + bytes(4_000)),
    "rights.docx": ("encrypted", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")),
    "program.docx": (CORRUPT, b"MZ" + zips.written(docx())),
    "calc.xlsx": (ANY, zips.written([Entry("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                                     Entry("content.xml", b"<office/>")])),
    "slides.docx": (UNSUPPORTED, raw.package({"ppt/presentation.xml": "<p/>"})),
    "binary.xlsx": (UNSUPPORTED, raw.package({"_rels/.rels": raw.relations(("r", "officeDocument", "xl/workbook.bin")),
                                              "xl/workbook.bin": b"\x83\x01\x00"})),
    "nothing.docx": (ANY, zips.written([])),
}  # fmt: skip


@SHELF.put("locked.docx", "encrypted")
@cache
def locked() -> bytes:
    target = io.BytesIO()
    filler = Entry("word/filler.bin", bytes(8_000))
    msoffcrypto.OfficeFile(io.BytesIO(zips.written(docx(None, filler)))).encrypt(PASSWORD, target)
    return target.getvalue()


@SHELF.put("locked-part.docx", "encrypted")
def locked_part() -> bytes:
    body = part(PARAGRAPH)
    entries = docx()
    entries[2] = Entry("word/document.xml", body, flags=1, packed=zips.with_password(body, PASSWORD.encode()))
    return zips.written(entries)


@SHELF.put("locked-aes.docx", "encrypted")
def locked_aes() -> bytes:
    entries = docx()
    entries[2] = Entry("word/document.xml", bytes(40), flags=1, method=zips.AES)
    return zips.written(entries)


@SHELF.put("cut-off.docx", CORRUPT)
def cut_off() -> bytes:
    data = zips.written(docx(part(PARAGRAPH * 500)))
    return data[: len(data) // 2]


# --- the zip's directory ----------------------------------------------------------


@SHELF.put("parts.docx", "too-many-parts", "parts")
def many_parts() -> bytes:
    return zips.written(docx(None, *(Entry(f"word/x{number}") for number in range(10_000))))


@SHELF.put("parts-denied.docx", "too-many-parts")
def parts_denied() -> bytes:
    entries = docx(
        None, *(Entry(f"word/a-name-of-a-part-of-usual-length/{number:020}") for number in range(60_000))
    )
    return zips.written(entries, zips.End(entries=3))


@SHELF.put("directory.docx", "too-many-parts")
def long_directory() -> bytes:
    return zips.written(docx(None, *(Entry(f"x{number}", comment=bytes(65_000)) for number in range(90))))


@SHELF.put("zip64-parts.docx", "too-many-parts")
def zip64_parts() -> bytes:
    return zips.zip64(docx(), count=10**12, size=200, offset=0)


@SHELF.put("zip64-size.docx", "too-many-parts")
def zip64_size() -> bytes:
    return zips.zip64(docx(), count=4, size=2**62, offset=0)


@SHELF.put("zip64-offset.docx", CORRUPT)
def zip64_offset() -> bytes:
    return zips.zip64(docx(), count=4, size=200, offset=2**62)


@SHELF.put("directory-elsewhere.docx", CORRUPT)
def directory_elsewhere() -> bytes:
    return zips.written(docx(), zips.End(offset=2**31))


@SHELF.put("overlap.docx", UNSAFE)
def overlap() -> bytes:
    entries = docx(part(PARAGRAPH * 50))
    first = 30 + len(entries[0].name) + len(entries[0].data)
    return zips.written([*entries, Entry("word/again.xml", entries[1].data, at=first)])


@SHELF.put("kernel.docx", UNSAFE)
def kernel() -> bytes:
    """One packed kernel that a thousand entries share."""
    packed, size, crc = zips.repeated(bytes(1 << 20), 10)
    shared = [
        Entry(f"word/media/{number}.png", method=zips.DEFLATED, packed=packed, size=size, crc=crc, at=400)
        for number in range(1_000)
    ]
    return zips.written([*docx(), Entry("word/media/k.png", method=zips.DEFLATED, packed=packed, size=size, crc=crc),
                         *shared])  # fmt: skip


_NAMES: dict[str, tuple[str, bytes | str]] = {
    "name-up.docx": (UNSAFE, zips.written(docx(None, Entry("../../evil.txt", b"x")))),
    "name-up-windows.docx": (UNSAFE, zips.written(docx(None, Entry("word\\..\\..\\evil.txt", b"x")))),
    "name-drive.docx": (UNSAFE, zips.written(docx(None, Entry("C:/evil.txt", b"x")))),
    "name-share.docx": (UNSAFE, zips.written(docx(None, Entry("\\\\host\\evil.txt", b"x")))),
    "name-null.docx": (UNSAFE, zips.written(docx(None, Entry("word/evil.xml\0.png", b"x")))),
    "name-long.docx": (UNSAFE, zips.written(docx(None, Entry("word/" + "x" * 60_000, b"x")))),
    "name-absolute.docx": (NOT_A_FORM, zips.written([Entry("/" + entry.name, entry.data) for entry in docx()])),
    "name-backslash.docx": (
        NOT_A_FORM, zips.written([Entry(entry.name.replace("/", "\\"), entry.data) for entry in docx()])
    ),
    "twins.docx": (UNSAFE, zips.written(docx(None, Entry("word/document.xml", part(""))))),
    "twins-case.docx": (UNSAFE, zips.written(docx(None, Entry("WORD/Document.xml", part(""))))),
    "twins-backslash.docx": (UNSAFE, zips.written(docx(None, Entry("word\\document.xml", part(""))))),
    "packed-bzip2.docx": (
        "unsupported-compression", zips.written(docx(None, Entry("a.xml", b"x", method=zips.BZIP2, packed=b"BZh")))
    ),
    "packed-deflate64.docx": (
        "unsupported-compression", zips.written(docx(None, Entry("a.xml", b"x", method=zips.DEFLATE64, packed=b"x")))
    ),
    "checksum.docx": (
        CORRUPT, zips.written([*docx()[:2], Entry("word/document.xml", part(PARAGRAPH), crc=1)])
    ),
    "garbage.docx": (
        CORRUPT,
        zips.written([*docx()[:2], Entry("word/document.xml", part(""), method=zips.DEFLATED, packed=b"\xff" * 90)]),
    ),
    "other-name-inside.docx": (
        CORRUPT, zips.written([*docx()[:2], Entry("word/document.xml", part(""), local="word/otherwise.xml")])
    ),
    "appended.docx": (NOT_A_FORM, zips.written(docx(), after=b"\0" * 300)),
    "two-zips.docx": (NOT_A_FORM, zips.written(docx(), before=zips.written(docx(b"<broken")))),
}  # fmt: skip


# --- far more than it looks ---------------------------------------------------------


@cache
def _gigabyte() -> tuple[bytes, int, int]:
    before, _, after = part("<w:p><w:r><w:t>|</w:t></w:r></w:p>").partition(b"|")
    return zips.repeated(b"green " * 100_000, 1_790, before, after)


@SHELF.put("gigabyte.docx", "too-compressed too-large")
def gigabyte() -> bytes:
    packed, size, crc = _gigabyte()
    main = Entry("word/document.xml", method=zips.DEFLATED, packed=packed, size=size, crc=crc)
    return zips.written([*docx()[:2], main])


@SHELF.put("gigabyte-denied.docx", CORRUPT)
def gigabyte_denied() -> bytes:
    """Its directory says that it is small."""
    packed, _, crc = _gigabyte()
    main = Entry("word/document.xml", method=zips.DEFLATED, packed=packed, size=90_000, crc=crc)
    return zips.written([*docx()[:2], main])


@SHELF.put("gigabyte-picture.docx", "too-large", "unpacked_megabytes")
def gigabyte_picture() -> bytes:
    packed, size, crc = _gigabyte()
    return zips.written(
        docx(None, Entry("word/media/a.png", method=zips.DEFLATED, packed=packed, size=size, crc=crc))
    )


@SHELF.put("tight.docx", "too-compressed", "ratio")
def tight() -> bytes:
    packed, size, crc = zips.repeated(b" " * 1_000_000, 8, *_around())
    main = Entry("word/document.xml", method=zips.DEFLATED, packed=packed, size=size, crc=crc)
    return zips.written([*docx()[:2], main])


@SHELF.put("part.docx", "too-large", "part_megabytes")
def large_part() -> bytes:
    before, after = _around()
    return zips.written(docx(before + (b"<w:b/>" + b" " * (9 << 20)) * 8 + after))


def _around() -> tuple[bytes, bytes]:
    before, _, after = part(f"{PARAGRAPH}|{PARAGRAPH}").partition(b"|")
    return before, after


SHELF.put_all({**_OTHER_FORMATS, **_NAMES}, raw.docx)
