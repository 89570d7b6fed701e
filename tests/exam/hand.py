"""The hand that fills in a form: a seeded random that notes which traits it drew."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from tests.exam.traits import TRAITS

T = TypeVar("T")


class Hand:
    """Draws, and remembers the traits it drew. `wanted` traits are drawn wherever they can be."""

    def __init__(
        self, seed: str, writer: str, wanted: frozenset[str] = frozenset(), calm: float = 1.0
    ) -> None:
        self.random = Random(seed)
        self.writer = writer
        self.wanted = wanted
        self.calm = calm
        self.drawn: set[str] = set()

    def trait(self, name: str, chance: float) -> bool:
        """Whether to do it this way; false where the writer can't."""
        writers = TRAITS[name].writers
        lucky = self.random.random() < (0.8 if name in self.wanted and chance else chance * self.calm)
        if not lucky or (writers and self.writer not in writers):
            return False
        self.drawn.add(name)
        return True

    def can(self, name: str) -> bool:
        """Whether the writer could do it this way."""
        return not TRAITS[name].writers or self.writer in TRAITS[name].writers

    def which(self, names: dict[str, float], default: str = "") -> str:
        """At most one of several traits."""
        for name, chance in names.items():
            if self.trait(name, chance):
                return name
        return default

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, values: Sequence[T]) -> T:
        return self.random.choice(values)

    def some(self, values: Sequence[T], least: int, most: int) -> list[T]:
        return self.random.sample(values, self.random.randint(least, min(most, len(values))))

    def between(self, low: int, high: int) -> int:
        return self.random.randint(low, high)
