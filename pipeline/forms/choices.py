"""Ticks -> options: which boxes of a choice are ticked, however they are drawn.

Source: ``record.md``, "Choices". A tick stands before or after its name, in place of the
box or beside it; a choice typed in words counts; a ticked level implies its option.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from pipeline.forms.model import Option
from pipeline.forms.text import mapped, normal

TICKED = "☑☒■√✓✔●▣🗹◉◼⬛✅"
EMPTY = "□○口☐▢◯〇◻⬜"
_BRACKETED = re.compile(r"[（(]\s*([√✓✔☑☒■●xX×]?)\s*[）)]")
_LINE_GAP = 10
_CIRCLED_RUN = "".join(chr(0x2460 + number) for number in range(20))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["tick", "box", "option", "level"]
    name: str
    start: int
    end: int


def ticked(text: str, options: Sequence[Option]) -> tuple[str, ...]:
    """The ticked options in the form's order, a nested one as ``option/level``."""
    text = _BRACKETED.sub(lambda found: "√" if found[1] and found[1] not in "xX×" else "□", text)
    shown, index = mapped(text)
    shown, index = _without_full_run(shown, index, options)
    tokens = _tokens(shown, _places(text, index), options)
    marks = [token for token in tokens if token.kind in ("tick", "box")]
    if not any(token.kind in ("option", "level") for token in tokens):
        chosen = _by_number(shown, options)
    elif any(mark.kind == "tick" for mark in marks):
        chosen = _by_marks(tokens, options)
    elif marks:
        chosen = set()
    else:
        chosen = _by_words(tokens, options)
    return _in_order(chosen, options)


def _in_order(chosen: set[tuple[str, str]], options: Sequence[Option]) -> tuple[str, ...]:
    found = []
    for option in options:
        levels = [level for level in option.levels if (option.name, level) in chosen]
        if levels:
            found += [f"{option.name}/{level}" for level in levels]
        elif (option.name, "") in chosen:
            found.append(option.name)
    return tuple(found)


def _places(text: str, index: Sequence[int]) -> list[int]:
    """Where each character of a normal text stands on paper; a line's end is a wide gap."""
    lines = list(accumulate((char == "\n" for char in text), initial=0))
    return [at + _LINE_GAP * lines[at] for at in index]


def _tokens(shown: str, places: Sequence[int], options: Sequence[Option]) -> list[_Token]:
    names: dict[str, Literal["option", "level"]] = {}
    for option in options:
        names.update((normal(level), "level") for level in option.levels)
    names.update((normal(option.name), "option") for option in options)
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    marks = f"(?P<tick>[{TICKED}])|(?P<box>[{EMPTY}])"
    tokens: list[_Token] = []
    for found in re.finditer(f"[①-⑳]?(?P<name>{pattern})|{marks}", shown):
        start, end = places[found.start()], places[found.end() - 1] + 1
        if found["name"]:
            tokens.append(_Token(names[found["name"]], found["name"], start, end))
        else:
            tokens.append(_Token("tick" if found["tick"] else "box", found[0], start, end))
    return tokens


def _without_full_run(shown: str, index: list[int], options: Sequence[Option]) -> tuple[str, list[int]]:
    """Drops the form's own list of all options (``①…⑧…``), where an answer stands besides."""
    names = [normal(option.name) for option in options]
    run = rf"[^①-⑳{TICKED}{EMPTY}]{{0,4}}".join(rf"[①-⑳]{re.escape(name)}" for name in names)
    found = re.search(rf"{run}[;。.]?", shown) if len(names) > 1 else None
    if found is None:
        return shown, index
    return shown[: found.start()] + shown[found.end() :], index[: found.start()] + index[found.end() :]


def _by_number(shown: str, options: Sequence[Option]) -> set[tuple[str, str]]:
    """``②`` alone names the second option, where options have no levels."""
    if any(option.levels for option in options):
        return set()
    numbers = [_CIRCLED_RUN.index(char) for char in shown if char in _CIRCLED_RUN]
    return {(options[number].name, "") for number in numbers if number < len(options)}


def _by_marks(tokens: Sequence[_Token], options: Sequence[Option]) -> set[tuple[str, str]]:
    before = _marks_stand_before(tokens)
    chosen = set()
    current = ""
    for index, token in enumerate(tokens):
        if token.kind == "option":
            current = token.name
        if token.kind not in ("option", "level"):
            continue
        beside = index - 1 if before else index + 1
        mark = tokens[beside] if 0 <= beside < len(tokens) else None
        if mark is None or mark.kind != "tick":
            continue
        if token.kind == "option":
            chosen.add((_named(token.name, options), ""))
        else:
            owner = _owner(tokens, index, current, options)
            if owner:
                chosen.add((owner, _level(token.name, owner, options)))
    return chosen


def _marks_stand_before(tokens: Sequence[_Token]) -> bool:
    """A vote: is the mark nearer to the name after it, or to the name before it?"""
    votes = 0
    for index, token in enumerate(tokens):
        if token.kind not in ("tick", "box"):
            continue
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        earlier = tokens[index - 1] if index else None
        gap_after = after.start - token.end if after and after.kind in ("option", "level") else 99
        gap_before = token.start - earlier.end if earlier and earlier.kind in ("option", "level") else 99
        votes += (gap_after < gap_before) - (gap_before < gap_after)
    if votes:
        return votes > 0
    return tokens[0].kind in ("tick", "box")


def _owner(tokens: Sequence[_Token], index: int, current: str, options: Sequence[Option]) -> str:
    """The option to which a level belongs: the one before it, else the one after it."""
    level = tokens[index].name
    candidates = [current] + [token.name for token in tokens[index + 1 :] if token.kind == "option"]
    for name in candidates:
        option = next((option for option in options if normal(option.name) == name), None)
        if option and any(normal(known) == level for known in option.levels):
            return option.name
    with_level = [option for option in options if any(normal(known) == level for known in option.levels)]
    return with_level[0].name if len(with_level) == 1 else ""


def _by_words(tokens: Sequence[_Token], options: Sequence[Option]) -> set[tuple[str, str]]:
    named = {token.name for token in tokens if token.kind == "option"}
    if len(options) > 1 and len(named) == len(options):
        return set()  # the form's own list, left as it was
    chosen = {(_named(name, options), "") for name in named}
    for index, token in enumerate(tokens):
        if token.kind != "level":
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        touching = following is not None and following.kind == "option" and following.start == token.end
        earlier = [item.name for item in tokens[:index] if item.kind == "option"]
        name = (
            following.name if following is not None and (touching or not earlier) else (earlier or [""])[-1]
        )
        owner = _owner((token,), 0, name, options)
        if owner:
            chosen.add((owner, _level(token.name, owner, options)))
    return chosen


def _named(name: str, options: Sequence[Option]) -> str:
    return next(option.name for option in options if normal(option.name) == name)


def _level(name: str, owner: str, options: Sequence[Option]) -> str:
    option = next(option for option in options if option.name == owner)
    return next(level for level in option.levels if normal(level) == name)
