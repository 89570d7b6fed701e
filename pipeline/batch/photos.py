"""The photos that the casebook prints, made ready in worker processes, each once for ever.

The workers import this module, so it imports no more than they need.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import work
from pipeline.documents import photos
from pipeline.documents.photos import Photo
from pipeline.door import Door, FileLimits
from pipeline.memo import Memo, code_key
from pipeline.model import Finding, Picture, Problem

if TYPE_CHECKING:
    from pipeline.batch.contents import Where
    from pipeline.forms import Library
    from pipeline.messages import Messages
    from pipeline.model import Book, Entry, Source

_KIND = "photo"
_CHECK = "photos-printable"


@dataclass(frozen=True, slots=True)
class Prepared:
    """Photos by the hash of their originals, and those left out: (file of the inbox, why)."""

    photos: Mapping[str, Photo]
    left_out: tuple[tuple[str, Problem], ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """The photos wanted of one file, or member of an archive."""

    original: Where
    shas: frozenset[str]


def prepare(
    book: Book,
    library: Library,
    where: Mapping[str, Where],
    memo: Memo,
    folder: Path,
    door: Door,
    pool: work.Pool,
    limits: work.Limits,
) -> Prepared:
    """The photos of the book's passed cases, made ready below ``folder``.

    ``where`` tells where each content is, by its hash. Nothing here fails the pass: a photo
    that can't be printed is left out and said.
    """
    from pipeline.documents.case import pictures

    sources: dict[str, Source] = {}
    for case in book.passed():
        for sha in pictures(case, library):
            sources.setdefault(sha, case.entry.source)
    code = _key(door.limits)
    ready = _remembered(memo, code, sources)
    left_out: list[tuple[str, Problem]] = []
    wanted = {sha: source for sha, source in sources.items() if sha not in ready}
    make = partial(_make, folder / code[:16], door)
    for task, made in pool.map(make, _tasks(wanted, where), limits):
        outcomes = made if isinstance(made, tuple) else (made,) * len(task.shas)
        for sha, outcome in zip(sorted(task.shas), outcomes, strict=True):
            if isinstance(outcome, Photo):
                ready[sha] = outcome
                memo.put(_KIND, f"{code} {sha}", pickle.dumps(outcome))
            else:
                left_out.append((wanted[sha].shown, outcome))
    return Prepared(ready, tuple(left_out))


def told(book: Book, prepared: Prepared, library: Library, messages: Messages) -> Book:
    """The book with a warning at each picture that turned out not to be printable.

    Only when it is made ready does it show that a picture is cut off, or too large. What
    the form's own checks said of a field is not said again.
    """
    said = {check.code for form in library.forms for check in form.definition.checks if check.check == _CHECK}
    why = {dict(problem.values).get("sha", ""): problem for _, problem in prepared.left_out}
    more: dict[int, list[Finding]] = {}
    for entry in book.entries:
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


def _tasks(wanted: Mapping[str, Source], where: Mapping[str, Where]) -> tuple[_Task, ...]:
    """The wanted photos by the content that they are in, each opened once."""
    shas: dict[str, set[str]] = defaultdict(set)
    for sha, source in wanted.items():
        shas[source.sha].add(sha)
    return tuple(_Task(where[content], frozenset(shas[content])) for content in sorted(shas))


def _make(folder: Path, door: Door, task: _Task) -> tuple[Photo | Problem, ...]:
    return photos.prepare(task.original, task.shas, folder, door=door)


def _key(limits: FileLimits) -> str:
    """A hash of what a photo depends on besides the picture."""
    code = code_key("pipeline.documents.photos", "pipeline.office.pictures", libraries=("pillow",))
    bounds = f"{limits.picture_megabytes} {limits.picture_megapixels}"
    return hashlib.sha256(f"{code} {bounds}".encode()).hexdigest()


def _remembered(memo: Memo, code: str, shas: Iterable[str]) -> dict[str, Photo]:
    """The photos that an earlier pass made, those whose file is still there."""
    keys = {f"{code} {sha}": sha for sha in shas}
    found = {keys[key]: pickle.loads(data) for key, data in memo.get_many(_KIND, keys).items()}
    return {sha: photo for sha, photo in found.items() if photo.path.is_file()}
