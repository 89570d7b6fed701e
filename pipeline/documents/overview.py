"""What a casebook says of its cases as a whole: counts, sums with their coverage, charts of the counts.

Only what is printed of the cases is summed: the figures of their forms' ``[casebook]``, each
in its own unit. What can't be added (percentages, figures per something, figures without a
unit, years beside each other) is left to the cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.documents import statistics
from pipeline.documents.arrange import Part
from pipeline.documents.statistics import Total
from pipeline.documents.wording import number, one_line, published
from pipeline.forms.model import Field, Form, Library
from pipeline.model import Case
from pipeline.office.charts import Chart

CHARTS = ("by_district", "by_category", "by_industry")
"""The names of the charts."""

# A chart has at most so many bars; the last then stands for all that are smaller.
_BARS = 16
_NOT_ADDED = re.compile(r"[%‰％/]")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the statistics that no form has.

    ``units``: a unit in words (``tce``: 吨标准煤); ``nowhere``: cases without a district;
    ``others``: those without a category or an industry, and a chart's last bar;
    ``cases``: what the bars count, where the template doesn't say it; ``photo``: what a photo
    is called by its number.
    """

    units: Mapping[str, str] = field(default_factory=dict)
    nowhere: str = ""
    others: str = ""
    cases: str = ""
    photo: str = "{number}"

    @property
    def symbols(self) -> dict[str, str]:
        """The symbol of a unit that was filled in in words (吨: t)."""
        return {word: symbol for symbol, word in self.units.items()}


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases a district, a category (of ``part``) or an industry has, and of how many units."""

    name: str
    cases: int
    units: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of a figure in one unit, and how many units of organisation gave it.

    ``words``: its unit in words; ``leading``: more gave the figure in this unit than in any other.
    """

    label: str
    amount: str
    unit: str
    words: str
    applicants: int
    leading: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The statistics of a casebook."""

    districts: tuple[Count, ...]
    categories: tuple[Count, ...]
    divisions: tuple[Count, ...]
    sums: tuple[Sum, ...]


def overview(
    cases: Sequence[Case], order: Sequence[str], parts: Sequence[Part], library: Library, words: Words
) -> Overview:
    """The statistics of the cases that these parts hold; ``order``: that of their districts.

    Raises ``KeyError`` for a case of a form that the library doesn't have.
    """
    if not cases:
        return Overview((), (), (), ())
    frame = statistics.of_cases(cases, library)
    return Overview(
        tuple(
            Count(name or words.nowhere, count, units)
            for (name,), count, units in sorted(
                statistics.counted(frame, "district"), key=lambda found: order.index(found[0][0])
            )
        ),
        tuple(_categories(parts, words)),
        tuple(
            Count(name, count, units)
            for (name,), count, units in sorted(
                statistics.counted(frame[frame["division"] != ""], "division"), key=lambda found: found[0]
            )
        ),
        tuple(_sums(cases, library, words)),
    )


def _categories(parts: Sequence[Part], words: Words) -> Iterator[Count]:
    for part in parts:
        for group in part.groups:
            units = {case.unit for case in group.cases}
            yield Count(
                one_line(group.name) or words.others, len(group.cases), len(units), one_line(part.heading)
            )


def charts(found: Overview, words: Words) -> dict[str, Chart]:
    """The charts that a template may hold, by name (`CHARTS`)."""
    by_count = sorted(found.divisions, key=lambda count: -count.cases)
    counts = (found.districts, found.categories, by_count)
    return {
        name: Chart(words.cases, _bars(counted, words)) for name, counted in zip(CHARTS, counts, strict=True)
    }


def _bars(counts: Sequence[Count], words: Words) -> tuple[tuple[str, int], ...]:
    if len(counts) <= _BARS:
        return tuple((count.name, count.cases) for count in counts)
    smallest = sorted(counts, key=lambda count: -count.cases)[_BARS - 1 :]
    shown = [(count.name, count.cases) for count in counts if count not in smallest]
    return (*shown, (words.others, sum(count.cases for count in smallest)))


def _sums(cases: Sequence[Case], library: Library, words: Words) -> Iterator[Sum]:
    symbols = words.symbols
    figures = (
        (found.label, symbols.get(unit, unit), amount, case.unit)
        for case in cases
        for found, amount, unit in _figures(case, library)
    )
    totals = statistics.sums(figures, statistics.labels(library))
    leading: dict[str, Total] = {}
    for total in totals:
        if total.label not in leading or total.applicants > leading[total.label].applicants:
            leading[total.label] = total
    for total in totals:
        unit = words.units.get(total.unit, total.unit)
        yield Sum(
            total.label,
            number(total.amount),
            total.unit,
            unit,
            total.applicants,
            leading[total.label] is total,
        )


def _figures(case: Case, library: Library) -> Iterator[tuple[Field, int | float, str]]:
    record = case.entry.record
    if record is None:
        return
    form = library.form(record.form)
    wanted = _summed(form)
    for found, amount, unit in statistics.figures(case, library):
        if found.key in wanted and unit and not _NOT_ADDED.search(unit):
            yield found, amount, unit


def _summed(form: Form) -> set[str]:
    """The keys of the figures that are printed of a case, but those of a table of years and the like."""
    crossing = {key for matrix in form.matrices for key in matrix.keys.values()}
    return {key for key in form.definition.casebook.figures if published(form, key)} - crossing
