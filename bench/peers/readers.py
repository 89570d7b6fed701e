"""The readers under comparison: a file's text as each gives it, ``PICTURE`` where it tells of one.

Each is used as its documentation begins, without options. One that isn't installed is
left out.
"""

from __future__ import annotations

import importlib.util
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PICTURE = "⟦picture⟧"

_IMAGES = re.compile(
    r"!\[[^\]]*\]\([^)]*\)(?:\{[^}]*\})?|<img\b[^>]*>|<!-- image -->|----[^-\n]*media/[^-\n]*----"
)
_TICKED = re.compile(r"<input\b[^>]*\bchecked\b[^>]*>")
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Reader:
    """A reader: what it is called, the package that has its version, which files it takes."""

    name: str
    package: str
    suffixes: tuple[str, ...]
    text: Callable[[Path], str]

    @property
    def version(self) -> str:
        if self.package == "pypandoc_binary":
            import pypandoc

            return str(pypandoc.get_pandoc_version())
        return version(self.package)


def installed() -> list[Reader]:
    """Those that are there, Casebook first."""
    return [reader for reader in _READERS if importlib.util.find_spec(_MODULES[reader.package])]


def _casebook(path: Path) -> str:
    from pipeline import office
    from pipeline.model import Block, Grid, Paragraph

    def words(blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Paragraph):
                yield block.number + block.text
            elif isinstance(block, Grid):
                for cell in block.cells:
                    yield from words(cell.blocks)
            else:
                yield PICTURE

    return "\n".join(words(office.read(path).blocks))


def _python_docx(path: Path) -> str:
    from docx import Document

    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _openpyxl(path: Path) -> str:
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    texts = [
        str(value) for sheet in book.worksheets for row in sheet.values for value in row if value is not None
    ]
    pictures = [PICTURE for sheet in book.worksheets for _ in sheet._images]  # type: ignore[attr-defined]  # the stubs lack it
    return "\n".join(texts + pictures)


def _docx_or_excel(path: Path) -> str:
    return _openpyxl(path) if path.suffix == ".xlsx" else _python_docx(path)


def _docx2python(path: Path) -> str:
    from docx2python import docx2python

    with docx2python(path) as content:
        return str(content.text)


def _mammoth(path: Path) -> str:
    import mammoth

    with path.open("rb") as stream:
        return str(mammoth.convert_to_html(stream).value)


def _markitdown(path: Path) -> str:
    from markitdown import MarkItDown

    return str(MarkItDown().convert(path).text_content)


def _docling(path: Path) -> str:
    from docling.document_converter import DocumentConverter

    return str(DocumentConverter().convert(path).document.export_to_markdown())


def _pandoc(path: Path) -> str:
    import pypandoc

    # As the others that give Markdown: its plain text would not tell of pictures.
    with tempfile.TemporaryDirectory() as media:
        return str(
            pypandoc.convert_file(
                str(path),
                "markdown",
                format=path.suffix[1:],
                extra_args=["--wrap=none", f"--extract-media={media}"],
            )
        )


def shown(text: str) -> str:
    """A reader's text without the marks of its markup and without white space; pictures marked."""
    text = _TAGS.sub("", _TICKED.sub("☑", _IMAGES.sub(PICTURE, text))).replace("\\", "")
    return "".join(text.split())


_READERS = (
    Reader("Casebook", "casebook", ("docx", "docm", "xlsx"), _casebook),
    Reader("python-docx, openpyxl", "python-docx", ("docx", "docm", "xlsx"), _docx_or_excel),
    Reader("docx2python", "docx2python", ("docx", "docm"), _docx2python),
    Reader("mammoth", "mammoth", ("docx", "docm"), _mammoth),
    Reader("docling", "docling", ("docx", "docm", "xlsx"), _docling),
    Reader("markitdown", "markitdown", ("docx", "docm", "xlsx"), _markitdown),
    Reader("pandoc", "pypandoc_binary", ("docx", "docm", "xlsx"), _pandoc),
)
_MODULES = {
    "casebook": "pipeline",
    "python-docx": "docx",
    "docx2python": "docx2python",
    "mammoth": "mammoth",
    "docling": "docling",
    "markitdown": "markitdown",
    "pypandoc_binary": "pypandoc",
}
