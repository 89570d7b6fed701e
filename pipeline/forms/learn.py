"""Blank -> Form: what the tagged Word file of a form says of its fields.

A tag's label is the cell to its left, else the head of its column, else the words
before it in its own cell; between other tags it has two, its row's and its column's.
Boxes in its cell make it a choice; words in the style 提示 are hints; the rows tagged
``projects.…`` are the block that repeats, untagged rows below it are spare. Paragraphs
outside of tables are read as one cell whose texts have headings. Source: ``docs/forms.md``,
"What a tag means by where it stands".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.forms import matrices, printed, units
from pipeline.forms.contexts import Context, context, told_apart, with_whole_names
from pipeline.forms.definition import Definition
from pipeline.forms.grids import Index
from pipeline.forms.lists import ListLearner
from pipeline.forms.matrices import Cross
from pipeline.forms.model import AnswerCell, BlockSpec, Field, Form, Kind, Matrix, Slot
from pipeline.forms.printed import Label, Slots
from pipeline.forms.segments import is_tagged, runs, slot, tags
from pipeline.forms.text import label as label_form
from pipeline.forms.text import normal
from pipeline.model import OUTSIDE, Block, Cell, Document, Grid, Paragraph, Place

_PHOTOS = re.compile("(?:照片|图片)$")


def form_of(blank: Document, definition: Definition, path: Path) -> Form:
    """The form of a blank as read and its definition, as far as they agree (`pipeline.forms.lint`)."""
    learner = _Learner(definition)
    furniture: list[str] = []
    for run in runs(blank.blocks):
        if isinstance(run, Grid):
            learner.grid(run)
            continue
        furniture += _furniture(run)
        if is_tagged(run):
            learner.text(run)
    answers = told_apart(learner.answers, learner.contexts)
    headings = {names[0] for answer in answers if answer.outside for names in answer.headings.values()}
    return Form(
        definition=definition,
        path=path,
        blank=blank,
        fields=with_whole_names(learner.fields, answers),
        answers=answers,
        blocks=tuple(_followed(learner)),
        matrices=tuple(learner.matrices),
        slots=tuple(learner.slots),
        texts=tuple(learner.texts),
        hints=tuple(dict.fromkeys(learner.hints)) + definition.hints,
        furniture=tuple(words for words in furniture if printed.heading_form(words) not in headings),
    )


def _followed(learner: _Learner) -> Iterator[BlockSpec]:
    """The rows fields; one is followed also by what is asked in a later table, or outside of any."""
    asked = [number for number, slots in enumerate(learner.slots) if any(found.keys for found in slots)]
    last = max(asked, default=0)
    for block in learner.blocks:
        yield replace(block, followed=block.followed or last > block.grid or bool(learner.texts))


def _furniture(run: Sequence[Block]) -> list[str]:
    return [
        block.text
        for block in run
        if isinstance(block, Paragraph) and block.text.strip() and not tags(block.text) and not block.hints
    ]


_PLAIN = AnswerCell((), (), {})


class _Learner:
    """Collects the fields of a blank, grid by grid."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self.fields: list[Field] = []
        self.answers: list[AnswerCell] = []
        self.contexts: list[Context] = []
        self.blocks: list[BlockSpec] = []
        self.matrices: list[Matrix] = []
        self.slots: list[tuple[Slot, ...]] = []
        self.texts: list[Slot] = []
        self.hints: list[str] = []

    def grid(self, grid: Grid) -> None:
        index = Index(grid)
        slots = {cell.place: slot(cell) for cell in grid.cells}
        number = len(self.slots)
        self.slots.append(tuple(slots.values()))
        self.hints += printed.hints(slots.values())
        crossings = matrices.learned(index, slots)
        crossed = {place: cross for cross in crossings for place in cross.tags}
        for cross in crossings:
            self._unlabelled(cross.unlabelled)
        passed = {found.cell.place for cross in crossings for found in cross.unlabelled}
        for found in slots.values():
            if found.cell.place in crossed:
                self._crossing(found, crossed[found.cell.place])
            elif found.keys and found.cell.place not in passed and not any("." in key for key in found.keys):
                self._answer(found, index, slots)
        variants = {key: given.labels for key, given in self._definition.fields.items()}
        self.matrices += [cross.matrix(variants) for cross in crossings]
        lists = ListLearner(self._definition, index, slots, number, self._add)
        names = dict.fromkeys(
            key.partition(".")[0] for found in slots.values() for key in found.keys if "." in key
        )
        self.blocks += [lists.block(name) for name in names]

    def text(self, run: Sequence[Block]) -> None:
        """What stands outside of tables, as if it were a cell."""
        found = slot(Cell(Place(OUTSIDE), 0, 0, 1, 1, tuple(map(_numbered, run))))
        self.texts.append(found)
        self.hints += printed.hints([found])
        inline = printed.inline_labels(found)
        for key in found.keys:
            if key in inline:
                self._inline(key, inline[key], found, outside=True)
        keys = tuple(key for key in found.keys if key not in inline)
        if keys:
            self._headed(keys, found, Label("", ""), printed.last_heading(found), outside=True)

    # -- fields of the form itself --------------------------------------------------

    def _answer(self, found: Slot, index: Index, slots: Slots) -> None:
        beside = printed.label_cell(found.cell, index, slots)
        inline = printed.inline_labels(found)
        is_left = beside is not None and beside is index.left(found.cell)
        if len(inline) == len(found.keys) and not is_left:
            for key in found.keys:
                self._inline(key, inline[key], found)
            return
        label = printed.label_of(slots[beside.place]) if beside else Label("", "")
        if self._goes_on(found, label):
            return
        if len(found.keys) > 1 and (told := printed.sentence(found)) and not found.boxes:
            self._sentence(told, found, label)
            return
        if len(found.keys) > 1:
            self._headed(found.keys, found, label, printed.headings(found))
            return
        key = found.keys[0]
        if beside is None and not found.boxes:
            self._inline(key, printed.words_before_tag(found), found)
            return
        before, behind = ("", "") if found.boxes else _around(found)
        self._add(key, label.text, found, label.unit, around=(before, behind))
        last = self.contexts[-1].label if self.contexts else ""
        found_in = context(beside, index, slots, last) if beside else None
        self._learned((key,), label.text, _PLAIN, found_in)

    def _inline(self, key: str, label: str, found: Slot, *, outside: bool = False) -> None:
        """A tag with its label before it, in the same cell or line."""
        if any(key in answer.keys for answer in self.answers):
            return
        told = printed.label_of_text(label)
        behind = "" if found.boxes else normal(printed.words_behind_tag(found, key, in_line=outside))
        self._add(key, label, found, told.unit, around=("", behind))
        like = replace(_PLAIN, inline=bool(label), outside=outside, others=printed.others(found, key))
        self._learned((key,), label, like)

    def _sentence(self, told: Mapping[str, tuple[str, str]], found: Slot, label: Label) -> None:
        """Several short answers in a line, each between words of its own."""
        for key, (before, behind) in told.items():
            name = before if len(before) > 1 else label.text + before
            self._add(key, name, found, "", heading=before, around=("", behind))
        headings = {
            key: (normal(before), *map(normal, self._definition.of(key).headings))
            for key, (before, _) in told.items()
        }
        self._learned(tuple(told), label.text, replace(_PLAIN, headings=headings, sentence=True))

    def _headed(
        self,
        keys: tuple[str, ...],
        found: Slot,
        label: Label,
        headings: dict[str, str],
        *,
        outside: bool = False,
    ) -> None:
        """Several texts in one cell (or outside of any), each below its heading."""
        for key in keys:
            behind = normal(printed.words_behind_tag(found, key)) if not outside else ""
            heading = headings.get(key, "")
            self._add(key, heading or label.text, found, label.unit, heading=heading, around=("", behind))
        forms = {
            key: tuple(map(printed.heading_form, (headings[key], *self._definition.of(key).headings)))
            for key in keys
            if key in headings
        }
        between = () if outside else printed.lines_between(found)
        self._learned(keys, label.text, replace(_PLAIN, headings=forms, outside=outside, lines=between))

    def _learned(
        self, keys: tuple[str, ...], label: str, like: AnswerCell, context: Context | None = None
    ) -> None:
        names = printed.names((label, *(name for key in keys for name in self._definition.of(key).labels)))
        headed = not label and bool(like.headings) and not like.sentence
        self.answers.append(replace(like, keys=keys, labels=names, headed=headed))
        self.contexts.append(context or Context(label_form(label)))

    def _goes_on(self, found: Slot, label: Label) -> bool:
        """Whether a cell holds tags that stand in an earlier one too: the answer goes on there."""
        for number, answer in enumerate(self.answers):
            if set(found.keys) & set(answer.keys):
                self._more_options(found)
                name = label_form(label.text)
                more = "" if name in answer.labels else name
                self.answers[number] = replace(answer, continued=(*answer.continued, more))
                return True
        return False

    def _more_options(self, found: Slot) -> None:
        """The boxes of a choice that goes on in another cell."""
        for number, field in enumerate(self.fields):
            if field.key in found.keys and field.kind == "choice":
                more = printed.options(found, field.key) if found.boxes else ()
                names = {option.name for option in field.options}
                new = tuple(option for option in more if option.name not in names)
                self.fields[number] = replace(field, options=(*field.options, *new))

    def _crossing(self, found: Slot, cross: Cross) -> None:
        place, key = found.cell.place, found.keys[0]
        unit = cross.unit(place)
        is_figure = (unit or cross.is_yearly()) and not cross.is_remark(place)
        kind: Kind = "number" if is_figure else "text"
        self._add(key, cross.label(place), found, unit, kind=kind)

    def _unlabelled(self, row: Sequence[Slot]) -> None:
        """Tags below heads in a row that has no label: nothing tells them apart from those of other rows."""
        for found in row:
            self._add(found.keys[0], "", found, "")
        if row:
            self._learned(tuple(found.keys[0] for found in row), "", _PLAIN)

    def _add(
        self,
        key: str,
        label: str,
        found: Slot | None,
        unit: str,
        *,
        heading: str = "",
        note: bool = False,
        kind: Kind | None = None,
        around: tuple[str, str] = ("", ""),
    ) -> None:
        if any(field.key == key for field in self.fields):
            return
        given = self._definition.of(key)
        options = printed.options(found, key) if found else ()
        unit = given.unit or unit
        before, behind = around
        measure = next((words for words in (unit, behind) if units.is_measure(words)), "")
        learned: Kind = kind or (
            "amount" if note
            else "choice" if options
            else "number" if measure
            else "photos" if _PHOTOS.search(printed.short(label)) and not heading
            else "text"
        )  # fmt: skip
        is_kind = given.type or learned
        self.fields.append(
            Field(
                key=key,
                kind=is_kind,
                label=printed.short(label),
                labels=(printed.tidy(label), *given.labels),
                unit=(unit or measure) if is_kind in ("number", "amount") else "",
                options=options if is_kind == "choice" else (),
                boxed=bool(found and found.boxes_of(key)),
                heading=printed.heading_shown(heading),
                ordinal=found is not None and printed.is_ordinal(found),
                publish=given.publish,
                before=before,
                behind=behind,
            )
        )


def _around(found: Slot) -> tuple[str, str]:
    """The blank's own words before and behind the one tag of a cell."""
    return normal(printed.words_before_tag(found)), normal(printed.words_behind_tag(found, found.keys[0]))


def _numbered(block: Block) -> Block:
    """A paragraph with its automatic number as part of its words."""
    if not isinstance(block, Paragraph) or not block.number:
        return block
    more = len(block.number)
    spans = tuple((start + more, end + more) for start, end in block.hints)
    return Paragraph(block.number + block.text, "", spans)
