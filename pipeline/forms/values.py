"""Words -> values: numbers, amounts and codes as people write them.

Source: ``docs/reading.md``, "What counts as the answer".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.forms import units
from pipeline.forms.text import mapped, normal
from pipeline.model import Amount, Code
from pipeline.reference import industries

_NOTHING = frozenset(("", "/", "\\", "无", "暂无", "-", "--", "–", "—", "——", "n/a", "na"))
# Possessive: a word is taken once and never again in pieces (节约 and 约为), which would take for ever.
_BEFORE = (
    r"(?:人民币|rmb|总投资|投资|投入|累计|预计|每年|年均|年|可|节约|节省|节能|节水|节|减少|减排|减碳|折合|折|大约|约|为|"
    r"共计|合计|共|总计|近|高达|达到|达|超过|超|大于|高于|不少于|不低于|至少|≥|>=|>|≤|<=|<|≈|~|(?<=[^\W\d]):)*+"
)
_AFTER = r"(?:人民币|整|余|左右|以上|以下|以内|多|上下|[+。.;,])*"
_FIGURE = r"(?P<sign>[-−]?)(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_NUMBER = re.compile(
    rf"^{_BEFORE}¥?{_FIGURE}(?P<more>余|多)?(?P<words>[^\d]*?|[^\d]*?(?:m3|m2|m\^3|co2e?)[^\d]*?){_AFTER}$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\(([^()\d]*|[^()]*(?:m3|co2e?)[^()]*)\)", re.IGNORECASE)
# From here on a figure is a slip of the keyboard: nothing adds it up exactly any more.
_TOO_LARGE = 10**15
_LONGEST = 300  # characters in which people say a figure, or name an industry
_LETTER, _DIGITS = "[A-Ta-tＡ-Ｔａ-ｔ]", "[\\d０-９]"
_CODE_FIRST = re.compile(
    rf"^[\s(（\[【]*({_LETTER}?)[\s.．-]*({_DIGITS}{{2,4}})(?!{_DIGITS})[)）\]】]?[-—_:：、.．,，/\s]*(.*)$",
    re.DOTALL,
)
_CODE_LAST = re.compile(rf"^(.*?)[\s(（\[【]*({_LETTER}?)\s*({_DIGITS}{{2,4}})\s*[)）\]】]?\s*$", re.DOTALL)
_CODE_WORD = r"(?:行业)?(?:[门大中小]类)?(?:代码|名称)"
_CODE_WORDS = re.compile(rf"{_CODE_WORD}\s*[:：]|^\s*{_CODE_WORD}\s*(?={_LETTER}?\s*{_DIGITS})")
_EDGE = " \t\u3000-—_:：、,，/;；"


def is_nothing(text: str) -> bool:
    """Whether words say that there is nothing to say (``/``, ``无``, ``——``)."""
    return normal(text).lower().strip("()。") in _NOTHING


def is_plausible(value: Decimal | float) -> bool:
    """Whether a number is none that only a slip of the keyboard gives: a value, not just words."""
    return -_TOO_LARGE < value < _TOO_LARGE


def plain(value: Decimal) -> int | float:
    """A number as JSON has it: whole ones without decimals."""
    return int(value) if value == value.to_integral_value() else float(value)


def stored(value: float, shown: str = "", unit: str = "") -> int | float:
    """A sheet's stored number as JSON has it; in %, what the cell shows as a percentage (0.125 as 12.5%)."""
    if normal(unit) == "%" and normal(shown).endswith("%"):
        value = round(value * 100, 10)
    return int(value) if value.is_integer() else value


def digits(value: float) -> str:
    """A number in the digits that people write it in."""
    return f"{Decimal(repr(value)):f}"


@dataclass(frozen=True, slots=True)
class Figure:
    """The one figure that words give; the words of its unit in normal form and as written."""

    value: Decimal
    words: str
    written: str

    def in_unit(self, retyped: str) -> Figure:
        """The figure in its own unit, or else in the one that its label was given."""
        if not retyped or units.multiplier(self.words)[1]:
            return self
        return Figure(self.value, self.words + normal(retyped), self.written + retyped)


