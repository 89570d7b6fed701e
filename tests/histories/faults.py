"""The n-th call of the system that touches a folder fails, once, as a disk or a share does.

Calls by path count where it lies in the folder; reading, writing and syncing count for files
opened there; SQLite's statements count for databases there. Everything else goes through.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# What fails how: full, broken, refused.
ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES)

_BY_PATH = (
    "open", "stat", "lstat", "replace", "rename", "link", "unlink", "remove", "mkdir", "rmdir", "utime", "chmod", "listdir",
)  # fmt: skip
_BY_HANDLE = ("fsync", "fstat", "copy_file_range", "sendfile")
_FULL = (sqlite3.SQLITE_IOERR, "disk I/O error"), (sqlite3.SQLITE_FULL, "database or disk is full")


class Faults:
    """Counts the calls made while it is entered, and has the one of number ``last`` fail (0: none)."""

    def __init__(self, folder: Path, last: int = 0) -> None:
        self._folder = os.path.realpath(folder)
        self._last = last
        self._before: list[tuple[Any, str, Any]] = []
        self.handles: set[int] = set()
        self._asking = False
        self.calls: list[str] = []

    @property
    def fault(self) -> str:
        """The call that failed, ``""`` while none has."""
        return self.calls[self._last - 1] if 0 < self._last <= len(self.calls) else ""

    def __enter__(self) -> Self:
        for name in _BY_PATH:
            self._patch(os, name, self._by_path)
        for name in _BY_HANDLE:
            self._patch(os, name, self._by_handle)
        self._patch(os, "close", self._close)
        self._patch(os, "scandir", self._scandir)
        for module in (builtins, io):
            self._patch(module, "open", self._open)
        self._patch(io, "FileIO", self._raw)
        self._patch(sqlite3, "connect", self._connect)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._before:
            module, name, deed = self._before.pop()
            setattr(module, name, deed)

    def _patch(self, module: Any, name: str, wrap: Callable[[str, Any], Any]) -> None:
        deed = getattr(module, name, None)
        if deed is not None:
            self._before.append((module, name, deed))
            setattr(module, name, wrap(name, deed))

    def call(self, name: str, path: Any = None) -> None:
        """Count one; raises ``OSError`` where it is the last, as the system would: by handle without a path."""
        self.calls.append(f"{name} {path}" if path else name)
        if len(self.calls) == self._last:
            code = ERRORS[self._last % len(ERRORS)]
            raise OSError(code, os.strerror(code), *([str(path)] if path else []))

    def _by_path(self, name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
        def called(path: Any, *args: Any, **named: Any) -> Any:
            if not self._watches(path):
                return deed(path, *args, **named)
            self.call(f"os.{name}", os.fsdecode(path))
            done = deed(path, *args, **named)
            if name == "open":
                self.handles.add(done)
            return done

        return called

    def _watches(self, path: Any) -> bool:
        # realpath itself asks the system.
        if self._asking or isinstance(path, int):
            return False
        self._asking = True
        try:
            return os.path.realpath(os.fsdecode(path)).startswith(self._folder)
        finally:
            self._asking = False

    def _by_handle(self, name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **named: Any) -> Any:
            if self.handles.intersection(arg for arg in args if isinstance(arg, int)):
                self.call(f"os.{name}")
            return deed(*args, **named)

        return called

    def _close(self, name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
        def called(handle: int) -> None:
            self.handles.discard(handle)
            deed(handle)

        return called

    def _scandir(self, name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
        def called(path: Any = ".") -> Any:
            if not self._watches(path):
                return deed(path)
            self.call("os.scandir", os.fsdecode(path))
            return _Listing(self, deed(path))

        return called

    def _open(self, name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
        def called(file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
                   newline: Any = None, closefd: bool = True, opener: Any = None) -> Any:  # fmt: skip
            if isinstance(file, int) and file not in self.handles:
                return deed(file, mode, buffering, encoding, errors, newline, closefd, opener)
            if not isinstance(file, int) and opener is None:
                if not self._watches(file):
                    return deed(file, mode, buffering, encoding, errors, newline, closefd, opener)
                self.call("open", os.fsdecode(file))
            raw = _File(self, file, mode.replace("b", "").replace("t", ""), closefd, opener)
            if buffering == 0:
                return raw
            buffer = (
                io.BufferedRandom(raw)
                if "+" in mode
                else io.BufferedReader(raw)
                if "r" in mode
                else io.BufferedWriter(raw)
            )
            return buffer if "b" in mode else io.TextIOWrapper(buffer, encoding, errors, newline)

        return called

    def _raw(self, name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
        def called(file: Any, *args: Any) -> Any:
            return _File(self, file, *args) if file in self.handles else deed(file, *args)

        return called

    def _connect(self, name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
        faults = self

        class Connection(sqlite3.Connection):
            def execute(self, *args: Any) -> sqlite3.Cursor:
                faults._statement(args[0])
                return super().execute(*args)

            def executemany(self, *args: Any) -> sqlite3.Cursor:
                faults._statement(args[0])
                return super().executemany(*args)

            def executescript(self, *args: Any) -> sqlite3.Cursor:
                faults._statement(args[0])
                return super().executescript(*args)

        def called(file: Any, *args: Any, **named: Any) -> Any:
            if self._watches(file):
                self._statement(f"connect {file}")
            return deed(file, *args, **{"factory": Connection, **named})

        return called

    def _statement(self, statement: str) -> None:
        try:
            self.call(f"sqlite {statement.split(maxsplit=1)[0]}")
        except OSError:
            code, words = _FULL[self._last % 2]
            error = sqlite3.OperationalError(words)
            error.sqlite_errorcode = code
            raise error from None


class _File(io.FileIO):
    """A file whose reading and writing may fail."""

    def __init__(self, faults: Faults, *args: Any) -> None:
        self._faults = faults
        super().__init__(*args)
        faults.handles.add(self.fileno())

    def close(self) -> None:
        if not self.closed:
            self._faults.handles.discard(self.fileno())
        super().close()

    def write(self, data: Any) -> int:
        self._faults.call("write")
        return super().write(data) or 0

    def readinto(self, buffer: Any) -> int:
        self._faults.call("read")
        return super().readinto(buffer) or 0

    def readall(self) -> bytes:
        self._faults.call("read")
        return super().readall()


class _Listing:
    """What ``os.scandir`` gives, with entries of which each may refuse to say what it is."""

    def __init__(self, faults: Faults, entries: Any) -> None:
        self._faults = faults
        self._entries = entries

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._entries.close()

    def __iter__(self) -> Iterator[Any]:
        return (_Entry(self._faults, entry) for entry in self._entries)

    def __next__(self) -> Any:
        return _Entry(self._faults, next(self._entries))


class _Entry:
    def __init__(self, faults: Faults, entry: os.DirEntry[str]) -> None:
        self._faults = faults
        self._entry = entry

    def stat(self, **named: Any) -> os.stat_result:
        self._faults.call("entry.stat", self._entry.path)
        return self._entry.stat(**named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def __fspath__(self) -> str:
        return self._entry.path
