"""Word documents as a person sees them: paragraphs, grids and pictures in reading order."""

from __future__ import annotations

from pipeline.model import Document
from pipeline.office.characters import clean
from pipeline.office.package import Package
from pipeline.office.parsing import Element
from pipeline.office.word.names import W
from pipeline.office.word.reader import Reader
from pipeline.office.word.styles import HINT_STYLE

__all__ = ["HINT_STYLE", "W", "clean", "read"]


def read(package: Package, root: Element) -> Document:
    """The document of a Word package's main part; raises `Unreadable`."""
    body = root.find(f"{W}body")
    return Document("docx", tuple(Reader(package).story(body)) if body is not None else ())
