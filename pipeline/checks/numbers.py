"""Checks of figures: number-readable, unit-given, ratio-within, figure-agrees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.checks.subject import Spot, Subject, filled, finding, spots_of
from pipeline.forms.definition import CheckDefinition
from pipeline.forms.text import normal
from pipeline.forms.units import conversion, unit_of
from pipeline.model import Amount, Finding

# Text and table may round differently.
_ROUNDING = 0.02
# Between the words that announce a figure and the figure: 量, 约, 可达到.
_ANNOUNCED = r"[^\d。;；,，\n]{0,6}?(\d+(?:,\d{3})*(?:\.\d+)?)([^\d。;；,，、()（）\n]{0,10})"


def number_readable(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where words give no one figure, or a figure in a unit that doesn't fit its field's."""
    for spot in filled(subject, definition):
        field = subject.form.field(spot.key)
        if _unreadable(spot, field.unit if field else ""):
            yield finding(definition, spot)


def _unreadable(spot: Spot, unit: str) -> bool:
    value = spot.answer.value
    if isinstance(value, Amount) and value.amount is not None:
        return bool(unit) and value.unit != unit
    figure = value.amount if isinstance(value, Amount) else value
    return figure in (None, "") and bool(spot.answer.raw)


def unit_given(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where a figure stands without a unit."""
    for spot in filled(subject, definition):
        value = spot.answer.value
        if isinstance(value, Amount) and value.amount is not None and not value.unit:
            yield finding(definition, spot)


def ratio_within(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where the second field divided by the first leaves ``within``, but stays in ``outer``.

    Placeholders ``{first}``, ``{second}``: the figures as written, ``{ratio}``. Without
    ``outer`` any distance counts; with it, what is further off is another check's.
    """
    assert definition.within is not None
    below, above = definition.within
    first, second = (list(spots_of(subject, [key])) for key in definition.fields)
    for under, over in zip(first, second, strict=True):
        if not _figure(under) or not _figure(over):
            continue
        ratio = _figure(over) / _figure(under)
        near = definition.outer is None or definition.outer[0] <= ratio <= definition.outer[1]
        if near and not below <= ratio <= above:
            shown = f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}"
            yield finding(definition, over, first=under.shown, second=over.shown, ratio=shown)


def _figure(spot: Spot) -> float:
    """The figure at a spot; 0 where there is none, or none in the field's own unit."""
    value = spot.answer.value
    figure = value.amount if isinstance(value, Amount) else value
    return float(figure) if isinstance(figure, int | float) and not spot.answer.raw else 0.0


def figure_agrees(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where the texts beside a figure announce it by ``words`` with another one.

    ``texts``: the fields to look in. Where one of them has the figure itself, nothing is
    asked. Placeholder ``{said}``: the words of the text.
    """
    announced = re.compile(f"(?:{'|'.join(map(re.escape, definition.words))}){_ANNOUNCED}")
    for spot in filled(subject, definition):
        field = subject.form.field(spot.key)
        value = spot.answer.value
        unit = value.unit if isinstance(value, Amount) else field.unit if field else ""
        figure = _figure(spot)
        said = list(_said(subject, definition.texts, spot, announced, unit)) if figure else []
        if said and not any(abs(other - figure) <= _ROUNDING * figure for other, _ in said):
            yield finding(definition, spot, said="、".join(words for _, words in said))


def _said(
    subject: Subject, texts: Sequence[str], beside: Spot, announced: re.Pattern[str], unit: str
) -> Iterator[tuple[float, str]]:
    """The figures that texts announce, in the unit of the table, and the words that do."""
    for spot in spots_of(subject, texts):
        if spot.row not in (None, beside.row):
            continue
        for found in announced.finditer(normal(spot.shown)):
            number, words = found[1], found[2]
            for length in range(len(words), 0, -1):
                factor = _factor(words[:length], unit)
                if factor is not None:
                    shown = found[0][: len(found[0]) - len(words) + length]
                    yield float(number.replace(",", "")) * factor, shown
                    break


def _factor(written: str, wanted: str) -> float | None:
    """By what to multiply; of coal and carbon, named before the figure, 吨 will do."""
    found = conversion(written, wanted)
    measured, asked = unit_of(written), unit_of(wanted)
    if found is None and measured and asked and measured.dimension == "mass":
        found = conversion(written, "t") if asked.dimension in ("energy", "carbon") else None
    return None if found is None else float(found)
