"""台账: all that was handed in, a row each, the cases with their figures, and what they come to.

For the bureau alone: contacts are in it. Source: spec ``interface.md``, "The outbox".
"""

from __future__ import annotations

import io
import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.config import ZONE
from pipeline.documents import effect, statistics, wording
from pipeline.documents.arrange import category
from pipeline.forms.model import Field, Form, Library
from pipeline.messages import Messages
from pipeline.model import (
    STATES,
    WITHDRAWN,
    Amount,
    Book,
    Case,
    Code,
    Entry,
    Finding,
    Problem,
    Record,
    Value,
)
from pipeline.office.stable import stable
from pipeline.problems import TemplateError

NAME = "register.toml"
_LONGEST = 32_767  # characters that a cell of Excel holds
_HEAD = Font(name="黑体", size=11)
_BODY = Font(name="宋体", size=10.5)
_FILL = PatternFill("solid", fgColor="E7EEF7")
_TOP = Alignment(vertical="top", wrap_text=True)
_WIDEST, _NARROWEST = 42, 8
_ROW = 0.53  # the height of a row, in centimetres


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SubmissionWords(_Words):
    sheet: str
    state: str
    district: str
    form: str
    unit: str
    titles: str
    numbers: str
    first_seen: str
    path: str
    sha: str
    errors: str
    warnings: str
    findings: str


class CaseWords(_Words):
    sheet: str
    number: str
    state: str
    since: str
    replaced_by: str
    district: str
    form: str
    direction: str
    category: str
    unit: str
    title: str
    effect: str
    words: str
    by_casebook: str
    by_district: str
    by_bureau: str
    listed: str
    is_listed: str
    is_left_out: str
    rank: str
    remark: str
    opinion: str
    submitted: str


class SummaryWords(_Words):
    sheet: str
    as_of_districts: str
    district: str
    total: str
    categories: str
    direction: str
    category: str
    divisions: str
    division: str
    cases: str
    figures: str
    label: str
    unit: str
    sum: str
    coverage: str


class Words(_Words):
    """``templates/register.toml``."""

    file: str
    unreadable: str
    reported: str
    others: str
    submissions: SubmissionWords
    cases: CaseWords
    summary: SummaryWords

    @classmethod
    def load(cls, templates: Path) -> Words:
        """The words of a templates folder; raises `TemplateError`."""
        file = templates / NAME
        try:
            return cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
        except OSError as error:
            raise TemplateError(f"{file} can't be read: {error.strerror}.") from None
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise TemplateError(f"{file} is not valid TOML in UTF-8: {error}.") from None
        except ValidationError as error:
            said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise TemplateError(f"{file}: {said}.") from None


def submissions(book: Book, library: Library, words: Words, messages: Messages) -> list[list[Any]]:
    """The head and a row for each form and each unreadable file, withdrawn and replaced ones too."""
    named = words.submissions
    fields = _form_fields(library)
    head = [
        named.state, named.district, named.form, named.unit, named.titles, named.numbers, named.first_seen,
        named.path, named.sha, named.errors, named.warnings, named.findings, *fields,
    ]  # fmt: skip
    return [head, *(_submission(entry, cases, library, words, fields, messages)
                    for entry, cases in _grouped(book, library))]  # fmt: skip


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


