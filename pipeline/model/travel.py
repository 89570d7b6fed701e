"""How values travel: between processes, into the memo and out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """A slotted dataclass of which a file or a pass makes thousands: mypy alone sees to it that none changes.

    One that is frozen as it runs takes four times as long to make, and as long to unpickle.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)


class Travels:
    """A frozen dataclass with slots that pickles as its fields, in their order.

    Dataclasses of themselves look their fields up for each value that is unpickled, which
    takes twice as long. What they are made of again has passed through ``__init__``.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        names: tuple[str, ...] = self.__slots__
        return type(self), tuple([getattr(self, name) for name in names])
