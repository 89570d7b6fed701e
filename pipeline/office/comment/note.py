"""A note, and by whom and when it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.model import Place


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said at a place of a document; lines are paragraphs.

    A place without a row is a part as a whole: its title, or else its first cell.
    """

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class By:
    """Who makes notes, and when: the local time there, as Word and Excel show it."""

    author: str
    at: datetime

    @property
    def initials(self) -> str:
        return self.author[:1]
