"""What was seen is never lost, and what stands now follows from it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.journal import NAME, Journal, Left, Seen, Stat, fold, left
from pipeline.model import Sighting
from pipeline.problems import CasebookError

GUANGZHOU = timezone(timedelta(hours=8))
MORNING = datetime(2024, 9, 2, 9, 0, tzinfo=GUANGZHOU)
A, B = "a" * 64, "b" * 64
STAT = Stat(10, 1_700_000_000_123_456_789, 1_700_000_000_123_456_790, 2**62)


def at(hour: int) -> datetime:
    return MORNING + timedelta(hours=hour)


def test_sightings_come_back_as_recorded(tmp_path: Path) -> None:
    first = [
        Sighting(MORNING, "黄埔区/附件1.docx", A),
        Sighting(MORNING, "黄埔区/附件3.xlsx", None, "unsettled"),
    ]
    then = [Sighting(at(1).astimezone(UTC), "黄埔区/附件1.docx", None)]
    with Journal(tmp_path) as journal:
        journal.record(first, {})
        journal.record(then, {})
    with Journal(tmp_path) as journal:
        assert list(journal.sightings()) == first + then
        assert next(journal.sightings()).at.utcoffset() == timedelta(hours=8)


def test_what_stands_at_a_path_is_what_was_seen_there_last(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.record([Sighting(at(0), "b", A), Sighting(at(0), "a", A), Sighting(at(1), "a", B)], {})
        assert list(journal.current().values()) == [Seen("a", B, at(1)), Seen("b", A, at(0))]
        journal.record([Sighting(at(2), "a", None)], {})
        assert list(journal.current()) == ["b"]
        journal.record([Sighting(at(3), "a", A)], {})
        assert journal.current()["a"] == Seen("a", A, at(3))


def test_what_stood_there_goes_on_standing_while_a_file_is_held_back() -> None:
    held = [Sighting(at(0), "a", A), Sighting(at(1), "a", None, "unsettled")]
    assert fold(held) == {"a": Seen("a", A, at(0), "unsettled")}
    # Touched, but the same: since the beginning.
    assert fold([*held, Sighting(at(2), "a", A)]) == {"a": Seen("a", A, at(0))}
    assert fold([*held, Sighting(at(2), "a", B)]) == {"a": Seen("a", B, at(2))}
    assert list(left([*held, Sighting(at(2), "a", A)])) == []
    assert list(left([*held, Sighting(at(2), "a", B)])) == [Left("a", A, at(0), at(2), B)]
    assert fold([*held, Sighting(at(2), "a", None)]) == {}
    assert fold(held[1:]) == {"a": Seen("a", None, at(1), "unsettled")}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([A, B, None]))))
def test_the_fold_is_a_replay(events: list[tuple[str, str | None]]) -> None:
    standing: dict[str, tuple[str, datetime]] = {}
    sightings = []
    for hour, (path, sha) in enumerate(events):
        sightings.append(Sighting(at(hour), path, sha))
        if sha is None:
            standing.pop(path, None)
        elif standing.get(path, ("",))[0] != sha:
            standing[path] = (sha, at(hour))
    assert {path: (seen.sha, seen.since) for path, seen in fold(sightings).items()} == standing


def test_a_stat_is_remembered_until_the_file_is_gone(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.record([Sighting(MORNING, "a", A)], {"a": (A, STAT), "b": (B, STAT)})
        moved = Stat(11, 1, 2, 3)
        journal.record([], {"a": (B, moved)})
        assert journal.stats() == {"a": (B, moved), "b": (B, STAT)}
        journal.record([Sighting(at(1), "a", None), Sighting(at(1), "b", None, "unsettled")], {})
        assert journal.stats() == {"b": (B, STAT)}


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_survives(tmp_path: Path) -> None:
    path = os.fsdecode("黄埔区/".encode() + "附件".encode("gbk") + b"\xff.docx")
    with Journal(tmp_path) as journal:
        journal.record([Sighting(MORNING, path, A)], {path: (A, STAT)})
    with Journal(tmp_path) as journal:
        assert list(journal.current()) == [path]
        assert list(journal.stats()) == [path]
        assert [seen.path for seen in journal.sightings()] == [path]


def test_all_of_a_record_or_nothing(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        with pytest.raises(OverflowError):
            journal.record([Sighting(MORNING, "a", A)], {"a": (A, Stat(2**64, 0, 0, 0))})
        assert list(journal.sightings()) == []
        journal.record([Sighting(MORNING, "a", A)], {})
        assert len(list(journal.sightings())) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.journal.test_journal import A, MORNING
from pipeline.journal import Journal
from pipeline.model import Sighting

journal = Journal(Path(sys.argv[1]))
journal.record([Sighting(MORNING, "kept", A)], {})
journal._db.execute("BEGIN IMMEDIATE")
journal._db.execute("INSERT INTO sightings (at, path) VALUES ('x', 'half')")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_what_was_recorded_survives_a_kill_and_what_was_not_is_not_there(tmp_path: Path) -> None:
    repository = Path(__file__).resolve().parents[2]
    program = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=repository, check=False)
    assert program.returncode == -signal.SIGKILL
    with Journal(tmp_path) as journal:
        assert [sighting.path for sighting in journal.sightings()] == ["kept"]


def test_a_reader_sees_what_was_recorded_while_the_writer_is_at_work(tmp_path: Path) -> None:
    with Journal(tmp_path) as writer, Journal(tmp_path) as reader:
        writer.record([Sighting(MORNING, "a", A)], {})
        assert list(reader.current()) == ["a"]


def test_a_journal_of_a_newer_casebook_is_left_alone(tmp_path: Path) -> None:
    Journal(tmp_path).close()
    database = sqlite3.connect(tmp_path / NAME)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(CasebookError, match="newer"):
        Journal(tmp_path)


def test_a_damaged_journal_is_said_and_kept(tmp_path: Path) -> None:
    file = tmp_path / NAME
    file.write_bytes(b"this is no database" * 100)
    with pytest.raises(CasebookError, match="backup"):
        Journal(tmp_path)
    assert file.read_bytes().startswith(b"this is no database")


def test_a_folder_in_the_journals_place_is_said(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(CasebookError, match=NAME):
        Journal(tmp_path)
