"""What items do to the processes that do them, in earnest. The workers import this, and little else."""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.model import Problem
from pipeline.problems import Unreadable

MEGABYTE = 1 << 20
# What an item may have in the tests of memory; less than half of it; and what is too much behind that.
MEMORY = 400 * MEGABYTE
SOME = 120 * MEGABYTE
MUCH = 300 * MEGABYTE

kept: list[Any] = []


def square(number: int) -> int:
    return number * number


def pid_of(_: object) -> int:
    return os.getpid()


def has_loaded(module: str) -> bool:
    return module in sys.modules


def hand_back(data: Any) -> Any:
    return data


def spin(seconds: float, _: int) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def misbehave(kind: str) -> Any:
    """Do what ``kind`` says, or hand it back."""
    deed = DEEDS.get(kind)
    return deed() if deed else kind


# --- crashes --------------------------------------------------------------------------


def _exhaust_the_stack() -> None:
    # Each round is a call in C that calls Python: no RecursionError comes in between.
    sys.setrecursionlimit(10**9)
    callback = ctypes.PYFUNCTYPE(None)
    again: Any = callback(lambda: again())  # noqa: PLW0108 - it isn't there yet
    again()


def _raise(error: BaseException) -> Any:
    raise error


def _recurse() -> Any:
    return _recurse()


# --- hangs ----------------------------------------------------------------------------


def _hang() -> None:
    while True:
        time.sleep(60)


def _hang_in_c() -> None:
    # Holds the interpreter's lock: no thread of the process runs meanwhile.
    ctypes.PyDLL(None).sleep(600)


# --- memory ---------------------------------------------------------------------------


def _need_much() -> str:
    return "much" if len(bytearray(MUCH)) == MUCH else ""


def _keep_some() -> str:
    kept.append(bytearray(SOME))
    return "kept"


def _hog() -> None:
    while True:
        kept.append("a" * 1000 + str(len(kept)))


# --- what stays behind ----------------------------------------------------------------


def _leave_a_thread() -> str:
    threading.Thread(target=_hang, daemon=True).start()
    return "thread"


def _leave_a_process() -> int:
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid


def _start_a_process_and_hang() -> None:
    # The test waits for the file: then both are there.
    Path(os.environ["DEEDS_FILE"]).write_text(str(_leave_a_process()), encoding="ascii")
    _hang()


def _leave_a_fork_and_die() -> None:
    # It holds the pipe open: the end of this process is not the end of that.
    if os.fork():
        os._exit(1)
    time.sleep(600)


def poison(item: str) -> str:
    """Every item dies where one before it left something: the one that leaves it is well."""
    if kept:
        os.abort()
    if item == "poison":
        kept.append(item)
    return item


# --- the pipe -------------------------------------------------------------------------


def _to_all_pipes(data: bytes) -> None:
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, data)
        except OSError:
            continue


def _half_a_message() -> None:
    _to_all_pipes((1000).to_bytes(4, "big") + b"half of it")
    _hang()


def _shout() -> str:
    print("SHOUT on standard output", flush=True)
    print("SHOUT on standard error", file=sys.stderr, flush=True)
    os.write(1, b"SHOUT on 1\n")
    os.write(2, b"SHOUT on 2\n")
    return "shouted"


class NeverArrives:
    """Can be sent, but not received."""

    def __call__(self, item: int) -> int:
        return item

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return __import__, ("no_such_module_anywhere",)


DEEDS: dict[str, Callable[[], Any]] = {
    "abort": os.abort,
    "segfault": lambda: ctypes.string_at(0),
    "stack": _exhaust_the_stack,
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "leave": lambda: os._exit(0),
    "error": lambda: _raise(KeyError("error")),
    "panic": lambda: _raise(BaseException("panic")),
    "interrupt": lambda: _raise(KeyboardInterrupt()),
    "exit": lambda: sys.exit(0),
    "recursion": _recurse,
    "unpicklable": threading.Lock,
    "never-arrives": NeverArrives,
    "unreadable": lambda: _raise(Unreadable(Problem("encrypted"))),
    "hang": _hang,
    "hang-in-c": _hang_in_c,
    "frozen": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "much": _need_much,
    "keep-some": _keep_some,
    "hog": _hog,
    "monster": lambda: bytes(10**12),
    "map-too-much": lambda: mmap.mmap(-1, 4 * MEMORY, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS),
    "no-memory": lambda: _raise(MemoryError()),
    "huge-result": lambda: bytes(80 * MEGABYTE),
    "pid": os.getpid,
    "thread": _leave_a_thread,
    "process": _leave_a_process,
    "process-and-hang": _start_a_process_and_hang,
    "fork-and-die": _leave_a_fork_and_die,
    "close-pipes": lambda: os.closerange(3, 64),
    "rubbish": lambda: _to_all_pipes(b"\xff" * 100),
    "half-a-message": _half_a_message,
    "shout": _shout,
}
