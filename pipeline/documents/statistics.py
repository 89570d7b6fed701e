"""Counts and sums over the cases, with how many of them said anything; never of mixed units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents import wording
from pipeline.documents.arrange import category
from pipeline.forms.model import Field, Form, Library
from pipeline.model import ACCEPTED, Amount, Case, Code
from pipeline.reference import industries

if TYPE_CHECKING:
    from pandas import DataFrame

_DECIMALS = 6  # what is summed was typed by people: more would be the machine's own


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one figure in one unit, and how many applicants gave it."""

    label: str
    unit: str
    amount: int | float
    applicants: int


def of_cases(cases: Sequence[Case], library: Library) -> DataFrame:
    """A row a case: ``district``, ``state``, ``direction``, ``category``, ``division``, ``unit``.

    What a case does not say is ``""``. Raises ``KeyError`` for a form that the library doesn't have.
    """
    from pandas import DataFrame

    columns = ("district", "state", "direction", "category", "division", "unit")
    rows = [
        (
            case.district or "",
            case.state,
            case.direction,
            category(case, library),
            division(case, library),
            case.unit,
        )
        for case in cases
    ]
    return DataFrame(rows, columns=list(columns))


def by_state(frame: DataFrame, states: Sequence[str]) -> list[tuple[str, list[int]]]:
    """For each district, in the order of the cases, how many are in each of these states."""
    counts = frame.groupby(["district", "state"], sort=False).size()
    return [
        (str(name), [int(counts.get((name, state), 0)) for state in states])
        for name in frame["district"].unique()
    ]


def passed_by(frame: DataFrame, *columns: str) -> list[tuple[tuple[str, ...], int]]:
    """How many of the cases that passed have each value, most first; equals in the order of the cases."""
    passed = frame[frame["state"].isin(ACCEPTED)]
    counts = passed.groupby(list(columns), sort=False).size().sort_values(ascending=False, kind="stable")
    return [
        (tuple(map(str, key)) if isinstance(key, tuple) else (str(key),), int(count))
        for key, count in counts.items()
    ]


def counted(frame: DataFrame, *columns: str) -> list[tuple[tuple[str, ...], int, int]]:
    """For each value, in the order of the cases: how many cases have it, and of how many units."""
    found = frame.groupby(list(columns), sort=False)["unit"].agg(["size", "nunique"])
    return [
        (tuple(map(str, key)) if isinstance(key, tuple) else (str(key),), int(cases), int(units))
        for key, cases, units in zip(found.index, found["size"], found["nunique"], strict=True)
    ]


def totals(cases: Iterable[Case], library: Library) -> list[Total]:
    """The sums of all figures of the cases that passed, by label and unit, in the order of the forms."""
    passed = (case for case in cases if case.state in ACCEPTED)
    return sums(((case, *figure) for case in passed for figure in figures(case, library)), library)


def sums(found: Iterable[tuple[Case, Field, int | float, str]], library: Library) -> list[Total]:
    """The sums of figures of cases, by label and unit, in the order of the forms."""
    from pandas import DataFrame

    rows = [(field.label, unit, amount, case.unit) for case, field, amount, unit in found]
    frame = DataFrame(rows, columns=["label", "unit", "amount", "applicant"])
    grouped = frame.groupby(["label", "unit"], sort=False)
    made = {
        (str(label), str(unit)): Total(
            str(label), str(unit), _tidy(float(group["amount"].sum())), int(group["applicant"].nunique())
        )
        for (label, unit), group in grouped
    }
    order = {label: at for at, label in enumerate(_labels(library))}
    return sorted(made.values(), key=lambda total: order.get(total.label, len(order)))


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
