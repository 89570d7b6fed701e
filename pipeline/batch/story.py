"""The whole story of a pass:

    scan -> keep -> read -> check -> decide -> photos -> plan -> publish -> lay out -> publish -> mail

Each step is a module below; here they are only called, in this order, with what they need.
Where little is new, the districts that it is of have what they wait for before the rest is
done. What can't be done for one file or one output is said in the `Summary`; the rest goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

from pipeline import inbox, work
from pipeline.batch import ahead, daily, glance, mailing
from pipeline.batch.booking import book_of, read_files
from pipeline.batch.clerk import Clerk
from pipeline.batch.findings import of_book
from pipeline.batch.intake import Files
from pipeline.batch.look import Kept, alone, folders_of, sight, workers
from pipeline.batch.means import board_means_of
from pipeline.batch.press import Press
from pipeline.batch.progress import Progress, Quiet
from pipeline.batch.reading import limits_of
from pipeline.batch.reseed import reseed
from pipeline.batch.secrecy import judge_of
from pipeline.batch.status import Status, count
from pipeline.batch.summary import Summary
from pipeline.batch.sweep import sweep
from pipeline.batch.tools import Tools
from pipeline.batch.undone import undone
from pipeline.batch.verified import verify
from pipeline.config import Config
from pipeline.journal import NAME as JOURNAL
from pipeline.journal import Journal, Originals, left
from pipeline.memo import Memo
from pipeline.model import Book
from pipeline.outbox import Target
from pipeline.plan import Boards, plan, reports, urgent
from pipeline.publish import Telling, publish
from pipeline.publish import ahead as publish_ahead

__all__ = ["review", "run"]


def run(
    config: Config,
    as_of: datetime,
    progress: Progress | None = None,
    *,
    kept: Kept | None = None,
    postpone: bool = False,
    accept_gone: bool = False,
    register: Path | None = None,
) -> Summary:
    """One pass over the inbox; returns when the outbox agrees with it.

    ``as_of`` is the run's clock, the only time that enters anything written.
    ``kept`` is a watcher's: files that are still being written are then not waited
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
    with alone(config), Journal(state) as journal, Memo(state) as memo, workers(kept) as pool:
        originals = Originals(state)
        originals.sweep()
        judge = judge_of(tools, memo, pool, progress)
        if register is not None:
            reseed(register, tools.register, config.paths.inbox, journal, originals, judge)
        sighted = sight(
            config,
            journal,
            originals,
            as_of,
            kept.settling if kept else None,
            accept_gone=accept_gone,
            judge=judge,
        )
        folders = folders_of(config)
        files = Files.of(sighted.current, left(journal.sightings()), folders)
        damaged = verify(folders, originals, sighted.current, memo, as_of)
        known = judge.known(sighted.current, folders)
        clerk = Clerk(tools, earlier, originals, memo, pool, progress)
        place = config.paths.outbox, pool, limits_of(config, config.limits.seconds_per_output)
        ours = tools.messages.word("ours")
        written: tuple[str, ...] = ()
        if first := ahead.waiting(sighted.news, files, folders):
            some = clerk.stand(files.around(first), as_of, known)
            known |= {sha: some.contents.outcomes[sha] for sha in some.read}
            written = publish_ahead(urgent(some.book, some.means, first), *place, suffix=ours)
        stand = clerk.stand(files, as_of, known)
        book, means = stand.book, stand.means
        days = tuple(daily.days(journal.sightings()))
        given = glance.given_by(config)
        made = daily.reports(days, stand.decided, clerk.decide, given, config, tools.messages, memo)
        counted = count(book, stand.decided.letters, config.districts.order)
        press = Press(config, memo, pool, progress.stage, postpone)
        boards = Boards(book, means, board_means_of(config, counted))
        timed: list[Target] = []
        outcome = publish(
            chain(
                [(*plan(book, means), *reports(made, means))],
                press.targets(book, means),
                (partial(_noted, boards.of_districts, timed), partial(_noted, boards.of_bureau, timed)),
            ),
            *place,
            suffix=ours,
            postpone=postpone,
            begin=partial(progress.stage, "writing"),
            advance=progress.advance,
        ).with_written(written)
        trouble = mailing.Trouble(
            undone(outcome, sighted.closed, sighted.missing, damaged, tools.messages), outcome.beside
        )
        sent = mailing.tell(config, book, counted, trouble, tools.messages, memo)
        summary = Summary(
            read=len(stand.read),
            unchanged=sum(seen.sha not in stand.read for seen in files.forms),
            waiting=tuple(
                (seen.path, seen.held)
                for seen in files.waiting
                if seen.held not in (*inbox.GONE, *inbox.BARRED)
            ),
            closed=sighted.closed,
            missing=sighted.missing,
            left_out=stand.prepared.left_out,
            outcome=outcome,
            told=tuple(of_book(book, tools.library, tools.messages)),
            due=sighted.due,
            unsent=sent.failed,
            mail_waits=sent.pending,
            damaged=damaged,
            lacking=press.lacking,
        )
        # With much put off, some boards may show an earlier clock.
        if not postpone and not stand.decided.passing:
            glance.remember(config, as_of, timed, journal, memo, summary)
            sweep(state, memo, as_of)
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


def _noted(
    telling: Telling, timed: list[Target], before: Sequence[Target], where: Mapping[str, str]
) -> Sequence[Target]:
    """What tells of the targets before it, noted in ``timed`` with all that shows the clock."""
    made = telling(before, where)
    timed[:] = [target for target in (*before, *made) if target.timed]
    return made
