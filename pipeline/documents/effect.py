"""The one sentence that says what a case achieved (案例成效), out of what was filled in.

    figures in words -> (too short) the case's title before it -> (too short) sentences behind it
    sentences with figures -> the same

Nothing is said that the record doesn't say. Source: definition ``[effect]``.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.documents.sentences import select, sentences
from pipeline.documents.wording import number
from pipeline.forms.model import Form, Library
from pipeline.model import Amount, Case, Grid, Paragraph, Record


def proposed(case: Case, library: Library, units: Mapping[str, str]) -> str:
    """What a case achieved as its district puts it to the bureau: in its own words, where it has any.

    Raises ``KeyError`` for a case of a form that the library doesn't have.
    """
    return case.wording or computed(case.entry.record, case.row, library, units)


def computed(record: Record | None, row: int | None, library: Library, units: Mapping[str, str]) -> str:
    """What a form, or a row of it, says that was achieved.

    Raises ``KeyError`` for a form that the library doesn't have.
    """
    return effect(record, library.form(record.form), row, units) if record else ""


def published(case: Case, library: Library, units: Mapping[str, str]) -> str:
    """The same as the bureau publishes it: in the words of its review sheet, where it has any."""
    return case.ruling.wording if case.ruling and case.ruling.wording else proposed(case, library, units)


def effect(record: Record, form: Form, row: int | None, units: Mapping[str, str]) -> str:
    """One sentence ending in ``。`` within the form's limits, for a form or for a row of it.

    ``units`` gives the words of a unit (``tce``: 吨标准煤). The sentence is shorter than
    the least where the record says no more, ``""`` where it says nothing.
    """
    definition = form.definition.effect
    least, most = definition.length[0] - 1, definition.length[1] - 1
    text = _figures(record, form, row, units, most)
    if definition.sentences:
        text = select(_sentences(record, definition.sentences, row), least, most, text)
    if not text or len(text) < least:
        text = _longer(text, record, form, row, (least, most))
    return f"{text}。" if text else ""


def _longer(text: str, record: Record, form: Form, row: int | None, length: tuple[int, int]) -> str:
    """The text with the case's title before it, and sentences of other sections behind."""
    least, most = length
    others = [
        sentence
        for key in form.definition.casebook.sections
        if key != form.definition.effect.sentences
        for sentence in _sentences(record, key, row)
    ]
    if not text:
        text = select(others, least, most)
    if text and len(text) < least:
        text = _with_title(text, record, form, row, most)
    if text and len(text) < least:
        text = select(others, least, most, text)
    return text


def _figures(record: Record, form: Form, row: int | None, units: Mapping[str, str], most: int) -> str:
    """The definition's parts that were filled in, in their order, as many as fit."""
    text = ""
    for part in form.definition.effect.parts:
        field = form.field(part.field)
        value = record.value(part.field, row)
        amount = value.amount if isinstance(value, Amount) else value
        unit = (value.unit if isinstance(value, Amount) else "") or (field.unit if field else "")
        # Nothing saved, or more used than before, is no effect; a figure without a unit says nothing.
        if not isinstance(amount, (int, float)) or amount <= 0 or not unit:
            continue
        words = " ".join(part.words.format(amount=number(amount), unit=units.get(unit, unit)).split())
        longer = f"{text}，{words}" if text else words
        if len(longer) > most:
            break
        text = longer
    return text


def _sentences(record: Record, key: str, row: int | None) -> list[str]:
    """The sentences of a text; what stands in tables within it are none."""
    answer = record.answer(key, row)
    if answer is None or not isinstance(answer.value, str):
        return []
    if any(isinstance(block, Grid) for block in answer.blocks):
        paragraphs = (block for block in answer.blocks if isinstance(block, Paragraph))
        return sentences("\n".join(block.number + block.text for block in paragraphs))
    return sentences(answer.value)


def _with_title(text: str, record: Record, form: Form, row: int | None, most: int) -> str:
    """The text behind the case's title in the definition's words, where there is room."""
    title = record.value(form.role("title"), row)
    if not form.definition.effect.lead or not isinstance(title, str) or not title.strip() or title in text:
        return text
    words = "，".join(sentences(title))
    led = form.definition.effect.lead.format(title=words) + text
    return led if words and len(led) <= most else text
