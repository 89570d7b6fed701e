"""A disk that loses bytes is found out: each day a portion of the originals is read through again."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.batch.verified import PORTIONS
from tests.batch.made import company, form, put
from tests.cli.test_commands import SETTINGS, casebook

DATA = form("annex1", company("广州甲公司", "余热"))
SHA = sha256(DATA).hexdigest()
START = datetime.fromisoformat("2024-09-01T18:00:00+08:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(SETTINGS, encoding="utf-8")
    put(tmp_path / "inbox", {"黄埔区/甲.docx": DATA})
    assert casebook(tmp_path, "run", "--as-of", START.isoformat()).returncode == 0
    return tmp_path


def original(folder: Path) -> Path:
    return folder / "state" / "originals" / SHA[:2] / SHA


def its_day() -> datetime:
    """The day after the start on which the original's portion has its turn."""
    days = (START + timedelta(day) for day in range(1, PORTIONS + 1))
    return next(day for day in days if day.date().toordinal() % PORTIONS == int(SHA[:2], 16) % PORTIONS)


def spoil(folder: Path) -> None:
    data = bytearray(DATA)
    data[len(data) // 2] ^= 1
    original(folder).chmod(0o644)
    original(folder).write_bytes(data)


@pytest.mark.parametrize("how", ["spoilt", "lost"])
def test_a_damaged_original_comes_back_from_the_inbox(folder: Path, how: str) -> None:
    if how == "spoilt":
        spoil(folder)
    else:
        original(folder).unlink()
    done = casebook(folder, "run", "--as-of", its_day().isoformat())
    assert done.returncode == 0, done.stdout + done.stderr
    assert original(folder).read_bytes() == DATA


def test_one_that_the_inbox_has_no_more_is_said_until_it_is_mended(folder: Path) -> None:
    put(folder / "inbox", {"黄埔区/甲.docx": form("annex1", company("广州甲公司", "余热", contact="王二"))})
    assert casebook(folder, "run", "--as-of", START.isoformat()).returncode == 0
    spoil(folder)
    today = its_day()
    for moment in (today, today + timedelta(hours=1)):
        done = casebook(folder, "run", "--as-of", moment.isoformat())
        assert done.returncode == 1
        assert f"Original damaged or gone: {SHA}: take it from the backup" in done.stdout
    original(folder).write_bytes(DATA)
    assert casebook(folder, "run", "--as-of", (today + timedelta(hours=2)).isoformat()).returncode == 0
    spoil(folder)  # today's portion is done
    assert casebook(folder, "run", "--as-of", (today + timedelta(hours=3)).isoformat()).returncode == 0
