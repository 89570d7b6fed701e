"""Parts that many files have alike, byte for byte: what one says is found out once.

Forms come from the same blank and leave the same few programs, so their relations, types
and styles are mostly the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

_PARTS, _LONGEST = 64, 1 << 15  # so many parts of so many bytes are held, and none that is longer


def alike(fn: Callable[Concatenate[bytes, P], R]) -> Callable[Concatenate[bytes, P], R]:
    """A pure function of a part's bytes that remembers what it said of the last short ones.

    What it says is shared by all who ask: nobody may change it.
    """
    known = cast(Callable[Concatenate[bytes, P], R], lru_cache(_PARTS)(fn))

    @wraps(fn)
    def asked(data: bytes, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return (known if len(data) <= _LONGEST else fn)(data, *args, **kwargs)

    return asked
