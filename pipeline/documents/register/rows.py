"""Book -> the rows and tables of the register; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.documents import effect, statistics, wording
from pipeline.documents.register.words import CaseWords, Words
from pipeline.forms.model import Field, Form, Library
from pipeline.messages import Messages
from pipeline.model import (
    ACCEPTED,
    STATES,
    WITHDRAWN,
    Amount,
    Book,
    Case,
    Code,
    Entry,
    Finding,
    Folded,
    Problem,
    Record,
    Value,
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a case counts for; ``figures``: label, unit and amount of each; ``effect``: its words."""

    fact: statistics.Fact
    left_out: bool
    effect: str
    figures: tuple[tuple[str, str, int | float], ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """What the register says: the rows of its lists, their heads among them.

    ``counted``: what its tables count and sum up, in the order of ``labels``.
    """

    submissions: Sequence[Sequence[Any]]
    cases: Sequence[Sequence[Any]]
    counted: Sequence[Counted]
    labels: tuple[str, ...]


def sheets(book: Book, library: Library, words: Words, messages: Messages) -> Sheets:
    """The register of a book."""
    counted = Folded.of(_counted(book.cases, library, messages))
    return Sheets(
        Folded.of(_submissions(book, library, words, messages)),
        Folded.of(_cases(book.cases, counted, library, words)),
        counted,
        statistics.labels(library),
    )


def _submissions(book: Book, library: Library, words: Words, messages: Messages) -> Iterator[list[Any]]:
    """The head and a row for each form and each unreadable file, withdrawn and replaced ones too."""
    named = words.submissions
    fields = _form_fields(library)
    head = [
        named.state, named.district, named.form, named.unit, named.titles, named.numbers, named.first_seen,
        named.path, named.sha, named.errors, named.warnings, named.findings, *fields,
    ]  # fmt: skip
    yield head
    for entry, cases in _grouped(book, library):
        yield _submission(entry, cases, library, words, fields, messages)


def _grouped(book: Book, library: Library) -> Iterator[tuple[Entry, list[Case]]]:
    """The entries that were handed in to be read, each with its cases."""
    cases: dict[int, list[Case]] = {}
    for case in book.cases:
        cases.setdefault(id(case.entry), []).append(case)
    known = {id(entry): entry for entry in book.entries}
    past = {id(case.entry): case.entry for case in book.cases if id(case.entry) not in known}
    for entry in (*known.values(), *past.values()):
        record = entry.record
        if record is None or library.form(record.form).definition.purpose == "application":
            yield entry, cases.get(id(entry), [])


def _submission(
    entry: Entry,
    cases: Sequence[Case],
    library: Library,
    words: Words,
    fields: Mapping[str, str],
    messages: Messages,
) -> list[Any]:
    record, source = entry.record, entry.source
    errors = [found for found in entry.findings if found.severity == "error"]
    warnings = [found for found in entry.findings if found.severity == "warning"]
    told = [_line(found) for found in entry.findings]
    if isinstance(entry.content, Problem):
        told.append(messages.problem(entry.content))
    form = library.form(record.form) if record else None
    return [
        "、".join(dict.fromkeys(case.state for case in cases)) or words.unreadable,
        entry.district,
        form.definition.number if form else None,
        cases[0].unit if cases else None,
        "\n".join(case.title for case in cases),
        "\n".join(case.number for case in cases),
        source.first_seen,
        source.shown,
        source.sha,
        len(errors),
        len(warnings),
        "\n".join(told),
        *(_of(record, form, label) for label in fields),
    ]


def _form_fields(library: Library) -> dict[str, str]:
    """The labels of all fields of forms as a whole, without lists."""
    forms = (form for form in library.forms if form.definition.purpose == "application")
    return {field.label: field.key for form in forms for field in form.fields if not field.block}


def _of(record: Record | None, form: Form | None, label: str) -> Value | None:
    field = _named(form, label, in_rows=False)
    return _cell(record.value(field.key)) if record and field else None


def _named(form: Form | None, label: str, *, in_rows: bool) -> Field | None:
    fields = form.fields if form else ()
    return next((field for field in fields if field.label == label and bool(field.block) == in_rows), None)


def _counted(cases: Iterable[Case], library: Library, messages: Messages) -> Iterator[Counted]:
    for case in cases:
        figures = statistics.figures(case, library)
        yield Counted(
            statistics.fact(case, library),
            case.left_out,
            effect.published(case, library, messages.units),
            tuple((field.label, unit, amount) for field, amount, unit in figures),
        )


def _cases(
    cases: Sequence[Case], counted: Iterable[Counted], library: Library, words: Words
) -> Iterator[list[Any]]:
    """The head and a row for each case, its figures as numbers; a unit of its own beside a figure."""
    named = words.cases
    # The figures that any case has, by label and unit: never two units in a column.
    figures = list(dict.fromkeys((label, unit) for one in counted for label, unit, _ in one.figures))
    head = [
        named.number, named.state, named.since, named.replaced_by, named.district, named.form,
        named.direction, named.category, named.unit, named.title, named.effect,
        named.words, named.listed, named.rank, named.remark,
        named.opinion, named.submitted,
        *(f"{label}（{unit}）" if unit else label for label, unit in figures),
    ]  # fmt: skip
    yield head
    for case, one in zip(cases, counted, strict=True):
        record, verdict, ruling = case.entry.record, case.verdict, case.ruling
        said = {(label, unit): amount for label, unit, amount in one.figures}
        yield [
            case.number,
            case.state,
            case.since if case.state == WITHDRAWN else None,
            case.replaced_by,
            case.district,
            library.form(record.form).definition.number if record else None,
            case.direction,
            one.fact.category,
            case.unit,
            case.title,
            one.effect,
            _whose(case, named),
            named.is_left_out if case.left_out else named.is_listed if case.listed else None,
            ruling.rank if ruling else None,
            ruling.remark if ruling else None,
            verdict.reason if verdict else None,
            verdict.submitted if verdict else None,
            *(said.get(key) for key in figures),
        ]


def _whose(case: Case, named: CaseWords) -> str:
    """Whose words the case's effect is in."""
    if case.ruling and case.ruling.wording:
        return named.by_bureau
    return named.by_district if case.wording else named.by_casebook


def _line(found: Finding) -> str:
    return f"{found.code}：{found.message}"


def _cell(value: Value) -> Any:
    match value:
        case str() | int() | float() | None:
            return value
        case Amount(amount=int() | float() as amount, unit=unit):
            return f"{wording.number(amount)}{unit}"
        case Code():
            return wording.code(value)
        case tuple():
            return wording.choices(value) or (len(value) or None)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the summary: its title, head and rows; whether its figures are drawn as a chart."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    chart: bool


def summary(given: Sheets, words: Words) -> list[Table]:
    """What the cases come to: by district and state, by category, by industry, and all figures."""
    named = words.summary
    frame = statistics.of_facts(one.fact for one in given.counted)
    counted = [one for one in given.counted if not one.left_out]
    standing = statistics.of_facts(one.fact for one in counted)
    passed = [one for one in counted if one.fact.state in ACCEPTED]
    figures = [(*figure, one.fact.unit) for one in passed for figure in one.figures]
    states = [state for state in STATES if (frame["state"] == state).any()]
    districts = [(name or words.others, *counts) for name, counts in statistics.by_state(frame, states)]
    sums = [sum(column) for column in zip(*(row[1:] for row in districts), strict=True)]
    return [
        Table(named.as_of_districts, [named.district, *states], districts, chart=True),
        Table("", [named.total, *states], [[named.total, *sums]], chart=False),
        Table(
            named.categories, [named.direction, named.category, named.cases],
            [[*(name or words.others for name in key), count]
             for key, count in statistics.passed_by(standing, "direction", "category")], chart=True,
        ),
        Table(
            named.divisions, [named.division, named.cases],
            [[key[0] or words.others, count] for key, count in statistics.passed_by(standing, "division")],
            chart=False,
        ),
        Table(
            named.figures, [named.label, named.unit, named.sum, named.coverage],
            [[total.label, total.unit, total.amount, words.reported.format(count=total.applicants)]
             for total in statistics.sums(figures, given.labels)], chart=False,
        ),
    ]  # fmt: skip
