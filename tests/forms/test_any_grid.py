"""Whatever a table is like: its cells have places of their own, and a blank made so is learned or has its mistakes told."""

# ruff: noqa: E501  (markup stays on one line)
from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import office
from pipeline.forms.grids import Index
from pipeline.forms.lint import lint
from pipeline.forms.match import Matcher
from pipeline.forms.model import Library
from pipeline.mistakes import ENGLISH
from pipeline.model import Grid
from tests.office import raw

SPANS = st.sampled_from(("", "1", "2", "3", "0", "-1", "x", "60", "99999999999"))
MERGES = st.sampled_from(("", "", "restart", "continue", "nonsense"))
TEXTS = st.sampled_from((
    "", "企业名称", "联系人", "{{ name }}", "{{ title }}", "{{ kind }}□甲 □乙（□一级 □二级）", "{{ rows.a }}", "{{ rows.b }}", "{{ rows.b.unit }}",
    "年节水量（单位：{{ rows.b.unit }}）", "{{ rows.b.note }}", "{{", "}} {{", "{{ no such }}", "{% if x %}", "项目 1", "{{ photos }}", "{{ note }}万元", "2022年",
    "（填写格式：一二三四五六七八）", "1. 亮点 {{ one }} 2. 成效 {{ two }}",
))  # fmt: skip
CELLS = st.tuples(TEXTS, SPANS, MERGES, st.booleans())
TABLES = st.lists(st.tuples(st.lists(CELLS, max_size=5), SPANS, SPANS), max_size=6)

Table = list[tuple[list[tuple[str, str, str, bool]], str, str]]

TOML = """
id = "any"
number = "附件9"
title = "征集表"
direction = "绿色制造"
[roles]
name = "name"
title = "title"
"""


def cell(text: str, span: str, merge: str, nested: bool) -> str:
    properties = f'<w:gridSpan w:val="{span}"/>' if span else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    inner = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" if nested else ""
    words = f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{words}{inner}</w:tc>"


def table(rows: Table) -> str:
    body = ""
    for cells, before, after in rows:
        skipped = "".join(
            f'<w:{name} w:val="{value}"/>'
            for name, value in (("gridBefore", before), ("gridAfter", after))
            if value
        )
        body += f"<w:tr><w:trPr>{skipped}</w:trPr>{''.join(cell(*each) for each in cells)}</w:tr>"
    return f"<w:tbl>{body}</w:tbl>"


def has_sound_places(grid: Grid) -> bool:
    """Whether each cell is somewhere, once, and can be asked what stands around it."""
    index = Index(grid)
    places = [(one.place.row, one.place.cell) for one in grid.cells]
    known = set(map(id, grid.cells)) | {id(None)}
    for one in grid.cells:
        assert one.rowspan > 0 and one.colspan > 0 and one.row >= 0 and one.column >= 0
        around = (index.left(one), index.right(one), index.above(one), index.below(one))
        assert known.issuperset(map(id, around))
    return len(set(places)) == len(places)


@given(TABLES)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_cells_of_a_word_table_have_places_of_their_own(rows: Table) -> None:
    for grid in office.read_data(raw.docx(table(rows))).blocks:
        assert isinstance(grid, Grid)
        assert has_sound_places(grid)


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(-1, 8), st.integers(-1, 8)), max_size=5
    ),
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(("A1", "B2", "C9", "XFD1", "A0", "", "A1048577", "b3"))),
        max_size=8,
    ),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_cells_of_a_sheet_have_places_of_their_own(
    merged: list[tuple[int, int, int, int]], cells: list[tuple[int, str]]
) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="{name}" t="inlineStr"><is><t>甲</t></is></c></row>' for row, name in cells
    )
    ranges = "".join(
        f'<mergeCell ref="{chr(65 + left)}{top + 1}:{chr(65 + max(0, left + wide))}{max(1, top + 1 + high)}"/>'
        for top, left, high, wide in merged
    )
    data = raw.xlsx({"附件1": f"<sheetData>{rows}</sheetData><mergeCells>{ranges}</mergeCells>"})
    for grid in office.read_data(data).blocks:
        assert isinstance(grid, Grid)
        assert has_sound_places(grid)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forms")


@given(rows=TABLES, outside=TEXTS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_blank_is_learned_or_its_mistakes_are_told(folder: Path, rows: Table, outside: str) -> None:
    path = folder / "any.docx"
    path.write_bytes(raw.docx(f"<w:p><w:r><w:t>{escape(outside)}</w:t></w:r></w:p>{table(rows)}"))
    path.with_suffix(".toml").write_text(TOML, encoding="utf-8")
    form, mistakes = lint(path)
    assert all(mistake.code in ENGLISH and mistake.say() for mistake in mistakes)
    if form is not None and not any(mistake.severity == "error" for mistake in mistakes):
        # What was learned reads its own blank.
        records = Matcher(Library((form,))).records(office.read(path))
        assert all(record.form == "any" for record in records)
