"""Units of measure as people write them, told by what they measure.

Facts: ``docs/reading.md``, "What counts as the answer"; the International System of Units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.forms.text import normal

_MULTIPLIERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Unit:
    """What is measured, and how many of the smallest common unit one is."""

    dimension: str
    factor: Decimal


_SPELLINGS = {
    ("money", "1"): "元 圆 rmb 人民币元 块",
    ("energy", "1"): "tce 吨标准煤 吨标煤 t标准煤 t标煤 吨ce 吨标准煤当量",
    ("energy", "0.001"): "kgce 千克标准煤 公斤标准煤 千克标煤 公斤标煤 kg标准煤 kg标煤",
    ("volume", "1"): "m3 立方米 方 立方 立米 m^3",
    ("volume", "0.001"): "l 升",
    ("carbon", "1"): "tco2e tco2 tco2当量 吨co2e 吨co2 吨二氧化碳 吨二氧化碳当量 吨co2当量 t二氧化碳",
    ("carbon", "0.001"): "kgco2e kgco2 千克二氧化碳 公斤二氧化碳 千克co2 公斤co2",
    ("mass", "1"): "t 吨 ton tons 公吨",
    ("mass", "0.001"): "kg 千克 公斤",
    ("mass", "0.000001"): "g 克",
    ("mass", "0.0005"): "斤 市斤",
    ("electricity", "1"): "kwh 度 千瓦时 kw·h kw.h 千瓦·时 千瓦小时",
    ("electricity", "1000"): "mwh 兆瓦时",
    ("area", "1"): "m2 平方米",
    ("heat", "1"): "gj 吉焦",
}
_UNITS = {
    spelling: Unit(dimension, Decimal(factor))
    for (dimension, factor), spellings in _SPELLINGS.items()
    for spelling in spellings.split()
}


def unit_of(words: str) -> Unit | None:
    """The unit that words name, numerals before it included (``万吨``); None where unknown."""
    shown = normal(words).lower().removesuffix("/年").removesuffix("/a")
    factor = Decimal(1)
    while shown:
        if shown in _UNITS:
            unit = _UNITS[shown]
            return Unit(unit.dimension, unit.factor * factor)
        if shown[0] not in _MULTIPLIERS:
            return None
        factor *= _MULTIPLIERS[shown[0]]
        shown = shown[1:]
    return None


_MOST_MULTIPLIERS = 3  # 千万亿


def multiplier(words: str) -> tuple[Decimal, str]:
    """Splits numerals off the beginning of words: ``万吨`` -> (10000, ``吨``); a unit's own stay with it."""
    factor, rest = Decimal(1), words
    for _ in range(_MOST_MULTIPLIERS):
        if not rest or rest[0] not in _MULTIPLIERS or normal(rest).lower() in _UNITS:
            break
        factor *= _MULTIPLIERS[rest[0]]
        rest = rest[1:]
    return factor, rest


def conversion(written: str, wanted: str) -> Decimal | None:
    """By what a figure in one unit is multiplied to be in another; None where they don't fit."""
    first, second = unit_of(written), unit_of(wanted)
    if first is None or second is None or first.dimension != second.dimension:
        return Decimal(1) if normal(written).lower() == normal(wanted).lower() else None
    return first.factor / second.factor


_BRACKET = re.compile(r"[（(](?:单位[：:])?([^（）()]*)[）)][\s*：:]*$")


@lru_cache
def retyped(label: str, usual: str) -> str:
    """The unit in a label's bracket where it is another one than the blank's; ``""`` where it isn't.

    吨 of coal, of carbon and of water is the usual one.
    """
    found = _BRACKET.search(label)
    written, known = (unit_of(found[1]) if found else None), unit_of(usual)
    if found is None or written is None or known is None or written == known:
        return ""
    is_usual = written == unit_of("t") and known.dimension in ("energy", "carbon", "volume")
    return "" if is_usual else found[1].strip()


_COUNTED = frozenset((
    *"%‰人名项件个家台套座户次篇年月天亩米m",
    "人次", "小时", "公顷", "公里", "千米", "平方公里", "mm", "km", "kw", "mw", "千瓦", "兆瓦",
))  # fmt: skip


def is_measure(words: str) -> bool:
    """Whether words name a unit: one that is known, of what is counted, or one per another (``m³/t``)."""
    parts = normal(words).lower().split("/")
    return all(
        part in _COUNTED or unit_of(part) is not None or multiplier(part)[1] in _COUNTED for part in parts
    )
