"""How far each district is: counted from a book."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.model import ACCEPTED, NOWHERE, TO_CORRECT, Book, Counts, Problem

_NUMBERS = ("received", "passed", "to_correct", "unreadable", "letter", "annex4")


@dataclass(frozen=True, slots=True)
class Status:
    """All districts, in their order; those out of it follow, and what belongs to none if there is any."""

    as_of: str
    districts: tuple[Counts, ...]

    @property
    def total(self) -> Counts:
        """The sums of the districts' numbers."""
        return Counts(**{name: sum(getattr(one, name) for one in self.districts) for name in _NUMBERS})

    def json(self) -> dict[str, Any]:
        """The JSON object that ``status --json`` prints (``docs/interface.md``, "Status")."""
        return {
            "as_of": self.as_of,
            "districts": [asdict(district) for district in self.districts],
            "total": {name: getattr(self.total, name) for name in _NUMBERS},
        }


def count(book: Book, letters: Collection[str], order: Sequence[str]) -> Status:
    """The status that a book tells; ``letters``: the districts whose recommendation is there."""
    others = dict.fromkeys(entry.district for entry in book.entries if entry.district not in order)
    districts = tuple(
        _district(book, name, letters)
        for name in (*order, *(name for name in others if name), *([None] if None in others else []))
    )
    return Status(book.as_of.isoformat(), districts)


def _district(book: Book, name: str | None, letters: Collection[str]) -> Counts:
    states = [case.state for case in book.cases if case.district == name]
    entries = [entry for entry in book.entries if entry.district == name]
    unreadable = sum(isinstance(entry.content, Problem) for entry in entries)
    passed, to_correct = sum(state in ACCEPTED for state in states), states.count(TO_CORRECT)
    return Counts(
        name=name or NOWHERE,
        received=passed + to_correct + unreadable,
        passed=passed,
        to_correct=to_correct,
        unreadable=unreadable,
        letter=name in letters,
        annex4=name in book.lists,
    )