def cases(book: Book, library: Library, words: Words, messages: Messages) -> list[list[Any]]:
    """The head and a row for each case, its figures as numbers; a unit of its own beside a figure."""
    named = words.cases
    figures = _figures(book.cases, library)
    head = [
        named.number, named.state, named.since, named.replaced_by, named.district, named.form,
        named.direction, named.category, named.unit, named.title, named.effect,
        named.words, named.listed, named.rank, named.remark,
        named.opinion, named.submitted,
        *(f"{label}（{unit}）" if unit else label for label, unit in figures),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for case in book.cases:
        record, verdict, ruling = case.entry.record, case.verdict, case.ruling
        said = {(field.label, unit): amount for field, amount, unit in statistics.figures(case, library)}
        rows.append(
            [
                case.number,
                case.state,
                case.since if case.state == WITHDRAWN else None,
                case.replaced_by,
                case.district,
                library.form(record.form).definition.number if record else None,
                case.direction,
                category(case, library),
                case.unit,
                case.title,
                effect.published(case, library, messages.units),
                _whose(case, named),
                named.is_left_out if case.left_out else named.is_listed if case.listed else None,
                ruling.rank if ruling else None,
                ruling.remark if ruling else None,
                verdict.reason if verdict else None,
                verdict.submitted if verdict else None,
                *(said.get(key) for key in figures),
            ]
        )
    return [head, *rows]


def _whose(case: Case, named: CaseWords) -> str:
    """Whose words the case's effect is in."""
    if case.ruling and case.ruling.wording:
        return named.by_bureau
    return named.by_district if case.wording else named.by_casebook


def _figures(cases: Iterable[Case], library: Library) -> list[tuple[str, str]]:
    """The figures that any case has, by label and unit: never two units in a column."""
    found = {
        (field.label, unit): None for case in cases for field, _, unit in statistics.figures(case, library)
    }
    return list(found)


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


# --- the workbook -----------------------------------------------------------------------


def render(book: Book, library: Library, words: Words, messages: Messages) -> bytes:
    """The register's workbook."""
    lists = (
        (words.submissions.sheet, submissions(book, library, words, messages)),
        (words.cases.sheet, cases(book, library, words, messages)),
    )
    made = Workbook(write_only=True)
    for title, rows in lists:
        _listed(made.create_sheet(title), rows)
    _summed(made.create_sheet(words.summary.sheet), summary(book, library, words))
    target = io.BytesIO()
    made.save(target)
    return stable(target.getvalue())


def _listed(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    for number, width in enumerate(_widths(rows), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows[0]))}{len(rows)}"
    sheet.print_title_rows = "1:1"
    _one_page_wide(sheet)
    sheet.append([_written(sheet, value, head=True) for value in rows[0]])
    for row in rows[1:]:
        sheet.append([_written(sheet, value) for value in row])


def _one_page_wide(sheet: Any) -> None:
    sheet.page_setup.paperSize = 8  # A3
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _widths(rows: Sequence[Sequence[Any]]) -> Iterator[float]:
    for column in zip(*rows, strict=True):
        longest = max(max(map(_width, str(value).split("\n"))) for value in column if value is not None)
        yield min(max(longest + 2, _NARROWEST), _WIDEST)


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text[:_WIDEST])


def _written(sheet: Any, value: Any, *, head: bool = False) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)  # Excel knows no zones
    elif isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
    cell = WriteOnlyCell(sheet, value if value != "" else None)
    if isinstance(value, str) and value:
        cell.data_type = "s"  # a text that begins with = is a text
    cell.font = _HEAD if head else _BODY
    cell.alignment = _TOP
    if head:
        cell.fill = _FILL
    return cell


def summary(book: Book, library: Library, words: Words) -> list[Table]:
    """What the cases come to: by district and state, by category, by industry, and all figures."""
    named = words.summary
    frame = statistics.of_cases(book.cases, library)
    counted = [case for case in book.cases if not case.left_out]
    standing = statistics.of_cases(counted, library)
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
             for total in statistics.totals(counted, library)], chart=False,
        ),
    ]  # fmt: skip


def _summed(sheet: Any, tables: Sequence[Table]) -> None:
    for letter, width in zip("ABCDEFGHI", (26, 26, 14, 16, 12, 12, 12, 12, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    _one_page_wide(sheet)
    row = free = 1
    for table in tables:
        if table.title:
            sheet.append([_written(sheet, table.title, head=True)])
            row += 1
        sheet.append([_written(sheet, value, head=True) for value in table.head])
        for line in table.rows:
            sheet.append([_written(sheet, value) for value in line])
        if table.chart and table.rows:
            chart = _chart(sheet, table, row)
            free = max(free, row)
            sheet.add_chart(chart, f"F{free}")
            free += math.ceil(chart.height / _ROW) + 1
        row += len(table.rows) + 2
        sheet.append([])


def _chart(sheet: Any, table: Table, head: int) -> BarChart:
    """The figures of a table whose head stands in this row, as bars; names in the columns before them."""
    figures = [at for at, value in enumerate(table.rows[0], 1) if isinstance(value, int)]
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "stacked", 100
    chart.title = table.title
    chart.height, chart.width = max(6.0, 0.9 * len(table.rows)), 18
    last = head + len(table.rows)
    chart.add_data(
        Reference(sheet, min_col=figures[0], max_col=figures[-1], min_row=head, max_row=last),
        titles_from_data=True,
    )
    chart.set_categories(Reference(sheet, min_col=figures[0] - 1, min_row=head + 1, max_row=last))
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    return chart
