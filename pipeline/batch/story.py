"""The whole story of a pass:

    scan -> keep -> read -> check -> decide -> photos -> plan -> publish -> lay out -> publish -> mail

Each step is a module below; here they are only called, in this order, with what they
need. What can't be done for one file or one output is said in the `Summary`; the rest
goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from pipeline import inbox, work
from pipeline.batch import daily, glance, judging, listing, lists, mailing, published, secrecy, selecting
from pipeline.batch import photos as photographs
from pipeline.batch.contents import Contents, Held, Where, ignoring, read_through
from pipeline.batch.findings import of_book
from pipeline.batch.intake import (
    Files,
    Opened,
    checked_entry,
    deciding,
    entries,
    gone_before,
    letters,
    past,
    scanned_lists,
    withheld,
)
from pipeline.batch.look import alone, folders_of, sight
from pipeline.batch.press import Press
from pipeline.batch.reading import Reader, is_passing, read_all, reading_key, remembered
from pipeline.batch.reseed import reseed
from pipeline.batch.status import District, Status, count
from pipeline.batch.summary import Summary
from pipeline.batch.templates import CASEBOOK, NOTICE, REPORT, load
from pipeline.batch.verified import verify
from pipeline.checks import collection
from pipeline.checks.eligible import Lists
from pipeline.checks.together import Deadlines, Earlier, together
from pipeline.config import Config
from pipeline.decide import Wording, decide
from pipeline.documents import board, overview
from pipeline.documents.casebook import Settings, case_pages
from pipeline.documents.notice import Desk
from pipeline.documents.register import Words
from pipeline.documents.report import Report
from pipeline.forms import Library
from pipeline.forms.definition import CheckDefinition
from pipeline.journal import NAME as JOURNAL
from pipeline.journal import Journal, Originals, fold, left
from pipeline.memo import Memo, code_key, file_key, files_key
from pipeline.messages import Messages
from pipeline.model import Book
from pipeline.outbox import Target
from pipeline.plan import BoardMeans, Boards, Means, ReturnMeans, plan, reports
from pipeline.publish import Telling, publish

__all__ = ["Progress", "Quiet", "Summary", "Tools", "review", "run"]


class Progress(Protocol):
    """Told how far a pass is: a stage with so many steps begins; a step of it is done."""

    def stage(self, name: str, total: int) -> None: ...

    def advance(self) -> None: ...


class Quiet:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int) -> None:
        pass

    def advance(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Tools:
    """What forms are read and judged with."""

    config: Config
    library: Library
    messages: Messages
    register: Words
    rules: tuple[CheckDefinition, ...]
    lists: Lists

    @classmethod
    def load(cls, config: Config) -> Tools:
        """Raises `TemplateError`, and `ConfigError` for a list that can't be read."""
        templates = config.paths.templates
        library = load(templates, config.paths.forms)
        rules, _ = collection.load(templates / collection.NAME)
        words = Words.load(templates)
        return cls(
            config,
            library,
            Messages.load(templates),
            words,
            rules,
            lists.load(config.paths.lists, config.door, partial(published.is_register, words)),
        )

    def published(self) -> Earlier:
        """The cases of earlier years; raises `ConfigError` for a register that can't be read."""
        return published.load(self.config.paths.lists, self.register)

    @property
    def limits(self) -> work.Limits:
        """What reading one file may cost."""
        return _limits(self.config, self.config.limits.seconds_per_form)


def _limits(config: Config, seconds: float) -> work.Limits:
    return work.Limits(config.workers, seconds, config.limits.megabytes_per_worker << 20)


