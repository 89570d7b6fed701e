"""How far a district is, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

NOWHERE = "未分区"
"""The name of what belongs to no district."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A district's numbers, or the sums of all districts (``name`` is then ``""``).

    ``passed``, ``to_correct``: cases that stand (a form, or a project of one);
    ``unreadable``: files; ``received``: all of these together. ``letter``, ``annex4``: whether
    its recommendation and its own list are there; of the sums, how many are.
    """

    name: str = ""
    received: int = 0
    passed: int = 0
    to_correct: int = 0
    unreadable: int = 0
    letter: int = 0
    annex4: int = 0
