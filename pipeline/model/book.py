"""Cases, what people decided of them, and the book of all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pipeline.model.document import Place
from pipeline.model.entry import Entry, Finding, Source
from pipeline.model.travel import Travels

Opinion = Literal["", "recommend", "return", "refuse"]


@dataclass(frozen=True, slots=True)
class Verdict(Travels):
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
class Listed(Travels):
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
class Ballot(Travels):
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
class Case(Travels):
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
    def errors(self) -> tuple[Finding, ...]:
        """What has to be mended in it."""
        return self.entry.errors_of(self.row)

    @property
    def is_recommended(self) -> bool:
        """Whether it passed, and is in its district's list where there is one."""
        return self.state in ACCEPTED and not self.left_out


@dataclass(frozen=True, slots=True)
class Past(Travels):
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

    def as_printed(self) -> Book:
        """The book less all that is not printed of it: other cases, and what was found of forms."""
        printed = frozenset(map(id, self.printed()))
        cases = tuple(
            replace(case, entry=replace(case.entry, findings=(), attachments=()), verdict=None, ballots=())
            for case in self.cases
            if id(case) in printed
        )
        return Book(cases, (), self.as_of, is_final=self.is_final)


def _rank(case: Case) -> float:
    return case.ruling.rank if case.ruling and case.ruling.rank else math.inf
