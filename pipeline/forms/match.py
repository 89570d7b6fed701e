"""A document as read -> the filled forms in it.

Recognise: which grids are which form. Assign: each label cell to a field, the surest
first, equals by their neighbours in the blank. Take: the answer beside, below or behind
the label. Source: ``docs/reading.md``; nothing here knows a form's keys, labels or options.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from pipeline.forms import choices, interpret, joint, rows, sections
from pipeline.forms.assign import Assignment, Found, assign
from pipeline.forms.content import Content, Line, of_cells
from pipeline.forms.hints import Hints
from pipeline.forms.labels import Target, says_only_that_it_goes_on
from pipeline.forms.model import AnswerCell, Field, Form, Library
from pipeline.forms.printed import heading_form
from pipeline.forms.recognise import Instance, Recogniser
from pipeline.forms.text import label, normal
from pipeline.model import Answer, Document, Grid, Paragraph, Picture, Record

_HEADING_MORE = 8
_ATTACHED = re.compile(r"^(?:附|附件|附图|附页)\d*[:.、]?")


class Matcher:
    """Reads documents by a library of forms; learns the labels and hints of its forms once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.hints = Hints(library.forms)
        self.recogniser = Recogniser(library, self.hints)
        self.furniture = {form.id: _furniture(form) for form in library.forms}
        self.own_words = frozenset(
            filter(None, (words for form in library.forms for words in _own_words(form)))
        )

    def records(self, document: Document) -> tuple[Record, ...]:
        """The filled forms of a document, in order; none where it holds no form."""
        found = self.recogniser.instances(document)
        return tuple(_Taking(self, form, instance).record() for form, instance in found)


