"""Automatic numbers of list paragraphs, as Word shows them (ECMA-376 Part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.office.parsing import Element, integer

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_DIGITS = "〇一二三四五六七八九"
_DEPTHS = range(9)
_LONGEST_TEXT = 255
_HIGHEST = 32_767  # what is beyond is shown in figures: no one counts that far in Roman ones


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: its number format, its text (``%1.``) and its first number."""

    format: str
    text: str
    start: int


class Numbering:
    """Counts the list paragraphs of a document, in its order."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        if root is not None:
            self._learn(root)

    def _learn(self, root: Element) -> None:
        for abstract in root.iterfind(f"{W}abstractNum"):
            self._levels[abstract.get(f"{W}abstractNumId", "")] = {
                depth: _level(level)
                for level in abstract.iterfind(f"{W}lvl")
                if (depth := integer(level.get(f"{W}ilvl"))) in _DEPTHS
            }
        for number in root.iterfind(f"{W}num"):
            num_id = number.get(f"{W}numId", "")
            link = number.find(f"{W}abstractNumId")
            self._abstract[num_id] = link.get(_VAL, "") if link is not None else ""
            self._restarts[num_id] = {
                integer(over.get(f"{W}ilvl")): _number(over.find(f"{W}startOverride"), 1)
                for over in number.iterfind(f"{W}lvlOverride")
                if over.find(f"{W}startOverride") is not None
            }

    def next(self, num_id: str, depth: int) -> str:
        """The number shown before the next paragraph of a list; ``""`` for bullets and unknown lists."""
        abstract = self._abstract.get(num_id)
        levels = self._levels.get(abstract or "", {})
        level = levels.get(depth)
        if abstract is None or level is None:
            return ""
        counters = self._counters.setdefault(abstract, {})
        restart = self._restarts.get(num_id, {}).pop(depth, None)
        if restart is not None:
            counters[depth] = restart
        else:
            counters[depth] = counters[depth] + 1 if depth in counters else level.start
        for deeper in [key for key in counters if key > depth]:
            del counters[deeper]
        if level.format in ("bullet", "none"):
            return ""
        return re.sub(r"%(\d)", lambda found: self._shown(levels, counters, int(found[1]) - 1), level.text)

    @staticmethod
    def _shown(levels: dict[int, Level], counters: dict[int, int], depth: int) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        number = counters.get(depth, level.start)
        return shown(level.format, number)


def _level(node: Element) -> Level:
    style = node.find(f"{W}numFmt")
    text = node.find(f"{W}lvlText")
    return Level(
        format=style.get(_VAL, "decimal") if style is not None else "decimal",
        text=text.get(_VAL, "")[:_LONGEST_TEXT] if text is not None else "",
        start=_number(node.find(f"{W}start"), 1),
    )


def _number(node: Element | None, default: int) -> int:
    return max(integer(node.get(_VAL), default), 0) if node is not None else default


def _chinese(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    parts = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
             (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
    shown = ""
    for value, letters in parts:
        times, number = divmod(number, value)
        shown += letters * times
    return shown


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _heavenly_stem(number: int) -> str:
    return "甲乙丙丁戊己庚辛壬癸"[(number - 1) % 10]


def shown(style: str, number: int) -> str:
    """A number as a list of this style (``chineseCounting``) shows it."""
    return (_FORMATS.get(style, str) if 0 < number <= _HIGHEST else str)(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": lambda number: "".join(
        "零壹贰叁肆伍陆柒捌玖"[int(digit)] for digit in str(number)
    ),
    "japaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "ideographTraditional": _heavenly_stem,
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
