"""What was worked out before, by content: a cache that may be deleted at any time.

The key of an entry is the hash of all that it depends on: the bytes that were read
(or rendered) and, by `code_key`, the code and the libraries that did it. So nothing is
ever out of date, and nobody has to raise a version number. What earlier code worked out,
or what was worked out of files that are gone, is swept away when nothing asks for it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from pipeline.problems import CasebookError

log = logging.getLogger(__name__)

NAME = "memo.sqlite"
DAYS = 30
"""What nothing has asked for in so many days is forgotten; it is looked after once a week."""
_WEEK = 7

R = TypeVar("R")


class Memo:
    """``state/memo.sqlite``: bytes by kind and key; a context manager that closes it.

    A file that is damaged, or none of ours, is deleted and begun anew.
    """

    def __init__(self, state: Path) -> None:
        self._file = state / NAME
        self._failed = False
        self._asked: set[int] = set()  # by their rows: the keys of thousands of forms are megabytes
        try:
            state.mkdir(parents=True, exist_ok=True)
            self._db = self._opened()
        except (OSError, sqlite3.DatabaseError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise CasebookError(
                f"{self._file} can't be written: {why}.", "See to space and rights there, then run again."
            ) from None

    def __enter__(self) -> Memo:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def get(self, kind: str, key: str) -> bytes | None:
        """What was put under this kind and key, None if nothing was."""
        return self.get_many(kind, [key]).get(key)

    def get_many(self, kind: str, keys: Iterable[str]) -> dict[str, bytes]:
        """What was put under these keys; those under which nothing was are left out."""
        return self._guarded(lambda: self._find(kind, tuple(keys)), {})

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Remember ``data``, in the place of what was there."""
        self._guarded(lambda: self._put(kind, key, data), None)

    def has(self, kind: str) -> bool:
        """Whether anything is remembered of a kind."""
        query = "SELECT 1 FROM memo WHERE kind = ? LIMIT 1"
        return self._guarded(lambda: self._db.execute(query, (kind,)).fetchone() is not None, False)

    def of_kind(self, kind: str) -> list[bytes]:
        """All that is remembered of a kind."""
        query = "SELECT data FROM memo WHERE kind = ?"
        return self._guarded(lambda: [data for (data,) in self._db.execute(query, (kind,))], [])

    def sweep(self, day: date) -> bool:
        """Forget what nothing has asked for in `DAYS`; once a week, tells whether it was now.

        What this memo was asked for since it was opened is kept, so a pass calls it at its end.
        """
        return self._guarded(lambda: self._sweep(day.toordinal()), False)

    def _sweep(self, today: int) -> bool:
        # The days lie in a table of their own: to note one must not write the data anew.
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            swept = self._db.execute("SELECT day FROM asked WHERE kind = '' AND key = ''").fetchone()
            if swept is not None and 0 <= today - swept[0] < _WEEK:
                return False
            asked = "INSERT OR REPLACE INTO asked"
            self._db.execute(f"{asked} VALUES ('', '', ?)", (today,))
            rows = ((today, row) for row in self._asked)
            self._db.executemany(f"{asked} SELECT kind, key, ? FROM memo WHERE rowid = ?", rows)
            self._db.execute("INSERT OR IGNORE INTO asked SELECT kind, key, ? FROM memo", (today,))
            old = "SELECT kind, key FROM asked WHERE day < ?"
            self._db.execute(f"DELETE FROM memo WHERE (kind, key) IN ({old})", (today - DAYS,))
            self._db.execute("DELETE FROM asked WHERE day < ?", (today - DAYS,))
        return True

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connect(self._file)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            return self._begin_anew(error)

    def _find(self, kind: str, keys: tuple[str, ...]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        rest = iter(keys)
        while some := tuple(islice(rest, 500)):
            marks = ", ".join("?" * len(some))
            query = f"SELECT rowid, key, data FROM memo WHERE kind = ? AND key IN ({marks})"
            for row, key, data in self._db.execute(query, (kind, *some)):
                self._asked.add(row)
                found[key] = data
        return found

    def _put(self, kind: str, key: str, data: bytes) -> None:
        done = self._db.execute("INSERT OR REPLACE INTO memo VALUES (?, ?, ?)", (kind, key, data))
        self._asked.add(done.lastrowid or 0)

    def _guarded(self, work: Callable[[], R], otherwise: R) -> R:
        """What ``work`` gives, or ``otherwise`` where the file is damaged or the disk fails it.

        Without its memo a pass takes longer and comes to the same.
        """
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                self._done_without(error)
                return otherwise
            self._db.close()
            try:
                self._db = self._begin_anew(error)
            except OSError as other:  # on Windows a file that another process has open stays
                self._done_without(other)
            return otherwise

    def _done_without(self, error: Exception) -> None:
        if not self._failed:
            log.warning("%s can't be used now (%s); done without.", self._file, error)
        self._failed = True

    def _begin_anew(self, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        log.warning("%s is damaged (%s); it is begun anew.", self._file, error)
        self._asked.clear()
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        return _connect(self._file)


def _connect(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, isolation_level=None, timeout=30)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        # A memo lost in a power cut is worked out again; waiting for the disk is dearer.
        database.execute("PRAGMA synchronous = OFF")
        database.execute(
            "CREATE TABLE IF NOT EXISTS memo (kind TEXT, key TEXT, data BLOB, PRIMARY KEY (kind, key))"
        )
        database.execute(
            "CREATE TABLE IF NOT EXISTS asked"
            " (kind TEXT, key TEXT, day INTEGER, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        database.execute("SELECT kind, key, data FROM memo LIMIT 1").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is at fault, not the disk, the rights or another process."""
    # "No such column" (SQLITE_ERROR) is another program's table of that name.
    damage = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
    return error.sqlite_errorcode & 0xFF in damage


@lru_cache
def code_key(*packages: str, libraries: tuple[str, ...] = ()) -> str:
    """A hash of the files of these packages or modules, of Python's and the libraries' versions.

    Packages by their dotted names (``pipeline.office``), with everything that lies in
    them, data included; libraries by their distributions' names (``lxml``). Raises
    `ModuleNotFoundError` or `importlib.metadata.PackageNotFoundError` for one that
    isn't there.
    """
    key = hashlib.sha256(f"python {sys.version}\n".encode())
    for library in libraries:
        key.update(f"{library} {importlib.metadata.version(library)}\n".encode())
    for package in packages:
        for name, file in _files(package):
            data = file.read_bytes()
            key.update(f"{package} {name} {len(data)}\n".encode())
            key.update(data)
    return key.hexdigest()


def _files(package: str) -> list[tuple[str, Path]]:
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    if spec.submodule_search_locations is None:
        file = Path(str(spec.origin))
        return [(file.name, file)]
    return sorted(
        (file.relative_to(folder).as_posix(), file)
        for folder in spec.submodule_search_locations
        for file in Path(folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    )


def files_key(folder: Path) -> str:
    """A hash of the names and bytes of the files in a folder, whatever their times.

    Of a file that can't be read its name counts, and why: whoever loads it tells so.
    """
    key = hashlib.sha256()
    for path in sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(("~$", "."))
    ):
        name = os.fsencode(path.relative_to(folder).as_posix())
        try:
            data = path.read_bytes()
        except OSError as error:
            key.update(b"%b %b\n" % (name, str(error.strerror).encode()))
            continue
        key.update(b"%b %d\n" % (name, len(data)))
        key.update(data)
    return key.hexdigest()


def file_key(path: Path) -> str:
    """A hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
