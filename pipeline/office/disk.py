"""Reading from a disk or a share that may fail, where readers above take any error for a damaged file.

What a damaged file makes libraries raise is of every kind, so they are not told apart by
their exceptions: the file itself remembers that it could not be read.
"""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from pipeline.problems import Unreadable


def is_machines(error: Exception) -> bool:
    """Whether the system refused something, and not a file's own numbers (a place before its beginning)."""
    return isinstance(error, OSError) and error.errno not in (None, errno.EINVAL)


class Disk(io.RawIOBase):
    """A file that keeps the error with which the system refused to read it."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self.error: OSError | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._raw.seek(offset, whence)

    def readinto(self, buffer: Any, /) -> int | None:
        try:
            return self._raw.readinto(buffer)
        except OSError as error:
            self.error = error
            raise

    def close(self) -> None:
        self._raw.close()
        super().close()


@contextmanager
def blamed(stream: IO[bytes]) -> Iterator[None]:
    """Within it a file is read; where the disk failed, that is what is raised, whatever came of it.

    A reader may have taken a part for damaged and gone on without it. Raises ``OSError``.
    """
    try:
        yield
    except Unreadable:
        _raise_error_of(stream)
        raise
    _raise_error_of(stream)


def _raise_error_of(stream: IO[bytes]) -> None:
    disk = getattr(stream, "raw", None)
    if isinstance(disk, Disk) and disk.error is not None:
        raise disk.error from None
