"""A document that is no package, written anew from what was read of it: formats without a converter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.model import Document, Format, Place
from pipeline.office.comment.note import Note

PAGES: tuple[Format, ...] = ("docx", "doc", "rtf", "html")
"""The formats that come back as Word files; the others are sheets."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A .docx or .xlsx, and where in it each place of the document is."""

    data: bytes
    places: Mapping[Place, Place]

    def moved(self, note: Note) -> Note:
        """A note at the place of the copy."""
        return replace(note, place=self.places.get(note.place, note.place))


def copy(document: Document, pictures: Iterable[bytes]) -> Copy:
    """The copy of a document: of a page a Word file, of sheets a workbook.

    ``pictures``: those that may be in it; one that can't be placed in the copy is left out.
    """
    from pipeline.office.comment import as_document, as_workbook

    known = {hashlib.sha256(data).hexdigest(): data for data in pictures}
    made = as_document if document.format in PAGES else as_workbook
    return Copy(*made.copy(document, known))
