"""What became of the outbox."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

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
    ``postponed``: what is out of date and was put off; ``clocks``: earlier or later times than
    the pass's that outputs show, which differ by nothing else.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    failed: tuple[Failure, ...] = ()
    postponed: tuple[str, ...] = ()
    clocks: frozenset[datetime] = frozenset()

    def with_written(self, before: Collection[str]) -> Outcome:
        """The same where these paths, of those found up to date, were written by the pass itself before."""
        own = tuple(path for path in self.unchanged if path in before)
        rest = tuple(path for path in self.unchanged if path not in before)
        return replace(self, written=(*own, *self.written), unchanged=rest)
