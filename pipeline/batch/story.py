"""The whole story of a pass:

    scan -> keep -> read -> check -> decide -> photos -> plan -> publish -> lay out -> publish -> mail

Each step is a module below; here they are only called, in this order, with what they need.
Where little is new, the districts that it is of have what they wait for before the rest is
done. What can't be done for one file or one output is said in the `Summary`; the rest goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

from pipeline import inbox, work
from pipeline.batch import ahead, daily, glance, mailing
from pipeline.batch.clerk import Clerk, Stand, at_rest
from pipeline.batch.contents import Held
from pipeline.batch.findings import of_book
from pipeline.batch.intake import Files
from pipeline.batch.look import Kept, alone, folders_of, sight, workers
from pipeline.batch.means import board_means_of
from pipeline.batch.press import Press
from pipeline.batch.program import given_by
from pipeline.batch.progress import Progress, Quiet
from pipeline.batch.reading import limits_of
from pipeline.batch.reseed import reseed
from pipeline.batch.secrecy import judge_of
from pipeline.batch.status import Status, count
from pipeline.batch.summary import Lacking, Summary
from pipeline.batch.sweep import sweep
from pipeline.batch.tools import Tools
from pipeline.batch.undone import undone
from pipeline.batch.verified import verify
from pipeline.config import Config
from pipeline.journal import NAME as JOURNAL
from pipeline.journal import Journal, left
from pipeline.memo import Memo
from pipeline.model import Book, Outcome
from pipeline.originals import Originals
from pipeline.outbox import Target
from pipeline.plan import Boards, plan, reports, urgent
from pipeline.publish import Outbox, Telling, publish
from pipeline.publish import ahead as publish_ahead

__all__ = ["review", "run"]


def run(
    config: Config,
    as_of: datetime,
    progress: Progress | None = None,
    *,
    kept: Kept | None = None,
    pool: work.Pool | None = None,
    postpone: bool = False,
    accept_gone: bool = False,
    register: Path | None = None,
) -> Summary:
    """One pass over the inbox; returns when the outbox agrees with it.

    ``as_of`` is the run's clock, the only time that enters anything written.
    ``kept`` is a watcher's: files that are still being written are then not waited
    for, it will come back. ``pool``: workers begun for this pass, which are gone after it.
    ``postpone``: what is dear to write is put off.
    ``accept_gone``: a district or an inbox that lost all its files was emptied by people.
    ``register``: the last one, to take first-seen times from where the journal was lost.

    Raises `ConfigError` and `TemplateError` before anything is touched, `Busy` where
    another pass does not end in time, `CasebookError` where journal or outbox as a whole
    can't be used.
    """
    progress = progress or Quiet()
    tools = Tools.load(config)
    state = config.paths.state
    with alone(config), Journal(state) as journal, Memo(state) as memo, workers(kept, pool) as begun:
        originals = Originals(state)
        originals.sweep()
        clerk = Clerk(tools, originals, memo, begun, progress)
        this = _Pass(config, tools, as_of, progress, journal, clerk, postpone)
        seen = this.seen(kept, register, accept_gone=accept_gone)
        written, known = this.hurried(seen)
        stand = clerk.stand(seen.files, as_of, known)
        done = this.published(stand, written)
        sent = this.mailed(seen, stand, done)
        summary = this.summary(seen, stand, done, sent)
        if not (stand.decided.passing or done.passing):
            glance.remember(config, tools.given, as_of, done.timed, journal, memo, summary)
            if not postpone:  # what was put off has asked for nothing
                sweep(state, memo, as_of)
    return summary


@dataclass(frozen=True, slots=True)
class _Seen:
    """What lies in the inbox; ``known``: what was read of it before it was kept; ``damaged``: originals."""

    sighted: inbox.Sighted
    folders: inbox.Folders
    files: Files
    known: Mapping[str, Held]
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of the outbox; ``timed``: the targets that show the clock.

    ``passing``: whether the report of a day that has gone may come out otherwise next time.
    """

    outcome: Outcome
    counted: Status
    timed: Sequence[Target]
    lacking: Lacking | None
    passing: bool


