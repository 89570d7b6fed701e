"""``run``, ``watch`` and ``status``: passes over the inbox, and how far they have got."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.batch.story import Summary
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
    log_format: options.Log = options.LogFormat.text,
) -> None:
    """One pass over the inbox; ends when the outbox agrees with it."""
    log = _log(log_format)
    settings = options.settings(config, inbox=inbox, outbox=outbox, state=state)
    summary = _pass(settings, as_of, log, accept_gone=accept_gone)
    raise typer.Exit(summary.exit_code)


def watch(
    config: options.ConfigFile = None,
    inbox: options.Inbox = None,
    outbox: options.Outbox = None,
    state: options.State = None,
    log_format: options.Log = options.LogFormat.text,
) -> None:
    """The same for ever: when something changes in the inbox, and at each rescan."""
    from pipeline import watch as watching
    from pipeline.batch.story import Tools
    from pipeline.problems import CasebookError, ConfigError

    log = _log(log_format)
    settings = options.settings(config, inbox=inbox, outbox=outbox, state=state)
    Tools.load(settings)
    if not settings.paths.inbox.is_dir():
        raise ConfigError(
            f"There is no inbox {settings.paths.inbox}.", "Make the folder, or set paths.inbox."
        )

    def look() -> None:
        try:
            _pass(settings, None, log)
        except CasebookError as error:
            # Another pass, a full disk, a share that is gone for now: the next look tries again.
            log.event("error", f"casebook: {error}", code=error.exit_code)

    watching.watch(settings.paths.inbox, look)


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
    counted = story.review(settings, as_of or options.now())
    if as_json:
        print(json.dumps(counted.json(), ensure_ascii=False))
    else:
        terminal.status(counted, sys.stdout)


def _log(log_format: options.LogFormat) -> Log:
    from pipeline.cli import terminal

    return terminal.JsonLog() if log_format is options.LogFormat.json else terminal.TextLog()


def _pass(settings: Config, as_of: datetime | None, log: Log, *, accept_gone: bool = False) -> Summary:
    from pipeline.batch import story

    started = time.perf_counter()
    with log.progress() as progress:
        summary = story.run(settings, as_of or options.now(), progress, accept_gone=accept_gone)
    log.summary(summary, time.perf_counter() - started)
    return summary
