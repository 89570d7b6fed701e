"""The file that somebody handed in, given back with notes at its places.

Only the touched parts of a package are written anew: drawings, pictures in cells,
revisions and parts that nothing names stay as they are. What acts is taken out. Formats
that are no OOXML come back as what they were turned into for reading, or where they were
read themselves as a document of what was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal

from pipeline import office
from pipeline.door import DEFAULT, Door
from pipeline.model import Document, Format
from pipeline.office import archive
from pipeline.office.archive import Inside
from pipeline.office.comment import copied
from pipeline.office.comment.note import By, Note
from pipeline.office.package import Package

__all__ = ["CHANGES", "By", "Commented", "Note", "annotate", "ending"]

CHANGES = ("password", "converted", "copied", "macros", "controls", "objects", "template", "signature")
"""How a copy may differ from its file, besides the notes: `Document.changes`.

Not encrypted any more; converted to a newer format; written anew from what was read; without
its macros, ActiveX controls, embedded objects, link to a template, electronic signature.
"""

Kind = Literal["docx", "xlsx"]


@dataclass(frozen=True, slots=True)
class Commented:
    """A file with notes in it, what it is now, and how it differs besides (of `CHANGES`)."""

    data: bytes
    kind: Kind
    changes: tuple[str, ...]


def ending(format_: Format) -> Kind:
    """What a file that was read as this format comes back as."""
    return "docx" if format_ in copied.PAGES else "xlsx"


def annotate(where: Path | Inside, notes: Sequence[Note], by: By, door: Door = DEFAULT) -> Commented:
    """A copy of a document with these notes; the same file and notes give the same bytes.

    ``notes``: their places are those of the document as read on the same terms. Raises
    `Unreadable` and ``OSError`` as `office.read` does.
    """
    with archive.opened(where, door) as stream:
        found = office.unlocked(stream, door)
        made = _annotated(found, notes, by, door)
    return replace(made, changes=("password", *made.changes)) if found.was_locked else made


def _annotated(found: office.Unlocked, notes: Sequence[Note], by: By, door: Door) -> Commented:
    kind, content = found.kind, found.content
    match kind:
        case "ooxml":
            with Package(found.zipped or content, door) as package:
                if not office.is_binary(package):
                    return _in(package, notes, by, door)
            return _converted(content, "xlsb", notes, by, door)
        case "package":
            from pipeline.office.legacy import xml

            with xml.package(office.whole(content), door) as package:
                return _in(package, notes, by, door, "converted")
        case "doc" | "rtf" | "odt" | "ods":
            return _converted(content, kind, notes, by, door)
    return _anew(office.document(found, door), office.loose_pictures(found), notes, by, door)


def _converted(
    content: IO[bytes],
    kind: Literal["xlsb", "doc", "rtf", "odt", "ods"],
    notes: Sequence[Note],
    by: By,
    door: Door,
) -> Commented:
    from pipeline.office.legacy import converted

    _, package = converted.taken(office.whole(content), kind, door)
    with package:
        return _in(package, notes, by, door, "converted")


def _in(package: Package, notes: Sequence[Note], by: By, door: Door, *changes: str) -> Commented:
    from pipeline.office.comment import active, excel, sound, word
    from pipeline.office.comment.parts import Parts

    acting = active.acting(package)
    if not sound.is_sound(package, acting):
        made = _anew(office.in_package(package), package.media(), notes, by, door)
        return replace(made, changes=(*changes, *made.changes))
    parts = Parts(package)
    active.drop(parts)
    is_word = package.xml(package.main).tag.endswith("}document")
    (word if is_word else excel).add(parts, notes, by)
    return Commented(parts.data(), "docx" if is_word else "xlsx", (*changes, *active.codes(acting)))


def _anew(
    document: Document, pictures: Iterable[bytes], notes: Sequence[Note], by: By, door: Door
) -> Commented:
    """A document of what was read."""
    copy = copied.copy(document, pictures)
    with Package(copy.data, door) as package:
        return _in(package, [copy.moved(note) for note in notes], by, door, "copied")
