"""Entries -> Book: which form stands, in which state, under which number; pure.

    entries -> copies counted once -> newer takes the place of older -> cases -> numbered
            -> what has gone, unless it goes on -> what districts decided -> in order

The same entries give the same Book in whatever order they come. Source:
``docs/interface.md``, "A case".
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any, TypeAlias, TypeVar

from pipeline.decide.spelling import Spell, spelt
from pipeline.decide.verdicts import RETURNED, Wording, by_case, rows_of, with_verdicts
from pipeline.forms import Library
from pipeline.forms.model import Form
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
    Record,
    Verdict,
)

__all__ = ["NOWHERE", "RETURNED", "Spell", "Wording", "decide"]

T = TypeVar("T")

NOWHERE = "未分区"
_OPEN = (PASSED, TO_CORRECT)
_SILENT = Wording()

# Digits and capitals without those that are read for another (0 O, 1 I L, U V).
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_NUMBER_LENGTH = 6

_NATURAL = re.compile(r"(\d+)")

_Natural: TypeAlias = "tuple[tuple[bool, int, str], ...]"
_Identity: TypeAlias = "tuple[str, str, str, str, int]"


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
    counted = _once(entries)
    submissions = [
        submission
        for entry, paths, latest in counted
        if (submission := _submission(entry, paths, latest, library)) is not None
    ]
    heirs = _heirs(submissions)
    ended = _ended(past, submissions, library)
    numbers = _numbers([*submissions, *(one.submission for one in ended)])
    cases = [
        case for submission in submissions for case in _cases(submission, heirs.get(id(submission)), numbers)
    ]
    judged, strays = by_case(verdicts, [case for case in cases if case.state in _OPEN])
    rows = rows_of(cases, judged)
    known = {id(entry): with_verdicts(entry, rows.get(id(entry), {}), wording) for entry, _, _ in counted}
    cases = [_as_judged(case, known[id(case.entry)], judged.get(id(case))) for case in cases]
    cases += [_ended_case(one, submissions, numbers) for one in ended]
    rank = {name: index for index, name in enumerate(districts)}
    standing = [known[id(entry)] for entry, _, _ in counted]
    keys = spell(_names(cases, standing, rank)) if max(len(cases), len(standing)) > 1 else {}
    return Book(
        cases=_sorted(cases, lambda case: _case_order(case, rank, keys)),
        entries=_sorted(standing, lambda entry: _entry_order(entry, rank, keys)),
        as_of=as_of,
        strays=strays,
    )


def _as_judged(case: Case, entry: Entry, verdict: Verdict | None) -> Case:
    """A case with its entry as the district left it, and in the state that follows from that."""
    state = case.state
    if state in _OPEN:
        state = TO_CORRECT if entry.errors_of(case.row) else PASSED
        if verdict is not None and verdict.opinion == "refuse":
            state = NOT_RECOMMENDED
    return replace(case, entry=entry, state=state, verdict=verdict)


def _sorted(values: Sequence[T], order: Callable[[T], tuple[object, ...]]) -> tuple[T, ...]:
    """Values in order; a form that is checked alone need not wait for the dictionary of pinyin."""
    return tuple(sorted(values, key=order)) if len(values) > 1 else tuple(values)


# --- copies ---------------------------------------------------------------------


def _once(entries: Iterable[Entry]) -> list[tuple[Entry, frozenset[str], datetime]]:
    """Identical forms at several paths of one district, once; what can't be read stays as it is.

    Each entry that counts (the copy seen first) with all paths of its copies and the time
    of the newest: handing in old bytes again makes them the newest.
    """
    copies: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in entries:
        apart = "" if entry.record else entry.source.shown
        copies[entry.district, entry.source.sha, apart].append(entry)
    counted = []
    for group in copies.values():
        first = min((entry.source for entry in group), key=lambda source: (source.first_seen, source.shown))
        paths = frozenset(entry.source.shown for entry in group)
        latest = max(entry.source.first_seen for entry in group)
        counted += [(entry, paths, latest) for entry in group if entry.source == first]
    return counted


# --- which one stands -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """What will be a case: the row of the form (None: the form as a whole) and its title."""

    row: int | None
    title: str
    identity: _Identity


@dataclass(frozen=True, slots=True)
class _Submission:
    """A form handed in by an applicant, with what decides whether it stands."""

    entry: Entry
    form: Form
    record: Record
    unit: str
    rows: tuple[_Row, ...]
    paths: frozenset[str]
    latest: datetime

    @property
    def age(self) -> tuple[datetime, _Natural, _Natural, str]:
        """By what one is newer than another; the rest only tells apart what was seen at once."""
        path = PurePosixPath(self.entry.source.shown)
        return (
            self.latest,
            _natural(str(path.with_suffix(""))),
            _natural(self.record.part),
            _content(self.record),
        )

    @property
    def titles(self) -> frozenset[str]:
        return frozenset(normal(row.title) for row in self.rows if normal(row.title))


def _submission(
    entry: Entry, paths: frozenset[str], latest: datetime, library: Library
) -> _Submission | None:
    """The entry as a submission, None for what can't be read or is a district's list."""
    record = entry.record
    form = library.form(record.form) if record else None
    if record is None or form is None or form.definition.purpose != "application":
        return None
    # A form without its applicant's name is known by where it lies.
    unit = str(record.value(form.role("name")) or "").strip()
    return _Submission(entry, form, record, unit, _rows(entry, form, record, unit), paths, latest)


def _rows(entry: Entry, form: Form, record: Record, unit: str) -> tuple[_Row, ...]:
    """The form's cases; one for the form itself where a list of them was left empty."""
    block = form.definition.cases
    indices: list[int | None] = [*range(record.rows(block))] if block else []
    rows: list[_Row] = []
    seen: dict[str, int] = defaultdict(int)
    where = entry.source.shown
    for index in indices or [None]:
        title = str(record.value(form.role("title"), index) or "").strip()
        known_by = normal(title) or f"{where} {record.part}"
        identity = (entry.district or NOWHERE, form.id, normal(unit) or where, known_by, seen[known_by])
        seen[known_by] += 1
        rows.append(_Row(index, title, identity))
    return tuple(rows)


