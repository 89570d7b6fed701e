"""Label cells: which fields of a form a cell's words name, and how surely."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from rapidfuzz import fuzz, process

from pipeline.forms import units
from pipeline.forms.model import Form, Slot
from pipeline.forms.text import label, normal, remembered, without_notes

PRINTED, VARIANT, BARE, JOINED = 1.0, 0.99, 0.95, 0.93
STRONG = 0.9
"""From here on a label is sure; below it is spelt alike and wants a neighbour beside it."""
_SUFFIX, _PREFIX, _ALIKE, LEAST_ALIKE = 0.7, 0.65, 0.85, 0.74
_MARGIN = 0.05
LONGEST, LONGEST_INLINE, LONGEST_TRANSLATED = 40, 24, 100

JOINTS = re.compile(r"以及|及其|[及和与、/,，;；&+]")
BRACKETED = re.compile(r"^([^()]+)\(([^()]+)\)$")
_UNIT = re.compile(r"\((?:单位:)?([^()]*)\)$")
_DIGITS = re.compile(r"\d+")
COLON = re.compile("[：:]")
_PARTING = " \u3000\t\n；;，,、|/"
_BREAK = re.compile(r"[\s;；,，、|/。]+")
_LATIN = r"([A-Za-z][A-Za-z.,&'’() /-]*[A-Za-z.)])"
_TRANSLATION = re.compile(rf"(?<=[^\x00-\x7f])\s*[/|\s]\s*{_LATIN}(\s*[（(][^（）()]*[）)])?[\s*:：]*$")
_ORIGINAL = re.compile(rf"\s*{_LATIN}\s*[/|\s]\s*(?=[^\x00-\x7f])")
_GOES_ON = re.compile(r"\(?(?:接上[页表]|上接|续[页表]?)\d*\)?$|^\(?续[页表]?\)?[:：]?")
_CONTINUED = re.compile(r"\(?(?:接上[页表文]?|上接|续[页表]?|续上[页表])[\d一二三]*\)?")


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What a label names; there is one object of each.

    ``kind``: an answer cell (``number``: its own in the form), a part of one that has its own
    heading, a line or a head (the one ``at``) of a matrix (``number``: its own in the form), a
    column or an indicator of a ``block``.
    """

    kind: Literal["answer", "part", "line", "head", "column", "indicator"]
    keys: tuple[str, ...]
    number: int = -1
    at: int = -1
    block: str = ""


@dataclass(frozen=True, slots=True)
class Inline:
    """A label, of several fields where it joins them, and where its answer stands behind it in a text."""

    targets: tuple[Target, ...]
    start: int
    end: int


Sure = tuple[tuple[Target, float], ...]


def _printed(slot: Slot) -> str:
    return normal("".join(piece.text for line in slot.paragraphs for piece in line if piece.kind == "text"))


@remembered
def untranslated(text: str) -> str:
    """A label without its translation into a language of Latin letters (``企业名称 / Company Name``)."""
    if text.isascii() or len(text) > LONGEST_TRANSLATED:
        return text
    if found := _TRANSLATION.search(text):
        return text if units.is_measure(found[1]) else text[: found.start()] + (found[2] or "")
    return text[found.end() :] if (found := _ORIGINAL.match(text)) else text


@remembered
def says_only_that_it_goes_on(text: str) -> bool:
    """Whether a label is no more than ``续表`` or ``（接上页）``, whatever it goes on with."""
    return bool(_CONTINUED.fullmatch(normal(text).strip("*:")))


@remembered
def _named_so(text: str) -> str:
    """A label of what goes on, the same for all that say no more than that."""
    return "续" if says_only_that_it_goes_on(text) else label(text)


def may_begin(text: str) -> bool:
    """Whether a text's words before its first colon, or its first line, are short enough for a label."""
    first = text.find("\n")
    if 0 <= first <= LONGEST_INLINE:
        return True
    colon = COLON.search(text)
    return colon is not None and colon.start() - text.rfind("\n", 0, colon.start()) - 1 <= LONGEST_INLINE


