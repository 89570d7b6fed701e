"""What it costs to read good forms in workers that may die, against doing so without protection.

    python bench/work.py [FORMS] [ROUNDS] [WORKERS]

Forms are generated: two thirds Annex 1 as Word files, one third Annex 3 as workbooks, each of
another company. A round reads all of them in each of the ways below, one after the other,
start and end of the processes included; medians count.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import report  # noqa: E402

if TYPE_CHECKING:
    from pipeline.batch.reading import Reader, Reading

# As our own workers have it: else the plain pools' would start threads that nobody needs.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

SPAWN = multiprocessing.get_context("spawn")
CHUNK = 8
CAREFUL = "work.map"
WANTED = 1.10


def main() -> None:
    report.as_installed()
    given = [int(word) for word in sys.argv[1:]]
    forms, rounds, workers = (*given, *(400, 7, os.cpu_count() or 1)[len(given) :])
    with tempfile.TemporaryDirectory() as name:
        paths = draw(Path(name), forms)
        here, reader = make_reader(), make_reader()  # one that has read does not travel any more
        ways: dict[str, Callable[[], int]] = {
            "in this process": lambda: in_process(here, paths),
            "multiprocessing.Pool": lambda: plain_pool(reader, paths, workers),
            "ProcessPoolExecutor": lambda: executor(reader, paths, workers),
            CAREFUL: lambda: careful(reader, paths, workers),
        }
        seconds: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, read in ways.items():
                start = time.perf_counter()
                found = read()
                seconds[way].append(time.perf_counter() - start)
                if found != forms:
                    raise SystemExit(f"{way}: {found} of {forms} forms read")
    tell(seconds, forms, rounds, workers)


def tell(seconds: dict[str, list[float]], forms: int, rounds: int, workers: int) -> None:
    medians = {way: statistics.median(each) for way, each in seconds.items()}
    for way, median in medians.items():
        note = f"{min(seconds[way]):.2f} to {max(seconds[way]):.2f}"
        report.row(f"{forms} good forms, {workers} workers, {rounds} rounds: {way}", median, "s", note=note)
    plain = min(medians["multiprocessing.Pool"], medians["ProcessPoolExecutor"])
    report.row("against the faster of the plain pools", medians[CAREFUL] / plain, "×", most=WANTED)


# --- the ways ---------------------------------------------------------------------------


def in_process(reader: Reader, paths: Sequence[Path]) -> int:
    from pipeline.batch.reading import Reading

    return sum(len(found.records) for path in paths if isinstance(found := reader(path), Reading))


def careful(reader: Reader, paths: Sequence[Path], workers: int) -> int:
    from pipeline import work
    from pipeline.batch.reading import Reading

    limits = work.Limits(workers, 60, 800 << 20)
    outcomes = work.map(reader, paths, limits)
    return sum(len(outcome.records) for _, outcome in outcomes if isinstance(outcome, Reading))


def plain_pool(reader: Reader, paths: Sequence[Path], workers: int) -> int:
    with SPAWN.Pool(workers, _keep, (reader,)) as pool:
        return sum(len(reading.records) for reading in pool.imap(_read, paths, CHUNK))


def executor(reader: Reader, paths: Sequence[Path], workers: int) -> int:
    with ProcessPoolExecutor(workers, SPAWN, _keep, (reader,)) as pool:
        return sum(len(reading.records) for reading in pool.map(_read, paths, chunksize=CHUNK))


_kept: list[Any] = []


def _keep(reader: Reader) -> None:
    _kept.append(reader)


def _read(path: Path) -> Reading:
    reading: Reading = _kept[0](path)
    return reading


# --- the forms --------------------------------------------------------------------------


def make_reader() -> Reader:
    from pipeline.batch.reading import Reader
    from pipeline.door import Door
    from pipeline.forms import load

    return Reader(load(ROOT / "templates"), Door())


def draw(folder: Path, number: int) -> list[Path]:
    """So many filled forms, with photos."""
    from tests.batch.made import company, form, projects

    paths = []
    for each in range(number):
        unit = f"广州第{each}制造有限公司"
        if each % 3 == 2:
            path, content = (
                folder / f"{each}.xlsx",
                form("annex3", projects(unit, "中水回用", "余热"), "xlsx"),
            )
        else:
            path, content = folder / f"{each}.docx", form("annex1", company(unit, f"余热回收{each}"))
        path.write_bytes(content)
        paths.append(path)
    return paths


if __name__ == "__main__":
    main()
