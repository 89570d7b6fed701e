"""The yellow boxes in which Excel shows notes: VML shapes (ECMA-376 Part 4, 19; [MS-OI29500]).

VML as Excel writes it is often no XML, so shapes are put into its text; nothing else of it
is touched.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from pipeline.office.excel.layout import PIXEL, Layout
from pipeline.office.parsing import refuse
from pipeline.office.sheet import Position

_NAMESPACES = {
    b"v": b"urn:schemas-microsoft-com:vml",
    b"o": b"urn:schemas-microsoft-com:office:office",
    b"x": b"urn:schemas-microsoft-com:office:excel",
}
_ROOT, _END = re.compile(rb"<xml\b[^>]*>"), b"</xml>"
_NUMBER = re.compile(rb"_x0000_s(\d{1,9})")
_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_EMPTY = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_BLOCK = 1024  # ids that a sheet has for its shapes

# A box in pixels, 9-point type in it.
_WIDTH, _LINE, _MARGIN = 260, 16, 12
_PER_LINE = 20


def empty(sheet: int) -> bytes:
    """A part without shapes for the sheet of a number."""
    return _EMPTY.format(block=sheet).encode("ascii")


def is_vml(data: bytes) -> bool:
    """Whether shapes can be added to a part."""
    opened = _ROOT.search(data)
    return opened is not None and data.rfind(_END) >= opened.end()


def with_boxes(data: bytes, sheet: int, boxes: Sequence[tuple[Position, str]]) -> bytes:
    """A part with a hidden box for each note more: its cell and its anchor (`anchor`).

    Raises `Unreadable` (``corrupt``) for what is no VML.
    """
    opened, end = _ROOT.search(data), data.rfind(_END)
    if opened is None or not is_vml(data):
        raise refuse("corrupt", detail="VML")
    taken = max(map(int, _NUMBER.findall(data)), default=sheet * _BLOCK)
    shapes = [
        _SHAPE.format(number=number, anchor=anchor, row=at[0], column=at[1]).encode("ascii")
        for number, (at, anchor) in enumerate(boxes, taken + 1)
    ]
    kind = b"" if b'id="_x0000_t202"' in data else _TYPE
    missing = b"".join(
        b' xmlns:%s="%s"' % (prefix, name)
        for prefix, name in _NAMESPACES.items()
        if b"xmlns:%s=" % prefix not in opened[0]
    )
    head, body = data[: opened.end() - 1], data[opened.end() - 1 : end]
    return head + missing + body + kind + b"".join(shapes) + data[end:]


def anchor(layout: Layout, at: Position, text: str) -> str:
    """Where the box of a note stands: right of its cell, large enough for its text."""
    lines = sum(max(1, math.ceil(len(line) / _PER_LINE)) for line in text.split("\n"))
    left = layout.columns.start(at[1] + 1) + 15 * PIXEL
    top = layout.rows.start(at[0]) + 2 * PIXEL
    corners = ((left, top), (left + _WIDTH * PIXEL, top + (lines * _LINE + _MARGIN) * PIXEL))
    numbers: list[int] = []
    for across, down in corners:
        for axis, place in ((layout.columns, across), (layout.rows, down)):
            index = axis.at(place)
            numbers += [index, int((place - axis.start(index)) / PIXEL)]
    return ", ".join(map(str, numbers))
