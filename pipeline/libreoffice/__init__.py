"""LibreOffice, where it is installed: the one door to its command.

Never needed: it is a second reader for what the first can't read, and lays out what has
pages; what can't be had without it is said. Each call has a profile of its own, in which
no macro runs and nothing is fetched, a time limit, and leaves no process behind.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from pipeline.libreoffice import fonts, profile
from pipeline.libreoffice.command import find, identity, run
from pipeline.libreoffice.fonts import bold

__all__ = [
    "SECONDS", "Target", "Trouble", "bold", "convert", "find", "identity", "lay_out", "layout_key",
]  # fmt: skip

Target = Literal["docx", "xlsx"]

# Why there is no layout; the words for it are the caller's.
Trouble = Literal["failed", "too-slow"]

SECONDS = 40  # below what reading a file may take, so that its first reader's result is not lost

_FILTERS: dict[Target, str] = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_PDF = "pdf:writer_pdf_Export"
_PDF_BEGINS, _PDF_ENDS = b"%PDF-", b"%%EOF"


def convert(
    command: Path, data: bytes, ending: str, target: Target, seconds: float = SECONDS
) -> bytes | None:
    """A document in another format; None where LibreOffice can't, or not within its time.

    ``ending`` (``.doc``) is what it should take the bytes for.
    """
    with tempfile.TemporaryDirectory(prefix="casebook-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        profile.write(folder, profile.SECURITY)
        source = folder / f"form{ending}"
        source.write_bytes(data)
        run(command, folder, (_FILTERS[target], source), seconds)
        try:
            return (folder / "out" / f"form.{target}").read_bytes()
        except OSError:
            return None


def lay_out(command: Path, document: Path, pdf: Path, seconds: float) -> Trouble | None:
    """A Word document as a PDF with an outline, its bookmarks as named destinations; None where it is there.

    The PDF is tagged, and of fonts that are not installed others stand in (`fonts`). It is
    put in place whole or not at all; what is made on the way lies in a folder beside it.
    Raises ``OSError`` where that can't be written.
    """
    with tempfile.TemporaryDirectory(dir=pdf.parent, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        profile.write(folder, profile.SECURITY + profile.PDF + profile.replaced(fonts.pairs()))
        in_time = run(command, folder, (_PDF, document), seconds)
        made = folder / "out" / f"{document.stem}.pdf"
        if not in_time:
            return "too-slow"
        if not is_whole(made):
            return "failed"
        made.replace(pdf)
    return None


def layout_key(command: Path | None) -> str:
    """What a layout depends on besides the document: LibreOffice and the fonts that stand in."""
    return f"{identity(command)} {fonts.pairs()}" if command else ""


def is_whole(pdf: Path) -> bool:
    """Whether a PDF is there, from its first line to its last."""
    try:
        with pdf.open("rb") as stream:
            begins = stream.read(len(_PDF_BEGINS)) == _PDF_BEGINS
            stream.seek(max(0, pdf.stat().st_size - 64))
            return begins and _PDF_ENDS in stream.read()
    except OSError:
        return False
