"""What `casebook extract` says of a file, read in this process instead of a worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from pytest import MonkeyPatch

from pipeline import work
from pipeline.batch import named
from pipeline.batch.reading import Reader
from pipeline.batch.tools import Tools
from pipeline.cli import options, read_commands
from pipeline.problems import Unreadable


class _Pool:
    """Workers that are none: what fails otherwise than by `Unreadable` fails the test."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, read: Reader, places: Iterable[Any], limits: work.Limits) -> Iterator[tuple[Any, Any]]:
        for place in places:
            try:
                outcome: Any = read(place)
            except Unreadable as error:
                outcome = error.problem
            yield place, outcome


def tools() -> Tools:
    """The settings and forms of this folder."""
    return Tools.load(options.settings(None))


def read(paths: Iterable[Path], kept: Tools) -> dict[Path, list[dict[str, Any]]]:
    """The lines for each file, as `tests.exam.judge.mark` takes them; nothing read before is known."""
    reader = Reader(kept.library, kept.config.door)
    with MonkeyPatch.context() as patch:
        patch.setattr(work, "Pool", _Pool)
        patch.setattr(work, "map", _Pool().map)
        return {
            path: [
                line
                for found in named.read([path], reader, kept.config, kept.limits, options.now())
                for line in read_commands._records(found, kept)
            ]
            for path in paths
        }
