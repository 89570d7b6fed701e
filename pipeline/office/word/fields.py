"""Fields: what is seen is their result; of a form's old fields, their state (ECMA-376 Part 1, 17.16)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.office.parsing import Element, integer
from pipeline.office.word.names import VAL, W, on

TICKED, UNTICKED = "☑", "□"


@dataclass(slots=True)
class _Open:
    """A field that has begun.

    ``is_mute``: nothing of it is seen now; ``stays_mute``: nor will its result be, as its
    state was told at its beginning; ``entry``: the chosen entry of its list, which is seen
    unless there is a result in words, written behind the first ``said`` pieces of ``texts``.
    """

    is_mute: bool = True
    stays_mute: bool = False
    entry: str = ""
    texts: list[str] | None = None
    said: int = 0


class Fields:
    """The fields that are open at a place of a story (a body, a cell, a text box)."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self.is_mute = False

    def char(self, node: Element, texts: list[str]) -> None:
        """A ``w:fldChar``; adds to ``texts`` what is seen at it."""
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            self._begin(node, texts)
        elif not self._open:
            return
        elif kind == "separate":
            last = self._open[-1]
            last.is_mute = last.stays_mute
            last.texts, last.said = texts, len(texts)
            self._settle()
        elif kind == "end":
            last = self._open.pop()
            self._settle()
            has_result = last.texts is not None and (
                last.texts is not texts or any(text.strip() for text in texts[last.said :])
            )
            if last.entry and not has_result and not self.is_mute:
                texts.append(last.entry)

    def _begin(self, node: Element, texts: list[str]) -> None:
        field = _Open()
        box = node.find(f"{W}ffData/{W}checkBox")
        choices = node.find(f"{W}ffData/{W}ddList")
        if box is not None:
            field.stays_mute = True
            if not self.is_mute:
                texts.append(checkbox(box))
        elif choices is not None:
            field.entry = _chosen(choices)
        self._open.append(field)
        self.is_mute = True

    def _settle(self) -> None:
        self.is_mute = any(field.is_mute for field in self._open)


def checkbox(box: Element) -> str:
    """A form's old check box (17.16.7): its state, else its default."""
    state = box.find(f"{W}checked")
    if state is None:
        state = box.find(f"{W}default")
    return TICKED if state is not None and on(state.get(VAL)) else UNTICKED


def _chosen(choices: Element) -> str:
    """The entry of a form's old list (17.16.9) that is chosen, else its default, else the first."""
    entries = [entry.get(VAL) or "" for entry in choices.iterfind(f"{W}listEntry")]
    state = choices.find(f"{W}result")
    if state is None:
        state = choices.find(f"{W}default")
    index = integer(state.get(VAL)) if state is not None else 0
    return entries[index] if 0 <= index < len(entries) else ""
