"""A district's summary (Annex 4): the passed cases as the answers of the summary form.

The document itself is that form, filled in: `pipeline.forms.fill`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.documents import rows
from pipeline.documents.effect import proposed
from pipeline.documents.wording import choices, plain
from pipeline.forms.model import Form, Library
from pipeline.model import Case, Record


def fields(cases: Sequence[Case], form: Form, library: Library, units: Mapping[str, str]) -> dict[str, Any]:
    """The JSON object ``fields`` of the summary form for these cases, in their order.

    Numbers begin at 1 in each direction. A role that the form gives to no field is left
    out. Raises ``KeyError`` for a case of a form that the library doesn't have, and
    ``ValueError`` where the form has no rows for cases.
    """
    numbers: Counter[str] = Counter()

    def said(case: Case) -> dict[str, str]:
        numbers[case.direction] += 1
        return _said(case, library, units) | {"number": str(numbers[case.direction])}

    return rows.fields(form, map(said, cases))


def _said(case: Case, library: Library, units: Mapping[str, str]) -> dict[str, str]:
    """What the summary says of a case, by role."""
    said = {"direction": case.direction, "name": case.unit, "title": case.title, "category": "", "effect": ""}
    record = case.entry.record
    if record is not None:
        form = library.form(record.form)
        said["category"] = category(record, form, case.row)
        said["effect"] = proposed(case, library, units)
    return said


def category(record: Record, form: Form, row: int | None) -> str:
    """A case's 类别: in the words of its form's ``[summary]``, else what its field of that role says."""
    words = form.definition.summary.category
    if not words:
        return choices(record.value(form.role("category"), row))

    def filled(found: re.Match[str]) -> str:
        return plain(record.value(found[1], row))

    return re.sub(r"\{([\w.]+)\}", filled, words).replace("（）", "")
