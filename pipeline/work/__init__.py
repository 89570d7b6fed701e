"""One way to do the same thing to many items, in processes that may die.

    for path, outcome in work.map(read, paths, Limits(workers=4, seconds=60)):
        ...

What becomes of an item, whatever it does to its process:

    raises `Unreadable`                                       its own problem
    raises anything else, ends its process or makes it crash  ``reader-crashed``
    takes longer than it may                                  ``too-slow``
    needs more memory than it may, or returns a monster       ``too-large``

No other item suffers for it. A worker that died, ran out of memory, or has threads or
processes left over from an item is replaced; what a worker died of that had done other
things before is tried once more in a new one, and only that tells. Items go to the workers
in batches that take a moment, so that a thousand light ones cost little more than themselves.

The library pebble has workers that may be stopped, too. But they share one channel and its
lock, have no bound of memory, and whatever a worker dies of is blamed; an item by itself
costs more there, and ``bench/work.py`` finds this one no slower than workers without any care.

`serve` is what happens in a worker, `worker` one as seen from here, `run` the story of a map.
"""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

from pipeline.model import Problem
from pipeline.work.run import Run
from pipeline.work.serve import OUT_OF_MEMORY, Task, outcome_here
from pipeline.work.worker import Worker

__all__ = ["OUT_OF_MEMORY", "Limits", "Pool", "map"]

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many workers do the items, and what one of these may cost.

    ``workers``: 0 has all done in this process, where nothing can be stopped. ``memory``:
    bytes that a worker may have for its data, 0 for no limit; only Linux can be held to it.
    """

    workers: int
    seconds: float
    memory: int = 0


class Pool:
    """Keeps the workers of one `map` for the next, which saves it their start; a context manager.

    They are gone when it is closed, and end by themselves when this process is killed.
    """

    def __init__(self) -> None:
        self._idle: list[Worker] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def prepare(self, module: str, workers: int) -> None:
        """Start so many workers, which load a module while their caller has other things to do.

        Where one can't start, who needs it finds that out.
        """
        for _ in range(workers):
            with contextlib.suppress(OSError):
                self._idle.append(Worker(module))

    def close(self) -> None:
        """End the workers."""
        while self._idle:
            self._idle.pop().stop()

    def rest(self) -> None:
        """End all workers but one, for who will need one again."""
        while len(self._idle) > 1:
            self._idle.pop(0).stop()

    def map(
        self, fn: Callable[[T], R], items: Iterable[T], limits: Limits
    ) -> Generator[tuple[T, R | Problem], None, None]:
        """As `work.map`."""
        if limits.workers == 0:
            return ((item, outcome_here(fn, item)) for item in items)
        task = Task(pickle.dumps(fn), limits.seconds, limits.memory)
        return Run(items, limits.workers, task, self._idle).results()


def map(
    fn: Callable[[T], R], items: Iterable[T], limits: Limits
) -> Generator[tuple[T, R | Problem], None, None]:
    """Each item with what ``fn`` gives for it, or a `Problem`, in the order of the items.

    ``fn``, items and results must pickle (a top-level function, an instance of a
    top-level class, or a `functools.partial` of one). What ``fn`` prints goes nowhere.
    Items are taken a little ahead of the results, so that there may be any number.

    Raises `CasebookError` where no worker can be started, and what pickling ``fn`` or an
    item raises.
    """
    with Pool() as pool:
        yield from pool.map(fn, items, limits)
