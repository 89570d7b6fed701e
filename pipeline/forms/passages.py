"""A document as passages: its grids, each with what stands above it and what is named in it.

A grid in which a form begins again is cut there, so that several forms in one sheet are several
passages. Where a form asks for texts outside of tables, the paragraphs there are a passage too.
Source: ``docs/reading.md``, "From bytes to a record".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice, pairwise

from rapidfuzz import fuzz

from pipeline.forms.grids import Index
from pipeline.forms.headed import headed
from pipeline.forms.hints import Hints
from pipeline.forms.labels import Labels, Target
from pipeline.forms.model import Form, Library
from pipeline.forms.naming import Named, by_form, naming, saying
from pipeline.forms.text import label, normal, remembered, without_notes
from pipeline.forms.vocabulary import Vocabulary
from pipeline.forms.where import words
from pipeline.model import OUTSIDE, Block, Cell, Document, Grid, Paragraph, Place

_REPEATED = 0.5
_FEWEST = 4  # labels that must come again for the form to do so
_TITLE_LIKE, _SHORTEST_TITLE = 0.85, 8
_TITLE_ROWS = 3
_SCREENED = 2_000  # cells; larger grids are first looked over for any label
_TITLE_ENDS = ("表", "书", "表)", "书)")


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A grid with what stands between it and the grid before.

    ``said``: how many cells say anything; ``named``: for each form the cells that name its
    fields; ``other_title``: whether it has a title that is no form's; ``is_text``: its cells
    are the paragraphs outside of any table, where a form asks for answers there.
    """

    index: Index
    before: tuple[Block, ...]
    is_sheet: bool
    said: int
    named: dict[str, list[Named]]
    titles: frozenset[str]
    other_title: bool = False
    is_text: bool = False


