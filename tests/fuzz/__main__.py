"""Hunt for files that break something: `python -m tests.fuzz --seconds 600 --seed 1`.

What is found lies in ``build/fuzz``, each file with a text that says what was wrong; exit code 1
then. `python -m tests.fuzz --replay FILE` says it again, with the traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from random import Random

from tests.fuzz import judge, press
from tests.fuzz.hunt import Hunt, Tally
from tests.fuzz.judge import Judge, Task


def main() -> int:
    """Hunt or replay; 1 where something was found."""
    parser = argparse.ArgumentParser(description="Mutate good files and see what becomes of them.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--inputs", type=int, default=0, help="so many instead of a time")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--into", type=Path, default=Path("build/fuzz"))
    parser.add_argument(
        "--replay", type=Path, metavar="FILE", help="a file, or a folder to make documents of"
    )
    parser.add_argument("--office", action="store_true", help="with LibreOffice as the second reader")
    asked = parser.parse_args()
    if asked.replay:
        print(_replayed(asked.replay, asked.office))
        return 0
    if hasattr(os, "nice"):
        os.nice(19)
    began = time.monotonic()
    hunt = Hunt(Random(asked.seed), asked.into, tell=lambda line: print(line, flush=True))
    seconds = 0 if asked.inputs else asked.seconds
    tally = hunt.run(seconds=seconds, inputs=asked.inputs)
    print(_said(tally, asked.seed, time.monotonic() - began))
    return int(bool(tally.findings))


def _replayed(path: Path, with_office: bool) -> str:
    if path.is_dir():
        import tempfile

        files = [(file.suffix, file.read_bytes()) for file in sorted(path.rglob("*")) if file.is_file()]
        with tempfile.TemporaryDirectory() as folder:
            return "\n".join(press.run(Path(folder), files)[0])
    return judge.explained(Judge(judge.tools()), Task(path, copied=True, with_office=with_office))


def _said(tally: Tally, seed: str, seconds: float) -> str:
    def counts(counted: dict[str, int]) -> str:
        return ", ".join(
            f"{name} {number}" for name, number in sorted(counted.items(), key=lambda item: -item[1])
        )

    return (
        f"seed {seed}, {seconds:.0f} s: {tally.inputs} inputs, {len(tally.findings)} findings\n"
        f"kinds: {counts(tally.kinds)}\nlevels: {counts(tally.levels)}\noutcomes: {counts(tally.codes)}\n"
        f"{tally.copies} commented copies; {tally.documents} documents of {tally.printed} files\n"
        f"slowest: {tally.slowest[0]:.1f} s, {tally.slowest[1]}"
    )


if __name__ == "__main__":
    sys.exit(main())
