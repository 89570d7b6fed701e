"""Formulas typed as mathematics, as a line of text (ECMA-376 Part 1, 22.1)."""

from __future__ import annotations

from pipeline.office.parsing import Element
from pipeline.office.word.names import M, T

FORMULAS = frozenset((f"{M}oMath", f"{M}oMathPara"))
_GONE = "}del"


def line(node: Element) -> str:
    """The characters of a formula in order: those above or below the line on it, a fraction with ``/``."""
    tag = node.tag
    if tag in (f"{M}t", T):
        return node.text or ""
    if tag == f"{M}f":
        return "/".join(filter(None, (line(part) for part in node if part.tag in (f"{M}num", f"{M}den"))))
    inner = "".join(line(child) for child in node if not child.tag.endswith(_GONE))
    if tag == f"{M}rad":
        return f"√{inner}"
    if tag == f"{M}d":
        return f"({inner})"
    return inner
