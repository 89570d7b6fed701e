"""What happened to a file or a case; an original out of the archive, and one erased."""

from __future__ import annotations

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests.batch.made import company, form, outputs, put
from tests.cli.test_commands import SETTINGS, casebook
from tests.conftest import zipped

FIRST = form("annex1", company("广州甲公司", "余热"))
SECOND = form("annex1", company("广州甲公司", "余热", profile="改过。"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A form came, changed, moved and went, an hour each; another stays."""
    (tmp_path / "config.toml").write_text(SETTINGS.replace("workers = 1", "workers = 0"), encoding="utf-8")
    put(
        tmp_path / "inbox", {"黄埔区/甲.docx": FIRST, "黄埔区/乙.docx": form("annex1", company("乙", "光伏"))}
    )
    run(tmp_path, 8)
    put(tmp_path / "inbox", {"黄埔区/甲.docx": SECOND})
    run(tmp_path, 9)
    (tmp_path / "inbox/黄埔区/甲.docx").rename(tmp_path / "inbox/黄埔区/甲（新）.docx")
    run(tmp_path, 10)
    return tmp_path


def run(folder: Path, hour: int) -> None:
    done = casebook(folder, "run", "--as-of", f"2024-09-30T{hour:02}:00")
    assert done.returncode == 0, done.stderr


def rows(done: subprocess.CompletedProcess[str]) -> list[list[str]]:
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]


def cases(folder: Path, unit: str) -> list[list[str]]:
    """How a unit's cases stand, as the history ends."""
    return [row for row in rows(casebook(folder, "history", unit)) if row[2] == unit]


def test_a_files_history_by_its_path_and_a_cases_by_its_unit(folder: Path) -> None:
    first, second = (sha256(data).hexdigest()[:12] for data in (FIRST, SECOND))
    *told, case = rows(casebook(folder, "history", "广州甲公司"))
    assert [(row[0][11:16], *row[1:]) for row in told] == [
        ("08:00", "came", first, "黄埔区/甲.docx"),
        ("09:00", "changed", second, "黄埔区/甲.docx"),
        ("10:00", "gone", second, "黄埔区/甲.docx"),
        ("10:00", "moved here", second, "黄埔区/甲（新）.docx", "as 黄埔区/甲.docx"),
    ]
    assert (case[1], case[3], case[4]) == ("通过", "余热", "黄埔区/甲（新）.docx")
    (came, changed, gone) = rows(casebook(folder, "history", "inbox/黄埔区/甲.docx"))
    assert (came[1], changed[1], gone[1]) == ("came", "changed", "gone")
    assert rows(casebook(folder, "history", case[0]))[-1] == case
    unknown = casebook(folder, "history", "从来没有")
    assert (unknown.returncode, unknown.stderr) == (1, "Nothing is known of 从来没有.\n")


def test_a_case_that_went_is_told_with_its_time_and_one_written_over_with_its_heir(folder: Path) -> None:
    (folder / "inbox/黄埔区/乙.docx").unlink()
    put(folder / "inbox", {"黄埔区/甲（新）.docx": form("annex1", company("广州甲公司", "沼气"))})
    run(folder, 11)
    (withdrawn,) = cases(folder, "乙")
    assert withdrawn[1].startswith("已撤回 2024-09-30T11:00")
    before, standing = cases(folder, "广州甲公司")
    assert (standing[1], standing[3]) == ("通过", "沼气")
    assert (before[1], before[3]) == (f"被替代 {standing[0]}", "余热")
    put(folder / "inbox", {"黄埔区/乙.docx": form("annex1", company("乙", "光伏"))})
    run(folder, 12)
    (again,) = cases(folder, "乙")
    assert (again[0], again[1]) == (withdrawn[0], "通过")


def test_times_come_back_from_the_register_where_the_journal_was_lost(folder: Path) -> None:
    put(folder / "inbox", {"海珠区/包.zip": zipped({"附件1.docx": form("annex1", company("丙", "沼气"))})})
    run(folder, 11)
    register = folder / "台账.xlsx"
    shutil.copyfile(folder / "outbox/市局/台账.xlsx", register)
    before = outputs(folder / "outbox")
    full = casebook(folder, "run", "--reseed", "台账.xlsx")
    assert (full.returncode, "is not empty" in full.stderr) == (1, True)
    shutil.rmtree(folder / "state")
    put(folder / "inbox", {"黄埔区/新.docx": form("annex1", company("丁", "地热"))})
    done = casebook(folder, "run", "--reseed", "台账.xlsx", "--as-of", "2024-10-09T08:00")
    assert done.returncode == 0, done.stderr
    seen = {row[3]: row[0][:16] for row in rows(casebook(folder, "history")) if row[1] == "came"}
    assert seen == {
        "黄埔区/乙.docx": "2024-09-30T08:00",
        "黄埔区/甲（新）.docx": "2024-09-30T10:00",
        "海珠区/包.zip": "2024-09-30T11:00",
        "黄埔区/新.docx": "2024-10-09T08:00",
    }
    (folder / "inbox/黄埔区/新.docx").unlink()
    run(folder, 12)
    # The day on which one came and went is told of; what came of it is as it was.
    days = {path for path in outputs(folder / "outbox") if "收件日报" in path}
    assert {Path(day).stem for day in days} == {"收件日报20240930", "收件日报20241009"}
    assert set(before) - days == set(outputs(folder / "outbox")) - days
    shutil.rmtree(folder / "state")
    odd = casebook(folder, "run", "--reseed", "config.toml")
    assert (odd.returncode, "is no register" in odd.stderr) == (1, True)


def test_an_original_comes_back_whoever_overwrote_it(folder: Path) -> None:
    sha = sha256(FIRST).hexdigest()
    done = casebook(folder, "restore", sha[:8])
    assert (done.returncode, done.stdout) == (0, "甲.docx\n")
    assert (folder / "甲.docx").read_bytes() == FIRST
    again = casebook(folder, "restore", sha)
    assert (again.returncode, "nothing is overwritten" in again.stderr) == (1, True)
    assert casebook(folder, "restore", sha, "旧版.docx").returncode == 0
    assert (folder / "旧版.docx").read_bytes() == FIRST
    assert "No original begins with" in casebook(folder, "restore", "0000").stderr


def test_what_is_forgotten_is_nowhere_any_more(folder: Path) -> None:
    standing = casebook(folder, "forget", sha256(SECOND).hexdigest())
    assert (standing.returncode, "still stands" in standing.stderr) == (1, True)
    before = outputs(folder / "outbox")
    assert casebook(folder, "forget", sha256(FIRST).hexdigest()).returncode == 0
    (folder / "inbox/黄埔区/甲（新）.docx").unlink()
    run(folder, 11)
    put(folder / "state/layout", {"printed.pdf": "广州甲公司".encode()})  # as if LibreOffice had printed it
    sha = sha256(SECOND).hexdigest()
    put(folder / "state/originals" / sha[:2], {f"{sha}.damaged": SECOND[:99]})  # what a disk had left of it
    done = casebook(folder, "forget", sha)
    assert done.stdout.splitlines()[1:] == ["黄埔区/甲.docx", "黄埔区/甲（新）.docx"]
    assert rows(casebook(folder, "history", "黄埔区/乙"))[0][1] == "came"
    for trace in (sha256(FIRST).hexdigest(), sha256(SECOND).hexdigest(), "广州甲公司", "甲（新）"):
        for file in (path for path in (folder / "state").rglob("*") if path.is_file()):
            assert trace.encode() not in file.read_bytes(), (trace, file)
            assert trace not in file.name
    run(folder, 12)
    assert outputs(folder / "outbox") != before