_ABOUT = re.compile("(?<=[十百千万亿])[余多]")  # 1200万余元
# 120 50, or one below the other; not 1 200, whose blank groups its digits
_TWO = re.compile(r"\d\s*\n\s*\d|\d\s+(?!\d{3}(?!\d))\d|\d{4}\s+\d")


def figure(text: str) -> Figure | None:
    """The figure that words give with its unit; None for none, two or a range.

    A note in brackets goes, unless it says the unit (``310（吨标准煤）``).
    """
    text = _ABOUT.sub("", text)
    shown, index = mapped(text)
    if len(shown) > _LONGEST or _TWO.search(text):
        return None
    note = _NOTE.search(shown)
    found = _NUMBER.match(shown[: note.start()] + shown[note.end() :] if note else shown)
    if not found:
        return None
    words = found["words"].strip()
    written = text[index[found.start("words")] : index[found.end("words") - 1] + 1] if words else ""
    for said in (words + note[1], note[1]) if note else ():
        if units.unit_of(said) and (not words or said.startswith(words)):
            words = written = said
            break
    value = Decimal(found["figure"].replace(",", ""))
    if not is_plausible(value):
        return None
    return Figure(-value if found["sign"] else value, words, written.strip())


_BLANKS = re.compile("[_＿]+")


def number(text: str, unit: str, retyped: str = "") -> tuple[int | float | None, str]:
    """The value of a number in its field's unit, and the raw words where it has none.

    ``retyped``: the unit in its label, where that is another one (`units.retyped`).
    """
    if is_nothing(text):
        return None, ""
    found = figure(_BLANKS.sub(" ", text))
    if found is None:
        return None, text
    said = found.in_unit(retyped)
    factor = _factor(said.words, unit)
    if factor is None or not is_plausible(said.value * factor):
        return None, text if said is found else f"{text}{retyped}"
    return plain(said.value * factor), ""


def _factor(words: str, unit: str) -> Decimal | None:
    if not words:
        return Decimal(1)
    times, rest = units.multiplier(words)
    if not rest:
        return times / units.multiplier(unit)[0]
    if not unit:
        return None
    return units.conversion(words, unit)


def amount(text: str, unit: str, note: str, *, free: bool = False, retyped: str = "") -> tuple[Amount, str]:
    """The amount of a value cell and its remark, and the raw words where it has no figure.

    A unit written with the figure that doesn't fit the field's is kept as written; so is
    any where the form leaves the unit to fill in (``free``). ``retyped``: as in `number`.
    """
    if is_nothing(text):
        return Amount(None, "", note), ""
    found = figure(text)
    if found is None:
        return Amount(None, "", note), text
    found = found.in_unit(retyped)
    times, rest = units.multiplier(found.words)
    written = found.written
    factor = Decimal(1)
    if not rest:  # 1200, or 1.2万: in the unit of the label
        factor, written = times, unit
    elif unit and not free and (fitting := _factor(found.words, unit)) is not None:
        factor, written = fitting, unit
    value = found.value * factor
    if not is_plausible(value):
        return Amount(None, "", note), text
    return Amount(plain(value), written, note), ""


def code(text: str) -> Code:
    """An industry as filled in: its code in normal form, its name, or both."""
    text = _CODE_WORDS.sub(" ", text.replace("\n", " ")).strip()
    if is_nothing(text):
        return Code()
    if len(text) > _LONGEST:
        return Code("", text)
    found = _CODE_FIRST.match(text)
    if found:
        return Code(industries.normalise(found[1] + found[2]), _unwrapped(found[3].strip(_EDGE)))
    found = _CODE_LAST.match(text)
    if found and found[1].strip():
        return Code(industries.normalise(found[2] + found[3]), found[1].strip(_EDGE + "(（[【"))
    return Code("", text)


def _unwrapped(name: str) -> str:
    """A name without the brackets around it, or the closing one of its code's."""
    if name[:1] in ("(", "（") and name[-1:] in (")", "）"):
        return name[1:-1].strip()
    return name.lstrip(")）]】").strip() if not set(name) & set("(（[【") else name
