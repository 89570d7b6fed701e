"""Which fonts stand in for those of official documents where these are not installed.

LibreOffice by itself takes one font for all that it misses, whatever they look like. Only
what the system tells to be missing is replaced; where it doesn't tell, nothing is.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_SECONDS = 20
_SONG = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "思源宋体", "SimSun", "宋体", "STSong",
         "华文宋体", "AR PL UMing CN")  # fmt: skip
_HEI = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "思源黑体", "Microsoft YaHei", "微软雅黑",
        "STHeiti", "华文黑体", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Font:
    """A font under all its names, and what may stand in for it, the nearest first.

    ``bold``: what stands in looks like it only when it is bold.
    """

    names: tuple[str, ...]
    instead: tuple[str, ...]
    bold: bool = False


FONTS = (
    Font(
        ("方正小标宋简体", "FZXiaoBiaoSong-B05S"),
        ("方正小标宋_GBK", "FZXiaoBiaoSong-B05", *_SONG),
        bold=True,
    ),
    Font(
        ("仿宋_GB2312", "FangSong_GB2312"),
        ("仿宋", "FangSong", "华文仿宋", "STFangsong", "方正仿宋简体", "FZFangSong-Z02S", *_SONG),
    ),
    Font(("仿宋", "FangSong"), ("仿宋_GB2312", "FangSong_GB2312", "华文仿宋", "STFangsong", *_SONG)),
    Font(
        ("楷体_GB2312", "KaiTi_GB2312"),
        ("楷体", "KaiTi", "华文楷体", "STKaiti", "方正楷体简体", "FZKai-Z03S", "AR PL UKai CN", *_SONG),
    ),
    Font(("楷体", "KaiTi"), ("楷体_GB2312", "KaiTi_GB2312", "华文楷体", "STKaiti", "AR PL UKai CN", *_SONG)),
    Font(("黑体", "SimHei"), _HEI),
    Font(("宋体", "SimSun"), _SONG),
    Font(
        ("Times New Roman",),
        ("Liberation Serif", "Tinos", "Nimbus Roman", "TeX Gyre Termes", "FreeSerif", "Noto Serif", *_SONG),
    ),
)  # fmt: skip


def pairs() -> Mapping[str, str]:
    """For each name of a font that is not there the one that stands in for it."""
    return {name: other for font, other in _missing() for name in font.names}


def bold() -> frozenset[str]:
    """The names of fonts in whose place another stands that has to be bold."""
    light = [font for font, other in _missing() if font.bold and other in _SONG]
    return frozenset(name for font in light for name in font.names)


def _missing() -> Iterator[tuple[Font, str]]:
    there = installed()
    for font in FONTS:
        if there and not any(name.casefold() in there for name in font.names):
            other = next((name for name in font.instead if name.casefold() in there), None)
            if other is not None:
                yield font, other


@lru_cache(maxsize=1)
def installed() -> frozenset[str]:
    """The families that LibreOffice finds, in small letters; none where nothing tells."""
    found = _registered() if sys.platform == "win32" else _listed()
    return frozenset(name.strip().casefold() for name in found)


def _listed() -> list[str]:
    """By fontconfig, which is what LibreOffice asks where it is there, in an environment like its own."""
    command = shutil.which("fc-list")
    if command is None:
        return []
    with tempfile.TemporaryDirectory(prefix="casebook-", ignore_cleanup_errors=True) as home:
        names = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
        environment = {**os.environ, **dict.fromkeys(names, home), "LC_ALL": "C.UTF-8"}
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            done = subprocess.run(
                [command, ":", "family"], env=environment, capture_output=True, timeout=_SECONDS, check=True
            )
            lines = done.stdout.decode("utf-8", "replace").splitlines()
            return [name for line in lines for name in line.replace("\\", "").split(",")]
    return []


def _registered() -> list[str]:
    """By Windows: ``SimSun & NSimSun (TrueType)``, of the machine and of the user."""
    found: list[str] = []
    if sys.platform == "win32":
        import winreg

        for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
            with (
                contextlib.suppress(OSError),
                winreg.OpenKey(root, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts") as key,
            ):
                for number in range(winreg.QueryInfoKey(key)[1]):
                    value = str(winreg.EnumValue(key, number)[0])
                    found += value.rpartition(" (")[0].split(" & ")
    return found
