"""Records in normal form (``docs/reading.md``) for any form: what fill -> extract gives back."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from pipeline.forms.model import BlockSpec, Field, Form

Fields = dict[str, Any]

_WORDS = "锅炉余热回收改造蒸汽冷凝水循环漆渣减少排放甲乙丙丁ABCabcxyz0123456789，。；（）%+-=<>&{}'\"#@￥𠮷"
_UNITS = ("吨", "kg", "件", "万套")
_NAMES = "化学原料和制品涂料造业通用设备电子"
_COLORS = ("red", "green", "blue", "navy", "teal", "olive")


@cache
def picture_bytes(color: str, width: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, 30), color).save(target, "PNG" if width % 2 else "JPEG")
    return target.getvalue()


def described(data: bytes) -> dict[str, Any]:
    image = Image.open(io.BytesIO(data))
    return {
        "sha256": hashlib.sha256(data).hexdigest(),
        "width": image.width,
        "height": image.height,
        "media_type": "image/png" if image.format == "PNG" else "image/jpeg",
    }


PICTURES = [picture_bytes(color, width) for color in _COLORS for width in (40, 41)]
BY_SHA = {hashlib.sha256(data).hexdigest(): data for data in PICTURES}

lines = st.text(_WORDS + " ", min_size=1, max_size=24).map(str.strip).filter(bool)
words = st.lists(lines, max_size=3).map("\n".join)
numbers = st.one_of(
    st.integers(0, 10**9),
    st.decimals(0, 10**6, places=3, allow_nan=False, allow_infinity=False).map(
        lambda value: int(value) if value == int(value) else float(value)
    ),
)
photos = st.lists(st.sampled_from(PICTURES).map(described), max_size=3)
codes = st.fixed_dictionaries(
    {
        "code": st.sampled_from(["", "C26", "C2641", "C3360", "D4430"]),
        "name": st.text(_NAMES, max_size=10),
    }
)


@st.composite
def choices(draw: st.DrawFn, field: Field) -> list[str]:
    """Ticks in the form's order: of each option some levels, or the option alone, or nothing."""
    found: list[str] = []
    for option in field.options:
        levels = [f"{option.name}/{level}" for level in option.levels if draw(st.booleans())]
        found += levels or ([option.name] if draw(st.booleans()) else [])
    return found


@st.composite
def amounts(draw: st.DrawFn, field: Field) -> Fields:
    amount = draw(st.none() | numbers)
    unit = "" if amount is None else field.unit or draw(st.sampled_from(_UNITS))
    return {"amount": amount, "unit": unit, "note": draw(words)}


def answers(field: Field) -> st.SearchStrategy[Any]:
    match field.kind:
        case "number":
            return st.none() | numbers
        case "amount":
            return amounts(field)
        case "code":
            return codes
        case "choice":
            return choices(field)
        case "photos":
            return photos
        case _:
            return words


def is_empty(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("amount") is None and not any(value.get(key) for key in ("note", "code", "name"))
    return value in (None, "", [])


@st.composite
def rows(draw: st.DrawFn, form: Form, block: BlockSpec) -> list[Fields]:
    """Rows that say something, in the order of the form's sections."""
    columns = form.columns(block.name)
    section = next((column for column, field in columns.items() if field.kind == "section"), None)
    plain = {column: answers(field) for column, field in columns.items() if column != section}
    ordinal = {column for column, field in columns.items() if field.ordinal}
    found: list[Fields] = []
    for _, _, value in block.groups:
        for row in draw(st.lists(st.fixed_dictionaries(plain), max_size=3)):
            if all(is_empty(answer) for column, answer in row.items() if column not in ordinal):
                continue
            found.append(row | ({section: value} if section else {}))
    return found


@st.composite
def records(draw: st.DrawFn, form: Form) -> Fields:
    """The JSON object ``fields`` of a filled form."""
    blocks = {block.name: block for block in form.blocks}
    found: Fields = {}
    for key in form.keys:
        field = form.field(key)
        found[key] = draw(rows(form, blocks[key])) if field is None else draw(answers(field))
    return found
