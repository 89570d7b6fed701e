"""A document as read -> the filled forms in it.

Recognise: which grids hold labels of which form; neighbouring grids that together are
more of one form are one. Assign: each label cell to a field, the surest first, equals by
their neighbours in the blank. Take: the answer beside, below or behind the label.
Source: ``record.md``; nothing here knows a form's keys, labels or options.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.forms import interpret, joined, rows, sections
from pipeline.forms.assign import Assignment, assign
from pipeline.forms.content import of_cells
from pipeline.forms.grids import Index
from pipeline.forms.hints import Hints
from pipeline.forms.labels import Labels, Target
from pipeline.forms.model import AnswerCell, Field, Form, Library
from pipeline.forms.text import label, normal
from pipeline.model import Answer, Block, Cell, Document, Grid, Paragraph, Picture, Record

_MISSING = 0.15
_TITLE = 1.5
_TITLED_COVERAGE, _COVERAGE = 0.6, 0.75
_STRONG = 0.9
_ATTACHED = re.compile(r"^(?:附|附件|附图|附页)\d*[:.、]?")


class Matcher:
    """Reads documents by a library of forms; learns the labels and hints of its forms once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.hints = Hints(library.forms)
        self.labels = {form.id: Labels(form) for form in library.forms}
        self.titles = {form.id: normal(form.definition.title) for form in library.forms}
        self.own_words = frozenset(
            filter(None, (words for form in library.forms for words in _own_words(form)))
        )

    def records(self, document: Document) -> tuple[Record, ...]:
        """The filled forms of a document, in order; none where it holds no form."""
        found = []
        for instance in self._instances(document):
            form = self._best(instance)
            if form is not None:
                found.append(_Taking(self, form, instance).record())
        return tuple(found)

    # -- recognise -----------------------------------------------------------------

    def _instances(self, document: Document) -> Iterator[_Instance]:
        current: _Instance | None = None
        for unit in _units(document):
            unit_hits = {form.id: self._hits(form, unit.index) for form in self.library.forms}
            titles = {form.id for form in self.library.forms if self._is_titled(form, unit)}
            if not titles and not any(unit_hits.values()):
                if current is not None:
                    current.after.append(unit.grid)
                continue
            if current is not None and self._joins(current, unit, unit_hits, titles):
                current.add(unit, unit_hits)
                continue
            if current is not None:
                current.after += unit.before
                yield current
            current = _Instance(titles=titles)
            current.add(unit, unit_hits)
        if current is not None:
            current.after += _tail(document)
            yield current

    def _hits(self, form: Form, index: Index) -> dict[Target, float]:
        """How surely each target of a form is named in a grid."""
        labels = self.labels[form.id]
        best: dict[Target, float] = {}
        for cell in index.cells:
            text = label_text(cell)
            for target, score in labels.find(text):
                best[target] = max(best.get(target, 0.0), score)
            for target in (*(target for target, _ in labels.behind(text)), *labels.joined(text)):
                best[target] = max(best.get(target, 0.0), _STRONG)
        return best

    def _is_titled(self, form: Form, unit: _Unit) -> bool:
        title = self.titles[form.id]
        texts = ["".join(block.text for block in unit.before if isinstance(block, Paragraph))]
        texts += [label_text(cell) for cell in unit.index.by_row.get(0, []) + unit.index.by_row.get(1, [])]
        return any(title in normal(text) for text in texts)

    def _joins(
        self, current: _Instance, unit: _Unit, hits: dict[str, dict[Target, float]], titles: set[str]
    ) -> bool:
        if unit.is_sheet or titles - current.titles:
            return False
        best_alone = max(self._score(form, current.hits[form.id], current) for form in self.library.forms)
        for form in self.library.forms:
            old, new = current.hits[form.id], hits[form.id]
            sure = [target for target, score in new.items() if score >= _STRONG and target.kind == "answer"]
            if sum(target in old for target in sure) * 2 > len(sure):
                continue  # another form of this kind; one label may stand twice in a form
            if new and self._score(form, {**new, **old}, current) > best_alone:
                return True
            if new and not set(new) - set(old) and form is self._best(current):
                return True  # a block that goes on in a table of its own
        return False

    def _score(self, form: Form, hits: dict[Target, float], instance: _Instance) -> float:
        missing = len(self.labels[form.id].targets) - len(hits)
        return sum(hits.values()) - _MISSING * missing + (_TITLE if form.id in instance.titles else 0)

    def _best(self, instance: _Instance) -> Form | None:
        """The form that an instance is; None where it covers too little of any."""
        form = max(self.library.forms, key=lambda form: self._score(form, instance.hits[form.id], instance))
        coverage = sum(instance.hits[form.id].values()) / max(len(self.labels[form.id].targets), 1)
        enough = _TITLED_COVERAGE if form.id in instance.titles else _COVERAGE
        return form if coverage >= enough else None


