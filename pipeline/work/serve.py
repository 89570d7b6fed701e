"""A worker's life, in its own process: batches of items in, outcomes out.

Nothing that an item does here may reach further than its own outcome: what it prints goes
nowhere, its processes and threads end with the worker, its memory has a bound. Without
its parent a worker ends by itself, even one that hangs in C code.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import io
import mmap
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Literal, TypeVar

from pipeline.model import Problem
from pipeline.problems import Unreadable

T = TypeVar("T")
R = TypeVar("R")

# What becomes of an item that takes more memory than it may; a file may be so for other reasons.
OUT_OF_MEMORY = Problem("too-large", (("detail", "memory"),))

ANSWER_SECONDS = 0.05
ANSWER_BYTES = 1 << 20
RESULT_BYTES = 64 << 20
_READ_BYTES = 1 << 20
# How much longer than its parent would a worker waits before it ends itself.
_GRACE_SECONDS = 5

State = Literal["more", "done", "worn"]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is to do from now on: the function, pickled, and what an item may cost."""

    function: bytes
    seconds: float
    memory: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a batch: pieces of its pickled items, each with the item's place; the ``last`` one tells.

    What a large item is made of need so never be in one piece, neither here nor there.
    """

    pieces: Sequence[tuple[int, bytes]]
    last: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcomes, pickled, of the next items of a batch, and the seconds that they took.

    ``more``: others follow; ``done``: all are done; ``worn``: this worker ought to be
    replaced, and the items that are left be done by others.
    """

    outcomes: Sequence[bytes]
    seconds: float
    state: State


def serve(pipe: Connection, module: str = "") -> None:
    """Do tasks until the pipe ends; ``module``: what they will need, loaded at once.

    In come a `Task`, then batches, each as one or several `Part`. Out goes ``""`` at the start,
    for a task ``""`` or why it can't be done, for a batch one or several `Answer`.
    """
    _seclude()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    if module:
        with contextlib.suppress(Exception):  # the task itself will tell
            importlib.import_module(module)
    pipe.send("")
    doer: _Doer | None = None
    items: list[_Item] = []
    while True:
        try:
            message = pipe.recv()
        except EOFError:
            return
        if isinstance(message, Task):
            try:
                doer = _Doer(message, doer)
            except BaseException as error:  # whatever an import raises
                pipe.send(f"{type(error).__name__}: {error}")
            else:
                pipe.send("")
        elif doer is not None:
            for nth, piece in message.pieces:
                if nth == len(items):
                    items.append(_Item())
                items[nth].pieces.append(piece)
            if message.last:
                given, items = items, []
                doer.do(given, pipe)


def _seclude() -> None:
    """Part this process from the terminal, from its parent's signals and from what it may disturb."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if hasattr(os, "setsid"):
        os.setsid()  # the group in which its own processes are found
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115, PTH123  (open till the end)
    # The workers share the processors already; threads of a numeric library would only cost memory.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    # Should the machine run out of memory, Linux ends a worker rather than the program.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def _end_with(parent: int) -> None:
    wait([parent])
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


class _Item(io.RawIOBase):
    """The pickle of an item, in pieces that are let go as they are read."""

    def __init__(self) -> None:
        self.pieces: deque[bytes] = deque()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.pieces:
            return 0
        piece = self.pieces.popleft()
        some = piece[: len(buffer)]
        buffer[: len(some)] = some
        if len(some) < len(piece):
            self.pieces.appendleft(piece[len(some) :])
        return len(some)

    def value(self) -> Any:
        """Raises whatever unpickling does."""
        if len(self.pieces) == 1:
            return pickle.loads(self.pieces.pop())
        with io.BufferedReader(self, _READ_BYTES) as stream:
            return pickle.load(stream)


class _Doer:
    """Does one task's items, and watches what they leave behind."""

    def __init__(self, task: Task, before: _Doer | None) -> None:
        """Raises what unpickling the function does."""
        self._function: Callable[[Any], Any] = pickle.loads(task.function)
        self._seconds = task.seconds
        self._memory = task.memory
        # Whether an item that fails has nothing but itself to blame.
        self._new = before is None
        self._threads = threading.active_count()
        _bound_memory(task.memory)

    def do(self, items: Sequence[_Item], pipe: Connection) -> None:
        """Send the outcomes of a batch, in parts: each after some time or bytes."""
        left = len(items)
        while left:
            answer = self._part(items[len(items) - left :])
            pipe.send(answer)
            left -= len(answer.outcomes)
            if answer.state != "more":
                return

    def _part(self, items: Sequence[_Item]) -> Answer:
        faulthandler.dump_traceback_later(self._seconds + _GRACE_SECONDS, exit=True, file=2)
        outcomes: list[bytes] = []
        size, start, worn = 0, time.perf_counter(), False
        for item in items:
            try:
                outcome = _pickled(self._function, item)
            except MemoryError:
                worn = True
                _bound_memory(0)  # what it left must not keep this from being said
                if not self._new:
                    break
                outcome = pickle.dumps(OUT_OF_MEMORY)
            outcomes.append(outcome)
            self._new = False
            size += len(outcome)
            worn = worn or threading.active_count() > self._threads or _has_children()
            if worn or size > ANSWER_BYTES or time.perf_counter() - start > ANSWER_SECONDS:
                break
        faulthandler.cancel_dump_traceback_later()
        state: State = (
            "worn" if worn or self._has_grown() else "done" if len(outcomes) == len(items) else "more"
        )
        return Answer(outcomes, time.perf_counter() - start, state)

    def _has_grown(self) -> bool:
        """Whether half of the memory is taken: there might be too little for the next item."""
        if not self._memory or sys.platform != "linux":
            return False
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
        return pages * mmap.PAGESIZE > self._memory // 2


def _pickled(function: Callable[[Any], Any], item: _Item) -> bytes:
    """The outcome of an item, both pickled; raises ``MemoryError``."""
    try:
        outcome = pickle.dumps(outcome_of(function, item.value()))
    except MemoryError:
        raise
    except BaseException as error:  # what ends a process, and what values raise that don't pickle
        return pickle.dumps(crash(error))
    return outcome if len(outcome) <= RESULT_BYTES else pickle.dumps(OUT_OF_MEMORY)


def outcome_of(function: Callable[[T], R], item: T) -> R | Problem:
    """What a function gives for an item, or the problem that it raised.

    Raises ``MemoryError``, and what is meant to end a process.
    """
    try:
        return function(item)
    except Unreadable as error:
        return error.problem
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the panics of libraries in Rust are no Exceptions
        return crash(error)


def crash(error: BaseException) -> Problem:
    """``reader-crashed``, with the exception's name and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__, limit=-1)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return Problem("reader-crashed", (("detail", type(error).__name__), ("where", where)))


def _bound_memory(size: int) -> None:
    """Have allocations fail beyond so many bytes, where the system can.

    The data of the process counts, which is what grows: its address space holds
    reservations and libraries besides, more of them the more processors there are.
    """
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = size or most
    if most != resource.RLIM_INFINITY and wanted > most:
        wanted = most
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


def _has_children() -> bool:
    """Whether processes are left that an item has started."""
    if sys.platform == "win32":
        return False
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
        return True
    return False


def outcome_here(function: Callable[[T], R], item: T) -> R | Problem:
    """As `outcome_of`, without a worker: what ends a process ends this one."""
    try:
        return outcome_of(function, item)
    except MemoryError:
        return OUT_OF_MEMORY
