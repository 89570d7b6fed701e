"""The cells that the three forms share: labels, answers, ticks, photos."""

from __future__ import annotations

from grid import Block, Cell, Para, Run, words

from foreign.copies import Copy, Handling, paragraphs

Option = tuple[str, tuple[str, ...]]


def label(copy: Copy, key: str, printed: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    """A label; `printed` as in the blank, a line break where the blank has one."""
    text = copy.labels.get(key, printed)
    lines = text.split("\n") if copy.handling.label == "broken" else [text.replace("\n", "")]
    match copy.handling.label:
        case "spaced" if len(text) in (2, 3):
            lines = [("    " if len(text) == 2 else " ").join(text)]
        case "colon" if not text.endswith("："):
            lines = [f"{lines[0]}："]
        case "star":
            lines = [f"*{lines[0]}"]
    bold = copy.handling.look % 3 == 2
    return Cell(tuple(words(line, bold=bold) for line in lines), colspan, rowspan, "label")


def head(text: str, colspan: int = 1) -> Cell:
    """The head of a column, or of a part of the table."""
    return Cell((words(text),), colspan, role="head")


def fixed(text: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    """Words of the blank in the middle of a cell."""
    return Cell((words(text),) if text else (), colspan, rowspan, "number")


def hinted(blocks: tuple[Block, ...], hint: str, handling: Handling) -> tuple[Block, ...]:
    """An answer with the form's hint left above or below it, or taken out."""
    if not hint or handling.hints == "drop":
        return blocks
    own = (words(hint, kind="hint"),)
    return own + blocks if handling.hints == "keep" else blocks + own


def short(copy: Copy, key: str, colspan: int = 1, hint: str = "") -> Cell:
    """An answer of a few words."""
    said = copy.shown(key)
    blocks = tuple(words(line) for line in said.split("\n")) if said else ()
    return Cell(hinted(blocks, hint if not said else "", copy.handling), colspan)


def long(copy: Copy, key: str, colspan: int, hint: str = "") -> Cell:
    """An answer of some paragraphs."""
    return Cell(hinted(paragraphs(str(copy.said.get(key, ""))), hint, copy.handling), colspan, role="long")


def figure(copy: Copy, key: str, colspan: int = 1) -> Cell:
    """A number as it was typed."""
    said = copy.shown(key)
    return Cell((words(said),) if said else (), colspan, role="number")


def photos(copy: Copy, colspan: int, hint: str) -> Cell:
    blocks = hinted(copy.pictures, hint, copy.handling)
    return Cell(blocks, colspan, role="photos", pictures_across=copy.handling.across)


def choice(copy: Copy, key: str, lines: tuple[tuple[Option, ...], ...], colspan: int = 1) -> Cell:
    """Options and their sub-options, ticked in this applicant's manner, or typed in words."""
    if key in copy.typed:
        return Cell((words(copy.typed[key]),), colspan)
    ticked = copy.choice(key)
    made = []
    for line in lines:
        runs: list[Run] = []
        for at, (option, levels) in enumerate(line):
            inner = [level for level in levels if f"{option}/{level}" in ticked]
            runs += [Run("  ")] if at else []
            runs += _option(option, option in ticked or (bool(inner) and copy.handling.both), copy)
            for level_at, level in enumerate(levels):
                runs += [Run(" " if level_at else "（"), *_option(level, level in inner, copy)]
            runs += [Run("）")] if levels else []
        made.append(Para(tuple(runs)))
    return Cell(tuple(made), colspan)


def _option(option: str, ticked: bool, copy: Copy) -> list[Run]:
    """An option with its box; 其他 with what was written behind it."""
    handling = copy.handling
    said = f"{option}：{copy.typed.get('other', '________')}" if option == "其他" else option
    if handling.tick in ("symbol", "control"):
        return [Run("☑" if ticked else handling.box, handling.tick), Run(said)]
    if not ticked:
        return [Run(f"{handling.box}{said}")]
    if handling.tick == "（√）":
        return [Run(f"{handling.box}{said}（√）")]
    return [Run(f"{handling.tick}{said}")]
