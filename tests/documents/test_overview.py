"""What the casebook says of its cases as a whole: statistics, charts, sections, index."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.document import Document as Opened
from lxml import etree
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from pipeline.documents import casebook
from pipeline.documents.arrange import arrange
from pipeline.documents.overview import Overview, Words, overview
from pipeline.forms import Library
from pipeline.model import SELECTED, Amount, Answer, Ballot, Book, Case, Code
from pipeline.office import charts
from tests.documents.sample import (
    SETTINGS,
    TEMPLATE,
    book,
    case_tables,
    cases,
    factory,
    library,
    plant,
    project,
)

LIBRARY = library()
UNITS = {"tce": "吨标准煤", "t": "吨", "万元": "万元"}
WORDS = Words(UNITS, nowhere="未分区", others="其他", cases="案例数（个）")
EDITION = casebook.Settings(
    SETTINGS.title, SETTINGS.year, SETTINGS.bureau, draft=False, until=SETTINGS.until, words=WORDS
)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def saving(unit: str, amount: float, title: str = "节材") -> dict[str, Any]:
    return project(title=title, materials_saved=Answer(Amount(amount, unit, "")))


def sample() -> Book:
    """Three units in two districts, one of them outside of any; figures in several units."""
    first = plant(saving("t", 1.5), saving("吨", 2, "水性漆"), saving("件", 700, "包装"))
    second = plant(
        saving("t", 0.7), name="广州乙有限公司", industry_division=Answer(Code("C33", "金属制造业"))
    )
    return book(
        *cases(first, "黄埔区"),
        *cases(second, "增城区"),
        *cases(factory(name="广州丙有限公司", case_title="=1+1 {{ 7*7 }}<w:p/>"), None),
    )


def rendered(found: Book) -> bytes:
    out = io.BytesIO()
    casebook.render(found, LIBRARY, EDITION, {}, TEMPLATE, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def made() -> bytes:
    return rendered(sample())


@pytest.fixture(scope="module")
def opened(made: bytes) -> Opened:
    return Document(io.BytesIO(made))


def counted(found: Book, of: Library = LIBRARY) -> Overview:
    return overview(found.cases, casebook.order(found)[1], arrange(found.cases, of), of, WORDS)


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def text(data: bytes, name: str = "word/document.xml") -> str:
    return part(data, name).decode("utf-8")


# --- statistics ---------------------------------------------------------------------


def test_cases_are_counted_with_their_units(opened: Opened) -> None:
    tables = [[[cell.text for cell in row.cells] for row in found.rows] for found in opened.tables]
    assert tables[0][1:] == [
        ["黄埔区", "3", "1"], ["增城区", "1", "1"], ["未分区", "1", "1"], ["合计", "5", "3"],
    ]  # fmt: skip
    assert [row[1:] for row in tables[1][1:]] == [
        ["绿色工厂", "1", "1"], ["资源能源节约", "4", "2"], ["", "5", "3"],
    ]  # fmt: skip
    # By the code: however the industry's name was written.
    assert tables[2][1:] == [["C26 化学原料和化学制品制造业", "1", "1"], ["C33 金属制品业", "4", "2"]]


def test_sums_keep_units_apart_and_say_who_gave_them(opened: Opened) -> None:
    found = [[cell.text for cell in row.cells] for row in opened.tables[3].rows]
    assert ["年节约原辅材料", "4.2", "t", "2家填报"] in found  # 吨 is t
    assert ["年节约原辅材料", "700", "件", "1家填报"] in found
    assert ["年节能量", "1249.6", "tce", "2家填报"] in found
    assert not any(row[0] == "年节水量" for row in found)
    prose = " ".join(paragraph.text for paragraph in opened.paragraphs)
    assert "年节能量合计1249.6吨标准煤（2家填报）" in prose
    assert "年节约原辅材料合计4.2吨（2家填报）" in prose
    assert "700件" not in prose  # the table says it


def test_tables_have_symbols_of_units(opened: Opened) -> None:
    rows = [[cell.text for cell in row.cells] for found in case_tables(opened) for row in found.rows]
    assert [row[1] for row in rows if row[0] == "年节约原辅材料"] == ["1.5 t", "2 t", "700 件", "0.7 t"]


def test_what_is_held_back_is_not_summed() -> None:
    def without(key: str) -> Library:
        return Library(
            tuple(
                replace(
                    form,
                    fields=tuple(
                        replace(found, publish=found.publish and found.key != key) for found in form.fields
                    ),
                )
                for form in LIBRARY.forms
            )
        )

    assert "项目投资" in [found.label for found in counted(sample()).sums]
    assert "项目投资" not in [found.label for found in counted(sample(), without("projects.investment")).sums]


def test_a_district_whose_cases_did_not_pass_is_not_named() -> None:
    returned = [replace(case, state="待修改") for case in cases(factory(), "南沙区")]
    data = rendered(book(*cases(factory(), "黄埔区"), *returned))
    assert "南沙区" not in text(data)


# --- charts -------------------------------------------------------------------------


def drawn(data: bytes) -> list[tuple[str, list[tuple[str, float]], list[tuple[Any, ...]]]]:
    """The charts: alternative text, cached points, rows of the workbook behind."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    described = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"[^>]*/>', parts["word/document.xml"].decode())
    found = []
    for number, alt in enumerate(described, 1):
        root = etree.fromstring(parts[f"word/charts/chart{number}.xml"])
        names, figures = (
            [point.findtext(f"{C}v") or "" for point in root.iter(f"{C}{kind}").__next__().iter(f"{C}pt")]
            for kind in ("cat", "val")
        )
        workbook = openpyxl.load_workbook(
            io.BytesIO(parts[f"word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"])
        )
        rows = list(workbook["Sheet1"].iter_rows(values_only=True))
        found.append((alt, list(zip(names, map(float, figures), strict=True)), rows))
    return found


