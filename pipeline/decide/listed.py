"""The lists of cases (案例汇总表) that districts handed in, laid over the cases.

    the rows of a district's lists -> the lists that stand -> the row of each case -> its wording

A row has no number: it is of the case whose unit and title it names, else of the one that it
all but names. Once a list stands, what is not in it is left out, however well it passed; a
row of what doesn't pass brings nothing in. Pure. Source: ``docs/interface.md``, "The inbox".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rapidfuzz.distance import Levenshtein

from pipeline.forms.text import normal
from pipeline.model import ACCEPTED, REPLACED, WITHDRAWN, Book, Case, Listed, Source

_NUMERAL = re.compile(r"\d+|[一二三四五六七八九十]+")
_ONE_SLIP_IN = 6  # characters of a text for each that may be another
_SHORTEST = 3  # of a text that may have a slip


@dataclass(frozen=True, slots=True)
class Version:
    """What a form says that a case achieved, and when the form came."""

    seen: datetime
    effect: str


@dataclass(frozen=True, slots=True)
class Lists:
    """What became of the lists of one district and of their rows.

    ``standing``: the lists by which cases are in or out; ``outdated``: those that newer ones
    took the place of; ``foreign``: those that name no case of their district.
    ``strays``: rows of no case; ``ended``: rows of a case that doesn't pass, with it;
    ``repeated``: rows of a case that an earlier one is of. ``missing``: cases that passed and
    are in no row, with the list that they are missing in. ``older``: the numbers of the cases
    whose forms say something else since their districts worded it.
    """

    standing: tuple[Source, ...] = ()
    outdated: tuple[Source, ...] = ()
    foreign: tuple[Source, ...] = ()
    strays: tuple[Listed, ...] = ()
    ended: tuple[tuple[Listed, Case], ...] = ()
    repeated: tuple[Listed, ...] = ()
    missing: tuple[tuple[Source, Case], ...] = ()
    older: frozenset[str] = frozenset()


def with_lists(
    book: Book, rows: Iterable[Listed], versions: Mapping[str, Sequence[Version]]
) -> tuple[Book, tuple[Lists, ...]]:
    """The book as the districts' lists leave it, and what of those of each is to be told.

    ``versions``: what Casebook would say of each case in such a district, by its number, by
    the form that stands first, then by those before it.
    """
    by_district: dict[str | None, list[Listed]] = defaultdict(list)
    for row in rows:
        by_district[row.district].append(row)
    changed: dict[int, Case] = {}
    found: list[Lists] = []
    for district, mine in by_district.items():
        cases = [case for case in book.cases if case.district == district]
        lists = _by_source(mine)
        foreign = [source for source, said in lists.items() if not _Matched.of(said, cases).rows]
        standing = _standing({source: said for source, said in lists.items() if source not in foreign})
        matched = _Matched.of([row for source in standing for row in lists[source]], cases)
        for case in cases if standing else ():
            changed[id(case)] = _as_listed(case, matched.rows.get(id(case)), versions.get(case.number, ()))
        found.append(_told(standing, lists, foreign, matched, cases, changed, versions))
    listed = tuple(changed.get(id(case), case) for case in book.cases)
    return replace(book, cases=listed), tuple(found)


def _told(
    standing: Sequence[Source],
    lists: Mapping[Source, Sequence[Listed]],
    foreign: Sequence[Source],
    matched: _Matched,
    cases: Sequence[Case],
    changed: Mapping[int, Case],
    versions: Mapping[str, Sequence[Version]],
) -> Lists:
    missing = [case for case in cases if standing and case.state in ACCEPTED and id(case) not in matched.rows]
    # A list that says the same as the one that stands, in the other format, is no other list.
    said = {_content(row) for source in standing for row in lists[source]}
    outdated = [
        source
        for source, rows in lists.items()
        if source not in standing and source not in foreign and {_content(row) for row in rows} != said
    ]
    return Lists(
        tuple(standing),
        tuple(outdated),
        tuple(foreign),
        matched.strays if standing else (),
        tuple((row, case) for row, case in matched.pairs() if case.state not in ACCEPTED),
        matched.repeated,
        tuple((_where(case, standing, lists), case) for case in missing),
        frozenset(
            case.number
            for case in (changed[id(case)] for case in cases if id(case) in changed)
            if _is_older(case, versions.get(case.number, ()))
        ),
    )


# --- which list stands ------------------------------------------------------------------


def _by_source(rows: Iterable[Listed]) -> dict[Source, list[Listed]]:
    """The rows of each list, the list that came last first; rows in their order."""
    found: dict[Source, list[Listed]] = defaultdict(list)
    for row in rows:
        found[row.source].append(row)
    newest = sorted(found, key=lambda source: (source.first_seen, source.shown), reverse=True)
    return {source: found[source] for source in newest}


def _standing(lists: Mapping[Source, Sequence[Listed]]) -> list[Source]:
    """The newest list, and those before it that are of other directions alone."""
    standing: list[Source] = []
    taken: set[str] = set()
    for source, rows in lists.items():
        directions = {row.direction for row in rows}
        if not standing or (taken.isdisjoint(directions) and "" not in taken | directions):
            standing.append(source)
            taken |= directions
    return standing


def _where(case: Case, standing: Sequence[Source], lists: Mapping[Source, Sequence[Listed]]) -> Source:
    """The list that a case should be in: of those that stand the one of its direction, else the newest."""
    right = (source for source in standing if any(row.direction == case.direction for row in lists[source]))
    return next(right, standing[0])


def _content(row: Listed) -> tuple[str, ...]:
    return tuple(map(normal, (row.direction, row.unit, row.title, row.category, row.effect)))


# --- which row is of which case ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Matched:
    """The row of each case (by ``id``), and the rows that are of none."""

    cases: Mapping[int, Case]
    rows: Mapping[int, Listed]
    strays: tuple[Listed, ...]
    repeated: tuple[Listed, ...]

    @classmethod
    def of(cls, rows: Iterable[Listed], cases: Sequence[Case]) -> _Matched:
        known: dict[tuple[str, str], list[Case]] = defaultdict(list)
        for case in sorted(cases, key=_rank):
            known[_named(case)].append(case)
        found: dict[int, Listed] = {}
        repeated: list[Listed] = []
        rest: list[Listed] = []
        for row in rows:
            meant = sorted(known[_named(row)], key=lambda case: case.direction != row.direction)
            # What no longer stands is meant only where nothing of that name does.
            meant = [case for case in meant if _stands(case)] or meant[:1]
            free = next((case for case in meant if id(case) not in found), None)
            if free is not None:
                found[id(free)] = row
            else:
                (repeated if meant else rest).append(row)
        near = _near(rest, [case for case in cases if _stands(case) and id(case) not in found])
        found |= near
        taken = {id(row) for row in near.values()}
        strays = tuple(row for row in rest if id(row) not in taken)
        return cls({id(case): case for case in cases}, found, strays, tuple(repeated))

    def pairs(self) -> Iterator[tuple[Listed, Case]]:
        return ((row, self.cases[case]) for case, row in self.rows.items())


def _rank(case: Case) -> int:
    """Cases that pass come before those that don't, what has gone last."""
    return 0 if case.state in ACCEPTED else 1 if _stands(case) else 2


