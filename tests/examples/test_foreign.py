"""The other call's forms, which are Word files and TOML alone: each copy is read as what was put in."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.examples.test_examples import ROOT, by_file, casebook

FORMS = ROOT / "examples" / "forms"
INBOX = FORMS / "inbox"
DIRECTIONS = {"water": "节水标杆", "specialised": "专精特新", "envoy": "科技特派员"}
LONG = (
    "profile", "measures", "overview", "specialisation", "strengths", "background", "practice", "outcome",
    "lessons",
)  # fmt: skip
PRIVATE = ("contact", "phone", "mobile", "legal_mobile", "fax", "email")
TRUTHS = {
    Path(str(path).removesuffix(".truth.json")): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(INBOX.rglob("*.truth.json"))
}


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The lines of ``casebook extract`` by file."""
    done = casebook(
        "extract", "--config", FORMS / "config.toml", *TRUTHS, cwd=tmp_path_factory.mktemp("extract")
    )
    assert done.returncode == 0, done.stderr
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in done.stdout.splitlines():
        record = json.loads(line)
        lines.setdefault(record["source"]["path"], []).append(record)
    return lines


def test_there_are_ten_copies_of_each_form_in_the_formats_that_people_use() -> None:
    forms = Counter(record["form"] for truth in TRUTHS.values() for record in truth["records"])
    assert forms == {"water": 10, "specialised": 10, "envoy": 10}
    assert {path.suffix for path in TRUTHS} == {".doc", ".docx", ".xls", ".xlsx"}
    for form in forms:
        kinds = {path.suffix for path in TRUTHS if TRUTHS[path]["records"][0]["form"] == form}
        assert kinds >= {".docx", ".xlsx", ".doc"}


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.relative_to(INBOX).as_posix())
def test_a_copy_is_read_as_what_was_put_in(path: Path, extracted: dict[str, list[dict[str, Any]]]) -> None:
    truths, lines = TRUTHS[path]["records"], extracted[str(path)]
    assert [(line["form"], line["district"]) for line in lines] == [
        (truth["form"], truth["district"]) for truth in truths
    ]
    assert [line["fields"] for line in lines] == [truth["fields"] for truth in truths]
    assert [line["raw"] for line in lines] == [truth["raw"] for truth in truths]
    assert [line["source"]["format"] for line in lines] == [path.suffix[1:]] * len(lines)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The codes of ``casebook check`` by file."""
    folder = tmp_path_factory.mktemp("check")
    done = casebook("check", "--json", "--config", FORMS / "config.toml", *TRUTHS, cwd=folder)
    assert done.returncode == 1, done.stderr  # one of the copies has a fault
    return by_file(done.stdout)


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.relative_to(INBOX).as_posix())
def test_a_fault_gives_its_finding_and_nothing_else_does(path: Path, found: dict[str, list[str]]) -> None:
    assert found.get(str(path), []) == TRUTHS[path]["findings"]


@pytest.fixture(scope="module")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run over the copies writes."""
    folder = tmp_path_factory.mktemp("run")
    inbox = folder / "inbox"
    shutil.copytree(INBOX, inbox, ignore=shutil.ignore_patterns("*.truth.json", ".casebook-inbox"))
    done = casebook(
        "run", "--config", FORMS / "config.toml", "--inbox", inbox, "--outbox", folder / "outbox", "--state",
        folder / "state", "--as-of", "2024-09-28T20:00:00+08:00", cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "outbox"


def test_each_district_gets_its_cases_in_the_other_calls_own_list(outbox: Path, tmp_path: Path) -> None:
    lists = [path for path in outbox.glob("*区/附件4.*") if path.suffix in (".docx", ".xlsx")]
    done = casebook("extract", "--config", FORMS / "config.toml", *lists, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    listed = Counter(
        (record["source"]["format"], record["district"], row["direction"], row["name"])
        for record in records
        for row in record["fields"]["rows"]
    )
    assert listed == Counter(
        (kind, record["district"], DIRECTIONS[record["form"]], record["fields"]["name"])
        for record in faultless()
        for kind in ("docx", "xlsx")
    )


def test_the_casebook_has_a_page_for_each_case_and_no_telephone_number(outbox: Path) -> None:
    (written,) = (outbox / "市局" / "汇编").glob("*.docx")
    with ZipFile(written) as package:
        document = package.read("word/document.xml").decode("utf-8")
    printed = re.sub(r"<[^>]+>|\s", "", document)
    for record in faultless():
        fields = record["fields"]
        said = [fields[key] for key in ("name", "case_title", *LONG) if fields.get(key)]
        lines = [line for text in said for line in text.split("\n")]
        assert [line for line in lines if re.sub(r"\s", "", line) not in printed] == [], fields["name"]
        private = [fields[key] for key in PRIVATE if fields.get(key)]
        assert [text for text in private if text in printed] == [], fields["name"]
    photos = [
        photo
        for key in ("photos", "case_photos")
        for record in faultless()
        for photo in record["fields"].get(key, ())
    ]
    assert document.count("<pic:pic") == len(photos)


def faultless() -> list[dict[str, Any]]:
    """The records of the copies that may be listed and printed."""
    return [record for truth in TRUTHS.values() if not truth["findings"] for record in truth["records"]]
