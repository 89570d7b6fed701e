"""What was seen in the inbox, where it comes from, and what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline import names
from pipeline.model.document import Format, Place
from pipeline.model.record import Problem, Record
from pipeline.model.travel import Travels

Severity = Literal["error", "warning", "info"]
Audience = Literal["applicant", "district", "bureau"]


@dataclass(frozen=True, slots=True)
class Sighting(Travels):
    """What was seen: at a time, at a path (posix, below the inbox), bytes or gone."""

    at: datetime
    path: str
    sha: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Source(Travels):
    """One source of forms: a file of the inbox, or a member of an archive in it.

    ``path`` is posix, relative to the inbox; ``member`` the path inside the archive.
    ``folder_district`` is the district that the first folder names, or None.
    """

    path: str
    member: str
    sha: str
    first_seen: datetime
    folder_district: str | None

    @property
    def shown(self) -> str:
        """The path as people see it, with the archive's member behind a slash.

        Text of one line, whatever bytes the names are made of (`names.shown`).
        """
        return names.shown(f"{self.path}/{self.member}" if self.member else self.path)


@dataclass(frozen=True, slots=True)
class Finding(Travels):
    """Something that a person should know or mend (``docs/interface.md``, "A finding").

    ``field`` is a path such as ``projects[0].investment``; ``row`` the index of the
    row of a rows field that it concerns, None where it concerns the form.
    """

    code: str
    severity: Severity
    audience: Audience
    message: str
    basis: str = ""
    field: str | None = None
    row: int | None = None
    place: Place | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Entry(Travels):
    """One form found in a source, or why the source could not be read.

    ``format`` and ``changes`` are those of the source as a `Document`; no format where it
    could not be read. ``unit``: the applicant's name as it stands in the form, "" where there
    is none.
    """

    source: Source
    content: Record | Problem
    district: str | None
    findings: tuple[Finding, ...] = ()
    attachments: tuple[str, ...] = ()
    format: Format | None = None
    changes: tuple[str, ...] = ()
    unit: str = ""

    @property
    def record(self) -> Record | None:
        return self.content if isinstance(self.content, Record) else None

    def findings_of(self, row: int | None) -> tuple[Finding, ...]:
        """The findings of one of its cases: of the form, and of this row of it; of None: all."""
        return tuple(found for found in self.findings if row is None or found.row in (None, row))

    def errors_of(self, row: int | None) -> tuple[Finding, ...]:
        """Those of `findings_of` that have to be mended."""
        return tuple(found for found in self.findings_of(row) if found.severity == "error")
