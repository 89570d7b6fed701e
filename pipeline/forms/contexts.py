"""Answers with the same printed label, told apart by the label before each.

Where a blank asks for the 手机 of the 法定代表人 and for that of the 联系人, the label before 手机
is what tells which is meant: the row's first, that of a group above it, or that of the answer
before. Source: ``docs/forms.md``, "What a tag means by where it stands".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.forms import printed
from pipeline.forms.grids import Index
from pipeline.forms.model import AnswerCell, Field
from pipeline.forms.printed import Slots
from pipeline.forms.text import label
from pipeline.model import Cell


@dataclass(frozen=True, slots=True)
class Context:
    """The label of an answer as printed and the one before it, both for comparison.

    ``is_group``: the one before is that of a group of answers, and of no answer itself.
    """

    label: str
    before: str = ""
    is_group: bool = False


def context(beside: Cell, index: Index, slots: Slots, last: str) -> Context:
    """The context of the label in a cell; ``last``: the label of the answer before."""
    return Context(
        label(printed.words(slots[beside.place])),
        _before(beside, index, slots, last),
        _is_in_group(beside, index, slots),
    )


def _before(beside: Cell, index: Index, slots: Slots, last: str) -> str:
    """The label over a label, the first of its row, or that of a group above it."""
    if (over := _over(beside, index, slots)) is not None:
        return label(printed.words(slots[over.place]))
    left, above = index.left(beside), index.above(beside)
    row = [slots[cell.place] for cell in index.crossing(beside.row) if cell.column < beside.column]
    if row and printed.is_label(row[0]):  # a group's, or that of the answer that the row begins with
        return label(printed.words(row[0]))
    is_alone = left is None and above is not None and above.colspan == index.columns
    if above is not None and is_alone and printed.is_label(slots[above.place]):
        return label(printed.words(slots[above.place]))
    return last


def _over(beside: Cell, index: Index, slots: Slots) -> Cell | None:
    """The head that stands over a label and its answer, where such heads part the columns (side by side)."""
    above = index.above(beside)
    while above is not None:
        row = index.crossing(above.row)
        is_head = beside.colspan < above.colspan < index.columns and len(row) > 1
        if is_head and all(printed.is_label(slots[cell.place]) for cell in row):
            return above
        above = index.above(above)
    return None


def _is_in_group(beside: Cell, index: Index, slots: Slots) -> bool:
    """Whether a row begins with a cell that has labels beside it (``联系人 | 姓名 | … | 手机 | …``)."""
    first = index.at(beside.row, 0)
    following = index.right(first) if first is not None else None
    if first is None or following is None or first is beside or first.colspan == index.columns:
        return False
    return printed.is_label(slots[first.place]) and printed.is_label(slots[following.place])


def told_apart(answers: Sequence[AnswerCell], contexts: Sequence[Context]) -> tuple[AnswerCell, ...]:
    """Answers, each with its context; those with the same printed label with what tells them apart."""
    alike = _alike(contexts)
    groups = {one.before for one in contexts if one.is_group and one.label in alike}
    known = {answer.labels[0]: answer.labels for answer in answers if answer.labels}

    def told(answer: AnswerCell, one: Context) -> AnswerCell:
        if one.label not in alike or not one.before:
            more = printed.names((one.before + one.label,)) if one.before in groups else ()
            return replace(answer, labels=tuple(dict.fromkeys((*answer.labels, *more))))
        before = known.get(one.before, (one.before,))
        names = (*answer.labels, *printed.names(name + one.label for name in before))
        return replace(answer, context=before, labels=tuple(dict.fromkeys(names)))

    return tuple(map(told, answers, contexts))


def _alike(contexts: Sequence[Context]) -> set[str]:
    """Labels that come several times, each time after another one."""
    before: dict[str, list[str]] = {}
    for one in contexts:
        before.setdefault(one.label, []).append(one.before)
    return {
        name
        for name, found in before.items()
        if name and len(set(found)) == len(found) > 1 and name not in found
    }


def with_whole_names(fields: Sequence[Field], answers: Sequence[AnswerCell]) -> tuple[Field, ...]:
    """Fields whose short labels are alike keep their notes (``行业类别（大类）``), or what comes before."""
    before = {key: answer.context[0] for answer in answers if answer.context for key in answer.keys}
    taken: dict[str, set[str]] = {}
    for field in fields:
        taken.setdefault(field.label, set()).add(field.labels[0])

    def told(field: Field) -> Field:
        if field.key in before:
            return replace(field, label=before[field.key] + field.label)
        return replace(field, label=field.labels[0]) if len(taken[field.label]) > 1 else field

    return tuple(map(told, fields))
