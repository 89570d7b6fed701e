"""Files that a person named -> what each holds: for the commands that read, and keep nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline import checks, forms, work
from pipeline.batch import places
from pipeline.batch.contents import Held, Item, Where, ignoring, read_through, unpacked
from pipeline.batch.reading import Reader, Reading, limits_of
from pipeline.config import Config
from pipeline.door import sha_of
from pipeline.forms import Library
from pipeline.inbox import attach_inside
from pipeline.messages import Messages
from pipeline.model import Problem, Source
from pipeline.office import Archive

_NO_FORM = Problem("not-a-form")


@dataclass(frozen=True, slots=True)
class Tools:
    """What such files are read and judged with: forms and messages, no template of what a pass prints."""

    config: Config
    library: Library
    messages: Messages

    @classmethod
    def load(cls, config: Config) -> Tools:
        """Raises `TemplateError` where anything is wrong with the forms or their checks."""
        templates = config.paths.templates
        library, found = forms.inspect(templates, config.paths.forms)
        forms.refuse((*found, *(each for form in library.forms for each in checks.mistakes(form))))
        return cls(config, library, Messages.load(templates))

    @property
    def limits(self) -> work.Limits:
        """What reading one file may cost."""
        return limits_of(self.config, self.config.limits.seconds_per_form)


@dataclass(frozen=True, slots=True)
class Named:
    """A file, or a form in an archive, and what it holds; ``attachments``: what the archive holds besides.

    The source's hash is ``""`` where the file can't be opened; ``where``: where its bytes are.
    """

    source: Source
    outcome: Reading | Problem
    where: Where
    attachments: tuple[str, ...] = ()


def read(
    files: Sequence[Path], reader: Reader, config: Config, limits: work.Limits, at: datetime, pool: work.Pool
) -> Iterator[Named]:
    """Each file, in the order given, read in a worker process; an archive as the forms in it.

    What of an archive can't be read is there too, and the archive itself where there is
    neither.
    """
    inner = _Archives(reader, config, limits, pool)
    for path, outcome in pool.map(reader, files, limits):
        item = Item(str(path), "", _sha(path), at, None)
        if isinstance(outcome, Archive):
            yield from inner.of(path, item, outcome)
            continue
        # to a person a file that isn't there never was
        known = Problem("no-such-file") if outcome == Problem("gone") else outcome
        yield Named(_source(path, item, config), known, path)


@dataclass(frozen=True, slots=True)
class _Archives:
    """Reads what is in archives."""

    reader: Reader
    config: Config
    limits: work.Limits
    pool: work.Pool

    def of(self, path: Path, item: Item, archive: Archive) -> Iterator[Named]:
        """The forms in an archive, which was read already."""
        ignored = ignoring(self.config.ignore_folders)
        first = {item.sha: archive}

        def some(where: Mapping[str, Where]) -> Iterator[tuple[str, Held]]:
            yield from ((sha, first[sha]) for sha in where if sha in first)
            shas = {place: sha for sha, place in where.items() if sha not in first}
            for place, outcome in self.pool.map(self.reader, tuple(shas), self.limits):
                yield shas[place], outcome

        contents = read_through({item.sha: path}, some, ignored)
        outcomes = contents.outcomes
        inside = tuple(unpacked(item, archive, lambda member: outcomes.get(member.sha), ignored))
        forms = [inner.member for inner in inside if isinstance(inner.outcome, Reading)]
        others = [inner.member for inner in inside if inner.outcome in (None, _NO_FORM)]
        attached = attach_inside(forms, others)
        told = [inner for inner in inside if inner.outcome not in (None, _NO_FORM)]
        for inner in told or [replace(item, outcome=_NO_FORM)]:
            assert inner.outcome is not None
            beside = tuple(f"{item.path}/{member}" for member in attached.get(inner.member, ()))
            where = contents.where.get(inner.sha, path)
            yield Named(_source(path, inner, self.config), inner.outcome, where, beside)


def _source(path: Path, item: Item, config: Config) -> Source:
    district = places.district_around(path, config.paths.inbox, item.member)
    return Source(item.path, item.member, item.sha, item.since, district)


def _sha(path: Path) -> str:
    try:
        return sha_of(path)
    except OSError:
        return ""
