"""Many values of a kind, kept small: what documents of thousands of cases are made from."""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, overload

T = TypeVar("T")

_TOGETHER = 200


class Folded(Sequence[T]):
    """A sequence of values, some hundred together as bytes, made anew each time they are looked at.

    A row of a list is a hundred small objects, and would be pickled once more for the process that
    writes it. ``digest``: a hash of the values, by which two are equal.
    """

    __slots__ = ("_chunks", "_count", "digest")

    def __init__(self, chunks: tuple[bytes, ...], count: int, digest: str) -> None:
        self._chunks = chunks
        self._count = count
        self.digest = digest

    @classmethod
    def of(cls, values: Iterable[T]) -> Folded[T]:
        """These values, which tell by their ``repr`` what they are, taken one after the other."""
        if isinstance(values, cls):
            return values
        key, rest, chunks, count = hashlib.sha256(), iter(values), [], 0
        while some := list(islice(rest, _TOGETHER)):
            for value in some:
                key.update(repr(value).encode("utf-8", "surrogatepass"))
                key.update(b"\x1f")
            chunks.append(zlib.compress(pickle.dumps(some), 1))
            count += len(some)
        return cls(tuple(chunks), count, key.hexdigest())

    def __reduce__(self) -> tuple[Callable[..., Folded[T]], tuple[Any, ...]]:
        return type(self), (self._chunks, self._count, self.digest)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        for chunk in self._chunks:
            yield from _unfolded(chunk)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        wanted = range(self._count)[at]
        if isinstance(wanted, int):
            found: T = _unfolded(self._chunks[wanted // _TOGETHER])[wanted % _TOGETHER]
            return found
        first, last = min(wanted, default=0) // _TOGETHER, max(wanted, default=-1) // _TOGETHER
        near = [one for chunk in self._chunks[first : last + 1] for one in _unfolded(chunk)]
        return tuple(near[number - first * _TOGETHER] for number in wanted)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Folded) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Folded({self._count}, {self.digest})"


def _unfolded(chunk: bytes) -> Any:
    return pickle.loads(zlib.decompress(chunk))