def run(
    config: Config,
    as_of: datetime,
    progress: Progress | None = None,
    *,
    settling: inbox.Settling | None = None,
    postpone: bool = False,
    accept_gone: bool = False,
    register: Path | None = None,
) -> Summary:
    """One pass over the inbox; returns when the outbox agrees with it.

    ``as_of`` is the run's clock, the only time that enters anything written.
    ``settling`` is a watcher's: files that are still being written are then not waited
    for, it will come back. ``postpone``: what is dear to write is put off.
    ``accept_gone``: a district or an inbox that lost all its files was emptied by people.
    ``register``: the last one, to take first-seen times from where the journal was lost.

    Raises `ConfigError` and `TemplateError` before anything is touched, `Busy` where
    another pass does not end in time, `CasebookError` where journal or outbox as a whole
    can't be used.
    """
    progress = progress or Quiet()
    tools = Tools.load(config)
    earlier = tools.published()
    state = config.paths.state
    with alone(config), Journal(state) as journal, Memo(state) as memo, work.Pool() as pool:
        originals = Originals(state)
        originals.sweep()
        judge = _judge(tools, memo, pool, progress)
        if register is not None:
            reseed(register, tools.register, config.paths.inbox, journal, originals, judge)
        sighted = sight(config, journal, originals, as_of, settling, accept_gone=accept_gone, judge=judge)
        folders = folders_of(config)
        files = Files.of(sighted.current, left(journal.sightings()), folders)
        damaged = verify(folders, originals, sighted.current, memo, as_of)
        known = judge.known(sighted.current, folders)
        contents, read = read_files(files, tools, originals, memo, pool, progress, known)
        book, letters_in = decided = book_of(files, contents, tools, as_of, earlier)
        making = photographs.Making(state / "photos", config.photos.dpi, config.door)
        prepared = photographs.prepare(book, tools.library, contents.where, memo, making, pool, tools.limits)
        book = photographs.told(book, prepared, tools.library, tools.messages)
        means = _means(tools, book, prepared, contents.where)
        days = _Days(tools, earlier, originals, memo, pool)
        made = days.reports(tuple(daily.days(journal.sightings())), decided)
        counted = count(book, letters_in, config.districts.order)
        press = Press(config, memo, pool, progress.stage, postpone)
        boards = Boards(book, means, _board_means(config, counted))
        timed: list[Target] = []
        outcome = publish(
            chain(
                [(*plan(book, means), *reports(made, means))],
                press.targets(book, means),
                (partial(_noted, boards.of_districts, timed), partial(_noted, boards.of_bureau, timed)),
            ),
            config.paths.outbox,
            pool,
            _limits(config, config.limits.seconds_per_output),
            suffix=tools.messages.word("ours"),
            postpone=postpone,
            begin=partial(progress.stage, "writing"),
            advance=progress.advance,
        )
        sent = mailing.tell(
            config,
            book,
            counted,
            outcome.failed,
            tools.messages,
            memo,
        )
        summary = Summary(
            read=len(read),
            unchanged=sum(seen.sha not in read for seen in files.forms),
            waiting=tuple(
                (seen.path, seen.held)
                for seen in files.waiting
                if seen.held not in (*inbox.GONE, *inbox.BARRED)
            ),
            closed=sighted.closed,
            missing=sighted.missing,
            left_out=prepared.left_out,
            outcome=outcome,
            told=tuple(of_book(book, tools.library, tools.messages)),
            due=sighted.due,
            unsent=sent.failed,
            mail_waits=sent.pending,
            damaged=damaged,
            lacking=press.lacking,
        )
        # With much put off, some boards may show an earlier clock.
        if not postpone and not any(map(is_passing, contents.outcomes.values())):
            glance.remember(config, as_of, timed, journal, memo, summary)
    return summary


def review(config: Config, as_of: datetime) -> Status:
    """How far each district is by what the last pass saw; writes no output.

    Raises as `run` does, except `Busy`.
    """
    tools = Tools.load(config)
    state = config.paths.state
    order = config.districts.order
    if not (state / JOURNAL).exists():
        return count(Book((), (), as_of), (), order)
    with Journal(state) as journal, Memo(state) as memo, work.Pool() as pool:
        files = Files.of(journal.current(), left(journal.sightings()), folders_of(config))
        contents, _ = read_files(files, tools, Originals(state), memo, pool, Quiet())
    book, districts = book_of(files, contents, tools, as_of, tools.published())
    return count(book, districts, order)


def _judge(tools: Tools, memo: Memo, pool: work.Pool, progress: Progress) -> secrecy.Judge:
    config = tools.config
    look = secrecy.Look(Reader(tools.library, config.door), config.ignore_folders)
    key = reading_key(config.paths.forms, config.door)
    return secrecy.Judge(look, memo, key, pool, tools.limits, progress)


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
    key = reading_key(tools.config.paths.forms, tools.config.door)
    reader = Reader(tools.library, tools.config.door)
    fresh: set[str] = set()

    def read(where: Mapping[str, Where]) -> Iterator[tuple[str, Held]]:
        now = {sha: just_read[sha] for sha in where if sha in just_read}
        known = {**remembered(memo, key, where.keys() - now.keys()), **now}
        yield from known.items()
        missing = {sha: place for sha, place in where.items() if sha not in known}
        fresh.update(missing, now)
        if missing or not now:
            progress.stage("reading", len(missing))
        for found in read_all(missing, reader, memo, key, pool, tools.limits):
            yield found
            progress.advance()

    ignored = ignoring(tools.config.ignore_folders)
    contents = read_through({sha: originals.path(sha) for sha in files.contents}, read, ignored)
    return contents, frozenset(fresh)


def book_of(
    files: Files, contents: Contents, tools: Tools, as_of: datetime, before: Earlier = MappingProxyType({})
) -> tuple[Book, frozenset[str]]:
    """The book of what the files hold, and the districts whose letter of recommendation is there.

    ``before``: the cases of earlier years.
    """
    ignored = ignoring(tools.config.ignore_folders)
    opened = Opened.of(files, contents.outcomes, ignored)
    checked = [
        checked_entry(entry, tools.library, tools.lists) for entry in entries(files, opened, tools.library)
    ]
    sheets = [
        judging.without_forms(entry, tools.library)
        for entry in deciding(files.deciding, contents.outcomes, tools.library, ignored)
    ]
    reviews = [
        selecting.without_forms(entry, tools.library)
        for entry in (
            *deciding(files.reviewing, contents.outcomes, tools.library, ignored),
            *withheld(files),
        )
    ]
    gone = tuple(past(files, contents.outcomes, tools.library, ignored))
    given = (*checked, *sheets)
    book = decide(
        given,
        tools.library,
        as_of,
        tools.config.districts.order,
        gone,
        judging.verdicts(sheets, tools.library),
        Wording(tools.messages.word("confirmed"), tools.messages.word("returned")),
    )
    book = judging.told(book, tools.library, tools.messages)
    scans = scanned_lists(files, tools.library)
    book = listing.judged(book, sheets, gone, scans, tools.library, tools.messages)
    there = letters(files, opened)
    deadlines = Deadlines(tools.config.dates.submission, tools.config.dates.correction)
    earlier = [one.entry for one in gone]
    stands = together(book, given, earlier, tools.library, there, deadlines, before)
    book = collection.check(book, stands, tools.rules)
    ended = tuple(gone_before(gone, book.entries, tools.library))
    book = selecting.judged(replace(book, past=ended), reviews, tools.library, tools.messages)
    return book, there


