"""What holds for all checks: order, rows, words, and what happens when one breaks."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import checks, forms
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Place
from pipeline.problems import TemplateError

Make = Callable[..., checks.Subject]

TEMPLATES = Path(checks.__file__).parents[2] / "templates" / "forms"


def required(*fields: str) -> CheckDefinition:
    return CheckDefinition(check="required", code="missing", fields=fields, message="{label}")


def test_findings_come_in_the_order_of_the_form_and_row_by_row(make: Make) -> None:
    subject = make(
        required("works.cost", "works.what"),
        required("shots", "story"),
        required("unit"),
        works=[{"what": "", "cost": None}, {"what": "", "cost": 1}],
    )
    assert [finding.field for finding in checks.check(subject)] == [
        "unit",
        "story",
        "shots",
        "works[0].what",
        "works[0].cost",
        "works[1].what",
    ]


def test_a_finding_says_where_and_of_what_and_to_whom(make: Make) -> None:
    check = CheckDefinition(
        check="required",
        code="missing",
        fields=("works.what",),
        message="项目{row}的“{label}”",
        severity="warning",
        audience="district",
        basis="附件9：{label}",
    )
    (finding,) = checks.check(make(check, works=[{"what": "甲"}, {"what": ""}]))
    assert (finding.code, finding.severity, finding.audience) == ("missing", "warning", "district")
    assert (finding.message, finding.basis) == ("项目2的“项目”", "附件9：项目")
    assert (finding.field, finding.row, finding.place) == ("works[1].what", 1, Place("表2", 2, 2))


def test_braces_in_an_answer_are_left_alone(make: Make) -> None:
    (finding,) = checks.check(make("phone", fields=("call",), call="{label}{0}"))
    assert finding.message == "电话:{label}{0}"


def test_a_check_that_breaks_is_said_to_the_bureau_and_the_others_go_on(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("pipeline.reference.districts.by_address", broken)
    agrees = CheckDefinition(check="district-known", code="unknown", fields=("where",), message="")
    missing, failed = checks.check(make(agrees, required("unit"), where="广州"))
    assert missing.code == "missing"
    assert (failed.code, failed.severity, failed.audience) == (checks.FAILED, "warning", "bureau")
    assert "by nothing" in failed.message
    assert failed.field is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (CheckDefinition(check="reqired", code="x", fields=("unit",), message="m"), "is required meant?"),
        (CheckDefinition(check="required", code="x", message="m"), "names no field"),
        (CheckDefinition(check="required", code="x", fields=("unit",), message=" "), "no message"),
        (CheckDefinition(check="required", code="x", fields=("unit",), message="{count}"), "{count}"),
        (CheckDefinition(check="required", code="x", fields=("unit",), message="{label"), "braces"),
        (CheckDefinition(check="required", code="x", fields=("unit",), message="m", basis="{so}"), "{so}"),
        (CheckDefinition(check="industry-class-in-division", code="x", fields=("line",), message="m"), "two"),
    ],
)
def test_a_definition_that_cannot_work_is_refused_by_name(
    make: Make, wrong: CheckDefinition, said: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        forms.refuse(checks.mistakes(make(wrong).form))
    assert said in str(caught.value)
    assert "made-up.toml [[checks]] 1" in str(caught.value)


def test_every_mistake_is_told_at_once(make: Make) -> None:
    odd = CheckDefinition(check="three", code="x", fields=("unit",), message="m")
    subject = make(CheckDefinition(check="required", code="x", message="{one}{two}"), odd)
    with pytest.raises(TemplateError, match=r"(?s)names no field.*one.*two.*three"):
        forms.refuse(checks.mistakes(subject.form))


def test_a_subject_and_its_findings_pickle(make: Make) -> None:
    subject = make(required("unit"))
    assert pickle.loads(pickle.dumps(checks.check(pickle.loads(pickle.dumps(subject))))) == checks.check(
        subject
    )


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    heavy = "'phonenumbers', 'email_validator', 'rapidfuzz'"
    code = f"import sys, pipeline.checks; print([name for name in ({heavy}) if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
