"""What travels between the floors: frozen, slotted values, all of which pickle.

Source: spec ``house.md`` ("What travels") and ``record.md``. A value never holds a
path of this machine or a moment in time unless its name says so: a `Record` is a
memo of the bytes of a file, the same wherever and whenever they are read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from pipeline import names
from pipeline.model.document import OUTSIDE, Block, Cell, Document, Format, Grid, Paragraph, Picture, Place

__all__ = [
    "ACCEPTED", "MANIFEST", "NOT_RECOMMENDED", "NOT_SELECTED", "OUTSIDE", "PASSED", "REPLACED", "SELECTED",
    "STATES", "TO_CORRECT", "WITHDRAWN", "Amount", "Answer", "Audience", "Ballot", "Block", "Book", "Case",
    "Cell", "Code", "Document", "Entry", "Failure", "Finding", "Format", "Grid", "Opinion", "Outcome",
    "Paragraph", "Past", "Picture", "Place", "Problem", "Record", "Row", "Severity", "Sighting", "Source",
    "Value", "Verdict", "is_empty", "plain", "row_tuple",
]  # fmt: skip

Severity = Literal["error", "warning", "info"]
Audience = Literal["applicant", "district", "bureau"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something could not be done: a value of the flow, not an exception.

    ``code`` is a stable kebab-case word (``encrypted``, ``corrupt``, …); its Chinese
    message stands in ``templates/messages.toml`` under ``[problems]`` and may use
    ``values`` as placeholders.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()


# --- what a filled form becomes -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with its unit and the remark beside it (``record.md``, type amount)."""

    amount: int | float | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """An industry as filled in: ``C26``, its name, or one of the two."""

    code: str = ""
    name: str = ""


