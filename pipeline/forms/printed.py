"""What a blank prints around its tags: labels, headings, options, hints, words of its own.

Source: ``docs/forms.md``, "What a tag means by where it stands".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pipeline.forms.grids import Index
from pipeline.forms.model import Option, Segment, Slot
from pipeline.forms.segments import is_written_over
from pipeline.forms.text import label, normal
from pipeline.model import Cell, Place

_UNIT = re.compile(r"[（(](?:单位[:：])?([^（）()]*)[）)]\s*$")
_CIRCLED = re.compile(r"[①-⑳]([^①-⑳；;。]+)")
_NUMBER = re.compile(r"^\s*(?:\d+[.、．]|[（(]?[一二三四五六七八九十]+[）)、])\s*")
_OF_WHICH = re.compile(r"^其中[:：]")
_ROOM = re.compile(r"[_＿﹍]{2,}|[：:][\s　]*$")
_ASKED = re.compile(r"[，,；;]([^，,；;：:_＿\s]+)[：:]?\s*[_＿]{2,}")
_PARTED = re.compile("[，,；;、。\n]|(?<=\\S)[ 　]{2,}(?=\\S)")
_COLON = re.compile(r"[：:][\s_＿]*$")
# Behind an untagged label of the same line: its colon and the room that is left for it.
_OTHER = re.compile(r"[：:](?:\s{2,}|\s*[_＿﹍]{2,}\s*)(?=\S)")

Slots = Mapping[Place, Slot]


@dataclass(slots=True)
class Label:
    """A label as printed, and what stands in its last bracket."""

    text: str
    unit: str


def words(found: Slot) -> str:
    """The words of a cell, without hints, tags and boxes."""
    return "".join(piece.text for piece in _pieces(found) if piece.kind == "text").strip()


def label_of(found: Slot) -> Label:
    return label_of_text(words(found))


def label_of_text(text: str) -> Label:
    unit = _UNIT.search(text)
    return Label(text, unit[1].strip() if unit else "")


def label_cell(cell: Cell, index: Index, slots: Slots) -> Cell | None:
    """The cell of a tag's label: the one to its left, else the one above.

    None for a cell whose first line is its label, where the one above has a tag beside it.
    """
    left, above = index.left(cell), index.above(cell)
    if left is not None and is_label(slots[left.place]):
        return left
    if above is None or not is_label(slots[above.place]):
        return None
    beside = index.right(above)
    is_taken = beside is not None and bool(slots[beside.place].keys)
    return None if is_taken and _begins_with_label(slots[cell.place]) else above


def _begins_with_label(found: Slot) -> bool:
    """Whether words stand in a cell on a line of their own before its first tag."""
    first = found.paragraphs[0] if found.paragraphs else ()
    return any(piece.kind == "text" and piece.text.strip() for piece in first) and not any(
        piece.kind == "tag" for piece in first
    )


def is_label(found: Slot) -> bool:
    """Whether a cell says something and holds no tag."""
    return not found.keys and bool(words(found))


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """Labels for comparison, each once; ``其中：`` before one may be left out."""
    shown = list(map(label, texts))
    return tuple(dict.fromkeys(filter(None, (*shown, *(label(_OF_WHICH.sub("", text)) for text in shown)))))


def tidy(text: str) -> str:
    """A label as printed, without spaces and number."""
    return re.sub(r"\s+", "", _NUMBER.sub("", text.strip())).rstrip("：:")


def short(text: str) -> str:
    """A label as people say it: without the final note in brackets as well."""
    return re.sub(r"[（(][^（）()]*[）)]$", "", _OF_WHICH.sub("", tidy(text)))


# --- cells with several texts -----------------------------------------------------------


def inline_labels(found: Slot) -> dict[str, str]:
    """The words that end in a colon before each tag, in the tag's own paragraph; of none, no key."""
    labels: dict[str, str] = {}
    for paragraph in found.paragraphs:
        before = ""
        for piece in paragraph:
            if piece.kind == "tag":
                if _COLON.search(before) and normal(before) != ":":
                    labels[piece.key] = _OTHER.split(_COLON.sub("", before))[-1].strip()
                before = ""
            elif piece.kind == "text":
                before += piece.text
    return labels


def others(found: Slot, key: str) -> tuple[str, ...]:
    """The untagged labels before a tag's own in its line, for comparison (``填报单位：      填报日期：``)."""
    line = _lines_of_tags(found)[key]
    return tuple(label(words) for words in _OTHER.split(line)[:-1] if label(words))


def headings(found: Slot) -> dict[str, str]:
    """In a cell of several fields: the last line before each tag is its heading, a numbered one rather."""
    told = {key: heading for key, (heading, _) in _lines_before_tags(found).items() if heading}
    if found.boxes:  # the options of a choice before a text are no part of its heading
        told |= {key: line for key, line in _lines_of_tags(found).items() if key in told and line}
    return told


def _lines_of_tags(found: Slot) -> dict[str, str]:
    """The words before each tag that stand in its own paragraph."""
    return {
        piece.key: "".join(before.text for before in paragraph[:at] if before.kind == "text").strip()
        for paragraph in found.paragraphs
        for at, piece in enumerate(paragraph)
        if piece.kind == "tag"
    }


def lines_between(found: Slot) -> tuple[str, ...]:
    """In a cell of several fields: the lines before its tags that are no heading of theirs (normal form)."""
    return tuple(heading_form(line) for _, others in _lines_before_tags(found).values() for line in others)


