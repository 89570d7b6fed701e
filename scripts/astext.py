"""A Word or Excel file as plain text, for diffs: ``python scripts/astext.py FILE``.

How git is told to use it stands in ``.gitattributes``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline import office
from pipeline.model import Block, Grid, Paragraph, Picture


def lines(blocks: Iterable[Block], place: str = "") -> Iterator[str]:
    """A line for each paragraph and picture, those of a cell with its place before them."""
    for block in blocks:
        match block:
            case Paragraph():
                yield f"{place}{block.number}{block.text}"
            case Picture():
                yield f"{place}[picture {block.width}x{block.height} {block.sha[:12]}]"
            case Grid():
                for cell in block.cells:
                    yield from lines(cell.blocks, f"{place}{cell.place}: ")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a redirected one is not always
    for line in lines(office.read(Path(sys.argv[1])).blocks):
        print(line)
