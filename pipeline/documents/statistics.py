"""Counts and sums over the cases, with how many of them said anything; never of mixed units."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.documents import wording
from pipeline.documents.arrange import category
from pipeline.forms.model import Field, Form, Library
from pipeline.model import ACCEPTED, Amount, Case, Code
from pipeline.reference import industries

_DECIMALS = 6  # what is summed was typed by people: more would be the machine's own


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one figure in one unit, and how many applicants gave it."""

    label: str
    unit: str
    amount: int | float
    applicants: int


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted of a case; what it does not say is ``""``."""

    district: str
    state: str
    direction: str
    category: str
    division: str
    unit: str


def of_cases(cases: Sequence[Case], library: Library) -> list[Row]:
    """A row a case. Raises ``KeyError`` for a form that the library doesn't have."""
    return [
        Row(
            case.district or "",
            case.state,
            case.direction,
            category(case, library),
            division(case, library),
            case.unit,
        )
        for case in cases
    ]


def by_state(rows: Sequence[Row], states: Sequence[str]) -> list[tuple[str, list[int]]]:
    """For each district, in the order of the cases, how many are in each of these states."""
    counts = Counter((row.district, row.state) for row in rows)
    districts = dict.fromkeys(row.district for row in rows)
    return [(name, [counts[name, state] for state in states]) for name in districts]


def passed_by(rows: Iterable[Row], *columns: str) -> list[tuple[tuple[str, ...], int]]:
    """How many of the cases that passed have each value, most first; equals in the order of the cases."""
    passed = (row for row in rows if row.state in ACCEPTED)
    return Counter(tuple(getattr(row, column) for column in columns) for row in passed).most_common()


def counted(rows: Iterable[Row], column: str) -> list[tuple[str, int, int]]:
    """For each value, in the order of the cases: how many cases have it, and of how many units.

    Those that say nothing there count as one value.
    """
    units: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        units[getattr(row, column)].append(row.unit)
    return [(value, len(having), len(set(having))) for value, having in units.items()]


def totals(cases: Iterable[Case], library: Library) -> list[Total]:
    """The sums of all figures of the cases that passed, by label and unit, in the order of the forms."""
    passed = (case for case in cases if case.state in ACCEPTED)
    return sums(((case, *figure) for case in passed for figure in figures(case, library)), library)


def sums(found: Iterable[tuple[Case, Field, int | float, str]], library: Library) -> list[Total]:
    """The sums of figures of cases, by label and unit, in the order of the forms."""
    given: defaultdict[tuple[str, str], list[tuple[int | float, str]]] = defaultdict(list)
    for case, field, amount, unit in found:
        given[field.label, unit].append((amount, case.unit))
    made = [
        Total(label, unit, _tidy(math.fsum(amount for amount, _ in said)), len({name for _, name in said}))
        for (label, unit), said in given.items()
    ]
    order = {label: at for at, label in enumerate(_labels(library))}
    return sorted(made, key=lambda total: order.get(total.label, len(order)))


def figures(case: Case, library: Library) -> list[tuple[Field, int | float, str]]:
    """The figures of a case: of its own row, or of a form that is one case; with their units."""
    record = case.entry.record
    if record is None:
        return []
    form = library.form(record.form)
    found: list[tuple[Field, int | float, str]] = []
    for field in fields_of(form, case.row):
        value = record.value(field.key, case.row)
        match value:
            case Amount(amount=int() | float() as amount, unit=unit):
                found.append((field, amount, unit or field.unit))
            case int() | float():
                found.append((field, value, field.unit))
    return found


def fields_of(form: Form, row: int | None) -> list[Field]:
    """The fields that belong to a case: those of its row, or of the form where it is one case."""
    return [field for field in form.fields if bool(field.block) == (row is not None)]


def _labels(library: Library) -> list[str]:
    return list(dict.fromkeys(field.label for form in library.forms for field in form.fields))


def division(case: Case, library: Library) -> str:
    """The industry (大类) of a case in the standard's words; what was filled in, where no code tells it."""
    record = case.entry.record
    value = record.value(library.form(record.form).role("division")) if record else None
    if not isinstance(value, Code):
        return ""
    known = industries.division_of(value.code)
    named = () if known else industries.by_name(value.name, industries.DIVISION)
    return str(known or (named[0] if len(named) == 1 else wording.code(value)))


def _tidy(amount: float) -> int | float:
    rounded = round(amount, _DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded
