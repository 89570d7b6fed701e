"""The cases of earlier years, out of their registers (台账) among the lists: ``lists/台账2024.xlsx``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pipeline.batch import registered
from pipeline.batch.registered import NoRegister
from pipeline.checks.together import Earlier
from pipeline.documents.register import Words
from pipeline.forms.text import normal
from pipeline.model import PASSED, SELECTED
from pipeline.problems import ConfigError

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def is_register(words: Words, path: Path) -> bool:
    """Whether a file of the lists is an earlier register, by its name."""
    return Path(words.file).stem in path.stem and path.suffix.lower() == ".xlsx"


def load(folder: Path, words: Words) -> Earlier:
    """Where each case was published, by its unit and title as they are compared.

    Those that were selected; of a year without a selection those that passed. Raises
    `ConfigError` for a register that can't be read.
    """
    if not folder.is_dir():
        return {}
    found: dict[tuple[str, str], str] = {}
    for path in sorted(folder.iterdir()):
        if is_register(words, path) and not path.name.startswith(("~$", ".")):
            year = _YEAR.search(path.stem)
            shown = f"{year[0]}年" if year else f"“{path.stem}”"
            for unit, title, number in _cases(path, path.stat().st_mtime_ns, words):
                found[unit, title] = f"{shown}（{number}）"
    return found


@lru_cache(maxsize=8)
def _cases(path: Path, version: int, words: Words) -> tuple[tuple[str, str, str], ...]:
    """Unit, title and number of each case published; read once for a watcher's many passes."""
    rows = tuple(_rows(path, words))
    selected = [row for row in rows if row[0] == SELECTED]
    return tuple(
        (normal(unit), normal(title), number)
        for _, unit, title, number in selected or [row for row in rows if row[0] == PASSED]
        if unit and title
    )


def _rows(path: Path, words: Words) -> Iterator[tuple[str, str, str, str]]:
    """State, unit, title and number of each case."""
    named = words.cases
    columns = (named.state, named.unit, named.title, named.number)
    try:
        for row in registered.rows(path, named.sheet, columns):
            state, unit, title, number = (str(value or "") for value in row)
            yield state, unit, title, number
    except NoRegister as error:
        raise ConfigError(
            f"{path} can't be read as the register of an earlier year: {error}.",
            f"Put the {words.file} that Casebook wrote there, or take the file away.",
        ) from None
