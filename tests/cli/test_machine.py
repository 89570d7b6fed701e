"""What the machine refuses: said with path and remedy, nothing lost, nothing half done."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.batch.made import TIME, company, form, outputs, put
from tests.cli.test_commands import SETTINGS, casebook

HUANGPU = "黄埔区/附件4.广州市绿色制造与清洁生产优秀案例汇总表（黄埔区）.docx"


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A file system of its own in a folder, where that is allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", *(("-o", ",".join(options)) if options else ()), "none", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _mount(*arguments: str) -> None:
    program = shutil.which("mount")
    if program is None or os.name == "nt":
        pytest.skip("no mount here")
    done = subprocess.run([program, *arguments], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")


def remount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    settings = SETTINGS.replace("workers = 1", "workers = 0")  # starts sooner
    (tmp_path / "config.toml").write_text(settings, encoding="utf-8")
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", company("广州甲公司", "余热")),
            "海珠区/乙.docx": form("annex1", company("广州乙公司", "沼气")),
        },
    )
    return tmp_path


def change(folder: Path) -> None:
    put(folder / "inbox", {"黄埔区/甲.docx": form("annex1", company("广州甲公司", "余热发电"))})


def expected(folder: Path) -> dict[str, bytes]:
    """What the outbox would be, had nothing been in the way: of the same journal and originals."""
    other = folder / "other"
    other.mkdir()
    shutil.copytree(folder / "state" / "originals", other / "originals")
    for file in (folder / "state").glob("journal.sqlite*"):
        shutil.copyfile(file, other / file.name)
    done = casebook(folder, "run", "--as-of", TIME, "--outbox", "undisturbed", "--state", "other")
    assert done.returncode == 0
    return outputs(folder / "undisturbed")


def test_an_outbox_without_room(folder: Path) -> None:
    with mounted(folder / "outbox", "size=24k"):
        done = casebook(folder, "run", "--as-of", TIME)
        assert done.returncode == 1
        assert "No space left" in done.stdout + done.stderr
        assert "make room" in done.stdout or "has space" in done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        right = expected(folder)
        assert all(right[path] == data for path, data in outputs(folder / "outbox").items())
        remount(folder / "outbox", "size=50m")
        assert casebook(folder, "run", "--as-of", TIME).returncode == 0
        assert outputs(folder / "outbox") == right


def test_a_state_without_room_for_photos_gives_all_but_the_casebook(folder: Path) -> None:
    with mounted(folder / "state" / "photos", "size=4k"):
        done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 1
    assert f"{folder / 'state' / 'photos'} can't take photos" in done.stdout
    assert "Traceback" not in done.stderr
    whole = expected(folder)
    lacking = whole.keys() - outputs(folder / "outbox").keys()
    assert lacking == {path for path in whole if "汇编" in path}


def test_a_state_without_room(folder: Path) -> None:
    with mounted(folder / "state", "size=60k"):
        done = casebook(folder, "run", "--as-of", TIME)
        assert done.returncode == 1
        assert str(folder / "state") in done.stderr
        assert "See to space" in done.stderr
        assert "Traceback" not in done.stderr
        remount(folder / "state", "size=50m")
        assert casebook(folder, "run", "--as-of", TIME).returncode == 0
        assert outputs(folder / "outbox") == expected(folder)


def test_an_outbox_that_can_only_be_read(folder: Path) -> None:
    with mounted(folder / "outbox"):
        assert casebook(folder, "run", "--as-of", TIME).returncode == 0
        before = outputs(folder / "outbox")
        remount(folder / "outbox", "ro")
        unchanged = casebook(folder, "run", "--as-of", TIME)
        assert (unchanged.returncode, unchanged.stderr) == (0, "")
        change(folder)
        done = casebook(folder, "run", "--as-of", TIME)
        assert done.returncode == 1
        assert str(folder / "outbox") in done.stderr
        assert "may be written to" in done.stderr
        assert "Traceback" not in done.stderr
        assert outputs(folder / "outbox") == before
        remount(folder / "outbox", "rw")
        assert casebook(folder, "run", "--as-of", TIME).returncode == 0
        assert outputs(folder / "outbox") == expected(folder)


def test_an_output_that_another_program_holds(folder: Path) -> None:
    casebook(folder, "run", "--as-of", TIME)
    held = folder / "outbox" / HUANGPU
    before = held.read_bytes()
    _mount("--bind", str(held), str(held))
    try:
        change(folder)
        done = casebook(folder, "run", "--as-of", TIME)
        assert done.returncode == 1
        assert f"Not written: {HUANGPU}: " in done.stdout
        assert "in use" in done.stdout
        assert held.read_bytes() == before
    finally:
        subprocess.run(["umount", str(held)], check=True)
    right = expected(folder)
    others = {path: data for path, data in outputs(folder / "outbox").items() if path != HUANGPU}
    assert others == {path: data for path, data in right.items() if path != HUANGPU}
    assert casebook(folder, "run", "--as-of", TIME).returncode == 0
    assert outputs(folder / "outbox") == right


def test_an_inbox_that_vanishes(folder: Path) -> None:
    casebook(folder, "run", "--as-of", TIME)
    before = outputs(folder / "outbox")
    away = (folder / "inbox").rename(folder / "share")
    done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 2
    assert f"The inbox {folder / 'inbox'} can't be listed" in done.stderr
    assert "paths.inbox" in done.stderr
    (folder / "inbox").mkdir()  # where the share should be mounted
    done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 1
    assert "Held: the inbox" in done.stdout and "Mount the share" in done.stdout
    assert outputs(folder / "outbox") == before
    (folder / "inbox").rmdir()
    away.rename(folder / "inbox")
    done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 0
    assert "0 written" in done.stdout
    assert outputs(folder / "outbox") == before
