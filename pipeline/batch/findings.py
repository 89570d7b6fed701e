"""A book's findings as they are told: each with its file, form, applicant and case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.model import REPLACED, Audience, Book, Case, Entry, Finding, Place, Problem, Severity

if TYPE_CHECKING:  # a pass that finds nothing to do tells its findings without reading a form
    from pipeline.messages import Messages


@dataclass(frozen=True, slots=True)
class Told:
    """A finding and what it concerns (``docs/interface.md``, "A finding").

    ``entry`` is None where it is of a district as a whole.
    """

    entry: Entry | None
    name: str
    case: str | None
    finding: Finding
    district: str | None

    def json(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        finding, entry = self.finding, self.entry
        return {
            "file": entry.source.shown if entry else None,
            "form": entry.record.form if entry and entry.record else None,
            "district": self.district,
            "name": self.name,
            "case": self.case,
            "code": finding.code,
            "severity": finding.severity,
            "audience": finding.audience,
            "field": finding.field,
            "place": str(finding.place) if finding.place else None,
            "value": finding.value,
            "message": finding.message,
            "basis": finding.basis,
        }


def of_book(book: Book, messages: Messages) -> Iterator[Told]:
    """The findings of what stands, in the order of the entries, then those of the bureau's sheets
    and of the districts.

    An unreadable file's reason is one.
    """
    cases: dict[int, list[Case]] = {}
    for case in book.cases:
        cases.setdefault(id(case.entry), []).append(case)
    sheets = frozenset(map(id, book.sheets))
    for entry in (*book.entries, *book.sheets):
        mine = cases.get(id(entry), [])
        if any(case.state == REPLACED for case in mine):
            continue  # a form is replaced as a whole
        if isinstance(entry.content, Problem):
            reason = messages.problem(entry.content)
            reader: Audience = "bureau" if id(entry) in sheets else "applicant"
            yield Told(entry, "", None, Finding(entry.content.code, "error", reader, reason), entry.district)
        for finding in entry.findings:
            yield Told(entry, entry.unit, _case_of(finding, mine), finding, entry.district)
    for district, finding in book.districts:
        yield Told(None, "", None, finding, district or None)


def _case_of(finding: Finding, cases: list[Case]) -> str | None:
    """The number of the case that a finding concerns, None where it concerns several or none."""
    concerned = [case for case in cases if finding.row is None or case.row in (None, finding.row)]
    return concerned[0].number if len(concerned) == 1 else None


def worded(
    code: str,
    value: str,
    messages: Messages,
    audience: Audience,
    *,
    place: Place | None = None,
    severity: Severity = "warning",
    **words: str,
) -> Finding:
    """A finding whose words stand in ``templates/messages.toml`` under its code, with ``value`` and
    ``words`` at their placeholders. Raises `TemplateError` where there are none."""
    message = messages.filled(code, value=value, **words)
    return Finding(code, severity, audience, message, place=place, value=value)
