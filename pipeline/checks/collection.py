"""Named checks of all forms together, by ``templates/checks.toml``.

They look at a book and add to it what they find; no finding is an error or an applicant's,
so that no case changes its state for what others handed in.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.checks import broken_down, duties, once
from pipeline.checks.together import Said, Together
from pipeline.forms import settings
from pipeline.forms.definition import CheckDefinition
from pipeline.mistakes import Mistake, mistake, suggestion
from pipeline.model import Book, Entry, Finding

NAME = "checks.toml"

Check: TypeAlias = Callable[[Together, CheckDefinition], Iterator[Said]]

_OF_CASE = frozenset(("unit", "title", "limit"))
_OF_DISTRICT = frozenset(("district",))
_CHECKS: Mapping[str, tuple[Check, frozenset[str]]] = MappingProxyType(
    {
        "same-file": (once.same_file, _OF_CASE | {"others"}),
        "same-case": (once.same_case, _OF_CASE | {"others"}),
        "near-duplicate": (once.near_duplicate, _OF_CASE | {"others", "share"}),
        "same-photo": (once.same_photo, _OF_CASE | {"others"}),
        "published-before": (once.published_before, _OF_CASE | {"others"}),
        "arrived-by": (duties.arrived_by, _OF_CASE | {"time", "deadline"}),
        "submitted-by": (duties.submitted_by, _OF_CASE | {"time", "deadline"}),
        "letter-there": (duties.letter_there, _OF_DISTRICT),
        "list-there": (duties.list_there, _OF_DISTRICT),
        "scan-beside": (duties.scan_beside, _OF_CASE),
    }
)
_LIMITED = frozenset(("near-duplicate",))


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    checks: tuple[CheckDefinition, ...] = ()


def known() -> tuple[str, ...]:
    """The names that ``templates/checks.toml`` may use."""
    return tuple(_CHECKS)


def placeholders(name: str) -> frozenset[str]:
    """What the messages of a check may use."""
    return _CHECKS[name][1]


def load(file: Path) -> tuple[tuple[CheckDefinition, ...], tuple[Mistake, ...]]:
    """The definitions in a file, and all that is wrong with them; a file that isn't there has none."""
    try:
        rules = _Rules.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        return (), ()
    except ValidationError as error:
        return (), tuple(settings.mistakes(error, file.name, _Rules))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return (), (mistake("toml-invalid", file.name, detail=error),)
    wrong = [
        each
        for number, definition in enumerate(rules.checks, 1)
        for each in _mistakes(definition, file.name, f"[[checks]] {number}")
    ]
    return rules.checks, tuple(wrong)


def _mistakes(definition: CheckDefinition, file: str, where: str) -> Iterator[Mistake]:
    name = definition.check
    if name not in _CHECKS:
        yield mistake("check-unknown", file, where, check=name, **suggestion(name, _CHECKS))
        return
    if definition.audience == "applicant" or definition.severity == "error":
        yield mistake("check-tells-others", file, where, check=name)
    if name in _LIMITED and not definition.limit:
        yield mistake("check-setting-missing", file, where, check=name, setting="limit")
    try:
        used = {used for _, used, _, _ in Formatter().parse(definition.message) if used is not None}
    except ValueError as error:
        yield mistake("placeholder-malformed", file, where, check=name, detail=error)
        return
    for placeholder in sorted(used - _CHECKS[name][1]):
        yield mistake("placeholder-unknown", file, where, check=name, placeholder=f"{{{placeholder}}}")


def check(book: Book, together: Together, definitions: tuple[CheckDefinition, ...]) -> Book:
    """The book with what is found of its forms and districts.

    A check that breaks down gives one finding for the bureau, and the others go on.
    """
    of_entry: dict[int, list[Finding]] = defaultdict(list)
    of_district: list[tuple[str, Finding]] = []
    for definition in definitions:
        for whose, finding in _run(together, definition):
            if isinstance(whose, Entry):
                of_entry[id(whose)].append(finding)
            else:
                of_district.append((whose, finding))
    return replace(book.with_findings(of_entry), districts=tuple(of_district))


def _run(together: Together, definition: CheckDefinition) -> tuple[Said, ...]:
    try:
        return tuple(_CHECKS[definition.check][0](together, definition))
    except Exception as error:  # one broken check must not hide what the others find
        return (("", broken_down(definition.check, error)),)