def test_charts_show_the_statistics_in_their_caches_and_in_their_workbooks(made: bytes) -> None:
    by_district, by_category, by_industry = drawn(made)
    statistics = counted(sample())
    for (alt, points, rows), counts in (
        (by_district, statistics.districts),
        (by_category, statistics.categories),
        (by_industry, sorted(statistics.divisions, key=lambda count: -count.cases)),
    ):
        expected = [(count.name, count.cases) for count in counts]
        assert points == expected
        assert rows == [(None, "案例数（个）"), *expected]
        assert alt == "、".join(f"{name} {figure}" for name, figure in expected)
    assert "charts." not in text(made)


def test_a_chart_refers_to_the_cells_of_its_workbook(made: bytes) -> None:
    formulas = re.findall(r"<c:f>([^<]*)</c:f>", text(made, "word/charts/chart1.xml"))
    assert formulas == ["Sheet1!$B$1", "Sheet1!$A$2:$A$4", "Sheet1!$B$2:$B$4"]


def test_of_many_values_a_chart_shows_the_largest_and_the_rest_as_one() -> None:
    many = [
        case
        for number in range(20)
        for case in cases(factory(), f"第{number:02}区") * (2 if number < 5 else 1)
    ]
    (_, points, _), *_ = drawn(rendered(book(*many)))
    assert len(points) == 16
    assert points[-1] == ("其他", 5)
    assert sum(figure for _, figure in points) == len(many)


def test_names_in_a_chart_are_no_formulas_and_no_markup() -> None:
    hostile = '=1+1<c:v/>&{{ x }}\x0b"'
    (_, points, rows), *_ = drawn(rendered(book(*cases(factory(), hostile))))
    assert points == [('=1+1<c:v/>&{{ x }}"', 1)]
    assert rows[1] == ('=1+1<c:v/>&{{ x }}"', 1)


def test_a_chart_is_found_by_the_name_of_its_series(made: bytes) -> None:
    with zipfile.ZipFile(TEMPLATE) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    document = parts["word/document.xml"].decode("utf-8")
    parts["word/document.xml"] = document.replace(' descr="{{ charts.by_category }}"', "").encode()
    place = next(found for found in charts.marked(parts) if found.name == "by_category")
    assert not place.fault
    filled = charts.filled(parts, place, charts.Chart("案例数", (("绿色工厂", 3),)))
    assert "案例数</c:v>" in filled[place.part].decode("utf-8")


# --- sections and index -------------------------------------------------------------


def headers(data: bytes) -> list[str]:
    """For each section the words of its header; ``""`` where it has none."""
    relations = dict(
        re.findall(
            r'Id="([^"]+)"[^>]*Target="((?:header|footer)[^"]*)"', text(data, "word/_rels/document.xml.rels")
        )
    )
    found = []
    for section in re.findall(r"<w:sectPr\b.*?</w:sectPr>", text(data), re.DOTALL):
        reference = re.search(r'<w:headerReference [^>]*r:id="([^"]+)"', section)
        xml = text(data, f"word/{relations[reference[1]]}") if reference else ""
        found.append("".join(re.findall(r"<w:t\b[^>]*>([^<]*)</w:t>", xml)))
    return found


