"""Work in processes that may die: real processes, killed in earnest."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from itertools import count
from pathlib import Path

import psutil
import pytest

from pipeline import work
from pipeline.model import Problem
from pipeline.problems import CasebookError, Unreadable

SECONDS = 30.0


def square(number: int) -> int:
    return number * number


def misbehave(kind: str) -> str:  # noqa: C901 - a way to fail a line
    match kind:
        case "abort":
            os.abort()
        case "segfault":
            ctypes.string_at(0)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            sys.exit(0)
        case "leave":
            os._exit(0)
        case "hang":
            while True:
                time.sleep(60)
        case "hang-in-c":
            # Holds the interpreter's lock: no thread of the process runs meanwhile.
            ctypes.PyDLL(None).sleep(60)
        case "error":
            raise KeyError(kind)
        case "panic":
            raise BaseException(kind)
        case "memory":
            raise MemoryError
        case "recursion":
            return misbehave(kind)
        case "unpicklable":
            return threading.Lock()  # type: ignore[return-value]
        case "unreadable":
            raise Unreadable(Problem("encrypted"))
    return kind


CRASHES = ["abort", "segfault", "killed", "leave"]
ERRORS = ["error", "panic", "memory", "recursion", "unpicklable", "exit"]


def pid_of(_: int) -> int:
    return os.getpid()


def hand_back(data: bytes) -> bytes:
    return data


def no_workers_left() -> bool:
    # The helper that multiprocessing itself keeps for spawning is none of ours.
    children = psutil.Process().children(recursive=True)
    return not [child for child in children if "multiprocessing.spawn" in " ".join(child.cmdline())]


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    results = list(work.map(square, range(500), workers=workers, seconds=SECONDS))
    assert results == [(number, number * number) for number in range(500)]
    assert no_workers_left()


def test_work_is_done_in_other_processes_and_in_this_one_without_workers() -> None:
    assert os.getpid() not in {pid for _, pid in work.map(pid_of, range(3), workers=1, seconds=SECONDS)}
    assert {pid for _, pid in work.map(pid_of, range(3), workers=0, seconds=SECONDS)} == {os.getpid()}


def test_nothing_to_do_starts_no_process() -> None:
    results = work.map(square, [], workers=4, seconds=SECONDS)
    assert next(results, None) is None
    assert no_workers_left()


@pytest.mark.parametrize("kind", CRASHES + ERRORS)
def test_only_the_item_that_crashes_is_named(kind: str) -> None:
    items = [str(number) for number in range(200)]
    items[100:100] = [kind]
    results = dict(work.map(misbehave, items, workers=2, seconds=SECONDS))
    guilty = results.pop(kind)
    assert isinstance(guilty, Problem) and guilty.code == "reader-crashed"
    assert dict(guilty.values)["detail"]
    assert results == {item: item for item in items if item != kind}
    assert no_workers_left()


@pytest.mark.parametrize("kind", ["hang", "hang-in-c"] if os.name == "posix" else ["hang"])
def test_what_takes_too_long_is_given_up(kind: str) -> None:
    items = ["a", kind, "b", *map(str, range(50))]
    results = dict(work.map(misbehave, items, workers=2, seconds=0.5))
    assert results.pop(kind) == Problem("too-slow")
    assert results == {item: item for item in items if item != kind}
    assert no_workers_left()


@pytest.mark.parametrize("workers", [0, 2])
def test_an_unreadable_file_has_its_own_reason(workers: int) -> None:
    results = dict(work.map(misbehave, ["a", "unreadable", "error"], workers=workers, seconds=SECONDS))
    assert results["a"] == "a"
    assert results["unreadable"] == Problem("encrypted")
    error = results["error"]
    assert isinstance(error, Problem)
    assert dict(error.values)["detail"] == "KeyError"


def test_crash_upon_crash_leaves_the_rest_undisturbed() -> None:
    items = [f"{number}" for number in range(60)]
    items[::7] = ["abort"] * len(items[::7])
    items[3::7] = ["error"] * len(items[3::7])
    for item, result in work.map(misbehave, items, workers=2, seconds=SECONDS):
        assert (result == item) == item.isdecimal()


def test_large_items_and_results_pass() -> None:
    items = [bytes([number]) * 3_000_000 for number in range(12)]
    assert list(work.map(hand_back, items, workers=2, seconds=SECONDS)) == [(item, item) for item in items]


def test_items_without_end_are_taken_only_a_little_ahead() -> None:
    taken = count()

    def items() -> object:
        while True:
            yield next(taken)

    results = work.map(square, items(), workers=2, seconds=SECONDS)  # type: ignore[arg-type]
    assert [next(results)[1] for _ in range(5)] == [0, 1, 4, 9, 16]
    results.close()  # type: ignore[attr-defined]
    assert next(taken) < 5000
    assert no_workers_left()


def test_processes_go_when_the_caller_stops_early() -> None:
    results = work.map(misbehave, ["a", "hang", "hang"], workers=2, seconds=SECONDS)
    next(results)
    assert not no_workers_left()
    results.close()  # type: ignore[attr-defined]
    assert no_workers_left()


def test_a_caller_that_is_slow_to_come_back_costs_no_item() -> None:
    results = work.map(square, range(8), workers=2, seconds=0.3)
    found = []
    for _, result in results:
        found.append(result)
        threading.Event().wait(0.2)
    assert found == [number * number for number in range(8)]


def test_a_function_that_cannot_travel_is_the_callers_error() -> None:
    with pytest.raises((AttributeError, TypeError), match="pickle"):
        list(work.map(lambda item: item, [1], workers=1, seconds=SECONDS))


class OnlyHere:
    """Can be sent, but not received."""

    def __call__(self, item: int) -> int:
        return item

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return __import__, ("no_such_module_anywhere",)


def test_workers_that_cannot_start_are_said_so() -> None:
    with pytest.raises(CasebookError, match="could not start"):
        list(work.map(OnlyHere(), [1, 2], workers=2, seconds=SECONDS))
    assert no_workers_left()


PROGRAM = """
import sys, time
from pipeline import work
from tests.work.test_map import misbehave

if __name__ == "__main__":
    for item, result in work.map(misbehave, ["started", "hang", "hang"], workers=2, seconds=600):
        print(item, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals as on a terminal")
@pytest.mark.parametrize("end", ["SIGINT", "SIGKILL"])
def test_no_process_outlives_the_program(tmp_path: Path, end: str) -> None:
    script = tmp_path / "program.py"
    script.write_text(PROGRAM, encoding="utf-8")
    repository = Path(__file__).resolve().parents[2]
    program = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(repository)},
        text=True,
    )
    with program:
        assert program.stdout is not None
        assert program.stdout.readline() == "started\n"
        children = psutil.Process(program.pid).children(recursive=True)
        assert children
        program.send_signal(signal.Signals[end])
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive


def spin(seconds: float, _: int) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def test_light_items_cost_little_more_than_themselves() -> None:
    results = work.map(partial(spin, 0.001), range(2000), workers=1, seconds=SECONDS)
    for _ in range(200):  # started up, and the size of the batches found
        next(results)
    start = time.process_time()  # this process' own work: the machine may have other things to do
    rest = sum(1 for _ in results)
    assert time.process_time() - start < rest * 0.001 * 0.1
