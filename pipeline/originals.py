"""The originals: every content that was ever seen, by its hash.

A copy is on the disk, and was compared, before it has its name; what is there is never
changed. Source: ``docs/interface.md``, "The state".
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import IO

from pipeline.door import NotAFile, open_regular
from pipeline.problems import CasebookError


class Moved(Exception):
    """A file changed, or went, while it was being copied; look again later."""


class _Paths(Mapping[str, Path]):
    def __init__(self, originals: Originals, shas: Iterable[str]) -> None:
        self._originals = originals
        self._shas = dict.fromkeys(shas)

    def __getitem__(self, sha: str) -> Path:
        if sha not in self._shas:
            raise KeyError(sha)
        return self._originals.path(sha)

    def __iter__(self) -> Iterator[str]:
        return iter(self._shas)

    def __len__(self) -> int:
        return len(self._shas)


class Originals:
    """``state/originals``: every content that was ever seen, under its SHA-256."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "originals"
        # Copies on their way: a folder of its own, so that what a crash left is found at once.
        self._new = self._folder / ".new"

    def sweep(self) -> None:
        """Remove the copies that an interrupted pass left unfinished; for who holds the lock."""
        with contextlib.suppress(OSError):  # in the way of nobody
            for file in self._new.iterdir():
                file.unlink()

    def path(self, sha: str) -> Path:
        """Where a content lies (or would lie)."""
        return self._folder / sha[:2] / sha

    def paths(self, shas: Iterable[str]) -> Mapping[str, Path]:
        """Where each of these lies: told when it is asked for, as thousands of paths are megabytes."""
        return _Paths(self, shas)

    def keep(self, file: Path, expected: str | None = None) -> str:
        """Copy a file's content into the archive and return its hash (hex).

        ``expected``: the hash that it had when it was looked at; with another one it moved.

        The copy is on the disk, and was read back and compared, before it gets its
        name. A content that is there already is left alone. Raises `Moved` where the
        file is no regular file any more, is gone or changed meanwhile, `OSError` where
        it can't be read, `CasebookError` where the copy can't be written.
        """
        with _open(file) as source:
            sha = digest(source)
            kept = self.path(sha)
            if expected not in (None, sha):
                raise Moved(file)
            try:
                copied = kept.exists() or _copy(source, kept, sha, self._new)
            except OSError as error:
                raise CasebookError(
                    f"{kept.parent} can't take the copy of {file.name}: {error.strerror}.",
                    "See to space and rights there, then run again.",
                ) from None
        if not copied:
            raise Moved(file)
        return sha

    def restore(self, sha: str, to: Path) -> None:
        """Copy a content out of the archive, byte for byte, to a path where nothing is.

        Raises `FileExistsError` and other ``OSError``; `CasebookError` where what the
        archive has is not this content any more.
        """
        with self.path(sha).open("rb") as source:
            if digest(source) != sha:
                raise CasebookError(f"{self.path(sha)} is damaged.", "Take it from the backup.")
            with to.open("xb") as copy:
                _transfer(source, copy)

    def portion(self, number: int, parts: int) -> Iterator[tuple[str, bool]]:
        """One of so many portions of the contents kept: hash, and whether it can be read and is so still."""
        for first in range(number % parts, 256, parts):
            for file in sorted((self._folder / f"{first:02x}").glob("?" * 64)):
                try:
                    with file.open("rb") as kept:
                        same = digest(kept) == file.name
                except OSError:  # a disk that fails is what is looked for
                    same = False
                yield file.name, same

    def mend(self, sha: str, file: Path) -> bool:
        """Put a content back from a file that should have it; whether it had.

        What is damaged is left beside it. Raises ``OSError`` and `CasebookError` where the
        archive can't be written.
        """
        kept = self.path(sha)
        if kept.exists():
            kept.replace(self._damaged(sha))
        with contextlib.suppress(Moved, OSError):  # that file has gone, or can't be read now
            return self.keep(file, sha) == sha
        return False

    def forget(self, sha: str) -> None:
        """Erase a content, its bytes overwritten where the file system does that in place."""
        for file in (self.path(sha), self._damaged(sha)):
            with contextlib.suppress(FileNotFoundError):
                with file.open("r+b") as stream:
                    left = os.fstat(stream.fileno()).st_size
                    while left > 0:
                        left -= stream.write(bytes(min(left, 1 << 20)))
                    stream.flush()
                    os.fsync(stream.fileno())
                file.unlink()

    def _damaged(self, sha: str) -> Path:
        """Where a content lies that is no longer what it was."""
        return self.path(sha).with_name(f"{sha}.damaged")


def _copy(source: BufferedReader, kept: Path, sha: str, new: Path) -> bool:
    """Copy ``source`` to ``kept`` by way of ``new``, if what arrives there has this hash."""
    new.mkdir(parents=True, exist_ok=True)
    kept.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=new, delete=False) as copy:
        name = Path(copy.name)
        try:
            _transfer(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
            copy.seek(0)
            faithful = digest(copy) == sha
        except BaseException:
            copy.close()
            name.unlink()
            raise
    if not faithful:
        name.unlink()
        return False
    try:
        name.replace(kept)
    except OSError:
        # Windows replaces no file that somebody has open, such as the same content of another path.
        name.unlink()
        if not kept.exists():
            raise
    _sync_folder(kept.parent)
    return True


def _transfer(source: BufferedReader, copy: IO[bytes]) -> None:
    """All of the source; by the file system itself where it can, which may share the blocks."""
    if hasattr(os, "copy_file_range"):
        done = 0
        with contextlib.suppress(OSError):  # not between these two file systems
            while some := os.copy_file_range(source.fileno(), copy.fileno(), 1 << 30, done, done):
                done += some
        if done == os.fstat(source.fileno()).st_size:
            return
    source.seek(0)
    shutil.copyfileobj(source, copy, 1 << 20)


def digest(file: IO[bytes]) -> str:
    """The SHA-256 (hex) of an open file, from where it stands."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # IO has readinto


def _open(file: Path) -> BufferedReader:
    # What is no regular file any more was replaced after the look at the folder.
    try:
        return open_regular(file)
    except (FileNotFoundError, NotAFile):
        raise Moved(file) from None


def _sync_folder(folder: Path) -> None:
    """Have the folder's new entry on the disk as well, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