class _Taking:
    """Takes the answers of one form out of one instance."""

    def __init__(self, matcher: Matcher, form: Form, instance: Instance) -> None:
        self._matcher = matcher
        self._hints = matcher.hints
        self._form = form
        self._instance = instance
        named, before = [], 0
        for number, passage in enumerate(instance.passages):
            mine = passage.named[form.id]
            if number:
                mine = [replace(one, grid=number, at=one.at + before) for one in mine]
            named.append(mine)
            before += passage.said
        self._assigned: Assignment = assign(
            matcher.recogniser.labels[form.id],
            [passage.index for passage in instance.passages],
            named,
            matcher.hints,
        )
        self._used: set[int] = set()
        self._written: list[str] = []
        self._furniture = matcher.furniture[form.id]

    def record(self) -> Record:
        answers: dict[str, Answer] = {}
        crossing = {key for matrix in self._form.matrices for key in matrix.keys.values()}
        answers.update(
            {known.key: self._crossing(known) for known in self._form.fields if known.key in crossing}
        )
        targets = self._matcher.recogniser.labels[self._form.id].answers
        for target, cell in zip(targets, self._form.answers, strict=True):
            answers.update(self._answers(target, cell))
        for block in self._form.blocks:
            taken = rows.take(self._form, block, self._assigned, self._hints)
            self._used |= taken.used
            answers[block.name] = Answer(taken.rows)
        self._photos_below(answers)
        part = self._instance.passages[0].index.grid.part
        ordered = {key: answers[key] for key in self._form.keys}
        return Record(self._form.id, part, ordered, tuple(self._unmatched()))

    def _crossing(self, known: Field) -> Answer:
        """The answer where a row and a column of a matrix cross."""
        cell = self._assigned.crossed.get(known.key)
        if cell is None:
            return interpret.empty(known)
        self._used.add(id(cell))
        return interpret.answer(known, [cell], self._hints)

    # -- answers of the form itself --------------------------------------------------------

    def _answers(self, target: Target, cell: AnswerCell) -> dict[str, Answer]:
        mine = [known for key in cell.keys if (known := self._form.field(key))]
        found = self._assigned.answers.get(target)
        if found is None:
            return {known.key: interpret.empty(known) for known in mine}
        self._used |= {id(used) for used in (found.label, *found.cells)}
        if found.rival is not None:
            return {known.key: self._claimed_twice(known, found) for known in mine}
        if cell.headings:
            return self._parts(mine, cell, found)
        if found.joint:
            return {mine[0].key: self._joint(mine[0], found)}
        place = found.cells[0].place if found.cells else found.label.place
        if mine[0].kind == "choice":
            self._written += choices.written(found.content().text, mine[0].options)
        if found.inline is None and found.cells:
            return {mine[0].key: interpret.answer(mine[0], found.cells, self._hints, found.label)}
        if found.inline is None:
            return {mine[0].key: interpret.empty(mine[0], place)}
        content = interpret.stripped(mine[0], found.content(), self._hints)
        return {mine[0].key: interpret.of_content(mine[0], content, found.label.place)}

    def _claimed_twice(self, known: Field, found: Found) -> Answer:
        """Two places claim a field: it is left empty, and both stand in ``raw``."""
        places = [found, found.rival] if found.rival else [found]
        contents = [interpret.stripped(known, one.content(), self._hints) for one in places]
        self._used |= {id(used) for one in places for used in (one.label, *one.cells)}
        answer = interpret.empty(known, (found.cells or (found.label,))[0].place)
        return replace(answer, raw="\n".join(content.text for content in contents))

    def _joint(self, known: Field, found: Found) -> Answer:
        """One field of an answer that several share."""
        fields = [field for target in found.joint for key in target.keys if (field := self._form.field(key))]
        text = interpret.stripped(known, found.content(), self._hints).text
        place = (found.cells or (found.label,))[0].place
        parted = joint.parted(self._form, fields, text)
        if parted is None:
            return replace(interpret.empty(known, place), raw=text)
        return interpret.of_content(known, Content([Line(parted.get(known.key, ""))]), place)

    def _parts(self, mine: Sequence[Field], cell: AnswerCell, found: Found) -> dict[str, Answer]:
        """The fields of one cell: texts by their headings, pictures together."""
        content = found.content()
        content = content.with_lines(self._hints.strip(content.lines, retyped=True))
        own = self._furniture if cell.outside else frozenset(filter(None, cell.lines))
        content = content.with_lines([_without(line, own) for line in content.lines])
        texts = [known for known in mine if known.kind != "photos"]
        parts = sections.in_line(content, cell.headings) if cell.sentence else None
        if parts is None and texts:
            parts = sections.split(content, cell.headings, texts[0].key, behind_boxes=texts[0].boxed)
        parts = parts or {}
        place = found.cells[0].place if found.cells else found.label.place
        answers = {known.key: interpret.empty(known, place) for known in texts}
        for known in texts:
            if known.key in parts:
                part = interpret.own_words_out(known, parts[known.key])
                begun = next((line.place for line in part.lines if line.place and line.shown), place)
                answers[known.key] = interpret.of_content(known, part, begun)
        for known in mine:
            if known.kind == "photos":
                answers[known.key] = interpret.of_content(known, content, place)
        return answers

    # -- pictures below the table ----------------------------------------------------------

    def _photos_below(self, answers: dict[str, Answer]) -> None:
        """Pictures under a heading of that name after the table belong to its field."""
        current: Field | None = None
        for block in self._instance.after:
            if isinstance(block, Paragraph):
                if block.text.strip():
                    current = self._photos_named(block.text) or current
            elif current is not None:
                pictures = [block] if isinstance(block, Picture) else _pictures_in(block)
                old = answers[current.key]
                answers[current.key] = Answer(
                    (*_pictures(old), *pictures), old.raw, (*old.blocks, *pictures), old.place
                )

    def _photos_named(self, text: str) -> Field | None:
        shown = _ATTACHED.sub("", label(text))
        for cell in self._form.answers:
            for key in cell.keys:
                found = self._form.field(key)
                if not found or found.kind != "photos":
                    continue
                names = (*cell.labels, normal(found.label))
                if any(shown.startswith(name) and len(shown) <= len(name) + _HEADING_MORE for name in names):
                    return found
        return None

    # -- what is left ------------------------------------------------------------------------

    def _is_own(self, text: str) -> bool:
        shown = normal(text)
        known = self._matcher.own_words
        bare = shown.strip("*:")
        return (
            not bare
            or bare in known
            or shown in known
            or says_only_that_it_goes_on(text)
            or (len(shown) >= 4 and any(shown in words for words in known))
        )

    def _unmatched(self) -> Iterator[str]:
        """Words of the form's tables that no field took; neighbours in a row as one."""
        yield from self._written
        for passage in self._instance.passages:
            for row in sorted(passage.index.by_row):
                left = []
                for cell in passage.index.by_row[row]:
                    if not cell.blocks or id(cell) in self._used or id(cell) in self._assigned.labels:
                        continue
                    content = of_cells([cell])
                    text = content.with_lines(self._hints.strip(content.lines)).text
                    if text and not self._is_own(text):
                        left.append(text)
                if left:
                    yield "：".join(left)


def _furniture(form: Form) -> frozenset[str]:
    """The words of a blank outside its tables, with their numbers and without (normal form)."""
    return frozenset(filter(None, chain(map(normal, form.furniture), map(heading_form, form.furniture))))


def _own_words(form: Form) -> Iterator[str]:
    """What a blank prints besides its hints: title, notes, heads, labels (normal form)."""
    yield normal(form.definition.title)
    yield normal(form.definition.number)
    yield from map(normal, form.furniture)
    for slot in chain(*form.slots, form.texts):
        yield normal(
            "".join(piece.text for line in slot.paragraphs for piece in line if piece.kind == "text")
        )


def _without(line: Line, own: Collection[str]) -> Line:
    """A line, or an empty one where it says what the blank prints."""
    is_own = line.text and (normal(line.text) in own or heading_form(line.text) in own)
    return line.saying("") if is_own else line


def _pictures(answer: Answer) -> tuple[Picture, ...]:
    value = answer.value
    return tuple(item for item in value if isinstance(item, Picture)) if isinstance(value, tuple) else ()


def _pictures_in(grid: Grid) -> list[Picture]:
    return [picture for _, picture in of_cells(grid.cells).pictures]


def records(document: Document, library: Library) -> tuple[Record, ...]:
    """The filled forms of a document; for many documents keep a `Matcher`."""
    return Matcher(library).records(document)
