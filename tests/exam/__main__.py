"""The exam: `python -m tests.exam --seed 7 [--files 200]`. Exit code 1 below the marks asked for."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from tests.exam import judge, make

FIELDS, FILES = 99.8, 97.0
PACKAGE = Path(__file__).parents[2] / "examples" / "writers" / "npm" / "package.json"


def main() -> int:
    """Make the files, have them read, print the marks."""
    parser = argparse.ArgumentParser(
        description="Make filled forms from a seed and mark what is read from them."
    )
    parser.add_argument("--seed", default="1")
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--into", type=Path, default=Path("build/exam"))
    parser.add_argument("--writer", help="this writer alone")
    parser.add_argument("--trait", help="draw this trait wherever it can be")
    parser.add_argument("--show", type=int, default=20, help="how many differences to print")
    parser.add_argument("--all", action="store_true", help="print every difference")
    parser.add_argument("--again", action="store_true", help="read the files that are there, make none")
    asked = parser.parse_args()
    folder = asked.into / asked.seed
    if asked.again:
        paths = sorted(p.with_name(p.name.removesuffix(".truth.json")) for p in folder.rglob("*.truth.json"))
    else:
        shutil.rmtree(folder, ignore_errors=True)
        paths = make.write(_drawn(asked), folder, modules(asked.into))
    answers = judge.read(paths)
    marks = [judge.mark(path, answers[str(path)]) for path in paths]
    differences = [difference for made in marks for difference in made.differences]
    print(*(differences if asked.all else differences[: asked.show]), sep="\n")
    print(judge.table(marks, "trait"), judge.table(marks, "writer"), sep="\n\n", end="\n\n")
    fields, files, said = judge.whole(marks)
    print(f"seed {asked.seed}: {said}")
    return int(fields < FIELDS or files < FILES)


def _drawn(asked: argparse.Namespace) -> list[make.File]:
    wanted = frozenset({asked.trait} if asked.trait else ())
    if asked.writer:
        name = asked.writer
        return [
            make.draw_by(name, f"{asked.seed}/{at}/{name}", f"{at:03d}", wanted) for at in range(asked.files)
        ]
    return [make.draw(asked.seed, at, wanted) for at in range(asked.files)]


def modules(into: Path) -> Path:
    """The folder with the npm package docx, installed when it is first needed."""
    folder = into / ".npm"
    if not (folder / "node_modules" / "docx").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGE, folder / "package.json")
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return (folder / "node_modules").resolve()


if __name__ == "__main__":
    sys.exit(main())
