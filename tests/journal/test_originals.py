"""The archive: what was handed in is there for good, whatever happens to the file."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.originals import Moved, Originals


def test_a_content_is_kept_though_the_file_is_overwritten_and_deleted(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "state")
    file = tmp_path / "附件1.docx"
    file.write_bytes(b"first")
    first = originals.keep(file)
    file.write_bytes(b"second")
    second = originals.keep(file)
    file.unlink()
    assert first == hashlib.sha256(b"first").hexdigest()
    assert originals.path(first).read_bytes() == b"first"
    assert originals.path(second).read_bytes() == b"second"


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "state")
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"x" * 3_000_000)
    two.write_bytes(b"x" * 3_000_000)
    sha = originals.keep(one)
    before = originals.path(sha).stat()
    assert originals.keep(two) == sha
    assert originals.path(sha).stat().st_mtime_ns == before.st_mtime_ns
    assert [path for path in (tmp_path / "state").rglob("*") if path.is_file()] == [originals.path(sha)]


def test_an_empty_file_is_a_content_too(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "state")
    (tmp_path / "empty").touch()
    assert originals.path(originals.keep(tmp_path / "empty")).read_bytes() == b""


@pytest.mark.skipif(os.name == "nt", reason="no named pipes in folders")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "state")
    (tmp_path / "target").write_bytes(b"of somebody else")
    (tmp_path / "link").symlink_to("target")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "gone", "state"):
        with pytest.raises(Moved):
            originals.keep(tmp_path / name)
    assert not (tmp_path / "state").exists()


def test_a_file_that_can_not_be_read_now_mends_nothing(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "state")
    file = tmp_path / "file"
    file.write_bytes(b"whole")
    sha = originals.keep(file)
    originals.path(sha).chmod(0o644)
    originals.path(sha).write_bytes(b"whol")
    assert not originals.mend(sha, file / "no folder")
    assert originals.mend(sha, file)
    assert originals.path(sha).read_bytes() == b"whole"


NO_SPACE = """
import os, resource, sys
from pathlib import Path
from pipeline.originals import Originals
from pipeline.problems import CasebookError

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    Originals(Path(sys.argv[2])).keep(Path(sys.argv[1]))
except CasebookError as error:
    print(error, file=sys.stderr, flush=True)
    os._exit(1)  # nothing else is written, such as what was covered
"""


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_copy_that_finds_no_room_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    file, state = tmp_path / "附件1.docx", tmp_path / "state"
    file.write_bytes(b"x" * 100_000)
    program = subprocess.run(
        [sys.executable, "-c", NO_SPACE, str(file), str(state)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert program.returncode == 1
    assert str(state) in program.stderr and "附件1.docx" in program.stderr
    assert "Traceback" not in program.stderr
    assert [path for path in state.rglob("*") if path.is_file()] == []
    # The next pass, with room, is none the worse for it.
    originals = Originals(state)
    assert originals.path(originals.keep(file)).stat().st_size == 100_000
