"""Mutations of a zip: its directory, its members' names, sizes, flags and order, its relations."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.fuzz import raw
from tests.hostile import zips
from tests.hostile.zips import End, Entry

_NAMES = (
    "../../evil.xml", "/etc/passwd", "C:/evil.xml", "word\\document.xml", "WORD/DOCUMENT.XML", "a" * 1_200, "", "/", "a\0b",
    "word/document.xml/", "[Content_Types].xml", "xl/workbook.bin", "mimetype", "\ud7ff\uffff", "~$附件1.docx", "评审/附件1.docx",
)  # fmt: skip
_NUMBERS = (0, 1, -1, 2, 100, 0x7FFFFFFF, 0xFFFFFFFF)
_RELATION = re.compile(rb'(Id|Target|Type|TargetMode)="([^"]*)"')

Entries = list[Entry]


def entries(data: bytes) -> Entries | None:
    """The members of a zip, unpacked; None where it is none any more, or holds too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            found = package.infolist()
            if sum(entry.file_size for entry in found) > 20_000_000 or len(found) > 2_000:
                return None
            return [Entry(entry.filename, package.read(entry), zips.DEFLATED) for entry in found]
    except Exception:  # zipfile and its decoders have half a dozen of their own
        return None


def packed(members: Entries, end: End | None = None, before: bytes = b"", after: bytes = b"") -> bytes:
    """The bytes of a zip; a pair of surrogates that UTF-8 hasn't goes."""
    sound = [replace(one, name=one.name.encode("utf-8", "replace").decode()) for one in members]
    return zips.written(sound, end or End(), before, after)


def _changing(change: Callable[[Random, Entries], None]) -> raw.Change:
    """A change of the members as one of bytes; bytes that are no zip are changed somewhere."""

    def changed(random: Random, data: bytes) -> bytes:
        members = entries(data)
        if not members:
            return raw.anywhere(random, data)
        change(random, members)
        return packed(members)

    changed.__name__ = change.__name__
    return changed


@_changing
def dropped(random: Random, members: Entries) -> None:
    """A member is gone."""
    del members[random.randrange(len(members))]


@_changing
def doubled(random: Random, members: Entries) -> None:
    """A member is there twice, under its name or one that is nearly it."""
    one = random.choice(members)
    name = random.choice((one.name, one.name.upper(), one.name.replace("/", "\\"), f"/{one.name}"))
    members.insert(random.randrange(len(members) + 1), replace(one, name=name))


@_changing
def swapped(random: Random, members: Entries) -> None:
    """Two members have each other's content."""
    one, other = (random.randrange(len(members)) for _ in "12")
    members[one], members[other] = (
        replace(members[one], data=members[other].data),
        replace(members[other], data=members[one].data),
    )


@_changing
def renamed(random: Random, members: Entries) -> None:
    """A member has another name, in the directory or in front of its data."""
    at = random.randrange(len(members))
    name = random.choice((*_NAMES, members[at].name[:-1], random.choice(members).name))
    members[at] = replace(members[at], **{random.choice(("name", "local")): name})


@_changing
def misdescribed(random: Random, members: Entries) -> None:
    """The directory says another size, checksum, place or method than is true."""
    at = random.randrange(len(members))
    one = members[at]
    said = random.choice(_NUMBERS)
    match random.randrange(6):
        case 0:
            members[at] = replace(
                one, size=len(one.data) + said if 0 <= len(one.data) + said < 2**32 else said & 0xFFFFFFFF
            )
        case 1:
            members[at] = replace(one, crc=said & 0xFFFFFFFF)
        case 2:
            members[at] = replace(one, at=said & 0xFFFFFFFF)
        case 3:
            members[at] = replace(one, flags=1 << random.randrange(16))
        case 4:
            members[at] = replace(
                one, method=random.choice((0, 1, 8, 9, 12, 14, 93, 95, 99, 65535)), packed=one.data
            )
        case _:
            members[at] = replace(one, comment=bytes(random.choice((1, 60_000))))


@_changing
def damaged(random: Random, members: Entries) -> None:
    """A member's own bytes are changed, cut off, or no longer what packs them."""
    at = random.randrange(len(members))
    one = members[at]
    if random.random() < 0.3:
        squeezed = bytearray(zips.deflated([one.data]))
        squeezed[random.randrange(len(squeezed))] ^= 1 << random.randrange(8)
        members[at] = replace(one, packed=bytes(squeezed))
    else:
        members[at] = replace(one, data=raw.anywhere(random, one.data))


@_changing
def reencoded(random: Random, members: Entries) -> None:
    """A part is in another encoding, whatever it declares."""
    at = random.randrange(len(members))
    encoding = random.choice(("utf-16", "utf-16-be", "gb18030", "utf-8-sig", "latin-1", "utf-32"))
    text = members[at].data.decode("utf-8", "replace")
    members[at] = replace(members[at], data=text.encode(encoding, "replace"))


@_changing
def crossed(random: Random, members: Entries) -> None:
    """Relations lead to one another's parts, to themselves, outside, nowhere."""
    places = [at for at, one in enumerate(members) if one.name.endswith((".rels", "[Content_Types].xml"))]
    if not places:
        return
    at = random.choice(places)
    data = members[at].data
    found = list(_RELATION.finditer(data))
    if not found:
        return
    for _ in range(random.choice((1, 2, 6))):
        one, other = random.choice(found), random.choice(found)
        value = random.choice(
            (other[2], other[2], members[at].name.encode(), *(name.encode() for name in raw.NONSENSE))
        )
        data = data.replace(one[0], one[1] + b'="' + value + b'"', 1)
    members[at] = replace(members[at], data=data)


@_changing
def nested(random: Random, members: Entries) -> None:
    """A member is the whole again, or another one's place is taken by it."""
    whole = packed(members)
    at = random.randrange(len(members))
    members[at] = replace(
        members[at], data=whole, name=random.choice((members[at].name, "内.zip", "内.docx"))
    )


def ended(random: Random, data: bytes) -> bytes:
    """The end of the zip lies, is followed or preceded by something, or is cut off."""
    members = entries(data)
    if not members:
        return raw.anywhere(random, data)
    match random.randrange(5):
        case 0:
            return packed(members, End(entries=random.choice((0, 1, len(members) + 1, 0xFFFF))))
        case 1:
            return packed(members, End(offset=random.choice((0, 1, 30, 0x7FFFFFFF, 0xFFFFFFFF))))
        case 2:
            return packed(members, before=random.choice((b"MZ", b"PK\3\4", random.randbytes(40), data)))
        case 3:
            return packed(
                members, after=random.choice((b"\0" * 300, b"PK\5\6" + bytes(18), random.randbytes(40)))
            )
        case _:
            return data[: random.randrange(len(data) + 1)]
