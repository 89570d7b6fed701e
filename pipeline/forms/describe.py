"""A form as text: all that was learned from its blank and its definition, line by line.

The text stands beside each form (``annex1.snapshot``), so that a change inside a Word
file is seen when it is reviewed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from pipeline.forms.model import AnswerCell, BlockSpec, Field, Form, Matrix
from pipeline.model import Place


def describe(form: Form) -> str:
    """What is known of a form: fields with labels, options and hints, blocks, roles, checks."""
    definition = form.definition
    head = [
        f"{form.id}  {definition.number}  {definition.title}",
        f"purpose {definition.purpose}",
        *_named("direction", definition.direction),
        *_named("cases", definition.cases),
    ]
    places = _places(form)
    sections = (
        ("fields", _fields(form, places)),
        ("by row and column", (line for matrix in form.matrices for line in _matrix(matrix))),
        ("blocks", (line for block in form.blocks for line in _block(block))),
        ("roles", (f"{role} = {key}" for role, key in sorted(definition.roles.items()))),
        ("checks", _checks(form)),
        ("hints", (_quoted(hint) for hint in form.hints)),
        ("outside the tables", (_quoted(words) for words in form.furniture)),
    )
    lines = [*head]
    for title, body in sections:
        if found := [f"  {line}" for line in body]:
            lines += ["", title, *found]
    return "\n".join(lines) + "\n"


def _fields(form: Form, places: Mapping[str, list[Place]]) -> Iterator[str]:
    answers = {key: cell for cell in form.answers for key in cell.keys}
    for field in form.fields:
        where = "，".join(map(str, places.get(field.key, ()))) or "no cell of its own"
        yield f"{field.key}  {field.kind}  {field.label or '(no label)'}  [{where}]"
        yield from (f"    {line}" for line in _field(field, answers.get(field.key)))


def _field(field: Field, cell: AnswerCell | None) -> Iterator[str]:
    yield from _named("labels", _listed(field.labels))
    yield from _named("heading", field.heading)
    if cell is not None:
        yield from _named("read by headings", _listed(cell.headings.get(field.key, ())))
        yield from _named("label", "inside its cell" if cell.inline else "")
        yield from _named("not read before it", _listed(cell.others))
        yield from _named("told apart by", _listed(cell.context))
        yield from _named("goes on beside", _listed(filter(None, cell.continued)))
    yield from _named("words before it", field.before)
    yield from _named("words behind it", field.behind)
    yield from _named("unit", field.unit)
    for option in field.options:
        levels = f"（{' '.join(option.levels)}）" if option.levels else ""
        yield f"option {option.name}{levels}{', room for words' if option.open else ''}"
    if field.options and not field.boxed:
        yield "options without boxes"
    if field.ordinal:
        yield "numbered by the blank"
    if not field.publish:
        yield "not published"


def _matrix(matrix: Matrix) -> Iterator[str]:
    told = [[f" ({_listed(names)})" if names else "" for names in axis] for axis in matrix.told_by]
    for at, names in enumerate(matrix.heads):
        yield f"column {at + 1}: {_listed(names)}{told[1][at]}"
    for at, names in enumerate(matrix.lines):
        keys = [matrix.keys.get((at, head), "(none)") for head in range(len(matrix.heads))]
        yield f"row: {_listed(names)}{told[0][at]} -> {', '.join(keys)}"


def _block(block: BlockSpec) -> Iterator[str]:
    yield block.name
    for key, labels in block.columns.items():
        yield f"    column {key}: {_listed(labels)}"
    for indicator in block.indicators:
        traits = (
            ("unit in the label", indicator.has_unit),
            ("remark beside it", indicator.has_note),
            ("value and remark joined", indicator.joined),
        )
        said = "".join(f", {trait}" for trait, there in traits if there)
        yield f"    indicator {indicator.key}: {_listed(indicator.labels)}{said}"
    for heading, (key, value) in block.sections.items():
        yield f"    section {_quoted(heading)}: {key} = {value}"
    for first, last, section in block.groups:
        below = f" below {_quoted(section)}" if section else ""
        yield f"    repeats rows {first + 1} to {last + 1}{below}"
    for row, words in block.spare:
        yield f"    spare row {row + 1} {_quoted(words)}"


def _checks(form: Form) -> Iterator[str]:
    for check in form.definition.checks:
        limit = f" {check.limit}" if check.limit else ""
        when = f" when {check.when.field}" if check.when else ""
        when += f" is {' or '.join(check.when.answers)}" if check.when and check.when.answers else ""
        outcome = f"{check.code}, {check.severity}, {check.audience}"
        yield f"{check.check}{limit}: {', '.join(check.fields)}{when} -> {outcome}"


def _places(form: Form) -> dict[str, list[Place]]:
    """Where each field's tags stand in the blank."""
    found: dict[str, list[Place]] = {}
    for slot in chain(*form.slots, form.texts):
        for key in slot.keys:
            found.setdefault(key, []).append(slot.cell.place)
    return found


def _named(name: str, said: str) -> Iterator[str]:
    if said:
        yield f"{name} {said}"


def _listed(words: Iterable[str]) -> str:
    return "、".join(words)


def _quoted(words: str) -> str:
    return "“" + words.replace("\n", "⏎") + "”"
