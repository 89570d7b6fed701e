"""The industry classification GB/T 4754-2017 (with the amendment of 2019): codes and names.

The code is authoritative; a name is compared tolerantly, and only with the name of the
code beside it, because many names of the standard are one character apart (通用设备制造业,
专用设备制造业). Data: ``gbt4754-2017.tsv``, 20 门类, 97 大类, 473 中类, 1,382 小类.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

SECTION, DIVISION, GROUP, CLASS = 1, 3, 4, 5
"""The levels 门类, 大类, 中类, 小类, each by the length of its codes."""

# Two characters of ten: one of four is another product (饲料制造 beside 涂料制造).
_TOLERANCE = 0.8
_PROPOSABLE = 30
_CODE = re.compile(r"([A-T]?)(\d{2,4})")
_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Industry:
    """One line of the standard: ``C2641``, ``涂料制造``."""

    code: str
    name: str

    @property
    def level(self) -> int:
        """`SECTION`, `DIVISION`, `GROUP` or `CLASS`."""
        return len(self.code)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@cache
def _table() -> dict[str, Industry]:
    data = resources.files(__package__).joinpath("gbt4754-2017.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in data.splitlines()[1:])
    return {code: Industry(code, name) for code, name in lines}


@cache
def _letters() -> dict[str, str]:
    """The letter of each division by its two digits."""
    return {code[1:]: code[0] for code in _table() if len(code) == DIVISION}


@cache
def _by_name() -> dict[str, tuple[Industry, ...]]:
    names: dict[str, tuple[Industry, ...]] = {}
    for industry in _table().values():
        key = _spoken(industry.name)
        names[key] = (*names.get(key, ()), industry)
    return names


@cache
def _names(level: int) -> dict[str, str]:
    """Code -> name as compared, of one level (0: of all)."""
    return {code: _spoken(found.name) for code, found in _table().items() if level in (0, found.level)}


def _spoken(name: str) -> str:
    """A name without what people leave out or write otherwise: spaces, punctuation, widths."""
    return _NOT_SAID.sub("", unicodedata.normalize("NFKC", name)).upper()


def normalise(code: str) -> str:
    """A code as the standard writes it: ``2641``, ``Ｃ2641``, ``c 2641`` -> ``C2641``.

    Digits without a letter take their division's; what is no code of this shape comes
    back as typed, in capitals and without spaces.
    """
    shown = "".join(unicodedata.normalize("NFKC", code).split()).upper()
    found = _CODE.fullmatch(shown)
    if found and not found[1]:
        return _letters().get(found[2][:2], "") + shown
    return shown


def lookup(code: str) -> Industry | None:
    """The industry of a code in any spelling that `normalise` knows, None for no such code."""
    return _table().get(normalise(code))


def by_name(name: str, level: int = 0) -> tuple[Industry, ...]:
    """The industries of exactly this name, punctuation aside; ``level`` 0 means any."""
    found = _by_name().get(_spoken(name), ())
    return tuple(industry for industry in found if level in (0, industry.level))


def candidates(name: str, limit: int = 3, level: int = 0) -> tuple[Industry, ...]:
    """The industries that a name may mean, best first; at most ``limit``, none where nothing is near.

    Before those whose names resemble it come those of exactly this name, and what they
    stand in at the level asked for: of 涂料制造 the division C26.
    """
    from rapidfuzz import fuzz, process

    exact = [_table()[found.code[: level or found.level]] for found in by_name(name) if found.level >= level]
    near = process.extract(
        _spoken(name), _names(level), scorer=fuzz.WRatio, limit=limit, score_cutoff=_PROPOSABLE
    )
    found = [*exact, *(_table()[code] for _, _, code in near)]
    return tuple(dict.fromkeys(found))[:limit]


def name_belongs(code: str, name: str) -> bool:
    """Whether a name is the one of a code, small slips of the pen forgiven.

    ``化学原料和化学品制造业`` belongs to C26. No name belongs to a code that does not
    exist; nor does one that is exactly another code's, or nearer to another's of the
    same level.
    """
    industry = lookup(code)
    if industry is None:
        return False
    if _spoken(name) == _spoken(industry.name):
        return True
    return not by_name(name) and _nearest(_spoken(name), industry)


def _nearest(spoken: str, industry: Industry) -> bool:
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    likeness = Levenshtein.normalized_similarity
    own = likeness(spoken, _spoken(industry.name))
    if own < _TOLERANCE:
        return False
    best = process.extractOne(spoken, _names(industry.level), scorer=likeness)
    return bool(own >= best[1])


def division_of(code: str) -> Industry | None:
    """The division (大类) that a code of a division, group or class stands in; None for any other."""
    shown = normalise(code)
    return _table().get(shown[:DIVISION]) if len(shown) >= DIVISION else None
