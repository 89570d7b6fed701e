"""The labels of all forms together: which words need not be looked up in any of them.

Most of what people write names nothing. That is told here once for all forms, where each
form would have to take the words apart and compare them with each of its labels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from rapidfuzz import fuzz, process

from pipeline.forms.labels import (
    BRACKETED,
    COLON,
    JOINTS,
    LEAST_ALIKE,
    LONGEST,
    LONGEST_INLINE,
    Labels,
    Target,
    untranslated,
)
from pipeline.forms.text import label, remembered, without_notes

_ALIKE = LEAST_ALIKE - 0.01


class Vocabulary:
    """Whether words may name anything in any form.

    It can say so of words that name nothing after all, never the other way round: what it
    turns away, `Labels.named`, `Labels.inline` and `Labels.first_line` of every form do too.
    """

    def __init__(self, forms: Sequence[Labels]) -> None:
        self._forms = tuple(forms)
        self.names = frozenset().union(*(labels.names for labels in forms))
        self._others: dict[str, list[str]] = defaultdict(list)
        for labels in forms:
            for words in labels.others:
                self._others[words].append(labels.form.id)
        self._listed = tuple(sorted(self.names))
        self._near: dict[int, list[str]] = {}  # the labels that a text of a length may be spelt like
        self.may_name: Callable[[str], bool] = remembered(self._may_name)
        self.named_in: Callable[[str], frozenset[str]] = remembered(self._named_in)
        self.surely: Callable[[str], tuple[tuple[str, Target], ...]] = remembered(self._surely)

    def _named_in(self, text: str) -> frozenset[str]:
        """The forms (by id) in which a cell's words name anything."""
        forms = self._forms if self.may_name(text) else ()
        return frozenset(labels.form.id for labels in forms if any(labels.named(text)))

    def _surely(self, text: str) -> tuple[tuple[str, Target], ...]:
        """The answers that a cell's words name for sure, each with the id of its form."""
        return tuple((labels.form.id, target) for labels in self._forms for target in labels.sure(text))

    def _may_name(self, text: str) -> bool:
        """Whether a text is a label, joins labels, holds one, or is spelt like one."""
        shown = label(untranslated(text))
        if not shown or len(shown) > LONGEST:
            return False
        plain = without_notes(shown)
        ways = {shown, plain, label(plain)}
        return (
            not self.names.isdisjoint(ways)
            or any(self._joins(way) or self._is_around_one(way) for way in ways)
            or self._is_like_one(label(plain))
        )

    def _is_like_one(self, shown: str) -> bool:
        """Whether a text is spelt like a label; of one that is much longer or shorter it can't be."""
        length = len(shown)
        if length not in self._near:
            self._near[length] = [
                name
                for name in self._listed
                if abs(len(name) - length) <= (1 - _ALIKE) * (len(name) + length)
            ]
        near = self._near[length]
        return process.extractOne(shown, near, scorer=fuzz.ratio, score_cutoff=100 * _ALIKE) is not None

    def _joins(self, shown: str) -> bool:
        """Whether a text is of labels alone, but for what joins them."""
        return any(all(label(piece) in self.names for piece in pieces) for pieces in _parted(shown))

    def _is_around_one(self, shown: str) -> bool:
        """Whether a text begins or ends with a label."""
        return shown.startswith(self._listed) or shown.endswith(self._listed)

    def begun_in(self, text: str) -> frozenset[str]:
        """The forms a label of which may begin a text: before its first colon, or as its first line."""
        colon = COLON.search(text)
        before = text[: colon.start()] if colon else ""
        beginnings = (before, before[before.rfind("\n") + 1 :], text.partition("\n")[0])
        named = [self.named_in(words) for words in dict.fromkeys(beginnings) if len(words) <= LONGEST_INLINE]
        return frozenset().union(*named, self._others.get(without_notes(label(before)), ()))


def _parted(shown: str) -> Iterator[Sequence[str]]:
    """The ways to part a text where it may join labels."""
    bracketed = BRACKETED.match(shown)
    if bracketed:
        yield bracketed.groups()
    pieces = JOINTS.split(shown)
    if len(pieces) > 1:
        yield pieces
