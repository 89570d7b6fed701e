"""From files to what stands: contents, book, photos, and what the plan needs besides.

Done once for all files, before that perhaps for those of a few districts, and for days that
have gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pipeline import work
from pipeline.batch import photos as photographs
from pipeline.batch.booking import book_of, read_files
from pipeline.batch.contents import Contents, Held
from pipeline.batch.daily import Day, Decided
from pipeline.batch.intake import Files
from pipeline.batch.look import folders_of
from pipeline.batch.means import means_of
from pipeline.batch.progress import Progress, Quiet
from pipeline.batch.reading import is_passing
from pipeline.batch.tools import Tools
from pipeline.config import Config
from pipeline.journal import Journal, fold, left
from pipeline.memo import Memo
from pipeline.model import Book
from pipeline.originals import Originals
from pipeline.plan import Means


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands by some files.

    ``read``: the hashes of the contents that were read just now. ``decided``: the book, and
    the districts whose letter is there; ``book``: the same with what its photos turned out to
    be, ``prepared``: these.
    """

    contents: Contents
    read: frozenset[str]
    decided: Decided
    book: Book
    prepared: photographs.Prepared
    means: Means


@dataclass(frozen=True, slots=True)
class Clerk:
    """Reads and decides for one pass."""

    tools: Tools
    originals: Originals
    memo: Memo
    pool: work.Pool
    progress: Progress

    def stand(self, files: Files, as_of: datetime, known: Mapping[str, Held]) -> Stand:
        """What stands by these files; ``known``: what was read of some of them already."""
        tools = self.tools
        contents, read = read_files(files, tools, self.originals, self.memo, self.pool, self.progress, known)
        decided = self.decided(files, contents, as_of)
        book, prepared = photographs.printed(decided.book, contents.where, tools, self.memo, self.pool)
        means = means_of(tools, book, prepared, contents.where)
        return Stand(contents, read, decided, book, prepared, means)

    def of_day(self, day: Day) -> Decided:
        """What stood at the end of a day that has gone."""
        files = Files.of(fold(day.sightings), left(day.sightings), folders_of(self.tools.config))
        return self.decided(files, self.read(files), day.end)

    def read(self, files: Files) -> Contents:
        """What files hold, most of which were read before."""
        return read_files(files, self.tools, self.originals, self.memo, self.pool, Quiet())[0]

    def decided(self, files: Files, contents: Contents, at: datetime) -> Decided:
        """What stands by these files as of a time."""
        passing = any(map(is_passing, contents.outcomes.values()))
        book, letters = book_of(files, contents, self.tools, at, self.memo, self.pool)
        return Decided(book, letters, passing)


@contextmanager
def at_rest(config: Config) -> Iterator[tuple[Clerk, Journal]]:
    """A clerk between two passes, who writes no output, and the journal; there has to be one.

    Raises `ConfigError`, `TemplateError` and `CasebookError`.
    """
    tools, state = Tools.load(config), config.paths.state
    with Journal(state) as journal, Memo(state) as memo, work.Pool() as pool:
        yield Clerk(tools, Originals(state), memo, pool, Quiet()), journal
