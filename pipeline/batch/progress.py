"""How a pass tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told how far a pass is: a stage with so many steps begins; a step of it is done."""

    def stage(self, name: str, total: int) -> None: ...

    def advance(self) -> None: ...


class Quiet:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int) -> None:
        pass

    def advance(self) -> None:
        pass
