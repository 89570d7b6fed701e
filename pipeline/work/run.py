"""One `map`: the items to do, the workers that do them, and the outcomes not yet asked for."""

from __future__ import annotations

import math
import pickle
import time
from collections import deque
from collections.abc import Generator, Iterable, Sized
from itertools import islice
from multiprocessing.connection import wait
from typing import Any

from pipeline.model import Problem
from pipeline.problems import CasebookError
from pipeline.work.serve import Task, crash
from pipeline.work.worker import Batch, CannotLearn, Gone, Worker

BATCH_SECONDS = 0.05
BATCH_ITEMS = 64
BATCH_BYTES = 1 << 20
AHEAD = 16
AHEAD_BYTES = 64 << 20
STARTS = 3
# Light items that one worker has done before another one has started. Where they turn out
# not to be light, one more starts each second.
FEW = 8
# How long workers may lack work while the caller takes outcomes that are there already.
_TAKE_SECONDS = 0.002
# Between looks for processes that are gone while something else holds their pipe.
_LOOK_SECONDS = 1.0


class Run:
    """Feeds the workers, takes what they answer, and finds out whom to blame where one fails.

    ``idle`` is the pool's: workers are taken from it, and put back when there is no more
    for them to do.
    """

    def __init__(self, items: Iterable[Any], workers: int, task: Task, idle: list[Worker]) -> None:
        self._items = enumerate(items)
        self._workers = workers
        self._worth = -(-len(items) // FEW) if isinstance(items, Sized) else workers
        self._began = math.inf
        self._task = task
        self._idle = idle
        self._older = frozenset(idle)  # what became of these says nothing of a new one
        self._busy: list[Worker] = []
        self._again: deque[Batch] = deque()
        self._alone: deque[Batch] = deque()
        self._size = 1
        self._failed_starts = 0
        self._taken: deque[tuple[int, Any]] = deque()
        self._outcomes: dict[int, bytes] = {}
        self._outcome_bytes = 0

    def results(self) -> Generator[tuple[Any, Any], None, None]:
        """Each item with its outcome, in order. Raises `CasebookError` where no worker can start."""
        try:
            self._feed()
            looked = time.monotonic()
            while self._taken:
                while self._taken and self._taken[0][0] in self._outcomes:
                    index, item = self._taken.popleft()
                    yield item, self._outcome(index)
                    if time.monotonic() - looked > _TAKE_SECONDS:
                        break
                self._collect(block=bool(self._taken) and self._taken[0][0] not in self._outcomes)
                self._feed()
                looked = time.monotonic()
        finally:
            for worker in self._busy:
                worker.stop()

    def _outcome(self, index: int) -> Any:
        outcome = self._outcomes.pop(index)
        self._outcome_bytes -= len(outcome)
        try:
            return pickle.loads(outcome)
        except Exception as error:  # whatever is raised by a value that can be sent but not received
            return crash(error)

    # --- giving out -------------------------------------------------------------------

    def _feed(self) -> None:
        """Give work to as many workers as there may be, and as are worth their start."""
        while len(self._busy) < self._worth_having():
            alone = bool(self._alone)
            batch = self._alone.popleft() if alone else self._take()
            if not batch:
                return
            try:
                worker = self._idle.pop() if self._idle and not alone else self._start()
            except OSError as error:
                self._alone.append(batch)
                if self._busy:
                    return  # those that there are go on, and another start is tried later
                raise _cannot_start(error) from None
            self._busy.append(worker)
            try:
                worker.give(self._task, batch)
            except Gone:
                self._gone(worker)
            else:
                self._note(worker)

    def _note(self, worker: Worker) -> None:
        """A worker that knows its task works: from the first on it is known how long all takes."""
        if worker.ready:
            self._failed_starts = 0
            self._began = min(self._began, time.monotonic())

    def _worth_having(self) -> int:
        """How many workers there should be: a few items are done before a second one has started."""
        return min(self._workers, self._worth + int(max(0.0, time.monotonic() - self._began)))

    def _take(self) -> Batch:
        if self._again:
            return self._again.popleft()
        most = AHEAD * self._workers * self._size
        if len(self._taken) >= most or self._outcome_bytes > AHEAD_BYTES:
            return ()
        taken = tuple(islice(self._items, self._size))
        self._taken.extend(taken)
        return taken

    def _start(self) -> Worker:
        if self._idle and len(self._busy) + len(self._idle) >= self._workers:
            self._idle.pop().stop()
        return Worker()

    # --- taking in --------------------------------------------------------------------

    def _collect(self, *, block: bool) -> None:
        """Take what the workers have to say; with ``block`` wait a while for the first word."""
        soonest = min((worker.seconds_left for worker in self._busy), default=0.0)
        patience = max(0.0, min(soonest, _LOOK_SECONDS)) if block else 0.0
        ready = wait([worker.pipe for worker in self._busy], patience)
        for worker in tuple(self._busy):
            if worker.pipe in ready:
                self._receive(worker)
            elif worker.has_ended():
                self._gone(worker)
            elif worker.seconds_left < 0:
                worker.stop()
                self._failed(worker, Problem("too-slow"))

    def _receive(self, worker: Worker) -> None:
        try:
            answer = worker.receive()
        except Gone:
            self._gone(worker)
            return
        except CannotLearn as error:
            raise _cannot_start(error) from None
        if answer is None:
            self._note(worker)
            return
        done = len(answer.outcomes)
        for (index, _), outcome in zip(worker.batch, answer.outcomes, strict=False):
            self._settle(index, outcome)
        worker.batch = worker.batch[done:]
        if done:
            self._size = _batch_size(answer.seconds / done, sum(map(len, answer.outcomes)) / done)
        if answer.state == "done":
            self._busy.remove(worker)
            self._idle.append(worker)
        elif answer.state == "worn":
            self._busy.remove(worker)
            worker.stop()
            # The next one failed for want of memory, or has not been tried.
            self._alone.extend(batch for batch in (worker.batch[:1],) if batch)
            self._again.extend(batch for batch in (worker.batch[1:],) if batch)

    def _settle(self, index: int, outcome: bytes) -> None:
        self._outcomes[index] = outcome
        self._outcome_bytes += len(outcome)

    # --- when one fails ---------------------------------------------------------------

    def _gone(self, worker: Worker) -> None:
        code = worker.stop()
        self._failed(worker, Problem("reader-crashed", (("detail", f"exit {code}"),)))

    def _failed(self, worker: Worker, problem: Problem) -> None:
        """A worker was stopped, with these items in hand."""
        self._busy.remove(worker)
        if not worker.ready:
            self._failed_starts += worker not in self._older
            if self._failed_starts == STARTS:
                raise _cannot_start(dict(problem.values).get("detail", problem.code))
            self._alone.append(worker.batch)
        elif len(worker.batch) > 1:
            self._again.extend((each,) for each in worker.batch)
        elif worker.new or problem.code == "too-slow":
            self._settle(worker.batch[0][0], pickle.dumps(problem))
        else:
            self._alone.append(worker.batch)


def _batch_size(seconds: float, size: float) -> int:
    """How many items make a batch, that take so long and have outcomes of so many bytes."""
    most = min(BATCH_SECONDS / max(seconds, 1e-6), BATCH_BYTES / max(size, 1.0))
    return max(1, min(BATCH_ITEMS, int(most)))


def _cannot_start(why: object) -> CasebookError:
    return CasebookError(
        f"A worker process could not start ({why}).", "Set workers = 0 to do without, and to see why."
    )
