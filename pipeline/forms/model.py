"""A form, as learned from its blank and its definition: the schema of reading and filling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.forms.definition import Definition
from pipeline.model import Cell, Document

BOXES = "□☐▢◻⬜"

Kind = Literal["text", "number", "amount", "code", "choice", "photos", "section"]


@dataclass(frozen=True, slots=True)
class Option:
    """A box of a choice, with the boxes of its levels (``绿色工厂``: 国家级, 省级, 市级).

    ``open``: behind it the blank leaves room for words (``其他：____``); ``asked``: and says
    which (``否，理由：____``).
    """

    name: str
    levels: tuple[str, ...] = ()
    open: bool = False
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form.

    ``key``: ``name``, or with its rows field ``projects.title``. ``label``: as people say
    it, without spaces, number and bracket (``企业名称``); ``labels``: all by which it is
    known, the printed one first. ``heading``: the words above its part of a cell that
    holds several fields. ``unit``: of a number or an amount. ``boxed``: its options have
    boxes in the blank. ``ordinal``: the blank prints its number (1, 2, …), so that a row
    where nothing else stands is blank. ``before``, ``behind``: the blank's own words around
    its tag (``万元``), no part of an answer.
    """

    key: str
    kind: Kind
    label: str
    labels: tuple[str, ...] = ()
    unit: str = ""
    options: tuple[Option, ...] = ()
    boxed: bool = False
    heading: str = ""
    ordinal: bool = False
    publish: bool = True
    before: str = ""
    behind: str = ""

    @property
    def block(self) -> str:
        """The rows field that it is a column of, or ``""``."""
        return self.key.partition(".")[0] if "." in self.key else ""

    @property
    def column(self) -> str:
        """Its key within its row (its key, for a field of the form itself)."""
        return self.key.partition(".")[2] or self.key


# --- the layout that reading and filling share ------------------------------------


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a blank's paragraph: words, a hint (``key``: for which field), a tag or a box.

    A box's ``key`` is its field, ``option`` what it ticks: ``绿色工厂`` or ``绿色工厂/国家级``.
    """

    kind: Literal["text", "hint", "tag", "box"]
    text: str
    key: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a blank by its paragraphs' segments."""

    cell: Cell
    paragraphs: tuple[tuple[Segment, ...], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its tags, each once."""
        return tuple(
            dict.fromkeys(
                segment.key for paragraph in self.paragraphs for segment in paragraph if segment.kind == "tag"
            )
        )

    @property
    def boxes(self) -> tuple[str, ...]:
        """The options of its boxes, in order."""
        return tuple(box.option for box in self._boxes())

    def boxes_of(self, key: str) -> tuple[str, ...]:
        """The options of the boxes behind one tag, in order."""
        return tuple(box.option for box in self._boxes() if box.key == key)

    def _boxes(self) -> Iterator[Segment]:
        return (piece for paragraph in self.paragraphs for piece in paragraph if piece.kind == "box")


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """An answer cell of the form itself: its fields, the labels (normal form) that name it.

    ``headings``: for each field of a cell with several, the headings (normal form,
    without number) that begin its part; a cell of which every text has one needs no label.
    ``inline``: the label stands in the cell. ``headed``: no label is printed, its headings
    alone name it; ``outside``: it stands outside of any table. ``context``: of answers with the same label
    (手机 of the 法定代表人, of the 联系人) the label that comes before this one and its variants.
    ``continued``: the labels of further cells that it goes on in, ``""`` for one without a label.
    ``lines``: what is printed between its texts besides headings (normal form, without number).
    ``sentence``: its texts are short and stand in a line, each behind its words.
    ``others``: labels before its own in the same line of which nothing is read.
    """

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]]
    inline: bool = False
    headed: bool = False
    outside: bool = False
    context: tuple[str, ...] = ()
    continued: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    sentence: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Answers that have two labels each: that of their row and that of their column.

    ``lines``, ``heads``: the labels (normal form) of the rows and of the columns;
    ``keys``: (line, head) -> key. ``names``: what the blank prints for the rows and for the
    columns, without units; ``corner``: above the former. ``told_by``: of rows with the same
    label the label left of each, of such columns the one above.
    """

    lines: tuple[tuple[str, ...], ...]
    heads: tuple[tuple[str, ...], ...]
    keys: Mapping[tuple[int, int], str]
    names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    corner: str = ""
    told_by: tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of a block that is named by its label: value, remark beside it.

    ``has_unit``: the unit is filled in in the label's bracket. ``has_note``: an amount's
    remark stands in the cell after the value. ``joined``: value and remark are one text.
    """

    key: str
    labels: tuple[str, ...]
    has_unit: bool
    has_note: bool
    joined: bool


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """The rows that repeat: columns (key -> labels, normal form), indicators, sections, spare rows.

    ``sections``: normal form of a section's heading -> (key, value) of the rows below.
    ``spare``: untagged rows below the block (row, normal form of its words).
    ``groups``: first and last row of each run of tagged rows in the blank, and the value
    of the section that it stands in (``""`` where there are none). ``grid``: the number
    of its grid in the blank. ``followed``: other answers stand below it.
    """

    name: str
    grid: int
    columns: Mapping[str, tuple[str, ...]]
    indicators: tuple[Indicator, ...]
    sections: Mapping[str, tuple[str, str]]
    spare: tuple[tuple[int, str], ...]
    groups: tuple[tuple[int, int, str], ...]
    followed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form: definition, blank (the Word file as read), fields and layout.

    ``slots``: the cells of each grid of the blank. ``texts``: each run of paragraphs
    outside its tables that holds tags, as if it were a cell. ``furniture``: the other words
    outside its tables (title, notes).
    """

    definition: Definition
    path: Path
    blank: Document
    fields: tuple[Field, ...]
    answers: tuple[AnswerCell, ...] = ()
    blocks: tuple[BlockSpec, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    slots: tuple[tuple[Slot, ...], ...] = ()
    texts: tuple[Slot, ...] = ()
    hints: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    keys: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The record's keys: fields of the form itself and rows fields, in the form's order."""
    _by_key: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = tuple(dict.fromkeys(field.block or field.key for field in self.fields))
        object.__setattr__(self, "keys", keys)
        object.__setattr__(self, "_by_key", {field.key: field for field in reversed(self.fields)})

    @property
    def id(self) -> str:
        return self.definition.id

    def field(self, key: str) -> Field | None:
        """The field of a key such as ``projects.title``."""
        return self._by_key.get(key)

    def has_photos(self, keys: Iterable[str]) -> bool:
        """Whether the answer of one of these keys is pictures."""
        return any(known.kind == "photos" for key in keys if (known := self.field(key)))

    def role(self, role: str) -> str | None:
        """The key that plays a role here, None where no field does."""
        return self.definition.roles.get(role)

    def columns(self, block: str) -> Mapping[str, Field]:
        """The columns of a rows field by their key in a row."""
        return {field.column: field for field in self.fields if field.block == block}


@dataclass(frozen=True, slots=True)
class Library:
    """All forms known."""

    forms: tuple[Form, ...]

    def form(self, form_id: str) -> Form:
        """The form of an id; raises ``KeyError``."""
        for form in self.forms:
            if form.id == form_id:
                return form
        raise KeyError(form_id)
