"""Ticks -> options: which boxes of a choice are ticked, however they are drawn.

Source: ``docs/reading.md``, "What counts as the answer". A tick stands before or after
its name, in place of the box or beside it; a choice typed in words counts; a ticked level implies its option.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, dropwhile, pairwise
from typing import Literal

from rapidfuzz import fuzz, process

from pipeline.forms import values
from pipeline.forms.model import Option
from pipeline.forms.text import mapped, normal

TICKED = "☑☒■√✓✔●▣🗹◉◼⬛✅⚫⬤"
EMPTY = "□○☐▢◯〇◻⬜⚪"
_MOUTH = "口"  # a box that was typed, or became this character; elsewhere a word (进口)
_BRACKETED = re.compile(r"[（(]\s*([√✓✔☑☒■●xX×]?)\s*[）)]")
_LINKED = re.compile(r"\b(?:TRUE|FALSE)\b")  # what a sheet's cell shows that holds a check box
_LINE_GAP = 10
_PLAIN_NUMBERS = re.compile(r"\(?[1-9]\)?(?:[、,;和及与][1-9])*")
_NO_WORDS = re.compile(r"(?:[^\w\n]|_)*")  # within a line
_ENDED = re.compile(r"[^\S\n]*(?:[^\w\s]|[_\n])")  # by a sign or its line's end
_BETWEEN = re.compile(r"[、,;。及和]")
_ALIKE, _MARGIN = 66, 15
_CIRCLED_RUN = "".join(chr(0x2460 + number) for number in range(20))

_Kind = Literal["tick", "box", "option", "level"]


@dataclass(slots=True)
class _Token:
    kind: _Kind
    name: str
    start: int
    end: int
    behind: str  # what stands between it and the next


def ticked(text: str, options: Sequence[Option]) -> tuple[str, ...]:
    """The ticked options in the form's order, a nested one as ``option/level``."""
    text = _LINKED.sub(lambda found: "☑" if found[0] == "TRUE" else "□", text)
    text = _BRACKETED.sub(lambda found: "√" if found[1] and found[1] not in "xX×" else "□", text)
    shown, index = mapped(text)
    shown, index = _without_full_run(shown, index, options)
    tokens = _tokens(text, (shown, index), options)
    marks = [token for token in tokens if token.kind in ("tick", "box")]
    if not any(token.kind in ("option", "level") for token in tokens):
        chosen = _by_number(shown, options) or _by_likeness(shown, options)
    elif any(mark.kind == "tick" for mark in marks):
        chosen = _by_marks(tokens, options)
    elif marks:
        chosen = set()
    else:
        chosen = _by_words(tokens, options)
    return _in_order(chosen, options)


def written(text: str, options: Sequence[Option]) -> list[str]:
    """What was written behind options that leave room for it, each with its option (``其他：增资``)."""
    found = []
    for option in options:
        if not option.open:
            continue
        marks = TICKED + EMPTY
        note = rf"(?:[（(][^（）()]*[）)]|[，,；;]?\s*{re.escape(option.asked)})?"
        pattern = rf"{re.escape(option.name)}\s*{note}\s*[：:]?[\s_＿﹍]*([^{marks}\n]*)"
        for behind in re.finditer(pattern, text):
            words = behind[1].strip(" \t\u3000_＿﹍）)")
            if words and not any(normal(other.name) in normal(words) for other in options):
                found.append(f"{option.name}：{words}")
    return found


def says_else(text: str, options: Sequence[Option]) -> bool:
    """Whether words stand where a choice was asked that are none of its options."""
    shown = normal(text)
    names = [name for option in options for name in (option.name, *option.levels)]
    return (
        not values.is_nothing(text)
        and not set(shown) & set(TICKED + EMPTY)
        and not any(normal(name) in shown for name in names)
    )


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
    if "\n" not in text:
        return list(index)
    lines = list(accumulate((char == "\n" for char in text), initial=0))
    return [at + _LINE_GAP * lines[at] for at in index]


def _tokens(text: str, mapping: tuple[str, Sequence[int]], options: Sequence[Option]) -> list[_Token]:
    names = _names(tuple(options))
    shown, index = mapping
    places = _places(text, index)
    ended = f"{text}\n"
    found = list(_token(tuple(names)).finditer(shown))
    starts = [index[one.start()] for one in found[1:]] + [len(ended)]
    tokens: list[_Token] = []
    for one, following in zip(found, starts, strict=False):
        kind: _Kind = names[one["name"]] if one["name"] else "tick" if one["tick"] else "box"
        start, end = places[one.start()], places[one.end() - 1] + 1
        behind = ended[index[one.end() - 1] + 1 : following]
        tokens.append(_Token(kind, one["name"] or one[0], start, end, behind))
    return tokens


