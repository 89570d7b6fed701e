"""The summary form's answers for the passed cases."""

from __future__ import annotations

import io

from docx import Document

from pipeline.documents import summary
from pipeline.forms import fill
from pipeline.messages import Messages
from pipeline.model import Answer
from tests.documents.sample import ROOT, cases, factory, library, plant, project

LIBRARY = library()
FORM = LIBRARY.form("annex4")
UNITS = Messages.load(ROOT / "templates").units
CASES = [
    *cases(factory()),
    *cases(
        factory(
            name="广州乙有限公司",
            category=Answer(("绿色工厂/省级", "工业产品绿色设计示范企业")),
        )
    ),
    *cases(plant(project(), project(title="冷却水循环利用", category=Answer(("污染物高效治理",))))),
]


def test_rows() -> None:
    rows = summary.fields(CASES, FORM, LIBRARY, UNITS)["rows"]
    assert [row["number"] for row in rows] == ["1", "2", "1", "2"]
    assert [row["direction"] for row in rows] == ["绿色制造"] * 2 + ["清洁生产"] * 2
    assert [row["category"] for row in rows] == [
        "绿色工厂（国家级）",
        "绿色工厂（省级）、工业产品绿色设计示范企业",
        "资源能源节约",
        "污染物高效治理",
    ]
    assert rows[3]["title"] == "冷却水循环利用"
    assert rows[1]["name"] == "广州乙有限公司"
    assert all(60 <= len(row["results"]) <= 120 for row in rows)


def test_it_is_the_filled_form() -> None:
    fields = summary.fields(CASES, FORM, LIBRARY, UNITS)
    data = fill.docx(FORM, fields, lambda sha: b"")
    (table,) = Document(io.BytesIO(data)).tables
    printed = [[cell.text for cell in row.cells] for row in table.rows]
    for row in fields["rows"]:
        assert [row[key] for key in ("number", "name", "category", "title", "results")] in printed


def test_none() -> None:
    assert summary.fields([], FORM, LIBRARY, UNITS) == {"rows": []}
