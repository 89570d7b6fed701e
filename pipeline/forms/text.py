"""Words compared as a person compares them: width, spaces and zero-width marks don't count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

R = TypeVar("R")

_CIRCLED = range(0x2460, 0x2474)
_FOLDED = {
    "【": "(",
    "】": ")",
    "〔": "(",
    "〕": ")",
    "[": "(",
    "]": ")",
    "「": "(",
    "」": ")",
    "〖": "(",
    "〗": ")",
    "﹕": ":",
    "∶": ":",
}
_QUOTES = frozenset("“”‘’")


class _Table(dict[int, str]):
    """A translation table that learns a character when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if code in _CIRCLED:
            shown = char  # NFKC would make ① a plain 1
        elif char in _FOLDED:
            shown = _FOLDED[char]
        elif char in _QUOTES:
            shown = '"'
        else:
            shown = "".join(
                _FOLDED.get(folded, folded)
                for folded in unicodedata.normalize("NFKC", char)
                if not folded.isspace() and unicodedata.category(folded) != "Cf"
            )
        self[code] = shown
        return shown


_TABLE = _Table()


_LONG = 400
_KEPT, _KEPT_LONG = 50_000, 16


class _Said(dict[str, R]):
    """What a function said of texts: it is asked where one is first looked up.

    Of long ones only the last few are kept, such as the lines of a cell, which are asked
    about several times in a row: all of them would fill the memory of a process that reads all day.
    """

    def __init__(self, fn: Callable[[str], R]) -> None:
        super().__init__()
        self._fn = fn
        self._long: dict[str, R] = {}

    def __missing__(self, text: str) -> R:
        is_long = len(text) > _LONG
        if is_long and text in self._long:
            return self._long[text]
        said = self._fn(text)
        kept, most = (self._long, _KEPT_LONG) if is_long else (self, _KEPT)
        if len(kept) >= most:
            kept.clear()
        kept[text] = said
        return said

    def clear(self) -> None:
        super().clear()
        self._long.clear()


def remembered(fn: Callable[[str], R]) -> Callable[[str], R]:
    """A function of a text that remembers what it said of short ones."""
    return _Said(fn).__getitem__


@remembered
def normal(text: str) -> str:
    """A text for comparison: NFKC, brackets folded, no spaces, no format characters."""
    return text.translate(_TABLE)


# Characters known to stay one character each in `normal`.
_SINGLE: set[str] = set()


def mapped(text: str) -> tuple[str, Sequence[int]]:
    """`normal` of a text, with the index in ``text`` of each of its characters."""
    shown = text.translate(_TABLE)
    if _SINGLE.issuperset(text):
        return shown, range(len(text))
    for _ in range(2):
        index = [at for at, char in enumerate(text) if char in _SINGLE]
        if len(index) == len(shown):
            return shown, index  # nothing is left of the others, as of spaces and ends of lines
        _SINGLE.update(char for char in set(text) if len(_TABLE[ord(char)]) == 1)
    index = []
    start = 0
    for odd in (at for at, char in enumerate(text) if char not in _SINGLE):
        index.extend(range(start, odd))
        index.extend([odd] * len(_TABLE[ord(text[odd])]))
        start = odd + 1
    index.extend(range(start, len(text)))
    return shown, index


_NOTE = re.compile(r"\([^()]*\)")
_ORNAMENT = re.compile(
    r"[*:.★☆※_\s]+$|^[*.★☆※●■◆▲①-⑳_\s]+|^\d+[.、]|^\([一二三四五六七八九十\d]+\)|^[一二三四五六七八九十]+、"
)


_BRACKETS = re.compile("[（(【〖「[［〔]")
_FRAMES = frozenset("【〖「[［")
_FRAMED = re.compile(r"^\(((?:[^()]|\([^()]*\))*)\)")


@remembered
def label(text: str) -> str:
    """A label for comparison: `normal`, in small letters, without what adorns it.

    That is stars, a closing colon, a leading number, square brackets around it (``【联系人】``).
    """
    shown = normal(text).lower()
    while len(shown) <= _LONG and (bare := _ORNAMENT.sub("", shown)) != shown:
        shown = bare
    if shown[:1] == "(" and (found := _BRACKETS.search(text)) and found[0] in _FRAMES:
        return _FRAMED.sub(r"\1", shown)
    return shown


@remembered
def without_notes(shown: str) -> str:
    """A normal text without its bracketed notes (``企业名称(公章)`` → ``企业名称``)."""
    return _NOTE.sub("", shown).strip(":")
