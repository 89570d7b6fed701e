"""The bureau's review sheet (评审表): the cases that districts recommend, for experts to choose from.

The document itself is that form, filled in: `pipeline.forms.fill`. What the bureau wrote
stands in it again, and what each expert said stands beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.documents import rows
from pipeline.documents.arrange import category
from pipeline.documents.effect import proposed
from pipeline.forms.model import Form, Library
from pipeline.messages import Messages
from pipeline.model import Ballot, Case


def fields(cases: Sequence[Case], form: Form, library: Library, messages: Messages) -> dict[str, Any]:
    """The JSON object ``fields`` of the review form for these cases, in their order.

    A role that the form gives to no field is left out. Raises ``KeyError`` for a case of a
    form that the library doesn't have, and ``ValueError`` where the form has no rows for cases.
    """
    return rows.fields(form, (_said(case, form, library, messages) for case in cases))


def _said(case: Case, form: Form, library: Library, messages: Messages) -> Mapping[str, Any]:
    ruling = case.ruling
    ranks = [ballot.rank for ballot in case.ballots if ballot.rank is not None]
    return {
        "number": case.number,
        "district": case.district or "",
        "direction": case.direction,
        "category": category(case, library),
        "name": case.unit,
        "title": case.title,
        "effect": proposed(case, library, messages.units),
        "votes": sum(ballot.selected is True for ballot in case.ballots) if case.ballots else None,
        "average": round(sum(ranks) / len(ranks), 1) if ranks else None,
        "experts": "\n".join(_line(ballot, messages) for ballot in case.ballots if ballot.says_anything),
        "opinion": _opinion(ruling, form) if ruling else "",
        "rank": ruling.rank if ruling else None,
        "wording": ruling.wording if ruling else "",
        "reason": ruling.remark if ruling else "",
    }


def _opinion(ruling: Ballot, form: Form) -> str:
    """What stands in the bureau's own sheet, in the form's first word for it."""
    if ruling.selected is None:
        return ruling.odd
    meant = "select" if ruling.selected else "reject"
    return next((words for words, meaning in form.definition.opinions.items() if meaning == meant), "")


def _line(ballot: Ballot, messages: Messages) -> str:
    """An expert's opinion in a line: ``张三：入选，第2，做法有推广价值``."""
    chosen = ballot.odd
    if ballot.selected is not None:
        chosen = messages.word("expert-selected" if ballot.selected else "expert-rejected")
    rank = messages.filled("expert-rank", rank=str(ballot.rank)) if ballot.rank else ballot.odd_rank
    wording = messages.filled("expert-wording", wording=ballot.wording) if ballot.wording else ""
    said = (chosen, rank, wording, ballot.remark)
    return f"{ballot.expert}：{'，'.join(' '.join(words.split()) for words in said if words)}"
