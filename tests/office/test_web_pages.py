"""Web pages under the names .doc and .xls, as Word, Excel, WPS and web systems write them."""

from __future__ import annotations

import base64
import hashlib
import quopri
from pathlib import Path

import pytest

from pipeline import office
from pipeline.model import Cell, Document, Grid, Paragraph, Picture
from tests.batch.made import picture
from tests.office.truths import seen

SHA = hashlib.sha256(picture(1)).hexdigest()
PNG = base64.b64encode(picture(1)).decode()


def page(body: str, charset: str = "", style: str = "") -> str:
    meta = f'<meta http-equiv=Content-Type content="text/html; charset={charset}">' if charset else ""
    return f"<html xmlns:x='urn:x'><head>{meta}<style>{style}</style></head><body>{body}</body></html>"


def grid(document: Document, number: int = 0) -> Grid:
    return [block for block in document.blocks if isinstance(block, Grid)][number]


def words(cell: Cell) -> list[str]:
    return [f"{block.number}{block.text}" for block in cell.blocks if isinstance(block, Paragraph)]


def table(text: str) -> list[list[str]]:
    return [words(cell) for cell in grid(office.read_data(page(f"<table>{text}</table>").encode())).cells]


ANNEX_1 = """
<p>附件1</p><p align=center>广州市绿色制造优秀案例征集表（企业）</p>
<table border=1>
 <tr><td>企业名称（公章）</td><td colspan=3>广州墨隐书刊有限公司</td></tr>
 <tr><td>企业类别</td><td colspan=3>{tick}绿色工厂（{blank}国家级 {tick}省级 {blank}市级）<br>
  {blank}绿色供应链管理企业（{blank}国家级 {blank}省级 {blank}市级） {blank}工业产品绿色设计示范企业</td></tr>
 <tr><td>行业类别（大类）</td><td>C23 印刷和记录媒介复制业</td>
  <td>行业类别（小类）</td><td>C2311 书、报刊印刷</td></tr>
 <tr><td>联系人</td><td>郑<span style="display:none">（隐藏）</span>一</td><td>联系电话</td>
  <td>020-80000001</td></tr>
 <tr><td>地址</td><td colspan=3>广州市越秀区解放
北路1号</td></tr>
 <tr><td>电子邮箱</td><td colspan=3><a href="mailto:a@example.com">a@example.com</a></td></tr>
 <tr><td>企业简介</td><td colspan=3><p>公司印刷书刊。</p><p>年产值<del>2</del><ins>3</ins>亿元。</p></td></tr>
 <tr><td>企业形象照片</td><td colspan=3>{picture}</td></tr>
 <tr><td>绿色制造案例名称</td><td colspan=3>无醇胶印</td></tr>
 <tr><td>绿色制造案例内容</td><td colspan=3><p>1. 亮点做法</p><p>采用免醇润版液：</p>
  <ol><li>改造水箱</li><li>更换墨辊</li></ol><p>2. 主要成效</p><p>年减少VOCs排放12吨。</p>
  <p>3. 借鉴意义</p><p>适用于胶印企业。</p></td></tr>
</table>
"""


def check(document: Document) -> None:
    (fields,) = seen(document)
    assert document.format == "html"
    assert fields["name"] == "广州墨隐书刊有限公司"
    assert fields["category"] == ["绿色工厂/省级"]
    assert fields["industry_division"] == {"code": "C23", "name": "印刷和记录媒介复制业"}
    assert fields["industry_class"] == {"code": "C2311", "name": "书、报刊印刷"}
    assert (fields["contact"], fields["phone"]) == ("郑一", "020-80000001")
    assert fields["address"] == "广州市越秀区解放北路1号"
    assert fields["email"] == "a@example.com"
    assert fields["profile"] == "公司印刷书刊。\n年产值3亿元。"
    assert [found["sha256"] for found in fields["photos"]] == [SHA]
    assert fields["highlights"] == "采用免醇润版液：\n1.改造水箱\n2.更换墨辊"
    assert (fields["results"], fields["significance"]) == ("年减少VOCs排放12吨。", "适用于胶印企业。")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_page_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    body = ANNEX_1.format(tick="☑", blank="□", picture=f'<img src="data:image/png;base64,{PNG}">')
    text = page(body, {"gbk": "gb2312", "utf-8": "utf-8"}.get(encoding, ""))
    file = tmp_path / "附件1.doc"
    file.write_bytes(text.replace("☑", "&#9745;").encode(encoding))
    check(office.read(file))
    assert office.media(file, {SHA}) == {SHA: picture(1)}


def test_a_page_that_says_nothing_of_its_encoding() -> None:
    body = ANNEX_1.format(tick="√", blank="□", picture=f"<img src='data:image/png;base64,{PNG}'/>")
    check(office.read_data(page(body).encode("gbk")))


def test_boxes_of_a_web_system() -> None:
    body = ANNEX_1.format(
        tick="<input type=checkbox checked>",
        blank="<input type=checkbox>",
        picture=f'<img src="data:image/png;base64,{PNG}">',
    )
    check(office.read_data(body.encode()))


