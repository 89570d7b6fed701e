"""The order of a book: parts by direction, in them groups by category, in those the cases.

The words come from the forms: a part's heading from the sections of the summary form, a
group's name from the options of the category field. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.documents.wording import published
from pipeline.forms.model import Form, Library
from pipeline.model import Case


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one category; ``name`` is ``""`` for those without."""

    name: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Cases of one direction under its heading in the summary form."""

    heading: str
    groups: tuple[Group, ...]


def arrange(cases: Iterable[Case], library: Library) -> tuple[Part, ...]:
    """The parts that have cases; within a group the cases keep their order.

    Raises ``KeyError`` for a case of a form that the library doesn't have.
    """
    found: dict[str, dict[str, list[Case]]] = {}
    for case in cases:
        found.setdefault(case.direction, {}).setdefault(category(case, library), []).append(case)
    headings = directions(library)
    known = [name for name in headings if name in found]
    others = sorted(name for name in found if name not in headings)
    return tuple(
        Part(headings.get(name, name), _groups(found[name], options(name, library)))
        for name in (*known, *others)
    )


def directions(library: Library) -> Mapping[str, str]:
    """The directions in the order of the summary form, each with the first heading told for it."""
    headings: dict[str, str] = {}
    for form in library.forms:
        definition = form.definition.fields.get(form.role("direction") or "")
        if form.definition.purpose == "summary" and definition is not None:
            for heading, name in definition.values.items():
                headings.setdefault(name, heading)
    return headings


def category(case: Case, library: Library) -> str:
    """The first ticked option of a case's category without its level, ``""`` where there is none.

    Of a form without such a field, the words that its ``[summary]`` has for all its cases.
    """
    record = case.entry.record
    form = library.form(record.form) if record else None
    if form is not None and not form.role("category") and not form.definition.summary.keys:
        return form.definition.summary.category
    if record is None or form is None or published(form, form.role("category")) is None:
        return ""
    chosen = record.value(form.role("category"), case.row)
    return str(chosen[0]).partition("/")[0] if chosen else ""


def options(direction: str, library: Library) -> tuple[str, ...]:
    """All categories of a direction, in the order in which its forms list them."""
    forms = (form for form in library.forms if form.definition.direction == direction)
    return tuple(dict.fromkeys(name for form in forms for name in _options(form)))


def _options(form: Form) -> Sequence[str]:
    field = form.field(form.role("category") or "")
    return [option.name for option in field.options] if field else []


def _groups(found: Mapping[str, Sequence[Case]], order: Sequence[str]) -> tuple[Group, ...]:
    known = [name for name in order if name in found]
    others = sorted((name for name in found if name not in order), key=lambda name: (not name, name))
    return tuple(Group(name, tuple(found[name])) for name in (*known, *others))
