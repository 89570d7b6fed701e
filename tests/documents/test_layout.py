"""How photos stand on a page: sizes and rows for any shapes, and what LibreOffice makes of a case of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as Shown
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import casebook, layout
from pipeline.documents.content import places
from pipeline.documents.photos import Photo
from pipeline.model import Answer, Paragraph
from pipeline.office.markup import EMU_PER_MM
from tests.documents.sample import (
    SETTINGS,
    TEMPLATE,
    book,
    cases,
    draw,
    factory,
    library,
    picture,
    plant,
    project,
)

LIBRARY = library()
SHAPES = st.lists(st.tuples(st.integers(1, 9000), st.integers(1, 9000)), max_size=40)
DRAWING = re.compile(r'<wp:extent cx="(\d+)" cy="(\d+)"/><wp:docPr id="\d+" name="[^"]*" descr="([^"]*)"')
EMBEDDED = re.compile(r'r:embed="(\w+)"')


@given(SHAPES)
def test_any_photos_fit_in_their_order_and_shape(shapes: list[tuple[int, int]]) -> None:
    rows = [row for chunk in layout.chunks(shapes) for row in chunk]
    sizes = [size for row in rows for size in row]
    assert len(sizes) == len(shapes)
    for (width, height), size, box in zip(shapes, sizes, layout.boxes(len(shapes)), strict=True):
        assert size.width / size.height == pytest.approx(width / height)
        assert size.width <= box.width + 1e-6 and size.height <= box.height + 1e-6
        assert size.width / 25.4 * layout.COARSEST <= width + 1e-6  # never blown up
    for row in rows:
        assert 1 <= len(row) <= 3
        assert sum(size.width for size in row) <= layout.TEXT_WIDTH


@given(SHAPES)
def test_the_end_is_no_lone_row_and_leaves_no_page_blank(shapes: list[tuple[int, int]]) -> None:
    found = layout.chunks(shapes)
    heights = [sum(max(size.height for size in row) for row in chunk) for chunk in found]
    assert all(height <= 200 for height in heights)
    if len(shapes) > 3:
        assert len(found[-1]) >= 2
    assert all(len(chunk) == 1 for chunk in found[:-1])


@pytest.mark.parametrize(
    ("count", "lines"),
    [
        (0, []), (1, [1]), (2, [2]), (3, [3]), (4, [2, 2]), (5, [2, 3]), (6, [3, 3]), (7, [2, 2, 3]),
        (8, [2, 3, 3]), (30, [3] * 10),
    ],
)  # fmt: skip
def test_none_is_left_over(count: int, lines: list[int]) -> None:
    assert layout.lines(count) == lines


def test_photos_side_by_side_have_one_height_unless_one_is_a_stamp_or_a_panorama() -> None:
    (((landscape, portrait),),) = layout.chunks([(1500, 1000), (1000, 1500)])
    assert landscape.height == pytest.approx(portrait.height)
    (((stamp, photo),),) = layout.chunks([(90, 60), (1500, 1000)])
    assert stamp.width == pytest.approx(90 / 150 * 25.4) and photo.width == pytest.approx(76)
    (((panorama, beside),),) = layout.chunks([(4000, 400), (1500, 1000)])
    assert panorama.width == pytest.approx(76) and beside.height == pytest.approx(38)


def printed(photos: Sequence[Photo], **answers: Answer) -> bytes:
    return rendered(photos, *cases(factory(tuple(photos), **answers)))


def rendered(photos: Sequence[Photo], *found: object) -> bytes:
    out = io.BytesIO()
    ready = {photo.sha: photo for photo in photos}
    casebook.render(book(*found), LIBRARY, SETTINGS, ready, TEMPLATE, out)  # type: ignore[arg-type]
    return out.getvalue()


def drawings(data: bytes) -> list[tuple[float, float, str, str]]:
    """Width and height in mm, alternative text and file of each picture, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode("utf-8")
        relations = package.read("word/_rels/document.xml.rels").decode("utf-8")
    files = dict(re.findall(r'Id="(\w+)" Type="[^"]*/image" Target="([^"]*)"', relations))
    made = []
    for inline in xml.split("<wp:inline")[1:]:
        shown, embedded = DRAWING.search(inline), EMBEDDED.search(inline)
        if shown and embedded:  # a chart has no picture in it
            width, height = (int(side) / EMU_PER_MM for side in shown.group(1, 2))
            made.append((width, height, shown[3], files[embedded[1]]))
    return made


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> list[Photo]:
    folder = tmp_path_factory.mktemp("album")
    shapes = [(300, 200), (200, 300), (600, 80), (40, 30), (60, 500)]
    return [draw(folder, f"{number}", shapes[number % len(shapes)]) for number in range(30)]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 30])