Row: TypeAlias = "Mapping[str, Answer]"
Value: TypeAlias = (
    "str | int | float | Amount | Code | tuple[str, ...] | tuple[Picture, ...] | tuple[Row, ...] | None"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was filled in for one field.

    ``value`` follows the field's type (text str; number int | float | None; amount
    `Amount`; code `Code`; choice tuple of str; photos tuple of `Picture`; rows tuple
    of mappings from the column's key to its `Answer`). ``raw`` holds the words of an
    answer that has no value of its type. ``blocks`` keep paragraphs, nested tables
    and pictures as written; JSON is their projection.
    """

    value: Value
    raw: str = ""
    blocks: tuple[Block, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One filled form: answers by key, in the form's order.

    A rows field's `Answer` nests; `walk` flattens it to paths such as
    ``projects[0].investment``.
    """

    form: str
    part: str
    answers: Mapping[str, Answer]
    unmatched: tuple[str, ...] = ()

    def walk(self) -> Iterator[tuple[str, Answer]]:
        """Every answer with its path, rows fields expanded to their columns."""
        for key, answer in self.answers.items():
            rows = row_tuple(answer)
            if rows is None:
                yield key, answer
                continue
            for index, row in enumerate(rows):
                for column, inner in row.items():
                    yield f"{key}[{index}].{column}", inner

    def answer(self, key: str, row: int | None = None) -> Answer | None:
        """The answer for a form's key; of ``projects.title`` that of the given row."""
        block, dot, column = key.partition(".")
        found = self.answers.get(block)
        if found is None or not dot:
            return found
        rows = row_tuple(found)
        if rows is None or row is None or row >= len(rows):
            return None
        return rows[row].get(column)

    def value(self, key: str | None, row: int | None = None) -> Any:
        """The value for a form's key, None where the record has no such answer."""
        answer = self.answer(key, row) if key else None
        return answer.value if answer else None

    def rows(self, key: str) -> int:
        """How many rows a rows field holds (0 for any other)."""
        answer = self.answers.get(key)
        return len(row_tuple(answer) or ()) if answer else 0

    def fields(self) -> dict[str, Any]:
        """The JSON object ``fields`` of ``record.md``."""
        return {key: plain(answer.value) for key, answer in self.answers.items()}

    def raw(self) -> dict[str, str]:
        """The JSON object ``raw``: answers without a value of their type, as written."""
        return {path: answer.raw for path, answer in self.walk() if answer.raw}

    def provenance(self) -> dict[str, str]:
        """The JSON object ``provenance``: each field's place, as a person counts."""
        return {path: str(answer.place) for path, answer in self.walk() if answer.place}


def row_tuple(answer: Answer) -> tuple[Row, ...] | None:
    """The rows of a rows field's answer; None for any other, and where there is no row."""
    value = answer.value
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        return value
    return None


def plain(value: Value | Picture | Row) -> Any:
    """A value as JSON types (``record.md``, "Value types")."""
    match value:
        case Amount():
            return {"amount": value.amount, "unit": value.unit, "note": value.note}
        case Code():
            return {"code": value.code, "name": value.name}
        case Picture():
            return {
                "sha256": value.sha,
                "width": value.width,
                "height": value.height,
                "media_type": value.media_type,
            }
        case tuple():
            return [plain(item) for item in value]
        case Mapping():
            return {key: plain(answer.value) for key, answer in value.items()}
        case _:
            return value


def is_empty(value: Value) -> bool:
    """Whether an answer says nothing, whatever its type."""
    match value:
        case Amount():
            return value.amount is None and not value.note
        case Code():
            return not (value.code or value.name)
        case None:
            return True
        case str() | tuple():
            return not value
        case _:
            return False


# --- the journal's and the batch's ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen: at a time, at a path (posix, below the inbox), bytes or gone."""

    at: datetime
    path: str
    sha: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One source of forms: a file of the inbox, or a member of an archive in it.

    ``path`` is posix, relative to the inbox; ``member`` the path inside the archive.
    ``folder_district`` is the district that the first folder names, or None.
    """

    path: str
    member: str
    sha: str
    first_seen: datetime
    folder_district: str | None

    @property
    def shown(self) -> str:
        """The path as people see it, with the archive's member behind a slash.

        Text of one line, whatever bytes the names are made of (`names.shown`).
        """
        return names.shown(f"{self.path}/{self.member}" if self.member else self.path)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should know or mend (spec ``interface.md``, "A finding").

    ``field`` is a path such as ``projects[0].investment``; ``row`` the index of the
    row of a rows field that it concerns, None where it concerns the form.
    """

    code: str
    severity: Severity
    audience: Audience
    message: str
    basis: str = ""
    field: str | None = None
    row: int | None = None
    place: Place | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One form found in a source, or why the source could not be read.

    ``format`` and ``changes`` are those of the source as a `Document`; no format where it
    could not be read.
    """

    source: Source
    content: Record | Problem
    district: str | None
    findings: tuple[Finding, ...] = ()
    attachments: tuple[str, ...] = ()
    format: Format | None = None
    changes: tuple[str, ...] = ()

    @property
    def record(self) -> Record | None:
        return self.content if isinstance(self.content, Record) else None


Opinion = Literal["", "recommend", "return", "refuse"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row of a district's review sheet (区审核表): what it decided of a case.

    ``number``, ``unit``, ``title`` as they stand in the sheet; ``opinion`` empty where the
    district leaves the case as it is, ``odd`` what stands there and is none; ``confirmed``:
    the codes of the errors that it looked into and found to be none; ``submitted``: when the
    form came in by the submission system, as written.
    """

    number: str
    unit: str
    title: str
    district: str | None
    source: Source
    place: Place | None = None
    opinion: Opinion = ""
    odd: str = ""
    reason: str = ""
    confirmed: tuple[str, ...] = ()
    submitted: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list of cases (案例汇总表) that a district handed in, as it stands there.

    ``effect``: its words for what the case achieved.
    """

    unit: str
    title: str
    direction: str
    category: str
    effect: str
    district: str | None
    source: Source
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """A row of a review sheet (评审表): what an expert, or the bureau, says of a case.

    ``number``, ``unit``, ``title`` as they stand in the sheet. ``expert``: whose sheet it is,
    "" for the bureau's own; ``final``: whether that sheet decides. ``selected`` is None and
    ``rank`` is None where nothing stands that can be taken for it; ``odd`` and ``odd_rank``:
    what does. ``wording``: of the case's effect.
    """

    number: str
    unit: str
    title: str
    source: Source
    place: Place | None = None
    expert: str = ""
    final: bool = False
    selected: bool | None = None
    odd: str = ""
    rank: int | None = None
    odd_rank: str = ""
    wording: str = ""
    remark: str = ""

    @property
    def says_anything(self) -> bool:
        return bool(
            self.selected is not None or self.odd or self.rank or self.odd_rank or self.wording or self.remark
        )


@dataclass(frozen=True, slots=True)
class Case:
    """One row of Annex 4: a form, or one row (``row``) of a form's rows field.

    ``state`` is one of `STATES`; ``replaced_by`` the number of the case that stands
    in its place; ``since`` the time at which it was withdrawn; ``direction`` the section
    of Annex 4 and the part of the casebook; ``verdict`` what its district decided of it;
    ``ruling`` what the bureau's own review sheet says of it, ``ballots`` what the experts' do.
    ``listed``: its row in the list that its district handed in, ``wording`` the district's words
    for its effect, "" where it left them as they were; ``left_out``: there is such a list, and
    the case is not in it.
    """

    number: str
    entry: Entry
    row: int | None
    district: str | None
    direction: str
    unit: str
    title: str
    state: str
    replaced_by: str = ""
    since: datetime | None = None
    verdict: Verdict | None = None
    ruling: Ballot | None = None
    ballots: tuple[Ballot, ...] = ()
    listed: Listed | None = None
    wording: str = ""
    left_out: bool = False

    @property
    def is_recommended(self) -> bool:
        """Whether it passed, and is in its district's list where there is one."""
        return self.state in ACCEPTED and not self.left_out


@dataclass(frozen=True, slots=True)
class Past:
    """A form that lay in the inbox until some time, and what was left there: other bytes, or nothing."""

    entry: Entry
    until: datetime
    overwritten: bool


PASSED, TO_CORRECT, REPLACED = "通过", "待修改", "被替代"
WITHDRAWN, NOT_RECOMMENDED, SELECTED, NOT_SELECTED = "已撤回", "不推荐", "入选", "未入选"
ACCEPTED = (PASSED, SELECTED, NOT_SELECTED)
"""The states of a case that its district recommends, whatever the bureau selects."""
STATES = (PASSED, TO_CORRECT, REPLACED, WITHDRAWN, NOT_RECOMMENDED, SELECTED, NOT_SELECTED)


@dataclass(frozen=True, slots=True)
class Book:
    """All that was decided: what the documents are made from.

    ``districts``: findings that are of a district (by its name) and of none of its forms;
    ``strays``: rows of review sheets that belong to no case here. ``past``: forms that lay
    in the inbox once, checked as far as one of their kind and unit goes back now. ``sheets``:
    what lies where the bureau keeps its review sheets; ``is_final``: one of them decides what
    is printed. ``lists``: the districts whose own list of cases is there, if only as a scan.
    """

    cases: tuple[Case, ...]
    entries: tuple[Entry, ...]
    as_of: datetime
    districts: tuple[tuple[str, Finding], ...] = ()
    strays: tuple[Verdict, ...] = ()
    past: tuple[Past, ...] = ()
    sheets: tuple[Entry, ...] = ()
    is_final: bool = False
    lists: frozenset[str] = frozenset()

    def with_findings(self, more: Mapping[int, Sequence[Finding]]) -> Book:
        """The book with more findings at its entries, by their ``id``; no case changes its state."""
        entries = {
            id(entry): replace(entry, findings=(*entry.findings, *more[id(entry)]))
            for entry in (*self.entries, *self.sheets)
            if more.get(id(entry))
        }
        return replace(
            self,
            entries=tuple(entries.get(id(entry), entry) for entry in self.entries),
            sheets=tuple(entries.get(id(entry), entry) for entry in self.sheets),
            cases=tuple(
                replace(case, entry=entries[id(case.entry)]) if id(case.entry) in entries else case
                for case in self.cases
            ),
        )

    def passed(self, district: str | None = None) -> tuple[Case, ...]:
        """The cases that go into the summary, of one district or of all."""
        return tuple(
            case for case in self.cases if case.state in ACCEPTED and district in (None, case.district)
        )

    def recommended(self) -> tuple[Case, ...]:
        """The cases that go to the bureau's review: that passed, and are in their district's list."""
        return tuple(case for case in self.cases if case.is_recommended)

    def printed(self) -> tuple[Case, ...]:
        """The cases that go into the casebook: all recommended, once reviewed those selected.

        Those with a rank come first, by it; equals and the others in the book's order.
        """
        if not self.is_final:
            return self.recommended()
        selected = (case for case in self.cases if case.state == SELECTED)
        return tuple(sorted(selected, key=_rank))


def _rank(case: Case) -> float:
    return case.ruling.rank if case.ruling and case.ruling.rank else math.inf


MANIFEST = ".casebook/manifest.json"  # in the outbox: what Casebook wrote there


@dataclass(frozen=True, slots=True)
class Failure:
    """An output that could not be written or removed, and why (a line for the operator)."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the targets: paths below the outbox, in the plan's order.

    ``beside``: a person's file that was left as it is, and where ours went instead;
    ``postponed``: what is out of date and was put off.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    failed: tuple[Failure, ...] = ()
    postponed: tuple[str, ...] = ()
