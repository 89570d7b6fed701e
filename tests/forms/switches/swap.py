"""Putting something else in the place of a part of the product, for a while."""

from __future__ import annotations

import functools
import gc
import inspect
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pytest import MonkeyPatch

from pipeline.forms import text


@dataclass(frozen=True, slots=True)
class Swap:
    """What is put in the place of an attribute of a module or class."""

    where: Any
    name: str
    put: Any


@dataclass(frozen=True, slots=True)
class Switch:
    """A handling that can be switched off: what the reader then does, and how it is brought to that."""

    says: str
    swaps: tuple[Swap, ...] = ()


def switch(says: str, *swaps: Swap) -> Switch:
    """A switch of some swaps."""
    return Switch(says, swaps)


@contextmanager
def off(switched: Switch) -> Iterator[None]:
    """The product without a handling; nothing that was remembered with it counts without it, or after."""
    with MonkeyPatch.context() as patch:
        for swap in switched.swaps:
            patch.setattr(swap.where, swap.name, swap.put)
        forget()
        yield
    forget()


def forget() -> None:
    """Empty every cache that a function of the product fills."""
    for cache in _caches():
        cache.cache_clear()
    for said in (text.normal, text.label, text.without_notes):
        said.__self__.clear()


@functools.cache
def _caches() -> tuple[Any, ...]:
    """The caches of modules; those of readers die with them."""
    return tuple(
        found
        for found in gc.get_objects()
        if isinstance(found, functools._lru_cache_wrapper) and found.__module__.startswith("pipeline.")
    )


def less(where: Any, name: str, *pieces: str, put: str = "") -> Swap:
    """A pattern without some of its pieces, which must stand in it; ``put``: what stands there instead."""
    pattern = getattr(where, name)
    words = pattern if isinstance(pattern, str) else pattern.pattern
    for piece in pieces:
        if piece not in words:
            raise LookupError(f"{name} has no {piece!r} any more: {words}")
        words = words.replace(piece, put)
    return Swap(where, name, words if isinstance(pattern, str) else re.compile(words, pattern.flags))


def never(where: Any, name: str) -> Swap:
    """A pattern that nothing matches."""
    assert isinstance(getattr(where, name), re.Pattern)
    return Swap(where, name, re.compile(r"(?!)"))


def says(where: Any, name: str, value: Any) -> Swap:
    """A function or method that always says the same."""
    assert callable(getattr(where, name))
    return Swap(where, name, lambda *_, **__: value)


def around(where: Any, name: str, put: Any) -> Swap:
    """A function or method in the hands of another one, which gets it first: ``put(inner, ...)``."""
    inner = getattr(where, name)

    @functools.wraps(inner)
    def outer(*given: Any, **named: Any) -> Any:
        return put(inner, *given, **named)

    is_static = isinstance(inspect.getattr_static(where, name), staticmethod)
    return Swap(where, name, staticmethod(outer) if is_static else outer)


def without(where: Any, name: str, *keys: Any) -> Swap:
    """A table or set without some of its keys, which must be in it."""
    known = getattr(where, name)
    missing = [key for key in keys if key not in known]
    if missing:
        raise LookupError(f"{name} has no {missing} any more")
    if isinstance(known, dict):
        return Swap(where, name, {key: value for key, value in known.items() if key not in keys})
    return Swap(where, name, type(known)(key for key in known if key not in keys))


def told_apart(signs: Iterable[str]) -> tuple[Swap, ...]:
    """Words compared without folding some signs: none of them is like another one, or like nothing."""

    class Table(text._Table):
        def __missing__(self, code: int) -> str:
            if chr(code) in signs:
                return chr(0xE000 + code % 0x1000)
            return super().__missing__(code)

    return Swap(text, "_TABLE", Table()), Swap(text, "_SINGLE", set())
