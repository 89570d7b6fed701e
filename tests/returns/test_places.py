"""Where a comment goes, in documents that make it hard."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from pipeline import forms, office
from pipeline.door import Door
from pipeline.forms import fill
from pipeline.forms.match import Matcher
from pipeline.model import Cell, Grid, Place
from pipeline.office.comment import Note, annotate
from tests.office import raw
from tests.office.test_encryption import FILLER, PASSWORD, encrypted
from tests.office.words import control, paragraph, row, run
from tests.returns import files
from tests.returns.files import BY

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = "工作表“附件1”"


def tc(*inside: str) -> str:
    return f"<w:tc>{''.join(inside) or '<w:p/>'}</w:tc>"


def said(words: str) -> str:
    return paragraph(run(words))


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def cells(data: bytes) -> list[Cell]:
    """All cells of a document, those of tables within behind their table's."""
    found: list[Cell] = []
    waiting = [block for block in office.read_data(data).blocks if isinstance(block, Grid)]
    while waiting:
        grid = waiting.pop(0)
        found += grid.cells
        waiting += [block for cell in grid.cells for block in cell.blocks if isinstance(block, Grid)]
    return found


def given_back(folder: Path, data: bytes, *notes: Note) -> bytes:
    file = folder / "form"
    file.write_bytes(data)
    return annotate(file, notes, BY).data


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def at(data: bytes) -> list[str]:
    """For each comment, in the order of their ids, the words of the paragraph that it is tied to."""
    root = part(data)
    starts = sorted(root.iter(f"{W}commentRangeStart"), key=lambda node: int(node.get(f"{W}id", "")))
    for start in starts:
        paragraph_ = start.getparent()
        assert paragraph_ is not None and paragraph_.tag == f"{W}p"
        (reference,) = [
            node
            for node in paragraph_.iter(f"{W}commentReference")
            if node.get(f"{W}id") == start.get(f"{W}id")
        ]
        assert reference is not None
    return ["".join(map(str, start.getparent().itertext(f"{W}t"))) for start in starts]


# --- Word ---------------------------------------------------------------------------


def test_an_empty_cell_and_one_of_a_table_within(tmp_path: Path) -> None:
    inner = table(row(tc(said("改造前")), tc(said("改造后"))))
    data = raw.docx(table(row(tc(said("联系人")), tc()), row(tc(said("内容")), tc(inner, said("完")))))
    by_words = {"".join(getattr(block, "text", "") for block in cell.blocks): cell for cell in cells(data)}
    made = given_back(tmp_path, data, Note(by_words["改造后"].place, "一"), Note(by_words[""].place, "二"))
    assert at(made) == ["改造后", ""]
    assert str(by_words["改造前"].place) == str(by_words["联系人"].place)  # and yet told apart


def test_rows_that_are_gone_don_t_count(tmp_path: Path) -> None:
    deleted = row(tc(said("旧")), properties="<w:del w:id='1' w:author='a'/>")
    data = raw.docx(table(deleted, row(tc(said("新"))), row(tc(said("末")))))
    made = given_back(tmp_path, data, *(Note(cell.place, "意见") for cell in cells(data)))
    assert at(made) == ["新", "末"]


def test_a_control_has_its_comment_at_its_label(tmp_path: Path) -> None:
    inside = tc(control("<w:text/>", said("广州甲公司")))
    whole = control("<w:text/>", tc(said("陈一")))
    data = raw.docx(table(row(tc(said("企业名称")), inside), row(tc(said("联系人")), whole)))
    made = given_back(tmp_path, data, *(Note(cell.place, "意见") for cell in cells(data)[1::2]))
    assert at(made) == ["企业名称", "联系人"]
    assert cells(made) == cells(data)


