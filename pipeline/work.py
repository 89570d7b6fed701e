"""One way to do the same thing to many items, in processes that may die.

Items go to the workers in batches that take about `BATCH_SECONDS`, so that a thousand
light ones cost little more than themselves. A batch that crashes its worker, or takes
longer than one item may, is done again item by item: the guilty one is named, the
others get their results.

Each worker has a pipe of its own and one batch at a time. So it is always known which
items a worker died of, and one that dies can't block the others, as it can where all
share a queue and its lock. The processes are gone when the iteration ends, however it
ends, and end themselves when this process is killed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from pipeline.model import Problem
from pipeline.problems import CasebookError, Unreadable

T = TypeVar("T")
R = TypeVar("R")

BATCH_SECONDS = 0.05
BATCH_ITEMS = 64
AHEAD = 16
START_SECONDS = 60

# Items with their position among all.
Batch = Sequence[tuple[int, Any]]


def map(
    fn: Callable[[T], R], items: Iterable[T], *, workers: int, seconds: float
) -> Iterator[tuple[T, R | Problem]]:
    """Each item with what ``fn`` gives for it, in the order of the items.

    ``fn``, items and results must pickle (a top-level function, or a
    `functools.partial` of one). An item for which ``fn`` raises `Unreadable` gets its
    problem; one that raises anything else or kills its process gets
    ``reader-crashed``, with the exception's name; one that takes longer than
    ``seconds`` gets ``too-slow``. With ``workers=0`` all is done in this process,
    where nothing can be stopped.

    Items are taken a little ahead of the results, so that there may be any number.
    Raises `CasebookError` where no worker can be started.
    """
    if workers == 0:
        for item in items:
            yield item, _outcome(fn, item)
        return
    pool = _Pool(fn, items, workers, seconds)
    try:
        yield from pool.results()
    finally:
        pool.close()


class _Worker:
    """A process, the pipe to it, and the batch that it has in hand."""

    def __init__(self, context: SpawnContext, task: bytes) -> None:
        self.pipe, far_end = context.Pipe()
        self.process = context.Process(target=_serve, args=(far_end, task), daemon=True)
        self.process.start()
        # Only the process may hold that end: its death is then the end of the pipe.
        far_end.close()
        self.ready = False
        self.batch: Batch = ()
        self.deadline = 0.0

    def give(self, batch: Batch, seconds: float) -> None:
        self.batch = batch
        self.deadline = time.monotonic() + (seconds if self.ready else START_SECONDS)
        # If it has died meanwhile, the pipe says so when it is read.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send([item for _, item in batch])

    def stop(self) -> int | None:
        """End it, whatever it is doing; its exit code."""
        self.pipe.close()
        self.process.kill()
        self.process.join()
        code = self.process.exitcode
        self.process.close()
        return code


class _Pool:
    """The workers, the items still to do and the outcomes not yet asked for."""

    def __init__(self, fn: Callable[[Any], Any], items: Iterable[Any], workers: int, seconds: float) -> None:
        self._task = pickle.dumps(fn)
        self._items = enumerate(items)
        self._limit = workers
        self._seconds = seconds
        # Spawned on every system alike: a forked child would inherit open databases.
        self._context = multiprocessing.get_context("spawn")
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []
        self._again: deque[Batch] = deque()
        self._size = 1
        self._taken = 0
        self._given = 0
        self._outcomes: dict[int, tuple[Any, bytes]] = {}

    def results(self) -> Iterator[tuple[Any, Any]]:
        while True:
            self._feed()
            if self._given in self._outcomes:
                item, outcome = self._outcomes.pop(self._given)
                self._given += 1
                yield item, pickle.loads(outcome)
                # While the caller was busy some workers may have run out of work.
                self._collect(block=False)
            elif self._busy:
                self._collect(block=True)
            else:
                return

    def close(self) -> None:
        for worker in self._busy + self._idle:
            worker.stop()

    def _feed(self) -> None:
        while self._idle or len(self._busy) < self._limit:
            batch = self._take()
            if not batch:
                return
            worker = self._idle.pop() if self._idle else _Worker(self._context, self._task)
            self._busy.append(worker)
            worker.give(batch, self._seconds)

    def _take(self) -> Batch:
        if self._again:
            return self._again.popleft()
        if self._taken - self._given >= AHEAD * self._limit * self._size:
            return ()
        batch = tuple(islice(self._items, self._size))
        self._taken += len(batch)
        return batch

    def _collect(self, *, block: bool) -> None:
        """Take what the workers have to say; with ``block`` wait for the first word."""
        now = time.monotonic()
        soonest = min((worker.deadline for worker in self._busy), default=now)
        ready = wait([worker.pipe for worker in self._busy], max(0, soonest - now) if block else 0)
        for worker in tuple(self._busy):
            if worker.pipe in ready:
                self._receive(worker)
            elif time.monotonic() > worker.deadline:
                worker.stop()
                self._failed(worker, Problem("too-slow"))

    def _receive(self, worker: _Worker) -> None:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            code = worker.stop()
            self._failed(worker, Problem("reader-crashed", (("detail", f"exit {code}"),)))
            return
        if message is None:
            worker.ready = True
            worker.deadline = time.monotonic() + self._seconds
            return
        outcomes, spent = message
        self._size = _batch_size(spent / len(outcomes))
        for (index, item), outcome in zip(worker.batch, outcomes, strict=True):
            self._outcomes[index] = (item, outcome)
        self._busy.remove(worker)
        self._idle.append(worker)

    def _failed(self, worker: _Worker, problem: Problem) -> None:
        """A worker is gone: of one item, that is the answer; of several, each is tried alone."""
        self._busy.remove(worker)
        if not worker.ready:
            detail = dict(problem.values).get("detail", problem.code)
            raise CasebookError(
                f"A worker process could not start ({detail}).",
                "Set workers = 0 to do without, and to see why.",
            )
        if len(worker.batch) > 1:
            self._again.extend((each,) for each in worker.batch)
            return
        ((index, item),) = worker.batch
        self._outcomes[index] = (item, pickle.dumps(problem))


def _batch_size(seconds: float) -> int:
    """How many items of so many seconds make a batch."""
    return max(1, min(BATCH_ITEMS, int(BATCH_SECONDS / max(seconds, 1e-6))))


# --- in the worker ---------------------------------------------------------------


def _serve(pipe: Connection, task: bytes) -> None:
    """A worker's life: batches of items in, batches of outcomes and the seconds spent out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    fn = pickle.loads(task)
    pipe.send(None)
    while True:
        try:
            batch = pipe.recv()
        except EOFError:
            return
        start = time.perf_counter()
        outcomes = [_pickled(fn, item) for item in batch]
        pipe.send((outcomes, time.perf_counter() - start))


def _end_with(parent: int) -> None:
    wait([parent])
    os._exit(1)


def _pickled(fn: Callable[[Any], Any], item: Any) -> bytes:
    outcome = _outcome(fn, item)
    try:
        return pickle.dumps(outcome)
    except Exception as error:  # whatever the values of a library raise
        return pickle.dumps(_crash(error))


def _outcome(fn: Callable[[T], R], item: T) -> R | Problem:
    try:
        return fn(item)
    except Unreadable as error:
        return error.problem
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the panics of libraries in Rust are no Exceptions
        return _crash(error)


def _crash(error: BaseException) -> Problem:
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return Problem("reader-crashed", (("detail", type(error).__name__), ("where", where)))
