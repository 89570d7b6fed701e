"""The keys by which Chinese names are sorted as a clerk expects it: their pinyin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

Spell: TypeAlias = "Callable[[Iterable[str]], Mapping[str, str]]"
"""Gives names their keys."""


def spelt(names: Iterable[str]) -> dict[str, str]:
    """Names with their keys: by syllables, then as written."""
    from pypinyin import lazy_pinyin  # its dictionary takes a while to load, and half of a pass' memory

    return {name: "\0".join((*lazy_pinyin(name), name)) for name in names}
