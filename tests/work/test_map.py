"""Many items in several processes: order, what travels, what is kept, what it costs."""

from __future__ import annotations

import multiprocessing.spawn
import os
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import psutil
import pytest

from pipeline import work
from pipeline.model import Problem
from pipeline.problems import CasebookError
from pipeline.work import Limits, Pool
from tests.work.deeds import MEGABYTE, NeverArrives, hand_back, has_loaded, misbehave, pid_of, spin, square

SECONDS = 30.0
TWO = Limits(2, SECONDS)


def workers() -> list[psutil.Process]:
    # The helper that multiprocessing itself keeps for spawning is none of ours.
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "multiprocessing.spawn" in " ".join(child.cmdline())]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_results_come_in_the_order_of_the_items(number: int) -> None:
    results = list(work.map(square, range(500), Limits(number, SECONDS)))
    assert results == [(item, item * item) for item in range(500)]
    assert not workers()


def test_work_is_done_in_other_processes_and_in_this_one_without_workers() -> None:
    assert os.getpid() not in {pid for _, pid in work.map(pid_of, range(3), TWO)}
    assert {pid for _, pid in work.map(pid_of, range(3), Limits(0, SECONDS))} == {os.getpid()}


def test_nothing_to_do_starts_no_process() -> None:
    results = work.map(square, [], TWO)
    assert next(results, None) is None
    assert not workers()


def test_a_few_light_items_start_one_process() -> None:
    assert len({pid for _, pid in work.map(pid_of, range(5), TWO)}) == 1


def test_a_few_that_are_not_light_get_more(tmp_path: Path) -> None:
    # Each waits for the other: one process alone would be given up.
    meet = partial(meet_the_others, tmp_path)
    assert [result for _, result in work.map(meet, range(2), TWO)] == [2, 2]


def test_a_few_that_are_not_light_get_more_where_the_first_has_done_such_before(tmp_path: Path) -> None:
    meet = partial(meet_the_others, tmp_path)
    (tmp_path / "other").touch()
    with Pool() as pool:
        assert list(pool.map(meet, [0], TWO)) == [(0, 2)]
        for file in tmp_path.iterdir():
            file.unlink()
        assert [result for _, result in pool.map(meet, range(2), TWO)] == [2, 2]


def meet_the_others(folder: Path, item: int) -> int:
    (folder / str(item)).touch()
    while len(list(folder.iterdir())) < 2:
        time.sleep(0.02)
    return 2


@pytest.mark.parametrize("number", [0, 2])
def test_an_unreadable_file_has_its_own_reason(number: int) -> None:
    items = ["a", "unreadable", "error", "no-memory"]
    results = dict(work.map(misbehave, items, Limits(number, SECONDS)))
    assert results["a"] == "a"
    assert results["unreadable"] == Problem("encrypted")
    assert results["no-memory"] == work.OUT_OF_MEMORY
    assert results["error"].code == "reader-crashed"
    assert dict(results["error"].values)["detail"] == "KeyError"


def test_without_workers_ctrl_c_and_exit_are_this_process_own() -> None:
    for kind, error in (("interrupt", KeyboardInterrupt), ("exit", SystemExit)):
        with pytest.raises(error):
            list(work.map(misbehave, [kind], Limits(0, SECONDS)))


def test_large_items_and_results_pass() -> None:
    items = [bytes([number]) * 3_000_000 for number in range(12)]
    assert list(work.map(hand_back, items, TWO)) == [(item, item) for item in items]


def test_a_caller_that_is_slow_to_come_back_costs_no_item() -> None:
    found = []
    for _, result in work.map(square, range(8), Limits(2, 0.3)):
        found.append(result)
        threading.Event().wait(0.2)
    assert found == [number * number for number in range(8)]


# --- how much is under way -------------------------------------------------------------


def test_items_without_end_are_taken_only_a_little_ahead() -> None:
    taken = count()
    results = work.map(square, iter(taken.__next__, -1), TWO)
    assert [next(results)[1] for _ in range(5)] == [0, 1, 4, 9, 16]
    results.close()
    assert next(taken) < 5000
    assert not workers()


def test_a_hundred_thousand_items_take_no_more_memory_than_a_few() -> None:
    process = psutil.Process()
    results = work.map(square, range(100_000), TWO)
    for _ in range(1000):
        next(results)
    before = process.memory_info().rss
    most = max(process.memory_info().rss for item, _ in results if item % 1000 == 0)
    assert most - before < 20 * MEGABYTE


def test_results_that_wait_for_a_slow_one_are_bounded_in_bytes() -> None:
    taken = count()

    def items() -> Iterator[object]:
        yield "hang"
        for _ in taken:
            yield bytes(8 * MEGABYTE)

    results = work.map(misbehave_or_back, items(), Limits(2, 2.0))
    assert next(results) == ("hang", Problem("too-slow"))
    results.close()
    assert next(taken) < 16


def misbehave_or_back(item: object) -> object:
    return misbehave(item) if isinstance(item, str) else item


