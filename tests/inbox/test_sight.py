"""From the folder into the journal: what came, what changed, what went, and nothing twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.inbox import Scan, Sighted, scan, sight
from pipeline.journal import Journal, Originals
from tests.conftest import Drop

START = datetime(2024, 9, 2, tzinfo=UTC)


class Desk:
    """An inbox, its journal and its archive; every look is an hour later."""

    def __init__(self, inbox: Drop, state: Path) -> None:
        self.inbox = inbox
        self.journal = Journal(state)
        self.originals = Originals(state)
        self.hours = 0

    def scan(self) -> Scan:
        root = self.inbox.root
        return scan(root, ignore_folders=(), review=root / "评审", is_district=lambda _: False)

    def look(self, seen: Scan | None = None, settle_seconds: float = 0) -> Sighted:
        at = START + timedelta(hours=self.hours)
        self.hours += 1
        return sight(
            lambda: seen or self.scan(),
            self.journal,
            self.originals,
            at,
            settle_seconds=settle_seconds,
            limit_seconds=0,
            megabytes=1,
        )

    def history(self, path: str) -> list[tuple[int, bytes | str | None]]:
        """The hours and contents (or reasons) of a path's sightings."""
        return [
            (
                int((seen.at - START) / timedelta(hours=1)),
                seen.reason or (self.originals.path(seen.sha).read_bytes() if seen.sha else None),
            )
            for seen in self.journal.history(path)
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
    for number in range(20):
        desk.inbox.put(f"{number}.docx", str(number).encode())
    assert desk.look().opened == 20
    assert desk.look().opened == 0
    desk.inbox.put("7.docx", b"changed")
    assert desk.look().opened == 1


def test_a_touched_file_is_opened_once_and_is_no_news(desk: Desk) -> None:
    file = desk.inbox.put("附件1.docx")
    desk.look()
    os.utime(file, (0, 0))
    assert [desk.look().opened, desk.look().opened] == [1, 0]
    assert desk.history("附件1.docx") == [(0, b"x")]


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
    sighted = desk.look(Scan((), (("黄埔区", "Permission denied"),)))
    assert list(sighted.current) == ["黄埔区/附件1.docx"]
    assert sighted.closed == (("黄埔区", "Permission denied"),)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights don't bind here")
def test_a_file_that_may_not_be_read_is_held_back_with_the_reason(desk: Desk) -> None:
    file = desk.inbox.put("附件1.docx")
    file.chmod(0)
    assert desk.look().current["附件1.docx"].held == "no-permission"
    file.chmod(0o644)
    assert desk.look().current["附件1.docx"].held == ""
