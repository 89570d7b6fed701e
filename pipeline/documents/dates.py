"""Days and moments as documents tell them: by the clocks of the city."""

from __future__ import annotations

from datetime import date, datetime

from pipeline.model.clock import ZONE


def local(at: datetime) -> datetime:
    """A moment by the clocks of the city."""
    return at.astimezone(ZONE)


def day(on: date) -> str:
    """A day as it is printed, of a moment the city's: ``2024年9月30日``."""
    at = local(on) if isinstance(on, datetime) else on
    return f"{at.year}年{at.month}月{at.day}日"


def minute(at: datetime) -> str:
    """A moment as it is printed: ``2024年9月30日18:00``."""
    return f"{day(at)}{local(at):%H:%M}"
