"""Entries -> Book: which form stands, in which state, under which number; pure.

    entries -> copies counted once -> newer takes the place of older -> cases -> numbered
            -> what has gone, unless it goes on -> what districts decided -> in order

The same entries give the same Book in whatever order they come. Source:
``docs/interface.md``, "A case".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from pipeline.decide.numbers import numbered
from pipeline.decide.order import content, in_order
from pipeline.decide.spelling import Spell, spelt
from pipeline.decide.submissions import Counted, Identity, Row, Submission, heirs_of, once, submitted
from pipeline.decide.verdicts import RETURNED, Wording, by_case, rows_of, with_verdicts
from pipeline.forms import Library
from pipeline.forms.text import normal
from pipeline.model import (
    NOT_RECOMMENDED,
    PASSED,
    REPLACED,
    TO_CORRECT,
    WITHDRAWN,
    Book,
    Case,
    Entry,
    Past,
    Verdict,
)

__all__ = ["RETURNED", "Spell", "Wording", "decide"]

_OPEN = (PASSED, TO_CORRECT)
_SILENT = Wording()


def decide(
    entries: Iterable[Entry],
    library: Library,
    as_of: datetime,
    districts: Sequence[str],
    past: Iterable[Past] = (),
    verdicts: Iterable[Verdict] = (),
    wording: Wording = _SILENT,
    spell: Spell = spelt,
) -> Book:
    """The book of these entries.

    ``districts`` is the order in which districts come; those not in it follow by pinyin,
    what has none comes last. Entries of summary forms and unreadable ones make no case.
    ``past``: the forms that lay in the inbox once; a case of theirs that no form that lies
    there now goes on with was replaced where it lay, or withdrawn. ``verdicts``: the rows
    of the districts' review sheets. ``spell`` gives names the keys by which they are sorted.
    """
    counted = once(entries)
    submissions = [one for each in counted if (one := submitted(each, library)) is not None]
    heirs = heirs_of(submissions)
    ended = _ended(past, submissions, library)
    numbers = numbered([*submissions, *(one.submission for one in ended)])
    cases = [case for one in submissions for case in _cases(one, heirs.get(id(one)), numbers)]
    judged, strays = by_case(verdicts, [case for case in cases if case.state in _OPEN])
    rows = rows_of(cases, judged)
    known = {
        id(each.entry): with_verdicts(each.entry, rows.get(id(each.entry), {}), wording) for each in counted
    }
    cases = [_as_judged(case, known[id(case.entry)], judged.get(id(case))) for case in cases]
    cases += [_ended_case(one, submissions, numbers) for one in ended]
    return Book(*in_order(cases, tuple(known.values()), districts, spell), as_of, strays=strays)


def _as_judged(case: Case, entry: Entry, verdict: Verdict | None) -> Case:
    """A case with its entry as the district left it, and in the state that follows from that."""
    state = case.state
    if state in _OPEN:
        state = TO_CORRECT if entry.errors_of(case.row) else PASSED
        if verdict is not None and verdict.opinion == "refuse":
            state = NOT_RECOMMENDED
    return replace(case, entry=entry, state=state, verdict=verdict)


# --- what has gone --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ended:
    """A case of a form that no longer lies where it lay."""

    past: Past
    submission: Submission
    row: Row


def _ended(past: Iterable[Past], standing: Iterable[Submission], library: Library) -> list[_Ended]:
    """The cases that no form standing goes on with, each as it was last."""
    on = {row.identity for submission in standing for row in submission.rows}
    found: dict[Identity, _Ended] = {}
    for one in sorted(past, key=_past_order):
        source = one.entry.source
        gone = submitted(Counted(one.entry, frozenset((source.shown,)), source.first_seen), library)
        for row in gone.rows if gone else ():
            if gone and row.identity not in on:
                found[row.identity] = _Ended(one, gone, row)
    return list(found.values())


def _past_order(one: Past) -> tuple[object, ...]:
    source = one.entry.source
    said = content(one.entry.record) if one.entry.record else ""
    return one.until, source.first_seen, source.shown, source.sha, said


def _ended_case(ended: _Ended, standing: Iterable[Submission], numbers: Mapping[Identity, str]) -> Case:
    """Replaced by the form of the same unit that was written over it, else withdrawn."""
    mine = ended.submission
    heirs = [
        other
        for other in standing
        if ended.past.overwritten
        and mine.paths & other.paths
        and (other.form.id, normal(other.entry.unit)) == (mine.form.id, normal(mine.entry.unit))
    ]
    case = _case(mine, ended.row, numbers)
    if heirs:
        heir = max(heirs, key=lambda other: other.age)
        return replace(case, state=REPLACED, replaced_by=_number_in(heir, ended.row.title, numbers))
    return replace(case, state=WITHDRAWN, since=ended.past.until)


# --- cases ----------------------------------------------------------------------


def _cases(
    submission: Submission, heir: Submission | None, numbers: Mapping[Identity, str]
) -> Iterable[Case]:
    for row in submission.rows:
        case = _case(submission, row, numbers)
        if heir is not None:
            yield replace(case, state=REPLACED, replaced_by=_number_in(heir, row.title, numbers))
        else:
            yield replace(case, state=TO_CORRECT if submission.entry.errors_of(row.row) else PASSED)


def _case(submission: Submission, row: Row, numbers: Mapping[Identity, str]) -> Case:
    """A case, passed as far as this goes."""
    return Case(
        number=numbers[row.identity],
        entry=submission.entry,
        row=row.row,
        district=submission.entry.district,
        direction=submission.form.definition.direction,
        unit=submission.entry.unit or PurePosixPath(submission.entry.source.shown).stem,
        title=row.title,
        state=PASSED,
    )


def _number_in(heir: Submission, title: str, numbers: Mapping[Identity, str]) -> str:
    """The number of the heir's case of this title, else of its first."""
    same = (row for row in heir.rows if normal(row.title) == normal(title))
    return numbers[next(same, heir.rows[0]).identity]
