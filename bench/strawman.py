"""A season's forms to lists, problems and a casebook: against the script that one would write instead.

    python bench/strawman.py [FORMS] [LARGER]

`bench/ordinary.py` is that script: python-docx, openpyxl and docxtpl. Casebook makes the same
of the same forms (each district's Annex 4 as a document, a list of what was found, the
casebook with its photos), from nothing: archive, journal and checks included; then all that
`casebook run` makes. Each in processes of its own, one after the other, wall time and the
peak of memory (of the largest process). At ``LARGER`` the script is not run: its casebook
takes time by the square of its length. It is run at twice ``FORMS``, and its time at
``LARGER`` follows from the two: reading and lists by the number of forms, the casebook by
the power that was measured. The forms are the
examples' (long texts, several projects in an Annex 3, photos of some hundred kilobytes), filled in
again by as many companies (`bench.season`); two thirds of them are Word files. The script puts
photos in as they are; Casebook first takes their metadata out and sees that they are whole, and
codes those anew that are larger than one of print size would be.
"""

from __future__ import annotations

import csv
import gc
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import report  # noqa: E402

if TYPE_CHECKING:
    from pipeline import work
    from pipeline.config import Config

AT = "2024-09-30T18:00:00+08:00"
PLAIN = "[casebook]\npage_numbers = false\npdf = false\n"


