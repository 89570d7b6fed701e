"""One file -> the forms in it: what runs in the worker processes, and is memoised by content.

A reading is a function of the file's bytes, the reading code and the forms, and of
nothing else: no path and no time are in it.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import libreoffice, office, work
from pipeline.checks import secrecy
from pipeline.door import Door
from pipeline.forms.match import Matcher
from pipeline.forms.model import Library
from pipeline.memo import Memo, code_key, files_key
from pipeline.model import Cell, Document, Format, Grid, Paragraph, Problem, Record
from pipeline.office import Archive, Inside
from pipeline.problems import Unreadable

if TYPE_CHECKING:
    from pipeline.config import Config

KIND = "reading"
_PASSING = ("gone", "no-permission", "reader-crashed", "too-slow")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its format, its forms (at least one), the words above its tables.

    ``changes``: how a copy of it that is given back differs (`Document.changes`).
    """

    format: Format
    records: tuple[Record, ...]
    headings: tuple[str, ...]
    changes: tuple[str, ...] = ()


class Reader:
    """Reads files by a library of forms; pickles, and learns the forms' labels once a process."""

    def __init__(self, library: Library, door: Door) -> None:
        self._library = library
        self._door = door

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self._library)

    def __call__(self, where: Path | Inside) -> Reading | Archive:
        """The forms in a file, or what is in an archive.

        Raises `Unreadable` (``not-a-form`` where there is none, ``state-secret`` where it is
        marked as one: then nothing of it goes any further).
        """
        with _collector_at_rest():
            return self._read(where)

    def _read(self, where: Path | Inside) -> Reading | Archive:
        try:
            document = office.open_up(where, self._door)
        except (FileNotFoundError, NotADirectoryError):
            raise Unreadable(Problem("gone")) from None
        except OSError:
            raise Unreadable(Problem("no-permission")) from None
        if isinstance(document, Archive):
            return document
        if secrecy.is_marked(document):
            raise Unreadable(Problem(secrecy.CODE))
        records = self._matcher.records(document)
        if not records:
            raise Unreadable(Problem("not-a-form"))
        return Reading(document.format, records, tuple(_headings(document)), document.changes)


@contextlib.contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No look meanwhile for what refers to itself: a reading leaves none, but for some of old formats."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def _headings(document: Document) -> Iterator[str]:
    """Words outside the tables, and those that stand alone in the rows above a table's head."""
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.text:
            yield block.text
        elif isinstance(block, Grid):
            yield from _rows_alone(block)


def _rows_alone(grid: Grid) -> Iterator[str]:
    for _, cells in groupby(grid.cells, key=attrgetter("row")):
        texts = list(filter(None, map(_text, cells)))
        if len(texts) > 1:
            return
        yield from texts


def _text(cell: Cell) -> str:
    return "\n".join(block.text for block in cell.blocks if isinstance(block, Paragraph) and block.text)


# --- the memo of it ---------------------------------------------------------------


def reading_key(forms: Path, door: Door) -> str:
    """A hash of all that a reading depends on besides the file.

    Code, libraries and other readers, forms, limits, passwords.

    A file that was read within its limits would not be within lower ones, so a limit that is
    changed has everything read again: what stands in the outbox never depends on what the
    settings once were.
    """
    code = code_key(
        "pipeline.model", "pipeline.door", "pipeline.office", "pipeline.reference", "pipeline.forms",
        "pipeline.libreoffice", "pipeline.checks.secrecy", "pipeline.batch.reading",
        libraries=(
            "cryptography", "lxml", "msdoc2docx", "msoffcrypto-tool", "olefile", "openpyxl", "pillow",
            "pillow-heif", "py7zr", "python-docx", "RapidFuzz", "xlrd", "zlib-ng",
        ),
    )  # fmt: skip
    second_reader = libreoffice.find(door.soffice)
    key = f"{code} {files_key(forms)} {door} {second_reader} {libreoffice.identity(second_reader)}"
    return hashlib.sha256(key.encode()).hexdigest()


def remembered(memo: Memo, key: str, shas: Iterable[str]) -> dict[str, Reading | Archive | Problem]:
    """The readings of those contents that were read before by the same code and forms."""
    keys = {f"{key} {sha}": sha for sha in shas}
    known: dict[str, Reading | Archive | Problem] = {}
    rest = iter(keys)
    while some := tuple(islice(rest, 500)):  # not the bytes of all of them at once
        known |= {keys[found]: pickle.loads(data) for found, data in memo.get_many(KIND, some).items()}
    return known


def read_all(
    files: Mapping[str, Path | Inside],
    reader: Reader,
    memo: Memo,
    key: str,
    pool: work.Pool,
    limits: work.Limits,
) -> Iterator[tuple[str, Reading | Archive | Problem]]:
    """Read files (by their hash) in worker processes, each remembered as soon as it is there.

    What a passing state of the machine may have caused (a worker that died or took too
    long or had no memory left, a file that could not be opened) is not remembered: the next pass tries again.
    """
    shas = {path: sha for sha, path in files.items()}
    for path, outcome in pool.map(reader, tuple(shas), limits):
        if not is_passing(outcome):
            memo.put(KIND, f"{key} {shas[path]}", pickle.dumps(outcome))
        yield shas[path], outcome


def is_passing(outcome: object) -> bool:
    """Whether a passing state of the machine may have caused that a file could not be read."""
    return outcome == work.OUT_OF_MEMORY or (isinstance(outcome, Problem) and outcome.code in _PASSING)


def limits_of(config: Config, seconds: float) -> work.Limits:
    """What one piece of work in a worker process may cost, where it may take so long."""
    return work.Limits(config.workers, seconds, config.limits.megabytes_per_worker << 20)
