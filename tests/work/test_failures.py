"""Items that kill, block, fill or upset their process: they alone suffer, and by name."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from pipeline import work
from pipeline.model import Problem
from pipeline.work import Limits, Pool, worker
from tests.work.deeds import MEMORY, hand_back, kept, misbehave, pid_of, poison
from tests.work.test_map import SECONDS, TWO, workers

POSIX = os.name == "posix"
posix = pytest.mark.skipif(not POSIX, reason="signals and descriptors as on Unix")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds memory")

CRASHES = ["abort", "segfault", "leave", *(["killed", "stack"] if POSIX else [])]
RAISED = ["error", "panic", "interrupt", "exit", "recursion", "unpicklable", "never-arrives"]
NUMBERS = [str(number) for number in range(60)]


def among(items: list[str], *kinds: str) -> list[str]:
    """These kinds in the midst of well-behaved items."""
    return [*items[: len(items) // 2], *kinds, *items[len(items) // 2 :]]


def guilty(kind: str, limits: Limits = TWO) -> Problem:
    """The problem of the one item of that kind; all others have to be well."""
    results = dict(work.map(misbehave, among(NUMBERS, kind), limits))
    problem = results.pop(kind)
    assert results == {item: item for item in NUMBERS}
    assert not workers()
    assert isinstance(problem, Problem)
    return problem


# --- crashes ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CRASHES + RAISED)
def test_only_the_item_that_crashes_is_named(kind: str) -> None:
    problem = guilty(kind)
    assert problem.code == "reader-crashed"
    assert dict(problem.values)["detail"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [("panic", "BaseException"), ("interrupt", "KeyboardInterrupt"), ("exit", "SystemExit")],
)
def test_what_is_raised_is_told_by_name_and_place(kind: str, name: str) -> None:
    values = dict(guilty(kind).values)
    assert values["detail"] == name
    assert values["where"].startswith("deeds.py:")


def test_crash_upon_crash_leaves_the_rest_undisturbed() -> None:
    items = [f"{number}" for number in range(40)]
    items[::7] = ["abort"] * len(items[::7])
    items[3::7] = ["error"] * len(items[3::7])
    for item, result in work.map(misbehave, items, TWO):
        assert (result == item) == item.isdecimal()


def test_nobody_is_blamed_for_what_another_left_in_the_process() -> None:
    items = among(NUMBERS, "poison")
    assert list(work.map(poison, items, Limits(1, SECONDS))) == [(item, item) for item in items]


# --- time ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["hang", *(["hang-in-c", "frozen"] if POSIX else [])])
def test_what_takes_too_long_is_given_up(kind: str) -> None:
    assert guilty(kind, Limits(2, 0.5)) == Problem("too-slow")


@posix
@pytest.mark.parametrize("end", ["SIGKILL", "SIGSTOP"])
def test_a_worker_that_is_killed_or_frozen_between_two_items_costs_none(
    end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "STALL_SECONDS", 1)
    # More than a pipe takes in: it is noticed that nobody reads.
    items = [bytes(3_000_000)] * 4
    with Pool() as pool:
        for _ in range(2):
            assert [result for _, result in pool.map(hand_back, items, TWO)] == items
            for process in workers():
                process.send_signal(signal.Signals[end])
    assert not workers()


# --- memory ----------------------------------------------------------------------------


@linux
@pytest.mark.parametrize("kind", ["hog", "monster", "no-memory"])
def test_what_needs_too_much_memory_is_too_large(kind: str) -> None:
    assert guilty(kind, Limits(2, SECONDS, MEMORY)) == work.OUT_OF_MEMORY


def test_a_result_that_is_a_monster_is_too_large() -> None:
    assert guilty("huge-result") == work.OUT_OF_MEMORY


@linux
def test_no_process_gets_beyond_its_memory() -> None:
    peaks = dict(work.map(peak_after, ["hog", "monster", "map-too-much"], Limits(1, SECONDS, MEMORY)))
    assert all(isinstance(peak, int) and 0 < peak < MEMORY * 1.2 for peak in peaks.values()), peaks


def peak_after(kind: str) -> int:
    """The most memory that this process ever had, after doing this."""
    try:
        misbehave(kind)
    except (MemoryError, OSError):
        kept.clear()
        # Not getrusage: it goes on counting what the parent had when this process was started.
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) * 1024
    return 0


@linux
def test_memory_that_others_left_used_makes_no_item_too_large() -> None:
    items = ["a", "keep-some", "much", *["keep-some"] * 5, "much", "much", "b"]
    results = [result for _, result in work.map(misbehave, items, Limits(1, SECONDS, MEMORY))]
    assert results == ["a", "kept", "much", *["kept"] * 5, "much", "much", "b"]


@linux
def test_after_a_want_of_memory_another_process_goes_on() -> None:
    with Pool() as pool:
        limits = Limits(1, SECONDS, MEMORY)
        ((_, first),) = pool.map(pid_of, [0], limits)
        ((_, problem),) = pool.map(misbehave, ["hog"], limits)
        ((_, second),) = pool.map(pid_of, [0], limits)
    assert problem == work.OUT_OF_MEMORY
    assert first != second


@linux
def test_the_next_map_of_a_pool_may_have_another_bound() -> None:
    with Pool() as pool:
        for limits in (Limits(1, SECONDS, MEMORY // 2), Limits(1, SECONDS, MEMORY), Limits(1, SECONDS)):
            (result,) = [result for _, result in pool.map(misbehave, ["much"], limits)]
            assert result == (work.OUT_OF_MEMORY if limits.memory == MEMORY // 2 else "much")


# --- what stays behind -----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["thread", *(["process"] if POSIX else [])])
def test_what_an_item_leaves_running_does_not_meet_the_next(kind: str) -> None:
    items = ["pid", "pid", kind, "pid", "pid"]
    one, same, _, other, again = (result for _, result in work.map(misbehave, items, Limits(1, SECONDS)))
    assert one == same != other == again


@posix
def test_processes_that_an_item_leaves_end_with_it() -> None:
    results = dict(work.map(misbehave, among(NUMBERS, "process"), TWO))
    # Where nobody waits for orphans, what was killed goes on being listed.
    with contextlib.suppress(psutil.NoSuchProcess):
        assert psutil.Process(results["process"]).status() == psutil.STATUS_ZOMBIE


@posix
def test_the_death_of_a_worker_is_noticed_where_its_child_holds_the_pipe() -> None:
    assert guilty("fork-and-die").code == "reader-crashed"


# --- the pipe and the terminal ---------------------------------------------------------


@posix
@pytest.mark.parametrize("kind", ["close-pipes", "rubbish", "half-a-message"])
def test_what_an_item_does_to_the_pipe_harms_itself_alone(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STALL_SECONDS", 1)
    assert guilty(kind, Limits(2, 10.0)).code == "reader-crashed"


PROGRAM = """
import sys
from pipeline import work
from pipeline.work import Limits
from tests.work.deeds import misbehave

