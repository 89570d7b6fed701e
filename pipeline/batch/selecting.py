"""The bureau's review sheets (评审表): what experts and bureau say, and what of that belongs to nothing.

A sheet counts where it lies in the folder of the review (``paths.review``). Source:
``docs/interface.md``, "The inbox", "A case" and "A finding".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from pipeline.batch import places
from pipeline.batch.findings import worded
from pipeline.decide.selection import Review, select
from pipeline.documents.arrange import arrange
from pipeline.forms import Library
from pipeline.forms.model import Form
from pipeline.forms.text import normal
from pipeline.messages import Messages
from pipeline.model import (
    Ballot,
    Book,
    Case,
    Entry,
    Finding,
    Place,
    Problem,
    Record,
    Source,
)

MISPLACED, EMPTY, OUTDATED = "selection-misplaced", "selection-empty", "selection-outdated"
STRAY, ENDED, TWICE = "selection-row-unknown", "selection-case-ended", "selection-row-twice"
UNKNOWN, ODD_RANK, RANK_TWICE = "selection-opinion-unknown", "selection-rank-odd", "selection-rank-twice"
OPEN = "selection-undecided"
ODD = Problem("form-among-selections")
"""What is wrong with anything but review sheets among them."""
_HIGHEST = 9_999  # a rank beyond it is a date that the workbook made of it, or a slip
_NAMED = 10  # how many cases a finding names


def without_forms(entry: Entry, library: Library) -> Entry:
    """An applicant's form or a district's list among the bureau's sheets is none of them: a problem."""
    record = entry.record
    if record is None or library.form(record.form).definition.purpose == "selection":
        return entry
    return replace(entry, content=ODD)


def judged(book: Book, sheets: Sequence[Entry], library: Library, messages: Messages) -> Book:
    """The book as the bureau's review leaves it, with what it should know of its own sheets.

    ``sheets``: what lies in the folder of the review.
    """
    ballots = tuple(_ballots(sheets, library))
    book, review = select(replace(book, sheets=tuple(sheets)), ballots)
    more: dict[Source, list[Finding]] = defaultdict(list)
    for source, finding in _findings(book, ballots, review, library, messages):
        more[source].append(finding)
    found: dict[int, Sequence[Finding]] = {
        id(entry): (_told(MISPLACED, "", messages),)
        for entry in book.entries
        if entry.record and library.form(entry.record.form).definition.purpose == "selection"
    }
    # A sheet may be several records, of which the first tells.
    first = {entry.source: entry for entry in reversed(book.sheets)}
    found |= {id(entry): more[source] for source, entry in first.items() if source in more}
    return book.with_findings(found)


def _ballots(sheets: Iterable[Entry], library: Library) -> Iterator[Ballot]:
    for entry in sheets:
        record = entry.record
        if record is not None:
            yield from _rows(entry, record, library.form(record.form))


def _rows(entry: Entry, record: Record, form: Form) -> Iterator[Ballot]:
    selects = {normal(words): meaning == "select" for words, meaning in form.definition.opinions.items()}
    expert, is_final = places.review_sheet(entry.source.shown, form.definition.number)

    def said(role: str, row: int) -> str:
        return str(record.value(form.role(role), row) or "").strip()

    for row in range(record.rows(form.role("rows") or "")):
        opinion = said("opinion", row)
        rank, odd_rank = _rank(record, form, row)
        yield Ballot(
            number=said("number", row),
            unit=said("name", row),
            title=said("title", row),
            source=entry.source,
            place=_place(record, form, row),
            expert=expert,
            final=is_final,
            selected=selects.get(normal(opinion)),
            odd=opinion if opinion and normal(opinion) not in selects else "",
            rank=rank,
            odd_rank=odd_rank,
            wording=said("wording", row),
            remark=said("reason", row),
        )


def _place(record: Record, form: Form, row: int) -> Place | None:
    answer = record.answer(form.role("number") or "", row)
    return answer.place if answer else None


def _rank(record: Record, form: Form, row: int) -> tuple[int | None, str]:
    """The rank in a row, or what stands there and is none."""
    answer = record.answer(form.role("rank") or "", row)
    if answer is None:
        return None, ""
    if isinstance(answer.value, int | float):
        whole = answer.value == int(answer.value) and 1 <= answer.value <= _HIGHEST
        return (int(answer.value), "") if whole else (None, f"{answer.value:g}")
    return None, answer.raw


# --- what the bureau should know -----------------------------------------------------------


def _findings(
    book: Book, ballots: Sequence[Ballot], review: Review, library: Library, messages: Messages
) -> Iterator[tuple[Source, Finding]]:
    """What is said of each sheet: of it as a whole first, then of its rows."""
    yield from _of_sheets(ballots, review, messages)
    counted = [ballot for case in book.cases for ballot in (case.ruling, *case.ballots) if ballot]
    of_rows = [(ballot, STRAY, _row(ballot)) for ballot in review.strays if ballot.says_anything]
    of_rows += [(ballot, TWICE, _row(ballot)) for ballot in review.repeated if ballot.says_anything]
    of_rows += [(ballot, UNKNOWN, ballot.odd) for ballot in counted if ballot.odd]
    of_rows += [(ballot, ODD_RANK, ballot.odd_rank) for ballot in counted if ballot.odd_rank]
    of_rows += [(ballot, RANK_TWICE, str(ballot.rank)) for ballot in _same_rank(book, library)]
    for ballot, code, value in of_rows:
        yield ballot.source, _told(code, value, messages, place=ballot.place)
    for ballot, case in review.ended:
        if ballot.says_anything:
            state = messages.word("left-out").format(state=case.state) if case.left_out else case.state
            told = _told(ENDED, _row(ballot), messages, place=ballot.place, state=state)
            yield ballot.source, told


def _of_sheets(
    ballots: Sequence[Ballot], review: Review, messages: Messages
) -> Iterator[tuple[Source, Finding]]:
    finals = dict.fromkeys(ballot.source for ballot in ballots if ballot.final)
    empty = [
        source
        for source in finals
        if not any(ballot.selected for ballot in ballots if ballot.source == source)
    ]
    for source in empty:
        yield source, _told(EMPTY, "", messages)
    for source in review.outdated:
        if source not in empty and review.sheet is not None:
            yield source, _told(OUTDATED, "", messages, severity="info")
    if review.open and review.sheet is not None:
        yield review.sheet, _told(OPEN, _named(review.open), messages, count=str(len(review.open)))


def _same_rank(book: Book, library: Library) -> Iterator[Ballot]:
    """The bureau's rows that give a rank which another case of the same group has already."""
    selected = [case for case in book.printed() if case.entry.record] if book.is_final else []
    for part in arrange(selected, library):
        for group in part.groups:
            seen: set[int] = set()
            for ruling in (case.ruling for case in group.cases):
                if ruling is None or ruling.rank is None:
                    continue
                if ruling.rank in seen:
                    yield ruling
                seen.add(ruling.rank)


def _named(cases: Sequence[Case]) -> str:
    shown = "、".join(f"{case.number} {case.title or case.unit}" for case in cases[:_NAMED])
    return f"{shown}…" if len(cases) > _NAMED else shown


def _row(ballot: Ballot) -> str:
    return f"{ballot.number} {ballot.unit} {ballot.title}".strip()


_told = partial(worded, audience="bureau")
