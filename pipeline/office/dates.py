"""Dates and times as a sheet shows them: serial numbers by the parts of a format's code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_LAST_SERIAL = 2_958_466
_LEAP_THAT_NEVER_WAS = 60  # Excel counts a 29 February 1900


def shown(serial: float, pieces: Sequence[tuple[str, str]], since_1904: bool) -> str | None:
    """A moment by its format's pieces (kind, text); None for a number that is none.

    Kinds: ``date`` (yyyy, mm, …), ``elapsed`` (hours, minutes or seconds in all), ``half``
    (of the day), ``sign`` and others, which stand for themselves.
    """
    parts = [text for kind, text in pieces if kind in ("date", "elapsed")]
    at = _moment(serial, since_1904, keeps_fraction=("sign", ".") in pieces)
    if at is None:
        return None
    halved = any(kind == "half" for kind, _ in pieces)
    out: list[str] = []
    seen = 0
    for number, (kind, text) in enumerate(pieces):
        if kind == "date":
            if text in ("m", "mm") and _is_minute(parts, seen):
                out.append(f"{at.minute:0{len(text)}d}")
            else:
                out.append(_part(at, text, halved))
            seen += 1
        elif kind == "elapsed":
            out.append(_elapsed(serial, text))
            seen += 1
        elif kind == "half":
            out.append(_half(at, text))
        elif kind == "sign" and text == "0" and ("sign", ".") in pieces[:number]:
            out.append(str(at.microsecond // 100_000) if pieces[number - 1] == ("sign", ".") else "0")
        else:
            out.append(text)
    return "".join(out)


def serial(moment: str, since_1904: bool) -> str:
    """The serial number of a moment as strict files store it (ISO 8601); other text stays."""
    try:
        at = datetime.fromisoformat(moment).replace(tzinfo=None)
    except ValueError:
        return moment
    since = at - (datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30))  # noqa: DTZ001  (no zone either)
    return repr(since / timedelta(days=1))


def _moment(serial: float, since_1904: bool, *, keeps_fraction: bool) -> datetime | None:
    if not 0 <= serial < _LAST_SERIAL:
        return None
    if since_1904:
        base = datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet's dates have no zone
    else:
        base = datetime(1899, 12, 30 if serial >= _LEAP_THAT_NEVER_WAS else 31)  # noqa: DTZ001  (as above)
    try:
        if keeps_fraction:
            return base + timedelta(days=int(serial), milliseconds=round(serial % 1 * 86_400_000))
        return base + timedelta(days=int(serial), seconds=round(serial % 1 * 86_400))
    except OverflowError:
        return None


def _is_minute(parts: Sequence[str], at: int) -> bool:
    before = parts[at - 1] if at else ""
    after = parts[at + 1] if at + 1 < len(parts) else ""
    return before[:1] == "h" or after[:1] == "s"


def _part(at: datetime, text: str, halved: bool) -> str:
    hour = (at.hour + 11) % 12 + 1 if halved else at.hour
    weekday = _WEEKDAYS[at.weekday()]
    month = _MONTHS[at.month - 1]
    day = "一二三四五六日"[at.weekday()]
    return {
        "yyyy": f"{at.year:04d}", "yyy": f"{at.year:04d}",
        "yy": f"{at.year % 100:02d}", "y": f"{at.year % 100:02d}",
        "e": f"{at.year}", "ee": f"{at.year}", "m": f"{at.month}", "mm": f"{at.month:02d}",
        "mmm": month[:3], "mmmm": month, "mmmmm": month[:1], "d": f"{at.day}", "dd": f"{at.day:02d}",
        "ddd": weekday[:3], "dddd": weekday, "aaa": day, "aaaa": f"星期{day}",
        "h": f"{hour}", "hh": f"{hour:02d}", "s": f"{at.second}", "ss": f"{at.second:02d}",
    }[text]  # fmt: skip


def _elapsed(serial: float, text: str) -> str:
    seconds = round(serial * 86_400)
    count = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}[text[0]]
    return f"{count:0{min(len(text), 9)}d}"


def _half(at: datetime, text: str) -> str:
    first, _, second = text.partition("/")
    return first if at.hour < 12 else second
