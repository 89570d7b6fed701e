"""A district's review sheet (区审核表): its cases with what the checks found, for it to decide.

The document itself is that form, filled in: `pipeline.forms.fill`. What the district decided
before stands in it again, so that the newest sheet can always be taken as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.documents import rows
from pipeline.forms.model import Form, Library
from pipeline.model import Case, Finding

_SHOWN = ("error", "warning")


def fields(cases: Sequence[Case], form: Form, library: Library, words: Mapping[str, str]) -> dict[str, Any]:
    """The JSON object ``fields`` of the review form for these cases, in their order.

    ``words``: how the severities are called. A role that the form gives to no field is left
    out. Raises ``KeyError`` for a case of a form that the library doesn't have, and
    ``ValueError`` where the form has no rows for cases.
    """
    return rows.fields(form, (_said(case, form, library, words) for case in cases))


def _said(case: Case, form: Form, library: Library, words: Mapping[str, str]) -> dict[str, str]:
    record, verdict = case.entry.record, case.verdict
    opinion: dict[str, str] = {}
    for text, meaning in form.definition.opinions.items():
        opinion.setdefault(meaning, text)
    return {
        "number": case.number,
        "form": library.form(record.form).definition.number if record else "",
        "name": case.unit,
        "title": case.title,
        "state": case.state,
        "findings": "\n".join(_line(found, words) for found in _of(case)),
        "opinion": opinion.get(verdict.opinion, verdict.odd) if verdict else "",
        "reason": verdict.reason if verdict else "",
        "submitted": verdict.submitted if verdict else "",
        "confirmed": "、".join(verdict.confirmed) if verdict else "",
    }


def _of(case: Case) -> list[Finding]:
    """What concerns this case, the applicant or the district; the bureau's is none of theirs."""
    return [
        found
        for found in case.entry.findings
        if found.severity in _SHOWN and found.audience != "bureau" and found.row in (None, case.row)
    ]


def _line(found: Finding, words: Mapping[str, str]) -> str:
    return f"{words[found.severity]} {found.code}：{found.message}"
