"""Sections that a template repeats: each turn of a loop has a header and a footer of its own.

Word keeps headers in parts of their own, named by the section at whose end they are set. A
header that asks for the variable of a loop (``{{ part.heading }}`` in a section inside
``{%p for part in parts %}``) is written once for each value, and each section names its own.
Where such a section begins the numbers of its pages anew, only the first does: the others go on.

Source: ECMA-376 Part 1, 17.6 (sections), 17.10 (headers and footers).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2.runtime import Undefined

FUNCTIONS = ("own_part", "is_first")
"""What a marked document calls: to be given to its template by `Repeated.functions`."""

PART = re.compile(r"word/(header|footer)\d*\.xml")
_LOOP = re.compile(r"\{%\s*for\s+(\w+)\s+in\s+(\w+)\s*%\}")
_SECTION = re.compile(r"<w:sectPr\b(?:[^>]*/>|.*?</w:sectPr>)", re.DOTALL)
_REFERENCE = re.compile(r'(<w:(?:header|footer)Reference\b[^>]*\br:id=")([^"]+)(")')
_NUMBERING = re.compile(r'<w:pgNumType\b[^>]*\bw:start="\d+"[^>]*/>')


def loops(xml: str) -> dict[str, str]:
    """The variables of a template's loops over values of its own, each with the value's name."""
    return dict(_LOOP.findall(xml))


class Repeated:
    """The headers and footers of one template that repeat."""

    def __init__(
        self, relations: Mapping[str, str], variables: Mapping[str, str], over: Mapping[str, str]
    ) -> None:
        """``relations``: ids of the document's parts; ``variables``: for each part that repeats the
        variable that it asks for; ``over``: the values that variables stand for, by name."""
        self._by_relation = {name: part for name, part in relations.items() if part in variables}
        self._variables = variables
        self._over = over
        self._made: dict[str, list[tuple[object, str]]] = {}

    @property
    def functions(self) -> dict[str, Callable[..., object]]:
        return dict(zip(FUNCTIONS, (self._own_part, self._is_first), strict=True))

    def is_of(self, part: str) -> bool:
        """Whether a part is one that repeats."""
        return part in self._variables

    def marked(self, xml: str) -> str:
        """The document's template with sections that name the headers of their own turn."""
        return _SECTION.sub(self._section, xml) if self._by_relation else xml

    def _section(self, section: re.Match[str]) -> str:
        parts = [self._by_relation.get(found[2]) for found in _REFERENCE.finditer(section[0])]
        part = next(filter(None, parts), None)
        if part is None:
            return section[0]
        text = _REFERENCE.sub(self._reference, section[0])
        first = f"{{% if is_first('{part}', {self._variables[part]}) %}}"
        return _NUMBERING.sub(lambda found: f"{first}{found[0]}{{% endif %}}", text)

    def _reference(self, found: re.Match[str]) -> str:
        part = self._by_relation.get(found[2])
        if part is None:
            return found[0]
        return f"{found[1]}{{{{ own_part('{part}', {self._variables[part]}) }}}}{found[3]}"

    def parts(
        self, context: Mapping[str, Any], relation: Callable[[], str]
    ) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        """For each part to be written: which it repeats, its name, its relation, the values it has more."""
        self._made = {}
        for part, variable in self._variables.items():
            values = context.get(self._over[variable], ())
            self._made[part] = [(value, relation()) for value in values]
            for number, (value, own) in enumerate(self._made[part], 1):
                yield part, f"{part.removesuffix('.xml')}_{number}.xml", own, {variable: value}

    def _own_part(self, part: str, value: object) -> object:
        """The relation of a part's copy for a value; what is undefined stays so, and is told."""
        if isinstance(value, Undefined):
            return value
        return next(own for known, own in self._made[part] if known is value)

    def _is_first(self, part: str, value: object) -> bool:
        return self._made[part][0][0] is value
