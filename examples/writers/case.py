"""Annexes 1 and 2 laid out anew for each applicant, after the notice's words and the form's traits."""

from __future__ import annotations

from cells import answer, code, label, with_hint
from content import Filled, Traits
from grid import Block, Cell, Para, Run, Table, words
from notice import HINTS, OPTIONS

PARTS = ("highlights", "results", "significance")
NUMBERED = {
    "1. ": "{n}. {w}",
    "1.": "{n}.{w}",
    "1、": "{n}、{w}",
    "1.:": "{n}. {w}：",
    "bare": "{w}",
    "bare:": "{w}：",
}
CHINESE = {"一、": "{n}、{w}", "（一）": "（{n}）{w}", "(一)": "({n}){w}"}


def choice(form: Filled, colspan: int) -> Cell:
    """The cell of the categories, ticked in this applicant's manner, or with the category typed in words."""
    if form.category_typed:
        return Cell((words(form.category_typed),), colspan)
    traits = form.traits
    opening, closing = ("(", ")") if traits.half else ("（", "）")
    lines = []
    for option, levels in OPTIONS[form.annex]:
        ticked = [level for level in levels if f"{option}/{level}" in form.category]
        own = option in form.category or (bool(ticked) and not traits.level_only)
        runs = [_box(own, traits), Run(option)]
        for at, level in enumerate(levels):
            runs += [Run(opening if at == 0 else " "), _box(level in ticked, traits), Run(level)]
        runs += [Run(closing)] if levels else []
        lines.append(Para(tuple(runs)))
    return Cell(tuple(lines), colspan)


def _box(ticked: bool, traits: Traits) -> Run:
    if traits.tick in ("symbol", "control"):
        return Run("☑" if ticked else "□", traits.tick)
    return Run(traits.tick if ticked else "□")


def photos(form: Filled, colspan: int) -> Cell:
    """The cell of the photos."""
    hint = HINTS[form.annex]["photos"]
    return Cell(
        with_hint(form.photos, hint, form.traits), colspan, role="photos", pictures_across=form.traits.across
    )


def heading(form: Filled, at: int) -> str:
    """The heading of a part of the case, numbered as this applicant numbers."""
    style, word = form.traits.headings, form.traits.heading_words[at]
    if style in CHINESE:
        return CHINESE[style].format(n="一二三"[at], w=word)
    return NUMBERED[style].format(n=at + 1, w=word)


def part(form: Filled, at: int) -> tuple[Block, ...]:
    """A part of the case under its heading."""
    hint = HINTS[form.annex][PARTS[at]]
    return (words(heading(form, at), bold=True), *with_hint(form.parts[PARTS[at]], hint, form.traits))


def case(form: Filled, colspan: int) -> Cell:
    """The cell of the whole case."""
    hint = HINTS[form.annex]["case"] if form.traits.hints == "keep" else ""
    blocks = with_hint((), hint, form.traits)
    for at in range(3):
        blocks += part(form, at)
    return Cell(blocks, colspan, role="long", pictures_across=form.traits.across)


def case_tables(form: Filled) -> tuple[Table, ...]:
    shapes = {
        "notice": _as_notice,
        "stacked": _stacked,
        "two-tables": _two_tables,
        "wide": _wide,
        "rows": _in_rows,
    }
    return shapes[form.traits.shape](form)


def _head(form: Filled) -> list[tuple[Cell, ...]]:
    """The short answers, two a row, over four columns."""
    rows = [
        (label(form, "name"), answer(form, "name", 3)),
        (label(form, "category"), choice(form, 3)),
    ]
    if form.annex == 1:
        rows.append(
            (label(form, "division"), code(form, "division"), label(form, "class"), code(form, "class"))
        )
    rows.append(
        (label(form, "contact"), answer(form, "contact"), label(form, "phone"), answer(form, "phone"))
    )
    rows.append(
        (label(form, "address"), answer(form, "address"), label(form, "email"), answer(form, "email"))
    )
    return rows


def _as_notice(form: Filled) -> tuple[Table, ...]:
    rows = _head(form)
    rows.append((label(form, "profile"), answer(form, "profile", 3)))
    rows.append((label(form, "photos"), photos(form, 3)))
    rows.append((label(form, "title"), answer(form, "title", 3)))
    rows.append((label(form, "case"), case(form, 3)))
    return (Table((0.17, 0.35, 0.17, 0.31), tuple(rows)),)


def _two_tables(form: Filled) -> tuple[Table, ...]:
    """As the notice, but cut before the photos, as where a page break was put in by hand."""
    (table,) = _as_notice(form)
    cut = len(table.rows) - 3
    return Table(table.widths, table.rows[:cut]), Table(table.widths, table.rows[cut:])


def _stacked(form: Filled) -> tuple[Table, ...]:
    """Long answers below labels that take the whole row."""
    rows = _head(form)
    for key, cell in (
        ("profile", answer(form, "profile", 4)),
        ("photos", photos(form, 4)),
        ("title", answer(form, "title", 4)),
        ("case", case(form, 4)),
    ):
        rows += [(label(form, key, 4),), (cell,)]
    return (Table((0.16, 0.36, 0.16, 0.32), tuple(rows)),)


def _wide(form: Filled) -> tuple[Table, ...]:
    """Six columns; address and e-mail in rows of their own."""
    rows = [(label(form, "name"), answer(form, "name", 5)), (label(form, "category"), choice(form, 5))]
    if form.annex == 1:
        rows.append(
            (label(form, "division"), code(form, "division", 2), label(form, "class"), code(form, "class", 2))
        )
    rows.append(
        (label(form, "contact"), answer(form, "contact", 2), label(form, "phone"), answer(form, "phone", 2))
    )
    rows += [
        (label(form, "address"), answer(form, "address", 5)),
        (label(form, "email"), answer(form, "email", 5)),
    ]
    rows += [(label(form, "profile"), answer(form, "profile", 5)), (label(form, "photos"), photos(form, 5))]
    rows += [(label(form, "title"), answer(form, "title", 5)), (label(form, "case"), case(form, 5))]
    return (Table((0.16, 0.12, 0.24, 0.16, 0.12, 0.20), tuple(rows)),)


def _in_rows(form: Filled) -> tuple[Table, ...]:
    """The case's label beside three rows, one for each part."""
    (table,) = _as_notice(form)
    case_label = label(form, "case")
    three = []
    for at in range(3):
        cell = Cell(part(form, at), 3, role="long", pictures_across=form.traits.across)
        first = (Cell(case_label.blocks, 1, 3, "label"),) if at == 0 else ()
        three.append((*first, cell))
    return (Table(table.widths, (*table.rows[:-1], *three)),)