# --- the end ---------------------------------------------------------------------------


def test_processes_go_when_the_caller_stops_early() -> None:
    results = work.map(misbehave, ["a", "hang", "hang"], TWO)
    next(results)
    assert workers()
    results.close()
    assert not workers()


def test_processes_go_when_the_caller_fails() -> None:
    def fail() -> None:
        for item, _ in work.map(misbehave, ["a", "hang", "hang"], TWO):
            raise ValueError(item)

    with pytest.raises(ValueError, match="a"):
        fail()
    assert not workers()


def test_a_large_item_arrives_whole_between_small_ones() -> None:
    large = [bytes([number]) * 300_000 for number in range(20)], {"many": list(range(200_000))}
    given = ["before", large, "after", large]
    assert [result for _, result in work.map(hand_back, given, Limits(1, SECONDS))] == given


# --- a pool ----------------------------------------------------------------------------


def test_a_pool_keeps_its_workers_from_one_map_to_the_next() -> None:
    with Pool() as pool:
        first = {pid for _, pid in pool.map(pid_of, range(20), TWO)}
        assert [result for _, result in pool.map(square, range(20), TWO)] == [n * n for n in range(20)]
        assert {pid for _, pid in pool.map(pid_of, range(20), TWO)} <= first
        assert len(workers()) <= 2
    assert not workers()


def test_a_pool_that_is_left_by_an_error_keeps_nothing() -> None:
    with pytest.raises(ValueError, match="left"), Pool() as pool:
        results = pool.map(square, range(20), TWO)
        next(results)
        raise ValueError("left")
    results.close()
    assert not workers()


def test_maps_of_one_pool_may_run_at_once() -> None:
    with Pool() as pool:
        both = zip(pool.map(square, range(50), TWO), pool.map(str, range(50), TWO), strict=True)
        assert [(a, b) for (_, a), (_, b) in both] == [(n * n, str(n)) for n in range(50)]
    assert not workers()


def test_descriptors_and_processes_are_all_given_back() -> None:
    def everything() -> None:
        items = ["a", "abort", "error", "hang", "exit", "close-pipes", *"bcdef"]
        assert len(list(work.map(misbehave, items, Limits(2, 1.0)))) == len(items)
        results = work.map(misbehave, ["a", "b", "hang"], TWO)
        next(results)
        results.close()

    process = psutil.Process()
    held = process.num_handles if sys.platform == "win32" else process.num_fds
    everything()  # multiprocessing's own helper is there now
    before = held(), len(process.children(recursive=True))
    everything()
    assert (held(), len(process.children(recursive=True))) == before


# --- what can't begin ------------------------------------------------------------------


def test_a_function_that_cannot_travel_is_the_callers_error() -> None:
    with pytest.raises((AttributeError, TypeError), match="pickle"):
        list(work.map(lambda item: item, [1], TWO))


def test_a_function_that_never_arrives_is_said() -> None:
    with pytest.raises(
        CasebookError, match=r"could not start \(ModuleNotFoundError.*no_such_module_anywhere"
    ):
        list(work.map(NeverArrives(), [1, 2], TWO))
    assert not workers()


@pytest.mark.skipif(os.name == "nt", reason="needs a program that fails at once")
def test_processes_that_end_at_once_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", b"/bin/false")
    with pytest.raises(CasebookError, match="could not start"):
        list(work.map(square, [1, 2], TWO))
    assert not workers()


# --- what it costs ---------------------------------------------------------------------


def test_light_items_cost_little_more_than_themselves() -> None:
    results = work.map(partial(spin, 0.001), range(2000), Limits(1, SECONDS))
    for _ in range(200):  # started up, and the size of the batches found
        next(results)
    start = time.process_time()  # this process' own work: the machine may have other things to do
    rest = sum(1 for _ in results)
    assert time.process_time() - start < rest * 0.001 * 0.1


def test_a_prepared_worker_has_loaded_what_it_was_told_to_and_rests_ready() -> None:
    with work.Pool() as pool:
        pool.prepare("colorsys", 1)
        assert list(pool.map(has_loaded, ["colorsys"], Limits(1, SECONDS))) == [("colorsys", True)]
        ((_, pid),) = pool.map(pid_of, [0], Limits(1, SECONDS))
        pool.rest()
        assert [found for _, found in pool.map(pid_of, [0], Limits(1, SECONDS))] == [pid]


def test_prepared_workers_that_die_before_their_first_task_are_replaced() -> None:
    with work.Pool() as pool:
        pool.prepare("colorsys", 4)
        for worker in workers():
            worker.kill()
            worker.wait()
        assert [found for _, found in pool.map(square, range(60), Limits(4, SECONDS))] == [
            n * n for n in range(60)
        ]


def test_what_a_worker_can_not_load_is_no_obstacle() -> None:
    with work.Pool() as pool:
        pool.prepare("no_such_module", 1)
        assert list(pool.map(square, [3], Limits(1, SECONDS))) == [(3, 9)]
