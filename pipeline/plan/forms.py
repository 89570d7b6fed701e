"""The files that are forms filled in: each district's summary and its review sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pipeline import names
from pipeline.documents import review, summary
from pipeline.forms import fill
from pipeline.forms.model import Form
from pipeline.model import REPLACED, WITHDRAWN, Book, Folded
from pipeline.plan.target import Means, Target, fingerprint

_Kind = Literal["docx", "xlsx"]
_NOTHING: Mapping[str, str] = MappingProxyType({})
_KINDS: tuple[_Kind, ...] = ("docx", "xlsx")


def summaries(book: Book, means: Means) -> Iterator[Target]:
    """The summaries of each district of which a case passed, as document and workbook."""
    districts = dict.fromkeys(case.district for case in book.passed() if case.district)
    forms = [form for form in means.library.forms if form.definition.purpose == "summary"]
    wanted = [(f"{form.definition.number}.{means.edition.title}", form.id) for form in forms]
    for district in districts:
        folder = names.safe(district)
        named = {kind: names.apart(wanted, f"汇总表（{folder}）.{kind}") for kind in _KINDS}
        for number, form in enumerate(forms):
            fields = folded(summary.fields(book.passed(district), form, means.library, means.units))
            reporter, desk = form.definition.summary.reporter, means.back.desks.get(district)
            behind = {reporter: desk.bureau} if reporter and desk else {}
            for kind in _KINDS:
                yield Target(
                    f"{folder}/{named[kind][number]}",
                    fingerprint("summary", kind, form.id, fields, behind, means.code, means.forms_key),
                    partial(write_form, form, fields, kind, behind=behind),
                )


def reviews(book: Book, means: Means) -> Iterator[Target]:
    """The review sheet of each district that has a case to decide of."""
    open_to_it = [case for case in book.cases if case.district and case.state not in (REPLACED, WITHDRAWN)]
    for form in means.library.forms:
        if form.definition.purpose != "review":
            continue
        for district in dict.fromkeys(case.district for case in open_to_it if case.district):
            mine = [case for case in open_to_it if case.district == district]
            fields = folded(review.fields(mine, form, means.library, means.severities))
            yield Target(
                f"{names.safe(district)}/{names.fit(names.safe(form.definition.number), '.xlsx')}",
                fingerprint("review", form.id, fields, means.code, means.forms_key),
                partial(write_form, form, fields, "xlsx"),
            )


def folded(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a form with their rows folded, for `write_form`."""
    return {key: Folded.of(value) if isinstance(value, list) else value for key, value in fields.items()}


def write_form(
    form: Form,
    fields: Mapping[str, Any],
    kind: _Kind,
    path: Path,
    behind: Mapping[str, str] = _NOTHING,
) -> None:
    """Writes a form with these answers; pictures are none of them. ``behind``: as in `fill.docx`."""
    plain = {key: list(value) if isinstance(value, Folded) else value for key, value in fields.items()}
    filled = {"docx": fill.docx, "xlsx": fill.xlsx}[kind](form, plain, _no_picture, behind)
    path.write_bytes(filled)


def _no_picture(sha: str) -> bytes:
    raise KeyError(sha)
