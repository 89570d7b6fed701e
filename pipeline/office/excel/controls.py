"""Check boxes and option buttons drawn over a sheet, with their captions.

Excel stores each twice: in a part of the control's properties (its state) and as a VML
shape (state, place and caption; [MS-OI29500], x:ClientData). Either may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.office.characters import clean
from pipeline.office.excel.drawings import Drawn, linked
from pipeline.office.excel.layout import PIXEL, Box, Layout
from pipeline.office.excel.names import TICKED, UNTICKED, S
from pipeline.office.package import Package, Relation
from pipeline.office.parsing import Element, integer
from pipeline.problems import Unreadable

_X = "{urn:schemas-microsoft-com:office:excel}"
_V = "{urn:schemas-microsoft-com:vml}"
_SHAPE_ID = "{urn:schemas-microsoft-com:office:office}spid"
_X14_FORM = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}formControlPr"
_MARKS = {"checkbox": (UNTICKED, TICKED), "radio": ("○", "●")}
_ANCHOR = 8  # numbers: column, pixels, row, pixels of the first corner, then of the last


@dataclass(slots=True)
class _Control:
    kind: str = ""
    is_ticked: bool = False
    box: Box | None = None
    caption: str = ""


def drawn(
    package: Package,
    root: Element,
    relations: Mapping[str, Relation],
    layout: Layout,
    captions: Mapping[str, str],
) -> list[Drawn]:
    """The boxes and buttons of a sheet as a tick or an empty box before their captions."""
    found: dict[str, _Control] = {}
    for part in dict(linked(package, root.iterfind(f"{S}legacyDrawing"), relations)):
        found |= _in_vml(package, part, layout)
    properties: dict[str, Element] = {}
    for part, node in linked(package, root.iter(f"{S}control"), relations):
        if part not in properties:
            properties[part] = package.xml(part)
        control = found.setdefault(f"_x0000_s{node.get('shapeId')}", _Control())
        _by_properties(node, properties[part], layout, control)
    shown = []
    for name, control in found.items():
        if control.kind in _MARKS and control.box is not None:
            caption = captions.get(name) or control.caption
            shown.append(Drawn(control.box, _MARKS[control.kind][control.is_ticked] + caption))
    return shown


def _in_vml(package: Package, part: str, layout: Layout) -> dict[str, _Control]:
    try:
        root = package.xml(part)
    except Unreadable:
        return {}  # VML is often no XML; what it says stands elsewhere too
    found = {}
    for shape in root.iter(f"{_V}shape"):
        data = shape.find(f"{_X}ClientData")
        if data is None or "visibility:hidden" in (shape.get("style") or "").replace(" ", ""):
            continue
        kind = (data.get("ObjectType") or "").lower()
        if kind in _MARKS:
            name = shape.get(_SHAPE_ID) or shape.get("id") or ""
            words = shape.find(f"{_V}textbox")
            found[name] = _Control(
                kind,
                (data.findtext(f"{_X}Checked") or "0").strip() not in ("0", ""),
                _box(data.findtext(f"{_X}Anchor") or "", layout),
                clean(" ".join("".join(map(str, words.itertext())).split())) if words is not None else "",
            )
    return found


def _box(anchor: str, layout: Layout) -> Box | None:
    numbers = [integer(word) for word in anchor.split(",")]
    if len(numbers) != _ANCHOR:
        return None
    column, right, row, down, last_column, last_right, last_row, last_down = numbers
    return Box(
        *layout.place(row, column, down * PIXEL, right * PIXEL),
        *layout.place(last_row, last_column, last_down * PIXEL, last_right * PIXEL),
    )


def _by_properties(node: Element, properties: Element, layout: Layout, control: _Control) -> None:
    """Takes a control's state from its properties, and its place where nothing else told it."""
    if properties.tag != _X14_FORM:
        return
    control.kind = (properties.get("objectType") or "").lower()
    control.is_ticked = properties.get("checked") == "Checked"
    if control.box is None:
        anchor = node.find(f"{S}controlPr/{S}anchor")
        control.box = layout.box(anchor) if anchor is not None else None
