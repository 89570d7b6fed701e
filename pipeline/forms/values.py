"""Words -> values: numbers, amounts and codes as people write them.

Source: ``record.md``, "What counts as the answer" (Nothing, Numbers, Codes).
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.forms import units
from pipeline.forms.text import normal
from pipeline.model import Amount, Code
from pipeline.reference import industries

_NOTHING = frozenset(("", "/", "无", "-", "—", "——", "n/a", "N/A", "–", "--", "\\"))
_BEFORE = r"(?:人民币|大约|约为|约|共计|共|合计|近|超过|超|达到|达|不少于|不低于|至少|≥|>=|>|≤|<=|<|≈|~)*"
_AFTER = r"(?:余|左右|以上|以下|以内|多|上下)?"
_FIGURE = r"(?P<sign>[-−]?)(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_NUMBER = re.compile(
    rf"^{_BEFORE}¥?{_FIGURE}(?P<more>余|多)?(?P<words>[^\d]*?|[^\d]*?(?:m3|m2|m\^3|co2e?|CO2e?)[^\d]*?){_AFTER}$",
    re.IGNORECASE,
)
_PLAIN_NOTE = re.compile(r"\([^()\d]*\)$")
_CODE_FIRST = re.compile(
    r"^\s*([A-Ta-tＡ-Ｔａ-ｔ]?)\s*([\d０-９]{2,4})(?![\d０-９])\s*[-—_:：、.．,，]*\s*(.*)$", re.DOTALL
)
_CODE_LAST = re.compile(r"^(.*?)[\s(（]*([A-Ta-tＡ-Ｔ]?)\s*([\d０-９]{2,4})\s*[)）]?\s*$", re.DOTALL)


def is_nothing(text: str) -> bool:
    """Whether words say that there is nothing to say (``/``, ``无``, ``——``)."""
    return normal(text) in _NOTHING


def plain(value: Decimal) -> int | float:
    """A number as JSON has it: whole ones without decimals."""
    return int(value) if value == value.to_integral_value() else float(value)


def stored(value: float) -> int | float:
    """A sheet's stored number as JSON has it."""
    return int(value) if value.is_integer() else value


def figure(text: str) -> tuple[Decimal, str] | None:
    """The one figure that words give, and the words of its unit; None for none, two or a range."""
    shown = _PLAIN_NOTE.sub("", normal(text))
    found = _NUMBER.match(shown)
    if not found:
        return None
    value = Decimal(found["figure"].replace(",", ""))
    return (-value if found["sign"] else value), found["words"].strip()


def number(text: str, unit: str) -> tuple[int | float | None, str]:
    """The value of a number in its field's unit, and the raw words where it has none."""
    if is_nothing(text):
        return None, ""
    found = figure(text)
    if found is None:
        return None, text
    value, words = found
    factor = _factor(words, unit)
    return (plain(value * factor), "") if factor is not None else (None, text)


def _factor(words: str, unit: str) -> Decimal | None:
    if not words:
        return Decimal(1)
    times, rest = units.multiplier(words)
    if not rest:
        return times / units.multiplier(unit)[0]
    if not unit:
        return None
    return units.conversion(words, unit)


def amount(text: str, unit: str, note: str) -> tuple[Amount, str]:
    """The amount of a value cell and its remark, and the raw words where it has no figure.

    A unit written with the figure that doesn't fit the field's is kept as written.
    """
    if is_nothing(text):
        return Amount(None, "", note), ""
    found = figure(text)
    if found is None:
        return Amount(None, "", note), text
    value, words = found
    if not words:
        return Amount(plain(value), unit, note), ""
    factor = _factor(words, unit) if unit else None
    if factor is not None:
        return Amount(plain(value * factor), unit, note), ""
    times, rest = units.multiplier(words)
    if rest and units.unit_of(words) is None:
        times, rest = Decimal(1), words
    return Amount(plain(value * times), rest or unit, note), ""


def code(text: str) -> Code:
    """An industry as filled in: its code in normal form, its name, or both."""
    text = text.replace("\n", " ").strip()
    if is_nothing(text):
        return Code()
    found = _CODE_FIRST.match(text)
    if found:
        return Code(industries.normalise(found[1] + found[2]), found[3].strip().strip("()（）").strip())
    found = _CODE_LAST.match(text)
    if found and found[1].strip():
        return Code(industries.normalise(found[2] + found[3]), found[1].strip().rstrip("(（").strip())
    return Code("", text)
