"""The committed corpus: `python -m tests.exam.corpus` draws it anew, `--table` writes its table of traits.

Each trait stands in at least two files, each writer in three. The choice of the files knows nothing of what
reads them; the truths come from what was put in, as in every exam.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter
from pathlib import Path

from tests.exam import make
from tests.exam.__main__ import modules
from tests.exam.model import File
from tests.exam.traits import TRAITS

CORPUS = Path(__file__).parents[1] / "forms" / "corpus"
TABLE = CORPUS / "traits.md"
FILES_A_TRAIT, FILES_A_WRITER = 2, 3
TRIES = 4000
CALM = 0.8


def main() -> None:
    """Draw the corpus, or write its table from the truths that are there."""
    parser = argparse.ArgumentParser(description="Draw the committed corpus anew.")
    parser.add_argument("--into", type=Path, default=CORPUS)
    parser.add_argument("--table", action="store_true", help="write the table of traits alone")
    asked = parser.parse_args()
    if not asked.table:
        shutil.rmtree(asked.into, ignore_errors=True)
        make.write(chosen(), asked.into, modules(Path("build/exam")))
    (asked.into / TABLE.name).write_text(table(asked.into), encoding="utf-8")


def chosen() -> list[File]:
    """The files: for each trait and writer that lacks some, the first that bring it."""
    files: list[File] = []
    counts: Counter[str] = Counter()

    def take(seed: str, writer: str, wanted: frozenset[str]) -> bool:
        file = make.draw_by(writer, seed, f"{len(files) + 1:03d}", wanted, CALM)
        if not wanted <= file.traits:
            return False
        files.append(file)
        counts.update(file.traits)
        return True

    for trait, said in TRAITS.items():
        able = [name for name in make.WRITERS if not said.writers or name in said.writers]
        for at in range(TRIES):
            if counts[trait] >= FILES_A_TRAIT:
                break
            take(f"corpus/{trait}/{at}", able[(at + len(files)) % len(able)], frozenset({trait}))
        if counts[trait] < FILES_A_TRAIT:
            raise RuntimeError(f"{trait} can't be drawn")
    for writer in make.WRITERS:
        lacking = FILES_A_WRITER - sum(file.writer == writer for file in files)
        for at in range(lacking):
            take(f"corpus/{writer}/{at}", writer, frozenset())
    return _pruned(files, counts)


def _pruned(files: list[File], counts: Counter[str]) -> list[File]:
    """Without the files that nothing needs."""
    kept = list(files)
    for file in files:
        writers = Counter(one.writer for one in kept)
        if writers[file.writer] > FILES_A_WRITER and all(
            counts[name] > FILES_A_TRAIT for name in file.traits
        ):
            kept.remove(file)
            counts.subtract(file.traits)
    return kept


def table(folder: Path) -> str:
    """Which trait stands in which files."""
    where: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.truth.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        for name in said["traits"]:
            where.setdefault(name, []).append(path.relative_to(folder).as_posix().removesuffix(".truth.json"))
    rows = [
        f"| `{name}` | {said.says.replace('|', chr(92) + '|')} | {', '.join(where.get(name, []))} |"
        for name, said in TRAITS.items()
    ]
    head = "# Which trait stands in which files\n\n| trait | what it is | files |\n|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
