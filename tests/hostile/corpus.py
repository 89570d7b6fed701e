"""Files that mean harm, or might as well: each with what is to be said of it.

What is large is made on the spot; nothing of it is kept. The names say what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline import office
from pipeline.door import Door
from pipeline.office.parsing import parse
from pipeline.problems import Unreadable
from tests.hostile.zips import Entry
from tests.office import raw

PASSWORD = "绿色2024"

CORRUPT, NOT_A_FORM, UNSUPPORTED = "corrupt", "not-a-form", "unsupported-format"
UNSAFE = "unsafe-package"
# What a reader of older formats makes of bytes that only begin like one.
ANY = f"{CORRUPT} {NOT_A_FORM} {UNSUPPORTED}"

PARAGRAPH = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"
CELL = f"<w:tc>{PARAGRAPH}</w:tc>"

Make = Callable[[], bytes]


@dataclass(frozen=True)
class Hostile:
    """A file: its name, its bytes, and the codes of which one is to be said (``limit``: because of it)."""

    name: str
    make: Make
    codes: tuple[str, ...]
    limit: str = ""


class Shelf(list[Hostile]):
    """Files of one kind, in the order in which they were put there."""

    def put(self, name: str, codes: str, limit: str = "") -> Callable[[Make], Make]:
        """Decorates a function that makes a file; of several codes any will do."""

        def keep(make: Make) -> Make:
            self.append(Hostile(name, make, tuple(codes.split()), limit))
            return make

        return keep

    def put_all(self, files: Mapping[str, tuple[str, bytes | str]], wrap: Callable[[str], bytes]) -> None:
        """Files as they are, or the text that ``wrap`` makes one of."""
        for name, (codes, content) in files.items():
            self.put(name, codes)(_maker(content, wrap))


def _maker(content: bytes | str, wrap: Callable[[str], bytes]) -> Make:
    return lambda: content if isinstance(content, bytes) else wrap(content)


def files() -> tuple[Hostile, ...]:
    """All of them."""
    from tests.hostile import archives, documents, sheets

    return (*archives.SHELF, *documents.SHELF, *sheets.SHELF)


def said_of(door: Door, path: Path) -> str:
    """What a reader says of a file: a problem's code, or ``read``."""
    try:
        office.read(path, door)
    except Unreadable as error:
        return error.problem.code
    return "read"


def docx(document: bytes | None = None, *more: Entry) -> list[Entry]:
    """The entries of a small Word file."""
    body = document if document is not None else part(PARAGRAPH)
    main = raw.relations(("rId1", "officeDocument", "word/document.xml")).encode()
    return [
        Entry(
            "[Content_Types].xml",
            b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        ),
        Entry("_rels/.rels", main),
        Entry("word/document.xml", body),
        *more,
    ]


def part(body: str) -> bytes:
    """A Word file's main part."""
    return f"<w:document {raw.W_NS}><w:body>{body}</w:body></w:document>".encode()


def root_of(text: bytes | None) -> str:
    """The name of a text's root; for no text, so many names are met that a process has no room for more."""
    with suppress(MemoryError, Unreadable):
        for number in range(0 if text else 30):
            names = b"".join(b"<%s%d.%d/>" % (b"x" * 4_700, number, each) for each in range(1_000))
            parse(b"<x>%s</x>" % names)
    return str(parse(text or b"<x/>").tag)