@dataclass(frozen=True, slots=True)
class _Unit:
    """A grid with what stands between it and the grid before."""

    grid: Grid
    index: Index
    before: list[Block]
    is_sheet: bool


@dataclass(slots=True)
class _Instance:
    """Grids that may be one form; ``after``: what stands between and below them outside."""

    titles: set[str]
    units: list[_Unit] = field(default_factory=list)
    hits: dict[str, dict[Target, float]] = field(default_factory=dict)
    after: list[Block] = field(default_factory=list)

    def add(self, unit: _Unit, hits: dict[str, dict[Target, float]]) -> None:
        if self.units:
            self.after += unit.before
        self.units.append(unit)
        for form, found in hits.items():
            mine = self.hits.setdefault(form, {})
            for target, score in found.items():
                mine[target] = max(mine.get(target, 0.0), score)


def _units(document: Document) -> Iterator[_Unit]:
    before: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            for grid in _unwrapped(block):
                yield _Unit(grid, Index(grid), before, document.format in ("xlsx", "xls"))
                before = []
        else:
            before.append(block)


def _unwrapped(grid: Grid) -> list[Grid]:
    """The tables inside a table of one cell that only frames them."""
    if len(grid.cells) == 1:
        inner = [block for block in grid.cells[0].blocks if isinstance(block, Grid)]
        if inner:
            return inner
    return [grid]


def _tail(document: Document) -> list[Block]:
    last = max((at for at, block in enumerate(document.blocks) if isinstance(block, Grid)), default=-1)
    return list(document.blocks[last + 1 :])


def label_text(cell: Cell) -> str:
    """A cell's words as they would be a label."""
    texts = [block.text for block in cell.blocks if isinstance(block, Paragraph)]
    return "\n".join(texts).strip()


