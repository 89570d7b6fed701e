"""Which passages of a document are which form: blanks compared with what is named in them.

A passage's labels are weighed for each form, less those that are missing, more for its
title. Neighbouring passages that together are more of one form are one form. What covers too
little of any form, such as another bureau's, is none. Source: ``docs/reading.md``, "From bytes
to a record".
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from pipeline.forms.hints import Hints
from pipeline.forms.labels import STRONG, Target, says_only_that_it_goes_on
from pipeline.forms.model import Form, Library
from pipeline.forms.naming import Named
from pipeline.forms.passages import Passage, Passages, unframed
from pipeline.forms.text import normal
from pipeline.forms.where import words
from pipeline.model import Block, Document, Grid, Paragraph

_MISSING = 0.15
_TITLE = 1.5
_COVERAGE = {"own": 0.55, "none": 0.75, "other": 0.86}
_PART = 0.95

Hits: TypeAlias = "dict[str, dict[Target, float]]"
"""For each form (by id) how surely each of its targets is named."""


@dataclass(slots=True)
class Instance:
    """Passages that may be one form; ``after``: what stands between and below them outside."""

    passages: list[Passage] = field(default_factory=list)
    hits: Hits = field(default_factory=dict)
    after: list[Block] = field(default_factory=list)

    @property
    def titles(self) -> frozenset[str]:
        return frozenset().union(*(passage.titles for passage in self.passages))

    def add(self, passage: Passage, hits: Hits) -> None:
        if self.passages:
            self.after += passage.before
        self.passages.append(passage)
        for form, found in hits.items():
            mine = self.hits.get(form, {})
            better = {target: score for target, score in found.items() if score > mine.get(target, 0.0)}
            self.hits[form] = mine | better


class Recogniser:
    """Finds the filled forms of a library in documents."""

    def __init__(self, library: Library, hints: Hints) -> None:
        self._library = library
        self._passages = Passages(library, hints)
        self.labels = self._passages.labels

    def instances(self, document: Document) -> list[tuple[Form, Instance]]:
        """The forms of a document with the passages that each takes, in order.

        A table that holds tables is a form with tables in its answers, but for one of a single
        cell, which frames them; so does any other where there is no form otherwise.
        """
        whole = tuple(unframed(document.blocks, 1))
        if found := self._forms(replace(document, blocks=whole)):
            return found
        parts = tuple(unframed(document.blocks, math.inf))
        return self._forms(replace(document, blocks=parts)) if parts != whole else []

    def _forms(self, document: Document) -> list[tuple[Form, Instance]]:
        found = ((self._best(instance), instance) for instance in self._instances(document))
        return [(form, instance) for form, instance in found if form is not None]

    def _instances(self, document: Document) -> Iterator[Instance]:
        current: Instance | None = None
        waiting: tuple[Passage, Hits] | None = None
        for passage in self._passages.of(document):
            hits = {form.id: self._hits(form, passage.named[form.id]) for form in self._library.forms}
            if passage.is_text and not self._stands(current, passage, hits):
                waiting = passage, hits
                continue
            if not passage.titles and not any(hits.values()):
                if current is not None:
                    if self._goes_on(current, passage):
                        current.add(passage, hits)
                    else:
                        current.after += [*passage.before, passage.index.grid]
                continue
            if current is not None and self._joins(current, passage, hits):
                current.add(passage, hits)
                continue
            if current is not None:
                current.after += passage.before
                yield current
            current = self._begun(waiting, passage, hits)
            waiting = None
        if current is not None:
            current.after += [] if current.passages[-1].is_text else _tail(document)
            yield current

    def _stands(self, current: Instance | None, passage: Passage, hits: Hits) -> bool:
        """Whether words outside of any table go on with a form, or are one by themselves."""
        if current is not None and self._joins(current, passage, hits):
            return True
        alone = Instance()
        alone.add(passage, hits)
        return self._best(alone) is not None

    def _begun(self, waiting: tuple[Passage, Hits] | None, passage: Passage, hits: Hits) -> Instance:
        """A new instance, with the words above its table where they ask for answers of the same form."""
        begun = Instance()
        begun.add(passage, hits)
        if waiting is None or not waiting[1][self._likeliest(begun).id]:
            return begun
        whole = Instance()
        whole.add(*waiting)
        whole.add(passage, hits)
        return whole

    # -- weighing ------------------------------------------------------------------------

    def _hits(self, form: Form, named: Sequence[Named]) -> dict[Target, float]:
        """How surely each target of a form is named; headings of parts stand for their answer."""
        best: dict[Target, float] = {}
        parts: dict[int, set[Target]] = defaultdict(set)
        for one in named:
            if one.target.kind == "part":
                parts[one.target.number].add(one.target)
            else:
                best[one.target] = max(best.get(one.target, 0.0), one.score)
        for target in self.labels[form.id].targets if parts else ():
            if target.kind == "answer" and target not in best and len(parts.get(target.number, ())) > 1:
                best[target] = _PART
        return best

    def _joins(self, current: Instance, passage: Passage, hits: Hits) -> bool:
        is_other = any(before.other_title for before in current.passages)
        if passage.is_sheet or (passage.titles - current.titles and (current.titles or is_other)):
            return False
        if passage.titles & current.titles and self._sections([passage]) & self._sections(current.passages):
            return False  # a list that begins anew under its title
        best_alone = max(
            self._score(form, current.hits[form.id], current.titles) for form in self._library.forms
        )
        titles = current.titles | passage.titles
        whole = self._best(current)
        for form in self._library.forms:
            old, new = current.hits[form.id], hits[form.id]
            if not new or self._begins_again(form, old, new) or (whole is not None and form is not whole):
                continue  # what is a form already doesn't become another one
            if self._score(form, {**new, **old}, titles) > best_alone:
                return True
            most = max(sum(found.values()) for found in hits.values())
            if not set(new) - set(old) and form is self._likeliest(current) and sum(new.values()) == most:
                return True  # a block that goes on in a table of its own
        return False

    def _sections(self, passages: Sequence[Passage]) -> set[str]:
        """The headings of lists' sections that stand in some passages, in the words of their blank."""
        blocks = [block for form in self._library.forms for block in form.blocks]
        known = {heading for block in blocks for heading in block.sections}
        cells = (cell for passage in passages for cell in passage.index.cells)
        return {shown for cell in cells if (shown := normal(words(cell))) in known}

    @staticmethod
    def _begins_again(form: Form, old: dict[Target, float], new: dict[Target, float]) -> bool:
        sure = [
            target
            for target, score in new.items()
            if score >= STRONG and target.kind == "answer" and not form.answers[target.number].continued
        ]
        again = [target for target in sure if old.get(target, 0.0) >= STRONG]
        return len(again) > max(1, len(sure) / 3) or (len(sure) == len(again) == 1)

    def _goes_on(self, current: Instance, passage: Passage) -> bool:
        """Whether what names nothing goes on with the last passage: as wide, with nothing said between."""
        last = current.passages[-1]
        if passage.is_sheet or any(
            isinstance(block, Paragraph) and block.text.strip() for block in passage.before
        ):
            return False
        form = self._likeliest(current)
        edges = {cell.column for cell in last.index.cells}
        same = (
            passage.index.columns == last.index.columns
            and {cell.column for cell in passage.index.cells} <= edges
        )
        first = words(passage.index.cells[0])
        return same and (bool(form.blocks) or not first or says_only_that_it_goes_on(first))

    def _score(self, form: Form, hits: dict[Target, float], titles: frozenset[str]) -> float:
        missing = len(self.labels[form.id].targets) - len(hits)
        return sum(hits.values()) - _MISSING * missing + (_TITLE if form.id in titles else 0)

    def _likeliest(self, instance: Instance) -> Form:
        titles = instance.titles
        return max(self._library.forms, key=lambda form: self._score(form, instance.hits[form.id], titles))

    def _best(self, instance: Instance) -> Form | None:
        """The form that an instance is; None where it covers too little of any."""
        form = self._likeliest(instance)
        hits = instance.hits[form.id]
        coverage = sum(hits.values()) / max(len(self._expected(form, hits)), 1)
        if form.id in instance.titles:
            enough = _COVERAGE["own"]
        else:
            enough = _COVERAGE[
                "other" if any(passage.other_title for passage in instance.passages) else "none"
            ]
        return form if coverage >= enough else None

    def _expected(self, form: Form, hits: Mapping[Target, float]) -> list[Target]:
        """What a form has labels for: all, but for the rows of a block that has its heads and not one row."""
        targets = self.labels[form.id].targets
        without_rows = set()
        for block in form.blocks:
            heads = [target for target in targets if target.kind == "column" and target.block == block.name]
            named = {target.kind for target in hits if target.block == block.name}
            if "indicator" not in named and heads and all(target in hits for target in heads):
                without_rows.add(block.name)
        return [
            target for target in targets if target.kind != "indicator" or target.block not in without_rows
        ]


def _tail(document: Document) -> list[Block]:
    last = max((at for at, block in enumerate(document.blocks) if isinstance(block, Grid)), default=-1)
    return list(document.blocks[last + 1 :])
