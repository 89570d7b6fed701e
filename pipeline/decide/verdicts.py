"""What districts decided in their review sheets, laid over what the checks say of the cases.

A row counts where its number, unit and title are those of a case of that district; of
several rows about a case the one in the sheet that came last. An error that was confirmed
to be none is a warning from then on, whatever is handed in anew; a case that was refused
is out; one that was returned has an error more, until a newer form is there. Source:
``docs/interface.md``, "A finding" and "A case".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.forms.text import normal
from pipeline.model import Case, Entry, Finding, Verdict

RETURNED = "returned-by-district"


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said of a decision: before the message of an error that was confirmed to be none,
    and where a district returned a form without a reason."""

    confirmed: str = ""
    returned: str = ""


def by_case(
    verdicts: Iterable[Verdict], cases: Sequence[Case]
) -> tuple[dict[int, Verdict], tuple[Verdict, ...]]:
    """The verdict on each case (by ``id``), and the rows that belong to none.

    ``cases``: those that stand.
    """
    known = {case.number: case for case in cases}
    found: dict[int, Verdict] = {}
    strays: list[Verdict] = []
    for verdict in sorted(verdicts, key=_order):
        case = known.get(verdict.number)
        if case is not None and _agrees(verdict, case):
            found[id(case)] = verdict
        else:
            strays.append(verdict)
    return found, tuple(strays)


def _order(verdict: Verdict) -> tuple[object, ...]:
    source = verdict.source
    return source.first_seen, source.shown, str(verdict.place), verdict.number, verdict.unit, verdict.title


def _agrees(verdict: Verdict, case: Case) -> bool:
    return (
        verdict.district == case.district
        and normal(verdict.unit) == normal(case.unit)
        and normal(verdict.title) == normal(case.title)
    )


def with_verdicts(entry: Entry, verdicts: Mapping[int | None, Verdict], wording: Wording) -> Entry:
    """An entry with its findings as a district left them.

    ``verdicts``: those on its cases, by their rows.
    """
    if not verdicts:
        return entry
    every = frozenset(code for verdict in verdicts.values() for code in verdict.confirmed)
    findings = []
    for finding in entry.findings:
        # What concerns the form as a whole stands in the row of each of its cases.
        mine = verdicts.get(finding.row)
        codes = every if finding.row is None else frozenset(mine.confirmed if mine else ())
        is_confirmed = finding.severity == "error" and finding.code in codes
        findings.append(_confirmed(finding, wording) if is_confirmed else finding)
    returned = [
        Finding(RETURNED, "error", "applicant", verdict.reason or wording.returned, row=row)
        for row, verdict in verdicts.items()
        if verdict.opinion == "return" and verdict.source.first_seen >= entry.source.first_seen
    ]
    return replace(entry, findings=(*findings, *returned))


def _confirmed(finding: Finding, wording: Wording) -> Finding:
    return replace(finding, severity="warning", message=wording.confirmed + finding.message)


def rows_of(cases: Iterable[Case], found: Mapping[int, Verdict]) -> dict[int, dict[int | None, Verdict]]:
    """The verdicts on each entry's cases, by the entry's ``id`` and the cases' rows."""
    rows: dict[int, dict[int | None, Verdict]] = defaultdict(dict)
    for case in cases:
        if id(case) in found:
            rows[id(case.entry)][case.row] = found[id(case)]
    return rows
