"""The order of cases and entries in every document: districts, names by pinyin, copies by age.

The same values come out in the same order, in whatever order they came in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from pipeline.decide.spelling import Spell
from pipeline.model import Case, Entry, Record

_NATURAL = re.compile(r"(\d{1,4000})")  # of thousands no number is made

Natural: TypeAlias = "tuple[tuple[bool, int, str], ...]"


def in_order(
    cases: Sequence[Case], entries: Sequence[Entry], districts: Sequence[str], spell: Spell
) -> tuple[tuple[Case, ...], tuple[Entry, ...]]:
    """Cases and entries, sorted; a form that is checked alone need not wait for the dictionary of pinyin.

    ``districts``: the order in which they come; those not in it follow by pinyin, what has none
    comes last. ``spell`` gives names the keys by which they are sorted.
    """
    if max(len(cases), len(entries)) < 2:
        return tuple(cases), tuple(entries)
    rank = {name: index for index, name in enumerate(districts)}
    keys = spell(_names(cases, entries, rank))
    return (
        tuple(sorted(cases, key=lambda case: _case_order(case, rank, keys))),
        tuple(sorted(entries, key=lambda entry: _entry_order(entry, rank, keys))),
    )


def natural(text: str) -> Natural:
    """A key by which ``v2`` comes before ``v10``."""
    return tuple(
        (part.isdecimal(), int(part) if part.isdecimal() else 0, part)
        for part in _NATURAL.split(text)
        if part
    )


def content(record: Record) -> str:
    """What tells apart forms of one file that say different things."""
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
        natural(entry.source.shown),
        -1 if case.row is None else case.row,
        content(entry.record) if entry.record else "",
    )


def _entry_order(entry: Entry, rank: Mapping[str, int], keys: Mapping[str, str]) -> tuple[object, ...]:
    return (
        _district_order(entry.district, rank, keys),
        natural(entry.source.shown),
        entry.source.first_seen,
        entry.source.sha,
        _Late(partial(_form_order, entry)),
    )


def _form_order(entry: Entry) -> tuple[Any, ...]:
    if entry.record is not None:
        return natural(entry.record.part), content(entry.record)
    return natural(""), f"{entry.content}"
