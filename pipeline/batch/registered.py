"""Rows of a register (台账) that Casebook wrote, by the heads of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile


class NoRegister(ValueError):
    """A file is no register: it can't be opened, or a sheet or column is not there; says why."""


def rows(register: Path, sheet: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The values of these columns, row by row; None where a row ends before one.

    Raises `NoRegister`.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(register, read_only=True)
        found = book[sheet].iter_rows(values_only=True)
        head = list(next(found, ()))
        places = [head.index(name) for name in columns]
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise NoRegister(str(error)) from None
    for row in found:
        yield tuple(row[at] if at < len(row) else None for at in places)
