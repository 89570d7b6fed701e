"""What a sheet's cell shows of the number that it stores (ECMA-376 Part 1, 18.8.30).

Covers what clerks use: General, fixed decimals, thousands, per cent, literal text around
the figure, dates. A format beyond that shows the number as General does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from pipeline.office.parsing import integer

_WIDE = Context(prec=1000)  # room for every digit of a double and of a format
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_FIGURE = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?|@")
_LONGEST_CODE = 255
_LONGEST_NUMBER = 400
_EXPONENT = 307
_DATE_PARTS = re.compile(r"yyyy|yy|mm|m|dd|d|hh|h|ss|s|AM/PM|上午/下午", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Formats:
    """The cell formats of a workbook by style index: (number format's id, its code)."""

    styles: tuple[tuple[str, str], ...]
    since_1904: bool

    def shown(self, stored: str, style: int) -> tuple[str, float | None]:
        """The text that a cell shows and the number that it stores; text that is no number stays."""
        value = _stored(stored)
        if value is None:
            return stored, None
        number_id, code = self.styles[style] if 0 <= style < len(self.styles) else ("0", "")
        code = code or BUILTIN_FORMATS.get(integer(number_id), "General")
        if len(code) > _LONGEST_CODE:
            code = "General"
        number = float(value)
        if is_date_format(code):
            return self._date(number, code), number
        return _formatted(value, code), number

    def _date(self, serial: float, code: str) -> str:
        try:
            at = from_excel(serial, CALENDAR_MAC_1904 if self.since_1904 else CALENDAR_WINDOWS_1900)
        except (ValueError, OverflowError):
            return general(Decimal(repr(serial)))
        pattern = _LITERAL.sub(lambda found: found[1] or found[2] or "", code.split(";", maxsplit=1)[0])
        year, month, day = (getattr(at, name, 0) for name in ("year", "month", "day"))
        hour, second = getattr(at, "hour", 0), getattr(at, "second", 0)
        values = {
            "yyyy": f"{year:04d}", "yy": f"{year % 100:02d}", "mm": f"{month:02d}", "m": f"{month}",
            "dd": f"{day:02d}", "d": f"{day}", "hh": f"{hour:02d}", "h": f"{hour}", "ss": f"{second:02d}",
            "s": f"{second}",
        }  # fmt: skip
        return _DATE_PARTS.sub(lambda found: values.get(found[0].lower(), ""), pattern).strip()


def _stored(text: str) -> Decimal | None:
    """A number that a double can hold; None for any other text."""
    if len(text) > _LONGEST_NUMBER:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and (not value or abs(value.adjusted()) <= _EXPONENT) else None


def general(value: Decimal) -> str:
    """A number as the format General shows it: up to ten significant decimals, no trailing zeros."""
    shown = f"{float(value):.10g}" if value != value.to_integral_value() else f"{value.to_integral_value():f}"
    if "e" in shown:
        shown = f"{Decimal(shown):f}"
    return shown


def _formatted(value: Decimal, code: str) -> str:
    sections = code.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    if value < 0 and len(sections) > 1:
        value = -value
    if section.strip().lower() == "general" or section == "@":
        return general(value)
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        literals.append(found[1] or found[2] or "")
        return f"\x00{len(literals) - 1}\x00"

    bare = _LITERAL.sub(keep, section)
    figure = _FIGURE.search(re.sub("\x00\\d+\x00", lambda found: "\x01" * len(found[0]), bare))
    if figure is None or "E+" in bare.upper() or "/" in bare:
        return general(value)
    if "%" in bare:
        value *= 100
    shown = bare[: figure.start()] + _figure(value, figure[0]) + bare[figure.end() :]
    return re.sub("\x00(\\d+)\x00", lambda found: literals[int(found[1])], shown).strip()


def _figure(value: Decimal, pattern: str) -> str:
    """A number by ``#,##0.00``: least and most decimals, thousands."""
    whole, _, fraction = pattern.partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, _WIDE)
    shown = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    least = fraction.count("0")
    if fraction:
        head, _, tail = shown.partition(".")
        tail = tail[:least] + tail[least:].rstrip("0")
        shown = f"{head}.{tail}"
    digits = whole.count("0")
    sign, shown = ("-", shown[1:]) if shown.startswith("-") else ("", shown)
    return (
        sign + shown.zfill(digits + len(shown) - len(shown.partition(".")[0])) if digits > 1 else sign + shown
    )
