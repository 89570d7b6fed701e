"""Writer python-docx: the library's own tables."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from docx import Document
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from tests.exam.model import Block, Cell, File, Nested, Para, Pic, placed


def write(file: File, path: Path) -> None:
    """The file at `path`."""
    document = Document()
    for at, form in enumerate(file.forms):
        if at:
            document.add_page_break()
        for table in form.tables:
            for line in table.before:
                _fill(document.add_paragraph(), line)
            made = document.add_table(len(table.rows), table.columns, style="Table Grid")
            grid = [list(row.cells) for row in made.rows]
            for row, column, cell in placed(table):
                target = grid[row][column]
                if cell.colspan > 1 or cell.rowspan > 1:
                    target = target.merge(grid[row + cell.rowspan - 1][column + cell.colspan - 1])
                _cell(target, cell)
            after = table.after or [Para([])]
            for block in after:
                paragraph = document.add_paragraph()
                if isinstance(block, Para):
                    _fill(paragraph, block)
                elif isinstance(block, Pic):
                    paragraph.add_run().add_picture(BytesIO(block.data))
    document.save(str(path))


def _cell(target: _Cell, cell: Cell) -> None:
    fresh: Paragraph | None = target.paragraphs[0]
    for block in cell.blocks:
        if isinstance(block, Nested):
            _nested(target, block)
            fresh = target.paragraphs[-1]
            continue
        paragraph = fresh or target.add_paragraph()
        fresh = None
        _block(paragraph, block)


def _block(paragraph: Paragraph, block: Block) -> None:
    if isinstance(block, Para):
        _fill(paragraph, block)
    elif isinstance(block, Pic):
        paragraph.add_run().add_picture(BytesIO(block.data))


def _fill(paragraph: Paragraph, block: Para) -> None:
    for run in block.runs:
        made = paragraph.add_run(run.text)
        made.font.size = Pt(10.5)
        made.bold = True if run.look == "bold" else None


def _nested(target: _Cell, nested: Nested) -> None:
    table = target.add_table(len(nested.rows), len(nested.rows[0]))
    for row, texts in zip(table.rows, nested.rows, strict=True):
        for cell, said in zip(row.cells, texts, strict=True):
            cell.text = said
