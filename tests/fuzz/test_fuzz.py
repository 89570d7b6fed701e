"""A short hunt in each run of the tests, always the same; `make fuzz` goes on from there."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.fuzz import seeds
from tests.fuzz.hunt import Hunt, draw

INPUTS = 160


def test_a_mutated_file_is_read_or_has_its_reason(tmp_path: Path) -> None:
    hunt = Hunt(Random("gate"), tmp_path / "found", together=8)
    tally = hunt.run(inputs=INPUTS, pressed=3)
    assert [f"{found.said}: {found.how}" for found in tally.findings] == []
    # It did what it is for: all came to something, most kinds, and documents were made of some.
    assert tally.inputs == INPUTS and sum(tally.codes.values()) == INPUTS
    assert {"read", "corrupt", "not-a-form"} <= tally.codes.keys()
    assert tally.levels.keys() == {"bytes", "zip", "tree", "harmless"}
    assert tally.copies > 5 and tally.documents > 10


def test_the_same_seed_gives_the_same_inputs() -> None:
    one, other = Random("7"), Random("7")
    assert [draw(one).data() for _ in range(20)] == [draw(other).data() for _ in range(20)]


def test_there_is_a_file_of_every_kind() -> None:
    assert [kind for kind in seeds.WEIGHTS if not seeds.all_of(kind)] == []
