"""The log file of a service: JSON Lines in UTF-8 whatever the console, rotated, early ends in it too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.batch.made import TIME, company, form, put
from tests.cli.test_commands import SETTINGS, casebook


def events(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def folder_with(folder: Path, more: str = "") -> Path:
    settings = f'{SETTINGS}[log]\nfile = "log/casebook.jsonl"\n{more}'
    (folder / "config.toml").write_text(settings, encoding="utf-8")
    put(folder / "inbox", {"黄埔区/丁𠮷.docx": form("annex1", company("广州丁公司", "光伏", contact=""))})
    return folder / "log" / "casebook.jsonl"


def test_each_pass_adds_what_it_did(tmp_path: Path) -> None:
    file = folder_with(tmp_path)
    done = casebook(tmp_path, "run", "--as-of", TIME)
    assert done.returncode == 0, done.stderr
    assert "Forms to correct: 1" in done.stdout  # the console still speaks to people
    first = events(file)
    assert first[-1]["event"] == "done"
    assert first[-1]["to_correct"] == 1
    assert "黄埔区/丁𠮷.docx" in [line["file"] for line in first if line["event"] == "finding"]
    casebook(tmp_path, "run", "--as-of", TIME)
    assert events(file)[: len(first)] == first
    assert [line["event"] for line in events(file)].count("done") == 2


def test_a_pass_that_ends_early_says_why_in_the_log(tmp_path: Path) -> None:
    file = folder_with(tmp_path)
    (tmp_path / "inbox").rename(tmp_path / "elsewhere")
    done = casebook(tmp_path, "run", "--as-of", TIME)
    (line,) = events(file)
    assert line["event"] == "ended"
    assert line["exit_code"] == done.returncode == 2
    assert "can't be listed" in line["message"]


def test_a_full_log_is_kept_beside_and_the_oldest_goes(tmp_path: Path) -> None:
    file = folder_with(tmp_path, "megabytes = 0.0005\nkeep = 2\n")
    for _ in range(4):
        casebook(tmp_path, "run", "--as-of", TIME)
    logs = sorted(path.name for path in file.parent.iterdir())
    assert logs == ["casebook.jsonl", "casebook.jsonl.1", "casebook.jsonl.2"]
    assert all(events(file.with_name(name)) for name in logs)


def test_a_log_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    folder_with(tmp_path)
    (tmp_path / "log").write_text("a file where the folder should be", encoding="utf-8")
    done = casebook(tmp_path, "run", "--as-of", TIME)
    assert done.returncode == 1
    assert "log" in done.stderr
    assert "See to space and rights" in done.stderr