def test_each_part_is_a_section_with_its_title_above(made: bytes, opened: Opened) -> None:
    title = f"{SETTINGS.title}（{SETTINGS.year}年）"
    parts = [found.text for found in opened.paragraphs if found.style and found.style.name == "Heading 1"]
    assert headers(made) == ["", title, *parts[:2], "索引"]
    sections = re.findall(r"<w:sectPr\b.*?</w:sectPr>", text(made), re.DOTALL)
    starts = [re.findall(r'w:start="(\d+)"', section) for section in sections]
    assert starts == [[], ["1"], ["1"], [], []]  # the second part goes on
    assert "footerReference" not in sections[0]


def test_the_index_leads_to_each_case_by_district_and_by_industry(opened: Opened) -> None:
    lines = [
        (found.style.name, found.text.partition("\t")[0])
        for found in opened.paragraphs
        if found.style and found.style.name in ("索引分组", "索引条目")
    ]
    groups = [words for style, words in lines if style == "索引分组"]
    assert groups == ["黄埔区", "增城区", "未分区", "C26 化学原料和化学制品制造业", "C33 金属制品业"]
    entries = [words for style, words in lines if style == "索引条目"]
    assert entries[:4] == [
        "广州南穗精密铸造有限公司　节材",
        "广州南穗精密铸造有限公司　水性漆",
        "广州南穗精密铸造有限公司　包装",
        "广州乙有限公司　节材",
    ]
    assert sorted(entries[:5]) == sorted(entries[5:])


def test_a_long_line_of_the_index_leaves_room_for_its_number() -> None:
    long = "空压站余热回收与变频改造及水系统优化项目"
    data = rendered(book(*cases(factory(case_title=long), "黄埔区")))
    entry = next(
        found
        for found in Document(io.BytesIO(data)).paragraphs
        if found.style and found.style.name == "索引条目"
    )
    first, last = entry.text.partition("\t")[0].split("\n")
    assert len(first) <= 34 and 6 <= len(last) <= 30
    assert first + last == f"广州云岭水性涂料有限公司　{long}"


def test_pages_stand_in_contents_and_index() -> None:
    class Counting(dict[str, str]):
        def get(self, anchor: str, _: Any = None) -> Any:
            return anchor[-3:]

    out = io.BytesIO()
    casebook.render(sample(), LIBRARY, EDITION, {}, TEMPLATE, out, Counting(x="1"))
    shown = re.findall(
        r' PAGEREF (\S+) \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        r"<w:r><w:t[^>]*>([^<]*)<",
        text(out.getvalue()),
    )
    assert len(shown) == 4 + 5 + 2 + 10  # parts and groups, cases, the indexes; twice each case in these
    assert all(page == anchor[-3:] for anchor, page in shown)


def test_a_review_orders_the_cases_and_no_district(opened: Opened) -> None:
    found = sample()
    ranked = [
        replace(
            case,
            state=SELECTED,
            ruling=Ballot(case.number, case.unit, case.title, case.entry.source, selected=True, rank=rank),
        )
        for case, rank in zip(found.cases, (4, 3, 2, 1, 5), strict=True)
    ]
    reviewed = Document(io.BytesIO(rendered(replace(found, cases=tuple(ranked), is_final=True))))

    def titles(document: Opened) -> list[str]:
        return [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 3"]

    assert titles(opened)[1:] == ["节材", "水性漆", "包装", "节材"]
    assert titles(reviewed)[1:] == ["节材", "包装", "水性漆", "节材"]
    prose = ["".join(each.text for each in document.paragraphs) for document in (opened, reviewed)]
    assert ["评审确定的顺序" in words for words in prose] == [False, True]
    assert [row.cells[0].text for row in reviewed.tables[0].rows][1:3] == ["黄埔区", "增城区"]


# --- how many cases -----------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1])
def test_few_cases(count: int, tmp_path: Any) -> None:
    data = rendered(book(*cases(factory(), "黄埔区")[:count]))
    path = tmp_path / "casebook.docx"
    path.write_bytes(data)
    assert not OpenXmlValidator().validate(path).errors
    words = "".join(found.text for found in Document(path).paragraphs)
    assert ("尚无通过的案例" in words) == (count == 0)
    assert ("案例统计" in words) == (count == 1)
    assert headers(data)[-1] == ("索引" if count else SETTINGS.title)


def test_a_form_without_figures_has_no_sums() -> None:
    case: Case = cases(factory(), "黄埔区")[0]
    assert counted(book(case)).sums == ()
    assert "指标合计" not in text(rendered(book(case)))
