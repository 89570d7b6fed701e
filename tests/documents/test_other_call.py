"""Documents of another call, whose forms are Word and TOML alone: what its TOML says goes where it says."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as Opened

from pipeline import forms
from pipeline.documents import casebook, summary
from pipeline.documents.arrange import arrange
from pipeline.model import Answer, Case, Code, Record
from tests.documents.sample import ROOT, SETTINGS, TEMPLATE, book, case_tables, cases, factory

LIBRARY = forms.load(ROOT / "templates", ROOT / "examples" / "forms" / "forms")


def case_of(form_id: str, **said: object) -> Case:
    """A case that passed of a form of the other call."""
    form = LIBRARY.form(form_id)
    answers = {
        key: found if isinstance(found := said.get(key, ""), Answer) else Answer(found)  # type: ignore[arg-type]
        for key in form.keys
    }
    (model,) = cases(factory())
    return replace(
        model,
        entry=replace(model.entry, content=Record(form_id, "表1", answers)),
        direction=form.definition.direction,
        unit=str(said["name"]),
        title=str(said[form.role("title") or ""]),
    )


WATER = case_of(
    "water", name="甲公司", measures="回用冷凝水。", industry=Code("C26", "化学原料和化学制品制造业"),
    level=("省级",), saved=9.5, intake_2021=31.2, intake_2023=22.08, reuse_2022=91.3,
    reuse_2023=Answer(None, raw="90-92"), phone="13900000000",
)  # fmt: skip
ENVOY = case_of("envoy", name="乙研究院", case_title="稻田节水", outcome="亩均节水92立方米。", envoy="某甲")
BARE = case_of("envoy", name="丁学院", case_title="只有名称的案例")
FIRM = case_of("specialised", name="丙公司", field=("新材料/先进钢铁材料",), revenue_2023=3500)


@pytest.fixture(scope="module")
def printed() -> Opened:
    """The casebook of one case of each form."""
    target = io.BytesIO()
    casebook.render(book(WATER, FIRM, ENVOY, BARE), LIBRARY, SETTINGS, {}, TEMPLATE, target)
    return Document(io.BytesIO(target.getvalue()))


def test_figures_by_year_stand_in_a_table_of_years(printed: Opened) -> None:
    tables = [[[cell.text for cell in row.cells] for row in found.rows] for found in case_tables(printed)]
    assert tables[0] == [
        ["指标", "2021年", "2022年", "2023年"],
        ["取水量（万m³）", "31.2", "", "22.08"],
        ["水重复利用率（%）", "", "91.3", "90-92"],
    ]
    assert tables[1][1:] == [["年节水量", "9.5 万m³", ""]]
    assert tables[2] == [["指标", "2023年"], ["营业收入（万元）", "3500"]]


def test_facts_and_sections_are_those_that_the_form_names(printed: Opened) -> None:
    lines = [paragraph.text for paragraph in printed.paragraphs]
    assert "黄埔区 · C26 化学原料和化学制品制造业 · 省级" in lines
    assert "黄埔区 · 特派员姓名：某甲" in lines
    assert lines.index("主要节水措施及成效") == lines.index("回用冷凝水。") - 1
    assert not any("13900000000" in line for line in lines)
    assert {"丁学院", "只有名称的案例"} <= set(lines)  # of which nothing else is printed


def test_parts_are_the_sections_of_the_calls_own_list() -> None:
    parts = arrange([ENVOY, FIRM, WATER], LIBRARY)
    assert [part.heading for part in parts] == ["方向一：节水标杆", "方向二：专精特新", "方向三：科技特派员"]
    assert [[group.name for group in part.groups] for part in parts] == [["省级"], ["新材料"], ["科技特派员"]]


def test_the_list_says_of_each_case_what_its_form_says() -> None:
    rows = summary.fields([WATER, FIRM, ENVOY], LIBRARY.form("list"), LIBRARY, {})["rows"]
    assert [(row["direction"], row["number"], row["name"], row["title"]) for row in rows] == [
        ("节水标杆", "1", "甲公司", "甲公司"),
        ("专精特新", "1", "丙公司", "丙公司"),
        ("科技特派员", "1", "乙研究院", "稻田节水"),
    ]
    assert [row["category"] for row in rows] == ["省级节水标杆企业", "新材料（先进钢铁材料）", "科技特派员"]
    assert [row["results"] for row in rows] == [
        "年节水9.5万m³；回用冷凝水。",
        "2023年营业收入3500万元。",
        "通过稻田节水，亩均节水92立方米。",
    ]
