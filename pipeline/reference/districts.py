"""Guangzhou's eleven districts: told from a folder's name, an address or a title. Never guessed.

``districts.tsv`` lists names by kind: ``district`` with its code (GB/T 2260), ``old``
(a district, city or county that is a part of it now, with the year until which),
``town`` (streets and towns, 街道 and 镇), ``zone`` (development zones, campuses, parts of
town), ``moved`` (once 番禺, now another's) and ``unclear`` (spans districts, or is a
road: proves nothing). Codes, districts, streets and towns are public facts; zones are
common knowledge of Guangzhou, unverified.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class _Name:
    """A line of the table: what kind of name, and the district it stands for (or ``""``)."""

    kind: str
    name: str
    district: str
    code: str


def _read() -> tuple[_Name, ...]:
    text = resources.files(__package__).joinpath("districts.tsv").read_text(encoding="utf-8")
    return tuple(_Name(*line.split("\t")[:4]) for line in text.splitlines()[1:])


_NAMES = _read()

DISTRICTS = tuple(name.name for name in _NAMES if name.kind == "district")
"""The districts' names, in the order of their codes."""


# --- folders and titles -------------------------------------------------------------

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_BREAK = re.compile(r"[\W_\d]+")
_OFFICE = r"(?:[科技工商务业信息经化和]*局|工业和信息化主管部门)"
_WORDS = r"(?:附件|优秀|案例|汇总|征集|报送|推荐|申报|审核|材料|资料|文件|表|年)"
_AROUND = re.compile(rf"^{_WORDS}*(?:广东省)?(?:广州市?)?|{_OFFICE}?{_WORDS}*$")


def by_folder(name: str) -> str | None:
    """The district that a folder names, None for none or two.

    Its name, its name without 区, its code, a name it had, also with a number before it
    or what clerks write behind (``黄埔区``, ``黄埔``, ``440112``, ``01黄埔区``, ``黄埔区报送材料``).
    A folder that only contains such a name (``天河智慧城``, ``白云电器``) names none.
    """
    shown = unicodedata.normalize("NFKC", name)
    codes = [_by_code().get(code) for code in _CODE.findall(shown)]
    parts = [part for part in _BREAK.split(shown) if part]
    # A folder called 黄 埔 区 is one name, spaced out.
    parts.append("".join(parts))
    found = {_short_names().get(_AROUND.sub("", part)) for part in parts}
    return _only({*codes, *found} - {None})


def in_text(text: str) -> str | None:
    """The district that a file's name or a title names, None for none or two.

    ``…汇总表（黄埔区）``, ``天河区附件4.docx``, ``附件4-黄埔.docx``: the full name anywhere, or what
    `by_folder` knows.
    """
    shown = "".join(unicodedata.normalize("NFKC", text).split())
    full = {district for name, district in _full_names().items() if name in shown}
    return _only(full) if full else by_folder(text)


