"""What was seen: what the outbox's history rests on, together with the originals.

The journal is an append-only list of sightings: at this time these bytes lay at this
path, or nothing did, or the file was held back and why. What stands where, since when
and what stood there before are folds over that list. Beside it lies a memo of each
file's size and times, so that what did not move need not be read again.
Source: ``docs/interface.md``, "The state".

One pass writes at a time (the batch holds the lock); any number may read.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.model import Sighting
from pipeline.problems import CasebookError

NAME = "journal.sqlite"

# Each brings a journal from the version that is its position to the next one. Never
# change one that was released: add another.
MIGRATIONS = (
    """
    CREATE TABLE sightings (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        path TEXT NOT NULL,
        sha TEXT,
        reason TEXT NOT NULL DEFAULT ''
    );
    CREATE INDEX sightings_by_path ON sightings (path, id);
    CREATE TABLE stats (
        path TEXT PRIMARY KEY,
        sha TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        ctime_ns INTEGER NOT NULL,
        inode INTEGER NOT NULL
    ) WITHOUT ROWID;
    """,
    "CREATE TABLE marked (inbox TEXT PRIMARY KEY) WITHOUT ROWID;",
)


@dataclass(frozen=True, slots=True)
class Stat:
    """What moves when a file's bytes do (``inode`` 0 where the system tells none)."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands at a path: its content since when, and why a newer one is held back.

    ``sha`` is None for a file that was only ever held back.
    """

    path: str
    sha: str | None
    since: datetime
    held: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What lay at a path for a time: its content, since when and until when.

    ``by``: the content that took its place, None where nothing did.
    """

    path: str
    sha: str
    since: datetime
    until: datetime
    by: str | None


