"""Small pieces of WordprocessingML, and what is read of them."""

from __future__ import annotations

import io

from PIL import Image

from pipeline import office
from pipeline.model import Block, Cell, Grid, Paragraph, Picture
from tests.office import raw


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(words))}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def control(properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def blocks(
    body: str, parts: dict[str, str | bytes] | None = None, *links: tuple[str, str, str]
) -> tuple[Block, ...]:
    """What is read of a body. ``parts``: styles and numbering are related by their names."""
    usual = ("styles", "numbering")
    related = [(name, name, f"{name}.xml") for name in usual if f"word/{name}.xml" in (parts or {})]
    return office.read_data(raw.docx(body, parts, *related, *links)).blocks


def lines(found: tuple[Block, ...]) -> list[str]:
    """The paragraphs with their automatic numbers."""
    return [block.number + block.text for block in found if isinstance(block, Paragraph)]


def text(body: str, parts: dict[str, str | bytes] | None = None) -> str:
    return "\n".join(lines(blocks(body, parts)))


def styles(inner: str) -> dict[str, str | bytes]:
    return {"word/styles.xml": f"<w:styles {raw.W_NS}>{inner}</w:styles>"}


def grid(rows: str) -> Grid:
    (found,) = blocks(f"<w:tbl>{rows}</w:tbl>")
    assert isinstance(found, Grid)
    return found


def shape(found: Grid) -> dict[str, tuple[int, int, int, int]]:
    """Row, column, rowspan and colspan of each cell by what stands in it."""
    return {words(at): (at.row, at.column, at.rowspan, at.colspan) for at in found.cells}


def words(at: Cell) -> str:
    return "\n".join(block.text for block in at.blocks if isinstance(block, Paragraph))


def pictures(found: tuple[Block, ...]) -> list[Picture]:
    return [block for block in found if isinstance(block, Picture)]


def png(color: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (20, 10), color).save(target, "PNG")
    return target.getvalue()