@lru_cache
def _names(options: tuple[Option, ...]) -> Mapping[str, Literal["option", "level"]]:
    """The names of options and of their levels (normal form)."""
    names: dict[str, Literal["option", "level"]] = {}
    for option in options:
        names.update((normal(level), "level") for level in option.levels)
    names.update((normal(option.name), "option") for option in options)
    return names


@lru_cache
def _token(names: tuple[str, ...]) -> re.Pattern[str]:
    """What tells in the text of a choice: names, ticks, boxes."""
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    mouth = f"{_MOUTH}(?=[①-⑳]?(?:{pattern}))|(?<=[{TICKED}{EMPTY}]){_MOUTH}"
    mouth += "".join(f"|(?<={re.escape(name)}){_MOUTH}" for name in names)
    return re.compile(f"[①-⑳]?(?P<name>{pattern})|(?P<tick>[{TICKED}])|(?P<box>[{EMPTY}]|{mouth})")


def _without_full_run(
    shown: str, index: Sequence[int], options: Sequence[Option]
) -> tuple[str, Sequence[int]]:
    """Drops the form's own list of all options (``①…⑧…``), where an answer stands besides."""
    names = tuple(normal(option.name) for option in options)
    found = _full_run(names).search(shown) if len(names) > 1 else None
    if found is None:
        return shown, index
    return shown[: found.start()] + shown[found.end() :], [*index[: found.start()], *index[found.end() :]]


@lru_cache
def _full_run(names: tuple[str, ...]) -> re.Pattern[str]:
    run = rf"[^①-⑳{TICKED}{EMPTY}{_MOUTH}]{{0,4}}".join(rf"[①-⑳]{re.escape(name)}" for name in names)
    return re.compile(rf"{run}[;。.]?")


def _by_number(shown: str, options: Sequence[Option]) -> set[tuple[str, str]]:
    """``②`` alone names the second option, where options have no levels; so does a plain ``2``."""
    if any(option.levels for option in options):
        return set()
    if _PLAIN_NUMBERS.fullmatch(shown):
        numbers = [int(digit) - 1 for digit in re.findall(r"\d", shown)]
    else:
        numbers = [_CIRCLED_RUN.index(char) for char in shown if char in _CIRCLED_RUN]
    return {(options[number].name, "") for number in numbers if number < len(options)}


def _by_likeness(shown: str, options: Sequence[Option]) -> set[tuple[str, str]]:
    """Options whose names were typed a little otherwise, each part of the words for itself."""
    names = {normal(option.name): option.name for option in options}
    chosen = set()
    for piece in filter(None, _BETWEEN.split(shown)):
        best = process.extract(piece, names, scorer=fuzz.ratio, limit=2, score_cutoff=_ALIKE)
        if best and (len(best) < 2 or best[0][1] - best[1][1] >= _MARGIN):
            chosen.add((names[best[0][0]], ""))
    return chosen


def _by_marks(tokens: Sequence[_Token], options: Sequence[Option]) -> set[tuple[str, str]]:
    chosen = set()
    current = ""
    marked = _marked(tokens)
    places = _options_at(tokens)
    for index, token in enumerate(tokens):
        if token.kind == "option":
            current = token.name
        if index not in marked:
            continue
        if token.kind == "option":
            chosen.add((_named(token.name, options), ""))
        else:
            candidates = [_written_on_to(tokens, index), current, *_later(places, index)]
            owner = _owner(token.name, candidates, options)
            if owner:
                chosen.add((owner, _level(token.name, owner, options)))
    return chosen | _levels_in_words(tokens, marked, options)


def _levels_in_words(
    tokens: Sequence[_Token], marked: set[int], options: Sequence[Option]
) -> set[tuple[str, str]]:
    """The one level behind a ticked option, in its line, without box or words (``☑绿色工厂（省级）``)."""
    found = set()
    names = [index for index, token in enumerate(tokens) if token.kind == "option"]
    for index, following in pairwise([*names, len(tokens)]):
        behind = list(dropwhile(lambda token: token.kind == "tick", tokens[index + 1 : following]))
        levels = [token.name for token in behind if token.kind == "level"]
        if index not in marked or len(levels) != 1 or behind[0].kind != "level":
            continue
        before = tokens[index : following - len(behind)]
        option = next(option for option in options if normal(option.name) == tokens[index].name)
        if (
            all(_NO_WORDS.fullmatch(token.behind) for token in before)
            and _ENDED.match(behind[0].behind)
            and levels[0] in map(normal, option.levels)
        ):
            found.add((option.name, _level(levels[0], option.name, options)))
    return found