class Labels:
    """The labels of a form, by their normal form; what was looked up once is remembered.

    ``printed``: the words of all cells in its tables where nothing is asked, as labels are compared.
    ``names``: all labels in normal form, with and without their notes; ``others``: what may
    stand before one in its line.
    """

    def __init__(self, form: Form, words: Collection[str] = ()) -> None:
        self.form = form
        self.targets: list[Target] = []
        self.answers: list[Target] = []
        self._words = "\n".join(words)
        self._exact: dict[str, dict[Target, float]] = defaultdict(dict)
        self._bare: dict[str, set[Target]] = defaultdict(set)
        for target, texts in self._all():
            if target.kind != "part":
                self.targets.append(target)
            if target.kind == "answer":
                self.answers.append(target)
            for number, text in enumerate(texts):
                self._exact[text].setdefault(target, VARIANT if number else PRINTED)
                if bare := without_notes(text):
                    self._bare[bare].add(target)
        asked = list(zip(self.answers, form.answers, strict=True))
        self.spread = frozenset(
            target
            for target, cell in asked
            if cell.continued or len(target.keys) > 1 or form.has_photos(target.keys)
        )
        self._continued: dict[str, list[Target]] = defaultdict(list)
        for target, cell in asked:
            for text in filter(None, dict.fromkeys(cell.continued)):
                self._continued[_named_so(text)].append(target)
        self.others = {without_notes(text) for cell in form.answers for text in cell.others}
        self.headed = [(target, cell.headings) for target, cell in asked if cell.headed]
        self.printed = frozenset(
            label(shown)
            for slot in chain(*form.slots)
            if not slot.keys and not slot.boxes and len(shown := _printed(slot)) > 1
        )
        self.names = frozenset((*self._exact, *self._bare))
        self._is_part = {name: self._parts_only(name) for name in self.names}
        self.find: Callable[[str], Sure] = remembered(self._find)
        self.goes_on: Callable[[str], tuple[Target, ...]] = remembered(self._goes_on)
        self.sure: Callable[[str], tuple[Target, ...]] = remembered(self._sure)
        self.joint: Callable[[str], tuple[Target, ...]] = remembered(self._joint)
        self.named: Callable[[str], tuple[Sure, tuple[Target, ...]]] = remembered(self._named)

    def of(self, target: Target) -> list[str]:
        """The labels of a target, in normal form."""
        return [name for name, named in self._exact.items() if target in named]

    def _parts_only(self, name: str) -> bool:
        named = {*self._exact.get(name, ()), *self._bare.get(name, ())}
        return all(target.kind == "part" for target in named)

    def _all(self) -> Iterator[tuple[Target, tuple[str, ...]]]:
        for number, cell in enumerate(self.form.answers):
            yield Target("answer", cell.keys, number), cell.labels
            for key, headings in cell.headings.items():
                yield Target("part", (key,), number), headings
        for number, matrix in enumerate(self.form.matrices):
            for at, texts in enumerate(matrix.lines):
                keys = tuple(key for (line, _), key in matrix.keys.items() if line == at)
                yield Target("line", keys, number, at), texts
            for at, texts in enumerate(matrix.heads):
                keys = tuple(key for (_, head), key in matrix.keys.items() if head == at)
                yield Target("head", keys, number, at), texts
        for block in self.form.blocks:
            columns: dict[str, list[str]] = defaultdict(list)
            heads: dict[str, tuple[str, ...]] = {}
            for key, names in block.columns.items():
                head = names[0] if names else key
                columns[head].append(key)
                heads[head] = tuple(dict.fromkeys((*heads.get(head, ()), *names)))
            for head, columns_of in columns.items():
                yield Target("column", tuple(columns_of), block=block.name), heads[head]
            for indicator in block.indicators:
                yield Target("indicator", (indicator.key,), block=block.name), indicator.labels

    # -- a cell that is a label ---------------------------------------------------------

    def _named(self, text: str) -> tuple[Sure, tuple[Target, ...]]:
        """The targets that a cell's words name, and where they name none the answers that they join."""
        sure = self.find(text)
        return sure, () if sure else self.joint(text)

    def _find(self, text: str) -> Sure:
        """The targets that a cell's words name and how surely, surest first; none for other words."""
        shown = label(untranslated(text))
        if not shown or len(shown) > LONGEST or _GOES_ON.search(shown):
            return ()
        if shown in self._exact:
            return tuple(self._exact[shown].items())
        if BRACKETED.match(shown) and self.joint(text):
            return ()
        bare = label(without_notes(shown))
        if bare in self._exact:
            return tuple((target, BARE) for target in self._exact[bare])
        if bare in self._bare and len(self._bare[bare]) == 1:
            return tuple((target, BARE) for target in self._bare[bare])
        if self.joint(text):
            return ()
        if same := self._same(bare):
            return ((same, BARE),)
        return tuple(found for found in self._alike(bare) if self._fits(shown, found[0]))

    def _fits(self, shown: str, target: Target) -> bool:
        """Whether a label's unit measures what the field does: ``（万kWh）`` is no volume of water."""
        written = units.unit_of(found[1]) if (found := _UNIT.search(shown)) else None
        if written is None:
            return True
        fields = [self.form.field(key) for key in target.keys]
        known = [unit for field in fields if field and field.unit and (unit := units.unit_of(field.unit))]
        return not known or any(unit.dimension == written.dimension for unit in known)

    def _alike(self, bare: str) -> list[tuple[Target, float]]:
        """Labels that begin or end so, or are spelt alike, with a margin to the second best."""
        if len(bare) < 2:
            return []
        scores: dict[Target, float] = {}
        for name, ratio, _ in process.extract_iter(bare, self.names, scorer=fuzz.ratio, score_cutoff=50):
            alike = self._affixed(bare, name) or (ratio / 100 if ratio / 100 >= LEAST_ALIKE else 0) * _ALIKE
            if not alike or self._is_part[name]:
                continue
            for target in {*self._exact.get(name, ()), *self._bare.get(name, ())}:
                if target.kind in ("line", "head") and _DIGITS.findall(name) != _DIGITS.findall(bare):
                    continue  # another year
                scores[target] = max(scores.get(target, 0.0), alike)
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _MARGIN:
            return []
        return ranked[:1]

    def _affixed(self, bare: str, name: str) -> float:
        """A label with words of the form's own before or behind it (``企业联系电话``)."""
        if len(name) < 3 or len(name) == len(bare):
            return 0.0
        for score, rest in ((_SUFFIX, bare.removesuffix(name)), (_PREFIX, bare.removeprefix(name))):
            if rest != bare and rest in self._words:
                return score
        return 0.0

    def _sure(self, text: str) -> tuple[Target, ...]:
        """The answers that a cell's words name for sure."""
        return tuple(
            target for target, score in self.find(text) if score >= STRONG and target.kind == "answer"
        )

    def may_go_on(self, text: str) -> bool:
        """Whether a label may be one of what goes on: each has one of two signs, or is the form's own."""
        return "续" in text or "接" in text or bool(self._continued)

    def _goes_on(self, text: str) -> tuple[Target, ...]:
        """The answers that a label such as ``案例内容（续）`` goes on with."""
        shown = label(text)
        rest = _GOES_ON.sub("", shown)
        if rest == shown or not rest:
            return ()
        return self.sure(rest)

    def continued(self, text: str) -> tuple[Target, ...]:
        """The answers that go on, in the blank as well, beside a label such as ``续：``."""
        return tuple(self._continued.get(_named_so(text), ()))

    def _joint(self, text: str) -> tuple[Target, ...]:
        """The answers that a label such as ``联系人及联系电话`` joins, each once; none for others."""
        shown = label(text)
        if len(shown) > LONGEST:
            return ()
        bracketed, plain = BRACKETED.match(shown), without_notes(shown)
        ways = []
        if bracketed:
            outer, inner = bracketed.groups()
            ways = [[outer, inner], [f"{outer}({piece})" for piece in JOINTS.split(inner)]]
        for pieces in (*ways, JOINTS.split(plain), self._concatenated(plain)):
            found = dict.fromkeys(self._surely(piece) for piece in pieces)
            if len(found) > 1 and None not in found:
                return tuple(target for target in found if target)
        return ()

    def _same(self, bare: str) -> Target | None:
        """The answer that all parts of a label name alike (``联系电话/手机``)."""
        pieces = JOINTS.split(bare)
        named = {self._surely(piece) for piece in pieces} if len(pieces) > 1 else set()
        return next(iter(named)) if len(named) == 1 else None

    def _surely(self, piece: str) -> Target | None:
        """The one answer that a piece names; of printed and variant the printed one."""
        shown = label(piece)
        named = self._exact.get(shown) or dict.fromkeys(self._bare.get(shown, ()), BARE)
        mine = [target for target in named if target.kind == "answer" and len(target.keys) == 1]
        return mine[0] if len(mine) == len(named) == 1 else None

    def _concatenated(self, shown: str) -> list[str]:
        """``联系人联系电话`` parted where both halves are labels."""
        for at in range(2, len(shown) - 1):
            if shown[:at] in self._exact and shown[at:] in self._exact:
                return [shown[:at], shown[at:]]
        return []

    # -- a cell that holds labels and answers ---------------------------------------------

    def inline(self, text: str) -> tuple[Inline, ...]:
        """The labels in a text that begins with one, each before a colon (``联系人：某某 电话：…``).

        Labels that the blank has before them in the line, with no tag of their own, may come first.
        The second and further ones stand at the beginning of a line or behind a space or mark.
        """
        found: list[tuple[tuple[Target, ...], int, int]] = []
        edge = 0
        for colon in COLON.finditer(text):
            start, targets = self._before(text, edge, colon.start())
            if not targets and not found:
                if without_notes(label(text[edge : colon.start()])) not in self.others:
                    return ()
                edge = colon.end()
            if targets and not any(set(targets) & set(earlier) for earlier, _, _ in found):
                found.append((targets, start, colon.end()))
                edge = colon.end()
        if not found:
            return ()
        ends = [start for _, start, _ in found[1:]] + [len(text)] * bool(found)
        ends[:-1] = [end - len(text[:end]) + len(text[:end].rstrip(_PARTING)) for end in ends[:-1]]
        return tuple(
            Inline(targets, start, max(start, end))
            for (targets, _, start), end in zip(found, ends, strict=True)
        )

    def _before(self, text: str, edge: int, colon: int) -> tuple[int, tuple[Target, ...]]:
        """What the label that ends at a colon names, and where it begins."""
        line = max(edge, text.rfind("\n", edge, colon) + 1)
        starts = [edge, line] if edge == 0 else [line] if line > edge else []
        if edge:
            starts += [gap.end() for gap in _BREAK.finditer(text, edge, colon)]
        for start in dict.fromkeys(starts):
            words = text[start:colon]
            if not words.strip() or len(words) > LONGEST_INLINE:
                continue
            named = [
                target for target, score in self.find(words) if score >= BARE and target.kind == "answer"
            ]
            if targets := tuple(named) if len(named) == 1 else self.joint(words):
                return start, targets
        return edge, ()

    def first_line(self, text: str) -> Inline | None:
        """The label that is the first line of a text, with the answer below it in the same cell."""
        first, _, rest = text.partition("\n")
        if not rest.strip() or len(first) > LONGEST_INLINE:
            return None
        named = [target for target, score in self.find(first) if score >= BARE and target.kind == "answer"]
        return Inline((named[0],), len(first) + 1, len(text)) if len(named) == 1 else None
