"""Thousands of light forms: the first pass, one that finds nothing new, and one form that comes in.

    python bench/many.py [FORMS] [FEW] [AMONG]

Forms are generated (`bench.light`), spread over the eleven districts. The first pass is made of
``FEW`` and of ``FORMS``: what a form costs should be the same, and the process that leads
should stay small. Of ``AMONG`` (10,000, where there are not less) then: a second run that finds
nothing new, as the command line makes it, its start included, the least of several; and what a
watcher does when one form comes in that has an error, and one that is right: when the first one's
notice and the district's summary are in the outbox, counted from the moment that the files are
there and have settled. LibreOffice is left out: what it takes to lay out thousands of cases says
nothing of a pass.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import report  # noqa: E402

AT = "2024-09-30T18:00:00+08:00"
SETTINGS = "[casebook]\npage_numbers = false\npdf = false\n[run]\nsettle_seconds = 0\nbroken_seconds = 0\n"
RUNS = 5
AMONG = 10_000


def main() -> None:
    report.as_installed()
    given = [int(word) for word in sys.argv[1:]]
    forms, few = (*given[:2], *(10_000, 2_000)[len(given) :])
    among = given[2] if len(given) > 2 else min(forms, AMONG)
    with tempfile.TemporaryDirectory() as name:
        taken = {}
        for number in dict.fromkeys((few, forms)):
            taken[number] = found = measured("first", made(Path(name), number))
            report.row(f"{number:,} forms, first pass", found["seconds"], "s", digits=1)
            report.row(f"{number:,} forms, a form", 1000 * found["used"] / number, "ms of the processors")
        ratio = taken[forms]["used"] / forms / (taken[few]["used"] / few)
        report.row(f"a form of {forms:,} against one of {few:,}", ratio, "×", most=1.15)
        report.row(f"{forms:,} forms, the leading process", taken[forms]["peak"], "MB", digits=0, most=400)
        folder = made(Path(name), among)
        if among not in taken:
            measured("first", folder)
        unchanged(folder, among)
        found = measured("drop", folder)
        wanted = 2.0
        report.row(f"one form among {among:,}: its notice", found["notice"], "s", most=wanted)
        report.row(f"one form among {among:,}: its district's summary", found["summary"], "s", most=wanted)
        report.row("the same pass as a whole", found["pass"], "s", digits=1)
        report.row("register, review sheet and casebook after it", found["rest"], "s", digits=1)


def made(below: Path, forms: int) -> Path:
    """The folder of so many forms, made once."""
    from bench import light

    folder = below / str(forms)
    if not folder.exists():
        light.fill(folder / "inbox", forms)
        (folder / "config.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


def measured(task: str, folder: Path) -> dict[str, float]:
    """One task in a fresh process: its figures."""
    command = [sys.executable, str(Path(__file__).resolve()), f"--{task}", str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def unchanged(folder: Path, forms: int) -> None:
    runs = []
    command = [sys.executable, "-m", "pipeline", "run", "--as-of", AT]
    for _ in range(RUNS):
        started, before = time.perf_counter(), spent()
        subprocess.run(
            command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, capture_output=True
        )
        runs.append((time.perf_counter() - started, spent() - before))
    seconds, used = (min(each) for each in zip(*runs, strict=True))
    note = f"of the processor {used:.2f} s"
    report.row(f"{forms:,} forms, nothing new", seconds, "s", most=0.4 + 50e-6 * forms, note=note)


def spent() -> float:
    """The processors' seconds, of this process and of those that it started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


# --- what a measured process does -----------------------------------------------------------------


def config(folder: Path) -> Any:
    from pipeline.config import load

    os.chdir(folder)
    return load(Path("config.toml"))


def first(folder: Path) -> dict[str, float]:
    from pipeline.batch import story

    started = time.perf_counter()
    summary = story.run(config(folder), datetime.fromisoformat(AT))
    assert summary.exit_code == 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.perf_counter() - started, "used": spent(), "peak": peak}


def drop(folder: Path) -> dict[str, float]:
    """As a watcher does it, which has seen all there is."""
    from bench import light
    from pipeline import work
    from pipeline.batch import story
    from pipeline.batch.look import Kept, new_settling

    settings, at = config(folder), datetime.fromisoformat(AT)
    where = light.district(0)
    with work.Pool() as pool:
        kept = Kept(new_settling(settings), pool)
        story.run(settings, at, kept=kept)
        # A watcher's first form finds its workers new; the second tells what the others will find.
        for turn in (1, 2):
            number = 11 * 3 * 1_000_000 * turn
            for faulty, each in ((True, number), (False, number + 33)):
                path = folder / "inbox" / where / light.name(each)
                path.write_bytes(light.light(each, faulty=faulty))
            started, clock = time.perf_counter(), time.time()
            story.run(settings, at + timedelta(minutes=turn), kept=kept, postpone=True)
            whole = time.perf_counter() - started
        outbox = folder / "outbox" / where
        notice = max(outbox.glob("退回修改/*退回修改意见.docx"), key=_written)
        summary = max(outbox.glob("附件4*"), key=_written)
        started = time.perf_counter()
        story.run(settings, at + timedelta(minutes=3), kept=kept)
    return {
        "notice": _written(notice) - clock,
        "summary": _written(summary) - clock,
        "pass": whole,
        "rest": time.perf_counter() - started,
    }


def _written(path: Path) -> float:
    return path.stat().st_mtime


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1].startswith("--"):
        from pipeline.cli.pass_commands import expect_much

        expect_much()
        json.dump({"--first": first, "--drop": drop}[sys.argv[1]](Path(sys.argv[2])), sys.stdout)
    else:
        main()
