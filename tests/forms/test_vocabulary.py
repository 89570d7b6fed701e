"""What is told once for all forms is what each of them says."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline import forms
from pipeline.forms.labels import Labels
from pipeline.forms.vocabulary import Vocabulary

LIBRARY = forms.load(Path(__file__).parents[2] / "templates")
LABELS = [Labels(form, [name for cell in form.answers for name in cell.labels]) for form in LIBRARY.forms]
VOCABULARY = Vocabulary(LABELS)
NAMES = sorted(filter(None, VOCABULARY.names))


@st.composite
def nearly(draw: st.DrawFn) -> str:
    """A label with a character too many, too few, or another one."""
    name = draw(st.sampled_from(NAMES))
    at = draw(st.integers(0, len(name) - 1))
    return name[:at] + draw(st.sampled_from(["", "甲", name[at] * 2])) + name[at + 1 :]


PIECES = st.one_of(
    st.sampled_from(NAMES),
    nearly(),
    st.text("及和与、/（）()：: \n1.*续填写单位人数年度", max_size=4),
    st.text(max_size=3),
)
TEXTS = st.lists(PIECES, max_size=4).map("".join)


@given(TEXTS)
def test_words_that_name_nothing_name_nothing_in_any_form(text: str) -> None:
    named = {labels.form.id for labels in LABELS if any(labels.named(text))}
    assert VOCABULARY.named_in(text) == named


@given(TEXTS)
def test_lines_that_begin_with_no_label_hold_none_in_any_form(text: str) -> None:
    begun = {labels.form.id for labels in LABELS if labels.inline(text) or labels.first_line(text)}
    assert begun <= VOCABULARY.begun_in(text)


def test_words_of_an_answer_are_turned_away() -> None:
    answers = ["广州某某有限公司", "2021年度", "全流程余热回收", "13800000000", "广州市越秀区东风中路1号"]
    assert not any(map(VOCABULARY.may_name, answers))
    assert not VOCABULARY.begun_in("时间：上午九时\n地点：一号车间")