def sentence(found: Slot) -> dict[str, tuple[str, str]]:
    """Of a cell with several tags in a line (``发明专利…项，实用新型…项``) the words before and behind each.

    Empty where a tag has no words before it.
    """
    if not any(sum(piece.kind == "tag" for piece in paragraph) > 1 for paragraph in found.paragraphs):
        return {}
    told: dict[str, tuple[str, str]] = {}
    last = ""
    for paragraph in found.paragraphs:
        words = ""
        for piece in (*paragraph, Segment("text", "\n")):
            if piece.kind == "text":
                words += piece.text
            if piece.kind == "tag" or piece.text == "\n":
                *behind, before = _PARTED.split(words)
                if last and (behind or piece.kind != "tag"):
                    told[last] = (told[last][0], normal(behind[0] if behind else before))
                if piece.kind == "tag":
                    told.setdefault(piece.key, (_COLON.sub("", before).strip(" 　_＿"), ""))
                last, words = piece.key if piece.kind == "tag" else "", ""
    return told if all(before for before, _ in told.values()) else {}


def _lines_before_tags(found: Slot) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For each tag its heading, and the other lines that are printed before it."""
    before: dict[str, tuple[str, tuple[str, ...]]] = {}
    lines: list[str] = []
    for paragraph in found.paragraphs:
        words = ""
        for piece in paragraph:
            if piece.kind == "text":
                words += piece.text
            elif piece.kind == "tag":
                lines += [words.strip()] if words.strip() else []
                numbered = [line for line in lines if _NUMBER.match(line)]
                heading = next(reversed(numbered or lines), "")
                others = tuple(line for line in lines if line is not heading)
                before.setdefault(piece.key, (heading, others))
                words, lines = "", []
        lines += [words.strip()] if words.strip() else []
    return before


def words_before_tag(found: Slot) -> str:
    return next(iter(_before_tags(found).values()), "")


def _before_tags(found: Slot) -> dict[str, str]:
    before: dict[str, str] = {}
    text = ""
    for piece in _pieces(found):
        if piece.kind == "text":
            text += piece.text
        elif piece.kind == "tag":
            before.setdefault(piece.key, text.strip())
            text = ""
    return before


def words_behind_tag(found: Slot, key: str, *, in_line: bool = False) -> str:
    """The blank's own words behind a cell's last tag, or behind any as far as its line goes."""
    text, is_mine = "", False
    for paragraph in found.paragraphs:
        if in_line and is_mine:
            break
        for piece in paragraph:
            if piece.kind == "tag":
                text, is_mine = "", piece.key == key
            elif is_mine and (piece.kind == "text" or is_written_over(piece)):
                text += piece.text
        if in_line and not is_mine:
            text = ""
    is_last = bool(found.keys) and found.keys[-1] == key
    return text.strip() if is_last or in_line else ""


def last_heading(found: Slot) -> dict[str, str]:
    """Of paragraphs outside of tables: the last words before each tag that are no note in brackets."""
    found_headings: dict[str, str] = {}
    text = ""
    for paragraph in found.paragraphs:
        said = ""
        for piece in paragraph:
            if piece.kind == "text":
                said += piece.text
            elif piece.kind == "tag":
                if said.strip() and _NUMBER.match(said):
                    found_headings.setdefault(piece.key, said.strip())
                elif text and not said.strip():
                    found_headings.setdefault(piece.key, text)
                said = text = ""
        if said.strip() and not re.fullmatch(r"\s*[（(].*[）)]\s*", said):
            text = said.strip()
    return found_headings


def heading_form(text: str) -> str:
    """A heading for comparison, without its number."""
    return normal(_NUMBER.sub("", text)).rstrip(":")


def heading_shown(text: str) -> str:
    return _NUMBER.sub("", text).strip().rstrip("：:")


# --- hints and options --------------------------------------------------------------------


def hints(slots: Iterable[Slot]) -> Iterator[str]:
    """The hints of a grid; neighbouring hint paragraphs of a cell are one hint."""
    for found in slots:
        joined: list[str] = []
        for piece in _pieces(found):
            if piece.kind == "hint":
                joined.append(piece.text)
            elif joined and piece.text.strip():
                yield "".join(joined)
                joined = []
        if joined:
            yield "".join(joined)


def is_ordinal(found: Slot) -> bool:
    """Whether the cell comes with a number printed in it, as rows to be filled in do."""
    return _hint(found).strip().isdigit()


def options(found: Slot, key: str) -> tuple[Option, ...]:
    """The options of a choice with the levels of each: its boxes, else ①…② in its hint."""
    names: dict[str, list[str]] = {}
    for box in found.boxes_of(key):
        option, _, level = box.partition("/")
        names.setdefault(option, [])
        if level:
            names[option].append(level)
    if names:
        room = _room(found)
        return tuple(
            Option(name, tuple(levels), name in room, room.get(name, "")) for name, levels in names.items()
        )
    circled = [name.strip() for name in _CIRCLED.findall(_hint(found))]
    return tuple(Option(name) for name in circled) if len(circled) > 1 else ()


def _room(found: Slot) -> dict[str, str]:
    """The options behind which the blank leaves room for words, with what it asks for there (``理由``)."""
    pieces = list(_pieces(found))
    return {
        piece.option: asked[1] if (asked := _ASKED.search(following.text)) else ""
        for piece, following in pairwise(pieces)
        if piece.kind == "box" and following.kind == "text" and _ROOM.search(following.text)
    }


def _hint(found: Slot) -> str:
    return "".join(piece.text for piece in _pieces(found) if piece.kind == "hint")


def _pieces(found: Slot) -> Iterator[Segment]:
    return (piece for paragraph in found.paragraphs for piece in paragraph)
