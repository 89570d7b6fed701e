"""What the bureau's review sheets (评审表) say, laid over the cases that their districts recommend.

    the rows of all sheets -> the bureau's own sheet -> the row on each case -> selected or not

A row counts where its number, unit and title are those of a case; of several on one case in
one sheet the first. The sheet that is marked as final and came last decides what is printed;
without one everything is, as a draft. Pure. Source: ``docs/interface.md``, "A case".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.forms.text import normal
from pipeline.model import NOT_SELECTED, SELECTED, Ballot, Book, Case, Source


@dataclass(frozen=True, slots=True)
class Review:
    """What became of the rows of the sheets that count.

    ``strays``: those that belong to no case; ``ended``: those on a case that no longer stands
    as recommended, with that case; ``repeated``: those on a case that an earlier row of the
    sheet is on. ``sheet``: where the bureau's own rows stand, the final sheet or the one that
    it works on; ``open``: the cases that a final sheet leaves undecided. ``outdated``: sheets
    of which another has taken the place.
    """

    strays: tuple[Ballot, ...] = ()
    ended: tuple[tuple[Ballot, Case], ...] = ()
    repeated: tuple[Ballot, ...] = ()
    sheet: Source | None = None
    open: tuple[Case, ...] = ()
    outdated: tuple[Source, ...] = ()


def select(book: Book, ballots: Iterable[Ballot]) -> tuple[Book, Review]:
    """The book with what the sheets say of its cases, and what of them counts for nothing."""
    sheets = _sheets(ballots)
    standing = _standing(sheets)
    known: dict[str, list[Case]] = defaultdict(list)
    for one in book.cases:
        known[one.number].append(one)
    strays: list[Ballot] = []
    ended: list[tuple[Ballot, Case]] = []
    repeated: list[Ballot] = []
    found: dict[int, dict[str, Ballot]] = defaultdict(dict)
    for source in standing:
        for ballot in sheets[source]:
            meant = [case for case in known[ballot.number] if _agrees(ballot, case)]
            case = next((case for case in meant if case.is_recommended), None)
            if not meant:
                strays.append(ballot)
            elif case is None:
                ended.append((ballot, meant[0]))
            elif ballot.expert in found[id(case)]:
                repeated.append(ballot)
            else:
                found[id(case)][ballot.expert] = ballot
    sheet = next((source for source in standing if not sheets[source][0].expert), None)
    is_final = sheet is not None and sheets[sheet][0].final
    cases = tuple(_judged(case, found.get(id(case), {}), is_final) for case in book.cases)
    undecided = tuple(case for case in cases if is_final and case.is_recommended and not _is_decided(case))
    outdated = tuple(source for source in sheets if source not in standing)
    return (
        replace(book, cases=cases, is_final=is_final),
        Review(tuple(strays), tuple(ended), tuple(repeated), sheet, undecided, outdated),
    )


def _sheets(ballots: Iterable[Ballot]) -> Mapping[Source, Sequence[Ballot]]:
    """The rows of each sheet, the sheet that came last first; rows in their order."""
    found: dict[Source, list[Ballot]] = {}
    for ballot in ballots:
        found.setdefault(ballot.source, []).append(ballot)
    newest = sorted(found, key=lambda source: (source.first_seen, source.shown), reverse=True)
    return {source: found[source] for source in newest}


def _standing(sheets: Mapping[Source, Sequence[Ballot]]) -> list[Source]:
    """The sheets that count: the newest of each expert, and of the bureau's own.

    Of those a final one comes before others, if it selects anything: a sheet that was named so
    before anything was filled in would leave the casebook empty.
    """
    finals = [source for source, rows in sheets.items() if rows[0].final]
    deciding = [source for source in finals if any(ballot.selected for ballot in sheets[source])]
    chosen: dict[str, Source] = {"": deciding[0]} if deciding else {}
    for source, rows in sheets.items():
        if source not in finals:
            chosen.setdefault(rows[0].expert, source)
    return [source for source in sheets if source in chosen.values()]


def _agrees(ballot: Ballot, case: Case) -> bool:
    return normal(ballot.unit) == normal(case.unit) and normal(ballot.title) == normal(case.title)


def _judged(case: Case, said: Mapping[str, Ballot], is_final: bool) -> Case:
    ruling = said.get("")
    state = case.state
    if is_final and ruling is not None and ruling.selected is not None:
        state = SELECTED if ruling.selected else NOT_SELECTED
    experts = tuple(said[name] for name in sorted(said) if name)
    return replace(case, state=state, ruling=ruling, ballots=experts)


def _is_decided(case: Case) -> bool:
    return case.state in (SELECTED, NOT_SELECTED)