def word_page(body: str) -> str:
    """As Word writes it: conditional comments, shapes with a picture to fall back on."""
    shape = (
        '<!--[if gte vml 1]><v:shape><v:imagedata src="a.files/image001.png"/></v:shape><![endif]-->'
        '<![if !vml]><img width=240 src="a.files/image001.png"><![endif]>'
    )
    tick = "<span lang=EN-US style='font-family:\"Wingdings 2\"'>R</span>"
    return page(body.format(tick=tick, blank="□", picture=shape), "gb2312")


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_single_file_web_page(encoding: str, tmp_path: Path) -> None:
    html = word_page(ANNEX_1).encode("gbk")
    body = quopri.encodestring(html) if encoding == "quoted-printable" else base64.encodebytes(html)
    parts = (
        b'------=_P\nContent-Location: file:///C:/1/a.htm\nContent-Type: text/html; charset="gb2312"\n'
        b"Content-Transfer-Encoding: " + encoding.encode() + b"\n\n" + body + b"\n"
        b"------=_P\nContent-Location: file:///C:/1/a.files/image001.png\nContent-Type: image/png\n"
        b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(picture(1)) + b"\n------=_P--\n"
    )
    file = tmp_path / "附件1.doc"
    file.write_bytes(
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="----=_P"\n\nnothing\n\n' + parts
    )
    check(office.read(file))
    assert office.media(file, {SHA}) == {SHA: picture(1)}


def test_merged_cells_and_their_places() -> None:
    text = page("<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<table><tr><td>e</table></table>")
    cells = grid(office.read_data(text.encode())).cells
    assert [(words(cell)[0], cell.row, cell.column, cell.rowspan, cell.colspan) for cell in cells] == [
        ("a", 0, 0, 2, 1), ("b", 0, 1, 1, 2), ("c", 1, 1, 1, 1), ("d", 1, 2, 1, 1),
    ]  # fmt: skip
    assert [str(cell.place) for cell in cells] == [
        "表1 第1行 第1列", "表1 第1行 第2列", "表1 第2行 第2列", "表1 第2行 第3列",
    ]  # fmt: skip
    inner = cells[-1].blocks[1]
    assert isinstance(inner, Grid)
    assert words(inner.cells[0]) == ["e"]


def test_what_nobody_sees_is_not_there() -> None:
    text = page(
        "<table><col><col style='display:none'><col>"
        "<tr><td>a<td>b<td>c</tr><tr style='display:none'><td>d<td>e<td>f</tr>"
        "<tr><td class=gone>g<td>h<td>i<script>j</script><span style='mso-hide:all'>k</span></tr></table>",
        style=".gone {display:none}",
    )
    cells = grid(office.read_data(text.encode())).cells
    assert [(words(cell)[0], cell.row, cell.column) for cell in cells] == [
        ("a", 0, 0), ("c", 0, 1), ("i", 1, 1),
    ]  # fmt: skip


def test_lines_and_lists() -> None:
    assert table("<tr><td>一<br>二&nbsp;三<div>四</div>五<ol start=3 type=A><li>六<li>七</ol>") == [
        ["一\n二 三", "四", "五", "C.六", "D.七"]
    ]


def test_a_cell_of_a_workbook_keeps_what_it_stores() -> None:
    text = page("<table><tr><td x:num='0.125'>12.5%</td><td sdval='1200'>1,200</td><td>1,300</td></table>")
    cells = grid(office.read_data(text.encode())).cells
    assert [(words(cell)[0], cell.number) for cell in cells] == [
        ("12.5%", 0.125), ("1,200", 1200), ("1,300", None),
    ]  # fmt: skip


def test_nothing_is_fetched() -> None:
    body = "<table><tr><td>a<img src='http://127.0.0.1:1/x.png'><img src='file:///etc/hostname'></table>"
    (cell,) = grid(office.read_data(page(body).encode())).cells
    assert not [block for block in cell.blocks if isinstance(block, Picture)]


def test_the_sheets_of_a_workbook_saved_as_one_page() -> None:
    def part(name: str, html: str) -> bytes:
        return (
            f"------=_P\nContent-Location: file:///C:/1/a.files/{name}\nContent-Type: text/html; "
            f'charset="utf-8"\nContent-Transfer-Encoding: base64\n\n'
        ).encode() + base64.encodebytes(html.encode())

    frame = (
        '<html><head><link id="shLink" href="a.files/sheet001.htm"><link id="shLink" '
        'href="a.files/sheet002.htm"></head><frameset rows="*,39"></frameset></html>'
    )
    data = (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="----=_P"\n\n'
        + part("book.htm", frame)
        + part("sheet002.htm", page("<table><tr><td>second</table>"))
        + part("sheet001.htm", page("<table><tr><td>first</table>"))
        + b"------=_P--\n"
    )
    document = office.read_data(data)
    assert [words(grid(document, number).cells[0]) for number in (0, 1)] == [["first"], ["second"]]
    assert [grid(document, number).part for number in (0, 1)] == ["表1", "表2"]
