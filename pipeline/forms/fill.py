"""Records into forms: a filled form or a blank, as Word or as Excel, from the same blank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal

from pipeline.forms.model import Form
from pipeline.forms.show import show

_NOTHING: Mapping[str, str] = MappingProxyType({})


def docx(
    form: Form,
    fields: Mapping[str, Any],
    picture: Callable[[str], bytes],
    behind: Mapping[str, str] = _NOTHING,
) -> bytes:
    """A Word file of the form, filled with the JSON object ``fields`` of a record (``docs/reading.md``).

    ``picture`` gives the bytes of a picture by its SHA-256; ``behind``: what stands behind
    words of the blank outside of its tables, which is no answer and never read. Raises ``ValueError`` for a
    key that the form doesn't have, and what ``picture`` raises.
    """
    from pipeline.forms import expand

    return expand.render(form, show(form, fields), picture, behind)


def xlsx(
    form: Form,
    fields: Mapping[str, Any],
    picture: Callable[[str], bytes],
    behind: Mapping[str, str] = _NOTHING,
) -> bytes:
    """A workbook of the form, filled likewise."""
    from pipeline.forms import sheet

    return sheet.render(form, show(form, fields), picture, behind)


def blank(form: Form, kind: Literal["docx", "xlsx"]) -> bytes:
    """The form's blank for applicants: no tags, hints and spare rows in place."""
    return {"docx": docx, "xlsx": xlsx}[kind](form, {}, _no_picture)


def _no_picture(sha: str) -> bytes:
    raise KeyError(sha)
