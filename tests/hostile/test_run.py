"""The hostile files and good ones together, through the program itself, with the network taken away."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.batch import made
from tests.hostile import corpus, pictures
from tests.hostile.forms import with_pictures

ROOT = Path(__file__).parents[2]
EXAMPLES = ("01越秀区", "从化区", "番禺")
BAD = "天河区/可疑"
GIGABYTE = 1 << 30

linux = pytest.mark.skipif(sys.platform != "linux", reason="counts memory and processes as Linux does")


@dataclass(frozen=True)
class Run:
    """What a run left, said and used."""

    exit_code: int
    events: tuple[dict[str, Any], ...]
    outbox: Mapping[str, bytes]
    peak: int
    left_over: tuple[str, ...]
    elsewhere: tuple[str, ...]
    errors: str

    def codes(self) -> dict[str, set[str]]:
        """The codes told of each file below `BAD`, by its name."""
        told: dict[str, set[str]] = {}
        for event in self.events:
            if event["event"] == "finding" and event["file"].startswith(BAD):
                told.setdefault(Path(event["file"]).name, set()).add(event["code"])
        return told


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("clean")
    _good(folder / "inbox")
    return _run(folder)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("hostile")
    _good(folder / "inbox")
    bad = folder / "inbox" / BAD
    bad.mkdir(parents=True)
    for found in corpus.files():
        (bad / found.name).write_bytes(found.make())
    with _odd_ones(bad, folder):
        return _run(folder)


def _good(inbox: Path) -> None:
    for district in EXAMPLES:
        shutil.copytree(ROOT / "examples" / "inbox" / district, inbox / district)
    for name, data in {**pictures.ODD, **pictures.BROKEN, **pictures.BOMBS}.items():
        file = inbox / "花都区" / name / "附件1.docx"
        file.parent.mkdir(parents=True)
        file.write_bytes(with_pictures(name, data()))


@contextmanager
def _odd_ones(bad: Path, folder: Path) -> Iterator[None]:
    """What is no file at all, or of no size."""
    secret = folder / "secret.docx"
    secret.write_bytes(made.form("annex1", made.company("不该读到的公司", "不该读到的案例")))
    os.mkfifo(bad / "pipe.docx")
    (bad / "outside.docx").symlink_to(secret)
    (bad / "passwd-link.docx").symlink_to("/etc/passwd")
    (bad / "loop.docx").symlink_to("loop.docx")
    (bad / "folder-link").symlink_to(folder)
    (bad / "folder.docx").mkdir()
    with (bad / "sparse.docx").open("wb") as sparse:
        sparse.truncate(1 << 40)
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(bad)  # the name of a socket may not be long
        listening.bind("socket.docx")
        os.chdir(here)
        yield


ODD = {
    **{
        f"{name}.docx": {"not-a-file"}
        for name in ("pipe", "outside", "passwd-link", "loop", "folder", "socket")
    },
    "sparse.docx": {"too-large"},
}


def _run(folder: Path) -> Run:
    """``casebook run`` in a folder of its own, watched."""
    places = {name: folder / name for name in ("home", "tmp", "cwd")}
    for place in places.values():
        place.mkdir()
    before = _listing(folder)
    environment = {
        **os.environ,
        "HOME": str(places["home"]), "TMPDIR": str(places["tmp"]), "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1",
    }  # fmt: skip
    settings = folder / "config.toml"
    templates = json.dumps(str(made.TEMPLATES))
    settings.write_text(
        f"workers = 2\n[paths]\ntemplates = {templates}\n[run]\nsettle_seconds = 0\n", encoding="utf-8"
    )
    command = [*_without_network(), sys.executable, "-m", "pipeline", "run", "--log-format", "json",
               "--as-of", "2024-09-30T18:00", "--config", str(settings)]  # fmt: skip
    with (folder / "said").open("wb") as said, (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            command, stdout=said, stderr=errors, cwd=places["cwd"], env=environment, start_new_session=True
        )
        watched = _Watch(process.pid)
        exit_code = process.wait()
        peak = watched.end()
    after = _listing(folder)
    return Run(
        exit_code,
        tuple(json.loads(line) for line in (folder / "said").read_text("utf-8").splitlines()),
        _outputs(folder / "outbox"),
        peak,
        _still_there(process.pid),
        tuple(name for name in sorted(after) if before.get(name) != after[name] and not _may_change(name)),
        (folder / "errors").read_text("utf-8"),
    )


def _may_change(name: str) -> bool:
    """What a run writes, and what this one was told with."""
    mine = ("outbox", "state", "said", "errors", "config.toml")
    return name.partition("/")[0] in mine or name == "inbox/.casebook-inbox"


def _without_network() -> list[str]:
    """A command that runs another one where there is no network, not even its own."""
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode == 0:
        return [unshare, "-rn"]
    if os.environ.get("CASEBOOK_REQUIRE_TOOLS"):
        pytest.fail("unshare can't take the network away here")
    return []


class _Watch:
    """Looks again and again at how much memory each process of a tree has had at its highest."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(0.02):
            try:
                processes = [self._root, *self._root.children(recursive=True)]
            except psutil.Error:
                continue
            self._peak = max([self._peak, *(_high_water(process.pid) for process in processes)])

    def end(self) -> int:
        self._ended.set()
        self._thread.join()
        return self._peak


