"""Industry codes: both halves or one, in every way they are typed."""

from __future__ import annotations

from tests.exam.hand import Hand
from tests.exam.model import Block, para

WIDE = str.maketrans("C0123456789", "Ｃ０１２３４５６７８９")


def code(hand: Hand, number: str, name: str) -> tuple[list[Block], dict[str, str]]:
    """The paragraphs of a code's cell and its value."""
    both = {"code": number, "name": name}
    kind = hand.which(
        {
            "answer-blank": 0.04,
            "code-nothing": 0.03,
            "code-only": 0.08,
            "code-name-only": 0.08,
            "code-bare-digits": 0.06,
            "code-full-width": 0.06,
            "code-glued": 0.1,
            "code-lines": 0.05,
        }
    )
    nothing = {"code": "", "name": ""}
    words, value = {
        "answer-blank": ("", nothing),
        "code-nothing": (hand.pick(("/", "无", "-")), nothing),
        "code-only": (number, {"code": number, "name": ""}),
        "code-name-only": (name, {"code": "", "name": name}),
        "code-bare-digits": hand.pick(
            ((number[1:], {"code": number, "name": ""}), (f"{number[1:]} {name}", both))
        ),
        "code-full-width": (f"{number.translate(WIDE)} {name}", both),
        "code-glued": (number + name, both),
        "code-lines": (f"{number}\n{name}", both),
    }.get(kind, (f"{number} {name}", both))
    return [para(line) for line in words.split("\n") if line], value