class Journal:
    """``state/journal.sqlite``; a context manager that closes it.

    Raises `CasebookError` where the file is no journal, is damaged, or was written by
    a newer Casebook; every method does where it can't be read or written any more.
    """

    def __init__(self, state: Path) -> None:
        self._file = state / NAME
        try:
            state.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self._file, isolation_level=None, timeout=30)
        except (OSError, sqlite3.OperationalError) as error:
            raise self._unusable(error) from None
        # A name on disk may be no valid text; as bytes it survives the way in and out.
        self._db.text_factory = os.fsdecode
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._migrate()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise self._unusable(error) from None
        except CasebookError:
            self._db.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def _unusable(self, error: OSError | sqlite3.DatabaseError) -> CasebookError:
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            return CasebookError(
                f"{self._file} is damaged: {error}.",
                "Put back the backup of the state folder, or move the file away and begin anew.",
            )
        why = error.strerror if isinstance(error, OSError) else error
        return CasebookError(
            f"{self._file} can't be used: {why}.", "See to space and rights there, then run again."
        )

    def _rows(self, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> Iterator[Any]:
        """What a query gives, row by row. Raises `CasebookError` where the journal can't be read."""
        try:
            yield from self._db.execute(query, values)
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from None

    def _migrate(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise CasebookError(
                f"{self._file} was written by a newer Casebook.", "Use that version, or a newer one."
            )
        for number in range(version, len(MIGRATIONS)):
            # One transaction each: a half-migrated journal can't be.
            script = f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;"
            self._db.executescript(script)

    def record(self, sightings: Iterable[Sighting], stats: Mapping[str, tuple[str, Stat]]) -> None:
        """Append sightings, in this order, and remember of each path the hash at that stat.

        All of it or nothing. A path that was seen gone is forgotten by the memo. Raises
        `CasebookError` where the journal can't be written.
        """
        rows = [(item.at.isoformat(), os.fsencode(item.path), item.sha, item.reason) for item in sightings]
        gone = [(path,) for _, path, sha, reason in rows if sha is None and not reason]
        known = [
            (os.fsencode(path), sha, moved.size, moved.mtime_ns, moved.ctime_ns, moved.inode)
            for path, (sha, moved) in stats.items()
        ]
        with self._transaction():
            self._db.executemany(
                "INSERT INTO sightings (at, path, sha, reason) VALUES (?, CAST(? AS TEXT), ?, ?)", rows
            )
            self._db.executemany("DELETE FROM stats WHERE path = CAST(? AS TEXT)", gone)
            self._db.executemany(
                "INSERT OR REPLACE INTO stats VALUES (CAST(? AS TEXT), ?, ?, ?, ?, ?)", known
            )

    def shas(self, start: str) -> tuple[str, ...]:
        """The hashes that were ever seen and begin like this, sorted."""
        rows = self._rows(
            "SELECT DISTINCT sha FROM sightings WHERE substr(sha, 1, ?) = ? ORDER BY sha", (len(start), start)
        )
        return tuple(sha for (sha,) in rows)

    def forget(self, sha: str) -> tuple[str, ...]:
        """Erase all sightings of a content; the paths where nothing else ever lay, erased as well.

        The one exception to "append only": what has to go for reasons of law. The bytes are
        overwritten. Raises `CasebookError` where the journal can't be written.
        """
        only = (
            "SELECT path FROM sightings WHERE sha = :sha EXCEPT "
            "SELECT path FROM sightings WHERE sha IS NOT NULL AND sha <> :sha"
        )
        paths = tuple(path for (path,) in self._rows(f"{only} ORDER BY path", {"sha": sha}))
        tuple(self._rows("PRAGMA secure_delete = ON"))
        with self._transaction():
            self._db.execute(f"DELETE FROM sightings WHERE path IN ({only})", {"sha": sha})
            self._db.execute("DELETE FROM sightings WHERE sha = ?", (sha,))
            self._db.execute("DELETE FROM stats WHERE sha = ?", (sha,))
        tuple(self._rows("PRAGMA wal_checkpoint(TRUNCATE)"))
        return paths

    def mark_of_all(self) -> str:
        """A mark of all sightings: another one as soon as any was recorded or erased."""
        ((count, last),) = self._rows("SELECT count(*), max(id) FROM sightings")
        return f"{count} {last}"

    def is_marked(self, inbox: Path) -> bool:
        """Whether this inbox ever had its marker."""
        query = "SELECT 1 FROM marked WHERE inbox = CAST(? AS TEXT)"
        return any(self._rows(query, (os.fsencode(inbox),)))

    def mark(self, inbox: Path) -> None:
        """This inbox has its marker. Raises `CasebookError` where the journal can't be written."""
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO marked VALUES (CAST(? AS TEXT))", (os.fsencode(inbox),))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from None
        finally:
            # Some errors have SQLite end the transaction itself.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def sightings(self) -> Iterator[Sighting]:
        """All that was ever seen, in the order in which it was recorded."""
        for at, path, sha, reason in self._rows("SELECT at, path, sha, reason FROM sightings ORDER BY id"):
            yield Sighting(_moment(at), path, sha, reason)

    def stats(self) -> dict[str, tuple[str, Stat]]:
        """Of each path the hash that it had at its last reading, and the stat it had then."""
        rows = self._rows("SELECT path, sha, size, mtime_ns, ctime_ns, inode FROM stats")
        return {path: (sha, Stat(*numbers)) for path, sha, *numbers in rows}

    def current(self) -> dict[str, Seen]:
        """What stands at each path now, by path, sorted."""
        return fold(self.sightings())


@lru_cache(maxsize=256)
def _moment(at: str) -> datetime:
    """A time of the journal: what one look found has one, kept once."""
    return datetime.fromisoformat(at)


def fold(sightings: Iterable[Sighting]) -> dict[str, Seen]:
    """What stands at each path after these sightings, by path, sorted.

    A sighting with a reason holds a file back: what stood there before still does.
    """
    seen: dict[str, Seen] = {}
    for item in sightings:
        before = seen.get(item.path)
        if item.reason:
            known = before or Seen(item.path, None, item.at)
            seen[item.path] = replace(known, held=item.reason)
        elif item.sha is None:
            seen.pop(item.path, None)
        elif before and before.sha == item.sha:
            seen[item.path] = replace(before, held="")
        else:
            seen[item.path] = Seen(item.path, item.sha, item.at)
    return dict(sorted(seen.items()))


def left(sightings: Iterable[Sighting]) -> Iterator[Left]:
    """What no longer lies where it lay, in the order in which it went.

    What is only held back has not gone.
    """
    here: dict[str, tuple[str, datetime]] = {}
    for item in sightings:
        before = here.get(item.path)
        if item.reason or (before and before[0] == item.sha):
            continue
        if before:
            yield Left(item.path, *before, item.at, item.sha)
        if item.sha is None:
            here.pop(item.path, None)
        else:
            here[item.path] = (item.sha, item.at)
