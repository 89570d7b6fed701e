"""Pieces of WordprocessingML that a template can't hold itself: bookmarks, pictures, tables as written.

Source: ECMA-376 Part 1, 17 (WordprocessingML), 20.4 (drawings in it). Texts are escaped
here; what comes out stands between the runs or the paragraphs of a streamed document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.model import Cell, Grid, Paragraph, Picture
from pipeline.office.words import attribute, finalize

EMU_PER_MM = 36_000
TWIPS_PER_MM = 1440 / 25.4

_MAX_COLUMNS = 63
_KEPT_ROWS = 10  # a table of at most so many rows is not parted by the end of a page

_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="{wp}" distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{id}" name="{name}" descr="{alt}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="{id}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip xmlns:r="{r}" r:embed="{relation}"/>'
    "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)

_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


@dataclass(frozen=True, slots=True)
class Size:
    """A width and a height in millimetres."""

    width: float
    height: float

    def within(self, box: Size) -> Size:
        """This shape, as large as fits into a box."""
        scale = min(box.width / self.width, box.height / self.height)
        return Size(self.width * scale, self.height * scale)

    def or_larger(self, other: Size) -> Size:
        """What holds both."""
        return Size(max(self.width, other.width), max(self.height, other.height))


@dataclass(frozen=True, slots=True)
class TableStyles:
    """The ids of the styles of a table, of the texts and of the pictures in its cells."""

    table: str
    text: str
    picture: str


PictureRun = Callable[[Picture, float], Markup | None]


def bookmark(number: int, name: str) -> Markup:
    """A bookmark at a point, to stand between two runs."""
    return Markup(
        f'<w:bookmarkStart w:id="{number}" w:name="{attribute(name)}"/><w:bookmarkEnd w:id="{number}"/>'
    )


def begin_field(instruction: str) -> Markup:
    """The runs with which a field begins, up to what it shows."""
    asked = f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
    return Markup(_FIELD.format("begin") + asked + _FIELD.format("separate"))


def end_field() -> Markup:
    """The run with which a field ends."""
    return Markup(_FIELD.format("end"))


def page_of(bookmark: str, shown: str) -> Markup:
    """The runs that show the page of a bookmark: what Word asks again, and what it shows until then."""
    number = Markup(f'<w:r><w:t xml:space="preserve">{escape(shown)}</w:t></w:r>')
    return begin_field(rf"PAGEREF {bookmark} \h") + number + end_field()


def drawing(relation: str, number: int, size: Size, alt: str) -> Markup:
    """A run with an inline picture, its alternative text included."""
    return Markup(
        _DRAWING.format(
            wp=_WP,
            r=_R,
            width=round(size.width * EMU_PER_MM),
            height=round(size.height * EMU_PER_MM),
            id=number,
            name=f"Picture {number}",
            alt=attribute(alt),
            relation=relation,
        )
    )


def table(
    grid: Grid, width_mm: float, styles: TableStyles, picture: PictureRun, *, kept: bool = False
) -> Markup:
    """A table as it was written: its cells with spans, paragraphs, pictures and tables inside.

    A short one stays on one page, the end of one ``kept`` so with what follows. Columns are
    equally wide. ``picture`` gives the run of a picture that may be so many millimetres wide,
    or None. A grid of more columns than Word can hold loses the rest.
    """
    cells = [cell for cell in grid.cells if cell.column < _MAX_COLUMNS]
    if not cells:
        return Markup()
    columns = min(max(cell.column + cell.colspan for cell in cells), _MAX_COLUMNS)
    column_mm = width_mm / columns
    twips = int(column_mm * TWIPS_PER_MM)
    grid_columns = f'<w:gridCol w:w="{twips}"/>' * columns
    owners = _rows(cells, columns)
    last = len(owners)
    short = last <= _KEPT_ROWS
    rows = []
    for number, row in enumerate(owners, 1):
        keep = (short and number < last) or (kept and number >= last - 1)
        cells_of_row = "".join(_row(row, column_mm, styles, picture, kept=keep))
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells_of_row}</w:tr>")
    return Markup(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{styles.table}"/><w:tblW w:w="{twips * columns}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid_columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _rows(cells: Sequence[Cell], columns: int) -> list[list[tuple[Cell | None, int, bool]]]:
    """For each row its cells from left to right: the cell (None: nothing), columns, goes on from above."""
    height = max(cell.row + cell.rowspan for cell in cells)
    owners: list[list[Cell | None]] = [[None] * columns for _ in range(height)]
    for cell in cells:
        for line in owners[cell.row : cell.row + cell.rowspan]:
            for column in range(cell.column, min(cell.column + cell.colspan, columns)):
                line[column] = cell
    rows = []
    for number, line in enumerate(owners):
        row: list[tuple[Cell | None, int, bool]] = []
        for owner in line:
            if row and owner is not None and row[-1][0] is owner:
                row[-1] = (owner, row[-1][1] + 1, row[-1][2])
            else:
                row.append((owner, 1, owner is not None and owner.row != number))
        rows.append(row)
    return rows


def _row(
    row: Sequence[tuple[Cell | None, int, bool]],
    column_mm: float,
    styles: TableStyles,
    picture: PictureRun,
    *,
    kept: bool,
) -> list[str]:
    """The cells of a row, ``kept`` on one page with the next."""
    made = []
    for cell, span, continued in row:
        properties = f'<w:tcW w:w="{int(column_mm * span * TWIPS_PER_MM)}" w:type="dxa"/>'
        if span > 1:
            properties += f'<w:gridSpan w:val="{span}"/>'
        if cell is not None and cell.rowspan > 1:
            properties += "<w:vMerge/>" if continued else '<w:vMerge w:val="restart"/>'
        inside = (
            ""
            if cell is None or continued
            else _content(cell, column_mm * span - 4, styles, picture, kept=kept)
        )
        made.append(
            f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside or _paragraph('', styles, kept=kept)}</w:tc>"
        )
    return made


def _content(cell: Cell, width_mm: float, styles: TableStyles, picture: PictureRun, *, kept: bool) -> str:
    """A cell's blocks; it always ends with a paragraph, as a cell must."""
    made = []
    for block in cell.blocks:
        match block:
            case Paragraph():
                made.append(_paragraph(block.number + block.text, styles, kept=kept))
            case Picture():
                run = picture(block, width_mm)
                if run is not None:
                    made.append(f'<w:p><w:pPr><w:pStyle w:val="{styles.picture}"/></w:pPr>{run}</w:p>')
            case Grid():
                made.append(table(block, width_mm, styles, picture) + _paragraph("", styles, kept=kept))
    return "".join(made)


def _paragraph(text: str, styles: TableStyles, *, kept: bool) -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(finalize(text))}</w:t></w:r>' if text else ""
    keep = "<w:keepNext/>" if kept else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{styles.text}"/>{keep}</w:pPr>{run}</w:p>'
