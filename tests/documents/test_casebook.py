"""The casebook: what it says, what it holds back, and that Word and LibreOffice open it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from pipeline.documents import casebook
from pipeline.documents.content import pictures
from pipeline.documents.photos import Photo
from pipeline.documents.wording import choices, code, number, published
from pipeline.model import Amount, Answer, Book, Case, Cell, Code, Grid, Paragraph, Place, Record
from tests.documents.sample import (
    HIGHLIGHTS,
    RESULTS,
    SECRETS,
    SETTINGS,
    TEMPLATE,
    book,
    case_tables,
    cases,
    draw,
    factory,
    library,
    picture,
    plant,
    project,
    table,
)

LIBRARY = library()
HOSTILE = "甲<乙>&丙{{ 7*7 }}{% if x %}<w:p/>{# no #}“'\"]]>"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Photo]:
    """Photos by a name."""
    folder = tmp_path_factory.mktemp("photos")
    return {name: draw(folder, name) for name in "abcdefgh"} | {"tall": draw(folder, "tall", (600, 900))}


@pytest.fixture(scope="module")
def sample(drawn: Mapping[str, Photo]) -> Book:
    """Cases of all kinds: texts with lists, tables and photos inside, none, rows, nothing filled in."""
    inside = Answer(
        "x",
        blocks=(
            Paragraph(HIGHLIGHTS[0], "1. "),
            picture(drawn["a"]),
            picture(drawn["b"]),
            Paragraph(HIGHLIGHTS[1], "2. "),
            table([["指标", "改造前"], ["综合能耗", "42.3"]]),
        ),
    )
    hostile = factory(name=HOSTILE, case_title=HOSTILE, highlights=f"首行\n{HOSTILE}\x0b\ufffe\x00尾")
    projects = plant(
        project((drawn["c"], drawn["d"], drawn["e"])),
        project(
            (drawn["tall"],), title="冷却水循环利用", water_saved=Answer(Amount(36000.0, "m³", "循环水"))
        ),
        project(title="熔炼烟气治理", category=Answer(("污染物高效治理",))),
    )
    found = [
        *cases(factory((drawn["a"], drawn["f"]), highlights=inside)),
        *cases(factory(name="广州乙有限公司", category=Answer(()), case_title=""), None),
        *cases(hostile, "增城区"),
        *cases(projects),
    ]
    return book(*found)


def rendered(book: Book, drawn: Mapping[str, Photo]) -> bytes:
    out = io.BytesIO()
    photos = {photo.sha: photo for photo in drawn.values()}
    casebook.render(book, LIBRARY, SETTINGS, photos, TEMPLATE, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def made(sample: Book, drawn: Mapping[str, Photo]) -> bytes:
    return rendered(sample, drawn)


@pytest.fixture(scope="module")
def opened(made: bytes) -> Opened:
    return Document(io.BytesIO(made))


def texts(opened: Opened, style: str) -> list[str]:
    return [
        paragraph.text for paragraph in opened.paragraphs if paragraph.style and paragraph.style.name == style
    ]


def document_xml(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode("utf-8")


def test_valid_for_word(made: bytes, tmp_path: Path) -> None:
    path = tmp_path / "casebook.docx"
    path.write_bytes(made)
    result = OpenXmlValidator().validate(path)
    assert not result.errors, [error.description for error in result.errors]


def test_same_values_same_bytes(made: bytes, sample: Book, drawn: Mapping[str, Photo]) -> None:
    assert rendered(sample, drawn) == made
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_parts_groups_and_cases_in_order(opened: Opened) -> None:
    (values,) = [
        found.values
        for form in LIBRARY.forms
        for found in form.definition.fields.values()
        if found.values and form.definition.purpose == "summary"
    ]
    first = {direction: heading for heading, direction in reversed(values.items())}
    assert texts(opened, "Heading 1")[:2] == [first["绿色制造"], first["清洁生产"]]
    assert texts(opened, "Heading 2") == ["绿色工厂", "其他", "资源能源节约", "污染物高效治理"]
    assert texts(opened, "Heading 3") == [
        "“光储一体＋水性化改造”打造近零排放涂料工厂",
        HOSTILE,
        "广州乙有限公司",
        "空压站余热回收与变频改造项目",
        "冷却水循环利用",
        "熔炼烟气治理",
    ]


def test_contents_lead_to_the_headings(made: bytes, opened: Opened) -> None:
    xml = document_xml(made)
    anchors = re.findall(r'<w:hyperlink w:anchor="([^"]+)"', xml)
    assert anchors == re.findall(r"PAGEREF (\S+) ", xml)
    headings = sum(len(texts(opened, f"Heading {level}")) for level in (1, 2, 3))
    contents, index = anchors[:headings], anchors[headings:]
    assert len(contents) == len(set(contents)) == headings
    bookmarks = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', xml)
    assert len(bookmarks) == len(set(bookmarks))
    assert contents == [name for name in bookmarks if not name.startswith("_Case")]
    # Each case twice in the index, by district and by industry.
    own = [name for name in bookmarks if name.startswith("_Case")]
    assert len(own) == len(texts(opened, "Heading 3"))
    assert sorted(index) == sorted([*own, *own])
    assert xml.count('w:fldCharType="begin"') == xml.count('w:fldCharType="end"') == len(anchors) + 1
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        settings = package.read("word/settings.xml")
    assert b"updateFields" not in settings and "w:dirty" not in xml


def test_pages_stand_in_the_contents_where_they_are_known(sample: Book, made: bytes) -> None:
    anchors = re.findall(r"PAGEREF (\S+) ", document_xml(made))
    pages = {anchor: str(7 + number) for number, anchor in enumerate(anchors)}
    out = io.BytesIO()
    casebook.render(sample, LIBRARY, SETTINGS, {}, TEMPLATE, out, pages)
    assert cached_pages(out.getvalue()) == pages
    assert set(cached_pages(made).values()) == {" "}
    assert "更新整个目录" in document_xml(made)
    assert "更新整个目录" not in document_xml(out.getvalue())


def cached_pages(data: bytes) -> dict[str, str]:
    """The page that each field of the contents shows, by the bookmark that it asks for."""
    return dict(
        re.findall(
            r' PAGEREF (\S+) \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            r"<w:r><w:t[^>]*>([^<]*)</w:t>",
            document_xml(data),
        )
    )


def test_lines_of_contents_and_headings_have_no_empty_runs(made: bytes) -> None:
    root = Document(io.BytesIO(made)).element
    lines = {
        next(node.iterancestors(qn("w:p"))) for node in root.iter(qn("w:hyperlink"), qn("w:bookmarkStart"))
    }
    assert len(lines) > 10
    assert [node for line in lines for node in line.iter(qn("w:t")) if not node.text] == []


def test_ids_are_unique(made: bytes) -> None:
    xml = document_xml(made)
    for pattern in (r'<wp:docPr id="(\d+)"', r'<w:bookmarkStart w:id="(\d+)"'):
        ids = re.findall(pattern, xml)
        assert ids and len(ids) == len(set(ids))


def test_each_photo_once_in_the_file(made: bytes, drawn: Mapping[str, Photo]) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        stored = [entry for entry in package.infolist() if entry.filename.startswith("word/media/")]
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in stored)
        relations = package.read("word/_rels/document.xml.rels").decode("utf-8")
    names = [drawn[name].path.name for name in ("a", "b", "f", "c", "d", "e", "tall")]
    assert [entry.filename.removeprefix("word/media/") for entry in stored] == names
    linked = dict(re.findall(r'Id="(rId\d+)"[^>]*Target="media/([^"]+)"', relations))
    assert [linked[found] for found in re.findall(r'r:embed="([^"]+)"', document_xml(made))] == names


def test_profile_once_for_projects_that_follow_each_other(opened: Opened) -> None:
    # Two units of Annex 1 beside the hostile one; of the three projects the second goes without.
    assert texts(opened, "heading 4".title()).count("企业简介") == 3 + 2


def test_text_prints_as_text(made: bytes, opened: Opened) -> None:
    body = texts(opened, "案例正文")
    assert "首行" in body
    assert f"{HOSTILE}尾" in body
    assert HOSTILE in texts(opened, "案例单位")
    assert "49" not in re.findall(r"甲.乙.+?丙(\d*)", document_xml(made))


def test_figures_leave_out_empty_rows(opened: Opened) -> None:
    (rows,) = (
        [[cell.text for cell in row.cells] for row in found.rows]
        for found in opened.tables
        if "36000 m³" in (cell.text for row in found.rows for cell in row.cells)
    )
    assert rows[1:] == [
        ["项目投资", "186.5 万元", ""],
        ["年经济效益", "73 万元", ""],
        ["年节能量", "312.4 tce", "年节约电力254万千瓦时"],
        ["年节水量", "36000 m³", "循环水"],
        ["年减碳量", "1448 tCO₂e", ""],
    ]


def test_nested_table_with_spans(drawn: Mapping[str, Photo]) -> None:
    def cell(at: tuple[int, int], span: tuple[int, int], *blocks: Paragraph) -> Cell:
        return Cell(Place("表1", at[0] + 1, at[1] + 1), *at, *span, blocks)

    grid = Grid(
        "表1",
        (
            cell((0, 0), (2, 1), Paragraph("项目")),
            cell((0, 1), (1, 2), Paragraph("排放量")),
            cell((1, 1), (1, 1), Paragraph("改造前")),
            cell((1, 2), (1, 1)),
        ),
    )
    data = rendered(book(*cases(factory(results=Answer("x", blocks=(grid,))))), drawn)
    (found,) = (found for found in Document(io.BytesIO(data)).tables if found.cell(0, 0).text == "项目")
    shown = [[cell.text for cell in row.cells] for row in found.rows]
    assert shown == [["项目", "排放量", "排放量"], ["项目", "改造前", ""]]


def test_captions_of_the_applicants_own(drawn: Mapping[str, Photo]) -> None:
    inside = Answer(
        "x",
        blocks=(
            Paragraph("改造前后对比见图1。"),
            picture(drawn["a"]),
            Paragraph("图1 改造前"),
            Paragraph("又见下图。"),
            picture(drawn["b"]),
            picture(drawn["c"]),
            Paragraph("图2：改造后的车间"),
            picture(drawn["d"]),
            Paragraph("图书馆屋顶也已利用。"),
        ),
    )
    opened = Document(io.BytesIO(rendered(book(*cases(factory(highlights=inside))), drawn)))
    below = [
        [paragraph.text for paragraph in cell.paragraphs if paragraph.text]
        for found in case_tables(opened)
        for row in found.rows
        for cell in row.cells
    ]
    # In six columns: each cell as often as it is wide.
    assert below == [
        *[["图1 改造前"]] * 6, *[[]] * 6, *[["图2：改造后的车间"]] * 6, *[["图 3"]] * 6,
    ]  # fmt: skip
    assert "图书馆屋顶也已利用。" in texts(opened, "案例正文")


def test_a_short_line_below_the_last_photo_is_its_caption(drawn: Mapping[str, Photo]) -> None:
    inside = Answer(
        "x",
        blocks=(
            Paragraph("锅炉房已改造。"),
            picture(drawn["a"]),
            Paragraph("改造前的锅炉房"),
            picture(drawn["b"]),
            Paragraph("经济效益"),  # a heading: a text follows
            Paragraph("每年节约180万元。"),
            picture(drawn["c"]),
            Paragraph("实施后的锅炉房"),
        ),
    )
    opened = Document(io.BytesIO(rendered(book(*cases(factory(highlights=inside))), drawn)))
    below = [
        paragraph.text
        for found in case_tables(opened)
        for row in found.rows
        for paragraph in row.cells[0].paragraphs
        if paragraph.text
    ]
    assert below == ["图 1 改造前的锅炉房", "图 2", "图 3 实施后的锅炉房"]
    assert "经济效益" in texts(opened, "案例正文")


def test_a_short_table_stays_on_one_page(drawn: Mapping[str, Photo]) -> None:
    def kept(rows: int) -> list[bool]:
        grid = table([["项目", str(number)] for number in range(rows)])
        data = rendered(book(*cases(factory(results=Answer("x", blocks=(grid,))))), drawn)
        (found,) = (each for each in Document(io.BytesIO(data)).tables if each.cell(0, 0).text == "项目")
        return [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in found.rows]

    assert kept(3) == [True, True, False]
    assert not any(kept(40))


def test_pictures_that_the_casebook_wants(sample: Book, drawn: Mapping[str, Photo]) -> None:
    wanted = [pictures(case, LIBRARY) for case in sample.cases]
    assert wanted[0] == {drawn[name].sha for name in "abf"}
    assert wanted[1] == frozenset()
    assert wanted[3] == {drawn[name].sha for name in "cde"}


def test_photos_that_are_not_ready_are_left_out(sample: Book) -> None:
    assert "<pic:pic" not in document_xml(rendered(sample, {}))


def test_an_empty_book(tmp_path: Path) -> None:
    path = tmp_path / "casebook.docx"
    path.write_bytes(rendered(book(), {}))
    assert not OpenXmlValidator().validate(path).errors


# --- what is printed; as LibreOffice prints it: `test_proof` ------------------------


@pytest.fixture(scope="module")
def printed(opened: Opened) -> str:
    """All words of the document without white space."""
    return squeezed("".join(opened.element.body.itertext(qn("w:t"))))


def squeezed(text: str) -> str:
    return "".join(text.split())


def publishable(case: Case, record: Record) -> Iterable[str]:
    """All that a record says to the public, line by line."""
    form = LIBRARY.form(record.form)
    for found in form.fields:
        answer = record.answer(found.key, case.row)
        if answer is None or published(form, found.key) is None:
            continue
        match answer.value:
            case Amount(amount=amount, note=note):
                yield from (number(amount) if amount is not None else "", note)
            case Code():
                yield code(answer.value)
            case int() | float():
                yield number(answer.value)
            case tuple():
                yield choices(answer.value)
            case str() as words:
                blocks = [block for block in answer.blocks if isinstance(block, Paragraph)]
                yield from [block.text for block in blocks] or words.split("\n")


def test_every_publishable_answer_is_printed(sample: Book, printed: str) -> None:
    for case in sample.cases:
        record = case.entry.record
        assert record is not None
        if case.unit == HOSTILE:
            continue  # of what it says the document keeps no control characters
        for words in publishable(case, record):
            assert squeezed(words) in printed
    assert squeezed(HOSTILE) in printed
    assert squeezed(RESULTS) in printed


def test_nothing_held_back_is_printed(made: bytes, printed: str) -> None:
    xml = document_xml(made)
    for secret in SECRETS.values():
        assert squeezed(secret) not in printed
        assert secret not in xml
