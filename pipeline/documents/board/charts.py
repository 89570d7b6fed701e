"""Where the lines and bars of a board's charts lie; how they look is the templates' and the style's.

Drawn as plain SVG in the templates: a library's SVG brings styles, scripts and colours of its
own, which neither follow the page into the dark and onto paper nor pass its content policy.
Pure; sizes in units of the ``viewBox``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.documents.board.clock import Clock
from pipeline.documents.board.content import Content
from pipeline.documents.dates import local

WIDTH = 360
_ROW, _LABEL, _VALUE = 24, 112, 72  # of bars: the height of one, the room for names and for figures
_LEFT, _TOP, _HEIGHT, _FOOT = 30, 20, 130, 24  # of the other charts
_LONGEST_NAME = 9


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its place, its size, and what is written at it."""

    x: float
    y: float
    width: float
    height: float
    name: str
    figure: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars beside or below each other; ``height`` is the whole chart's, ``foot`` the line they stand on."""

    height: float
    foot: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a chart, or a tick at its edge, with its words."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A line that climbs in steps; ``area``: what lies below it. ``anchor`` of the deadline's words."""

    height: float
    foot: float
    line: str
    area: str
    end: tuple[float, float, int]
    levels: tuple[Mark, ...]
    days: tuple[Mark, ...]
    deadline: Mark | None
    anchor: str


def below(values: Sequence[tuple[str, int | float]]) -> Bars:
    """A bar for each name, below each other; what is less than nothing has none."""
    most = max((value for _, value in values), default=0)
    room = WIDTH - _LABEL - _VALUE
    bars = tuple(
        Bar(
            x=_LABEL,
            y=nth * _ROW,
            width=round(max(0, value) / most * room, 1) if most > 0 else 0,
            height=_ROW - 8,
            name=name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…",
            figure=grouped(value),
        )
        for nth, (name, value) in enumerate(values)
    )
    return Bars(len(bars) * _ROW, 0, bars)


def recent(clock: Clock) -> Bars:
    """A bar for each of the last days, side by side."""
    most = max((count for _, count in clock.recent), default=0)
    step = WIDTH / len(clock.recent)
    foot = _TOP + _HEIGHT
    bars = []
    for nth, (day, count) in enumerate(clock.recent):
        height = round(count / most * _HEIGHT, 1) if most else 0
        bars.append(
            Bar(
                round(nth * step + 5, 1), round(foot - height, 1), round(step - 10, 1), height,
                f"{day.month}-{day.day}", str(count) if count else "",
            )
        )  # fmt: skip
    return Bars(foot + _FOOT, foot, tuple(bars))


def curve(clock: Clock, content: Content) -> Curve | None:
    """What came in up to the run's clock, against the deadline; None where nothing did."""
    if not clock.curve:
        return None
    deadline = local(content.submission).date() if content.submission else None
    first, last = clock.curve[0][0] - timedelta(days=1), clock.curve[-1][0]
    end = max(last, deadline) if deadline and (deadline - last).days <= len(clock.curve) + 60 else last
    top = _round_up(clock.curve[-1][1])
    foot = _TOP + _HEIGHT

    def x(day: date) -> float:
        return round(_LEFT + (day - first).days / (end - first).days * (WIDTH - _LEFT - 14), 1)

    def y(count: int) -> float:
        return round(foot - count / top * _HEIGHT, 1)

    points, before = [f"M{x(first)} {foot}"], 0
    for day, count in clock.curve:
        if count != before:
            points.append(f"H{x(day)}V{y(count)}")
            before = count
    line = "".join([*points, f"H{x(last)}"])
    shown = deadline if deadline and first <= deadline <= end else None
    return Curve(
        height=foot + _FOOT,
        foot=foot,
        line=line,
        area=f"{line}V{foot}Z",
        end=(x(last), y(before), before),
        levels=tuple(Mark(y(level), str(level)) for level in sorted({0, top // 2, top})),
        days=tuple(Mark(x(day), f"{day.month}-{day.day}") for day in _days(first + timedelta(days=1), end)),
        deadline=Mark(x(shown), f"{shown.month}-{shown.day}") if shown else None,
        anchor="end" if shown and x(shown) > WIDTH / 2 else "start",
    )


def _days(first: date, end: date) -> list[date]:
    """The first and the last day, and the middle where there is room."""
    length = (end - first).days
    if length < 1:
        return [end]
    return [first, first + timedelta(days=length // 2), end] if length > 3 else [first, end]


def _round_up(most: int) -> int:
    """The least of 2, 4, 10, 20, 40, 100 … that is not below."""
    power: int = 10 ** max(0, math.ceil(math.log10(max(most, 1))) - 1)
    return next(step * power for step in (2, 4, 10, 20) if step * power >= most)


def grouped(value: int | float) -> str:
    """A figure with its thousands apart: ``12,345.6``; large ones without decimals."""
    shown = f"{value:,.{0 if abs(value) >= 1000 else 2}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