def _heirs(submissions: Iterable[_Submission]) -> dict[int, _Submission]:
    """Which submission took the place of which (by ``id``): the newest that may."""
    rivals: dict[Hashable, list[_Submission]] = defaultdict(list)
    for submission in submissions:
        identity = submission.rows[0].identity
        rivals[submission.form.id, identity[2]].append(submission)
    heirs: dict[int, _Submission] = {}
    for group in rivals.values():
        if len(group) == 1:
            continue
        newest_first = sorted(group, key=lambda submission: submission.age, reverse=True)
        for position, older in enumerate(newest_first):
            heir = next((newer for newer in newest_first[:position] if _replaces(newer, older)), None)
            if heir is not None:
                heirs[id(older)] = heir
    return heirs


def _replaces(newer: _Submission, older: _Submission) -> bool:
    """Whether a newer form of the same kind and unit takes the place of an older one."""
    same_file = newer.entry.source == older.entry.source
    same_path = bool(newer.paths & older.paths) and not same_file
    same_title = newer.entry.district == older.entry.district and bool(newer.titles & older.titles)
    return same_path or same_title


# --- what has gone --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ended:
    """A case of a form that no longer lies where it lay."""

    past: Past
    submission: _Submission
    row: _Row


def _ended(past: Iterable[Past], standing: Iterable[_Submission], library: Library) -> list[_Ended]:
    """The cases that no form standing goes on with, each as it was last."""
    on = {row.identity for submission in standing for row in submission.rows}
    found: dict[_Identity, _Ended] = {}
    for one in sorted(past, key=_past_order):
        source = one.entry.source
        submission = _submission(one.entry, frozenset((source.shown,)), source.first_seen, library)
        for row in submission.rows if submission else ():
            if submission and row.identity not in on:
                found[row.identity] = _Ended(one, submission, row)
    return list(found.values())


def _past_order(one: Past) -> tuple[object, ...]:
    source = one.entry.source
    content = _content(one.entry.record) if one.entry.record else ""
    return one.until, source.first_seen, source.shown, source.sha, content


def _ended_case(ended: _Ended, standing: Iterable[_Submission], numbers: Mapping[_Identity, str]) -> Case:
    """Replaced by the form of the same unit that was written over it, else withdrawn."""
    mine = ended.submission
    heirs = [
        other
        for other in standing
        if ended.past.overwritten
        and mine.paths & other.paths
        and (other.form.id, normal(other.unit)) == (mine.form.id, normal(mine.unit))
    ]
    case = _case(mine, ended.row, numbers)
    if heirs:
        heir = max(heirs, key=lambda other: other.age)
        return replace(case, state=REPLACED, replaced_by=_number_in(heir, ended.row.title, numbers))
    return replace(case, state=WITHDRAWN, since=ended.past.until)


# --- cases ----------------------------------------------------------------------


def _cases(
    submission: _Submission, heir: _Submission | None, numbers: Mapping[_Identity, str]
) -> Iterable[Case]:
    for row in submission.rows:
        case = _case(submission, row, numbers)
        if heir is not None:
            yield replace(case, state=REPLACED, replaced_by=_number_in(heir, row.title, numbers))
        else:
            yield replace(case, state=TO_CORRECT if submission.entry.errors_of(row.row) else PASSED)


