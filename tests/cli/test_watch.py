"""A watcher as a process of its own, over a folder in which much happens at once."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from watchdog.observers.api import EventEmitter

from pipeline.config import Watch
from pipeline.journal import NAME, fold
from pipeline.model import Sighting
from pipeline.watch import Hints
from tests.batch.made import TIME, company, form, outputs, put
from tests.cli.test_commands import NOT_LAID_OUT, casebook, command, environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")

LONG = 3600
YEAR = 365.25 * 86400


def until(condition: Callable[[], Any], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, condition
        time.sleep(0.05)


def configure(folder: Path, workers: int = 0, **watch: object) -> None:
    settings = {"rescan_seconds": LONG, "casebook_seconds": 0, **watch}
    lines = [f"workers = {workers}", NOT_LAID_OUT, "[run]", "settle_seconds = 0.3", "broken_seconds = 2"]
    lines += ["[watch]"]
    lines += [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    (folder / "config.toml").write_text("\n".join(lines), encoding="utf-8")


class Watcher:
    """The process, and what it has said so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = (folder / "log.jsonl").open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            command("watch", "--log-format", "json"),
            cwd=folder, env=environment(), stdout=self.log, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def events(self, name: str) -> list[dict[str, Any]]:
        lines = (self.folder / "log.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        found = [json.loads(line) for line in lines if line.endswith("\n")]
        return [event for event in found if event["event"] == name]

    def read(self) -> int:
        return sum(int(event["read"]) for event in self.events("done"))

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 143
        assert "Traceback" not in (self.folder / "log.jsonl").read_text(encoding="utf-8")


@contextmanager
def watching(folder: Path) -> Iterator[Watcher]:
    watcher = Watcher(folder)
    try:
        yield watcher
    finally:
        watcher.process.kill()
        watcher.process.wait()
        watcher.log.close()


def sightings(folder: Path) -> list[Sighting]:
    """What the journal says by now, read beside the process that writes it."""
    file = folder / "state" / NAME
    if not file.exists():
        return []
    database = sqlite3.connect(file)
    try:
        rows = database.execute("SELECT at, path, sha, reason FROM sightings ORDER BY id").fetchall()
    except sqlite3.OperationalError:  # not made yet
        return []
    finally:
        database.close()
    from datetime import datetime

    return [Sighting(datetime.fromisoformat(at), path, sha, reason) for at, path, sha, reason in rows]


def standing(folder: Path) -> dict[str, tuple[str | None, str]]:
    return {path: (seen.sha, seen.held) for path, seen in fold(sightings(folder)).items()}


def lying(folder: Path) -> dict[str, tuple[str | None, str]]:
    """What the journal should come to: all files by their bytes, none held."""
    root = folder / "inbox"
    return {
        path.relative_to(root).as_posix(): (sha256(path.read_bytes()).hexdigest(), "")
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith((".", "~$"))
    }


def variants(count: int) -> list[bytes]:
    """So many files that differ, though their forms don't."""
    data = form("annex1", company("广州甲公司", "余热"))
    made = []
    for number in range(count):
        target = io.BytesIO(data)
        with zipfile.ZipFile(target, "a") as archive:
            archive.comment = str(number).encode()
        made.append(target.getvalue())
    return made


WRITER = """
import sys, time
path, data = sys.argv[1], open(sys.argv[2], "rb").read()
with open(path, "wb", buffering=0) as file:
    for number in range(10):
        file.write(data[number * len(data) // 10 : (number + 1) * len(data) // 10])
        time.sleep(0.1)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    configure(tmp_path)
    put(tmp_path / "inbox", {"黄埔区/甲.docx": form("annex1", company("广州甲公司", "余热"))})
    return tmp_path


def test_much_at_once(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    inbox, aside = folder / "inbox", tmp_path_factory.mktemp("aside")
    data = variants(330)
    configure(folder, workers=2)
    put(aside, {f"slow{number}": data[300 + number] for number in range(5)})
    put(aside, {f"整个/黄埔区/子/{number}.docx": data[310 + number] for number in range(10)})
    with watching(folder) as watcher:
        until(lambda: watcher.events("done"))
        slow = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, inbox / f"slow{number}.docx", aside / f"slow{number}"]
            )
            for number in range(5)
        ]
        for number in range(300):
            path = inbox / f"{'海珠区' if number % 2 else '番禺区'}/{number}.docx"
            put(inbox, {path.relative_to(inbox).as_posix(): data[number]})
            if number % 20 == 1:
                clock = (2010 - 1970) * YEAR if number % 40 == 1 else (2035 - 1970) * YEAR
                os.utime(path, (clock, clock))
            if number % 20 == 2:
                path.rename(path.with_name(f"改名{number}.docx"))
            if number % 20 == 3:
                path.unlink()
            if number % 20 == 4:
                path.write_bytes(data[number][: len(data[number]) // 2])
            if number % 20 == 5:
                put(inbox, {f"海珠区/~${number}.docx": b"lock"})
        (aside / "整个/黄埔区/子").rename(inbox / "黄埔区/子")
        for number in range(4, 300, 20):
            put(inbox, {f"番禺区/{number}.docx": data[number]})
        for number in range(5, 300, 20):
            (inbox / f"海珠区/~${number}.docx").unlink()
        for process in slow:
            assert process.wait(60) == 0
        until(lambda: standing(folder) == lying(folder))
        contents = {seen.sha for seen in sightings(folder) if seen.sha}
        until(lambda: watcher.read() >= len(contents))
        watcher.end()
    known = {sha256(each).hexdigest() for each in data}
    assert contents - known == {sha256((inbox / "黄埔区/甲.docx").read_bytes()).hexdigest()}
    assert watcher.read() == len(contents)
    seen = Counter((item.path, item.sha) for item in sightings(folder) if item.sha)
    assert set(seen.values()) == {1}
    # What it came to is what one undisturbed pass comes to.
    assert casebook(folder, "run", "--as-of", TIME).returncode == 0
    shutil.copytree(folder / "state/originals", folder / "fresh/originals")
    shutil.copy(folder / "state" / NAME, folder / "fresh" / NAME)
    fresh = casebook(folder, "run", "--as-of", TIME, "--state", "fresh", "--outbox", "fresh-outbox")
    assert fresh.returncode == 0
    assert outputs(folder / "outbox") == outputs(folder / "fresh-outbox")


@pytest.mark.parametrize(
    "settings",
    [{"events": "none", "rescan_seconds": 0.5}, {"events": "polling", "polling_seconds": 0.2}],
    ids=["no events", "polling"],
)
def test_shares_that_tell_nothing(folder: Path, settings: dict[str, object]) -> None:
    configure(folder, **settings)
    with watching(folder) as watcher:
        until(lambda: watcher.events("done"))
        put(folder / "inbox", {"海珠区/丙.docx": form("annex1", company("广州丙公司", "沼气"))})
        until(lambda: list(folder.glob("outbox/海珠区/*.xlsx")))
        watcher.end()


def test_an_inbox_that_goes_and_comes_is_observed_anew(folder: Path) -> None:
    configure(folder, rescan_seconds=1)
    with watching(folder) as watcher:
        until(lambda: watcher.events("done"))
        away = (folder / "inbox").rename(folder / "away")
        until(lambda: watcher.events("error"))
        (error,) = watcher.events("error")
        assert str(folder / "inbox") in error["message"] and "paths.inbox" in error["message"]
        shutil.copytree(away, folder / "inbox")
        until(lambda: watcher.events("recovered"))
        assert watcher.events("observer")
        put(folder / "inbox", {"海珠区/丙.docx": form("annex1", company("广州丙公司", "沼气"))})
        until(lambda: list(folder.glob("outbox/海珠区/*.xlsx")))
        assert len(watcher.events("error")) == 1
        assert (folder / "outbox/黄埔区").is_dir()
        watcher.end()


def test_what_tells_of_changes_is_started_anew_when_it_dies(tmp_path: Path) -> None:
    said: list[str] = []
    settings = Watch(rescan_seconds=LONG)
    with Hints((tmp_path,), settings, 0.0, lambda name, words: said.append(name)) as hints:
        for emitter in [thread for thread in threading.enumerate() if isinstance(thread, EventEmitter)]:
            emitter.stop()
            emitter.join()
        hints.wait(60)  # told to look now: nobody knows what was missed
        assert said == ["observer"]
        hints.clear()
        put(tmp_path, {"附件1.docx": b"x"})
        start = time.monotonic()
        hints.wait(60)
        assert time.monotonic() - start < 60


def test_a_folder_beside_the_inbox_is_watched_too_once_it_is_there(tmp_path: Path) -> None:
    inbox, review = tmp_path / "inbox", tmp_path / "评审"
    inbox.mkdir()
    with Hints((inbox, review), Watch(rescan_seconds=LONG), 0.0, lambda name, words: None) as hints:
        hints.clear()
        review.mkdir()
        hints.wait(60)  # it is another folder than none: told to look now
        hints.clear()
        put(review, {"评审表-定稿.xlsx": b"x"})
        start = time.monotonic()
        hints.wait(60)
        assert time.monotonic() - start < 60


def test_the_casebook_is_put_off_and_the_districts_are_not(folder: Path) -> None:
    configure(folder, casebook_seconds=LONG)
    with watching(folder) as watcher:
        until(lambda: list(folder.glob("outbox/市局/汇编/*.docx")))
        (book,) = folder.glob("outbox/市局/汇编/*.docx")
        before = book.read_bytes()
        put(folder / "inbox", {"海珠区/丙.docx": form("annex1", company("广州丙公司", "沼气"))})
        until(lambda: list(folder.glob("outbox/海珠区/附件4*.xlsx")))
        assert watcher.events("postponed")
        assert book.read_bytes() == before
        # A pass beside it waits for no watcher, and puts nothing off.
        assert casebook(folder, "run").returncode == 0
        assert book.read_bytes() != before
        watcher.end()


def test_health(folder: Path) -> None:
    configure(folder, health_seconds=2, rescan_seconds=0.5)
    assert casebook(folder, "watch", "--health").returncode == 1
    with watching(folder) as watcher:
        until(lambda: casebook(folder, "watch", "--health").returncode == 0)
        second = casebook(folder, "watch")
        assert (second.returncode, "Another watcher" in second.stderr) == (75, True)
        watcher.process.send_signal(signal.SIGSTOP)
        until(lambda: "Not well" in casebook(folder, "watch", "--health").stdout)
        watcher.process.kill()
        watcher.process.wait()
        done = casebook(folder, "watch", "--health")
        assert (done.returncode, "No watcher" in done.stdout) == (1, True)
        # The lock of a dead process is no obstacle.
        assert casebook(folder, "run").returncode == 0
