"""The page for clerks that lies in the inbox (请先读我.docx): ``templates/readme.docx``, filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import BinaryIO

from pipeline.documents.wording import one_line
from pipeline.office import stream, tags


@dataclass(frozen=True, slots=True)
class Page:
    """What the template may ask for; ``contact``: whom clerks may ask, or ``""``."""

    title: str
    year: int
    bureau: str
    contact: str


_NAMES = tuple(field.name for field in fields(Page))


def check(template: Path) -> stream.Document:
    """The template, ready to be written; raises `TemplateError` where the page can't be made with it."""
    return stream.Document(template, _NAMES)


def faults(template: Path) -> Iterator[tags.Fault]:
    """What is wrong with each of the template's tags; raises as `tags.faults`."""
    return tags.faults(template, _NAMES, ())


def render(page: Page, template: Path, out: BinaryIO) -> None:
    """Writes the page; the same values give the same bytes. Raises `TemplateError` and ``OSError``."""
    values = {
        "title": one_line(page.title),
        "year": page.year,
        "bureau": one_line(page.bureau),
        "contact": one_line(page.contact),
    }
    check(template).write(values, out)
