"""Files that a person named, written anew with what their forms lack as comments.

Made in worker processes, as everything that opens somebody's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline import names, work
from pipeline.door import Door
from pipeline.model import Format, Problem

if TYPE_CHECKING:  # the workers need none of these
    from pipeline.batch.contents import Where
    from pipeline.batch.named import Named, Tools
    from pipeline.model import Book
    from pipeline.office.comment import By, Note


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file with findings for its applicant, and the comments that say them."""

    file: str
    where: Where
    kind: str
    notes: tuple[Note, ...]
    by: By


@dataclass(frozen=True, slots=True)
class _Task:
    wanted: Wanted
    path: Path


def wanted(read: Named, book: Book, tools: Tools) -> Wanted | None:
    """What to write for a file, by the book of it alone; None where nothing was found."""
    from pipeline.documents.returns import by, notes, returns
    from pipeline.office.comment import ending

    found = returns(book, tools.library, tools.messages.word("no-district"))
    format_: Format | None = found[0].entry.format if found else None
    if format_ is None:
        return None
    shown = read.source.shown
    made = notes(found, tools.messages)
    return Wanted(shown, read.where, ending(format_), made, by(found[0].entry, tools.messages))


def paths(files: Sequence[Wanted], out: Path) -> list[Path]:
    """Where the copies go: one to this file, several, or one where it is a folder, into it."""
    if len(files) == 1 and out.suffix and not out.is_dir():
        return [out]
    stems = [PurePosixPath(file.file) for file in files]
    found = [Path()] * len(files)
    for kind in sorted({file.kind for file in files}):
        mine = [number for number, file in enumerate(files) if file.kind == kind]
        wanted = [(stems[number].stem, stems[number].parent.name) for number in mine]
        for number, name in zip(mine, names.apart(wanted, f"-批注.{kind}"), strict=True):
            found[number] = out / name
    return found


def write(
    files: Sequence[Wanted], places: Iterable[Path], door: Door, limits: work.Limits
) -> Iterator[tuple[Path, str | Problem]]:
    """Writes the copies; each path with ``""``, or with why it could not be written."""
    tasks = [_Task(file, path) for file, path in zip(files, places, strict=True)]
    for task, outcome in work.map(partial(_write, door), tasks, limits):
        yield task.path, outcome


def _write(door: Door, task: _Task) -> str:
    from pipeline.office.comment import annotate

    made = annotate(task.wanted.where, task.wanted.notes, task.wanted.by, door)
    try:
        task.path.parent.mkdir(parents=True, exist_ok=True)
        task.path.write_bytes(made.data)
    except OSError as error:
        return error.strerror or str(error)
    return ""
