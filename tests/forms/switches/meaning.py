"""Switches of what words mean: ticks, numbers, units, codes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pipeline.forms import choices, rows, units, values
from pipeline.forms.text import normal
from pipeline.model import Amount, Code
from pipeline.reference import industries
from tests.forms.switches.swap import Swap, Switch, around, less, never, says, switch, told_apart

# -- ticks ------------------------------------------------------------------------------


def no_tick(mark: str) -> Switch:
    """One of the marks that are ticks is none."""
    assert mark in choices.TICKED
    return switch(f"{mark} is no tick", Swap(choices, "TICKED", choices.TICKED.replace(mark, "")))


NO_MOUTH = switch(
    "口 is no box, and options without a tick are words",
    Swap(choices, "_MOUTH", "\0"),
    says(choices, "_is_own_list", False),
)
NO_BRACKETS = switch(
    "brackets are no boxes, and what is ticked in them isn't",
    around(
        choices, "ticked",
        lambda inner, text, options: inner(re.sub(r"[（(]\s*√?\s*[）)]", "", text), options),
    ),
)  # fmt: skip


def _no_pairs(inner: Any, *given: Any) -> Any:
    tokens = inner(*given)
    boxes = {token.start for token in tokens if token.kind == "box"}
    boxes |= {token.end for token in tokens if token.kind == "box"}
    return [token for token in tokens if token.kind != "tick" or not {token.start, token.end} & boxes]


NO_PAIRS = switch("a tick beside a box says nothing", around(choices, "_tokens", _no_pairs))

# -- choices ----------------------------------------------------------------------------

NO_WORDS = switch("a choice in words is none", says(choices, "_by_words", set()))
NO_NUMBERS = switch("a choice by its number is none", says(choices, "_by_number", set()))


def _all_there(inner: Any, text: str, options: Any) -> Any:
    shown = normal(text)
    return inner(text, options) if all(normal(option.name) in shown for option in options) else ()


ALL_THERE = switch("where an option is missing nothing is chosen", around(choices, "ticked", _all_there))
OPTION_NEEDED = switch(
    "a level counts only where its option is ticked",
    around(
        choices, "_by_marks",
        lambda inner, *given: {
            (option, level) for found in [inner(*given)] for option, level in found
            if not level or (option, "") in found
        },
    ),
)  # fmt: skip


def _with_level(inner: Any, chosen: Any, options: Any) -> Any:
    levels = {option.name for option in options if option.levels}
    return tuple(one for one in inner(chosen, options) if one not in levels)


LEVEL_NEEDED = switch("an option counts only with its level", around(choices, "_in_order", _with_level))
ONE_CHOICE = switch(
    "one option is chosen", around(choices, "ticked", lambda inner, *given: inner(*given)[:1])
)
EMPTY_BOXES_UNSEEN = switch(
    "an empty box is nothing, and options without a tick are words",
    Swap(choices, "EMPTY", "\0"),
    says(choices, "_is_own_list", False),
)


def _option_a_line(inner: Any, text: str, options: Any) -> Any:
    lines = []
    for line in text.split("\n"):
        starts = sorted(line.find(option.name) for option in options if option.name in line)
        lines.append(line[: starts[1] - 1] if len(starts) > 1 else line)
    return inner("\n".join(lines), options)


OPTION_A_LINE = switch("a line has one option", around(choices, "ticked", _option_a_line))

# -- numbers ----------------------------------------------------------------------------

NO_GROUPS = switch("a figure is not grouped", less(values, "_NUMBER", r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|"))
NO_WIDE_DIGITS = switch("full-width digits are none", *told_apart("０１２３４５６７８９"))
NO_ABOUT = switch(
    "约 and 左右 are no words of a figure",
    less(values, "_NUMBER", "约", "余", "左右", put="∅"),
)
NO_BOUNDS = switch(
    "≥ and 以上 are no words of a figure",
    less(values, "_NUMBER", "≥|>=|>|≤|<=|<|≈|~", "以上|以下|以内|", put="(?!)|"),
)
NO_RMB = switch("人民币 is no word of a figure", less(values, "_NUMBER", "人民币|rmb|", "人民币|"))
NO_UNITS = switch(
    "a figure with a unit has no value",
    around(values, "_factor", lambda inner, words, unit: None if words else inner(words, unit)),
)
NO_MULTIPLES = switch("万 and 亿 are no numerals", Swap(units, "_MULTIPLIERS", {}))


def _first_figure(inner: Any, text: str) -> Any:
    found = re.search(r"\d[\d,]*(?:\.\d+)?", normal(text))
    return inner(found[0]) if found else None


FIRST_FIGURE = switch("the first figure is the number", around(values, "figure", _first_figure))
ANY_UNIT = switch(
    "any unit is the field's",
    around(values, "_factor", lambda inner, *given: inner(*given) or values.Decimal(1)),
)
NOTHING_IS_SAID = switch("/ and 无 are words like others", says(values, "is_nothing", False))
NO_RAW = switch(
    "words without a value are lost",
    around(values, "number", lambda inner, *given: (inner(*given)[0], "")),
)

# -- amounts ----------------------------------------------------------------------------

FIRST_SPELLINGS = switch(
    "a unit has one spelling",
    Swap(
        units, "_UNITS",
        {spelt.split()[0]: units._UNITS[spelt.split()[0]] for spelt in units._SPELLINGS.values()},
    ),
)  # fmt: skip


def _labels_unit(inner: Any, text: str, unit: str, note: str, **named: Any) -> tuple[Amount, str]:
    found, raw = inner(text, unit, note, **named)
    return replace(found, unit=unit if found.amount is not None else ""), raw


LABELS_UNIT = switch("an amount's unit is its label's", around(values, "amount", _labels_unit))
LINES_STAY = switch("the line for a unit is a unit", never(rows, "_BLANKS"))


def _no_lone_note(inner: Any, *given: Any, **named: Any) -> tuple[Amount, str]:
    found, raw = inner(*given, **named)
    return (found if found.amount is not None else Amount()), raw


NO_LONE_NOTE = switch("without an amount a note is nothing", around(values, "amount", _no_lone_note))

# -- codes ------------------------------------------------------------------------------

NAME_NEEDED = switch("a code has a name", less(values, "_CODE_FIRST", "(.*)$", put="(.+)$"))
CODE_NEEDED = switch(
    "a name has a code",
    around(values, "code", lambda inner, text: found if (found := inner(text)).code else Code()),
)
LETTER_NEEDED = switch("digits without their letter are as typed", Swap(industries, "_letters", dict))
WIDTH_STAYS = switch(
    "a code is as typed",
    Swap(industries, "normalise", lambda code: code),
)
SPACE_NEEDED = switch(
    "between code and name there is a space",
    less(values, "_CODE_FIRST", r"[-—_:：、.．,，/\s]*", put=r"[-—_:：、.．,，/\s]+"),
)
FIRST_LINE = switch(
    "a code and its name stand on one line",
    around(values, "code", lambda inner, text: inner(text.split("\n")[0])),
)
