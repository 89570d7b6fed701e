"""What a program that embeds Casebook has."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

import pipeline
from pipeline import api, check, extract
from pipeline.config import load
from tests.batch.made import ROOT, company, form


def test_the_examples_in_the_docstrings_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (tmp_path / "inbox").mkdir()
    folders = {name: tmp_path / name for name in ("inbox", "outbox", "state")}
    tried = doctest.testmod(api, extraglobs=folders)
    assert (tried.failed, tried.attempted) == (0, 4)


def test_the_program_in_the_readme_runs_as_it_stands(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    program = tmp_path / "program.py"
    program.write_text(shown, encoding="utf-8")
    command = [sys.executable, str(program)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "annex1 广州芷衡药业有限公司\n"


def test_a_file_that_cannot_be_read_is_an_answer_and_a_fault_a_finding(tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"no zip")
    (tmp_path / "甲.docx").write_bytes(form("annex1", company("广州甲公司", "余热", phone="")))
    files = [str(tmp_path / "坏.docx"), tmp_path / "甲.docx"]
    bad, good = extract(files)
    assert bad["error"]["code"] and "fields" not in bad
    assert good["fields"]["name"] == "广州甲公司"
    found = list(check(files))
    assert {one["file"] for one in found} == {*map(str, files)}
    assert [one["field"] for one in found if one["file"] == str(files[1])] == ["phone"]


def test_a_time_without_a_zone_gets_into_no_journal(tmp_path: Path) -> None:
    config = load(inbox=tmp_path / "i", outbox=tmp_path / "o", state=tmp_path / "s")
    with pytest.raises(ValueError, match="time zone"):
        api.run(config, datetime(2024, 9, 30))  # noqa: DTZ001
    assert list(tmp_path.iterdir()) == []


def test_nothing_else_is_public() -> None:
    assert dir(pipeline) == sorted(pipeline.__all__) == ["CasebookError", "check", "extract", "run"]
    with pytest.raises(AttributeError, match="load_everything"):
        pipeline.load_everything  # noqa: B018 - it is asked for to see it refused
    with pytest.raises(pipeline.CasebookError, match="does not exist"):
        next(extract([], "nowhere.toml"))


def test_to_import_it_loads_nothing_of_it() -> None:
    loaded = "import sys, pipeline; print([name for name in sys.modules if name.startswith('pipeline.')])"
    command = [sys.executable, "-c", loaded]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
