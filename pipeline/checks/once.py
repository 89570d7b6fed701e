"""Checks of cases beside each other: same-file, same-case, near-duplicate, same-photo, published-before.

What is said of cases of one district is for that district, of cases of several for the
bureau alone: a definition's audience tells which of the two it looks at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.checks import alike
from pipeline.checks.together import Said, Standing, Together, finding_at
from pipeline.forms.definition import CheckDefinition
from pipeline.forms.text import normal

_SHORTEST = 60  # characters of a text that can be another's copy
_NAMED = 3
_BESIDE = 8  # of one picture in very many cases a few others are enough


def same_file(together: Together, definition: CheckDefinition) -> Iterator[Said]:
    """Fires at a form whose very file lies elsewhere too; ``{others}``: where."""
    places: dict[str, dict[str, str | None]] = defaultdict(dict)
    for entry in together.given:
        if entry.record is not None:
            places[entry.source.sha][entry.source.shown] = entry.district
    told: set[tuple[str, str | None]] = set()
    for case in together.standing:
        source = case.entry.source
        others = [
            f"“{path}”"
            for path, district in sorted(places[source.sha].items())
            if path != source.shown and _is_asked(definition, case.district, district)
        ]
        if others and (source.sha, case.district) not in told:
            told.add((source.sha, case.district))
            yield case.entry, finding_at(definition, case, whole=True, others=_listed(others))


def same_case(together: Together, definition: CheckDefinition) -> Iterator[Said]:
    """Fires at a case that another file hands in as well, by unit and title; ``{others}``: which."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, case in enumerate(together.standing):
        if all(identity := _identity(case)):
            groups[identity].append(number)
    beside = {
        number: [one for one in group if one != number] for group in groups.values() for number in group
    }
    for case, others in _asked(together, definition, beside):
        yield case.entry, finding_at(definition, case, others=_names(others))


def near_duplicate(together: Together, definition: CheckDefinition) -> Iterator[Said]:
    """Fires at a case of whose text at least ``limit`` per cent are another's.

    ``{others}``: whose, ``{share}``: how much of the shorter text. Cases that are the same by
    unit and title are told by the other check.
    """
    long = [number for number, case in enumerate(together.standing) if len(case.text) >= _SHORTEST]
    beside: dict[int, dict[int, float]] = defaultdict(dict)
    for first, second, share in _alike(together, long, definition.limit / 100):
        one, other = long[first], long[second]
        if _identity(together.standing[one]) != _identity(together.standing[other]):
            beside[one][other] = beside[other][one] = share
    numbers = {id(case): number for number, case in enumerate(together.standing)}
    for case, others in _asked(together, definition, beside):
        share = max(beside[numbers[id(case)]][numbers[id(other)]] for other in others)
        yield (
            case.entry,
            finding_at(definition, case, case.section, others=_names(others), share=str(round(100 * share))),
        )


def same_photo(together: Together, definition: CheckDefinition) -> Iterator[Said]:
    """Fires at a case with a picture that a case of another unit has too; ``{others}``: whose."""
    having: dict[str, list[int]] = defaultdict(list)
    for number, case in enumerate(together.standing):
        for sha in case.photos:
            having[sha].append(number)
    beside: dict[int, set[int]] = defaultdict(set)
    for numbers in having.values():
        for number in numbers if len(numbers) > 1 else ():
            unit = normal(together.standing[number].unit)
            beside[number].update(
                one for one in numbers[:_BESIDE] if normal(together.standing[one].unit) != unit
            )
    for case, others in _asked(together, definition, beside):
        yield case.entry, finding_at(definition, case, case.album, others=_names(others))


def published_before(together: Together, definition: CheckDefinition) -> Iterator[Said]:
    """Fires at a case that an earlier year's casebook has, by unit and title; ``{others}``: which."""
    for case in together.standing:
        if before := together.published.get(_identity(case)):
            yield case.entry, finding_at(definition, case, others=before)


def _alike(together: Together, some: Sequence[int], least: float) -> tuple[tuple[int, int, float], ...]:
    """Asked twice of the same texts: for the districts and for the bureau."""
    if least not in together.alike:
        texts = tuple(together.standing[number].text for number in some)
        together.alike[least] = tuple(alike.pairs(texts, least))
    return together.alike[least]


# --- who is beside whom -----------------------------------------------------------------


def _asked(
    together: Together, definition: CheckDefinition, beside: Mapping[int, Iterable[int]]
) -> Iterator[tuple[Standing, list[Standing]]]:
    """The cases that have others beside them of the districts that the definition asks about."""
    for number, case in enumerate(together.standing):
        others = [together.standing[one] for one in sorted(beside.get(number, ()))]
        mine = [
            other
            for other in others
            if _is_asked(definition, case.district, other.district) and not _is_copy(case, other)
        ]
        if mine:
            yield case, mine


def _is_asked(definition: CheckDefinition, mine: str | None, other: str | None) -> bool:
    """Whether two districts are what a definition looks at: one and the same, or two."""
    return (mine == other) == (definition.audience == "district")


def _is_copy(one: Standing, other: Standing) -> bool:
    """Whether two cases are the same place of the same file: ``same-file`` says so."""
    return (one.entry.source.sha, one.row) == (other.entry.source.sha, other.row)


def _identity(case: Standing) -> tuple[str, str]:
    return normal(case.unit), normal(case.title)


def _names(cases: Iterable[Standing]) -> str:
    return _listed([f"{case.district or ''}{case.unit}《{case.title}》" for case in cases])


def _listed(names: list[str]) -> str:
    rest = f"等 {len(names)} 处" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + rest
