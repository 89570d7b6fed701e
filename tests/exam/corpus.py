"""The committed corpus, and what it was drawn from.

`python -m tests.exam.corpus` writes the files of `drawn.tsv` anew (number, writer, seed, trait that was wanted)
and the table of their traits; `--missing` only those that aren't there. `--choose` draws a new list first, in which each trait stands in at least two
files and each writer has three; it knows nothing of what reads them. The truths come from what was put in.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.exam import make
from tests.exam.__main__ import modules
from tests.exam.model import File
from tests.exam.traits import TRAITS

CORPUS = Path(__file__).parents[1] / "forms" / "corpus"
LIST, TABLE = "drawn.tsv", "traits.md"
FILES_A_TRAIT, FILES_A_WRITER = 2, 3
TRIES = 4000
CALM = 0.8


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a file of the corpus is drawn from."""

    number: str
    writer: str
    seed: str
    wanted: str

    def file(self) -> File:
        return make.draw_by(self.writer, self.seed, self.number, frozenset(filter(None, [self.wanted])), CALM)


def main() -> None:
    """Write the corpus."""
    parser = argparse.ArgumentParser(description="Write the committed corpus anew.")
    parser.add_argument("--into", type=Path, default=CORPUS)
    parser.add_argument("--choose", action="store_true", help="draw a new list first")
    parser.add_argument("--missing", action="store_true", help="leave the files that are there as they are")
    asked = parser.parse_args()
    drawn = chosen() if asked.choose else listed(CORPUS / LIST)
    if not asked.missing:
        shutil.rmtree(asked.into, ignore_errors=True)
    there = {path.name.partition(".")[0][-3:] for path in asked.into.rglob("*.truth.json")}
    files = [one.file() for one in drawn if one.number not in there]
    make.write(files, asked.into, modules(Path("build/exam")))
    lines = ["\t".join((one.number, one.writer, one.seed, one.wanted)) for one in drawn]
    (asked.into / LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (asked.into / TABLE).write_text(table(asked.into), encoding="utf-8")


def listed(path: Path) -> list[Drawn]:
    """The files of a list."""
    return [Drawn(*line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines()]


def chosen() -> list[Drawn]:
    """For each trait and writer that lacks some, the first that bring it."""
    files: dict[Drawn, File] = {}
    counts: Counter[str] = Counter()

    def take(seed: str, writer: str, wanted: str) -> None:
        one = Drawn(f"{len(files) + 1:03d}", writer, seed, wanted)
        file = one.file()
        if not wanted or wanted in file.traits:
            files[one] = file
            counts.update(file.traits)

    for trait, said in TRAITS.items():
        able = [name for name in make.WRITERS if not said.writers or name in said.writers]
        for at in range(TRIES):
            if counts[trait] >= FILES_A_TRAIT:
                break
            take(f"corpus/{trait}/{at}", able[(at + len(files)) % len(able)], trait)
        if counts[trait] < FILES_A_TRAIT:
            raise RuntimeError(f"{trait} can't be drawn")
    for writer in make.WRITERS:
        for at in range(FILES_A_WRITER - sum(file.writer == writer for file in files.values())):
            take(f"corpus/{writer}/{at}", writer, "")
    return list(pruned(files))


def pruned(files: dict[Drawn, File]) -> dict[Drawn, File]:
    """Without the files that nothing needs."""
    kept = dict(files)
    counts = Counter(name for file in files.values() for name in file.traits)
    writers = Counter(file.writer for file in files.values())
    for one, file in files.items():
        if writers[file.writer] > FILES_A_WRITER and all(
            counts[name] > FILES_A_TRAIT for name in file.traits
        ):
            del kept[one]
            counts.subtract(file.traits)
            writers[file.writer] -= 1
    return kept


def table(folder: Path) -> str:
    """Which trait stands in which files."""
    where: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.truth.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        for name in said["traits"]:
            where.setdefault(name, []).append(path.relative_to(folder).as_posix().removesuffix(".truth.json"))
    rows = [f"| `{name}` | {said.says} | {', '.join(where.get(name, []))} |" for name, said in TRAITS.items()]
    head = "# Which trait stands in which files\n\n| trait | what it is | files |\n|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
