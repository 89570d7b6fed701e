"""A pass that finds all as the last one left it: told without reading or rendering anything.

What a pass comes to depends on the journal, the settings, the templates, the code and the
clock. Where these are what they were, and every output is the file that was written, the
pass comes to what the last one came to. Where only the clock is another, what shows it is
written anew. Source: ``docs/interface.md``, "The outbox".

The heavy libraries are none of this module's: most passes of a night end here.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pipeline import work
from pipeline.batch import look
from pipeline.batch.findings import Told
from pipeline.batch.look import Kept, alone
from pipeline.batch.program import given_by
from pipeline.batch.summary import Summary
from pipeline.batch.verified import verify
from pipeline.config import Config
from pipeline.inbox import stat_of
from pipeline.journal import Journal, Stat
from pipeline.memo import NAME, Memo
from pipeline.messages import Messages
from pipeline.model import MANIFEST, Entry, Outcome, Record
from pipeline.originals import Originals
from pipeline.outbox import Target
from pipeline.publish import CLOCK_GOES, Outbox, refresh

KIND = "pass"
_LAST, _TIMED = "last", "timed"


@dataclass(frozen=True, slots=True)
class _Last:
    """The last pass that depended on the same: what it left in the outbox, and what it told.

    ``shown``: the times that its outputs show; ``clocked``: whether all that show one can be
    written as of another.
    """

    shown: frozenset[datetime]
    clocked: bool
    journal: str
    outputs: tuple[tuple[str, Stat], ...]
    summary: Summary

    def shows(self, as_of: datetime, within: timedelta | None) -> bool:
        """Whether all that shows a time shows this one, or one so near."""
        if within is None:
            return self.shown <= {as_of}
        return all(abs(as_of - time) < within for time in self.shown)


def unchanged(
    config: Config, as_of: datetime, *, accept_gone: bool = False, kept: Kept | None = None
) -> Summary | None:
    """What this pass comes to, None where there is anything to do.

    The inbox is looked at, and nothing of it recorded: what is new is news to the pass that
    follows. ``kept`` is a watcher's, which leaves what differs by the clock alone as it is for
    an hour. Raises as `story.run` does.
    """
    state = config.paths.state
    if not (state / NAME).exists():
        return None
    given = given_by(config)
    with Memo(state) as memo:
        data = memo.get(KIND, f"{_LAST} {given}")
    if data is None:
        return None
    last: _Last = pickle.loads(data)
    shown = last.shows(as_of, CLOCK_GOES if kept is not None else None)
    if not shown and not last.clocked:
        return None
    with alone(config), Journal(state) as journal:
        originals = Originals(state)
        originals.sweep()
        settling = kept.settling if kept else None
        current = look.unchanged(config, journal, as_of, settling, accept_gone=accept_gone)
        if current is None or journal.mark_of_all() != last.journal:
            return None
        if not _stand(config.paths.outbox, last.outputs):
            return None
        with Memo(state) as memo:
            if verify(look.folders_of(config), originals, current, memo, as_of):
                return None  # the bureau is told of what is damaged
            before = _nothing_done(last.summary)
            if shown:
                return before
            timed: tuple[Target, ...] = pickle.loads(memo.get(KIND, f"{_TIMED} {given}") or pickle.dumps(()))
            if not timed:
                return None
            now = replace(before, outcome=_shown_anew(config, given, as_of, timed, before.outcome))
            remember(config, given, as_of, timed, journal, memo, now)
    return now


def _nothing_done(last: Summary) -> Summary:
    """What a pass tells that comes to what the last one came to."""
    outcome = last.outcome
    standing = replace(outcome, written=(), removed=(), unchanged=(*outcome.written, *outcome.unchanged))
    return replace(last, read=0, unchanged=last.read + last.unchanged, damaged=(), outcome=standing)


def _shown_anew(
    config: Config, given: str, as_of: datetime, timed: Sequence[Target], before: Outcome
) -> Outcome:
    """What shows the clock, written as of another time; all else stands. Raises as `publish` does."""
    paths = {target.path for target in timed}
    standing = tuple(path for path in before.unchanged if path not in paths)
    suffix = Messages.load(config.paths.templates).word("ours")
    with work.Pool() as pool:  # without workers, as they are few
        outbox = Outbox(
            config.paths.outbox, pool, work.Limits(0, 0), suffix, still=lambda: given_by(config) == given
        )
        outcome = refresh([target.at(as_of) for target in timed], standing, outbox)
    return replace(outcome, unchanged=(*standing, *outcome.unchanged))


def remember(
    config: Config,
    given: str,
    as_of: datetime,
    timed: Sequence[Target],
    journal: Journal,
    memo: Memo,
    summary: Summary,
) -> None:
    """Keep what a pass came to, if nothing was left to do, for `unchanged`.

    ``given``: what `given_by` said when it began; ``timed``: the targets that show the clock.
    Who saved a template meanwhile, and takes that back, must not find this.
    """
    outcome = summary.outcome
    undone = (
        outcome.failed, outcome.beside, outcome.postponed,
        summary.waiting, summary.closed, summary.missing, summary.left_out,
        summary.unsent, summary.mail_waits,
        summary.lacking and summary.lacking.why != "missing",
    )  # fmt: skip
    if any(undone) or given_by(config) != given:
        return
    outputs = _stats(config.paths.outbox, (*outcome.written, *outcome.unchanged))
    if outputs is not None:
        clocked = all(target.clocked for target in timed)
        # A render in it may hold the whole book; as of another time it is made anew.
        kept = tuple(replace(target, render=_again) for target in timed) if clocked else ()
        lean = replace(summary, told=tuple(_lean(summary.told)))
        shown = outcome.clocks | {as_of} if timed else frozenset()
        last = _Last(shown, clocked, journal.mark_of_all(), outputs, lean)
        memo.put(KIND, f"{_TIMED} {given}", pickle.dumps(kept))
        memo.put(KIND, f"{_LAST} {given}", pickle.dumps(last))


def _lean(told: Iterable[Told]) -> Iterator[Told]:
    """The same without what the forms say, of which nothing is told again; what was one entry stays one."""
    entries: dict[int, Entry] = {}
    words: dict[str, str] = {}  # thousands of findings say the same: kept once
    for one in told:
        finding, entry = one.finding, one.entry
        message, basis = (words.setdefault(text, text) for text in (finding.message, finding.basis))
        if entry is not None:
            content = entry.content
            if isinstance(content, Record):
                content = replace(content, answers={}, unmatched=())
            bare = replace(entry, content=content, findings=(), attachments=(), changes=())
            entry = entries.setdefault(id(entry), bare)
        yield replace(one, entry=entry, finding=replace(finding, message=message, basis=basis))


def _again(path: Path) -> None:
    raise AssertionError(f"{path}: to be written as of another time")


def _stats(outbox: Path, paths: Iterable[str]) -> tuple[tuple[str, Stat], ...] | None:
    """Size and times of the outputs and the manifest; None where one is not there."""
    try:
        return tuple((path, stat_of((outbox / path).lstat())) for path in (*sorted(paths), MANIFEST))
    except OSError:
        return None


def _stand(outbox: Path, outputs: tuple[tuple[str, Stat], ...]) -> bool:
    """Whether the outputs are what was written, by size and times."""
    return _stats(outbox, (path for path, _ in outputs[:-1])) == outputs
