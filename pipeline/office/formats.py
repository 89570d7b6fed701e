"""What a sheet's cell shows of the number, date or text that it stores (ECMA-376 Part 1, 18.8.30).

A code is taken apart once: into sections (by sign or condition, the fourth for text), each
into literal text and places for digits or parts of a date. Built-in formats are those of a
Chinese Excel, as clerks here see them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

from pipeline.office import dates, figures
from pipeline.office.figures import Piece
from pipeline.office.numerals import counted, digits
from pipeline.office.parsing import integer

LONGEST = 32_767
"""Characters that a cell can hold: longer words are shown as they are stored."""
_LONGEST_NUMBER = 400
_LONGEST_SHOWN = 1_000  # characters of a number; what a code makes longer is shown as without it
_LONGEST_CODE = 255  # [MS-XLS] 2.4.126
_EXPONENT = 308
_YEAR = 4
_EXACT = Context(prec=15, rounding=ROUND_HALF_UP)  # what Excel knows of a number

_YMD, _YM, _MD = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
_HM, _HMS = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
_HALF_HM, _HALF_HMS = f"上午/下午{_HM}", f"上午/下午{_HMS}"
_AMOUNT, _AMOUNT_2 = "¥#,##0;¥-#,##0", "¥#,##0.00;¥-#,##0.00"
_LEDGER, _LEDGER_2 = "#,##0;-#,##0;-;@", "#,##0.00;-#,##0.00;-;@"
_BUILT_IN = {
    **dict(enumerate(("General", "0", "0.00", "#,##0", "#,##0.00", _AMOUNT, _AMOUNT, _AMOUNT_2, _AMOUNT_2))),
    **dict(enumerate(("0%", "0.00%", "0.00E+00", "# ?/?", "# ??/??", "yyyy/m/d", "d-mmm-yy", "d-mmm"), 9)),
    **dict(enumerate(("mmm-yy", "h:mm AM/PM", "h:mm:ss AM/PM", "h:mm", "h:mm:ss", "yyyy/m/d h:mm"), 17)),
    **dict(enumerate((_YM, _MD, _MD, "m/d/yy", _YMD, _HM, _HMS, _HALF_HM, _HALF_HMS, _YM), 27)),
    **dict(enumerate(("#,##0;-#,##0", "#,##0;-#,##0", "#,##0.00;-#,##0.00", "#,##0.00;-#,##0.00"), 37)),
    **dict(enumerate((_LEDGER, f"¥{_LEDGER}", _LEDGER_2, f"¥{_LEDGER_2}"), 41)),
    **dict(enumerate(("mm:ss", "[h]:mm:ss", "mm:ss.0", "##0.0E+0", "@"), 45)),
    **dict(enumerate((_YM, _MD, _YM, _MD, _MD, _HALF_HM, _HALF_HMS, _YM, _MD), 50)),
}  # fmt: skip

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<half>AM/PM|A/P|上午/下午)"
    r"|(?P<exponent>E[+-])|(?P<date>yyyy|yyy|yy|y|mmmmm|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s|aaaa|aaa|ee|e)"
    r"|(?P<sign>[#0?.,%/@])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_COMPARE = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "=": (0,), "<>": (-1, 1)}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a section: ``literal`` text, a ``sign``, a ``date`` part, ``elapsed``, ``general`` …"""

    kind: str
    text: str


@dataclass(slots=True)
class Section:
    """One section of a format: for which numbers it is, its tokens, in which figures it is shown.

    ``kinds``, ``signs`` and ``pieces``: what of its tokens is asked for each number, once it has them all.
    """

    tokens: list[Token] = field(default_factory=list)
    condition: tuple[str, Decimal] | None = None
    figures: str = ""
    kinds: frozenset[str] = frozenset()
    signs: str = ""
    pieces: tuple[Piece, ...] = ()

    def close(self) -> None:
        self.kinds = frozenset(token.kind for token in self.tokens)
        self.signs = "".join(token.text for token in self.tokens if token.kind == "sign")
        self.pieces = tuple((token.kind, token.text) for token in self.tokens)


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
        code = self._code(style)
        number = float(value)
        if code == "General":
            return general(value), number
        text = _number(value, code, self.since_1904)
        return text if len(text) <= _LONGEST_SHOWN else general(value), number

    def moment(self, stored: str, style: int) -> tuple[str, float | None]:
        """As `shown`, of a moment that is stored in words (ISO 8601)."""
        return self.shown(dates.serial(stored, self.since_1904), style)

    def worded(self, text: str, style: int) -> str:
        """The text that a cell shows where it stores text: ``@"公司"``, or nothing with ``;;;``."""
        if len(text) > LONGEST or self.leaves_words(style):
            return text
        return _worded(text, self._code(style))

    def leaves_words(self, style: int) -> bool:
        """Whether a style shows words as they are."""
        return self._code(style) in ("General", "@")

    def _code(self, style: int) -> str:
        return _code(*self.styles[style]) if 0 <= style < len(self.styles) else "General"


def _code(number_id: str, code: str) -> str:
    """The code of a number format: its own, else the one that its id stands for."""
    if code and len(code) <= _LONGEST_CODE:
        return code
    return _BUILT_IN.get(integer(number_id, -1), "General")


