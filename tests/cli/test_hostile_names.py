"""Files of any name go through a whole run, and nothing that is printed is upset by them."""

from __future__ import annotations

import json
import os
import random
import sys
import unicodedata
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import names
from pipeline.batch import story
from tests.batch import made
from tests.cli.test_commands import SETTINGS, TIME, casebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse some of these names")

HOSTILE = [
    "广州甲公司".encode("gbk"),
    b"\xff\xfe\x80",
    "长".encode() * 83,
    b"a\nb\rc\td",
    b"\x1b[31mred\x1b[0m\x07",
    b"-rf",
    b"--outbox=x",
    b"x..\\..\\up",
    b"x...",
    b"CON",
    b"NUL.tar",
    b"COM1",
    b"dot. .",
    b'<>:"|?*',
    "\u202excod\u202c".encode(),
    "\ufeff\u200b\u2028".encode(),
    "😀👨\u200d👩\u200d👧".encode(),
    b"Case",
    b"case",
    "Caf\u00e9".encode(),
    "Cafe\u0301".encode(),
    b"[red]{name}%s%n{{ x }}[/red]",
    b"$(reboot) `reboot` ; 'x' \"y\" &",
    b"a\\nb",
]


def random_names(number: int) -> list[bytes]:
    """Any bytes that a name may have, the same each time."""
    source = random.Random(2024)
    allowed = [byte for byte in range(1, 256) if byte != ord("/")]
    return [b"x" + bytes(source.choices(allowed, k=source.randint(1, 240))) for _ in range(number)]


def drop(folder: Path) -> dict[str, bool]:
    """Forms of these names, every third one without its contact: what is wrong, by path below the inbox."""
    faulty = {}
    for number, name in enumerate([*HOSTILE, *random_names(16)]):
        ending = b".xlsx" if number % 5 == 4 else b".docx"
        parent = os.fsencode("黄埔区") + (b"/" + name[:200] if number % 4 == 3 else b"")
        path = os.fsdecode(parent + b"/" + name[:249] + ending)
        faulty[path] = number % 3 == 0
        changes = {"contact": ""} if faulty[path] else {}
        fields = made.company(f"广州第{number}公司", f"余热回收{number}", **changes)
        made.put(
            folder / "inbox", {path: made.form("annex1", fields, "xlsx" if ending == b".xlsx" else "docx")}
        )
    return faulty


def is_plain(text: str) -> bool:
    return not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bool]]:
    folder = tmp_path_factory.mktemp("names")
    (folder / "config.toml").write_text(SETTINGS, encoding="utf-8")
    return folder, drop(folder)


def test_every_file_is_read_and_the_faulty_ones_are_named(folder: tuple[Path, dict[str, bool]]) -> None:
    root, faulty = folder
    own = ("--outbox", "own", "--state", "own-state")
    done = casebook(root, "run", "--as-of", TIME, *own)  # decoded as strict UTF-8
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, f"reading {len(faulty)} files")
    # A notice and a copy with comments for each faulty form.
    assert len(list((root / "own").rglob("退回修改/*"))) == 2 * sum(faulty.values())
    lines = done.stdout.splitlines()
    assert all(map(is_plain, lines))
    assert f"Read {len(faulty)} files, 0 unchanged." in lines
    wrong = takewhile(lambda line: not line.startswith("Forms to look at"), lines)
    named = {line.strip().rpartition(" (广州第")[0] for line in wrong if line.endswith("公司)")}
    assert named == {names.shown(path) for path in faulty if faulty[path]}
    again = casebook(root, "run", "--as-of", TIME, *own)
    assert f"Read 0 files, {len(faulty)} unchanged." in again.stdout


def test_the_log_and_the_records_are_json_whatever_the_names(folder: tuple[Path, dict[str, bool]]) -> None:
    root, faulty = folder
    done = casebook(root, "run", "--as-of", TIME, "--log-format", "json")
    events: list[Any] = [json.loads(line) for line in done.stdout.splitlines()]
    found = {
        event["file"] for event in events if event["event"] == "finding" and event["severity"] == "error"
    }
    assert found == {names.shown(path) for path in faulty if faulty[path]}
    assert all(map(is_plain, found))
    some = list(faulty)[:6]
    records = casebook(root, "extract", *(str(root / "inbox" / path) for path in some))
    assert records.returncode == 0
    for path, line in zip(some, records.stdout.splitlines(), strict=True):
        record = json.loads(line)
        assert record["source"]["path"] == names.printable(str(root / "inbox" / path))
        assert record["fields"]["name"].startswith("广州第")


NAMES = st.binary(min_size=1, max_size=250).map(lambda name: name.replace(b"/", b"_").replace(b"\0", b"_"))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(NAMES, min_size=1, max_size=8))
def test_each_file_of_any_name_has_an_outcome(
    tmp_path_factory: pytest.TempPathFactory, given_names: set[bytes]
) -> None:
    root = tmp_path_factory.mktemp("any")
    # A leading letter: hidden files and those of programs are passed over, by name.
    files = {os.fsdecode(b"x" + name + b".docx") for name in given_names}
    made.put(root / "inbox", dict.fromkeys(files, b"no document"))
    summary = story.run(made.settings(root), datetime.fromisoformat(TIME))
    assert summary.exit_code == 0
    assert {told.entry.source.path for told in summary.told if told.entry} == files
    assert all(is_plain(told.entry.source.shown) for told in summary.told if told.entry)
