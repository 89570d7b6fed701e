"""The cells that all three annexes have: labels, text answers, industry codes, and what becomes of hints."""

from __future__ import annotations

from content import Filled, Traits
from grid import Block, Cell, words
from notice import HINTS, LABELS, SHARED_LABELS


def label_text(form: Filled, key: str) -> str:
    """A label as this applicant's copy of the form prints it."""
    text = LABELS[form.annex].get(key) or SHARED_LABELS[key]
    if form.traits.half:
        text = text.replace("（", "(").replace("）", ")")
    if form.traits.spaced:
        text = {"联系人": "联 系 人", "地址": "地    址", "电子邮箱": "电 子 邮 箱"}.get(text, text)
    elif form.traits.look % 2:
        text = {"地址": "地 址"}.get(text, text)
    return text


def label(form: Filled, key: str, colspan: int = 1) -> Cell:
    """The cell of a label; long ones break before their bracket, as in the notice."""
    text = label_text(form, key)
    if form.traits.look % 3 == 1:
        text = text.replace("（", "\n（").replace("(", "\n(")
    return Cell(
        tuple(words(line, bold=form.traits.look % 4 == 2) for line in text.split("\n")), colspan, role="label"
    )


def with_hint(blocks: tuple[Block, ...], hint: str, traits: Traits) -> tuple[Block, ...]:
    """An answer with the form's hint left above or below it, or taken out."""
    if not hint or traits.hints == "drop":
        return blocks
    hinted = tuple(words(line, kind="hint") for line in hint.split("\n"))
    return hinted + blocks if traits.hints == "keep" else blocks + hinted


def answer(form: Filled, key: str, colspan: int = 1) -> Cell:
    """The cell of a text answer."""
    blocks: tuple[Block, ...] = tuple(words(line) for line in form.texts[key].split("\n") if line)
    hint = HINTS[form.annex].get(key, "")
    if form.fault == "hint-only" and key == "profile":
        blocks = (words(hint, kind="hint"),)
    elif blocks and hint:
        blocks = with_hint(blocks, hint, form.traits)
    return Cell(blocks, colspan, role="long" if key == "profile" else "answer")


def code(form: Filled, key: str, colspan: int = 1) -> Cell:
    """The cell of an industry code: `C26 化学原料和化学制品制造业`, or as this applicant typed it."""
    typed = form.codes_typed.get(key) or " ".join(form.codes[key])
    traits = form.traits
    hint = HINTS[form.annex][key] if traits.hints == "keep" and traits.look % 2 else ""
    return Cell(with_hint((words(typed),), hint, traits), colspan)
