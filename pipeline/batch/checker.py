"""One form -> what its own checks find: runs in the worker processes where there are many.

The workers import this module, so it imports no more than they need.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.checks import Subject, check
from pipeline.checks.eligible import Lists
from pipeline.forms.model import Library
from pipeline.model import Finding, Record


@dataclass(frozen=True, slots=True)
class Given:
    """What is checked: a form, the district of the folders around it, how many pictures lie beside it."""

    record: Record
    folder_district: str | None
    pictures: int


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks forms by their definitions; pickles. ``lists``: who may apply."""

    library: Library
    lists: Lists

    def __call__(self, given: Given) -> tuple[Finding, ...]:
        """Raises ``KeyError`` for a form that the library doesn't have."""
        form = self.library.form(given.record.form)
        return check(Subject(given.record, form, given.folder_district, given.pictures, self.lists))
