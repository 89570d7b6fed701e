"""The beginning of a pass: alone with the state, a look at the inbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock, Timeout

from pipeline import inbox, work
from pipeline.batch import places
from pipeline.config import Config
from pipeline.journal import Journal, Seen
from pipeline.originals import Originals
from pipeline.problems import Busy, CasebookError

Judging: TypeAlias = "Callable[[Sequence[Path]], Mapping[Path, inbox.Judged]]"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a watcher keeps from pass to pass.

    Since when each file has lain still, and a worker that is ready: its start takes longer
    than what one form asks of it.
    """

    settling: inbox.Settling
    pool: work.Pool


@contextmanager
def alone(config: Config) -> Iterator[None]:
    """One pass at a time: the lock of a process that died is no obstacle."""
    state = config.paths.state
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = FileLock(state / "pass.lock")
        lock.acquire(timeout=config.run.wait_seconds)
    except OSError as error:  # filelock's Timeout is one of its own
        if not isinstance(error, Timeout):
            raise CasebookError(
                f"{state} can't be written: {error.strerror}.", "Check paths.state."
            ) from None
        raise Busy(
            f"Another pass holds {state} and did not finish within {config.run.wait_seconds:g} s.",
            "Wait for it, or raise run.wait_seconds.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def sight(
    config: Config,
    journal: Journal,
    originals: Originals,
    as_of: datetime,
    settling: inbox.Settling | None,
    *,
    accept_gone: bool,
    judge: Judging,
) -> inbox.Sighted:
    """Look at the inbox and record what is new; the arguments are those of a pass.

    ``judge`` looks at new files before anything of them is kept.
    """
    rules = replace(_rules(config, settling, accept_gone=accept_gone), judge=judge)
    return inbox.sight(_look(config), journal, originals, as_of, rules)


def unchanged(
    config: Config, journal: Journal, as_of: datetime, settling: inbox.Settling | None, *, accept_gone: bool
) -> Mapping[str, Seen] | None:
    """What stands in the inbox, None where `sight` would find anything new."""
    rules = _rules(config, settling, accept_gone=accept_gone)
    return inbox.unchanged(_look(config), journal, as_of, rules)


def _look(config: Config) -> Callable[[], inbox.Scan]:
    return partial(
        inbox.scan,
        config.paths.inbox,
        ignore_folders=config.ignore_folders,
        review=config.paths.review,
    )


def _rules(config: Config, settling: inbox.Settling | None, *, accept_gone: bool) -> inbox.Rules:
    folders = folders_of(config)

    def held_together(path: str) -> str:
        """The folder of a district, or of a review elsewhere: a share that may not be there."""
        is_elsewhere = folders.are_apart and folders.is_review(path)
        return folders.reviews if is_elsewhere else places.district_folder(path)[1]

    return inbox.Rules(
        inbox=config.paths.inbox,
        settling=settling or new_settling(config),
        limit_seconds=0 if settling else config.run.settle_limit_seconds,
        megabytes=config.limits.file.megabytes,
        district_folder=held_together,
        accept_gone=accept_gone,
    )


def folders_of(config: Config) -> inbox.Folders:
    """Where people put things."""
    return inbox.Folders(config.paths.inbox, config.paths.review)


@contextmanager
def workers(kept: Kept | None, begun: work.Pool | None = None) -> Iterator[work.Pool]:
    """The workers of a pass, those ``begun`` for it first; a watcher's go on."""
    if kept is None:
        with begun or work.Pool() as pool:
            yield pool
        return
    try:
        yield kept.pool
    finally:
        kept.pool.rest()


def new_settling(config: Config) -> inbox.Settling:
    """How long files are watched before they are read: nothing is known of any yet."""
    return inbox.Settling(config.run.settle_seconds, config.run.broken_seconds)
