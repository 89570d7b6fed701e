"""Casebook: filled-in application forms in, summaries and one merged casebook out.

For programs that embed it:

- `extract`: files -> the records of the forms in them;
- `check`: files -> what their applicants have to correct;
- `run`: one pass over an inbox;
- `CasebookError`: what these raise.

Nothing else of this package is promised to stay as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.api import check, extract, run
    from pipeline.problems import CasebookError

__all__ = ["CasebookError", "check", "extract", "run"]


def __getattr__(name: str) -> Any:
    # Worker processes and the command line import this package, and need none of it.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline import api, problems

    return getattr(problems if name == "CasebookError" else api, name)


def __dir__() -> list[str]:
    return sorted(__all__)
