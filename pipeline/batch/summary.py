"""What a pass did, as it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.batch.findings import Told
from pipeline.inbox import Missing
from pipeline.model import Failure, Outcome, Problem

Why = Literal["missing", "failed", "too-slow"]


@dataclass(frozen=True, slots=True)
class Lacking:
    """What the casebook came out without, and why: LibreOffice is not there, failed or took too long."""

    what: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Summary:
    """What a pass did.

    ``read``: contents opened and read, ``unchanged``: files known from an earlier pass;
    ``waiting``: files that were still being written or could not be opened; ``closed``:
    folders of the inbox that could not be listed, and why; ``missing``: folders that lost
    all their files at once, which is not believed; ``left_out``: photos that can't be
    printed, by their file; ``told``: the findings of all that stands; ``due``: in how many
    seconds a file that is still being written may be read, None where there is none;
    ``unsent``: mails that could not be sent; ``mail_waits``: whether one waits for its turn;
    ``damaged``: originals that are not what they were, by their hash;
    ``lacking``: what the casebook lacks for want of LibreOffice.
    """

    read: int
    unchanged: int
    waiting: tuple[tuple[str, str], ...]
    closed: tuple[tuple[str, str], ...]
    missing: tuple[Missing, ...]
    left_out: tuple[tuple[str, Problem], ...]
    outcome: Outcome
    told: tuple[Told, ...]
    due: float | None = None
    unsent: tuple[Failure, ...] = ()
    mail_waits: bool = False
    damaged: tuple[str, ...] = ()
    lacking: Lacking | None = None

    @property
    def exit_code(self) -> int:
        """0: the outbox agrees with the inbox; 1: something could not be done."""
        undone = self.outcome.failed, self.closed, self.missing, self.unsent, self.damaged
        return 1 if any(undone) else 0
