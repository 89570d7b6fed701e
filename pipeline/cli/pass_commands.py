"""``run``, ``watch`` and ``status``: passes over the inbox, and how far they have got."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.batch.summary import Summary
    from pipeline.cli.terminal import Log
    from pipeline.config import Config


def run(
    config: options.ConfigFile = None,
    inbox: options.Inbox = None,
    outbox: options.Outbox = None,
    state: options.State = None,
    as_of: options.AsOf = None,
    accept_gone: Annotated[
        bool,
        typer.Option("--accept-gone", help="A district or inbox without files was emptied by people."),
    ] = False,
    reseed: Annotated[
        Path | None,
        typer.Option("--reseed", metavar="台账.xlsx", help="Where the journal was lost: the last register."),
    ] = None,
    log_format: options.Log = options.LogFormat.text,
) -> None:
    """One pass over the inbox; ends when the outbox agrees with it."""
    settings = options.settings(config, inbox=inbox, outbox=outbox, state=state)
    log = _log(log_format, settings)
    summary = _pass(settings, as_of, log, accept_gone=accept_gone, register=reseed)
    raise typer.Exit(summary.exit_code)


def watch(
    config: options.ConfigFile = None,
    inbox: options.Inbox = None,
    outbox: options.Outbox = None,
    state: options.State = None,
    health: Annotated[bool, typer.Option("--health", help="Is a watcher well? Exit 0 or 1.")] = False,
    log_format: options.Log = options.LogFormat.text,
) -> None:
    """The same for ever: when something changes in the inbox, and at each rescan."""
    from pipeline import watch as watching
    from pipeline import work
    from pipeline.batch import glance, story
    from pipeline.batch.look import Kept, new_settling
    from pipeline.batch.tools import Tools
    from pipeline.problems import ConfigError

    settings = options.settings(config, inbox=inbox, outbox=outbox, state=state)
    if health:
        well, words = watching.health(settings, options.now())
        print(words)
        raise typer.Exit(0 if well else 1)
    log = _log(log_format, settings)
    Tools.load(settings)
    if not settings.paths.inbox.is_dir():
        raise ConfigError(
            f"There is no inbox {settings.paths.inbox}.", "Make the folder, or set paths.inbox."
        )
    expect_much()
    told = _Told(log)
    with work.Pool() as pool:
        kept = Kept(new_settling(settings), pool)

        def look(postpone: bool) -> watching.Looked:
            started, now = time.perf_counter(), options.now()
            with _errors_said(), log.progress() as progress:
                summary = glance.unchanged(settings, now, kept=kept)
                if summary is None:
                    summary = story.run(settings, now, progress, kept=kept, postpone=postpone)
            told.summary(summary, time.perf_counter() - started)
            return watching.Looked(summary.due, bool(summary.outcome.postponed))

        watching.watch(settings, look, log.event)


class _Told:
    """Tells what passes did; one that did nothing and found nothing new is not worth a line."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._last: object = None

    def summary(self, summary: Summary, seconds: float) -> None:
        outcome = summary.outcome
        state = (
            summary.waiting, summary.closed, summary.missing, summary.left_out, summary.lacking,
            outcome.beside, outcome.failed, outcome.postponed,
        )  # fmt: skip
        if summary.read or outcome.written or outcome.removed or state != self._last:
            self._log.summary(summary, seconds)
        self._last = state


def status(
    config: options.ConfigFile = None,
    inbox: options.Inbox = None,
    outbox: options.Outbox = None,
    state: options.State = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Districts: received, passed, to correct, unreadable; letter and Annex 4 there or not.

    Cases that stand are counted (each project of a form that lists several), and files
    that can't be read; received is their sum. As of the last pass.
    """
    from pipeline.batch import story
    from pipeline.cli import terminal

    settings = options.settings(config, inbox=inbox, outbox=outbox, state=state)
    options.say_where_nothing_is_known(settings.paths.state)
    counted = story.review(settings, as_of or options.now())
    if as_json:
        print(json.dumps(counted.json(), ensure_ascii=False))
    else:
        terminal.status(counted, sys.stdout)


def _log(log_format: options.LogFormat, settings: Config) -> Log:
    from pipeline.cli import terminal

    shown: Log = terminal.JsonLog() if log_format is options.LogFormat.json else terminal.TextLog()
    if not settings.log.file:
        return shown
    kept = settings.log
    with _errors_said():
        return terminal.BothLogs(shown, terminal.FileLog(Path(kept.file), kept.megabytes, kept.keep))


def _pass(
    settings: Config, as_of: datetime | None, log: Log, *, accept_gone: bool, register: Path | None
) -> Summary:
    from pipeline import api

    expect_much()
    started = time.perf_counter()
    time_of_run = as_of or options.now()
    with _told_by_mail(settings, time_of_run, log), _errors_said(), log.progress() as progress:
        summary = api.run(
            settings, time_of_run, progress=progress, accept_gone=accept_gone, register=register
        )
    log.summary(summary, time.perf_counter() - started)
    return summary


def expect_much() -> None:
    """Look for garbage less often: a book is a million small values that stay.

    To go through them again for each 700 new ones takes a fifth of a pass.
    """
    gc.set_threshold(50_000, 20, 100)


@contextmanager
def _told_by_mail(settings: Config, as_of: datetime, log: Log) -> Iterator[None]:
    """A pass that ends early tells the bureau so, where mails are set up."""
    from pipeline.problems import Busy, CasebookError

    try:
        yield
    except CasebookError as error:
        log.ended(error)
        if isinstance(error, Busy):
            raise  # another pass is at work: nothing is wrong
        from pipeline.batch import mailing

        for failure in mailing.tell_of_failure(settings, as_of, error.message).failed:
            log.event("unsent", f"Not sent: {failure.path}: {failure.reason}")
        raise


@contextmanager
def _errors_said() -> Iterator[None]:
    """What the machine refuses, wherever it did, is said with the path and is no stack trace."""
    from pipeline.problems import CasebookError

    try:
        yield
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise CasebookError(
            f"{where}{error.strerror or error}.", "See to space and rights there, then run again."
        ) from error
