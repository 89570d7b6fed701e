"""Cases as the rows of a form that is filled in: a summary, a review sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.forms.model import Form


def fields(form: Form, said: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The JSON object ``fields`` of a form with a row for each of these, which say what by role.

    A role that the form gives to no field is left out. Raises ``ValueError`` where the form
    has no rows for cases.
    """
    block = form.role("rows")
    if not block:
        raise ValueError(f"{form.id} has no role rows")
    return {
        block: [
            {
                key.removeprefix(f"{block}."): value
                for role, value in row.items()
                if (key := form.role(role)) is not None
            }
            for row in said
        ]
    }