def general(value: Decimal) -> str:
    """A number as the format General shows it: up to ten significant decimals, no trailing zeros."""
    shown = f"{float(value):.10g}" if value != value.to_integral_value() else f"{value.to_integral_value():f}"
    if "e" in shown:
        shown = f"{Decimal(shown):f}"
    return shown if shown != "-0" else "0"


def _stored(text: str) -> Decimal | None:
    """A number that a double can hold; None for any other text."""
    if len(text) > _LONGEST_NUMBER:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and (not value or abs(value.adjusted()) <= _EXPONENT) else None


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[Section, ...]:
    """A format's code, taken apart."""
    sections = [Section()]
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup or "", found[found.lastgroup or 0]
        section = sections[-1]
        if kind == "other" and text == ";":
            sections.append(Section())
        elif kind == "bracket":
            _bracket(text, section)
        elif kind in ("quoted", "escaped", "other"):
            section.tokens.append(Token("literal", text))
        elif kind:
            section.tokens.append(Token(kind, text if kind in ("half", "general") else text.lower()))
        elif found[0][0] == "_":
            section.tokens.append(Token("literal", " "))
    for section in sections:
        section.close()
    return tuple(sections[:4])


def _bracket(inner: str, section: Section) -> None:
    condition = _CONDITION.fullmatch(inner.strip())
    if condition:
        section.condition = condition[1], Decimal(condition[2])
    elif inner.upper().startswith("DBNUM"):
        section.figures = inner[5:6]
    elif inner.upper().startswith("$-F800"):
        section.tokens += _sections(_YMD)[0].tokens
    elif inner.startswith("$"):
        section.tokens.append(Token("literal", inner[1:].partition("-")[0]))
    elif _ELAPSED.fullmatch(inner):
        section.tokens.append(Token("elapsed", inner.lower()))


def _number(value: Decimal, code: str, since_1904: bool) -> str:
    """A number by a format's code."""
    sections = _sections(code)
    section, is_unsigned = _chosen(value, sections)
    if section is None:
        return general(value)
    kinds = section.kinds
    if ("date" in kinds or "elapsed" in kinds) and "general" not in kinds:
        date = dates.shown(float(value), section.pieces, since_1904)
        if date is None:
            return general(value)
        return _in_figures(date, section.figures, "date").strip()
    if is_unsigned:
        value = abs(value)
    if "general" in kinds:
        plain = general(value)
        shown = "".join(
            plain if token.kind == "general" else token.text
            for token in section.tokens
            if token.kind != "sign"
        )
        return _in_figures(shown, section.figures, "counted").strip()
    if "@" in section.signs:
        plain = general(value)
        return "".join(plain if token.text == "@" else token.text for token in section.tokens).strip()
    shown = figures.shown(_EXACT.plus(value), section.pieces)
    return _in_figures(shown, section.figures, "digit").strip()


def _chosen(value: Decimal, sections: tuple[Section, ...]) -> tuple[Section | None, bool]:
    """The section for a number, and whether it shows the number without its sign."""
    if len(sections) == 1 and sections[0].condition is None:
        return sections[0], False
    numeric = sections[:3]
    if len(sections) > 1 and sections[-1].signs == "@" and not any(s.condition for s in sections):
        numeric = sections[:-1][:3]
    if any(section.condition for section in numeric):
        for at, section in enumerate(numeric):
            if section.condition is None:
                if at == len(numeric) - 1 or not _is_only_default(numeric, at):
                    return section, False
                continue
            relation, bound = section.condition
            if int(value.compare(bound)) in _COMPARE[relation]:
                return section, value < 0 and relation in ("<", "<=") and bound <= 0
        return None, False
    if len(numeric) > 1 and value < 0:
        return numeric[1], True
    if len(numeric) > 2 and value == 0:
        return numeric[2], False
    return numeric[0], False


def _is_only_default(numeric: tuple[Section, ...], at: int) -> bool:
    """Whether a section without a condition waits for those behind it that have one."""
    return any(section.condition for section in numeric[at + 1 :])


def _worded(text: str, code: str) -> str:
    sections = _sections(code)
    section = sections[3] if len(sections) == 4 else sections[-1]
    if len(sections) < 4 and "@" not in section.signs:
        return text
    return "".join(text if token.text == "@" else token.text for token in section.tokens)


_NUMERAL = re.compile(r"\d+(\.\d+)?")


def _in_figures(shown: str, style: str, way: str) -> str:
    """Numbers in Chinese where ``[DBNum1]`` to ``[DBNum3]`` ask for it.

    ``way``: digit by ``digit``, as they are ``counted`` (一十二), or as in a ``date`` (二〇二四, 十二).
    """
    if style == "3":
        return shown.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    if style not in ("1", "2") or len(shown) > _LONGEST_SHOWN:
        return shown
    legal = style == "2"
    signs = "零壹贰叁肆伍陆柒捌玖" if legal else "〇一二三四五六七八九"

    def written(found: re.Match[str]) -> str:
        whole, dot, fraction = found[0].partition(".")
        if way == "digit" or (way == "date" and len(whole) == _YEAR):
            head = digits(whole, signs)
        else:
            head = counted(int(whole), legal=legal, bare_ten=way == "date")
        return head + dot + digits(fraction, signs)

    return _NUMERAL.sub(written, shown)