class _Taking:
    """Takes the answers of one form out of one instance."""

    def __init__(self, matcher: Matcher, form: Form, instance: _Instance) -> None:
        self._matcher = matcher
        self._hints = matcher.hints
        self._form = form
        self._instance = instance
        self._assigned: Assignment = assign(
            matcher.labels[form.id], [unit.index for unit in instance.units], matcher.hints
        )
        self._used: set[int] = set()

    def record(self) -> Record:
        answers: dict[str, Answer] = {}
        for number, cell in enumerate(self._form.answers):
            answers.update(self._answers(Target("answer", str(number), cell.keys), cell))
        self._joined_labels(answers)
        for block in self._form.blocks:
            taken = rows.take(self._form, block, self._assigned, self._hints)
            self._used |= taken.used
            answers[block.name] = Answer(taken.rows)
        self._photos_below(answers)
        part = self._instance.units[0].grid.part
        ordered = {key: answers[key] for key in self._form.keys}
        return Record(self._form.id, part, ordered, tuple(self._unmatched()))

    def _answers(self, target: Target, cell: AnswerCell) -> dict[str, Answer]:
        mine = [known for key in cell.keys if (known := self._form.field(key))]
        found = self._assigned.answers.get(target)
        if found is None:
            return {known.key: interpret.empty(known) for known in mine}
        self._used |= {id(used) for used in (found.label, *found.cells)}
        if len(mine) > 1:
            return self._parts(mine, cell, found.cells)
        if found.inline is not None:
            retyped = mine[0].kind == "text"
            stripped = found.inline.with_lines(self._hints.strip(found.inline.lines, retyped=retyped))
            return {mine[0].key: interpret.of_content(mine[0], stripped, found.label.place)}
        return {mine[0].key: interpret.answer(mine[0], found.cells, self._hints)}

    def _joined_labels(self, answers: dict[str, Answer]) -> None:
        """The answers of labels that join several fields over one cell."""
        for targets, found in self._assigned.joined:
            self._used |= {id(used) for used in (found.label, *found.cells)}
            content = of_cells(found.cells)
            text = content.with_lines(self._hints.strip(content.lines)).text
            fields = [known for target in targets if (known := self._form.field(target.keys[0]))]
            place = found.cells[0].place if found.cells else found.label.place
            answers.update(joined.apart(text, fields, self._form, place))

    def _parts(self, mine: Sequence[Field], cell: AnswerCell, cells: Sequence[Cell]) -> dict[str, Answer]:
        """The fields of one cell: texts by their headings, pictures together."""
        content = of_cells(cells)
        content = content.with_lines(self._hints.strip(content.lines, retyped=True))
        texts = [known for known in mine if known.kind != "photos"]
        parts = sections.split(content, cell.headings, texts[0].key) if texts else {}
        place = cells[0].place if cells else None
        answers = {known.key: interpret.empty(known, place) for known in texts}
        for known in texts:
            if known.key in parts:
                answers[known.key] = interpret.of_content(known, parts[known.key], place)
        for known in mine:
            if known.kind == "photos":
                answers[known.key] = interpret.of_content(known, content, place)
        return answers

    def _photos_below(self, answers: dict[str, Answer]) -> None:
        """Pictures under a heading of that name after the table belong to its field."""
        current: Field | None = None
        for block in self._instance.after:
            if isinstance(block, Picture):
                if current is not None:
                    old = answers[current.key]
                    answers[current.key] = Answer(
                        (*_pictures(old), block), old.raw, (*old.blocks, block), old.place
                    )
            elif isinstance(block, Paragraph) and block.text.strip():
                current = self._photos_named(block.text) or current
            elif isinstance(block, Grid):
                current = None

    def _photos_named(self, text: str) -> Field | None:
        shown = _ATTACHED.sub("", label(text))
        for cell in self._form.answers:
            for key in cell.keys:
                found = self._form.field(key)
                if not found or found.kind != "photos" or len(cell.keys) > 1:
                    continue
                if any(shown.startswith(name) and len(shown) <= len(name) + 8 for name in cell.labels):
                    return found
        return None

    def _is_own(self, text: str) -> bool:
        shown = normal(text)
        known = self._matcher.own_words
        return not shown or shown in known or (len(shown) >= 4 and any(shown in words for words in known))

    def _unmatched(self) -> Iterator[str]:
        """Words of the form's tables that no field took; neighbours in a row as one."""
        for unit in self._instance.units:
            for row in range(unit.index.rows):
                left = []
                for cell in unit.index.by_row.get(row, []):
                    if id(cell) in self._used or id(cell) in self._assigned.labels:
                        continue
                    content = of_cells([cell])
                    text = content.with_lines(self._hints.strip(content.lines)).text
                    if text and not self._is_own(text):
                        left.append(text)
                if left:
                    yield "：".join(left)


def _own_words(form: Form) -> Iterator[str]:
    """What a blank prints besides its hints: title, notes, heads, labels (normal form)."""
    yield normal(form.definition.title)
    yield normal(form.definition.number)
    yield from map(normal, form.furniture)
    for slots in form.slots:
        for slot in slots:
            yield normal(
                "".join(piece.text for line in slot.paragraphs for piece in line if piece.kind == "text")
            )


def _pictures(answer: Answer) -> tuple[Picture, ...]:
    value = answer.value
    return tuple(item for item in value if isinstance(item, Picture)) if isinstance(value, tuple) else ()


def records(document: Document, library: Library) -> tuple[Record, ...]:
    """The filled forms of a document; for many documents keep a `Matcher`."""
    return Matcher(library).records(document)
