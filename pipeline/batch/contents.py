"""What the files of the inbox hold, archives opened, one archive within another included.

An archive is read like any file; what is read of it is the list of its members, and those
that may be forms are read as contents of their own, straight out of the archive. So a
form is read once, wherever it lies, and no copy of a member is kept anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from pipeline.batch.reading import Reading
from pipeline.inbox import FORM, is_ignored, kind
from pipeline.model import Problem
from pipeline.office import Archive, Inside, Member

Where: TypeAlias = "Path | Inside"
Held: TypeAlias = "Reading | Archive | Problem"  # what a file turns out to be

NESTED = 1  # archives within archives


@dataclass(frozen=True, slots=True)
class Item:
    """A file, or a member of an archive, and what it holds: None where that is no matter of forms."""

    path: str
    member: str
    sha: str
    since: datetime
    outcome: Reading | Problem | None

    @property
    def shown(self) -> str:
        """The path as people see it."""
        return f"{self.path}/{self.member}" if self.member else self.path


@dataclass(frozen=True, slots=True)
class Contents:
    """Where each content is, by its hash, and what it holds."""

    where: Mapping[str, Where]
    outcomes: Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class _Places(Mapping[str, Where]):
    """Where files are, and what is in them."""

    files: Mapping[str, Where]
    inner: dict[str, Inside]

    def __getitem__(self, sha: str) -> Where:
        return self.inner[sha] if sha in self.inner else self.files[sha]

    def __iter__(self) -> Iterator[str]:
        yield from self.files
        yield from self.inner

    def __len__(self) -> int:
        return len(self.files) + len(self.inner)


def read_through(
    files: Mapping[str, Where],
    read: Callable[[Mapping[str, Where]], Iterable[tuple[str, Held]]],
    ignored: Callable[[str], bool],
) -> Contents:
    """What these contents hold, and those within them; ``read`` reads some, by their hash."""
    where = _Places(files, {})
    outcomes: dict[str, Held] = {}
    pending: Mapping[str, Where] = files
    for _ in range(NESTED + 2):
        found = dict(read(pending))
        outcomes |= found
        inner: dict[str, Inside] = {}
        for sha, outcome in found.items():
            if isinstance(outcome, Archive):
                for inside, member in members(where[sha], outcome, ignored):
                    if member.sha not in where:
                        inner.setdefault(member.sha, inside)
        where.inner.update(inner)
        pending = inner
    return Contents(where, outcomes)


def members(
    where: Where, archive: Archive, ignored: Callable[[str], bool]
) -> Iterator[tuple[Inside, Member]]:
    """The members of an archive that may be forms and can be unpacked, and where each is."""
    outer = where if isinstance(where, Inside) else Inside(where, ())
    for member in archive.members:
        if member.sha and kind(member.path) == FORM and not ignored(member.path):
            yield Inside(outer.file, (*outer.members, member.path)), member


def ignoring(folders: Iterable[str]) -> Callable[[str], bool]:
    """Whether a member is passed over, by its path in the archive, as the inbox passes over files."""
    names = frozenset(folders)
    return lambda path: is_ignored(path, names)


def unpacked(
    item: Item, archive: Archive, outcomes: Callable[[Member], Held | None], ignored: Callable[[str], bool]
) -> Iterator[Item]:
    """The members of an archive, those of archives within it too, and what each holds.

    ``outcomes`` tells that of a member that may be a form.
    """
    yield from _unpacked(item, archive, "", outcomes, ignored)


def _unpacked(
    item: Item,
    archive: Archive,
    folder: str,
    outcomes: Callable[[Member], Held | None],
    ignored: Callable[[str], bool],
) -> Iterator[Item]:
    for member in archive.members:
        if ignored(member.path):
            continue
        path = f"{folder}{member.path}"
        found = None
        if kind(member.path) == FORM:
            found = member.problem or outcomes(member)
        if not isinstance(found, Archive):
            yield Item(item.path, path, member.sha, item.since, found)
        elif folder:
            yield Item(item.path, path, member.sha, item.since, Problem("archive-nested"))
        else:
            yield from _unpacked(item, found, f"{path}/", outcomes, ignored)
