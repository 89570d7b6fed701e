"""What a bench measured, told in one way: a line on the terminal, and a row of ``docs/performance.md``.

`row` prints; where the environment's ``BENCH_ROWS`` names a file, the row is appended to it
too, for ``python -m bench``, which makes the page.
"""

from __future__ import annotations

import compileall
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

KEPT_IN = "BENCH_ROWS"
ROOT = Path(__file__).resolve().parents[1]


def as_installed() -> None:
    """Have the program's modules compiled, as pip does where it installs: a checkout may have none so.

    Where Python may not write them itself, each process that is measured would compile them anew.
    """
    compileall.compile_dir(ROOT / "pipeline", quiet=1)


@dataclass(frozen=True)
class Row:
    """One figure: of what, how much, what is wanted ("" where it only tells) and whether it is met."""

    what: str
    measured: str
    wanted: str = ""
    met: bool | None = None

    @property
    def line(self) -> str:
        missed = " MISSED" if self.met is False else ""
        return f"{self.what}: {self.measured}" + (f" (wanted: {self.wanted}){missed}" if self.wanted else "")


def row(
    what: str,
    figure: float,
    unit: str = "",
    *,
    digits: int = 2,
    most: float | None = None,
    least: float | None = None,
    note: str = "",
) -> None:
    """Tell a figure; ``most``, ``least``: what it may be. ``note`` follows it, how it came about."""
    measured = f"{_number(figure, digits)} {unit}".rstrip() + (f" ({note})" if note else "")
    bounds = [(f"≤ {most:g}", figure <= most)] if most is not None else []
    bounds += [(f"≥ {least:g}", figure >= least)] if least is not None else []
    wanted = ", ".join(f"{words} {unit}".rstrip() for words, _ in bounds)
    tell(Row(what, measured, wanted, all(met for _, met in bounds) if bounds else None))


def tell(found: Row) -> None:
    """Print a row and keep it where the environment asks for that."""
    print(found.line, flush=True)
    if path := os.environ.get(KEPT_IN):
        with Path(path).open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")


def rows(path: Path) -> Iterator[Row]:
    """The rows that were kept in a file."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield Row(**json.loads(line))


def _number(figure: float, digits: int) -> str:
    return f"{figure:,.{digits}f}"
