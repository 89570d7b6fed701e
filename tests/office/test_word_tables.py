"""Tables are read on the grid that a person sees, whatever wrote them."""

from __future__ import annotations

from pipeline.model import Grid, Paragraph
from tests.office.words import blocks, cell, control, grid, paragraph, row, run, shape, words

WIDE, HUGE = '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="2147483647"/>'
DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
BESIDE, ALONG = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
BEFORE = '<w:gridBefore w:val="1"/>'


def width(twips: int, kind: str = "dxa") -> str:
    return f'<w:tcW w:w="{twips}" w:type="{kind}"/>'


def test_merged_cells_are_one_and_counted_once() -> None:
    found = grid(row(cell("甲", WIDE), cell("乙", DOWN)) + row(cell("丙"), cell("丁"), cell("看不见", ON)))
    assert [(str(at.place), at.row, at.column, at.rowspan, at.colspan) for at in found.cells] == [
        ("表1 第1行 第1列", 0, 0, 1, 2),
        ("表1 第1行 第2列", 0, 2, 2, 1),
        ("表1 第2行 第1列", 1, 0, 1, 1),
        ("表1 第2行 第2列", 1, 1, 1, 1),
    ]


def test_cells_merged_the_old_way() -> None:
    found = grid(row(cell("甲", BESIDE), cell("藏", ALONG), cell("乙")))
    assert shape(found) == {"甲": (0, 0, 1, 2), "乙": (0, 2, 1, 1)}


def test_rows_that_begin_later() -> None:
    found = grid(row(cell("甲"), cell("乙", DOWN)) + row(cell("丙", ON), properties=BEFORE))
    assert shape(found) == {"甲": (0, 0, 1, 1), "乙": (0, 1, 2, 1)}


def test_a_merge_goes_on_below_the_cell_that_it_overlaps() -> None:
    found = grid(
        row(cell("甲"), cell("乙", DOWN + WIDE)) + row(cell("丙", WIDE), cell("藏", ON)) + row(cell("丁"))
    )
    assert shape(found) == {"甲": (0, 0, 1, 1), "乙": (0, 1, 2, 2), "丙": (1, 0, 1, 2), "丁": (2, 0, 1, 1)}


def test_a_cell_that_goes_on_below_nothing_is_seen() -> None:
    found = grid(row(cell("甲", ON)) + row(cell("藏", ON), cell("乙")))
    assert shape(found) == {"甲": (0, 0, 2, 1), "乙": (1, 1, 1, 1)}


def test_widths_tell_the_columns_where_spans_do_not() -> None:
    found = grid(
        row(cell("甲", width(2000)), cell("乙", width(4010)), cell("丙", width(2000) + DOWN))
        + row(cell("丁", width(6000)), cell("藏", width(2000) + ON))
        + row(cell("戊", width(2020)), cell("己", width(2000)), cell("庚", width(4000)))
    )
    assert shape(found) == {
        "甲": (0, 0, 1, 1),
        "乙": (0, 1, 1, 2),
        "丙": (0, 3, 2, 1),
        "丁": (1, 0, 1, 3),
        "戊": (2, 0, 1, 1),
        "己": (2, 1, 1, 1),
        "庚": (2, 2, 1, 2),
    }


def test_rows_and_cells_in_controls_and_revisions() -> None:
    found = grid(
        control("", f"<w:tr>{control('', cell('甲'))}{cell('乙')}</w:tr>")
        + control("", control("", row(control("", control("", cell("丁"))))))
        + row(cell("删"), properties="<w:del/>")
        + row(cell("藏"), properties="<w:hidden/>")
        + f"<w:customXml>{row(cell('丙'), properties='<w:ins/>')}</w:customXml>"
    )
    assert [words(at) for at in found.cells] == ["甲", "乙", "丁", "丙"]
    assert [at.row for at in found.cells] == [0, 0, 1, 2]


def test_cells_inserted_deleted_and_merged_by_revisions() -> None:
    merged = '<w:cellMerge w:vMerge="{}"/>'
    found = grid(
        row(cell("甲", merged.format("rest")), cell("删", "<w:cellDel/>"), cell("乙", "<w:cellIns/>"))
        + row(cell("藏", merged.format("cont")), cell("丙"))
    )
    assert shape(found) == {"甲": (0, 0, 2, 1), "乙": (0, 1, 1, 1), "丙": (1, 1, 1, 1)}


def test_a_table_that_was_deleted_is_not_counted() -> None:
    gone = f"<w:tbl>{row(cell('删'), properties='<w:del/>')}</w:tbl>"
    found = blocks(f"{gone}<w:p/><w:tbl>{row(cell('甲'))}</w:tbl>")
    assert [block.part for block in found if isinstance(block, Grid)] == ["表1"]


def test_a_cell_that_is_a_placeholder_is_empty() -> None:
    found = grid(row(cell("甲"), control("<w:showingPlcHdr/>", cell("单击此处"))))
    assert [words(at) for at in found.cells] == ["甲", ""]


def test_a_nested_table_stands_in_its_cell() -> None:
    inner = f"<w:tbl>{row(cell('乙'), cell('丙'))}</w:tbl>"
    found = grid(f"<w:tr><w:tc>{paragraph(run('甲'))}{inner}<w:p/></w:tc></w:tr>")
    first, nested, last = found.cells[0].blocks
    assert isinstance(nested, Grid)
    assert [words(at) for at in nested.cells] == ["乙", "丙"]
    assert first == Paragraph("甲")
    assert last == Paragraph("")


def test_a_huge_span_is_bounded() -> None:
    found = grid(row(cell("甲", HUGE), cell("乙")))
    assert [at.colspan for at in found.cells] == [64, 1]