def main() -> None:
    report.as_installed()
    forms, larger = (int(word) for word in (*sys.argv[1:], *("200", "1000")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        script, twice = ordinary(folder, forms), ordinary(folder, 2 * forms)
        same, whole = casebook(folder, forms, "same"), casebook(folder, forms, "whole")
        seconds = total(script)
        report.row(f"{forms} forms, the script", seconds, "s", digits=1, note=parts(script))
        report.row(f"{forms} forms, Casebook, the same outputs", same["seconds"], "s", digits=1)
        report.row(f"{forms} forms, Casebook, all that a run makes", whole["seconds"], "s", digits=1)
        report.row("the same outputs, how much faster", seconds / same["seconds"], "×", digits=1, least=12)
        report.row(
            "all that a run makes, how much faster", seconds / whole["seconds"], "×", digits=1, least=5
        )
        report.row("the script's casebook", size(folder / f"script-{forms}"), "MB", digits=0)
        report.row("Casebook's, with each photo once", size(folder / f"same-{forms}"), "MB", digits=0)
        report.row("memory of the script", script["peak"], "MB", digits=0)
        report.row("memory of Casebook's largest process", same["peak"], "MB", digits=0)
        power = math.log2(twice["casebook"] / script["casebook"])
        report.row(f"{2 * forms} forms, the script", total(twice), "s", digits=1, note=parts(twice))
        report.row("the script's casebook grows by the power of", power)
        more = casebook(folder, larger, "same")
        report.row(f"{larger} forms, Casebook, the same outputs", more["seconds"], "s", digits=1)
        far = (twice["read"] + twice["lists"]) * larger / (2 * forms)
        far += twice["casebook"] * (larger / (2 * forms)) ** power
        report.row(f"{larger} forms, the script", far, "s", digits=0, note="extrapolated, not run")
        report.row(
            f"the same outputs of {larger} forms, how much faster", far / more["seconds"], "×",
            digits=1, least=50, note="the script's time extrapolated",
        )  # fmt: skip


def inbox(folder: Path, forms: int) -> Path:
    """A folder of so many forms, made once."""
    from bench import season  # with libraries that are no part of what a measured process has loaded

    made = folder / f"inbox-{forms}"
    if not made.exists():
        season.make(made, forms)
    return made


def ordinary(folder: Path, forms: int) -> dict[str, float]:
    script = [sys.executable, str(ROOT / "bench" / "ordinary.py")]
    return measured([*script, str(inbox(folder, forms)), str(folder / f"script-{forms}")])


def casebook(folder: Path, forms: int, what: str) -> dict[str, float]:
    source = str(inbox(folder, forms))
    return measured([sys.executable, __file__, f"--{what}", source, str(folder / f"{what}-{forms}")])


def measured(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def size(folder: Path) -> float:
    """The casebook's megabytes: the largest document in a folder."""
    return max(path.stat().st_size for path in folder.rglob("*.docx")) / 1e6


def total(found: dict[str, float]) -> float:
    return found["read"] + found["lists"] + found["problems"] + found["casebook"]


def parts(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {found[name]:.1f}" for name in ("read", "lists", "casebook"))


# --- Casebook -------------------------------------------------------------------------------------


def whole(source: Path, folder: Path) -> None:
    """All that a run makes, by the command line."""
    folder.mkdir()
    (folder / "config.toml").write_text(PLAIN, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-m", "pipeline", "run", "--as-of", AT, "--inbox", str(source)]
    subprocess.run(run, cwd=folder, env=environment, check=True, capture_output=True)


def same(source: Path, folder: Path) -> None:
    """What the script makes, by the steps of a pass that lead there."""
    from pipeline import work
    from pipeline.batch import READING
    from pipeline.config import load

    gc.set_threshold(50_000, 20, 100)  # as the command has it
    config = load(inbox=source, outbox=folder / "outbox", state=folder / "state")
    with work.Pool() as pool:
        pool.prepare(READING, config.workers)
        steps(config, pool)


def steps(config: Config, pool: work.Pool) -> None:
    """The steps of a pass, by workers that load what they need at the same time."""
    from pipeline.batch.clerk import Clerk
    from pipeline.batch.findings import of_book
    from pipeline.batch.intake import Files
    from pipeline.batch.look import folders_of, sight
    from pipeline.batch.progress import Quiet
    from pipeline.batch.reading import limits_of
    from pipeline.batch.secrecy import judge_of
    from pipeline.batch.tools import Tools
    from pipeline.config import DISTRICTS
    from pipeline.journal import Journal
    from pipeline.memo import Memo
    from pipeline.originals import Originals
    from pipeline.plan import casebook, urgent
    from pipeline.publish import Outbox, publish

    at = datetime.fromisoformat(AT)
    state = config.paths.state
    tools = Tools.load(config)
    with Journal(state) as journal, Memo(state) as memo:
        originals = Originals(state)
        judge = judge_of(tools, memo, pool, Quiet())
        sighted = sight(config, journal, originals, at, None, accept_gone=False, judge=judge)
        folders = folders_of(config)
        files = Files.of(sighted.current, (), folders)
        clerk = Clerk(tools, originals, memo, pool, Quiet())
        stand = clerk.stand(files, at, judge.known(sighted.current, folders))
        _, summaries = urgent(stand.book, stand.means, DISTRICTS)
        lists = [target for target in summaries if target.path.endswith(".docx")]
        book = casebook(stand.book, stand.means, {})
        assert book is not None
        limits = limits_of(config, config.limits.seconds_per_output)
        outbox = Outbox(config.paths.outbox, pool, limits, "ours", still=lambda: True)
        outcome = publish([[book, *lists]], outbox)
    assert len(outcome.written) == len(DISTRICTS) + 1
    with (config.paths.outbox / "问题清单.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["district", "file", "name", "problem"])
        for told in of_book(stand.book, tools.messages):
            shown = told.entry.source.shown if told.entry else ""
            table.writerow([told.district, shown, told.name, told.finding.message])


def task(name: str, source: Path, folder: Path) -> None:
    """What a measured process does; its seconds, from before the libraries are loaded, and its peak."""
    start = time.perf_counter()
    {"--same": same, "--whole": whole}[name](source, folder)
    seconds = time.perf_counter() - start
    largest = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    json.dump({"seconds": seconds, "peak": largest / 1024}, sys.stdout)


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1].startswith("--"):
        task(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
