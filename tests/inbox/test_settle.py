"""Half-written files wait; real writers write them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.inbox import Scan, scan, settle
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
    return scan(inbox.root, ignore_folders=(), review=inbox.root / "评审", is_district=lambda _: False)


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
        seen, moving = settle(lambda: look(inbox), {}, settle_seconds=0.5, limit_seconds=30)
    assert moving == frozenset()
    assert [found.stat.size for found in seen.files] == [30]


def test_one_that_never_ends_holds_nobody_up(inbox: Drop) -> None:
    inbox.put("附件2.docx")
    endless = writer(inbox.root / "附件1.docx", -1)
    with endless:
        start = time.monotonic()
        seen, moving = settle(lambda: look(inbox), {}, settle_seconds=0.5, limit_seconds=1.5)
        assert time.monotonic() - start < 10
        endless.kill()
    assert moving == {"附件1.docx"}
    assert [found.path for found in seen.files] == ["附件1.docx", "附件2.docx"]


def test_what_is_known_is_taken_at_once(inbox: Drop) -> None:
    inbox.put("附件1.docx")
    before = known(inbox)
    inbox.put("附件2.docx")
    _, moving = settle(lambda: look(inbox), before, settle_seconds=60, limit_seconds=0)
    assert moving == {"附件2.docx"}


def test_what_has_lain_for_long_is_taken_at_once() -> None:
    looks = []

    def counted() -> Scan:
        looks.append(1)
        return look(Drop(Path(__file__).parent))  # written some time ago, as this test is

    _, moving = settle(counted, {}, settle_seconds=0.1, limit_seconds=60)
    assert (len(looks), moving) == (1, frozenset())


@pytest.mark.parametrize("year", [2010, 2035])
def test_clocks_far_off_don_t_matter(inbox: Drop, year: int) -> None:
    file = inbox.put("附件1.docx")
    when = (year - 1970) * 365.25 * 86400
    os.utime(file, (when, when))
    start = time.monotonic()
    _, moving = settle(lambda: look(inbox), {}, settle_seconds=0.3, limit_seconds=30)
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

    seen, moving = settle(vanishing, {}, settle_seconds=0.2, limit_seconds=30)
    assert (seen.files, moving) == ((), frozenset())
