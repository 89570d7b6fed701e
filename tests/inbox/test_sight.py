"""From the folder into the journal: what came, what changed, what went, and nothing twice."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.inbox import MARKER, Judged, Rules, Scan, Settling, Sighted, scan, sight, unchanged
from pipeline.journal import Journal
from pipeline.originals import Originals
from tests.conftest import Drop

START = datetime(2024, 9, 2, tzinfo=UTC)


class Desk:
    """An inbox, its journal and its archive; every look is an hour later."""

    def __init__(self, inbox: Drop, state: Path) -> None:
        self.inbox = inbox
        self.journal = Journal(state)
        self.originals = Originals(state)
        self.hours = 0
        self.opened: list[str] = []  # by the last look

    def scan(self) -> Scan:
        root = self.inbox.root
        return scan(root, ignore_folders=(), review=root / "评审")

    def look(
        self, seen: Scan | None = None, settle_seconds: float = 0, *, accept_gone: bool = False
    ) -> Sighted:
        at = START + timedelta(hours=self.hours)
        self.hours += 1
        rules = self.rules(settle_seconds, accept_gone=accept_gone)
        return sight(lambda: seen or self.scan(), self.journal, self.originals, at, rules)

    def is_unchanged(self, settle_seconds: float = 0) -> bool:
        at = START + timedelta(hours=self.hours)
        return unchanged(self.scan, self.journal, at, self.rules(settle_seconds)) is not None

    def rules(self, settle_seconds: float, *, accept_gone: bool = False) -> Rules:
        return Rules(
            self.inbox.root,
            Settling(settle_seconds),
            limit_seconds=0,
            megabytes=1,
            district_folder=lambda path: path.partition("/")[0] if "区/" in path else "",
            accept_gone=accept_gone,
            judge=self.judge,
        )

    def judge(self, files: Sequence[Path]) -> dict[Path, Judged]:
        self.opened = [file.name for file in files]
        return {}

    def history(self, path: str) -> list[tuple[int, bytes | str | None]]:
        """The hours and contents (or reasons) of a path's sightings."""
        return [
            (
                int((seen.at - START) / timedelta(hours=1)),
                seen.reason or (self.originals.path(seen.sha).read_bytes() if seen.sha else None),
            )
            for seen in self.journal.sightings()
            if seen.path == path
        ]


