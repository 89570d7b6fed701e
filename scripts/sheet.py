"""Writes contact sheets of a PDF: all its pages, small, side by side; for looking a casebook through.

    python scripts/sheet.py build/demo/outbox/市局/汇编/….pdf docs/images/casebook-pages

gives ``casebook-pages-1.jpg`` and so on.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import pypdfium2
from PIL import Image

WIDTH, GAP = 100, 4
ACROSS, DOWN = 12, 5
QUALITY = 70


def sheets(pdf: Path) -> list[Image.Image]:
    """The pages, so many to a sheet."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pages = [page.render(scale=WIDTH / page.get_width()).to_pil() for page in document]
    height = max(page.height for page in pages)
    found = []
    for first in range(0, len(pages), ACROSS * DOWN):
        shown = pages[first : first + ACROSS * DOWN]
        rows = -(-len(shown) // ACROSS)
        sheet = Image.new("RGB", (ACROSS * (WIDTH + GAP) + GAP, rows * (height + GAP) + GAP), "grey")
        for number, page in enumerate(shown):
            row, column = divmod(number, ACROSS)
            sheet.paste(page, (GAP + column * (WIDTH + GAP), GAP + row * (height + GAP)))
        found.append(sheet)
    return found


def write(pdf: Path, stem: Path) -> None:
    """The sheets as files, their numbers behind the stem."""
    for number, sheet in enumerate(sheets(pdf), 1):
        path = stem.with_name(f"{stem.name}-{number}.jpg")
        sheet.save(path, quality=QUALITY, optimize=True)
        print(path)


def main() -> None:
    write(Path(sys.argv[1]), Path(sys.argv[2]))


if __name__ == "__main__":
    main()
