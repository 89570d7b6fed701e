"""Workbooks are read as what a person sees in them."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from pipeline import office
from pipeline.model import Grid, Paragraph, Picture
from tests.office import raw


def grids(data: bytes) -> list[Grid]:
    return [block for block in office.read_data(data).blocks if isinstance(block, Grid)]


def words(grid: Grid) -> dict[str, str]:
    """The text of each cell that says something, by its reference."""
    found = {
        str(cell.place.cell): "\n".join(block.text for block in cell.blocks if isinstance(block, Paragraph))
        for cell in grid.cells
    }
    return {reference: text for reference, text in found.items() if text}


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_number_as_it_is_shown_and_as_it_is_stored() -> None:
    book = Workbook()
    cell = book.active.cell(1, 1, 81234567)
    cell.number_format = '"020-"00000000'
    (grid,) = grids(saved(book))
    assert words(grid) == {"A1": "020-81234567"}
    assert grid.cells[0].number == 81234567


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', ""),
        ('<c r="A1" t="str"><f>B1</f><v>甲</v></c>', "甲"),
        ('<c r="A1"><f t="shared" si="0"/><v>5</v></c>', "5"),
        ('<c r="A1"><f t="array" ref="A1">B1</f><v>5</v></c>', "5"),
        ('<c r="A1"><f>B1</f></c>', ""),
        ('<c r="A1" t="inlineStr"><is><t>甲_x000D_\n乙_x005F_x000D_</t></is></c>', "甲\n乙_x000D_"),
        (
            '<c r="A1" t="inlineStr"><is><r><t>甲</t></r><rPh><t>jia</t></rPh><r><t>乙</t></r></is></c>',
            "甲乙",
        ),
        (
            '<c r="A1" t="inlineStr"><is><r><rPr><rFont val="Wingdings 2"/></rPr><t>R</t></r>'
            "<r><t>省级R</t></r></is></c>",
            "☑省级R",
        ),
        ('<c r="A1" t="inlineStr" s="1"><is><t>þ</t></is></c>', "☑"),
        ("<c><v>5</v></c>", "5"),
    ],
)
def test_what_a_cell_shows(cell: str, seen: str) -> None:
    styles = (
        f'<styleSheet {raw.S_NS}><fonts><font/><font><name val="Wingdings"/></font></fonts>'
        '<cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>'
    )
    found = grids(raw.xlsx({"一": f"<sheetData><row>{cell}</row></sheetData>"}, {"xl/styles.xml": styles}))
    assert words(found[0]).get("A1", "") == seen


def test_hidden_sheets_rows_and_columns_are_not_there() -> None:
    book = Workbook()
    sheet = book.active
    for reference in ("A1", "B1", "A2", "C3"):
        sheet[reference] = reference
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("藏")["A1"] = "藏"
    book["藏"].sheet_state = "hidden"
    (grid,) = grids(saved(book))
    assert words(grid) == {"A1": "A1", "C3": "C3"}


def test_rows_and_columns_without_room_are_not_there() -> None:
    cells = '<c r="A{0}"><v>1</v></c><c r="B{0}"><v>2</v></c>'
    rows = f'<row r="1" ht="0" customHeight="1">{cells.format(1)}</row><row r="2">{cells.format(2)}</row>'
    (grid,) = grids(
        raw.xlsx({"一": f'<cols><col min="1" max="1" width="0"/></cols><sheetData>{rows}</sheetData>'})
    )
    assert words(grid) == {"B2": "2"}


def test_a_merged_range_is_one_cell() -> None:
    book = Workbook()
    sheet = book.active
    sheet["B2"] = "甲"
    sheet.merge_cells("B2:D3")
    (grid,) = grids(saved(book))
    merged = next(cell for cell in grid.cells if cell.place.cell == "B2")
    assert (merged.row, merged.column, merged.rowspan, merged.colspan) == (1, 1, 2, 3)
    assert "C3" not in {cell.place.cell for cell in grid.cells}


def test_a_dimension_that_lies_loses_nothing() -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
    rows += '<row r="5"><c r="C5" t="str"><f>B1</f><v>乙</v></c><c t="e"><v>#REF!</v></c></row>'
    (grid,) = grids(raw.xlsx({"附件1": f'<dimension ref="A1"/><sheetData>{rows}</sheetData>'}))
    assert words(grid) == {"A1": "甲", "C5": "乙"}
    assert grid.part == "工作表“附件1”"
    assert str(grid.cells[0].place) == "工作表“附件1” A1"


def test_two_cells_far_apart_cost_nothing() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    (grid,) = grids(raw.xlsx({"一": f"<sheetData>{rows}</sheetData>"}))
    assert words(grid) == {"A1": "1", "XFD1048576": "2"}


def picture(color: str) -> SheetImage:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(target, "PNG")
    target.seek(0)
    return SheetImage(target)


def test_pictures_belong_to_the_cell_below_them_in_reading_order() -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "照片"
    sheet.merge_cells("B1:D8")
    for color, anchor in (("red", "C1"), ("green", "B5"), ("blue", "B1")):
        sheet.add_image(picture(color), anchor)
    (grid,) = grids(saved(book))
    cell = next(cell for cell in grid.cells if cell.place.cell == "B1")
    found = [block.sha for block in cell.blocks if isinstance(block, Picture)]
    by_color = {}
    for color in ("red", "green", "blue"):
        alone = Workbook()
        alone.active.add_image(picture(color), "A1")
        by_color[color] = next(
            block.sha for block in grids(saved(alone))[0].cells[0].blocks if isinstance(block, Picture)
        )
    assert found == [by_color["blue"], by_color["red"], by_color["green"]]


def test_a_picture_that_wps_put_into_a_cell() -> None:
    target = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(target, "JPEG")
    images = (
        '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{raw.OFFICE}">'
        '<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_1"/></xdr:nvPicPr><xdr:blipFill>'
        '<a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage></etc:cellImages>'
    )
    cell = '<c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'
    data = raw.xlsx(
        {"一": f'<sheetData><row r="1">{cell}</row></sheetData>'},
        {
            "xl/cellimages.xml": images,
            "xl/_rels/cellimages.xml.rels": raw.relations(("rId1", "image", "media/image1.jpeg")),
            "xl/media/image1.jpeg": target.getvalue(),
        },
    )
    (grid,) = grids(data)
    assert [(block.width, block.height) for block in grid.cells[0].blocks if isinstance(block, Picture)] == [
        (30, 20)
    ]
    assert words(grid) == {}
