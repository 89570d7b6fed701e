"""What is asked of each outcome, in the worker process that comes to it.

A mutated file goes through the product's own door: `work.Pool` with its limits of time and
memory, and in its worker the `Reader` that a pass uses. So a hang or a monster ends as it
would for a user, and whatever the reader raises comes back as ``reader-crashed``. Around it
the process is watched: what it opens for writing, removes, starts or connects to.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pipeline import work
from pipeline.batch.annotated import wanted
from pipeline.batch.intake import checked_entry, of_reading
from pipeline.batch.named import Named, Tools
from pipeline.batch.reading import Reader, Reading
from pipeline.config import Config
from pipeline.decide import decide
from pipeline.door import Door
from pipeline.model import Problem, Source
from pipeline.office import Archive, Inside
from pipeline.office.comment import annotate
from pipeline.problems import Unreadable
from tests.batch.made import TEMPLATES
from tests.hostile.corpus import PASSWORD

LIMITS = work.Limits(
    workers=1, seconds=Config().limits.seconds_per_form, memory=Config().limits.megabytes_per_worker << 20
)
WITHOUT_OFFICE = Door(passwords=(PASSWORD,), soffice=str(Path("none").absolute()))
WITH_OFFICE = Door(passwords=(PASSWORD,))
NOW = datetime.fromisoformat("2024-09-30T18:00:00+08:00")

_CHANGES = (
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
)
_CALLS = (
    "socket.connect",
    "socket.getaddrinfo",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "subprocess.Popen",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Members of an archive that are opened too; a pass opens all.
_MEMBERS = 5


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read; ``copied``: whether a commented copy of it is asked for, too.

    ``with_office``: whether LibreOffice may be the second reader.
    """

    path: Path
    copied: bool = False
    with_office: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a file: a problem's code, ``read`` or ``archive``.

    ``answers``: a hash of the records; ``wrong``: what should not have happened; ``seconds`` of the processor.
    """

    code: str
    answers: str = ""
    wrong: tuple[str, ...] = ()
    seconds: float = 0.0


class Judge:
    """Reads a file and says what was wrong about it; pickles."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @cached_property
    def _readers(self) -> dict[bool, Reader]:
        return {flag: Reader(self._tools.library, self._door(flag)) for flag in (False, True)}

    @staticmethod
    def _door(with_office: bool) -> Door:
        return WITH_OFFICE if with_office else WITHOUT_OFFICE

    def __call__(self, task: Task) -> Verdict:
        """Raises what the reader does, which is the pool's to judge."""
        watched = _watched()
        watched.clear()
        size, began = _stat(task.path), time.process_time()
        try:
            verdict = self._read(task)
        except Unreadable as error:
            verdict = Verdict(error.problem.code, wrong=tuple(self._unsaid(error.problem)))
        if _stat(task.path) != size:
            watched.append("the file itself was changed")
        seconds = time.process_time() - began
        return Verdict(verdict.code, verdict.answers, (*verdict.wrong, *watched), seconds)

    def _unsaid(self, problem: Problem) -> Iterator[str]:
        if problem.code not in self._tools.messages.problems:
            yield f"no message for {problem.code}"
        elif "{" in self._tools.messages.problem(problem):
            yield f"the message of {problem.code} has a gap"

    def _read(self, task: Task) -> Verdict:
        reader = self._readers[task.with_office]
        found = reader(task.path)
        if isinstance(found, Archive):
            wrong = [
                line
                for member in found.members[:_MEMBERS]
                for line in self._inside(reader, task.path, member.path)
            ]
            return Verdict("archive", _hash(found), tuple(wrong))
        wrong = list(_unprintable(found))
        if task.copied:
            wrong += self._copy(task, found)
        return Verdict("read", _hash(found.records), tuple(wrong))

    def _inside(self, reader: Reader, path: Path, member: str) -> Iterator[str]:
        try:
            reader(Inside(path, (member,)))
        except Unreadable as error:
            yield from self._unsaid(error.problem)

    def _copy(self, task: Task, found: Reading) -> Iterator[str]:
        """What is wrong with the copy that goes back: it opens, and reads as the file did."""
        source = Source(task.path.name, "", "", NOW, "黄埔区")
        tools = self._tools
        entries = [
            checked_entry(entry, tools.library) for entry in of_reading(source, found, (), tools.library)
        ]
        book = decide(entries, tools.library, NOW, tools.config.districts.order)
        asked = wanted(Named(source, found, task.path), book, tools)
        if asked is None:
            return
        try:
            copy = annotate(task.path, asked.notes, asked.by, self._door(task.with_office))
        except Unreadable as error:
            yield f"no copy of what was read: {error}"
            return
        try:
            with tempfile.TemporaryDirectory() as folder:
                again = Path(folder, f"copy.{copy.kind}")
                again.write_bytes(copy.data)
                read = self._readers[task.with_office](again)
        except Unreadable as error:
            yield f"the copy can't be read: {error}"
            return
        assert isinstance(read, Reading)
        if "copied" not in copy.changes:
            yield from _differences(found, read)


