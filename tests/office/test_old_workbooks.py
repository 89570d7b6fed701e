"""Workbooks in older formats, cell by cell: by xlwt, and Excel's XML of 2003."""

from __future__ import annotations

import io
from datetime import date

import xlwt

from pipeline import office
from pipeline.model import Cell, Document, Grid, Paragraph

XML = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:html="http://www.w3.org/TR/REC-html40">
 <Styles><Style ss:ID="s1"><NumberFormat ss:Format="0.00&quot;万元&quot;"/></Style>
  <Style ss:ID="s2"><NumberFormat ss:Format="Short Date"/></Style>
  <Style ss:ID="s3"><NumberFormat ss:Format="Percent"/></Style></Styles>
 <Worksheet ss:Name="附件3"><Table>
  <Column ss:Width="80"/><Column ss:Index="3" ss:Hidden="1"/>
  <Row><Cell ss:MergeAcross="3"><Data ss:Type="String">征集表</Data></Cell></Row>
  <Row ss:Index="3"><Cell><Data ss:Type="String">投资</Data></Cell>
   <Cell ss:StyleID="s1"><Data ss:Type="Number">1200.5</Data></Cell>
   <Cell><Data ss:Type="String">hidden</Data></Cell>
   <Cell ss:StyleID="s2"><Data ss:Type="DateTime">2024-09-30T00:00:00.000</Data></Cell></Row>
  <Row ss:Hidden="1"><Cell><Data ss:Type="String">hidden</Data></Cell></Row>
  <Row><Cell ss:MergeDown="1"><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"
   >亮<B>点</B>&#10;做法</ss:Data></Cell><Cell ss:StyleID="s3"><Data ss:Type="Number">0.125</Data></Cell>
   <Cell ss:Index="4"><Data ss:Type="Error">#REF!</Data></Cell></Row>
  <Row><Cell ss:Index="2"><Data ss:Type="Boolean">1</Data></Cell></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="备用"><Table><Row><Cell><Data ss:Type="String">hidden</Data></Cell></Row></Table>
  <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible>
  </WorksheetOptions></Worksheet>
</Workbook>"""


def said(document: Document) -> dict[str, str]:
    """What the cells of a workbook's only sheet show, by their reference."""
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    shown = {str(cell.place.cell): _text(cell) for cell in grid.cells}
    return {reference: text for reference, text in shown.items() if text}


def _text(cell: Cell) -> str:
    return "\n".join(block.text for block in cell.blocks if isinstance(block, Paragraph))


def cell(document: Document, reference: str) -> Cell:
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    return next(found for found in grid.cells if found.place.cell == reference)


def workbook() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("附件3")
    sheet.write_merge(0, 0, 0, 3, "企业清洁生产优秀案例征集表")
    sheet.write(1, 0, "投资")
    sheet.write(1, 1, 1200.5, xlwt.easyxf(num_format_str='0.00"万元"'))
    sheet.write(1, 2, "hidden column")
    sheet.write(1, 3, 13800138000)
    sheet.write(2, 0, "hidden row")
    sheet.row(2).hidden = True
    sheet.col(2).hidden = True
    sheet.write_merge(3, 4, 0, 0, "亮点做法\n第二行")
    sheet.write(3, 1, 0.125, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(3, 3, date(2024, 9, 30), xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'))
    sheet.write(4, 1, True)
    sheet.write(4, 3, "甲", xlwt.easyxf(num_format_str='@"公司"'))
    other = book.add_sheet("备用")
    other.write(0, 0, "hidden sheet")
    other.visibility = 1
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_xls_shows_what_excel_shows() -> None:
    document = office.read_data(workbook())
    assert document.format == "xls"
    assert said(document) == {
        "A1": "企业清洁生产优秀案例征集表",
        "A2": "投资",
        "B2": "1200.50万元",
        "D2": "13800138000",
        "A4": "亮点做法\n第二行",
        "B4": "12.5%",
        "D4": "2024年9月30日",
        "B5": "TRUE",
        "D5": "甲公司",
    }
    # hidden rows and columns take no room
    assert [(found.row, found.column) for found in (cell(document, "A4"), cell(document, "D2"))] == [
        (2, 0), (1, 2),
    ]  # fmt: skip
    assert (cell(document, "A1").colspan, cell(document, "A4").rowspan) == (3, 2)
    assert (cell(document, "B2").number, cell(document, "B4").number) == (1200.5, 0.125)
    assert str(cell(document, "B2").place) == "工作表“附件3” B2"


def test_excels_xml_of_2003() -> None:
    document = office.read_data(XML.encode())
    assert document.format == "xls"
    assert said(document) == {
        "A1": "征集表",
        "A3": "投资",
        "B3": "1200.50万元",
        "D3": "2024-9-30",
        "A5": "亮点\n做法",
        "B5": "12.50%",
        "B6": "TRUE",
    }
    assert (cell(document, "A1").colspan, cell(document, "A5").rowspan) == (3, 2)
    assert cell(document, "B3").number == 1200.5
