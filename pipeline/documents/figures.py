"""The figures of a case: what stands by row and column in its form as such a table, the others one by one.

Source: definition ``[casebook] figures``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.documents.wording import plain, published, quantity
from pipeline.forms.model import Field, Form, Matrix
from pipeline.model import Cell, Grid, Paragraph, Place, Record


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table of figures."""

    label: str
    amount: str
    note: str


def figures(record: Record, form: Form, row: int | None, symbols: Mapping[str, str]) -> Iterator[Figure]:
    """The rows of the table of figures, but those where nothing was filled in or that are held back.

    ``symbols``: those of units that were filled in in words (吨: t).
    """
    crossing = {key for matrix in form.matrices for key in matrix.keys.values()}
    for key in form.definition.casebook.figures:
        found, answer = published(form, key), record.answer(key, row)
        if found is None or answer is None or key in crossing:
            continue
        amount, note = quantity(answer, found.unit, symbols)
        if amount or note:
            yield Figure(found.label, amount, note)


def crossed(record: Record, form: Form) -> Iterator[Grid]:
    """A table for each matrix of the form, of the rows and columns in which anything was filled in."""
    wanted = set(form.definition.casebook.figures)
    for matrix in form.matrices:
        shown = {
            place: found
            for place, key in matrix.keys.items()
            if key in wanted and (found := published(form, key)) and _said(record, found)
        }
        if shown:
            yield _grid(record, matrix, shown)


def _said(record: Record, field: Field) -> str:
    answer = record.answer(field.key)
    return (plain(answer.value) or answer.raw) if answer else ""


def _grid(record: Record, matrix: Matrix, shown: dict[tuple[int, int], Field]) -> Grid:
    lines, heads = (sorted({place[axis] for place in shown}) for axis in (0, 1))
    by_line = {line: _unit([field for place, field in shown.items() if place[0] == line]) for line in lines}
    by_head = {head: _unit([field for place, field in shown.items() if place[1] == head]) for head in heads}
    if all(by_head.values()) and not all(by_line.values()):
        by_line = dict.fromkeys(lines, "")
    else:
        by_head = dict.fromkeys(heads, "")
    rows = [[matrix.corner, *(matrix.names[1][head] + by_head[head] for head in heads)]]
    for line in lines:
        said = [_said(record, found) if (found := shown.get((line, head))) else "" for head in heads]
        rows.append([matrix.names[0][line] + by_line[line], *said])
    cells = [
        Cell(Place(""), number, column, 1, 1, (Paragraph(words),))
        for number, row in enumerate(rows)
        for column, words in enumerate(row)
    ]
    return Grid("", tuple(cells))


def _unit(fields: Sequence[Field]) -> str:
    """The unit that all fields of a row or column have, in brackets."""
    units = {field.unit for field in fields}
    return f"（{units.pop()}）" if len(units) == 1 and all(units) else ""
