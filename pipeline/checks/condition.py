"""When a check is made: another field's answer, said in its definition's ``when``."""

from __future__ import annotations

from pipeline.checks.subject import Subject, show
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Finding, is_empty


def applies(subject: Subject, definition: CheckDefinition, finding: Finding) -> bool:
    """Whether the field that ``when`` names has the answer asked for, in the finding's own row if in one."""
    when = definition.when
    if when is None:
        return True
    answer = subject.record.answer(when.field, finding.row)
    if answer is None or is_empty(answer.value):
        return False
    if not when.answers:
        return True
    value = answer.value
    said = [item for item in value if isinstance(item, str)] if isinstance(value, tuple) else [show(value)]
    chosen = {*said, *(item.partition("/")[0] for item in said)} if isinstance(value, tuple) else set(said)
    return not chosen.isdisjoint(when.answers)
