"""The check on-list: whether an applicant stands in the list of those who may apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from pipeline.checks.subject import Subject, filled, finding
from pipeline.forms.definition import CheckDefinition
from pipeline.forms.text import normal
from pipeline.model import Finding

Lists: TypeAlias = "Mapping[str, frozenset[str]]"
"""The names in each list, by the file's name without its ending."""


def on_list(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where the first field's name is in none of the lists that it should be in one of.

    ``lists``: what each option of the second field asks for, under ``""`` what all do; a list
    is known by words of its file's name. Where no such list was given, nothing is asked.
    ``{list}``: the lists looked at.
    """
    wanted = list(_wanted(subject, definition))
    looked = [name for name in subject.lists if any(words in name for words in wanted)]
    if not looked:
        return
    names = frozenset[str]().union(*(subject.lists[name] for name in looked))
    for spot in filled(subject, definition):
        if spot.key == definition.fields[0] and _written(spot.shown) not in names:
            yield finding(definition, spot, list="、".join(f"“{name}”" for name in looked))


def _wanted(subject: Subject, definition: CheckDefinition) -> Iterator[str]:
    ticked = [
        str(option).partition("/")[0]
        for key in definition.fields[1:]
        for option in subject.record.value(key) or ()
    ]
    return (words for option, words in definition.lists.items() if not option or option in ticked)


def listed(texts: Iterable[str]) -> frozenset[str]:
    """Names as they are compared, from all that stands in a list's cells."""
    return frozenset(filter(None, map(_written, texts)))


def _written(name: str) -> str:
    return normal(name).lower()
