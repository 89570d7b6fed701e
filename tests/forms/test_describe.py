"""What was learned of each form is committed beside it: a change inside a Word file is seen in review."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import forms
from pipeline.forms.describe import describe
from pipeline.forms.model import Form

ROOT = Path(__file__).parents[2]
FORMS = (
    *forms.load(ROOT / "templates").forms,
    *forms.load(ROOT / "templates", ROOT / "examples" / "forms" / "forms").forms,
)


@pytest.mark.parametrize("form", FORMS, ids=[form.id for form in FORMS])
def test_the_form_is_as_it_was_reviewed(form: Form) -> None:
    """After a change that is meant: ``casebook forms learn FORM`` prints the new text."""
    reviewed = form.path.with_suffix(".snapshot").read_text(encoding="utf-8")
    assert describe(form) == reviewed