def _marked(tokens: Sequence[_Token]) -> set[int]:
    """The numbers of the names that have a tick: in place of their box, or beside box or name."""
    names = [index for index, token in enumerate(tokens) if token.kind in ("option", "level")]
    before = _marks_stand_before(tokens)
    marked: set[int] = set()
    for last, following in pairwise([-1, *names, len(tokens)]):
        marks = range(last + 1, following)
        boxes = [index for index in marks if tokens[index].kind == "box"]
        for index in marks:
            if tokens[index].kind != "tick":
                continue
            mine = _nearer(tokens, index, (last, following), boxes, before)
            if 0 <= mine < len(tokens):
                marked.add(mine)
    return marked


def _nearer(
    tokens: Sequence[_Token], tick: int, between: tuple[int, int], boxes: Sequence[int], before: bool
) -> int:
    """To which of the two names around it a tick belongs; ``boxes``: those that stand between them too.

    A tick that is the only mark stands in a box's place. One beside the other's box
    belongs to the name before it, unless it is nearer to that box.
    """
    last, following = between
    if last < 0 or following >= len(tokens):
        return following if last < 0 else last
    if following - last == 2:
        return following if before else last
    if not boxes and before:
        return following if tick == following - 1 else last
    if not boxes:
        return last if tick == last + 1 else following
    box = boxes[-1] if before else boxes[0]
    if before:
        nearer_to_box = (
            tick > box or tokens[box].start - tokens[tick].end < tokens[tick].start - tokens[last].end
        )
        return following if nearer_to_box else last
    nearer_to_box = (
        tick < box or tokens[tick].start - tokens[box].end < tokens[following].start - tokens[tick].end
    )
    return last if nearer_to_box or tick == box + 1 else following


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


def _options_at(tokens: Sequence[_Token]) -> Mapping[str, list[int]]:
    """Where each option is named."""
    found: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        if token.kind == "option":
            found.setdefault(token.name, []).append(index)
    return found


def _later(places: Mapping[str, list[int]], index: int) -> list[str]:
    """The options that are named behind a token, the nearest first."""
    behind = ((bisect_right(at, index), at, name) for name, at in places.items())
    return [name for _, name in sorted((at[first], name) for first, at, name in behind if first < len(at))]


def _written_on_to(tokens: Sequence[_Token], level: int) -> str:
    """The option that a level is written on to (``国家级绿色工厂``)."""
    following = tokens[level + 1] if level + 1 < len(tokens) else None
    touches = following and following.kind == "option" and following.start == tokens[level].end
    return following.name if following and touches else ""


def _owner(level: str, candidates: Iterable[str], options: Sequence[Option]) -> str:
    """The option to which a level belongs: the first that has it, else the only one that does."""
    for name in candidates:
        option = next((option for option in options if normal(option.name) == name), None)
        if option and any(normal(known) == level for known in option.levels):
            return option.name
    with_level = [option for option in options if any(normal(known) == level for known in option.levels)]
    return with_level[0].name if len(with_level) == 1 else ""


def _by_words(tokens: Sequence[_Token], options: Sequence[Option]) -> set[tuple[str, str]]:
    named = {token.name for token in tokens if token.kind == "option"}
    if _is_own_list(tokens, named, options):
        return set()
    chosen = {(_named(name, options), "") for name in named}
    places = _options_at(tokens)
    before = ""
    for index, token in enumerate(tokens):
        if token.kind == "option":
            before = token.name
        if token.kind != "level":
            continue
        name = _written_on_to(tokens, index) or before or next(iter(_later(places, index)), "")
        owner = _owner(token.name, [name], options)
        if owner:
            chosen.add((owner, _level(token.name, owner, options)))
    return chosen


def _is_own_list(tokens: Sequence[_Token], named: set[str], options: Sequence[Option]) -> bool:
    """Whether words are the form's own list of all options, left as it was."""
    if len(named) < len(options):
        return False
    levels = [token.name for token in tokens if token.kind == "level"]
    return len(options) > 1 or (bool(levels) and len(levels) == sum(len(option.levels) for option in options))


def _named(name: str, options: Sequence[Option]) -> str:
    return next(option.name for option in options if normal(option.name) == name)


def _level(name: str, owner: str, options: Sequence[Option]) -> str:
    option = next(option for option in options if option.name == owner)
    return next(level for level in option.levels if normal(level) == name)