def test_each_photo_once_in_order_with_what_it_shows(album: list[Photo], count: int) -> None:
    found = drawings(printed(album[:count]))
    assert [Path(file).stem for *_, file in found] == [photo.sha for photo in album[:count]]
    for number, (width, height, alt, _) in enumerate(found, 1):
        photo = album[number - 1]
        assert width <= layout.TEXT_WIDTH
        assert width / height == pytest.approx(photo.width / photo.height, rel=1e-3)
        assert "广州云岭水性涂料有限公司" in alt and "近零排放涂料工厂" in alt
        assert re.search(rf"(?<!\d){number}(?!\d)", alt)


def test_a_grid_keeps_its_rows_whole_and_its_end_together(album: list[Photo]) -> None:
    opened = Document(io.BytesIO(printed(album[:7])))
    (grid,) = [table for table in opened.tables if table._tbl.findall(".//{*}drawing")]
    assert len(grid._tbl.tblGrid.gridCol_lst) == 6
    for row in grid.rows:
        assert row._tr.findall(".//{*}cantSplit")
        assert all(paragraph.paragraph_format.keep_with_next for paragraph in row.cells[0].paragraphs)
    spans = [[cell.grid_span for cell in row._tr.tc_lst] for row in grid.rows]
    assert spans == [[3, 3], [3, 3], [2, 2, 2]]
    # What is before is kept with it, what follows isn't: the chain is bounded.
    before, after = grid._tbl.getprevious(), grid._tbl.getnext()
    assert before.find(".//{*}keepNext") is not None
    assert "false" in after.xpath("string(.//w:keepNext/@w:val)") or after.xpath(".//w:keepNext[@w:val='0']")


@pytest.mark.parametrize(("count", "stay"), [(1, False), (2, False), (20, True)])
def test_photos_with_more_behind_them_leave_no_page_half_empty(
    album: list[Photo], count: int, stay: bool
) -> None:
    """Words before them may end a page, unless the photos would fill the next one alone."""
    inside = Answer(
        "x",
        blocks=(
            Paragraph("车间原来的能耗高，排放也多。"),
            *map(picture, album[:count]),
            Paragraph("改造以后能耗降低了三成，排放减少了一半。"),
        ),
    )
    opened = Document(io.BytesIO(printed(album[: count + 1], highlights=inside)))
    first, *_, last = [table._tbl for table in opened.tables if table._tbl.findall(".//{*}drawing")]
    assert (first.getprevious().find(".//{*}keepNext") is not None) is stay
    assert last.getprevious().find(".//{*}keepNext") is not None


def test_captions_number_all_photos_of_a_case(album: list[Photo]) -> None:
    inside = Answer(
        "x",
        blocks=(
            Paragraph("甲乙丙丁"), picture(album[0]), Paragraph("改造前的车间"),
            picture(album[1]), picture(album[2]), Paragraph("改造后的车间"),
        ),
    )  # fmt: skip
    opened = Document(io.BytesIO(printed(album[:5], highlights=inside)))
    paragraphs = [Shown(found, opened._body) for found in opened.element.body.iter(qn("w:p"))]
    captions = [found.text for found in paragraphs if found.style and found.style.name == "Caption"]
    assert [text for text in captions if text.startswith("图")] == [
        "图 1 改造前的车间",
        "图 2 改造后的车间",
        "图 3",
        "图 4",
    ]


def test_photos_stand_above_the_figures(album: list[Photo]) -> None:
    xml = (
        zipfile.ZipFile(io.BytesIO(rendered(album, *cases(plant(project(tuple(album[:2])))))))
        .read("word/document.xml")
        .decode("utf-8")
    )
    assert xml.rindex("<wp:inline") < xml.rindex("主要指标")


def test_room_of_a_photo_in_two_cases_is_the_larger(album: list[Photo]) -> None:
    alone, three = cases(plant(project((album[0],)), project(tuple(album[:3]))))
    room = [places(case, LIBRARY)[album[0].sha] for case in (alone, three)]
    assert room[0].width > room[1].width
    assert room[0].or_larger(room[1]) == room[0]
    # One that can't be printed leaves its room to the others.
    widened = places(three, LIBRARY, without=[album[0].sha])
    assert album[0].sha not in widened and widened[album[1].sha].width > room[1].width
