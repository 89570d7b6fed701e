"""Numbers written out: in Chinese characters, letters, Roman, in circles (ECMA-376 Part 1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable

_SMALL = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "十", "百", "千")
_LEGAL_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿", "兆亿")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
             "nine": "ninth", "twelve": "twelfth"}  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


_HIGHEST = 32_767  # of letters and Roman figures a larger number would take pages


def digits(number: int | str, signs: str = "〇" + _SMALL[1:]) -> str:
    """A number digit by digit in other signs: 二〇二四."""
    return "".join(signs[int(digit)] for digit in str(number))


def counted(number: int, *, legal: bool = False, bare_ten: bool = False) -> str:
    """A number as it is counted in Chinese: 一千二百零三; legal: 壹仟贰佰零叁; bare: 十二, not 一十二."""
    signs, units = (_LEGAL, _LEGAL_UNITS) if legal else (_SMALL, _UNITS)
    if number == 0:
        return signs[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    shown = ""
    for at in range(len(groups) - 1, -1, -1):
        if not groups[at]:
            continue
        if shown and groups[at] < 1000 and not shown.endswith(signs[0]):
            shown += signs[0]
        shown += _below_ten_thousand(groups[at], signs, units) + _GROUPS[min(at, len(_GROUPS) - 1)]
    return shown[1:] if bare_ten and shown.startswith(signs[1] + units[1]) else shown


def _below_ten_thousand(number: int, signs: str, units: tuple[str, ...]) -> str:
    shown, gap = "", False
    for at in (3, 2, 1, 0):
        digit = number // 10**at % 10
        if digit:
            shown += (signs[0] if gap else "") + signs[digit] + units[at]
            gap = False
        elif shown:
            gap = True
    return shown


def letters(number: int) -> str:
    """a … z, aa, bb …, as lists count on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def roman(number: int) -> str:
    """i, ii, iii, iv …"""
    shown = ""
    for value, signs in _ROMAN:
        times, number = divmod(number, value)
        shown += signs * times
    return shown


def full_width(number: int) -> str:
    """１２."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _from(first: int, last: int) -> Callable[[int], str]:
    """Numbers that have a character of their own, from that of 1 to that of the last."""
    return lambda number: chr(first + number - 1) if number <= last - first + 1 else str(number)


def _circled(number: int) -> str:
    for first, last, base in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(base + number - first)
    return str(number)


def _ordinal(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 < number % 100 < 14 else ends.get(number % 10, 'th')}"


def _words(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    return str(number)


def _ordinal_words(number: int) -> str:
    head, dash, last = _words(number).rpartition("-")
    if last.isdigit():
        return _ordinal(number)
    return (
        head + dash + _ORDINALS.get(last, last.removesuffix("y") + ("ieth" if last.endswith("y") else "th"))
    )


def _counting(number: int) -> str:
    """Chinese counting as lists do it: 十二, 二十, and from a hundred on digit by digit."""
    return counted(number, bare_ten=True) if number < 100 else digits(number, "○" + _SMALL[1:])


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": full_width,
    "decimalFullWidth2": full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _from(0x2474, 0x2487),
    "decimalEnclosedFullstop": _from(0x2488, 0x249B),
    "numberInDash": lambda number: f"- {number} -",
    "hex": lambda number: f"{number:X}",
    "chineseCounting": _counting,
    "chineseCountingThousand": lambda number: counted(number, bare_ten=True),
    "chineseLegalSimplified": lambda number: counted(number, legal=True),
    "japaneseCounting": lambda number: counted(number, bare_ten=True),
    "japaneseDigitalTenThousand": digits,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": lambda number: counted(number, bare_ten=True),
    "taiwaneseDigital": lambda number: digits(number, "○" + _SMALL[1:]),
    "ideographDigital": digits,
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
    "ideographZodiacTraditional": lambda number: _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12],
    "ideographEnclosedCircle": _from(0x3280, 0x3289),
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "ordinal": _ordinal,
    "cardinalText": lambda number: _words(number).capitalize(),
    "ordinalText": lambda number: _ordinal_words(number).capitalize(),
}  # fmt: skip


def numeral(style: str, number: int) -> str:
    """A number in a format of Word's (``chineseCounting``); unknown formats and large numbers are plain."""
    return _FORMATS.get(style, str)(number) if 0 <= number <= _HIGHEST else str(number)
