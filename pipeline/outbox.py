"""What the outbox is made of: targets, which the plan makes and the publication writes.

Source: ``docs/interface.md``, "The outbox".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from pipeline.model import Entry

BUREAU = "市局"  # its folder
_AT = "@"  # in a target's key, before its clock


@dataclass(frozen=True, slots=True)
class Target:
    """A file that the outbox should have: posix path below it, hash of its inputs, how to write it.

    ``render`` writes the file to the path that it is given; it pickles. ``dear``: takes
    long, and may be put off. ``timed``: shows the run's clock, which is then in its key;
    ``clocked`` writes it as of any time, where nothing else in it depends on that.
    ``kind`` and ``about``: what goes back to applicants says what it is, and of which forms.
    """

    path: str
    key: str
    render: Callable[[Path], None]
    dear: bool = False
    timed: bool = False
    clocked: Callable[[datetime, Path], None] | None = None
    kind: str = ""
    about: tuple[Entry, ...] = ()

    def at(self, as_of: datetime) -> Target:
        """The same file as of a time. Raises ``ValueError`` for one that can't be had so."""
        if self.clocked is None:
            raise ValueError(f"{self.path} shows no clock, or depends on it by more than that")
        key = f"{self.key.partition(_AT)[0]}{_AT}{as_of.isoformat()}"
        return replace(self, key=key, render=partial(self.clocked, as_of), timed=True)

    def shown_by(self, key: str, within: timedelta) -> datetime | None:
        """The time that a file of this key shows, if it differs by that alone, and by so little."""
        mine, _, now = self.key.partition(_AT)
        other, _, then = key.partition(_AT)
        if self.clocked is None or mine != other:
            return None
        shown = datetime.fromisoformat(then)
        return shown if abs(datetime.fromisoformat(now) - shown) < within else None
