"""How long a person waits for the command line: from the start of the process to its end.

    python bench/cold.py [ROUNDS] [FILE]

`casebook --help` and `casebook check FILE` (a form of the examples), against what no program
of this kind can do without: Python alone, and Python that has imported lxml and Pydantic.
All are run in turn, once before it counts; medians and minima of the rounds, of wall time and
of the processor's (worker processes included).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import report  # noqa: E402

WANTED = {"casebook --help": 0.12, "casebook check": 0.6}


def main() -> None:
    report.as_installed()
    words = sys.argv[1:]
    rounds = int(words[0]) if words else 9
    forms = sorted((ROOT / "examples" / "inbox").rglob("*.docx"))
    file = Path(words[1]) if len(words) > 1 else forms[0]
    casebook = (sys.executable, "-m", "pipeline")
    ways: dict[str, Sequence[str]] = {
        "python": (sys.executable, "-c", "pass"),
        "python with lxml and pydantic": (sys.executable, "-c", "import lxml.etree, pydantic"),
        "casebook --help": (*casebook, "--help"),
        "casebook check": (*casebook, "check", str(file)),
    }
    taken: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for number in range(rounds + 1):
        for way, command in ways.items():
            once = seconds(command)
            if number:
                taken[way].append(once)
    for way, each in taken.items():
        wall, used = zip(*each, strict=True)
        note = f"least {min(wall):.2f}; of processors {statistics.median(used):.2f}, least {min(used):.2f}"
        report.row(way, statistics.median(wall), "s", most=WANTED.get(way), note=note)


def seconds(command: Sequence[str]) -> tuple[float, float]:
    """The seconds that a command takes, and those of the processor for it and its children."""
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode not in (0, 1):  # 1: there is something to correct
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, used


if __name__ == "__main__":
    main()
