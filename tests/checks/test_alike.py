"""Near-duplicate texts: found whatever was changed in them, and without comparing all with all."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from pipeline.checks.alike import likely, pairs, pieces_of

RANDOM = random.Random(7)


def text(length: int = 400) -> str:
    """Words without sense, unlike any others."""
    return "".join(chr(RANDOM.randint(0x4E00, 0x9FA5)) for _ in range(length))


STORY = text()


@pytest.mark.parametrize(
    "other",
    [
        STORY,
        STORY[:150] + text(40) + STORY[150:],
        STORY[200:] + STORY[:200],
        "\n".join(STORY[at : at + 30] for at in range(0, 400, 30)).replace(STORY[5], f" {STORY[5]}，"),
        STORY[:250],
        text(400) + STORY,
    ],
)
def test_a_copy_is_found_however_it_was_changed(other: str) -> None:
    ((first, second, share),) = pairs([text(), STORY, text(), other], 0.6)
    assert (first, second) == (1, 3)
    assert share >= 0.6


@pytest.mark.parametrize("other", [text(), STORY[:60] + text(340), "", STORY[:12], "用水"])
def test_a_sentence_in_common_makes_no_copy(other: str) -> None:
    assert list(pairs([STORY, other, "节约用水" * 20, "节约用水" * 30], 0.6)) == []


def test_many_copies_are_all_found() -> None:
    found = {second for _, second, _ in pairs([text(), *[STORY] * 40], 0.6)}
    assert found == set(range(2, 41))


def test_whichever_comes_first_the_same_are_alike() -> None:
    texts = [STORY, STORY[:300] + text(100), text(), text()]
    for order in permutations(range(4)):
        found = {
            frozenset((order[one], order[other])) for one, other, _ in pairs([texts[at] for at in order], 0.6)
        }
        assert found == {frozenset((0, 1))}


def test_what_is_compared_grows_with_the_texts_and_not_with_their_pairs() -> None:
    boilerplate = text(60)

    def compared(number: int) -> int:
        copied = text()
        texts = [copied if at % 10 == 0 else boilerplate + text(340) for at in range(number)]
        return len(list(likely([pieces_of(each) for each in texts], 0.6)))

    few, many = compared(400), compared(1600)
    assert few >= 39
    assert many <= 5 * few
