"""Each fault in each clean example that it can be put into gives exactly its finding."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from pipeline import checks, forms
from pipeline.batch import places
from pipeline.batch.reading import Reader, Reading
from pipeline.checks import Subject
from pipeline.door import Door
from pipeline.model import Finding
from tests.checks.faults import FAULTS, Fault

ROOT = Path(__file__).parents[2]
INBOX = ROOT / "examples" / "inbox"
LIBRARY = forms.load(ROOT / "templates")


def clean() -> Iterator[Path]:
    for truth in sorted(INBOX.rglob("*.truth.json")):
        told = json.loads(truth.read_text(encoding="utf-8"))
        if told["records"] and not told["findings"]:
            yield Path(str(truth).removesuffix(".truth.json"))


@pytest.fixture(scope="module")
def subjects() -> dict[str, Subject]:
    """The clean examples as they are read and checked."""
    reader = Reader(LIBRARY, Door())
    found = {}
    for path in clean():
        below = path.relative_to(INBOX).as_posix()
        reading = reader(path)
        assert isinstance(reading, Reading)
        (record,) = reading.records
        found[below] = Subject(record, LIBRARY.form(record.form), places.district_folder(below)[0])
    return found


def said(subject: Subject) -> Counter[tuple[str, str | None]]:
    return Counter((finding.code, finding.field) for finding in checks.check(subject))


def test_clean_examples_have_no_findings(subjects: dict[str, Subject]) -> None:
    assert len(subjects) >= 28
    assert {path: said(subject) for path, subject in subjects.items() if said(subject)} == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}, {fault.name}")
def test_a_fault_gives_its_finding_wherever_it_is(fault: Fault, subjects: dict[str, Subject]) -> None:
    faulty = {path: put for path, subject in subjects.items() if (put := fault.put(subject))}
    assert len(faulty) >= 4  # energy with carbon, parks, projects: no fault is tried on one file alone
    odd = {path: said(subject) for path, subject in faulty.items()}
    assert {path: found for path, found in odd.items() if found != Counter([(fault.code, fault.field)])} == {}


def test_every_code_of_the_forms_has_its_fault() -> None:
    codes = {check.code for form in LIBRARY.forms for check in form.definition.checks}
    assert codes == {fault.code for fault in FAULTS}


def test_the_order_of_the_checks_is_nothing_to_the_findings(subjects: dict[str, Subject]) -> None:
    def reversed_(subject: Subject) -> Subject:
        definition = subject.form.definition
        other = definition.model_copy(update={"checks": definition.checks[::-1]})
        return replace(subject, form=replace(subject.form, definition=other))

    subject = next(subject for subject in subjects.values() if subject.form.id == "annex3")
    for fault in FAULTS:
        if put := fault.put(subject):
            assert checks.check(put) == checks.check(reversed_(put))


def test_two_faults_are_two_findings(subjects: dict[str, Subject]) -> None:
    """What one check finds hides nothing that another does."""
    texts = [
        fault for fault in FAULTS if fault.code in ("email-invalid", "mobile-number-printed", "text-garbled")
    ]
    for subject in subjects.values():
        both: Subject = subject
        put = []
        for fault in texts:
            if fault.field not in {seen.field for seen in put} and (now := fault.put(both)):
                both, put = now, [*put, fault]
        assert said(both) == Counter((fault.code, fault.field) for fault in put)


def test_a_finding_says_what_to_do_and_on_what_ground(subjects: dict[str, Subject]) -> None:
    found: list[Finding] = list(
        chain.from_iterable(
            checks.check(put)
            for fault in FAULTS
            for subject in subjects.values()
            if (put := fault.put(subject))
        )
    )
    for finding in found:
        assert finding.message.endswith("。")
        assert "请" in finding.message
        assert finding.basis.startswith(("通知", "附件"))
        assert finding.field == "projects" or finding.place is not None, finding
