"""Half-written files wait; real writers write them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from pipeline.inbox import Scan, Settling, scan, settle
from pipeline.journal import Stat
from tests.conftest import Drop

# Writes a byte every 20 ms: so many of them, or for ever where the number is negative.
WRITER = """
import sys, time
path, left = sys.argv[1], int(sys.argv[2])
with open(path, "wb", buffering=0) as file:
    while left:
        file.write(b"x")
        print(flush=True)
        left -= 1
        time.sleep(0.02)
"""


def look(inbox: Drop) -> Scan:
    return scan(inbox.root, ignore_folders=(), review=inbox.root / "评审")


def known(inbox: Drop) -> dict[str, tuple[str, Stat]]:
    return {found.path: ("sha", found.stat) for found in look(inbox).files}


def writer(file: Path, count: int) -> subprocess.Popen[bytes]:
    program = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file), str(count)], stdout=subprocess.PIPE, bufsize=0
    )
    assert program.stdout is not None
    program.stdout.readline()  # it has begun
    return program


def test_a_slow_copy_is_taken_when_it_is_whole(inbox: Drop) -> None:
    with writer(inbox.root / "附件1.docx", 30):
        seen, moving = settle(lambda: look(inbox), {}, Settling(0.5), limit_seconds=30)
    assert moving == frozenset()
    assert [found.stat.size for found in seen.files] == [30]


def test_one_that_never_ends_holds_nobody_up(inbox: Drop) -> None:
    inbox.put("附件2.docx")
    endless = writer(inbox.root / "附件1.docx", -1)
    with endless:
        start = time.monotonic()
        seen, moving = settle(lambda: look(inbox), {}, Settling(0.5), limit_seconds=1.5)
        assert time.monotonic() - start < 10
        endless.kill()
    assert moving == {"附件1.docx"}
    assert [found.path for found in seen.files] == ["附件1.docx", "附件2.docx"]


def test_what_is_known_is_taken_at_once(inbox: Drop) -> None:
    inbox.put("附件1.docx")
    before = known(inbox)
    inbox.put("附件2.docx")
    _, moving = settle(lambda: look(inbox), before, Settling(60), limit_seconds=0)
    assert moving == {"附件2.docx"}


def test_what_has_lain_for_long_is_taken_at_once() -> None:
    looks = []

    def counted() -> Scan:
        looks.append(1)
        return look(Drop(Path(__file__).parent))  # written some time ago, as this test is

    _, moving = settle(counted, {}, Settling(0.1), limit_seconds=60)
    assert (len(looks), moving) == (1, frozenset())


@pytest.mark.parametrize("year", [2010, 2035])
def test_clocks_far_off_don_t_matter(inbox: Drop, year: int) -> None:
    file = inbox.put("附件1.docx")
    when = (year - 1970) * 365.25 * 86400
    os.utime(file, (when, when))
    start = time.monotonic()
    _, moving = settle(lambda: look(inbox), {}, Settling(0.3), limit_seconds=30)
    assert moving == frozenset()
    # Just written, whatever its clock says: it was waited for, but not for years.
    assert 0.2 < time.monotonic() - start < 10


def test_files_that_go_while_they_are_waited_for(inbox: Drop) -> None:
    file = inbox.put("附件1.docx")
    looks = []

    def vanishing() -> Scan:
        if looks:
            file.unlink(missing_ok=True)
        looks.append(1)
        return look(inbox)

    seen, moving = settle(vanishing, {}, Settling(0.2), limit_seconds=30)
    assert (seen.files, moving) == ((), frozenset())


# --- cut off ------------------------------------------------------------------------------


def whole(kind: str) -> bytes:
    """A file with its end: a zip, a 7z, a compound file with its directory in the last sector."""
    if kind == "zip":
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("word/document.xml", "x" * 2000)
        return target.getvalue()
    if kind == "7z":  # what is packed, and behind it the list of what it holds
        sizes = (1000).to_bytes(8, "little") + (200).to_bytes(8, "little")
        return b"7z\xbc\xaf\x27\x1c" + bytes(6) + sizes + bytes(4 + 1000 + 200)
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (3).to_bytes(4, "little")  # the directory's first sector
    return bytes(header) + bytes(512 * 4)


@pytest.mark.parametrize("kind", ["zip", "7z", "ole"])
def test_a_container_without_its_end_is_waited_for_longer(inbox: Drop, kind: str) -> None:
    data = whole(kind)
    inbox.put("黄埔区/断.docx", data[:-100])
    inbox.put("黄埔区/空.docx", b"")
    inbox.put("黄埔区/零.docx", bytes(4096))
    inbox.put("黄埔区/全.docx", data)
    inbox.put("黄埔区/文字.docx", b"just text")
    inbox.put("黄埔区/图.zip.jpg", data[:-100])
    _, moving = settle(lambda: look(inbox), {}, Settling(0, 1000), limit_seconds=0)
    assert moving == {"黄埔区/断.docx", "黄埔区/空.docx", "黄埔区/零.docx"}


def test_a_broken_container_is_taken_in_the_end(inbox: Drop) -> None:
    inbox.put("断.docx", whole("zip")[:-100])
    _, moving = settle(lambda: look(inbox), {}, Settling(0, 0.3), limit_seconds=30)
    assert moving == frozenset()


def test_a_watcher_knows_from_look_to_look_what_has_lain_still(inbox: Drop) -> None:
    file = inbox.put("附件1.docx")
    ahead = time.time() + 10 * 365 * 86400
    os.utime(file, (ahead, ahead))
    settling = Settling(0.2)
    assert settle(lambda: look(inbox), {}, settling, limit_seconds=0)[1] == {"附件1.docx"}
    assert settling.due is not None and 0 < settling.due <= 0.2
    end = time.monotonic() + 30
    while settle(lambda: look(inbox), {}, settling, limit_seconds=0)[1]:
        assert time.monotonic() < end
    assert settling.due is None
