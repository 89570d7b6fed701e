"""How values travel: between processes, into the memo and out of it."""

from __future__ import annotations

from typing import Any


class Travels:
    """A frozen dataclass with slots that pickles as its fields, in their order.

    Dataclasses of themselves look their fields up for each value that is unpickled, which
    takes twice as long. What they are made of again has passed through ``__init__``.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        names: tuple[str, ...] = self.__slots__
        return type(self), tuple([getattr(self, name) for name in names])