def _differences(found: Reading, again: Reading) -> Iterator[str]:
    if [record.form for record in found.records] != [record.form for record in again.records]:
        yield "the copy holds other forms"
        return
    for one, other in zip(found.records, again.records, strict=True):
        before, after = one.fields(), other.fields()
        yield from (f"the copy says else of {key}" for key in before if before[key] != after.get(key))


def _unprintable(found: Reading) -> Iterator[str]:
    for record in found.records:
        try:
            text = json.dumps(
                [record.fields(), record.raw(), record.unmatched], ensure_ascii=False, allow_nan=False
            )
            text.encode("utf-8")
        except ValueError as error:
            yield f"no JSON: {error}"


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "replace")).hexdigest()


def _stat(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@lru_cache(maxsize=1)
def _watched() -> list[str]:
    """What this process does that reading has no business with; watched from the first call on."""
    found: list[str] = []
    own = os.path.realpath(tempfile.gettempdir()) + os.sep
    sys.dont_write_bytecode = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = flags & _WRITING if isinstance(flags, int) else set(mode or "") & set("wax+")
            if writes and not _is_own(path, own):
                found.append(f"opens {path} for writing")
        elif event in _CHANGES and not _is_own(arguments[0], own):
            found.append(f"{event} {arguments[0]}")
        elif event in _CALLS and not (event == "subprocess.Popen" and "soffice" in str(arguments[0])):
            found.append(f"{event} {arguments[:2]}")

    sys.addaudithook(hook)
    return found


def _is_own(path: Any, own: str) -> bool:
    """Whether what is written is a file of a temporary folder, nowhere, or open already."""
    if isinstance(path, int):
        return True
    name = os.fsdecode(path)
    return (
        name == os.devnull
        or not Path(name).is_absolute()
        or f"{os.path.realpath(name)}{os.sep}".startswith(own)
    )


# --- what comes out of the pool -------------------------------------------------------


def tools() -> Tools:
    """The project's own forms and messages."""
    settings = Config()
    return Tools.load(settings.model_copy(update={"paths": settings.paths.model_copy(
        update={"templates": TEMPLATES, "forms": TEMPLATES / "forms"})}))  # fmt: skip


def wrong(outcome: Verdict | Problem) -> tuple[str, ...]:
    """What is wrong with an outcome of the pool: nothing, as it should be."""
    if isinstance(outcome, Verdict):
        return outcome.wrong
    values = " ".join(value for _, value in outcome.values)
    return (f"{outcome.code} {values}".strip(),)  # crashed, too slow, out of memory


def explained(judge: Callable[[Task], Verdict], task: Task) -> str:
    """The same in this process, for a person: what was wrong, with the traceback of what was raised."""
    try:
        verdict = judge(task)
    except Exception:
        return traceback.format_exc()
    return "\n".join((verdict.code, *verdict.wrong))