def _case(submission: _Submission, row: _Row, numbers: Mapping[_Identity, str]) -> Case:
    """A case, passed as far as this goes."""
    return Case(
        number=numbers[row.identity],
        entry=submission.entry,
        row=row.row,
        district=submission.entry.district,
        direction=submission.form.definition.direction,
        unit=submission.unit or PurePosixPath(submission.entry.source.shown).stem,
        title=row.title,
        state=PASSED,
    )


def _number_in(heir: _Submission, title: str, numbers: Mapping[_Identity, str]) -> str:
    """The number of the heir's case of this title, else of its first."""
    same = (row for row in heir.rows if normal(row.title) == normal(title))
    return numbers[next(same, heir.rows[0]).identity]


def _numbers(submissions: Iterable[_Submission]) -> dict[_Identity, str]:
    """A number for each identity; of two that would be the same, the later seen is longer."""
    since: dict[_Identity, datetime] = {}
    for submission in submissions:
        for row in submission.rows:
            seen = submission.entry.source.first_seen
            since[row.identity] = min(seen, since.get(row.identity, seen))
    numbers: dict[_Identity, str] = {}
    taken: set[str] = set()
    for identity in sorted(since, key=lambda identity: (since[identity], identity)):
        length = _NUMBER_LENGTH
        while (number := _number(identity, length)) in taken:
            length += 1
        taken.add(number)
        numbers[identity] = number
    return numbers


def _number(identity: _Identity, length: int) -> str:
    """``黄埔-7K2M9Q``: the district's short name, then a hash of all that makes the case."""
    digest = hashlib.sha256("\x1f".join(map(str, identity)).encode("utf-8")).digest()
    rest = int.from_bytes(digest, "big")
    characters = []
    for _ in range(length):
        rest, digit = divmod(rest, len(_ALPHABET))
        characters.append(_ALPHABET[digit])
    district = identity[0]
    short = district if district == NOWHERE else (district.removesuffix("区") or district)
    return f"{short}-{''.join(characters)}"


# --- order ----------------------------------------------------------------------


def _natural(text: str) -> _Natural:
    """A key by which ``v2`` comes before ``v10``."""
    return tuple(
        (part.isdecimal(), int(part) if part.isdecimal() else 0, part)
        for part in _NATURAL.split(text)
        if part
    )


def _content(record: Record) -> str:
    return repr(record.fields())


class _Late:
    """The end of a key, worked out where all before it is equal: seldom, and of thousands it is large."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], tuple[Any, ...]]) -> None:
        self._make = make

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Late) and self._make() == other._make()

    def __lt__(self, other: _Late) -> bool:
        return self._make() < other._make()

    def __hash__(self) -> int:
        return hash(self._make())


def _names(cases: Iterable[Case], entries: Iterable[Entry], rank: Mapping[str, int]) -> set[str]:
    """The names by which cases and entries are sorted."""
    districts = {case.district for case in cases} | {entry.district for entry in entries}
    return {
        *filter(None, districts - rank.keys()),
        *(name for case in cases for name in (case.unit, case.title)),
    }


def _district_order(
    district: str | None, rank: Mapping[str, int], keys: Mapping[str, str]
) -> tuple[int, str]:
    if district is None:
        return len(rank) + 1, ""
    return (rank[district], "") if district in rank else (len(rank), keys[district])


def _case_order(case: Case, rank: Mapping[str, int], keys: Mapping[str, str]) -> tuple[object, ...]:
    return (
        _district_order(case.district, rank, keys),
        keys[case.unit],
        keys[case.title],
        case.number,
        _Late(partial(_copy_order, case)),
    )


def _copy_order(case: Case) -> tuple[Any, ...]:
    entry = case.entry
    return (
        entry.source.first_seen,
        entry.source.sha,
        _natural(entry.source.shown),
        -1 if case.row is None else case.row,
        _content(entry.record) if entry.record else "",
    )


def _entry_order(entry: Entry, rank: Mapping[str, int], keys: Mapping[str, str]) -> tuple[object, ...]:
    return (
        _district_order(entry.district, rank, keys),
        _natural(entry.source.shown),
        entry.source.first_seen,
        entry.source.sha,
        _Late(partial(_form_order, entry)),
    )


def _form_order(entry: Entry) -> tuple[Any, ...]:
    content = entry.content
    if isinstance(content, Record):
        return _natural(content.part), _content(content)
    return _natural(""), f"{content}"
