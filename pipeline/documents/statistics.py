"""Counts and sums over the cases, with how many of them said anything; never of mixed units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

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


class Fact(NamedTuple):
    """What a case is counted by; what it does not say is ``""``."""

    district: str
    state: str
    direction: str
    category: str
    division: str
    unit: str


Figure: TypeAlias = tuple[str, str, int | float, str]
"""A figure of a case: label, unit, amount, and whose it is."""


def fact(case: Case, library: Library) -> Fact:
    """What a case is counted by. Raises ``KeyError`` for a form that the library doesn't have."""
    return Fact(
        case.district or "",
        case.state,
        case.direction,
        category(case, library),
        division(case, library),
        case.unit,
    )


def of_facts(facts: Iterable[Fact]) -> DataFrame:
    """A row a case."""
    from pandas import DataFrame

    return DataFrame(list(facts), columns=list(Fact._fields))


def of_cases(cases: Iterable[Case], library: Library) -> DataFrame:
    """A row a case. Raises as `fact` does."""
    return of_facts(fact(case, library) for case in cases)


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
    found = (
        (field.label, unit, amount, case.unit)
        for case in passed
        for field, amount, unit in figures(case, library)
    )
    return sums(found, labels(library))


def sums(found: Iterable[Figure], labels: Sequence[str]) -> list[Total]:
    """The sums of figures, by label and unit, in the order of the labels."""
    from pandas import DataFrame

    frame = DataFrame(list(found), columns=["label", "unit", "amount", "applicant"])
    grouped = frame.groupby(["label", "unit"], sort=False)
    made = {
        (str(label), str(unit)): Total(
            str(label), str(unit), _tidy(float(group["amount"].sum())), int(group["applicant"].nunique())
        )
        for (label, unit), group in grouped
    }
    order = {label: at for at, label in enumerate(labels)}
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


def labels(library: Library) -> tuple[str, ...]:
    """The labels of all fields, in the order of the forms."""
    return tuple(dict.fromkeys(field.label for form in library.forms for field in form.fields))


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
