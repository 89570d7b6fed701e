"""Label cells: which fields of a form a cell's words name, and how surely."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.forms import units
from pipeline.forms.model import Form
from pipeline.forms.text import label, without_notes

EXACT, BARE, AFFIX, LEAST_ALIKE = 1.0, 0.95, 0.7, 0.8
MARGIN = 0.05
LONGEST = 40
_UNIT = re.compile(r"\((?:单位:)?([^()]*)\)$")
_COLON = re.compile("[:：]")
_SEPARATORS = " \u3000\t\n；;，,、。|/"
_JOINT = re.compile(r"以及|[及和与、/&,]")


@dataclass(frozen=True, slots=True)
class Target:
    """What a label names: an answer cell (its number in the form), a block's columns or its indicator."""

    kind: str
    name: str
    keys: tuple[str, ...]


class Labels:
    """The labels of a form, by their normal form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.targets: list[Target] = []
        self._exact: dict[str, set[Target]] = defaultdict(set)
        self._bare: dict[str, set[Target]] = defaultdict(set)
        self._known: dict[str, tuple[tuple[Target, float], ...]] = {}
        for target, texts in self._all():
            self.targets.append(target)
            for text in texts:
                self._exact[text].add(target)
                self._bare[without_notes(text)].add(target)
        self._names = [name for name in {*self._exact, *self._bare} if name]

    def _all(self) -> Iterator[tuple[Target, tuple[str, ...]]]:
        for number, cell in enumerate(self.form.answers):
            yield Target("answer", str(number), cell.keys), cell.labels
        for block in self.form.blocks:
            columns: dict[str, list[str]] = defaultdict(list)
            texts: dict[str, tuple[str, ...]] = {}
            for key, names in block.columns.items():
                head = names[0] if names else key
                columns[head].append(key)
                texts[head] = tuple(dict.fromkeys((*texts.get(head, ()), *names)))
            for head, keys in columns.items():
                yield Target("column", block.name, tuple(keys)), texts[head]
            for indicator in block.indicators:
                yield Target("indicator", block.name, (indicator.key,)), indicator.labels

    def find(self, text: str) -> tuple[tuple[Target, float], ...]:
        """The targets that a cell's words name and how surely, surest first; none for other words."""
        if text not in self._known:
            self._known[text] = tuple(self._find(text))
        return self._known[text]

    def _find(self, text: str) -> list[tuple[Target, float]]:
        shown = label(text)
        if not shown or len(shown) > LONGEST:
            return []
        if shown in self._exact:
            return [(target, EXACT) for target in self._exact[shown]]
        bare = without_notes(shown)
        if bare in self._exact:
            return [(target, BARE) for target in self._exact[bare]]
        if bare in self._bare and len(self._bare[bare]) == 1:
            return [(target, BARE) for target in self._bare[bare]]
        return [found for found in self._alike(bare) if self._fits(shown, found[0])]

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
        for name, ratio, _ in process.extract(bare, self._names, scorer=fuzz.ratio, limit=4, score_cutoff=60):
            alike = ratio / 100
            if len(name) >= 3 and (bare.endswith(name) or bare.startswith(name)):
                alike = max(alike * 0.85, AFFIX)
            elif alike < LEAST_ALIKE:
                continue
            else:
                alike *= 0.85
            for target in self._exact.get(name, set()) | self._bare.get(name, set()):
                scores[target] = max(scores.get(target, 0.0), alike)
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN:
            return []
        return ranked[:1]

    def behind(self, text: str) -> list[tuple[Target, str]]:
        """The targets and answers of a cell that holds both (``联系人：某某  联系电话：…``), in order.

        None where the cell doesn't begin with a label.
        """
        found: list[tuple[Target, int, int]] = []
        for colon in _COLON.finditer(text):
            start = found[-1][2] if found else 0
            named = self._before(text, start, colon.start())
            if named and not any(named[0] == target for target, _, _ in found):
                found.append((*named, colon.end()))
            elif not found:
                break
        if not found:
            return []
        starts = [start for _, start, _ in found[1:]] + [len(text)]
        return [
            (target, text[end:following].rstrip(_SEPARATORS))
            for (target, _, end), following in zip(found, starts, strict=True)
        ]

    def _before(self, text: str, start: int, end: int) -> tuple[Target, int] | None:
        """The target that the words right before ``end`` name, and where they begin."""
        for at in range(max(start, end - LONGEST), end):
            if at and not (at == start == 0) and text[at - 1] not in _SEPARATORS:
                continue
            if start == 0 and text[:at].strip():
                return None  # the first label opens the cell
            named = self._sure(text[at:end])
            if named is not None:
                return named, at
        return None

    def _sure(self, text: str) -> Target | None:
        """The one answer that words name for sure."""
        named = [found for found, score in self.find(text) if score >= BARE and found.kind == "answer"]
        return named[0] if len(named) == 1 else None

    def joined(self, text: str) -> tuple[Target, ...]:
        """The targets that a label joins (``联系人及联系电话``); none for any other label."""
        parts = _JOINT.split(label(text))
        if len(parts) < 2:
            return ()
        named = [self._sure(part) for part in parts]
        targets = tuple(target for target in named if target is not None and len(target.keys) == 1)
        return targets if len(set(targets)) == len(parts) else ()
