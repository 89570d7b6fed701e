"""From the files of the inbox to the book: read them, judge each form, decide, check all together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from pipeline import work
from pipeline.batch import judging, listing, selecting
from pipeline.batch.checking import checked
from pipeline.batch.contents import Contents, Held, Where, ignoring, read_through
from pipeline.batch.intake import (
    Files,
    Opened,
    deciding,
    entries,
    gone_before,
    letters,
    past,
    scanned_lists,
    withheld,
)
from pipeline.batch.progress import Progress
from pipeline.batch.reading import Reader, read_all, remembered
from pipeline.batch.spelling import spelling
from pipeline.batch.tools import Tools
from pipeline.checks import collection
from pipeline.checks.together import Deadlines, together
from pipeline.decide import Wording, decide
from pipeline.memo import Memo
from pipeline.model import Book
from pipeline.originals import Originals


def read_files(
    files: Files,
    tools: Tools,
    originals: Originals,
    memo: Memo,
    pool: work.Pool,
    progress: Progress,
    just_read: Mapping[str, Held] = MappingProxyType({}),
) -> tuple[Contents, frozenset[str]]:
    """What all contents hold, and the hashes of those that were read just now.

    ``just_read``: what was read of some of them before they were archived.
    """
    reader = Reader(tools.library, tools.config.door)
    fresh: set[str] = set()

    def read(where: Mapping[str, Where]) -> Iterator[tuple[str, Held]]:
        now = {sha: just_read[sha] for sha in where if sha in just_read}
        known = {**remembered(memo, tools.reading, where.keys() - now.keys()), **now}
        yield from known.items()
        missing = {sha: place for sha, place in where.items() if sha not in known}
        fresh.update(missing, now)
        if missing or not now:
            progress.stage("reading", len(missing))
        for found in read_all(missing, reader, memo, tools.reading, pool, tools.limits):
            yield found
            progress.advance()

    ignored = ignoring(tools.config.ignore_folders)
    contents = read_through(originals.paths(files.contents), read, ignored)
    return contents, frozenset(fresh)


def book_of(
    files: Files,
    contents: Contents,
    tools: Tools,
    as_of: datetime,
    memo: Memo,
    pool: work.Pool,
) -> tuple[Book, frozenset[str]]:
    """The book of what the files hold, and the districts whose letter of recommendation is there.

    ``memo``: remembers what was found of each form;
    ``pool``: who checks many of them, and spells names.
    """
    ignored = ignoring(tools.config.ignore_folders)
    opened = Opened.of(files, contents.outcomes, ignored)
    forms = checked(entries(files, opened, tools.library), tools, memo, pool)
    sheets = [
        judging.without_forms(entry, tools.library)
        for entry in deciding(files.deciding, contents.outcomes, tools.library, ignored, judging.ODD)
    ]
    reviews = [
        selecting.without_forms(entry, tools.library)
        for entry in (
            *deciding(files.reviewing, contents.outcomes, tools.library, ignored, selecting.ODD),
            *withheld(files),
        )
    ]
    gone = tuple(past(files, contents.outcomes, tools.library, ignored))
    given = (*forms, *sheets)
    book = decide(
        given,
        tools.library,
        as_of,
        tools.config.districts.order,
        gone,
        judging.verdicts(sheets, tools.library),
        Wording(tools.messages.word("confirmed"), tools.messages.word("returned")),
        spelling(memo, pool, tools.limits),
    )
    book = judging.told(book, tools.library, tools.messages)
    scans = scanned_lists(files, tools.library)
    book = listing.judged(book, sheets, gone, scans, tools.library, tools.messages)
    there = letters(files, opened)
    deadlines = Deadlines(tools.config.dates.submission, tools.config.dates.correction)
    earlier = [one.entry for one in gone]
    stands = together(book, given, earlier, tools.library, there, deadlines, tools.earlier)
    book = collection.check(book, stands, tools.rules)
    ended = tuple(gone_before(gone, book.entries, tools.library))
    book = selecting.judged(replace(book, past=ended), reviews, tools.library, tools.messages)
    return book, there
