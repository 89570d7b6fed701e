"""A record's JSON -> what a filled form shows of it, the same for Word and Excel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.forms.model import BlockSpec, Field, Form, Option

TICK, BOX = "☑", "□"
_ILLEGAL = dict.fromkeys(
    [code for code in range(0x20) if code not in (0x09, 0x0A)]
    + [*range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)


@dataclass(slots=True)
class Shown:
    """What is printed for each key (in a row: for each column): words, ticks, pictures, rows.

    ``texts`` also holds an amount's ``key.note`` and ``key.unit``; ``numbers`` the value
    where the words are a plain figure; ``said``: whether anything was answered;
    ``rows``: for each block its groups of rows (one for each section), never empty;
    ``blank``: whether the whole form is to be printed as a blank.
    """

    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int | float] = field(default_factory=dict)
    boxes: dict[str, dict[str, str]] = field(default_factory=dict)
    photos: dict[str, list[str]] = field(default_factory=dict)
    said: dict[str, bool] = field(default_factory=dict)
    rows: dict[str, list[list[Shown]]] = field(default_factory=dict)
    blank: bool = False


def show(form: Form, fields: Mapping[str, Any]) -> Shown:
    """What a form shows of the JSON object ``fields`` of a record; absent keys are empty answers.

    Raises ``ValueError`` for a key or an option that the form doesn't have and for a value
    that isn't of its field's type.
    """
    unknown = [key for key in fields if key not in form.keys]
    if unknown:
        raise ValueError(f"{form.id} has no field {', '.join(unknown)}")
    blocks = {block.name: block for block in form.blocks}
    shown = _shown([found for found in form.fields if not found.block], fields)
    shown.blank = not any(shown.said.values()) and not any(fields.get(name) for name in blocks)
    for name, block in blocks.items():
        shown.rows[name] = _rows(form, block, fields.get(name) or [], shown.blank)
    return shown


def with_words(text: str, behind: Mapping[str, str]) -> str:
    """A text of the blank, with what stands behind some of its words."""
    for words, more in behind.items():
        text = text.replace(words, words + more, 1)
    return text


def _rows(form: Form, block: BlockSpec, rows: Any, blank: bool) -> list[list[Shown]]:
    """The rows for each group of the blank; a group without one gets an empty row."""
    known = form.columns(block.name)
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError(f"{block.name}: must be a list of objects")
    unknown = sorted({column for row in rows for column in row if column not in known})
    if unknown:
        raise ValueError(f"{block.name} has no column {', '.join(unknown)}")
    columns = [found for found in form.fields if found.block == block.name]
    section = next((found.column for found in columns if found.kind == "section"), None)
    groups = []
    for _, _, value in block.groups:
        mine = [row for row in rows if section is None or row.get(section, "") == value]
        groups.append([_row(columns, row, blank) for row in mine or [{}]])
    return groups


def _row(columns: Sequence[Field], answers: Mapping[str, Any], blank: bool) -> Shown:
    """A row of a block; only a blank shows the numbers that it prints for rows to come."""
    shown = _shown(columns, answers)
    if not blank:
        shown.said.update({found.column: True for found in columns if found.ordinal})
    return shown


def _shown(fields: Sequence[Field], answers: Mapping[str, Any]) -> Shown:
    shown = Shown()
    for found in fields:
        value = answers.get(found.column)
        _verify(found, value)
        _add(shown, found, value)
    return shown


_SHAPES: Mapping[str, Any] = {
    "text": (str,),
    "section": (str,),
    "number": (int, float),
    "amount": (dict,),
    "code": (dict,),
    "choice": (list,),
    "photos": (list,),
}


def _verify(found: Field, value: Any) -> None:
    """Raises ``ValueError`` where a value isn't what ``docs/reading.md`` says of its field's type."""
    if value is None:
        return
    if not isinstance(value, _SHAPES[found.kind]) or isinstance(value, bool):
        raise ValueError(f"{found.key}: {value!r} is no {found.kind}")
    figure = value.get("amount") if found.kind == "amount" else value if found.kind == "number" else None
    if figure is not None and not (isinstance(figure, int | float) and math.isfinite(figure)):
        raise ValueError(f"{found.key}: {figure!r} is no number")
    parts = [part for key, part in value.items() if key != "amount"] if isinstance(value, dict) else []
    if not all(isinstance(part, str) for part in parts):
        raise ValueError(f"{found.key}: {value!r} is no {found.kind}")
    if found.kind == "choice":
        known = {name for option in found.options for name in (option.name, *_nested(option))}
        unknown = [name for name in value if name not in known]
        if unknown:
            raise ValueError(f"{found.key} has no option {', '.join(map(repr, unknown))}")
    if found.kind == "photos" and not all(isinstance(item, dict) and "sha256" in item for item in value):
        raise ValueError(f"{found.key}: each photo needs its sha256")


def _nested(option: Option) -> list[str]:
    return [f"{option.name}/{level}" for level in option.levels]


def _add(shown: Shown, found: Field, value: Any) -> None:
    key = found.column
    match found.kind:
        case "choice":
            chosen = list(value or [])
            shown.boxes[key] = _ticks(found, chosen)
            shown.texts[key] = _choice_words(found, chosen)
        case "photos":
            shown.photos[key] = [picture["sha256"] for picture in value or []]
        case "code":
            parts = value or {}
            shown.texts[key] = clean(f"{parts.get('code', '')} {parts.get('name', '')}".strip())
        case "number":
            shown.texts[key] = _figure(value)
            if value is not None:
                shown.numbers[key] = value
        case "amount":
            _add_amount(shown, found, value or {})
        case _:
            shown.texts[key] = clean(value or "")
    shown.said[key] = bool(shown.texts.get(key) or shown.photos.get(key))


def _add_amount(shown: Shown, found: Field, value: Mapping[str, Any]) -> None:
    key = found.column
    amount, unit, note = value.get("amount"), value.get("unit", ""), value.get("note", "")
    fits = unit == found.unit or not found.unit
    shown.texts[key] = _figure(amount) + ("" if fits or amount is None else clean(unit))
    if fits and amount is not None:
        shown.numbers[key] = amount
    shown.texts[f"{key}.note"] = clean(note)
    shown.texts[f"{key}.unit"] = clean(unit) if not found.unit else ""
    shown.said[f"{key}.note"] = bool(note)
    shown.said[f"{key}.unit"] = bool(shown.texts[f"{key}.unit"])


def _ticks(found: Field, chosen: Sequence[str]) -> dict[str, str]:
    """The box of each option: a ticked level ticks its option as well."""
    boxes = {}
    for option in found.options:
        of_option = [name for name in chosen if name == option.name or name.startswith(f"{option.name}/")]
        boxes[option.name] = TICK if of_option else BOX
        for level in option.levels:
            boxes[f"{option.name}/{level}"] = TICK if f"{option.name}/{level}" in chosen else BOX
    return boxes


def _choice_words(found: Field, chosen: Sequence[str]) -> str:
    """A choice without boxes in words; all options need ticks, or they would read as the blank's list."""
    mark = TICK if len(chosen) == len(found.options) else ""
    return "、".join(mark + name.replace("/", "") for name in chosen)


def _figure(value: int | float | None) -> str:
    if value is None:
        return ""
    return f"{value:d}" if isinstance(value, int) else repr(value)


def clean(text: str) -> str:
    """Text that XML can hold: control characters but line breaks dropped."""
    return text.translate(_ILLEGAL)