@pytest.fixture
def desk(inbox: Drop, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(inbox, tmp_path / "state")
    yield desk
    desk.journal.close()


def test_a_files_life(desk: Desk) -> None:
    file = desk.inbox.put("黄埔区/附件1.docx", b"first")
    desk.look()
    desk.look()
    file.write_bytes(b"second, longer")
    desk.look()
    file.unlink()
    desk.look()
    desk.look()
    desk.inbox.put("黄埔区/附件1.docx", b"first")
    sighted = desk.look()
    assert desk.history("黄埔区/附件1.docx") == [
        (0, b"first"),
        (2, b"second, longer"),
        (3, None),
        (5, b"first"),
    ]
    assert sighted.current["黄埔区/附件1.docx"].since == START + timedelta(hours=5)


def test_what_did_not_move_is_not_opened(desk: Desk) -> None:
    held = {f"{number}.docx": str(number % 50).encode() for number in range(60)}
    for path, content in held.items():
        desk.inbox.put(path, content)
    desk.look()
    assert len(desk.opened) == 60
    assert {path: desk.history(path) for path in held} == {path: [(0, held[path])] for path in held}
    desk.look()
    assert desk.opened == []
    desk.inbox.put("7.docx", b"changed")
    desk.look()
    assert desk.opened == ["7.docx"]


def test_a_touched_file_is_opened_once_and_is_no_news(desk: Desk) -> None:
    file = desk.inbox.put("附件1.docx")
    desk.look()
    os.utime(file, (0, 0))
    for opened in ([file.name], []):
        desk.look()
        assert desk.opened == opened
    assert desk.history("附件1.docx") == [(0, b"x")]


@pytest.mark.parametrize("what", ["came", "changed", "went", "grows", "became a folder"])
def test_what_a_glance_finds_is_news_to_the_look_that_follows(desk: Desk, what: str) -> None:
    file, other = desk.inbox.put("附件1.docx", b"one"), desk.inbox.root / "附件2.docx"
    desk.look()
    assert desk.is_unchanged(settle_seconds=60)
    match what:
        case "came":
            other.write_bytes(b"two")
        case "changed" | "grows":
            file.write_bytes(b"another")
        case "went" | "became a folder":
            file.unlink()
    if what == "became a folder":
        file.mkdir()
    seconds = 60 if what == "grows" else 0
    assert not desk.is_unchanged(seconds)
    assert desk.look(settle_seconds=seconds).news == {other.name if what == "came" else file.name}
    assert what == "grows" or desk.is_unchanged()


def test_a_renamed_file_went_here_and_came_there(desk: Desk) -> None:
    file = desk.inbox.put("附件1.docx")
    desk.look()
    file.rename(file.with_name("附件1（修改）.docx"))
    assert list(desk.look().current) == ["附件1（修改）.docx"]
    assert desk.history("附件1.docx") == [(0, b"x"), (1, None)]


def test_a_file_still_being_written_is_held_back_once_and_taken_later(desk: Desk) -> None:
    desk.inbox.put("附件1.docx", b"half")
    desk.look(settle_seconds=1000)
    held = desk.look(settle_seconds=1000)
    assert held.current["附件1.docx"].held == "unsettled"
    assert held.current["附件1.docx"].sha is None
    desk.inbox.put("附件1.docx", b"whole")
    assert desk.look().current["附件1.docx"].held == ""
    assert desk.history("附件1.docx") == [(0, "unsettled"), (2, b"whole")]


def test_the_older_content_stands_while_the_newer_is_being_written(desk: Desk) -> None:
    file = desk.inbox.put("附件1.docx", b"old")
    before = desk.look().current["附件1.docx"]
    file.write_bytes(b"ne")
    held = desk.look(settle_seconds=1000).current["附件1.docx"]
    assert held == replace(before, held="unsettled")


def test_a_file_that_moves_while_it_is_read_is_held_back(desk: Desk) -> None:
    file = desk.inbox.put("附件1.docx", b"before")
    seen = desk.scan()
    file.write_bytes(b"after the look")
    assert desk.look(seen).current["附件1.docx"].held == "unsettled"
    assert desk.look().current["附件1.docx"].held == ""
    file.unlink()
    assert desk.look(seen).current["附件1.docx"].held == "unsettled"
    assert desk.look().current == {}


def test_what_lies_in_a_closed_folder_is_not_gone(desk: Desk) -> None:
    desk.inbox.put("黄埔区/附件1.docx")
    desk.inbox.put("番禺区/附件1.docx")
    desk.look()
    sighted = desk.look(Scan((), (("黄埔区", "Permission denied"),), folders=frozenset(["番禺区"])))
    assert list(sighted.current) == ["黄埔区/附件1.docx"]
    assert sighted.closed == (("黄埔区", "Permission denied"),)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights don't bind here")
def test_a_file_that_may_not_be_read_is_held_back_with_the_reason(desk: Desk) -> None:
    file = desk.inbox.put("附件1.docx")
    file.chmod(0)
    assert desk.look().current["附件1.docx"].held == "no-permission"
    file.chmod(0o644)
    assert desk.look().current["附件1.docx"].held == ""


# --- open in another program -------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "lock"),
    [
        ("附件1.docx", "~$附件1.docx"),  # Word, short name
        ("1234567.docx", "~$234567.docx"),  # Word, seven characters
        ("征集表（某某公司）.docx", "~$表（某某公司）.docx"),  # Word, longer
        ("征集表（某某公司）.xlsx", "~$征集表（某某公司）.xlsx"),  # Excel
        ("附件1.docx", ".~附件1.docx"),  # WPS
        ("附件1.docx", ".~lock.附件1.docx#"),  # LibreOffice
    ],
)
def test_a_new_file_that_a_program_has_open_waits_until_it_is_closed(
    desk: Desk, form: str, lock: str
) -> None:
    desk.inbox.put(f"黄埔区/{form}")
    held = desk.inbox.put(f"黄埔区/{lock}")
    desk.inbox.put("黄埔区/另一份.docx")
    sighted = desk.look()
    assert {path: seen.held for path, seen in sighted.current.items()} == {
        f"黄埔区/{form}": "open",
        "黄埔区/另一份.docx": "",
    }
    held.unlink()
    assert desk.look().current[f"黄埔区/{form}"].held == ""


