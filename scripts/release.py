"""``make release``: the wheel and the source archive in ``dist/``, tried before they are given away.

The wheel is built from the source archive, so that this is complete. It is then installed in
an environment that has nothing else, in a folder that is no repository, and runs on the
examples there: templates, settings and tables have to come out of the wheel.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = (
    ".*", "__pycache__", "*.egg-info", "build", "dist", "inbox", "outbox", "state", "tests", "bench",
)  # fmt: skip
AS_OF = "2024-09-30T18:00:00+08:00"


def main() -> None:
    out = ROOT / "dist"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        built = build(folder, folder / "built")
        (wheel,) = (file for file in built if file.suffix == ".whl")
        outputs = demo(installed(wheel, folder / "environment"), folder / "work")
        print(f"The demo of the installed wheel made {outputs} files.")
        out.mkdir(exist_ok=True)
        for file in built:
            print(shutil.copy(file, out))


def build(folder: Path, out: Path) -> list[Path]:
    """Source archive and wheel, made from a copy: an earlier build's leftovers would be packed too."""
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=_left_out)
    _run([sys.executable, "-m", "build", "--outdir", str(out), str(source)], folder)
    return sorted(out.iterdir())


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What lies at the top and does not belong to a release; caches anywhere."""
    patterns = LEFT_OUT if Path(folder) == ROOT else ("__pycache__",)
    return shutil.ignore_patterns(*patterns)(folder, names)


def installed(wheel: Path, environment: Path) -> Path:
    """The `casebook` of an environment of its own, with the versions in ``constraints.txt``."""
    venv.create(environment, with_pip=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    _run(
        [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet",
         "--constraint", str(ROOT / "constraints.txt"), str(wheel)], environment,
    )  # fmt: skip
    return programs / "casebook"


def demo(casebook: Path, folder: Path) -> int:
    """How many files a new working folder's first pass over the examples made."""
    _run([str(casebook), "init", str(folder), "--year", "2024"], folder.parent)
    shutil.copytree(
        ROOT / "examples" / "inbox", folder / "inbox", dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("*.truth.json"),
    )  # fmt: skip
    _run([str(casebook), "run", "--as-of", AS_OF], folder)
    made = [path for path in (folder / "outbox").rglob("*") if path.is_file()]
    for wanted in ("市局/汇编/*.docx", "市局/台账.xlsx", "市局/index.html", "黄埔区/附件4*.docx"):
        if not list((folder / "outbox").glob(wanted)):
            raise SystemExit(f"The installed wheel made no {wanted}.")
    return len(made)


def _run(command: list[str], folder: Path) -> None:
    # Nothing of the repository may be found by chance.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, cwd=folder, env=environment, check=True)


if __name__ == "__main__":
    main()
