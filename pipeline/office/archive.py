"""Archives: what is in one, and a member's bytes as a file of their own.

Nothing is written under a member's name: it is unpacked into memory or a nameless file,
counted while it comes out. Which members matter is for others to say.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from pipeline.door import Door
from pipeline.model import Problem
from pipeline.office.disk import blamed
from pipeline.office.names import Sink
from pipeline.office.package import open_file, unlock
from pipeline.office.parsing import refuse
from pipeline.office.zipped import Zip
from pipeline.problems import Unreadable

_IN_MEMORY = 16 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its path in it (posix), and its SHA-256 or why it has none."""

    path: str
    sha: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """What is in an archive, sorted by path."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Inside:
    """Where a member's bytes are: in a file, the names that lead to it; several where archives nest."""

    file: Path
    members: tuple[str, ...]


class _Reader(Protocol):
    """An archive of any kind."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def unpack(self, names: Collection[str], sink: Callable[[str], Sink]) -> dict[str, Problem]:
        """Write these members' bytes; gives why for each that can't be unpacked. Raises `Unreadable`."""
        ...


@contextmanager
def opened(where: Path | Inside, door: Door) -> Iterator[IO[bytes]]:
    """A file, or a member of one, open for reading.

    Raises `Unreadable` (``not-a-file``, ``empty-file``, ``too-large``, and what the archive is
    unreadable for) and ``OSError``.
    """
    with ExitStack() as stack:
        stream = stack.enter_context(open_file(where if isinstance(where, Path) else where.file, door))
        stack.enter_context(blamed(stream))
        for name in where.members if isinstance(where, Inside) else ():
            stream = stack.enter_context(_member(stream, name, door))
        yield stream


def look(kind: str, content: IO[bytes], door: Door) -> Archive:
    """The members of an archive (``zip``, ``7z``); raises `Unreadable`, also for another kind."""
    reader = _open(kind, content, door)
    digests = {name: _Digest() for name in reader.names}
    problems = reader.unpack(reader.names, digests.__getitem__)
    return Archive(
        tuple(
            Member(name, "" if name in problems else digests[name].hex, problems.get(name))
            for name in sorted(digests)
        )
    )


def _member(stream: IO[bytes], name: str, door: Door) -> IO[bytes]:
    """A member's bytes as a file; raises `Unreadable`."""
    kind, content = unlock(stream, door)
    target = _Bounded(door.limits.megabytes)
    problems = _open(kind, content, door).unpack((name,), lambda _: target)
    if name in problems:
        raise Unreadable(problems[name])
    if not target.size:
        raise refuse("empty-file")
    target.file.seek(0)
    return target.file


def _open(kind: str, content: IO[bytes], door: Door) -> _Reader:
    content.seek(0)
    if kind == "zip":
        return _Zip(content, door)
    if kind == "7z":
        from pipeline.office.sevenzip import SevenZip

        return SevenZip(content, door)
    raise refuse("unsupported-format", format=kind)


class _Zip:
    """A zip that is no package."""

    def __init__(self, content: IO[bytes], door: Door) -> None:
        self._zip = Zip(content, door)

    @property
    def names(self) -> tuple[str, ...]:
        return self._zip.names

    def unpack(self, names: Collection[str], sink: Callable[[str], Sink]) -> dict[str, Problem]:
        problems = {}
        for name in names:
            try:
                target = sink(name)
                for chunk in self._zip.chunks(name):
                    target.write(chunk)
            except Unreadable as error:
                problems[name] = error.problem
        return problems


class _Digest:
    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._digest.update(data)

    @property
    def hex(self) -> str:
        return self._digest.hexdigest()


class _Bounded:
    """A nameless file that takes so many megabytes."""

    def __init__(self, megabytes: int) -> None:
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (its user closes it)
        self.size = 0
        self._megabytes = megabytes

    def write(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self._megabytes << 20:
            raise refuse("too-large", limit=f"{self._megabytes} MB")
        self.file.write(data)
