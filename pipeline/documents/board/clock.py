"""What a board shows that depends on the run's clock: how long is left, how forms came in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from pipeline.documents.board.content import Content
from pipeline.documents.dates import local

DAYS = 10
_LONGEST = 120  # days of the curve: what came in long before the rest says nothing

Until = Literal["submission", "correction", "over", "unset"]


@dataclass(frozen=True, slots=True)
class Clock:
    """``made``: the run's clock, by the clocks of the city.

    ``until`` tells which date comes next (``over``: none any more), ``deadline`` that date (then
    the last) and ``left`` the whole days until then. ``recent``: how many forms came in on each of
    the last `DAYS` days; ``curve``: how many there were at the end of each day.
    """

    made: datetime
    until: Until
    deadline: datetime | None
    left: int
    recent: tuple[tuple[date, int], ...]
    curve: tuple[tuple[date, int], ...]


def at(content: Content, as_of: datetime) -> Clock:
    """What the run's clock says of a board."""
    made = local(as_of)
    until, deadline = _next(content, made)
    days = Counter(local(seen).date() for seen in content.arrived)
    today = made.date()
    recent = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    return Clock(
        made=made,
        until=until,
        deadline=deadline,
        left=max(0, (deadline.date() - today).days) if deadline else 0,
        recent=tuple((day, days[day]) for day in recent),
        curve=tuple(_curve(days, today)),
    )


def _next(content: Content, made: datetime) -> tuple[Until, datetime | None]:
    dates: tuple[tuple[Until, datetime | None], ...] = (
        ("submission", content.submission),
        ("correction", content.correction),
    )
    known = [(name, local(when)) for name, when in dates if when is not None]
    for name, when in known:
        if made <= when:
            return name, when
    return ("over", max(when for _, when in known)) if known else ("unset", None)


def _curve(days: Counter[date], today: date) -> list[tuple[date, int]]:
    past = sorted(day for day in days if day <= today)
    if not past:
        return []
    first = max(past[0], today - timedelta(days=_LONGEST))
    sum_ = sum(days[day] for day in past if day < first)
    curve = []
    for number in range((today - first).days + 1):
        day = first + timedelta(days=number)
        sum_ += days[day]
        curve.append((day, sum_))
    return curve
