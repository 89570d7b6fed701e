"""Forms laid out as other calls lay theirs out: tagged, and read without a line of code for them."""

from __future__ import annotations

import io
import json

import docx
import pytest

from pipeline import office
from pipeline.forms import fill
from pipeline.forms.match import Matcher
from tests.forms import strategies, written
from tests.forms.calls import LAYOUTS


@pytest.fixture(scope="module")
def matchers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Matcher]:
    """A reader for each form, made of its tagged Word file and the shortest definition."""
    return {
        name: written.reader(layout.form, tmp_path_factory.mktemp("form")) for name, layout in LAYOUTS.items()
    }


COPIES = [
    (name, copy)
    for name, layout in LAYOUTS.items()
    for copy in (*(["as it is"] if layout.as_it_is else []), *layout.copies)
]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize(("name", "copy"), COPIES)
def test_a_copy_is_read_as_what_was_put_in(
    name: str, copy: str, kind: str, matchers: dict[str, Matcher]
) -> None:
    layout = LAYOUTS[name]
    form = layout.copies.get(copy, layout.form)
    data = (written.as_docx if kind == "docx" else written.as_xlsx)(form, layout.values)
    (record,) = matchers[name].records(office.read_data(data))
    assert json.loads(json.dumps(record.fields())) == {**layout.values, **layout.besides}
    assert record.unmatched == layout.left
    assert record.raw() == {}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_its_blank_is_empty_and_a_filled_one_says_what_was_filled_in(
    name: str, kind: str, matchers: dict[str, Matcher]
) -> None:
    form = matchers[name].library.form("form")
    (empty,) = matchers[name].records(office.read_data(fill.blank(form, kind)))  # type: ignore[arg-type]
    assert all(strategies.is_empty(value) for value in json.loads(json.dumps(empty.fields())).values())
    fields = {**LAYOUTS[name].values, **LAYOUTS[name].besides}
    filled = getattr(fill, kind)(form, fields, strategies.BY_SHA.__getitem__)
    (record,) = matchers[name].records(office.read_data(filled))
    assert json.loads(json.dumps(record.fields())) == fields


def test_the_words_of_the_blank_below_a_list_stay_when_it_is_filled(matchers: dict[str, Matcher]) -> None:
    name = "texts beside boxes and behind what is not read"
    fields = {**LAYOUTS[name].values, **LAYOUTS[name].besides}
    filled = fill.docx(matchers[name].library.form("form"), fields, strategies.BY_SHA.__getitem__)
    (table,) = docx.Document(io.BytesIO(filled)).tables
    first = [row.cells[0].text for row in table.rows]
    assert first == ["企业名称", "是否获评绿色工厂", "主要项目", "序号", "1", "四、典型案例", "案例名称"]