def _high_water(pid: int) -> int:
    """The most memory that a process has had, in bytes; 0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def _still_there(session: int) -> tuple[str, ...]:
    """The processes of a session that don't end by themselves: Python's tracker needs a moment."""
    there = [process for process in psutil.process_iter() if _belongs(process, session)]
    _, alive = psutil.wait_procs(there, timeout=20)
    return tuple(process.name() for process in alive)


def _belongs(process: psutil.Process, session: int) -> bool:
    try:
        return os.getsid(process.pid) == session
    except OSError:
        return False


def _listing(folder: Path) -> dict[str, tuple[int, int]]:
    """All that lies below a folder, files with size and time of change; links are not followed."""
    found = {}
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(place) / name
            status = path.lstat()
            found[path.relative_to(folder).as_posix()] = (
                (0, 0) if path.is_dir() else (status.st_size, status.st_mtime_ns)
            )
    return found


def _outputs(outbox: Path) -> dict[str, bytes]:
    return {
        path.relative_to(outbox).as_posix(): path.read_bytes()
        for path in sorted(outbox.rglob("*"))
        if path.is_file() and ".casebook" not in path.parts
    }


@linux
def test_every_hostile_file_has_its_reason_and_its_message(hostile: Run) -> None:
    assert hostile.exit_code == 0, hostile.errors
    wanted = {found.name: set(found.codes) for found in corpus.files()} | ODD
    told = hostile.codes()
    assert {name: codes for name, codes in wanted.items() if not told.get(name, set()) & codes} == {}
    assert told.keys() == wanted.keys()
    for event in hostile.events:
        if event["event"] == "finding" and event["file"].startswith(BAD):
            assert re.search("[\u4e00-\u9fff]{6}", event["message"])


@linux
def test_good_files_come_out_as_without_them(clean: Run, hostile: Run) -> None:
    assert clean.exit_code == 0, clean.errors
    assert len([name for name in clean.outbox if name.endswith(".docx")]) >= len(EXAMPLES)
    # What lists all that was handed in lists the hostile ones too.
    forms = {name: data for name, data in clean.outbox.items() if re.search("附件4|汇编|退回修改", name)}
    assert {name: hostile.outbox.get(name) == data for name, data in forms.items()} == dict.fromkeys(
        forms, True
    )


@linux
def test_nothing_of_what_links_name_is_read(hostile: Run) -> None:
    said = json.dumps(hostile.events, ensure_ascii=False)
    assert "不该读到" not in said and "root:" not in said
    assert not any("不该读到".encode() in data for data in hostile.outbox.values())


@linux
def test_no_process_needs_a_gigabyte(clean: Run, hostile: Run) -> None:
    assert 0 < clean.peak < GIGABYTE
    assert 0 < hostile.peak < GIGABYTE


@linux
def test_nothing_is_left_or_written_elsewhere(clean: Run, hostile: Run) -> None:
    for run in (clean, hostile):
        assert run.left_over == ()
        assert run.elsewhere == ()


@linux
def test_no_file_takes_too_long_or_breaks_the_reader(hostile: Run) -> None:
    codes = {code for found in hostile.codes().values() for code in found}
    assert not codes & {"too-slow", "reader-crashed", "other"}


@linux
def test_pictures_that_can_not_be_printed_are_said(hostile: Run) -> None:
    left_out = {
        Path(event["path"]).parent.name: event["reason"]
        for event in hostile.events
        if event["event"] == "photo-left-out"
    }
    assert left_out == dict.fromkeys(pictures.BROKEN, "picture-broken") | dict.fromkeys(
        pictures.BOMBS, "picture-too-large"
    )
