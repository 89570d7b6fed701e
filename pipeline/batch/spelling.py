"""The pinyin of units and titles: found in worker processes, then remembered.

Its dictionary takes more memory than a thousand forms. So the process that leads is without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pipeline import work
from pipeline.decide.spelling import Spell, spelt
from pipeline.memo import Memo, code_key
from pipeline.model import Problem

KIND = "pinyin"
_MANY = 500  # names that go to a worker together


def spelling(memo: Memo, pool: work.Pool, limits: work.Limits) -> Spell:
    """Gives names their keys as `spelt` does."""
    code = code_key("pipeline.decide.spelling", libraries=("pypinyin",))[:16]

    def spell(names: Iterable[str]) -> dict[str, str]:
        keys = {f"{code} {name}": name for name in sorted(names)}
        known = {keys[key]: data.decode() for key, data in memo.get_many(KIND, keys).items()}
        missing = [name for name in keys.values() if name not in known]
        for some, outcome in pool.map(spelt, list(_parted(missing)), limits):
            found = spelt(some) if isinstance(outcome, Problem) else outcome
            for name, key in found.items():
                memo.put(KIND, f"{code} {name}", key.encode())
            known |= found
        return known

    return spell


def _parted(names: Iterable[str]) -> Iterable[tuple[str, ...]]:
    rest = iter(names)
    while some := tuple(islice(rest, _MANY)):
        yield some
