"""A process that is killed at the n-th thing that it does to the disk.

Everything that Python code does to files goes through a few functions; each call of one,
and each statement that has SQLite change or commit anything, is a deed. Killed before a
deed is killed after the one before it: nothing that lasts lies between them. A write may
besides be torn: killed when half of it is done. What SQLite does within a commit is its
own promise and not counted; nor is what a process that is killed can't tell: an fsync, which is
for power cuts, a folder that is there already, a second piece of a file, which is torn by then.
"""

from __future__ import annotations

import builtins
import io
import os
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

KILLED = 99

# Whatever lasts, by module: (module, names).
_NAMES = (
    "replace", "rename", "link", "symlink", "unlink", "remove", "rmdir",
    "truncate", "ftruncate", "utime", "chmod", "write", "sendfile", "copy_file_range",
)  # fmt: skip
_READING = ("SELECT", "BEGIN", "ROLLBACK")


class Deeds:
    """Counts the deeds of this process, and kills it before the one of number ``last``.

    With ``torn``, half of that one is done first, where it is a write to a file; any other
    is no place to be killed at, and the process goes on.
    """

    def __init__(self, last: int = 0, *, torn: bool = False) -> None:
        self.last = last
        self.torn = torn
        self.done: list[str] = []

    def begin(self, name: str) -> bool:
        """Count one; whether it is to be torn. Does not return where it is the last."""
        self.done.append(name)
        if len(self.done) != self.last:
            return False
        if not self.torn:
            os._exit(KILLED)
        return name == "write"

    def install(self) -> None:
        """From here on everything counts."""
        for name in _NAMES:
            if hasattr(os, name):
                setattr(os, name, self._counted(name, getattr(os, name)))
        make = os.mkdir

        def mkdir_counted(path: Any, *more: Any, **named: Any) -> None:
            if not Path(path).exists():
                self.begin("os.mkdir")
            make(path, *more, **named)

        os.mkdir = mkdir_counted
        opened = os.open

        def open_counted(path: Any, flags: int, *more: Any, **named: Any) -> int:
            if flags & (os.O_CREAT | os.O_TRUNC):
                self.begin("os.open")
            return opened(path, flags, *more, **named)

        os.open = open_counted
        builtins.open = io.open = self._open  # type: ignore[assignment]
        connect = sqlite3.connect
        sqlite3.connect = lambda *args, **named: connect(  # type: ignore[assignment]
            *args, **{"factory": self._connection(), **named}
        )

    def _counted(self, name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **named: Any) -> Any:
            self.begin(f"os.{name}")
            return deed(*args, **named)

        return counted

    def _open(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        """What ``open`` does, with a file whose writes are counted."""
        binary = "b" in mode
        plain = mode.replace("b", "").replace("t", "")
        if plain == "r":
            return _open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if plain != "r+":
            self.begin("open")
        deeds = self

        class Raw(io.FileIO):
            begun = False

            def write(self, data: Any) -> int:
                if not self.begun and deeds.begin("write"):
                    half = bytes(data)[: len(data) // 2]
                    super().write(half)
                    os._exit(KILLED)
                self.begun = True
                return super().write(data) or 0

        raw = Raw(file, plain, closefd, opener)
        if buffering == 0:
            return raw
        buffer = io.BufferedRandom(raw) if "+" in plain else io.BufferedWriter(raw)
        return buffer if binary else io.TextIOWrapper(buffer, encoding, errors, newline)

    def _connection(self) -> type[sqlite3.Connection]:
        deeds = self

        class Connection(sqlite3.Connection):
            def _begin(self, statement: str) -> None:
                word = statement.split(maxsplit=1)[0].upper()
                if word not in _READING and (word == "COMMIT" or not self.in_transaction):
                    deeds.begin(f"sqlite {word}")

            def execute(self, statement: str, *args: Any) -> sqlite3.Cursor:
                self._begin(statement)
                return super().execute(statement, *args)

            def executemany(self, statement: str, *args: Any) -> sqlite3.Cursor:
                self._begin(statement)
                return super().executemany(statement, *args)

            def executescript(self, script: str) -> sqlite3.Cursor:
                deeds.begin("sqlite script")
                return super().executescript(script)

            def close(self) -> None:
                deeds.begin("sqlite close")
                super().close()

        return Connection


_open = builtins.open


def killed(work: Callable[[], Any], at: int, *, torn: bool = False) -> bool:
    """Do ``work`` in a process of its own that is killed there; whether it came so far."""
    child = os.fork()
    if child == 0:
        try:
            Deeds(at, torn=torn).install()
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED), f"the process ended with {code}"
    return code == KILLED


def count(work: Callable[[], Any], record: Path) -> list[str]:
    """The deeds of ``work``, by name, in their order; done in a process of its own."""
    child = os.fork()
    if child == 0:
        deeds = Deeds()
        try:
            deeds.install()
            work()
            names = tuple(deeds.done)
            record.write_text("\n".join(names), encoding="utf-8")
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return record.read_text(encoding="utf-8").split("\n")
