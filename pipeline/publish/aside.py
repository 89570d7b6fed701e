"""A target into its temporary file: what runs in the worker processes."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Problem
from pipeline.publish.manifest import digest
from pipeline.work import Limits

_REMEDIES = {
    errno.ENOSPC: ": make room there; it is written at the next pass",
    errno.EROFS: ": what it lies on can only be read",
    errno.EBUSY: ": another program has it in use; it is written at the next pass",
}
_REMEDY = ": see to the disk or share that it lies on; it is written at the next pass"


@dataclass(frozen=True, slots=True)
class Aside:
    """What writes a target, and the temporary file that it is to write."""

    render: Callable[[Path], None]
    temporary: Path


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a target could not be written, in a line."""

    reason: str


def write(aside: Aside) -> str | Refused:
    """The SHA-256 of the file as written and on the disk for good, or why it isn't.

    Raises ``MemoryError``.
    """
    try:
        aside.temporary.parent.mkdir(parents=True, exist_ok=True)
        aside.render(aside.temporary)
        with aside.temporary.open("r+b") as stream:
            os.fsync(stream.fileno())
        return digest(aside.temporary) or ""
    except MemoryError:
        raise
    except Exception as error:  # whatever a template, a library or the disk raises is this output's failure
        return Refused(reason(error))


def reason(error: Exception) -> str:
    """What went wrong, in a line for the operator."""
    if isinstance(error, PermissionError):
        return f"{error.strerror or error}: is it open in another program, or may Casebook not write there?"
    if isinstance(error, OSError):
        remedy = _REMEDIES.get(error.errno, _REMEDY) if error.errno else ""
        return f"{error.strerror or error}{remedy}"
    return f"{type(error).__name__}: {error}".splitlines()[0]


def why(problem: Problem, limits: Limits) -> str:
    """What became of the process that should have written a target, in a line for the operator."""
    match problem.code:
        case "too-slow":
            return f"writing it took longer than {limits.seconds:g} s (limits.seconds_per_output)"
        case "too-large":
            return f"writing it takes more than {limits.memory >> 20} MB (limits.megabytes_per_worker)"
    return f"the process that wrote it broke down ({', '.join(value for _, value in problem.values)})"
