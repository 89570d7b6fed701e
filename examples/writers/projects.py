"""Annex 3 laid out anew: the head of the form, and a block of eight indicator rows for each project."""

from __future__ import annotations

from cells import answer, code, label
from content import Amount, Filled, Project
from grid import Block, Cell, Para, Run, Table, words
from notice import COLUMNS, HINTS, INDICATORS, NOTE, PROJECT_OPTIONS

CIRCLED = "①②③④⑤⑥⑦⑧"
SPARE_TITLES = {1: ("项目 2", "..."), 2: ("项目 3", "..."), 3: ("...",)}


def project_tables(form: Filled) -> tuple[tuple[Table, ...], tuple[Para, ...]]:
    """The tables of an Annex 3 and the notice's remark below them."""
    rows = _head(form)
    columns = [(tuple(Cell((words(_bracket(form, text), bold=True),), role="head") for text in COLUMNS))]
    blocks = [row for at, project in enumerate(form.projects) for row in _block(form, at, project)]
    spare = [_spare(title) for title in SPARE_TITLES[len(form.projects)]] if form.traits.spare else []
    widths = (0.10, 0.09, 0.33, 0.07, 0.07, 0.12, 0.07, 0.15)
    if not form.traits.landscape:
        widths = (0.10, 0.10, 0.28, 0.08, 0.08, 0.12, 0.08, 0.16)
    if form.traits.shape == "two-tables":
        tables = (Table(widths, tuple(rows)), Table(widths, tuple(columns + blocks + spare)))
    else:
        tables = (Table(widths, tuple(rows + columns + blocks + spare)),)
    return tables, (words(NOTE),)


def _head(form: Filled) -> list[tuple[Cell, ...]]:
    def pair(left: str, right: str, make: object) -> tuple[Cell, ...]:
        left_cell, right_cell = make(form, left, 2), make(form, right, 2)  # type: ignore[operator]
        return label(form, left, 2), left_cell, label(form, right, 2), right_cell

    return [
        (label(form, "name", 2), answer(form, "name", 6)),
        pair("division", "class", code),
        pair("contact", "phone", answer),
        pair("address", "email", answer),
        (label(form, "profile", 2), answer(form, "profile", 6)),
    ]


def _bracket(form: Filled, text: str) -> str:
    return text.replace("（", "(").replace("）", ")") if form.traits.half else text


def _block(form: Filled, at: int, project: Project) -> list[tuple[Cell, ...]]:
    title = (
        f"项目{' ' if form.traits.look % 2 else ''}{at + 1}：{project.title}"
        if form.traits.numbered
        else project.title
    )
    content: tuple[Block, ...] = project.content
    if form.traits.hints == "keep" and at == 0:
        content = (words(HINTS[3]["content"], kind="hint"), *content)
    investment = project.investment_typed or _figure(project.investment)
    benefit = project.benefit_typed or _figure(project.benefit)
    merged = [
        Cell((words(title),), rowspan=8),
        Cell(_category(form, project), rowspan=8),
        Cell(content, rowspan=8, role="long", pictures_across=form.traits.across),
        Cell((words(investment),), rowspan=8, role="number"),
        Cell((words(benefit),), rowspan=8, role="number"),
    ]
    rows = []
    for key, (text, lead_in) in INDICATORS.items():
        cells = merged if not rows else []
        if key == "other_benefits":
            rows.append((*cells, _indicator(form, text), *_other(form, project)))
        else:
            amount = project.amounts[key]
            named = _indicator(form, text.format(unit=amount.unit or "_____"))
            rows.append((*cells, named, _quantity(form, amount), _note(form, amount, lead_in)))
    return rows


def _figure(value: float | int | None) -> str:
    return "" if value is None else str(value)


def _indicator(form: Filled, text: str) -> Cell:
    text = _bracket(form, text)
    if form.traits.look % 3 == 2:
        text = text.replace("m³", "m3").replace("CO₂", "CO2")
    return Cell((words(text),), role="label")


def _quantity(form: Filled, amount: Amount) -> Cell:
    text = amount.typed or (form.traits.blank if amount.amount is None else _figure(amount.amount))
    return Cell((words(text),) if text else (), role="number")


def _note(form: Filled, amount: Amount, lead_in: str) -> Cell:
    """The remark beside an amount; the form's lead-in stays before it, on its line or on one of its own."""
    if not form.traits.lead_ins or not lead_in:
        return Cell((words(amount.note),) if amount.note else ())
    if form.traits.look % 2 or not amount.note:
        note = (words(amount.note),) if amount.note else ()
        return Cell((words(lead_in, kind="hint"), *note))
    return Cell((Para((Run(lead_in, "hint"), Run(amount.note))),))


def _other(form: Filled, project: Project) -> tuple[Cell, ...]:
    """The last row: the words stand beside the empty 数量, or over both cells."""
    blocks: tuple[Block, ...] = tuple(words(line) for line in project.other_benefits.split("\n") if line)
    if form.traits.hints == "keep":
        blocks = (words(HINTS[3]["other_benefits"], kind="hint"), *blocks)
    if form.traits.look % 4 == 3:
        return (Cell(blocks, colspan=2),)
    return Cell(role="number"), Cell(blocks)


def _category(form: Filled, project: Project) -> tuple[Block, ...]:
    if project.category_typed == "boxes":
        lines = []
        for at, option in enumerate(PROJECT_OPTIONS):
            box = form.traits.tick if option in project.category else "□"
            lines.append(words(f"{box}{CIRCLED[at]}{option}"))
        return tuple(lines)
    typed = project.category_typed or "、".join(
        CIRCLED[PROJECT_OPTIONS.index(o)] + o for o in project.category
    )
    answer: tuple[Block, ...] = (words(typed),)
    if form.traits.hints == "keep" and form.traits.look % 2:
        hint = HINTS[3]["project_category"].split("\n")
        return (*(words(line, kind="hint") for line in hint), *answer)
    return answer


def _spare(title: str) -> tuple[Cell, ...]:
    return (Cell((words(title, kind="hint"),)), *(Cell() for _ in range(7)))
