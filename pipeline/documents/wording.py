"""Values in the words of a printed page, the same in all documents."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pipeline.forms.model import Field, Form
from pipeline.model import Amount, Answer, Code, Value


def published(form: Form, key: str | None) -> Field | None:
    """The field of a key where it may be printed for the public, else None."""
    field = form.field(key) if key else None
    return field if field is not None and field.publish else None


def one_line(text: str) -> str:
    """A text as a heading: line breaks and runs of spaces are one space."""
    return " ".join(text.split())


def number(value: int | float) -> str:
    """A figure as people write it: no exponent, no zeros after the last decimal that counts."""
    shown = format(Decimal(repr(value)), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def choices(value: Value) -> str:
    """Ticked options: ``绿色工厂（国家级）``, several joined by ``、``."""
    if not isinstance(value, tuple):
        return ""
    names = (option.partition("/") for option in value if isinstance(option, str))
    return "、".join(f"{name}（{level}）" if level else name for name, _, level in names)


def code(value: Value) -> str:
    """An industry: ``C26 化学原料和化学制品制造业``, or the half that was filled in."""
    if not isinstance(value, Code):
        return ""
    return one_line(f"{value.code} {value.name}")


def plain(value: Value) -> str:
    """A short answer in one line, whatever its type; of photos and rows nothing."""
    match value:
        case str():
            return one_line(value)
        case int() | float():
            return number(value)
        case Amount(amount=int() | float() as amount, unit=unit):
            return f"{number(amount)}{unit}"
        case Code():
            return code(value)
        case tuple():
            return choices(value)
        case _:
            return ""


def quantity(answer: Answer, unit: str, symbols: Mapping[str, str]) -> tuple[str, str]:
    """A figure with its unit's symbol (the field's where it has none of its own), and the remark on it.

    Words that gave no figure are the figure as filled in; both are ``""`` where nothing was.
    """
    match answer.value:
        case Amount(amount=int() | float() as amount, unit=own, note=note):
            return f"{number(amount)} {symbols.get(own, own) or unit}".rstrip(), note
        case Amount(note=note):
            return answer.raw, note
        case int() | float() as figure:
            return f"{number(figure)} {unit}".rstrip(), ""
        case str() as words:
            return words or answer.raw, ""
        case _:
            return answer.raw, ""