def test_a_lock_file_left_behind_by_a_crash_holds_nobody_up(desk: Desk) -> None:
    desk.inbox.put("附件1.docx")
    lock = desk.inbox.put("~$附件1.docx")
    hour_ago = time.time() - 3601
    os.utime(lock, (hour_ago, hour_ago))
    assert desk.look().current["附件1.docx"].held == ""


# --- what is missing as a whole -------------------------------------------------------------


def held(sighted: Sighted) -> dict[str, str]:
    return {path: seen.held for path, seen in sighted.current.items()}


def test_a_share_that_is_not_there_withdraws_nothing(desk: Desk) -> None:
    desk.inbox.put("黄埔区/附件1.docx")
    desk.inbox.put("附件2.docx")
    desk.look()
    away = desk.inbox.root.rename(desk.inbox.root.with_name("share"))
    desk.inbox.root.mkdir()
    sighted = desk.look()
    assert held(sighted) == {"附件2.docx": "inbox-gone", "黄埔区/附件1.docx": "inbox-gone"}
    assert [(item.folder, item.files) for item in sighted.missing] == [("", 2)]
    assert list(desk.inbox.root.iterdir()) == []  # no marker, or the next look would believe it
    assert desk.look().missing == sighted.missing
    desk.inbox.root.rmdir()
    away.rename(desk.inbox.root)
    assert held(desk.look()) == {"附件2.docx": "", "黄埔区/附件1.docx": ""}
    assert [seen for _, seen in desk.history("附件2.docx")] == [b"x", "inbox-gone", b"x"]


def test_a_marker_that_was_deleted_is_made_again(desk: Desk) -> None:
    desk.inbox.put("附件1.docx")
    desk.look()
    (desk.inbox.root / MARKER).unlink()
    assert desk.look().missing == ()
    assert (desk.inbox.root / MARKER).exists()


def test_an_inbox_whose_files_were_taken_away_has_its_marker(desk: Desk) -> None:
    file = desk.inbox.put("附件1.docx")
    desk.look()
    file.unlink()
    assert desk.look().current == {}


def test_a_district_that_is_gone_at_once_still_counts(desk: Desk) -> None:
    for name in ("黄埔区/附件1.docx", "黄埔区/附件2.docx", "番禺区/附件1.docx"):
        desk.inbox.put(name, name.encode())
    desk.look()
    shutil.rmtree(desk.inbox.root / "黄埔区")
    sighted = desk.look()
    assert [(item.folder, item.reason) for item in sighted.missing] == [("黄埔区", "district-gone")]
    assert sorted(sighted.current) == ["番禺区/附件1.docx", "黄埔区/附件1.docx", "黄埔区/附件2.docx"]
    assert sorted(desk.look(accept_gone=True).current) == ["番禺区/附件1.docx"]


def test_an_only_form_can_be_withdrawn_and_a_folder_renamed(desk: Desk) -> None:
    only = desk.inbox.put("番禺区/附件1.docx", b"only")
    desk.inbox.put("黄埔区/附件1.docx", b"one")
    desk.inbox.put("黄埔区/附件2.docx", b"two")
    desk.look()
    only.unlink()
    (desk.inbox.root / "黄埔区").rename(desk.inbox.root / "01黄埔区")
    sighted = desk.look()
    assert (sorted(sighted.current), sighted.missing) == (["01黄埔区/附件1.docx", "01黄埔区/附件2.docx"], ())