def _only(found: set[str | None] | set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


@cache
def _by_code() -> Mapping[str, str]:
    return {name.code: name.district for name in _NAMES if name.code}


@cache
def _full_names() -> Mapping[str, str]:
    return {name.name: name.district for name in _NAMES if name.kind in ("district", "old")}


@cache
def _short_names() -> Mapping[str, str]:
    return {**_full_names(), **{district[:-1]: district for district in DISTRICTS}}


# --- addresses ----------------------------------------------------------------------

_CITY = ("广东省", "广东", "广州市", "广州", "中国", "中华人民共和国")
_NEIGHBOURS = (
    "深圳 珠海 汕头 佛山 韶关 河源 梅州 惠州 汕尾 东莞 中山 江门 阳江 湛江 茂名 肇庆 清远 潮州 揭阳 云浮 香港 澳门"
).split()

# What makes a road of the name before it: 黄埔大道西, 天河北路, 员村二横路, but not 天河南街道.
_ROAD = (
    r"[东西南北中新横支一二三四五六七八九十]{0,3}"
    r"(?:大道|大马路|马路|公路|快速路|高速|隧道|大桥|桥|路|大街|街(?!道)|巷|涌)"
)
# Zones named after what they are lie where their roads lie; others lend roads their names.
_AREA = re.compile(r"(?:城|园|区|岛|港|居)$")
# Behind a name of two characters: a village's, or another place's that is called alike.
_OTHER_PLACE = r"(?!村|庄|社区|围|桥)"
_BEFORE = frozenset("市省于在址为原现属是")

_ELSEWHERE = re.compile(
    r"(?:中国)?(?:"
    r"(?!广东)[一-鿿]{2,3}(?:省|自治区)|(?:北京|上海|天津|重庆)市"
    rf"|(?:广东省?)?(?:{'|'.join(_NEIGHBOURS)})(?!大学|大道|{_ROAD})"
    r"|(?:广东省)?(?!广州|广东|中国)(?P<city>[一-鿿]{2,3})市(?![场政民区桥])"
    r")"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name found in an address."""

    kind: str
    district: str


def by_address(address: str) -> str | None:
    """The district in which an address lies, None where the address can't tell.

    Evidence in this order: a district named (an old one stands for today's: 萝岗区 is
    黄埔区, 番禺区东涌 is 南沙区), then a street or town, then a zone; the first kind that is
    there decides. Roads prove nothing, wherever their names come from, nor do zones
    that span districts, nor a district's name without 区. Two districts named, or a town
    in another district than its short name beside it: None.

    An address in another city (佛山市南海区, 深圳市…) is None as well. That is no reason to
    doubt the folder: whoever compares the two has nothing to compare.
    """
    shown, breaks = _squeezed(address)
    if _is_elsewhere(shown, breaks):
        return None
    mentions = tuple(_mentions(shown, breaks))
    named = {mention.district for mention in mentions if mention.kind == "named"}
    if named:
        return _only(named)
    short = {mention.district for mention in mentions if mention.kind == "short"}
    for kind in ("town", "zone"):
        found = {mention.district for mention in mentions if mention.kind == kind}
        if found:
            return _only(found | short)
    return None


def _squeezed(text: str) -> tuple[str, frozenset[int]]:
    """A text without spaces, and where in it a word may begin: its start, behind spaces and signs."""
    shown: list[str] = []
    breaks = {0}
    for char in unicodedata.normalize("NFKC", text):
        if char.isspace() or not ("一" <= char <= "鿿"):
            breaks.add(len(shown) if char.isspace() else len(shown) + 1)
        if not char.isspace() and unicodedata.category(char) != "Cf":
            shown.append(char)
    return "".join(shown), frozenset(breaks)


def _is_elsewhere(shown: str, breaks: frozenset[int]) -> bool:
    """Whether another city or province begins the address, or a part of it."""
    for at in breaks:
        found = _ELSEWHERE.match(shown, at)
        if found and (found["city"] is None or f"{found['city']}市" not in _full_names()):
            return True
    return any(f"{city}市" in shown for city in _NEIGHBOURS)


def _mentions(shown: str, breaks: frozenset[int]) -> Iterator[_Mention]:
    """The names in a text, the longest at each place; all but towns only where a word may begin."""
    names, pattern = _gazetteer()
    end = -1
    for found in pattern.finditer(shown):
        begins = found.start() == end or found.start() in breaks or shown[found.start() - 1] in _BEFORE
        end = found.end()
        mention = names.get(found["name"] or "")
        if mention is not None and mention.district and (begins or mention.kind == "town"):
            yield mention


@cache
def _gazetteer() -> tuple[Mapping[str, _Mention], re.Pattern[str]]:
    """What each name stands for, and the pattern that finds a road or a name."""
    names: dict[str, _Mention] = {name: _Mention("city", "") for name in _CITY}
    names |= {district[:-1]: _Mention("short", district) for district in DISTRICTS}
    for name in _NAMES:
        for written in _spellings(name):
            kind = "named" if name.kind in ("district", "old", "moved") else name.kind
            names[written] = _Mention(kind, name.district)
    longest_first = sorted(names, key=len, reverse=True)
    roads = "|".join(name for name in longest_first if _lends_its_name(name, names[name].kind))
    places = "|".join(name + _unless(name, names[name].kind) for name in longest_first)
    return names, re.compile(rf"(?:{roads}){_ROAD}|(?P<name>{places})")


def _spellings(name: _Name) -> Sequence[str]:
    if name.kind == "moved":
        return [f"番禺{level}{name.name}" for level in ("区", "市", "县", "")]
    if name.name.startswith("广州"):
        return [name.name, name.name.replace("广州", "广州市", 1)]
    return [name.name]


def _lends_its_name(name: str, kind: str) -> bool:
    return kind in ("short", "city") or (kind == "zone" and not _AREA.search(name))


def _unless(name: str, kind: str) -> str:
    """What must not stand behind a name."""
    if kind == "named" and name.endswith("市"):
        return "(?![场政民桥])"
    if kind == "named" and name.startswith("番禺") and len(name) > 3:
        return f"(?!{_ROAD})"
    return _OTHER_PLACE if kind == "zone" and len(name) == 2 else ""
