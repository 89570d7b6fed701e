"""The blank's own words, taken out of answers wherever they stand.

Hints are pooled over all forms, since people mix annexes. A long hint goes wherever it
is found, with the brackets around it; a short one (``项目 1``) and a lead-in
(``填写格式：``) only at the beginning of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from pipeline.forms.content import Line
from pipeline.forms.model import Form
from pipeline.forms.text import mapped, normal

LONG = 8
_LEAD_IN = 8
_RETYPED = 12  # shorter hints are taken out as printed only
_ALIKE, _CUT = 80, 92
_EDGE = "()。.;:、,"
_LETTERS = re.compile(r"[^\W\d_]")


class Hints:
    """All hints of all forms."""

    def __init__(self, forms: Iterable[Form]) -> None:
        cores = {normal(hint).strip(_EDGE) for form in forms for hint in form.hints}
        cores = {core for core in cores if _LETTERS.search(core)}
        self._long = sorted((core for core in cores if len(core) >= LONG), key=len, reverse=True)
        self._short = {core for core in cores if len(core) < LONG}

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        lead_ins = {core[: core.index(":")] for core in self._long if ":" in core[:_LEAD_IN]}
        short = sorted((*self._short, *lead_ins), key=len, reverse=True)
        words = "|".join(re.sub(r"\d+", r"\\d+", re.escape(core)) for core in short)
        leads = "|".join(re.escape(core) for core in sorted(lead_ins, key=len, reverse=True))
        return re.compile(
            rf"(?:(?:{leads}):|(?:{words})(?![号期#\w]|[.]\d)[:.、,-]*|(?:{words})(?=[^\W\d_])(?![号期]))"
        )

    def strip(self, lines: Sequence[Line], *, retyped: bool = False) -> list[Line]:
        """Lines without hints; a line that held nothing else is left empty.

        Lines of nested tables are the applicant's own and stay. ``retyped``: hints that
        were typed anew or cut are taken out as well; not in answers that may look like
        the example in a hint.
        """
        whole, places = _joined(lines)
        if not whole:
            return list(lines)
        gone = self._found(whole)
        found = list(lines)
        for start, end in sorted(gone, reverse=True):
            for number in sorted({places[at][0] for at in range(start, end)}):
                columns = [places[at][1] for at in range(start, end) if places[at][0] == number]
                found[number] = _cut(found[number], min(columns), max(columns) + 1)
        found = [self._without_start(line) if line.grid is None else line for line in found]
        return [self._without_retyped(line) for line in found] if retyped else found

    def _without_retyped(self, line: Line) -> Line:
        """The line without a hint at its beginning that is nearly one of the blank's."""
        if line.grid is not None or len(line.text) < _RETYPED:
            return line
        shown, index = mapped(line.text)
        opened = len(shown) - len(shown.lstrip("("))
        for core in self._long:
            if len(core) < _RETYPED or not any(core[at : at + 4] in shown[:16] for at in (0, 2, 4)):
                continue
            end = _likeness(shown[opened:], core)
            if end:
                end += opened
                while end < len(shown) and shown[end] in _EDGE:
                    end += 1
                rest = line.text[index[end] :] if end < len(index) else ""
                return Line(rest.strip(), "", None)
        return line

    def _found(self, whole: str) -> list[tuple[int, int]]:
        """Spans of long hints in a normal text, brackets and closing marks around them included."""
        gone: list[tuple[int, int]] = []
        for core in self._long:
            at = whole.find(core)
            while at >= 0:
                start, end = at, at + len(core)
                if not any(first < end and start < last for first, last in gone):
                    gone.append(_widened(whole, start, end))
                at = whole.find(core, end)
        return gone

    def _without_start(self, line: Line) -> Line:
        shown, index = mapped(line.text)
        found = self._starts.match(shown)
        if not found or not found.end():
            return line
        end = index[found.end()] if found.end() < len(index) else len(line.text)
        return Line(line.text[end:].strip(), "", line.grid)


def _likeness(shown: str, core: str) -> int:
    """How many characters at the beginning of a normal text are a hint, nearly; 0 for none."""
    from rapidfuzz import fuzz

    text = shown.rstrip(_EDGE)
    is_whole = fuzz.ratio(text, core) >= _ALIKE or fuzz.ratio(text, core[: len(text)]) >= _CUT
    if is_whole and len(text) <= len(core) * 1.15:
        return len(shown)
    found = fuzz.partial_ratio_alignment(core, text, score_cutoff=_ALIKE) if len(text) > len(core) else None
    return found.dest_end if found and found.dest_start <= 2 else 0


def _joined(lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
    """All lines as one normal text, and for each of its characters (line, index in the line)."""
    shown: list[str] = []
    places: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if line.grid is not None:
            continue
        text, index = mapped(line.text)
        shown.append(text)
        places.extend((number, at) for at in index)
    return "".join(shown), places


def _widened(whole: str, start: int, end: int) -> tuple[int, int]:
    opened = start > 0 and whole[start - 1] == "("
    while end < len(whole) and whole[end] in "。.;":
        end += 1
    if opened and end < len(whole) and whole[end] == ")":
        return start - 1, end + 1
    if end < len(whole) and whole[end] == ":":
        return start, end + 1
    return start, end


def _cut(line: Line, start: int, end: int) -> Line:
    rest = line.text[:start] + line.text[end:]
    if not rest.strip(" 　;；。:：()（）"):
        return Line("", "", line.grid)
    return Line(rest, line.number, line.grid)