if __name__ == "__main__":
    for item, result in work.map(misbehave, sys.argv[2:], Limits(2, float(sys.argv[1]))):
        print(item, flush=True)
"""


def program(folder: Path, seconds: float, *items: str) -> subprocess.Popen[str]:
    script = folder / "program.py"
    script.write_text(PROGRAM, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, script, str(seconds), *items],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "DEEDS_FILE": str(folder / "started"),
        },
        text=True,
    )


def test_what_workers_print_disturbs_nobody(tmp_path: Path) -> None:
    items = ["shout", "abort", "error", "a"]
    with program(tmp_path, SECONDS, *items) as running:
        out, error = running.communicate()
    assert (out.split(), error) == (items, "")


@posix
@pytest.mark.parametrize("end", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_no_process_outlives_the_program(tmp_path: Path, end: str) -> None:
    started = tmp_path / "started"
    with program(tmp_path, 600, "a", "process-and-hang") as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "a\n"
        until_written(started)
        children = psutil.Process(running.pid).children(recursive=True)
        assert int(started.read_text(encoding="ascii")) in {child.pid for child in children}
        running.send_signal(signal.Signals[end])
    assert not still_running(children)


@posix
def test_a_worker_that_hangs_in_c_outlives_the_program_only_by_its_own_time(tmp_path: Path) -> None:
    with program(tmp_path, 0.5, "a", "hang-in-c") as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "a\n"
        children = psutil.Process(running.pid).children(recursive=True)
        running.kill()
    assert not still_running(children)


def until_written(file: Path) -> None:
    end = time.monotonic() + SECONDS
    while not (file.exists() and file.read_text(encoding="ascii")):
        assert time.monotonic() < end
        time.sleep(0.02)


def still_running(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that do not end; where nobody waits for orphans, what was killed goes on being listed."""
    _, alive = psutil.wait_procs(processes, timeout=20)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
