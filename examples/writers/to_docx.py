"""Writer 1: python-docx, on a table of its own."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from random import Random

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run as DocxRun
from grid import Cell, Nested, Page, Para, Picture, Run, placed

LOOKS = (("仿宋", 11), ("宋体", 10.5), ("微软雅黑", 10), ("仿宋_GB2312", 12))


def write(page: Page, path: Path, *, look: int, split_runs: bool) -> None:
    """The page as a Word document at `path`."""
    document = Document()
    document.core_properties.author = ""
    writer = _Writer(document, LOOKS[look % len(LOOKS)], Random(path.name) if split_runs else None)
    writer.set_up(page.landscape)
    for at, line in enumerate(page.before):
        writer.title(line, is_label=at == 0)
    for at, table in enumerate(page.tables):
        if at:
            document.add_paragraph()
        writer.table(table.widths, len(table.rows), placed(table))
    for block in page.after:
        writer.below(document.add_paragraph(), block, prose=page.prose)
    document.save(str(path))


class _Writer:
    """One document in the making."""

    def __init__(self, document: Doc, look: tuple[str, float], breaks: Random | None) -> None:
        self.document = document
        self.font, self.size = look
        self.breaks = breaks
        self.width = 0.0

    def set_up(self, landscape: bool) -> None:
        """A4 with the margins of office documents."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2.3)
        self.width = 29.7 - 4.4 if landscape else 21 - 4.4

    def title(self, line: Para, *, is_label: bool) -> None:
        """A line above the table."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(6)
        if not is_label:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.run(paragraph, line.runs[0], 15 if is_label else 18, "黑体" if is_label else "宋体")

    def below(self, paragraph: Paragraph, block: Para | Picture, *, prose: bool) -> None:
        """A remark under the tables, or a paragraph or picture of an essay."""
        if isinstance(block, Picture):
            self.picture(paragraph, block, self.width, 1)
        elif prose:
            self.paragraph(paragraph, block, Cell(role="long"))
        else:
            self.fill(paragraph, block, 9)

    def table(self, widths: tuple[float, ...], rows: int, cells: list[tuple[int, int, Cell]]) -> None:
        """The table with its cells merged and filled."""
        table = self.document.add_table(rows, len(widths), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Cm(share * self.width)
        grid = [list(row.cells) for row in table.rows]
        for row in grid:
            for cell, share in zip(row, widths, strict=True):
                cell.width = Cm(share * self.width)
        for row, column, cell in cells:
            target = grid[row][column]
            if cell.rowspan > 1 or cell.colspan > 1:
                target = target.merge(grid[row + cell.rowspan - 1][column + cell.colspan - 1])
            self.cell(target, cell, sum(widths[column : column + cell.colspan]) * self.width)

    def cell(self, target: _Cell, cell: Cell, width: float) -> None:
        """The blocks of a cell; pictures side by side share a paragraph."""
        paragraph: Paragraph | None = target.paragraphs[0]
        in_row = 0
        for block in cell.blocks:
            if isinstance(block, Picture) and in_row % cell.pictures_across:
                in_row += 1
                self.picture(target.paragraphs[-1], block, width, cell.pictures_across)
                continue
            if isinstance(block, Nested):
                self.nested(target, block, width)
                paragraph, in_row = target.paragraphs[-1], 0
                continue
            here = paragraph or target.add_paragraph()
            paragraph = None
            if isinstance(block, Picture):
                in_row += 1
                self.picture(here, block, width, cell.pictures_across)
            else:
                in_row = 0
                self.paragraph(here, block, cell)
        if cell.role in ("label", "head", "number"):
            target.vertical_alignment = 1  # type: ignore[assignment]

    def paragraph(self, paragraph: Paragraph, block: Para, cell: Cell) -> None:
        """A paragraph of text."""
        small = cell.role in ("label", "head")
        if small or cell.role == "number" or block.centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif cell.role == "long" and not block.runs[0].bold and block.runs[0].kind == "text":
            paragraph.paragraph_format.first_line_indent = Pt(self.size * 2)
        self.fill(paragraph, block, self.size)

    def fill(self, paragraph: Paragraph, block: Para, size: float) -> None:
        """The runs of a paragraph, cut where a hand that stopped and came back would have cut them."""
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        for run in block.runs:
            for piece in self.pieces(run.text):
                self.run(paragraph, Run(piece, run.kind, run.bold), size, self.font)

    def pieces(self, text: str) -> list[str]:
        if self.breaks is None or len(text) < 4:
            return [text]
        cuts = sorted(self.breaks.sample(range(1, len(text)), min(3, len(text) // 4)))
        return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]

    def run(self, paragraph: Paragraph, run: Run, size: float, font: str) -> DocxRun:
        """A run with its font named for East Asian text as well."""
        made = paragraph.add_run(run.text)
        made.font.name, made.font.size, made.bold = "Times New Roman", Pt(size), run.bold or None
        made._element.rPr.rFonts.set(qn("w:eastAsia"), font)
        if run.kind == "hint":
            made.font.size = Pt(size - 1)
            made.font.color.rgb = RGBColor(0x80, 0x80, 0x80)
        return made

    def picture(self, paragraph: Paragraph, picture: Picture, width: float, across: int) -> None:
        """A picture inline, as wide as its share of the cell."""
        share = (width - 0.6) / across - 0.15
        if picture.height > picture.width:
            share *= 0.62
        inline = paragraph.add_run().add_picture(BytesIO(picture.data), width=Cm(min(share, 12.5)))._inline
        for side in "TBLR":
            inline.set(f"dist{side}", "0")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)

    def nested(self, target: _Cell, nested: Nested, width: float) -> None:
        """A table inside the cell; Word wants a paragraph after it."""
        table = target.add_table(len(nested.rows), len(nested.rows[0]))
        table.style = "Table Grid"
        for row, texts in zip(table.rows, nested.rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.width = Cm((width - 0.8) / len(texts))
                self.fill(cell.paragraphs[0], Para((Run(text),)), self.size - 1)
