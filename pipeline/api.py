"""Casebook for programs that embed it; ``from pipeline import extract, check, run`` gives the same.

What runs in worker processes asks of the embedding program what Python's `multiprocessing`
does: that its main module can be imported (``if __name__ == "__main__":``), or ``workers = 0``
in the settings, which gives up the limits on time and memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import config as settings
from pipeline.config import Config

if TYPE_CHECKING:
    from pipeline.batch.named import Named, Tools
    from pipeline.batch.progress import Progress
    from pipeline.batch.summary import Summary

__all__ = ["check", "extract", "run"]

_FIRST = 4  # workers that a first pass begins with


def extract(
    files: Iterable[str | PathLike[str]], config: Config | str | PathLike[str] | None = None
) -> Iterator[dict[str, Any]]:
    """The record of each form in these files, in their order, as ``docs/reading.md`` has it ("A record").

    ``config``: settings, or the file that has them; None is ``config.toml`` in the working
    directory, or the defaults. A file may hold several forms, an archive many; one that can't
    be read gives an object with an ``error`` (``code`` and Chinese ``message``), and no exception.

    Raises `ConfigError` and `TemplateError`, both a `CasebookError`.

    >>> for record in extract(["examples/inbox/黄埔区/征集表.docx"]):
    ...     print(record["form"], record["district"], record["fields"]["name"])
    annex1 黄埔区 广州芷衡药业有限公司
    """
    for read, tools in _read(files, config):
        from pipeline.batch import asked

        yield from asked.records(read, tools)


def check(
    files: Iterable[str | PathLike[str]], config: Config | str | PathLike[str] | None = None
) -> Iterator[dict[str, Any]]:
    """What the applicants have to correct in these files: findings, as ``docs/interface.md`` has them.

    Each file is looked at alone; ``config`` and what is raised as for `extract`.
    """
    for read, tools in _read(files, config):
        from pipeline.batch import asked

        yield from asked.findings(asked.book(read, tools), tools)


def run(
    config: Config | str | PathLike[str] | None = None,
    as_of: datetime | None = None,
    *,
    progress: Progress | None = None,
    accept_gone: bool = False,
    register: Path | None = None,
) -> Summary:
    """One pass over the inbox; returns when the outbox agrees with it.

    ``as_of``: the run's clock, with its zone; None: now. The others are those of
    ``casebook run``: ``accept_gone``: folders without files were emptied by people;
    ``register``: the last register, where the journal was lost. The answer's ``exit_code`` is
    0 where all was done, 1 where something could not be.

    Raises `ConfigError`, `TemplateError`, `Busy` where another pass does not end in time,
    `CasebookError` where journal or outbox can't be used, and ``ValueError`` for a time
    without a zone.

    >>> from pipeline.config import load
    >>> summary = run(load(inbox=inbox, outbox=outbox, state=state))
    >>> summary.exit_code, len(summary.told)
    (0, 0)
    """
    from pipeline import work
    from pipeline.batch import READING, glance
    from pipeline.journal import NAME as JOURNAL

    known = _settings(config)
    at = as_of or settings.now()
    if at.tzinfo is None:  # the journal would never get rid of it
        raise ValueError(f"as_of ({at}) has no time zone")
    if register is None and (done := glance.unchanged(known, at, accept_gone=accept_gone)):
        return done
    with work.Pool() as pool:
        # The first pass has much to read, another one may have a single form; more workers start
        # when they are worth it.
        first = not (known.paths.state / JOURNAL).exists()
        pool.prepare(READING, min(known.workers, _FIRST if first else 1))
        from pipeline.batch import story  # with all that reads and writes documents

        return story.run(known, at, progress, pool=pool, accept_gone=accept_gone, register=register)


def _read(
    files: Iterable[str | PathLike[str]], config: Config | str | PathLike[str] | None
) -> Iterator[tuple[Named, Tools]]:
    """What each file holds, and what it is judged with."""
    from pipeline import work
    from pipeline.batch import READING

    known = _settings(config)
    with work.Pool() as pool:
        pool.prepare(READING, min(known.workers, 1))
        from pipeline.batch import asked
        from pipeline.batch.named import Tools

        tools = Tools.load(known)
        for read in asked.read([Path(file) for file in files], tools, settings.now(), pool):
            yield read, tools


def _settings(config: Config | str | PathLike[str] | None) -> Config:
    if isinstance(config, Config):
        return config
    return settings.load(None if config is None else Path(config))
