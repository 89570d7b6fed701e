"""What every check is given, and what it gives back: a subject's fields, and findings with their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.checks.masking import BANK, IDENTITY, MOBILE, masked
from pipeline.forms.definition import CheckDefinition
from pipeline.forms.model import Form
from pipeline.forms.values import is_nothing
from pipeline.model import Amount, Answer, Code, Finding, Record, Value, is_empty


@dataclass(frozen=True, slots=True)
class Subject:
    """A filled form as checked.

    ``folder_district``: the district that its folder names, or None. ``pictures``: how many
    pictures lie beside it as attachments; the checks of photos count them too. ``lists``: who
    may apply, by the names of the lists.
    """

    record: Record
    form: Form
    folder_district: str | None = None
    pictures: int = 0
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spot:
    """One answer to look at: its field's ``key`` in the form, its ``path`` and ``row`` in the record.

    ``label`` is what people call the field. A field without an answer has an empty one.
    ``printed``: whether the answer may be published.
    """

    key: str
    path: str
    row: int | None
    label: str
    answer: Answer
    printed: bool = True

    @property
    def shown(self) -> str:
        """The answer in one line, as written where it has no value of its type."""
        return self.answer.raw or show(self.answer.value)

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in: no value, no words, or only words such as ``/`` and ``无``."""
        return is_blank(self.answer)


def is_blank(answer: Answer) -> bool:
    """Whether an answer says nothing: no value, no words, or only words such as ``/`` and ``无``."""
    value = answer.value
    return (is_nothing(value) if isinstance(value, str) else is_empty(value)) and not answer.raw


def spots(subject: Subject, definition: CheckDefinition) -> Iterator[Spot]:
    """The answers of a check's fields, in its order; a column's once for each row."""
    return spots_of(subject, definition.fields)


def spots_of(subject: Subject, keys: Iterable[str]) -> Iterator[Spot]:
    """The answers of these fields, in this order; a column's once for each row."""
    for key in keys:
        yield from _of(subject, key)


def _of(subject: Subject, key: str) -> Iterator[Spot]:
    field = subject.form.field(key)
    label, printed = (field.label, field.publish) if field else (key, True)
    block, dot, column = key.partition(".")
    if not dot:
        yield Spot(key, key, None, label, subject.record.answer(key) or Answer(""), printed)
        return
    for row in range(subject.record.rows(block)):
        answer = subject.record.answer(key, row) or Answer("")
        yield Spot(key, f"{block}[{row}].{column}", row, label, answer, printed)


def filled(subject: Subject, definition: CheckDefinition) -> Iterator[Spot]:
    """Those of `spots` where something was filled in: an empty one is for ``required`` to report."""
    return (spot for spot in spots(subject, definition) if not spot.blank)


def finding(definition: CheckDefinition, spot: Spot, value: str | None = None, **words: object) -> Finding:
    """A finding at a spot, in the definition's words.

    ``value`` stands for the answer where the answer itself would not say it; ``words`` are
    the check's own placeholders. The numbers of persons in them are masked, a mobile number
    not in a field that asks for one.
    """
    hidden = (IDENTITY, BANK, MOBILE) if spot.printed else (IDENTITY, BANK)
    value = masked(spot.shown if value is None else value, *hidden)
    words = {name: masked(word, *hidden) if isinstance(word, str) else word for name, word in words.items()}
    row = "" if spot.row is None else spot.row + 1
    placeholders = {"label": spot.label, "value": value, "row": row, "limit": definition.limit, **words}
    return Finding(
        code=definition.code,
        severity=definition.severity,
        audience=definition.audience,
        message=definition.message.format(**placeholders),
        basis=definition.basis.format(**placeholders),
        field=spot.path,
        row=spot.row,
        place=spot.answer.place,
        value=value,
    )


def show(value: Value) -> str:
    """A value in one line, as people write it; of pictures and rows, how many."""
    match value:
        case None:
            return ""
        case Amount():
            return "" if value.amount is None else f"{value.amount}{value.unit}"
        case Code():
            return f"{value.code} {value.name}".strip()
        case tuple():
            words = [item for item in value if isinstance(item, str)]
            return "、".join(words) if words or not value else str(len(value))
        case _:
            return str(value)
