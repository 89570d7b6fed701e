"""All benches, one after the other; what they found becomes ``docs/performance.md``.

    python -m bench [large | quick] [--write FILE]

``large`` takes the sizes that need an hour, ``quick`` those that need some minutes. Run it on a
machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import report

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"


@dataclass(frozen=True)
class Bench:
    """A script and its arguments: as a rule, for the large sizes, and for a quick look."""

    title: str
    script: str
    usual: tuple[str, ...] = ()
    large: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()

    def arguments(self, size: str) -> tuple[str, ...]:
        return {"large": self.large, "quick": self.quick}.get(size, self.usual) or self.usual


BENCHES = (
    Bench("Reading a form", "read.py", quick=("5",)),
    Bench("The casebook", "casebook.py"),
    Bench("Photos", "photos.py", quick=("2", "3")),
    Bench("A season, against the script that one would write", "strawman.py", quick=("100", "400")),
    Bench("Thousands of forms", "many.py", large=("20000", "2000"), quick=("2000", "500")),
    Bench("Large forms while it watches", "load.py", large=("--forms", "1000"), quick=("--forms", "12")),
    Bench("The command line", "cold.py"),
    Bench("Workers that may die", "work.py", quick=("100", "3")),
    Bench("The bureau's board", "board.py"),
)

HEAD = """# Performance

Made by `python -m bench{words}`, on {date}.

| | |
|---|---|
| machine | {machine} |
| system | {system} |
| Python | {python} |
| commit | {commit} |
| load before it began | {load} |
| taken | {taken} |

**✗** marks what is not as it is wanted. How a figure comes about stands at the head of each script in
`bench/`, which anyone can run alone. Times are of wall clocks unless something else is said.
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("size", nargs="?", choices=("usual", "large", "quick"), default="usual")
    parser.add_argument("--write", type=Path, metavar="FILE", default=PAGE)
    arguments = parser.parse_args()
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    began, failed, pieces = time.monotonic(), False, []
    for bench in BENCHES:
        print(f"== {bench.script}", flush=True)
        own = bench.arguments(arguments.size)
        started = time.monotonic()
        code, rows = run(bench, own)
        failed |= code != 0
        pieces.append("\n".join(section(bench, own, rows, time.monotonic() - started, code)))
    head = HEAD.format(
        words="" if arguments.size == "usual" else f" {arguments.size}",
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
        system=f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        python=platform.python_version(),
        commit=commit(),
        load=load,
        taken=f"{(time.monotonic() - began) / 60:.0f} minutes",
    )
    arguments.write.write_text("\n".join([head, *pieces]), encoding="utf-8", newline="\n")
    print(f"Written: {arguments.write}")
    return int(failed)


def run(bench: Bench, arguments: tuple[str, ...]) -> tuple[int, list[report.Row]]:
    """How a script ended, and the rows that it gave till then."""
    with tempfile.TemporaryDirectory() as name:
        kept = Path(name) / "rows"
        command = [sys.executable, str(ROOT / "bench" / bench.script), *arguments]
        done = subprocess.run(command, env={**os.environ, report.KEPT_IN: str(kept)}, check=False)
        return done.returncode, list(report.rows(kept))


def section(
    bench: Bench, arguments: tuple[str, ...], rows: list[report.Row], seconds: float, code: int
) -> Iterator[str]:
    words = " ".join(("python", f"bench/{bench.script}", *arguments))
    yield f"## {bench.title}\n\n`{words}`, {seconds:.0f} s\n"
    if code:
        yield f"**The script ended with {code}.**\n"
    yield "| | measured | wanted | |\n|---|---|---|---|"
    for row in rows:
        mark = {None: "", True: "✓", False: "**✗**"}[row.met]
        yield f"| {row.what} | {row.measured} | {row.wanted} | {mark} |"
    yield ""


def machine() -> str:
    """The processor's name and how many cores there are."""
    name = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        lines = cpu.read_text(encoding="utf-8", errors="replace").splitlines()
        name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), name)
    return f"{name}, {os.cpu_count()} cores"


def commit() -> str:
    """The commit that was measured, and whether anything was changed since."""
    try:
        told = ["git", "-C", str(ROOT), "log", "-1", "--format=%h"]
        found = subprocess.run(told, capture_output=True, text=True, check=True).stdout.strip()
        changed = ["git", "-C", str(ROOT), "status", "--porcelain", "--", "pipeline", "templates", "bench"]
        dirty = subprocess.run(changed, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{found}, with changes" if dirty else found


if __name__ == "__main__":
    sys.exit(main())