class Passages:
    """Parts documents by the forms of a library; learns their labels once."""

    def __init__(self, library: Library, hints: Hints) -> None:
        known = [name for form in library.forms for answer in form.answers for name in answer.labels]
        self.labels = {form.id: Labels(form, known) for form in library.forms}
        self._library = library
        self._hints = hints
        self._vocabulary = Vocabulary(list(self.labels.values()))
        self._titles = {form.id: normal(form.definition.title) for form in library.forms}
        self._numbers = {form.id: '"' + normal(form.definition.number) for form in library.forms}
        self._outside = {form.id: own for form in library.forms if (own := frozenset(_outside(form)))}
        self._begun_by: Callable[[str], tuple[str, str]] = remembered(self._told_by)
        self._titled_by: Callable[[str], frozenset[str]] = remembered(self._forms_titled)

    def of(self, document: Document) -> Iterator[Passage]:
        """The passages of a document, in order."""
        before: list[Block] = []
        outside = 0
        for block in document.blocks:
            if not isinstance(block, Grid):
                before.append(block)
                outside += isinstance(block, Paragraph) and bool(block.text.strip())
                continue
            asks = self._asks(before)
            if asks and not self._names_anything(block):
                before.append(block)  # an applicant's table among the words
                continue
            if asks:
                yield self._text(before, outside)
                before = []
            for part in self._cut(block):
                yield self._passage(part, tuple(before), document.format in ("xlsx", "xls"))
                before = []
        if self._asks(before):
            yield self._text(before, outside)

    def _asks(self, blocks: Sequence[Block]) -> bool:
        """Whether words outside of any table hold headings or labels that a form has there."""
        if not self._outside:
            return False
        lines = [label(block.text) for block in blocks if isinstance(block, Paragraph)]
        shown = [line for line in lines if line]
        return any(
            sum(any(line.startswith(names) for line in shown) for names in asked) >= min(2, len(asked))
            for own in self._outside.values()
            for asked in own
        )

    def _text(self, blocks: Sequence[Block], last: int) -> Passage:
        """Words outside of any table, as a grid of one column with a row for each paragraph.

        ``last``: the number of the last of them that says something, in the document.
        """
        told = [*accumulate(isinstance(block, Paragraph) and bool(block.text.strip()) for block in blocks)]
        cells = tuple(
            Cell(Place(OUTSIDE, 0, f"第{last - told[-1] + told[row]}段"), row, 0, 1, 1, (block,))
            for row, block in enumerate(blocks)
        )
        found = self._passage(Grid(OUTSIDE, cells), (), is_sheet=False)
        named = {
            form.id: [one for one in found.named[form.id] if self._is_outside(form, one)]
            for form in self._library.forms
        }
        return replace(found, named=named, is_text=True)

    @staticmethod
    def _is_outside(form: Form, one: Named) -> bool:
        return one.target.kind in ("answer", "part") and form.answers[one.target.number].outside

    def _passage(self, grid: Grid, before: tuple[Block, ...], is_sheet: bool) -> Passage:
        index = Index(grid)
        said = saying(index, self._hints, self._vocabulary)
        telling = by_form(said)
        named = {
            form: [*naming(labels, telling[form]), *headed(labels, index, said)]
            for form, labels in self.labels.items()
        }
        heads = self._headings(grid, index, before)
        titles = frozenset().union(*map(self._titled_by, heads))
        other = not titles and any(
            head.endswith(_TITLE_ENDS)
            and len(head) >= _SHORTEST_TITLE
            and label(head) not in self._vocabulary.names
            for head in heads
        )
        return Passage(index, before, is_sheet, len(said), named, titles, other)

    @staticmethod
    def _headings(grid: Grid, index: Index, before: Sequence[Block]) -> list[str]:
        """What may be a title: the words above a grid, the first rows, a sheet's name (normal form)."""
        above = [normal(block.text) for block in before if isinstance(block, Paragraph)]
        rows = sorted(index.by_row.items())[: 3 * _TITLE_ROWS]
        said = ([text for cell in cells if (text := normal(words(cell)))] for _, cells in rows)
        first = islice(filter(None, said), _TITLE_ROWS)
        return [*above, "".join(above), *(text for texts in first for text in texts), normal(grid.part)]

    def _forms_titled(self, head: str) -> frozenset[str]:
        """The forms (by id) of which this is the title, or says the number."""
        return frozenset(
            form
            for form, title in self._titles.items()
            if title in head or self._numbers[form] in head or _is_nearly(head, title)
        )

    def _cut(self, grid: Grid) -> list[Grid]:
        """A grid before each row in which a form begins again; none where it names nothing of any form."""
        if len(grid.cells) > _SCREENED and not self._names_anything(grid):
            return []
        starts = self._starts(grid) if len(grid.cells) <= _SCREENED else []
        if len(starts) < 2:
            return [grid]
        edges = [0, *starts[1:], 1 << 30]
        return [
            Grid(grid.part, tuple(
                replace(cell, row=cell.row - first) for cell in grid.cells if first <= cell.row < last
            ))
            for first, last in pairwise(edges)
        ]  # fmt: skip

    def _names_anything(self, grid: Grid) -> bool:
        """A quick look over a large grid: does any text stand in it that is a label or title?"""
        texts = {block.text for cell in grid.cells for block in cell.blocks if isinstance(block, Paragraph)}
        shown = {text.strip(":*") for text in normal("\x00".join(texts)).split("\x00")}
        bare = {without_notes(text) for text in shown if text.endswith(")")}
        return len((shown | bare) & self._vocabulary.names) >= 2

    def _starts(self, grid: Grid) -> list[int]:
        """The rows in which a form begins: its title alone in a row, or its labels come again."""
        rows: dict[str, list[int]] = defaultdict(list)
        titles: dict[int, str] = {}
        for cell in grid.cells:
            text = words(cell) if cell.blocks else ""
            if not text or len(text) > 60:
                continue
            name, title = self._begun_by(text)
            if title:
                titles.setdefault(cell.row, title)
            if name:
                rows[name].append(cell.row)
        for found in self._repeats(rows):
            if len(found) > 1:
                return self._with_titles(found, list(titles))
        return self._titles_of_forms(titles, rows) if len(titles) > 1 else []

    def _told_by(self, text: str) -> tuple[str, str]:
        """The label that a text is in any form, and the title of one that it holds."""
        shown, name = normal(text), label(text)
        title = next((title for title in self._titles.values() if title in shown), "")
        return name if name in self._vocabulary.names else "", title

    def _repeats(self, rows: Mapping[str, Sequence[int]]) -> Iterator[list[int]]:
        """For each form the rows in which its first label comes, where most of its labels come as often.

        ``rows``: for each label that any form knows the rows in which it stands.
        """
        if sum(map(len, rows.values())) < _FEWEST:
            return
        places: dict[str, dict[Target, list[int]]] = defaultdict(lambda: defaultdict(list))
        for name, at in rows.items():
            for form, target in self._vocabulary.surely(name):
                places[form][target] += at
        for form in self.labels:
            yield self._repeated(places[form])

    @staticmethod
    def _repeated(places: Mapping[Target, Sequence[int]]) -> list[int]:
        """The rows in which the first of these answers comes, where most of them come as often."""
        often = [at for at in places.values() if len(at) > 1]
        if len(places) < _FEWEST or len(often) < len(places) * _REPEATED:
            return []
        return sorted(min(places.values(), key=min))

    @staticmethod
    def _with_titles(starts: Sequence[int], titles: Sequence[int]) -> list[int]:
        """Each start moved up to the title above it."""
        found = []
        for before, start in zip([-1, *starts], starts, strict=False):
            above = [row for row in titles if before < row < start]
            found.append(above[-1] if above else start)
        return found

    def _titles_of_forms(self, titles: Mapping[int, str], rows: Mapping[str, Sequence[int]]) -> list[int]:
        """The titles with a form below each; over heads alone, as on a second page, one is repeated.

        So is one that comes again over other labels than the first time.
        """
        parts = list(pairwise([*titles, 1 << 30]))
        known = [{name for name, at in rows.items() if any(a < row < b for row in at)} for a, b in parts]
        told = [{name for name in names if self._vocabulary.surely(name)} for names in known]
        if not told[0]:
            return list(titles) if all(known) else []
        starts: list[int] = []
        seen: dict[str, set[str]] = {}
        for (first, _), names in zip(parts, told, strict=True):
            before = seen.setdefault(titles[first], set())
            if names and (not before or names & before):
                starts.append(first)
            before |= names
        return starts


def _is_nearly(head: str, title: str) -> bool:
    """Whether words are a part of a title, or one that was typed anew."""
    if len(head) < _SHORTEST_TITLE:
        return False
    return head in title or fuzz.ratio(head, title) >= 100 * _TITLE_LIKE


def unframed(blocks: Iterable[Block], most: float) -> Iterator[Block]:
    """Blocks, and in place of a table of at most so many cells that holds tables what stands in it."""
    for block in blocks:
        cells = block.cells if isinstance(block, Grid) and len(block.cells) <= most else ()
        inner = [one for cell in cells for one in cell.blocks]
        if any(isinstance(one, Grid) for one in inner):
            yield from unframed(inner, most)
        else:
            yield block


def _outside(form: Form) -> Iterator[tuple[tuple[str, ...], ...]]:
    """What begins the lines outside of tables that a form reads: its headings together, each label alone."""
    for answer in form.answers:
        if answer.outside and answer.headings:
            yield tuple(tuple(map(str.lower, names)) for names in answer.headings.values())
        elif answer.outside:
            yield ((*answer.labels, *answer.others),)
