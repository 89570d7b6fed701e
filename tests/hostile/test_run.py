"""The hostile files and good ones together, through the program itself, with the network taken away."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
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
            if event["event"] == "finding" and str(event["file"]).startswith(BAD):
                told.setdefault(Path(event["file"]).name, set()).add(event["code"])
        return told


@linux
def test_hostile_files_among_good_ones(tmp_path: Path) -> None:
    """One test, not several: each would have to run all of it again."""
    clean, hostile = _without(tmp_path / "clean"), _with(tmp_path / "hostile")
    assert (clean.exit_code, hostile.exit_code) == (0, 0), clean.errors + hostile.errors
    _each_has_its_reason(hostile)
    _good_files_come_out_alike(clean, hostile)
    _nothing_that_links_name_is_read(hostile)
    _pictures_are_printed_or_said(hostile)
    for run in (clean, hostile):
        assert 0 < run.peak < GIGABYTE
        assert run.left_over == ()
        assert run.elsewhere == ()


def _without(folder: Path) -> Run:
    _good(folder / "inbox")
    return _run(folder)


def _with(folder: Path) -> Run:
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
        f"workers = 2\n[paths]\ntemplates = {templates}\n[run]\nsettle_seconds = 0\n"
        "[casebook]\npage_numbers = false\npdf = false\n",
        encoding="utf-8",
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


def _each_has_its_reason(run: Run) -> None:
    wanted = {found.name: set(found.codes) for found in corpus.files()} | ODD
    told = run.codes()
    # None of them is too-slow, and none of them breaks a reader.
    assert {name: codes for name, codes in told.items() if not codes <= wanted[name]} == {}
    assert told.keys() == wanted.keys()
    for event in run.events:
        if event["event"] == "finding" and str(event["file"]).startswith(BAD):
            assert re.search("[\u4e00-\u9fff]{6}", event["message"])


def _good_files_come_out_alike(clean: Run, hostile: Run) -> None:
    # What lists all that was handed in lists the hostile ones too.
    forms = {name: data for name, data in clean.outbox.items() if re.search("附件4|汇编|退回修改", name)}
    assert len(forms) > len(EXAMPLES)
    assert [name for name, data in forms.items() if hostile.outbox.get(name) != data] == []


def _nothing_that_links_name_is_read(run: Run) -> None:
    said = json.dumps(run.events, ensure_ascii=False)
    assert "不该读到" not in said and "root:" not in said
    for data in run.outbox.values():
        assert "不该读到".encode() not in b"".join(_parts(data))


def _parts(data: bytes) -> Iterator[bytes]:
    if not data.startswith(b"PK"):
        yield data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        yield from (package.read(entry) for entry in package.infolist())


def _pictures_are_printed_or_said(run: Run) -> None:
    left_out = {
        Path(event["path"]).parent.name: event["reason"]
        for event in run.events
        if event["event"] == "photo-left-out"
    }
    broken = dict.fromkeys(pictures.BROKEN, "picture-broken")
    too_large = dict.fromkeys(pictures.BOMBS, "picture-too-large")
    assert left_out == broken | too_large
    warned = {
        Path(event["file"]).parent.name
        for event in run.events
        if event["event"] == "finding" and event["code"] in {"photo-unprintable", *left_out.values()}
    }
    assert warned == left_out.keys()