def _stands(case: Case) -> bool:
    return case.state not in (REPLACED, WITHDRAWN)


def _named(one: Case | Listed) -> tuple[str, str]:
    return normal(one.unit), normal(one.title)


def _near(rows: Sequence[Listed], cases: Sequence[Case]) -> dict[int, Listed]:
    """The row that all but names each of these cases, the closest pairs first."""
    pairs = []
    for at, row in enumerate(rows):
        for nth, case in enumerate(cases):
            slips = _slips(_named(row), _named(case))
            if slips is not None:
                pairs.append((slips, _rank(case), at, nth))
    found: dict[int, Listed] = {}
    used: set[int] = set()
    for _, _, at, nth in sorted(pairs):
        if at not in used and id(cases[nth]) not in found:
            used.add(at)
            found[id(cases[nth])] = rows[at]
    return found


def _slips(one: tuple[str, str], other: tuple[str, str]) -> int | None:
    """How many characters two names differ in; None where that makes them two.

    Either unit or title is the same, and the other but for a slip of the pen.
    """
    differing = [(mine, its) for mine, its in zip(one, other, strict=True) if mine != its]
    if len(differing) != 1:
        return None
    ((mine, its),) = differing
    shorter, longer = sorted((mine, its), key=len)
    if len(shorter) < _SHORTEST or _NUMERAL.findall(mine) != _NUMERAL.findall(its):
        return None  # a first and a second phase are two cases
    slips = Levenshtein.distance(mine, its)
    is_cut = shorter in longer and 2 * len(shorter) > len(longer)
    return slips if is_cut or slips <= max(1, len(longer) // _ONE_SLIP_IN) else None


# --- what a row makes of its case -------------------------------------------------------


def _as_listed(case: Case, row: Listed | None, versions: Sequence[Version]) -> Case:
    if row is None:
        return replace(case, left_out=case.state in ACCEPTED)
    return replace(case, listed=row, wording=row.effect if _is_worded(row, versions) else "")


def _is_worded(row: Listed, versions: Sequence[Version]) -> bool:
    """Whether the words are the district's own: no version of the form has ever given them."""
    words = normal(row.effect)
    return bool(words) and all(words != normal(version.effect) for version in versions)


def _is_older(case: Case, versions: Sequence[Version]) -> bool:
    """Whether the form says something else than any version that its district could have seen."""
    if case.listed is None or not versions or not normal(case.listed.effect):
        return False
    current, since = normal(versions[0].effect), case.listed.source.first_seen
    before = [version for version in versions if version.seen <= since]
    if not case.wording:
        return normal(case.listed.effect) != current
    return versions[0].seen > since and all(normal(version.effect) != current for version in before)