@dataclass(frozen=True, slots=True)
class _Pass:
    """A pass and what it works with; its methods are its steps, in their order."""

    config: Config
    tools: Tools
    as_of: datetime
    progress: Progress
    journal: Journal
    clerk: Clerk
    postpone: bool

    def seen(self, kept: Kept | None, register: Path | None, *, accept_gone: bool) -> _Seen:
        """Looks at the inbox, keeps and records what is new; the arguments are those of `run`."""
        config, journal, originals = self.config, self.journal, self.clerk.originals
        judge = judge_of(self.tools, self.clerk.memo, self.clerk.pool, self.progress)
        if register is not None:
            reseed(register, self.tools.register, config.paths.inbox, journal, originals, judge)
        settling = kept.settling if kept else None
        sighted = sight(
            config, journal, originals, self.as_of, settling, accept_gone=accept_gone, judge=judge
        )
        folders = folders_of(config)
        files = Files.of(sighted.current, left(journal.sightings()), folders)
        damaged = verify(folders, originals, sighted.current, self.clerk.memo, self.as_of)
        return _Seen(sighted, folders, files, judge.known(sighted.current, folders), damaged)

    def hurried(self, seen: _Seen) -> tuple[tuple[str, ...], Mapping[str, Held]]:
        """Writes what a few districts wait for before all else is read: its paths, and what is known then."""
        first = ahead.waiting(seen.sighted.news, seen.files, seen.folders)
        if not first:
            return (), seen.known
        some = self.clerk.stand(seen.files.around(first), self.as_of, seen.known)
        known = {**seen.known, **{sha: some.contents.outcomes[sha] for sha in some.read}}
        targets = urgent(some.book, some.means, first)
        return publish_ahead(targets, self._outbox()), known

    def published(self, stand: Stand, written: tuple[str, ...]) -> _Done:
        """Brings the outbox to what stands; ``written``: what was written of it ahead."""
        config, book, means = self.config, stand.book, stand.means
        counted = count(book, stand.decided.letters, config.districts.order)
        press = Press(
            config, self.clerk.memo, self.clerk.pool, self.progress.stage, self._still, self.postpone
        )
        boards = Boards(book, means, board_means_of(config, counted))
        timed: list[Target] = []
        reported = self._reports(stand)
        outcome = publish(
            chain(
                [(*plan(book, means), *reports(reported.made, means))],
                press.targets(book, means, stand.prepared.unkept),
                (partial(_noted, boards.of_districts, timed), partial(_noted, boards.of_bureau, timed)),
            ),
            self._outbox(),
            postpone=self.postpone,
            begin=partial(self.progress.stage, "writing"),
            advance=self.progress.advance,
        )
        return _Done(outcome.with_written(written), counted, timed, press.lacking, reported.passing)

    def mailed(self, seen: _Seen, stand: Stand, done: _Done) -> mailing.Sent:
        """Tells districts and bureau what is new to them."""
        sighted, messages = seen.sighted, self.tools.messages
        failed = undone(done.outcome, sighted.closed, sighted.missing, seen.damaged, messages)
        trouble = mailing.Trouble(failed, done.outcome.beside)
        return mailing.tell(self.config, stand.book, done.counted, trouble, messages, self.clerk.memo)

    def summary(self, seen: _Seen, stand: Stand, done: _Done, sent: mailing.Sent) -> Summary:
        """What the pass did."""
        expected = (*inbox.GONE, *inbox.BARRED)
        return Summary(
            read=len(stand.read),
            unchanged=sum(each.sha not in stand.read for each in seen.files.forms),
            waiting=tuple((each.path, each.held) for each in seen.files.waiting if each.held not in expected),
            closed=seen.sighted.closed,
            missing=seen.sighted.missing,
            left_out=stand.prepared.left_out,
            outcome=done.outcome,
            told=tuple(of_book(stand.book, self.tools.messages)),
            due=seen.sighted.due,
            unsent=sent.failed,
            mail_waits=sent.pending,
            damaged=seen.damaged,
            lacking=done.lacking,
        )

    def _reports(self, stand: Stand) -> daily.Reports:
        days = tuple(daily.days(self.journal.sightings()))
        return daily.reports(
            days,
            stand.decided,
            self.clerk.of_day,
            self.tools.given,
            self.config,
            self.tools.messages,
            self.clerk.memo,
        )

    def _outbox(self) -> Outbox:
        config = self.config
        limits = limits_of(config, config.limits.seconds_per_output)
        return Outbox(
            config.paths.outbox, self.clerk.pool, limits, self.tools.messages.word("ours"), self._still
        )

    def _still(self) -> bool:
        """Whether templates, lists and settings are what they were when the pass began."""
        return given_by(self.config) == self.tools.given


def review(config: Config, as_of: datetime) -> Status:
    """How far each district is by what the last pass saw; writes no output.

    Raises as `run` does, except `Busy`.
    """
    order = config.districts.order
    if not (config.paths.state / JOURNAL).exists():
        return count(Book((), (), as_of), (), order)
    with at_rest(config) as (clerk, journal):
        files = Files.of(journal.current(), left(journal.sightings()), folders_of(config))
        decided = clerk.decided(files, clerk.read(files), as_of)
    return count(decided.book, decided.letters, order)


def _noted(
    telling: Telling, timed: list[Target], before: Sequence[Target], where: Mapping[str, str]
) -> Sequence[Target]:
    """What tells of the targets before it, noted in ``timed`` with all that shows the clock."""
    made = telling(before, where)
    timed[:] = [target for target in (*before, *made) if target.timed]
    return made
