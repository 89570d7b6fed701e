"""A blank as an office prints it: named styles, ruled tables, hints in a character style of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph

PUBLISHED = datetime(2024, 8, 27, tzinfo=UTC)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# What a computer without the office fonts takes instead.
FALLBACKS = {
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "方正小标宋简体": "宋体",
    "黑体": "SimHei",
    "仿宋": "FangSong",
}
CENTRE, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True, slots=True)
class Hint:
    """Words that tell applicants what to write."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """A heading inside a cell, or between tables."""

    text: str


Line = str | Hint | Strong | tuple[str | Hint, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: what is printed in it, how far it spans, and whether it is a label or room to write in."""

    lines: tuple[Line, ...] = ()
    across: int = 1
    down: int = 1
    is_label: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of boxes, at least so tall (cm); a long one may break over pages."""

    boxes: tuple[Box, ...]
    height: float = 0.85


def label(text: str, across: int = 1, down: int = 1) -> Box:
    """A label; a line break is where the form has one."""
    return Box((text,), across, down, is_label=True)


def room(*lines: Line, across: int = 1, centred: bool = False) -> Box:
    """Room for an answer, with what the form prints there."""
    return Box(lines, across, centred=centred)


def row(*boxes: Box, height: float = 0.85) -> Row:
    return Row(boxes, height)


class Sheet:
    """A blank in the making."""

    def __init__(self, *, landscape: bool = False) -> None:
        self.document = Document()
        self._properties()
        self._fonts()
        self._styles()
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin, section.bottom_margin = Cm(2.0), Cm(1.8)
        self.width = (29.7 if landscape else 21) - 4.8

    def save(self, path: Path) -> None:
        """The blank at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.document.save(str(path))

    def title(self, number: str, title: str) -> None:
        """The two lines above a form: which annex, and what it is called."""
        self.document.add_paragraph(number, style="附件标签")
        self.document.add_paragraph(title, style="表题")

    def note(self, text: str) -> None:
        """A footnote under the table."""
        self.document.add_paragraph(text, style="表注")

    def prose(self, *lines: Line) -> None:
        """Text outside tables: headings, hints, room to write."""
        for line in lines:
            if isinstance(line, Strong):
                self.document.add_paragraph(line.text, style="小标题")
            else:
                self._words(self.document.add_paragraph(style="正文段落"), line)

    def new_page(self) -> None:
        self.document.add_paragraph(style="表注").paragraph_format.page_break_before = True

    def table(self, name: str, shares: Sequence[float], rows: Sequence[Row]) -> None:
        """A ruled table called `name`, its columns sharing the width of the page."""
        table = self.document.add_table(len(rows), len(shares), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        caption = OxmlElement("w:tblCaption")
        caption.set(qn("w:val"), name)
        table._tbl.tblPr.append(caption)
        widths = [share * self.width / sum(shares) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        covered: set[tuple[int, int]] = set()
        grid = [list(made.cells) for made in table.rows]
        for at, wanted in enumerate(rows):
            table.rows[at].height = Cm(wanted.height)
            column = 0
            for box in wanted.boxes:
                while (at, column) in covered:
                    column += 1
                target = grid[at][column].merge(grid[at + box.down - 1][column + box.across - 1])
                target.width = Cm(sum(widths[column : column + box.across]))
                self._box(target, box)
                covered |= {(at + i, column + j) for i in range(box.down) for j in range(box.across)}
                column += box.across

    def _box(self, target: _Cell, box: Box) -> None:
        tall = len(box.lines) > 1 or any(isinstance(line, Hint) and len(line.text) > 24 for line in box.lines)
        if box.is_label or not tall:
            target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = target.paragraphs[0]
        for at, line in enumerate(box.lines or ("",)):
            here = target.add_paragraph() if at else paragraph
            here.style = "表格标签" if box.is_label else "表格正文"
            if box.centred:
                here.alignment = CENTRE
            self._words(here, line)

    def _words(self, paragraph: Paragraph, line: Line) -> None:
        """The runs of a paragraph; a hint is a run of its own."""
        for piece in line if isinstance(line, tuple) else (line,):
            if isinstance(piece, Hint):
                paragraph.add_run(piece.text, style="提示")
            elif isinstance(piece, Strong):
                paragraph.add_run(piece.text).bold = True
            elif piece:
                first, *rest = piece.split("\n")
                run = paragraph.add_run(first)
                for further in rest:
                    run.add_break()
                    run.add_text(further)

    def _properties(self) -> None:
        properties = self.document.core_properties
        properties.author = properties.comments = properties.title = ""
        properties.created = properties.modified = PUBLISHED

    def _fonts(self) -> None:
        """A font table that names what may stand in for each office font; no second copy of the styles."""
        parts = {
            relation.reltype.rpartition("/")[2]: name for name, relation in self.document.part.rels.items()
        }
        part = self.document.part.rels[parts["fontTable"]].target_part
        del self.document.part.rels[parts["stylesWithEffects"]]
        fonts = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
            for name, other in FALLBACKS.items()
        )
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        part._blob = f'{head}<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'.encode()

    def _styles(self) -> None:
        normal = self.document.styles["Normal"]
        _font(normal, "仿宋_GB2312", 12)
        normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
        self._style("附件标签", "黑体", 16, space_after=6)
        self._style("表题", "方正小标宋简体", 20, align=CENTRE, space_after=12)
        self._style("表格标签", "黑体", 11, align=CENTRE, space_before=2, space_after=2)
        self._style("表格正文", "仿宋_GB2312", 11, space_before=2, space_after=2)
        self._style("小标题", "黑体", 14, space_before=10, space_after=4, keep=True)
        self._style("正文段落", "仿宋_GB2312", 14, space_after=0)
        self._style("表注", "仿宋_GB2312", 10.5, space_after=0)
        hint = self.document.styles.add_style("提示", WD_STYLE_TYPE.CHARACTER)
        _font(hint, "楷体_GB2312", 10.5)
        hint.font.color.rgb = RGBColor(0x59, 0x59, 0x59)

    def _style(
        self,
        name: str,
        font: str,
        size: float,
        *,
        align: WD_ALIGN_PARAGRAPH = LEFT,
        space_before: float = 0,
        space_after: float,
        keep: bool = False,
    ) -> None:
        style = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self.document.styles["Normal"]
        _font(style, font, size)
        style.paragraph_format.alignment = align
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(space_before),
            Pt(space_after),
        )
        style.paragraph_format.keep_with_next = keep


def _font(style: CharacterStyle | ParagraphStyle, name: str, size: float) -> None:
    style.font.name, style.font.size = "Times New Roman", Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
