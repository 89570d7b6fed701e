"""The content of an answer's cells -> the answer, by the kind of its field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.forms import choices, units, values
from pipeline.forms.content import Content, Line, of_cells
from pipeline.forms.hints import Hints
from pipeline.forms.model import Field
from pipeline.forms.text import mapped, normal
from pipeline.forms.where import words
from pipeline.model import Amount, Answer, Cell, Code, Picture, Place, Value

EMPTY: dict[str, Value] = {
    "text": "",
    "section": "",
    "number": None,
    "amount": Amount(),
    "code": Code(),
    "choice": (),
    "photos": (),
}
_GAPS = re.compile(r"(?<=:)|(?=\()")
_FILLED = ".{0,24}"
_LETTERS = re.compile(r"[^\W\d_]{2}")


def empty(field: Field, place: Place | None = None) -> Answer:
    """The answer of a field for which nothing was found."""
    return Answer(EMPTY[field.kind], place=place)


def stripped(field: Field, content: Content, hints: Hints) -> Content:
    """A content without the blank's own words; in texts also where they were typed anew."""
    without = content.with_lines(hints.strip(content.lines, retyped=field.kind in ("text", "photos")))
    return own_words_out(field, without)


def own_words_out(field: Field, content: Content) -> Content:
    """A content without the words that the blank prints around the field's tag."""
    if not (field.before or field.behind):
        return content
    lines = list(content.lines)
    shown = "".join(normal(line.text) for line in lines)
    if not shown:
        return content
    if shown == field.before + field.behind:
        return content.with_lines([line.saying("") for line in lines])
    if field.kind == "text" and (signed := _signed(field.behind, lines)) is not None:
        return content.with_lines(
            [line.saying("") if number >= signed else line for number, line in enumerate(lines)]
        )
    said = [number for number, line in enumerate(lines) if line.shown]
    if field.before and shown.startswith(field.before):
        lines = _cut_first(lines, said, len(field.before))
    is_unit = field.kind in ("number", "amount") and units.is_measure(field.behind)
    if field.behind and shown.endswith(field.behind) and not is_unit:
        lines = _cut_last(lines, said, len(field.behind))
    return content.with_lines(lines)


def _signed(behind: str, lines: Sequence[Line]) -> int | None:
    """The line from which on nothing stands but the words that a blank prints below an answer, filled in.

    ``负责人（签字）：  （公章）  年 月 日`` is signed and dated by hand or in type, or left as it is.
    """
    words = behind.removesuffix("年月日")
    if not _LETTERS.search(words):
        return None
    pieces = [piece for piece in _GAPS.split(words) if piece]
    pattern = re.compile(_FILLED.join(map(re.escape, pieces)) + _FILLED)
    shown = [normal(line.text) for line in lines]
    starts = (number for number, text in enumerate(shown) if text.startswith(pieces[0]))
    return next((number for number in starts if pattern.fullmatch("".join(shown[number:]))), None)


def _cut_first(lines: list[Line], said: Sequence[int], count: int) -> list[Line]:
    for number in said:
        shown, index = mapped(lines[number].text)
        cut = min(count, len(shown))
        end = index[cut] if cut < len(index) else len(lines[number].text)
        lines[number] = lines[number].saying(lines[number].text[end:])
        count -= cut
        if not count:
            break
    return lines


def _cut_last(lines: list[Line], said: Sequence[int], count: int) -> list[Line]:
    for number in reversed(said):
        shown, index = mapped(lines[number].text)
        cut = min(count, len(shown))
        kept = replace(
            lines[number], text=lines[number].text[: index[len(shown) - cut]] if cut else lines[number].text
        )
        lines[number] = kept
        count -= cut
        if not count:
            break
    return lines


def answer(field: Field, cells: Sequence[Cell], hints: Hints, label: Cell | None = None) -> Answer:
    """What the cells of an answer say, the blank's own words taken out.

    ``label``: the cell that names it, which may have been given another unit than the field's.
    """
    content = of_cells(cells)
    without = stripped(field, content, hints)
    place = cells[0].place if cells else None
    retyped = units.retyped(words(label), field.unit) if label and field.unit else ""
    if field.kind == "number" and len(content.lines) == 1 and len(stored := _stored(cells)) == 1:
        figure = values.stored(stored[0], content.text, field.unit)
        in_unit = values.number(values.digits(figure), field.unit, retyped) if retyped else (figure, "")
        return Answer(*in_unit, without.blocks(), place)
    return of_content(field, without, place, retyped)


def _without_hints(cells: Sequence[Cell], hints: Hints) -> Content:
    content = of_cells(cells)
    return content.with_lines(hints.strip(content.lines)) if content.lines else content


def _stored(cells: Sequence[Cell]) -> list[float]:
    """The numbers that cells of a sheet store, where none is beyond what a form can mean."""
    found = [cell.number for cell in cells if cell.number is not None]
    return found if all(map(values.is_plausible, found)) else []


def of_content(field: Field, content: Content, place: Place | None, retyped: str = "") -> Answer:
    """The answer that a content without hints gives; for an amount see `amount`.

    ``retyped``: the unit in its label, where that is another one (`units.retyped`).
    """
    text = content.text
    raw = ""
    value: Value
    match field.kind:
        case "number":
            value, raw = values.number(text, field.unit, retyped)
        case "code":
            value = values.code(text)
        case "choice":
            value = choices.ticked(text, field.options)
            raw = text if not value and choices.says_else(text, field.options) else ""
        case "photos":
            value = photos(content)
        case _:
            value = text
    return Answer(value, raw, content.blocks() if field.kind in ("text", "photos") else (), place)


def photos(content: Content) -> tuple[Picture, ...]:
    """The pictures of a content, one for each time it is placed."""
    return tuple(picture for _, picture in content.pictures)


def amount(
    label: Cell,
    value_cells: Sequence[Cell],
    note_cells: Sequence[Cell],
    unit: str,
    hints: Hints,
    *,
    free: bool,
) -> Answer:
    """The amount of a value cell and the remark in the cell beside it; ``label``: the cell that names it.

    ``free``: the form leaves the unit to fill in, in the label or with the figure.
    """
    content, remark = _without_hints(value_cells, hints), _without_hints(note_cells, hints)
    stored = _stored(value_cells)
    is_stored = len(stored) == 1 and len(content.lines) == 1
    text = values.digits(values.stored(stored[0])) if is_stored else content.text
    retyped = "" if free else units.retyped(words(label), unit)
    parsed, raw = values.amount(text, unit, remark.text, free=free, retyped=retyped)
    return Answer(parsed, raw, place=value_cells[0].place if value_cells else None)
