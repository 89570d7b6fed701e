"""A worker process as its parent sees it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from multiprocessing.connection import Connection
from typing import Any

from pipeline.work.serve import ANSWER_BYTES, RESULT_BYTES, Answer, Part, Task, serve

START_SECONDS = 60
# A process that is alive sends a message, and takes one in, without such a pause.
STALL_SECONDS = 5
END_SECONDS = 10
_ENDING = (signal.SIGINT, signal.SIGTERM)
_MESSAGE_BYTES = RESULT_BYTES + 2 * ANSWER_BYTES

# Spawned on every system alike: a forked child would inherit open databases.
_CONTEXT = multiprocessing.get_context("spawn")

_PART_BYTES = 1 << 20

Batch = Sequence[tuple[int, Any]]
"""Items with their position among all."""


class Gone(Exception):
    """The process ended, is frozen or talks rubbish: it has to be stopped."""


class CannotLearn(Exception):
    """The process can't load the function that it is to call; says why."""


class _State(Enum):
    STARTING = auto()
    LEARNING = auto()
    READY = auto()


class Worker:
    """A process, the pipe to it, its task, and what it has not answered yet of its batch."""

    def __init__(self, module: str = "") -> None:
        """Start the process; raises ``OSError`` where the system refuses.

        ``module``: what it loads before it is asked for anything.
        """
        self.pipe, far_end = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=serve, args=(far_end, module), daemon=True)
        try:
            with _whole_start():
                self._process.start()
        except BaseException:
            self.pipe.close()
            raise
        finally:
            # Only the process may hold that end: its death is then the end of the pipe.
            far_end.close()
        _stall_no_longer_than(STALL_SECONDS, self.pipe)
        self._state = _State.STARTING
        self._task: Task | None = None
        self._deadline = time.monotonic() + START_SECONDS
        self._batches = 0
        self._closed = False
        self.batch: Batch = ()

    @property
    def ready(self) -> bool:
        """Whether it has started and knows its task."""
        return self._state is _State.READY

    @property
    def new(self) -> bool:
        """Whether it has done nothing before its batch."""
        return self._batches == 1

    @property
    def seconds_left(self) -> float:
        """How long it may go on without a word."""
        return self._deadline - time.monotonic()

    def give(self, task: Task, batch: Batch) -> None:
        """Have it do a batch of a task. Raises `Gone`, and what pickling an item does."""
        known, self._task, self.batch = self._task, task, batch
        self._batches += 1
        if self._state is _State.READY and task == known:
            self._send_batch()
        elif self._state is _State.READY:
            self._send_task(task)

    def receive(self) -> Answer | None:
        """What it has to say: a part of its answer, None for a step on the way there.

        Raises `Gone` and `CannotLearn`, and what pickling an item of its batch does.
        """
        message = self._receive()
        if isinstance(message, Answer):
            self._wait(self._task.seconds if self._task else 0)
            return message
        if message:
            raise CannotLearn(message)
        if self._state is _State.STARTING and self._task is not None:
            self._send_task(self._task)
        else:
            self._state = _State.READY
            self._send_batch()
        return None

    def has_ended(self) -> bool:
        """Whether the process is gone, though perhaps not the end of the pipe.

        A process that it left behind may hold that.
        """
        return self._process.exitcode is not None and not self.pipe.poll()

    def stop(self) -> int | None:
        """End it and all that it started, whatever they are doing; its exit code.

        Done again, as after Ctrl-C in the midst of it, it does what is left to do.
        """
        if self._closed:
            return None
        self.pipe.close()
        if self._process.pid and hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join(END_SECONDS)
        code = self._process.exitcode
        if code is not None:
            self._closed = True
            self._process.close()
        return code

    def _send_task(self, task: Task) -> None:
        self._state = _State.LEARNING
        self._wait(START_SECONDS)
        self._send(task)

    def _send_batch(self) -> None:
        parts = _Parts(self._send)
        for nth, (_, item) in enumerate(self.batch):
            parts.nth = nth
            pickle.dump(item, parts)
        parts.send(last=True)
        self._wait(self._task.seconds if self._task else 0)

    def _wait(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    def _send(self, message: Task | Part) -> None:
        try:
            self.pipe.send(message)
        except OSError:
            raise Gone from None

    def _receive(self) -> object:
        try:
            return pickle.loads(self.pipe.recv_bytes(_MESSAGE_BYTES))
        except Exception:  # the end, a pause, or whatever a message raises that isn't one
            raise Gone from None


class _Parts:
    """What pickles are written to: sends them on in parts, so that none is here as a whole."""

    def __init__(self, send: Callable[[Part], None]) -> None:
        self._send = send
        self._pieces: list[tuple[int, bytes]] = []
        self._size = 0
        self.nth = 0

    def write(self, piece: bytes) -> None:
        self._pieces.append((self.nth, bytes(piece)))
        self._size += len(piece)
        if self._size >= _PART_BYTES:
            self.send(last=False)

    def send(self, *, last: bool) -> None:
        self._send(Part(self._pieces, last))
        self._pieces, self._size = [], 0


@contextlib.contextmanager
def _whole_start() -> Iterator[None]:
    """Has Ctrl-C and SIGTERM wait until a process has all that it starts with.

    One cut off from it would end in a stack trace of its own. Holding signals back for this
    thread would not do: another takes them, and the handler is called here all the same.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    before = {number: signal.signal(number, lambda got, _: waiting.append(got)) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for got in waiting[:1]:
            signal.raise_signal(got)


def _stall_no_longer_than(seconds: int, pipe: Connection) -> None:
    """Have reading and writing fail that a process in the middle of a message holds up.

    Nothing there on Windows, where messages pass whole and no signal freezes a process.
    """
    if os.name == "nt":
        return
    with socket.socket(fileno=os.dup(pipe.fileno())) as end:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            end.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", seconds, 0))