def test_a_text_box_has_its_comment_where_it_is_tied(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{table(row(tc(said('企业名称')), tc(said('广州甲公司'))))}</w:txbxContent>"
    shape = f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
    data = raw.docx(paragraph(run("附件1"), shape))
    made = given_back(tmp_path, data, Note(cells(data)[1].place, "意见"))
    (start,) = part(made).iter(f"{W}commentRangeStart")
    assert not list(start.iterancestors(f"{W}txbxContent"))
    assert at(made)[0].startswith("附件1")


def test_what_is_about_the_whole_form_is_at_its_title(tmp_path: Path) -> None:
    first = table(row(tc(said("其他"))))
    data = raw.docx(f"{said('通知')}{first}{said('征集表')}{paragraph()}{table(row(tc(said('企业名称'))))}")
    made = given_back(
        tmp_path, data, Note(Place("表2"), "一"), Note(Place("表1"), "二"), Note(Place("表9"), "三")
    )
    assert at(made) == ["征集表", "通知", "通知"]
    untitled = raw.docx(table(row(tc(said("企业名称")))))
    assert at(given_back(tmp_path, untitled, Note(Place("表1"), "一"))) == ["企业名称"]


def test_comments_go_on_from_those_there_are(tmp_path: Path) -> None:
    old = (
        f"<w:comments {raw.W_NS}><w:comment w:id='7' w:author='区局'><w:p><w:r><w:t>旧</w:t></w:r></w:p>"
        "</w:comment></w:comments>"
    )
    body = table(
        row(tc("<w:p><w:commentRangeStart w:id='7'/><w:r><w:commentReference w:id='7'/></w:r></w:p>"))
    )
    data = raw.docx(body, {"word/notes/c.xml": old}, ("rId4", "comments", "notes/c.xml"))
    made = given_back(tmp_path, data, Note(cells(data)[0].place, "首行\n依据"))
    comments = list(part(made, "word/notes/c.xml"))
    assert [node.get(f"{W}id") for node in comments] == ["7", "8"]
    assert ["".join(map(str, line.itertext())) for line in comments[1].iter(f"{W}p")] == ["首行", "依据"]
    assert (comments[1].get(f"{W}author"), comments[1].get(f"{W}date")) == (BY.author, "2024-09-30T18:00:00Z")


def test_a_paragraph_that_goes_is_no_place_for_a_comment(tmp_path: Path) -> None:
    mark = "<w:pPr><w:rPr><w:del w:id='1' w:author='a'/></w:rPr></w:pPr>"
    gone = f"<w:p>{mark}<w:del w:id='2' w:author='a'><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
    data = raw.docx(table(row(tc(gone, said("新")))))
    assert at(given_back(tmp_path, data, Note(cells(data)[0].place, "意见"))) == ["新"]


def test_a_locked_file_comes_back_open_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "form"
    file.write_bytes(encrypted(raw.docx(table(row(tc(said("企业名称")))), FILLER)))
    door = Door(passwords=(PASSWORD,))
    made = annotate(file, (Note(Place("表1"), "意见"),), BY, door)
    assert made.changes == office.read(file, door).changes == ("password",)
    assert at(made.data) == ["企业名称"]


# --- Excel --------------------------------------------------------------------------


def book() -> Workbook:
    made = Workbook()
    sheet = made.active
    sheet.title = "附件1"
    for number, words in enumerate(("企业名称", "", "联系人", "陈一"), 1):
        sheet.cell((number + 1) // 2, 2 - number % 2, words or None)
    return made


def saved(made: Workbook) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def notes_of(data: bytes) -> dict[str, str]:
    sheet = load_workbook(io.BytesIO(data))["附件1"]
    return {cell.coordinate: cell.comment.text for line in sheet for cell in line if cell.comment}


def test_a_note_at_an_empty_cell_and_one_below_what_was_said(tmp_path: Path) -> None:
    made = book()
    made.active["B2"].comment = Comment("请核对", "区局", 120, 300)
    notes = (
        Note(Place(SHEET, 1, "B1"), "未填写\n依据：附件1"),
        Note(Place(SHEET, 2, "B2"), "电话"),
        Note(Place(SHEET), "全表"),
    )
    found = notes_of(given_back(tmp_path, saved(made), *notes))
    head = "预审意见（2024年9月30日）：\n"
    assert found == {"A1": f"{head}全表", "B1": f"{head}未填写\n依据：附件1", "B2": f"请核对\n{head}电话"}


def test_a_thread_of_comments_is_not_hidden_by_ours(tmp_path: Path) -> None:
    made = book()
    made.active["B2"].comment = Comment("[线程批注]", "tc={0A1B}")
    found = notes_of(given_back(tmp_path, saved(made), Note(Place(SHEET, 2, "B2"), "电话")))
    assert found["B2"] == "[线程批注]"
    assert found["C2"].endswith("电话")


def test_the_link_to_the_boxes_is_where_a_sheet_may_have_it(tmp_path: Path) -> None:
    made = book()
    made.active.append(("甲", "乙"))
    made.active.append(("1", "2"))
    made.active.add_table(Table(displayName="T", ref="A3:B4"))
    given = given_back(tmp_path, saved(made), Note(Place(SHEET, 1, "B1"), "意见"))
    names = [node.tag.rpartition("}")[2] for node in part(given, "xl/worksheets/sheet1.xml")]
    assert names.index("pageMargins") < names.index("legacyDrawing") < names.index("tableParts")


def test_boxes_join_those_there_are_even_where_they_are_no_xml() -> None:
    from pipeline.office.comment import vml

    old = (
        b'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s1030"><div>\xe7\x94\xb2<br></div>'
        b"</v:shape></xml>"
    )
    made = vml.with_boxes(old, 1, [((0, 1), "2, 15, 0, 2, 5, 15, 3, 4")])
    assert made.startswith(old[:44]) and b"<br></div></v:shape>" in made
    assert b'id="_x0000_s1031"' in made and b"xmlns:x=" in made and made.endswith(b"</xml>")


@pytest.mark.parametrize("columns", [1, 200])
def test_a_box_is_large_enough_for_its_words(columns: int) -> None:
    from pipeline.office.comment import vml
    from pipeline.office.excel.layout import Layout

    sheet = f'<worksheet {raw.S_NS}><sheetFormatPr defaultRowHeight="{columns}"/><sheetData/></worksheet>'
    layout = Layout(etree.fromstring(sheet), {})
    numbers = [int(number) for number in vml.anchor(layout, (3, 2), "字" * 100).split(",")]
    top, bottom = (layout.rows.start(numbers[at]) + numbers[at + 1] * 9525 for at in (2, 6))
    assert 5 * 16 * 9525 <= bottom - top <= 8 * 16 * 9525


# --- what is damaged where only editing looks -----------------------------------------


@pytest.mark.parametrize(
    ("path", "part_"),
    [
        (files.CORPUS / "增城/080.docx", "[Content_Types].xml"),
        (files.CORPUS / "花都区/011.docx", "word/comments.xml"),
        (files.CORPUS / "从化/116.xlsx", "xl/comments1.xml"),
        (files.CORPUS / "天河/130.xlsx", "xl/drawings/vmlDrawing1.vml"),
    ],
    ids=("types", "comments", "notes", "boxes"),
)
def test_a_file_that_can_t_be_edited_comes_back_as_what_was_read(
    tmp_path: Path, path: Path, part_: str
) -> None:
    file = tmp_path / "form"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<cut" if name == part_ else old.read(name))
    document = office.read(file)
    assert document.changes == ("copied",)
    (record, *_) = files.matcher().records(document)
    place = next(answer.place for _, answer in record.walk() if answer.place)
    made = annotate(file, (Note(place, "意见"),), BY)
    assert made.changes == ("copied",)
    again = office.read_data(made.data)
    assert again.changes == ()
    assert files.matcher().records(again)[0].fields() == record.fields()
    with zipfile.ZipFile(io.BytesIO(made.data)) as package:
        (comments,) = [name for name in package.namelist() if "comments" in name]
        assert "意见" in package.read(comments).decode("utf-8")


def test_a_damaged_picture_stays_as_it_is(tmp_path: Path) -> None:
    path = files.EXAMPLES / "黄埔区/征集表.docx"
    with zipfile.ZipFile(path) as package:
        picture = next(entry for entry in package.infolist() if "/media/" in entry.filename)
    data = bytearray(path.read_bytes())
    data[picture.header_offset + 30 + len(picture.filename) + picture.compress_size // 2] ^= 0xFF
    file = tmp_path / "form"
    file.write_bytes(data)
    document = office.read(file)
    made = annotate(file, (Note(Place("表1"), "意见"),), BY)
    (was,), (now,) = (files.matcher().records(each) for each in (document, office.read_data(made.data)))
    assert now.fields() == was.fields()


def test_a_comment_on_words_outside_of_any_table_stands_at_the_paragraph_that_was_read(
    tmp_path: Path,
) -> None:
    root = Path(__file__).parents[2]
    matcher = Matcher(forms.load(root / "templates", root / "examples" / "forms" / "forms"))
    form = matcher.library.form("envoy")
    told = {"practice": "进村入户。\n推广节水。", "lessons": "因地制宜。"}
    filled = fill.docx(form, {"name": "甲研究院", "case_title": "稻田节水", **told}, lambda sha: b"")
    (record,) = matcher.records(office.read_data(filled))
    places = {key: answer.place for key in told if (answer := record.answer(key))}
    notes = [Note(place, "请补充") for place in places.values() if place]
    assert len(notes) == len(told)
    tree = part(given_back(tmp_path, filled, *notes))
    anchored = {
        start.get(f"{W}id"): "".join(start.getparent().itertext())
        for start in tree.iter(f"{W}commentRangeStart")
    }
    assert sorted(anchored.values()) == sorted(["进村入户。", "因地制宜。"])
