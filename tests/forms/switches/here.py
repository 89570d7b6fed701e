"""What `casebook extract` says of a file, read in this process instead of a worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from pipeline import work
from pipeline.batch import asked
from pipeline.batch.named import Tools
from pipeline.batch.reading import Reader
from pipeline.cli import options
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
    here: Any = _Pool()
    return {
        path: [
            line
            for found in asked.read([path], kept, options.now(), here)
            for line in asked.records(found, kept)
        ]
        for path in paths
    }
