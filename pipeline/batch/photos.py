"""The photos that the casebook prints, made ready in worker processes, each once for ever.

The workers import this module, so it imports no more than they need.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import work
from pipeline.documents import photos
from pipeline.documents.album import Album
from pipeline.documents.photos import Photo
from pipeline.documents.pixels import Box
from pipeline.door import Door, FileLimits
from pipeline.memo import Memo, code_key
from pipeline.model import Finding, Picture, Problem

if TYPE_CHECKING:
    from pipeline.batch.contents import Where
    from pipeline.batch.tools import Tools
    from pipeline.forms import Library
    from pipeline.messages import Messages
    from pipeline.model import Book, Entry, Source
    from pipeline.office.markup import Size

_KIND = "photo"
FOLDER = "photos"  # of the state
_CHECK = "photos-printable"


@dataclass(frozen=True, slots=True)
class Prepared:
    """Photos by the hash of their originals, and those left out: (file of the inbox, why).

    ``unkept``: why the state could not take them, in a line; then there are too few.
    """

    photos: Mapping[str, Photo]
    left_out: tuple[tuple[str, Problem], ...]
    unkept: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """Below which folder photos are made ready, for how many dots to the inch, and what is let in."""

    folder: Path
    dpi: int
    door: Door


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Where a photo is, and within how many pixels it is printed."""

    source: Source
    box: Box


@dataclass(frozen=True, slots=True)
class _Task:
    """The photos wanted of one file, or member of an archive, with the room that each has."""

    original: Where
    boxes: Mapping[str, Box]


def printed(
    book: Book, where: Mapping[str, Where], tools: Tools, memo: Memo, pool: work.Pool
) -> tuple[Book, Prepared]:
    """The photos of the book's passed cases made ready, and the book with what they turned out to be."""
    config = tools.config
    making = Making(config.paths.state / FOLDER, config.photos.dpi, config.door)
    prepared = prepare(book, tools.library, where, memo, making, pool, tools.limits)
    return told(book, prepared, tools.library, tools.messages), prepared


def prepare(
    book: Book,
    library: Library,
    where: Mapping[str, Where],
    memo: Memo,
    making: Making,
    pool: work.Pool,
    limits: work.Limits,
) -> Prepared:
    """The photos of the book's passed cases, made ready.

    ``where`` tells where each content is, by its hash. A photo that can't be printed is left
    out and said. Its neighbours then have more room, for which some are made ready anew.
    """
    code = _key(making.door.limits)
    make = partial(_make, making.folder / code[:16], making.door)
    broken: dict[str, tuple[str, Problem]] = {}
    while True:
        wanted = _wanted(book, library, broken, making.dpi)
        ready = _remembered(memo, code, wanted)
        tasks = _tasks({sha: one for sha, one in wanted.items() if sha not in ready}, where)
        known = len(broken)
        for task, made in pool.map(make, tasks, limits):
            if isinstance(made, str):
                return Prepared(ready, tuple(broken.values()), f"{making.folder} can't take photos: {made}")
            outcomes = made if isinstance(made, tuple) else (made,) * len(task.boxes)
            for sha, outcome in zip(sorted(task.boxes), outcomes, strict=True):
                if isinstance(outcome, Photo):
                    ready.add(outcome)
                    memo.put(_KIND, _name(code, sha, task.boxes[sha]), pickle.dumps(outcome))
                else:
                    broken[sha] = wanted[sha].source.shown, outcome
        if len(broken) == known:
            return Prepared(ready, tuple(broken.values()))


def sweep(state: Path, memo: Memo) -> None:
    """Remove the photos made ready that the memo has forgotten, those of earlier code with them."""
    known = set()
    for data in memo.of_kind(_KIND):
        with contextlib.suppress(Exception):  # of earlier code, which may have had other photos
            known.add(pickle.loads(data).path)
    for made in tuple((state / FOLDER).glob("*")):
        for path in tuple(made.glob("*")):
            if path not in known:
                with contextlib.suppress(OSError):  # the next time, then
                    path.unlink()
        with contextlib.suppress(OSError):  # where it is not empty
            made.rmdir()