@dataclass(frozen=True, slots=True)
class _Days:
    """What stood at the end of days that have gone."""

    tools: Tools
    earlier: Earlier
    originals: Originals
    memo: Memo
    pool: work.Pool

    def reports(self, days: Sequence[daily.Day], last: daily.Decided) -> Iterator[tuple[date, Report]]:
        """The daily reports; ``last``: what stands now."""
        tools = self.tools
        given = glance.given_by(tools.config)
        return daily.reports(days, last, self._decide, given, tools.config, tools.messages, self.memo)

    def _decide(self, day: daily.Day) -> daily.Decided:
        files = Files.of(fold(day.sightings), left(day.sightings), folders_of(self.tools.config))
        contents, _ = read_files(files, self.tools, self.originals, self.memo, self.pool, Quiet())
        return book_of(files, contents, self.tools, day.end, self.earlier)


def _template_key(template: Path) -> str:
    """A hash of the casebook's template and of the pages that go with it."""
    pages = [f"{form} {file_key(page)}" for form, page in case_pages(template).items()]
    return "\n".join((file_key(template), *pages))


def _words(messages: Messages) -> overview.Words:
    """What the casebook says that neither its template nor a form does."""
    return overview.Words(messages.units, *map(messages.word, ("no-district", "others", "cases", "photo")))


def _means(tools: Tools, book: Book, prepared: photographs.Prepared, where: Mapping[str, Where]) -> Means:
    config, templates = tools.config, tools.config.paths.templates
    return Means(
        library=tools.library,
        edition=Settings(
            config.title,
            config.year,
            config.bureau,
            not book.is_final,
            config.dates.submission,
            _words(tools.messages),
        ),
        units=tools.messages.units,
        register=tools.register,
        severities={name: tools.messages.word(name) for name in ("error", "warning")},
        photos=prepared.photos,
        template=templates / CASEBOOK,
        code=code_key(
            "pipeline.names", "pipeline.model", "pipeline.messages", "pipeline.office", "pipeline.forms",
            "pipeline.documents", "pipeline.plan",
            libraries=("docxtpl", "Jinja2", "lxml", "openpyxl", "pandas", "pillow", "python-docx"),
        ),
        forms_key=files_key(config.paths.forms),
        template_key=_template_key(templates / CASEBOOK),
        report=templates / REPORT,
        report_key=file_key(templates / REPORT),
        back=ReturnMeans(
            messages=tools.messages,
            desks=_desks(config),
            notice=templates / NOTICE,
            notice_key=file_key(templates / NOTICE),
            originals=where,
            door=config.door,
            reading=reading_key(config.paths.forms, config.door),
        ),
    )  # fmt: skip


def _noted(
    telling: Telling, timed: list[Target], before: Sequence[Target], where: Mapping[str, str]
) -> Sequence[Target]:
    """What tells of the targets before it, noted in ``timed`` with all that shows the clock."""
    made = telling(before, where)
    timed[:] = [target for target in (*before, *made) if target.timed]
    return made


def _board_means(config: Config, counted: Status) -> BoardMeans:
    paths, total = config.paths, counted.total
    return BoardMeans(
        templates=paths.templates,
        key=files_key(paths.templates / board.FOLDER),
        counts=tuple(_counts(district) for district in counted.districts),
        total=board.Counts(
            "", total["received"], total["passed"], total["to_correct"], total["unreadable"],
            total["letter"], total["annex4"],
        ),
        submission=config.dates.submission,
        correction=config.dates.correction,
        inbox=paths.inbox.name if paths.inbox.parent == paths.outbox.parent else "",
    )  # fmt: skip


def _counts(district: District) -> board.Counts:
    return board.Counts(
        district.name, district.received, district.passed, district.to_correct, district.unreadable,
        district.letter, district.annex4,
    )  # fmt: skip


def _desks(config: Config) -> dict[str | None, Desk]:
    """Who sends the notices of each district, the bureau those of forms without one (None)."""
    contacts = config.returns.contacts
    districts: list[tuple[str | None, str]] = [*config.districts.bureaus.items(), (None, config.bureau)]
    return {
        district: Desk(
            config.title,
            config.year,
            bureau,
            config.returns.until,
            contacts.get(district or "") or config.returns.contact,
        )
        for district, bureau in districts
    }
