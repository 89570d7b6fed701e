"""Guangzhou's eleven districts: told by a folder's name, by an address, by a title.

Nothing is guessed: where the evidence names two districts, another city or none at all,
the answer is None and a person decides. Data: ``districts.tsv`` (code, name; former names
with their codes; zones that lie in one district; streets and towns). Zones that span two,
such as 空港经济区 and 国际生物岛, are left out of it on purpose.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class _District:
    """A line of the data. ``former``: names and codes that it had, or that merged into it."""

    code: str
    name: str
    former: Mapping[str, str]
    zones: tuple[str, ...]
    towns: tuple[str, ...]


def _load() -> tuple[_District, ...]:
    data = resources.files(__package__).joinpath("districts.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in data.splitlines()[1:])
    return tuple(
        _District(code, name, _former(former), _listed(zones), _listed(towns))
        for code, name, former, zones, towns in lines
    )


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split(";")) if words else ()


def _former(words: str) -> dict[str, str]:
    return {name: code for name, _, code in (item.partition("=") for item in _listed(words))}


_ALL = _load()

DISTRICTS: tuple[str, ...] = tuple(district.name for district in _ALL)
"""The districts' names, in the order of the data."""

# 番禺 gave what is 南沙 today in 2005 and 2012; addresses go on naming it.
_GIVEN = ("番禺区", "南沙区")

# What follows a place's name where it is a road's, a bridge's or a station's.
_ROAD = (
    r"(?![东西南北中新上下一二三四五六七八九十]{0,3}"
    r"(?:大道|大街|马路|公路|路|街(?!道)|巷|横|直街|大桥|隧道|立交|高速))"
)
# 黄埔区块链产业园 and 花都市场 name no district.
_NOT_DISTRICT = r"(?![块域场])"

_LABEL = re.compile(r"^[^:]{0,8}地址?:|^中国")
_PROVINCES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 内蒙古 香港 澳门 台湾"
)
_CITIES = (
    "深圳 珠海 汕头 佛山 韶关 河源 梅州 惠州 汕尾 东莞 中山 江门 阳江 湛江 茂名 肇庆 清远 潮州 揭阳 云浮 "
    "石家庄 太原 沈阳 大连 长春 哈尔滨 南京 苏州 无锡 杭州 宁波 合肥 福州 厦门 南昌 济南 青岛 郑州 武汉 "
    "长沙 南宁 海口 成都 贵阳 昆明 西安 兰州"
)
_OTHERS = "|".join(f"{_PROVINCES} {_CITIES}".split())
# Told by what an address begins with (佛山南海…), or by 省 or 市 behind the name anywhere;
# 白云新市街道 and 城市花园 name no city.
_ELSEWHERE = re.compile(
    rf"^(?:{_OTHERS})(?!街道|庄){_ROAD}"
    rf"|(?:{_OTHERS})[省市]{_NOT_DISTRICT}"
    r"|^(?!广州)[一-鿿]{2,3}(?<![城都超夜])市(?![一-鿿]?[桥场街墟])"
)


def _pattern(words: Iterable[str], after: str = "") -> re.Pattern[str]:
    """Any of the words, the longest that fits first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(f"({'|'.join(map(re.escape, ordered))}){after}")


_NAMES = {name: d.name for d in _ALL for name in (d.name, *d.former)}
_CODES = {code: d.name for d in _ALL for code in (d.code, *d.former.values()) if code}
_TOWNS = {town: d.name for d in _ALL for town in d.towns}
_ZONES = {zone: d.name for d in _ALL for zone in d.zones}
_SHORT = {d.name.removesuffix("区"): d.name for d in _ALL}

_NAME = _pattern(_NAMES, _NOT_DISTRICT)
_TOWN = _pattern(_TOWNS)
_ZONE = _pattern(_ZONES, _ROAD)
# 番禺区大岗, 番禺区南沙镇: an address of before 2005 or 2012, that names what is 南沙's today.
_MOVED = re.compile(rf"番禺[区市县]?(?:东涌|大岗|榄核|万顷沙|横沥|黄阁|南沙){_ROAD}")
# A district without 区 proves nothing, but speaks against a zone of another (花都民营科技园).
_BESIDE = _pattern(_SHORT, rf"(?!区|山|机场|国际机场){_ROAD}")
_CODE = re.compile(rf"(?<!\d)({'|'.join(_CODES)})(?!\d)")
# A bare 白云 may be a company's, a road's or a hill's: it counts alone, or before words of the business.
_ALONE = re.compile(
    rf"(?:(?<![一-鿿])|(?<=广州)|(?<=广州市)|(?<=表)|(?<=件))({'|'.join(_SHORT)})"
    r"(?![一-鿿])"
    rf"|(?<![一-鿿])({'|'.join(_SHORT)})(?=工信|科工|发改|已|上报|报送|申报|汇总|推荐|附件|优秀案例|材料|资料|企业)"
)


def _written(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _only(found: Iterable[str]) -> str | None:
    """The one district that is named, however often; None for none or two."""
    names = set(found)
    return names.pop() if len(names) == 1 else None


def by_folder(name: str) -> str | None:
    """The district that a folder is named after: ``黄埔区``, ``黄埔``, ``440112``, ``01黄埔区``."""
    text = _written(name)
    return _only([_CODES[code] for code in _CODE.findall(text)] + list(_named(text)))


def in_text(text: str) -> str | None:
    """The district that a file's name or a title speaks of: ``附件4.汇总表（黄埔区）``."""
    return _only(_named(_written(text)))


def _named(text: str) -> Iterable[str]:
    found = [_NAMES[name] for name in _NAME.findall(text)]
    return found or [_SHORT[first or second] for first, second in _ALONE.findall(text)]


def by_address(address: str) -> str | None:
    """The district that an address lies in today, None where it doesn't prove one.

    Evidence in this order: a district's name, present or former; a street (街道) or town;
    a zone. A name that is part of a road's proves nothing.
    """
    text = _LABEL.sub("", _written(address)).removeprefix("广东省").removeprefix("广东")
    if _elsewhere(text):
        return None
    named = {_NAMES[name] for name in _NAME.findall(text)}
    towns = {_TOWNS[town] for town in _TOWN.findall(text)}
    before, today = _GIVEN
    if _MOVED.search(text) and named <= {before, today}:
        return today
    if named == {before} and towns == {today}:
        return today
    zones = {_ZONES[zone] for zone in _zones(text)}
    if zones:
        zones |= {_SHORT[short] for short in _BESIDE.findall(text)}
    return next((_only(found) for found in (named, towns, zones) if found), None)


def _zones(text: str) -> Iterable[str]:
    """The zones in an address; a short name only where it begins a word (金沙湾 is not 沙湾)."""
    for found in _ZONE.finditer(text):
        before = text[: found.start()][-1:]
        if len(found[1]) > 2 or not ("一" <= before <= "鿿") or before in "省市州区城":
            yield found[1]


def _elsewhere(text: str) -> bool:
    """Whether an address names another city (增城市 and the like are districts today)."""
    return any(found[0] not in _NAMES for found in _ELSEWHERE.finditer(text))
