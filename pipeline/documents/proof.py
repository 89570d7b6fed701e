"""The casebook laid out by LibreOffice: on which page each bookmark is, and the book as a PDF.

What takes LibreOffice long is the photos. The pages come out the same when each is one
tiny picture of the same size in print, so that is what they are counted with; and the
numbers fit into the contents without moving anything. Measured with LibreOffice 7.4.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import libreoffice
from pipeline.documents import casebook
from pipeline.documents.casebook import Settings
from pipeline.documents.photos import Photo
from pipeline.forms.model import Library
from pipeline.libreoffice import Trouble
from pipeline.model import Book
from pipeline.office import pdf as exported
from pipeline.office import sections
from pipeline.office.stable import plain_entry

_DRAFT, _PHOTO, _TEMPLATE, _BOOK = "draft.docx", "photo.jpg", "template.docx", "casebook.docx"
_STYLES = "word/styles.xml"
_EAST_ASIAN = re.compile(r'<w:rFonts\b[^>]*\bw:eastAsia="([^"]+)"[^>]*/>')


class _AnyPage(Mapping[str, str]):
    """Says of whatever is asked for that it is on some page."""

    def __getitem__(self, name: str) -> str:
        return "100"

    def __iter__(self) -> Iterator[str]:
        return iter(("",))

    def __len__(self) -> int:
        return 1


@dataclass(frozen=True, slots=True)
class Print:
    """All that the casebook is rendered from, and the command of LibreOffice."""

    book: Book
    library: Library
    edition: Settings
    photos: Mapping[str, Photo]
    template: Path
    command: Path


def draft(wanted: Print, folder: Path) -> str:
    """The casebook with light photos, as a file in a folder for `pages`; the SHA-256 of its bytes.

    Raises as `casebook.render` does.
    """
    from PIL import Image

    tiny = folder / _PHOTO
    Image.new("RGB", (2, 2), "silver").save(tiny)
    light = {
        sha: replace(photo, sha="photo", content="", path=tiny, media_type="image/jpeg")
        for sha, photo in wanted.photos.items()
    }
    plain = folder / _BOOK
    _render(replace(wanted, photos=light), _AnyPage(), plain)
    sections.marked(plain, folder / _DRAFT)
    plain.unlink()
    with (folder / _DRAFT).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def pages(command: Path, folder: Path, seconds: float) -> dict[str, str] | Trouble:
    """The page of each bookmark of the draft in a folder, as it is printed there.

    Raises ``OSError`` where the folder can't be written.
    """
    document, laid_out = folder / _DRAFT, folder / "draft.pdf"
    trouble = libreoffice.lay_out(command, document, laid_out, seconds)
    if trouble is not None:
        return trouble
    found = exported.destinations(laid_out)
    named = {name: found.get(exported.destination(name)) for name in sections.bookmarks(document)}
    on = sections.printed(document, {name: page for name, page in named.items() if page is not None})
    return on or "failed"


def pdf(wanted: Print, pages: Mapping[str, str], folder: Path, seconds: float) -> Path | Trouble:
    """The casebook with these pages as a PDF, in a folder; equal values give equal bytes.

    Raises as `casebook.render` does.
    """
    document, made = folder / _BOOK, folder / "casebook.pdf"
    _render(wanted, pages, document)
    trouble = libreoffice.lay_out(wanted.command, document, made, seconds)
    if trouble is not None:
        return trouble
    exported.finish(made)
    return made


def _render(wanted: Print, pages: Mapping[str, str], document: Path) -> None:
    template = _template(wanted, document.parent)
    with document.open("wb") as out:
        casebook.render(wanted.book, wanted.library, wanted.edition, wanted.photos, template, out, pages)


def _template(wanted: Print, folder: Path) -> Path:
    """The template for this machine: bold where the font that stands in for another needs it."""
    bold = libreoffice.bold()
    copied = io.BytesIO()
    with zipfile.ZipFile(wanted.template) as package, zipfile.ZipFile(copied, "w") as copy:
        for entry in package.infolist():
            data = package.read(entry)
            if entry.filename == _STYLES:
                styles = _EAST_ASIAN.sub(
                    lambda found: found[0] + ("<w:b/>" if found[1] in bold else ""), data.decode("utf-8")
                )
                data = styles.encode("utf-8")
            copy.writestr(plain_entry(entry.filename, entry.compress_type), data)
    for page in casebook.case_pages(wanted.template).values():
        shutil.copyfile(page, folder / page.name)
    path = folder / _TEMPLATE
    path.write_bytes(copied.getvalue())
    return path
