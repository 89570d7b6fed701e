"""Switches of texts, of the blank's own words in them, and of the headings that part a case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.forms import content, interpret, sections, values
from pipeline.forms.hints import Hints
from pipeline.model import Answer
from pipeline.office import characters
from pipeline.office.word import numbering
from tests.forms.switches.swap import Swap, around, less, says, switch, without

# -- texts ------------------------------------------------------------------------------

IDEOGRAPHIC_STAY = switch("ideographic spaces stay", without(characters, "_CLEAN", 0x3000))
NO_BREAK_STAY = switch("no-break spaces stay", without(characters, "_CLEAN", 0xA0))
ZERO_WIDTH_STAY = switch(
    "characters without width stay", without(characters, "_CLEAN", 0x200B, 0x200D, 0xFEFF)
)
EMPTY_LINES_STAY = switch(
    "empty lines stay",
    Swap(content, "shown_text", lambda lines: "\n".join(line.shown for line in lines)),
)
NO_TABLES_INSIDE = switch("tables in answers aren't read", says(content, "_add_grid", None))


def _without_nothing(inner: Any, field: Any, *given: Any) -> Answer:
    answer = inner(field, *given)
    return replace(answer, value="") if field.kind == "text" and values.is_nothing(answer.value) else answer


NOTHING_IS_EMPTY = switch("无 and / are no texts", around(interpret, "of_content", _without_nothing))

# -- hints ------------------------------------------------------------------------------

HINTS_STAY = switch("hints stay", Swap(Hints, "strip", lambda self, lines, **_: list(lines)))
RETYPED_STAY = switch(
    "hints typed anew or cut stay", Swap(Hints, "_without_retyped", lambda self, line: line)
)
STARTS_STAY = switch(
    "short hints stay at the beginning of a line", Swap(Hints, "_without_start", lambda self, line: line)
)

# -- headings -----------------------------------------------------------------------------

_DIGITS = r"\d{1,2}(?:[.．]\d{1,2})?|"
_CHINESE = r"|[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,2}"

NO_DIGITS = switch("1. before a heading is no number", less(sections, "_NUMBER", _DIGITS))
NO_CHINESE = switch("一、 before a heading is no number", less(sections, "_NUMBER", _CHINESE))


def _weighed(when: Any) -> Swap:
    """Headings only where ``when`` says so, of what `_weighed` gets and what it gives."""

    def put(inner: Any, said: str, shown: str, heading: Any, numbered: bool) -> Any:
        found = inner(said, shown, heading, numbered)
        behind = shown[shown.find(heading[1], heading[0]) + len(heading[1]) :]
        return found if found and when(said, found, behind, numbered) else None

    return around(sections, "_weighed", put)


NUMBER_NEEDED = switch(
    "a heading without a number is none", _weighed(lambda said, found, behind, numbered: numbered)
)
TYPED_NUMBER_NEEDED = switch(
    "a heading without a number is none, and automatic ones aren't counted",
    *NUMBER_NEEDED.swaps,
    says(numbering.Numbering, "next", ""),
)
NO_COLON = switch(
    "a heading with a colon is none",
    _weighed(lambda said, found, behind, numbered: not behind.startswith(":")),
)
OWN_LINE_NEEDED = switch(
    "a heading has a line of its own", _weighed(lambda said, found, behind, numbered: found[1] == len(said))
)


def _behind_words(inner: Any, self: Hints, lines: Any, **named: Any) -> list[Any]:
    stripped = inner(self, lines, **named)
    return [
        line if after.text.strip() and line.text.startswith(after.text.strip()) else after
        for line, after in zip(lines, stripped, strict=True)
    ]


NO_NOTE = switch(
    "a hint behind other words on their line stays, and a heading has no note behind it",
    around(Hints, "strip", _behind_words),
    _weighed(lambda said, found, behind, numbered: not behind.startswith("(")),
)
PRINTED_ALONE = switch(
    "a heading is known as it is printed, and no other way",
    around(
        sections, "split",
        lambda inner, found, headings, first, **more: inner(
            found, {key: names[:1] for key, names in headings.items()}, first, **more
        ),
    ),
)  # fmt: skip
IN_ORDER = switch("headings come in their order", Swap(sections, "_INVERSION", 100.0))
AT_THE_BEGINNING = switch(
    "a heading begins a line", Swap(sections, "_on_own_lines", lambda found, headings, **_: found)
)
HEADING_NEEDED = switch(
    "what stands before the first heading is lost",
    around(
        sections, "split",
        lambda inner, found, headings, first, **more: {
            key: part for key, part in inner(found, headings, "", **more).items() if key
        },
    ),
)  # fmt: skip


def _followed(inner: Any, lines: Any, headings: Any) -> Any:
    found = sorted(inner(lines, headings), key=lambda one: one.line)
    ends = [one.line for one in found[1:]] + [len(lines)]
    return [
        one
        for one, end in zip(found, ends, strict=True)
        if lines[one.line].text[one.end :].strip() or any(line.shown for line in lines[one.line + 1 : end])
    ]


ANSWER_NEEDED = switch("a heading that nothing follows is none", around(sections, "_chain", _followed))


def _anywhere(inner: Any, said: str, shown: str, heading: Any, numbered: bool) -> Any:
    return inner(said, shown, heading, numbered) or (9.0, said.find(heading[1]) + len(heading[1]))


ANYWHERE = switch("a heading's words are a heading", around(sections, "_weighed", _anywhere))