def _wanted(book: Book, library: Library, without: Collection[str], dpi: int) -> dict[str, _Wanted]:
    """The photos that are printed, each in the largest of its places."""
    from pipeline.documents import layout
    from pipeline.documents.content import places

    sizes: dict[str, Size] = {}
    sources: dict[str, Source] = {}
    for case in book.passed():
        for sha, size in places(case, library, without).items():
            sizes[sha] = size.or_larger(sizes.get(sha, size))
            sources.setdefault(sha, case.entry.source)
    return {sha: _Wanted(sources[sha], layout.pixels(size, dpi)) for sha, size in sizes.items()}


def told(book: Book, prepared: Prepared, library: Library, messages: Messages) -> Book:
    """The book with a warning at each picture that turned out not to be printable.

    Only when it is made ready does it show that a picture is cut off, or too large; only those
    of cases that passed are. What the form's own checks said of a field is not said again.
    """
    if not prepared.left_out:
        return book
    passed = {id(case.entry) for case in book.passed()}
    said = {check.code for form in library.forms for check in form.definition.checks if check.check == _CHECK}
    why = {dict(problem.values).get("sha", ""): problem for _, problem in prepared.left_out}
    more: dict[int, list[Finding]] = {}
    for entry in book.entries:
        if id(entry) not in passed:
            continue
        known = {found.field for found in entry.findings if found.code in said}
        more[id(entry)] = [found for found in _unprintable(entry, why, messages) if found.field not in known]
    return book.with_findings(more)


def _unprintable(entry: Entry, why: Mapping[str, Problem], messages: Messages) -> Iterator[Finding]:
    for path, answer in entry.record.walk() if entry.record else ():
        placed = answer.value if isinstance(answer.value, tuple) else ()
        for sha in dict.fromkeys(item.sha for item in placed if isinstance(item, Picture)):
            if sha in why:
                row = path.partition("[")[2].partition("]")[0]
                yield Finding(
                    why[sha].code, "warning", "applicant", messages.problem(why[sha]),
                    field=path, row=int(row) if row else None, place=answer.place,
                )  # fmt: skip


def _tasks(wanted: Mapping[str, _Wanted], where: Mapping[str, Where]) -> tuple[_Task, ...]:
    """The wanted photos by the content that they are in, each opened once."""
    boxes: dict[str, dict[str, Box]] = defaultdict(dict)
    for sha, one in wanted.items():
        boxes[one.source.sha][sha] = one.box
    return tuple(_Task(where[content], boxes[content]) for content in sorted(boxes))


def _make(folder: Path, door: Door, task: _Task) -> tuple[Photo | Problem, ...] | str:
    """The photos of a file, or why the folder can't take them."""
    try:
        return photos.prepare(task.original, task.boxes, folder, door=door)
    except photos.CannotKeep as error:
        return str(error.strerror)


def _key(limits: FileLimits) -> str:
    """A hash of what a photo depends on besides the picture."""
    code = code_key(
        "pipeline.documents.photos", "pipeline.documents.pixels", "pipeline.documents.bare",
        "pipeline.office.pictures", "pipeline.office.decoders",
        libraries=("pillow", "pillow-heif"),
    )  # fmt: skip
    bounds = f"{limits.picture_megabytes} {limits.picture_megapixels}"
    return hashlib.sha256(f"{code} {bounds}".encode()).hexdigest()


def _name(code: str, sha: str, box: Box) -> str:
    return f"{code} {sha} {box[0]}x{box[1]}"


def _remembered(memo: Memo, code: str, wanted: Mapping[str, _Wanted]) -> Album:
    """The photos that an earlier pass made, those whose file is still there, and whole."""
    keys = [_name(code, sha, one.box) for sha, one in wanted.items()]
    found = Album()
    for data in memo.get_many(_KIND, keys).values():
        photo = pickle.loads(data)
        if photo.is_there:
            found.add(photo)
    return found
