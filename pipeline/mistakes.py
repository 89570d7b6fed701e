"""A mistake in a form or its definition: what is wrong, where, and how it is said.

The Chinese words, for the person who edits the form, stand in ``templates/messages.toml``
under ``[lint]``; the English ones, for the log, stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "file-missing": "{name} is missing beside it",
        "file-unreadable": "the file can't be read ({detail})",
        "toml-invalid": "this is not valid TOML: {detail}",
        "setting-unknown": "there is no such setting; {near}",
        "setting-wrong": "the setting can't be used: {detail}",
        "setting-choice": "this takes one of {known}",
        "setting-missing": "this has to be set",
        "setting-list": "this takes several values, in square brackets",
        "setting-text": "this takes words, in quotation marks",
        "setting-number": "this takes a number, without quotation marks",
        "direction-unknown": "the summary has no section {direction}, no list would have the cases; {near}",
        "id-twice": "the id {id} is also that of {other}",
        "tag-unknown": "unknown field {{{{ {key} }}}}; is {near} meant?",
        "tag-missing": "the field {key} has no tag in {name}",
        "tag-malformed": "this is no whole tag: {text}",
        "tag-outside-table": "the tag {{{{ {key} }}}} stands outside of any table with no heading above it "
        "and no label with a colon before it",
        "attribute-alone": "{{{{ {key} }}}} belongs to {{{{ {field} }}}}, which has no tag",
        "key-of-list": "{{{{ {key} }}}} has the name of the list of {{{{ {other} }}}}, and would not be read",
        "cell-untagged": "the cell beside {label} has no tag; what is filled in there is not read",
        "label-missing": "no label stands left of, above or before {{{{ {key} }}}}",
        "labels-alike": "{key} and {other} have the same label {label}, and can't be told apart",
        "headings-alike": "{key} and {other} have the same heading {label}, and can't be told apart",
        "heading-missing": "nothing stands before {{{{ {key} }}}} that parts it from {{{{ {other} }}}}",
        "options-missing": "the choice {key} has no option with a box, and no list ①② in its hint",
        "choices-together": "{key} and {other} are in one cell with boxes, and can't be told apart; a cell "
        "holds one choice, and a text only in a line of its own below the boxes, with a label and a colon",
        "option-without-box": "{text} has no box, the options beside it have one",
        "box-without-tag": "boxes stand here without a tag before them",
        "block-unlabelled": "no column of {block} has a head, so that its rows can't be found",
        "block-ambiguous": "the rows of {block} stand in two places, and no heading tells which is which",
        "hint-unstyled": "{text} looks like a hint, but is not set in the style 提示",
        "role-unknown": "there is no role {role}; {near}",
        "role-missing": "no field has the role {role}",
        "check-unknown": 'there is no check "{check}"; {near}',
        "check-without-fields": "{check} names no field",
        "check-without-message": "{check} has no message",
        "check-fields": "{check} takes two fields",
        "check-setting-missing": "{check} has no {setting}",
        "option-unknown": "{check}: the choice {field} has no option {option}; {near}",
        "check-tells-others": "{check} compares applicants: it can tell none of them, and be no error",
        "placeholder-unknown": "{check}: nothing fills {placeholder}",
        "placeholder-malformed": "{check}: the braces in its words don't match ({detail})",
        "template-missing": "the file is missing",
        "template-unusable": "{detail}",
        "tag-broken": "{text} belongs to no whole tag",
        "tag-wrong": "{text} is no tag that can be understood",
        "tag-unclosed": "{text} is not ended",
        "tag-crowded": "what stands beside {text} in its paragraph is not printed",
        "tag-unopened": "{text} ends or goes on with nothing",
        "chart-series": "the chart {text} must have exactly one series, with names and values",
        "chart-workbook": "the chart {text} has no workbook with its figures",
        "page-style": "{name} has no style {text}",
        "page-object": "pictures, charts, links, sections and numbered lists can't be taken over into {name}",
        "page-unused": "there is no form with the id {text}, whose cases would look like this",
        "value-unknown": "there is no {name} to be printed ({text})",
        "did-you-mean": "is {near} meant?",
        "known-are": "known are {known}",
    }
)


# From which likeness on (0 to 100) a word is taken for another one, misspelt.
_NEAR = 60.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a file of a form.

    ``code`` is a stable kebab-case word, ``file`` the file's name, ``where`` the place in
    it (``表1 第4行 第2列``, ``[fields.name]``, ""), ``values`` what the words name.
    A ``warning`` is something to look at that doesn't keep the form from being used.
    """

    code: str
    file: str
    where: str = ""
    values: tuple[tuple[str, str], ...] = ()
    severity: Literal["error", "warning"] = "error"

    def say(self, words: Mapping[str, str] = ENGLISH) -> str:
        """The mistake in one line: its place, then what is wrong, in ``words`` by code."""
        place = " ".join(filter(None, (self.file, self.where)))
        colon = ": " if words is ENGLISH else "："
        return f"{place}{colon}{self._filled(self.code, words)}"

    def _filled(self, code: str, words: Mapping[str, str]) -> str:
        values = {name: value for name, value in self.values if name != "advice"}
        # Advice such as "is … meant?" is itself said in the reader's language.
        advice = dict(self.values).get("advice")
        if advice and code == self.code:
            values["near"] = self._filled(advice, words)
        return words[code].format(**values)


def mistake(code: str, file: str, where: object = "", **values: object) -> Mistake:
    """A mistake that keeps the form from being used."""
    return Mistake(code, file, str(where), tuple((name, str(value)) for name, value in values.items()))


def suggestion(wrong: str, known: Iterable[str]) -> dict[str, str]:
    """The values that say which known word is meant, or which are known."""
    names = sorted(known)
    if near := nearest(wrong, names):
        return {"advice": "did-you-mean", "near": near}
    return {"advice": "known-are", "known": ", ".join(names)}


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """The known word of which another one may be a misspelling, None where none is near."""
    from rapidfuzz import fuzz, process  # seldom needed, and loads slowly

    found = process.extractOne(wrong, list(known), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else None
