"""What of a workbook's styles matters to a reader: number formats, symbol fonts, cells that are boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.door import FileLimits
from pipeline.office import symbols
from pipeline.office.alike import alike
from pipeline.office.excel.names import TRUE, S
from pipeline.office.formats import Formats
from pipeline.office.package import Package
from pipeline.office.parsing import Element, grandchildren, integer, parse

_NAME = f"{S}name"
_COMPLEMENT = "{http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag}xfComplement"
_BAG = "{http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag}bag"


@dataclass(frozen=True, slots=True)
class Styles:
    """By style index: how numbers are shown, which are in a symbol font, which show truth as a box.

    ``plain``: those that show words as they are stored.
    """

    formats: Formats
    symbols: Mapping[int, str]
    boxes: frozenset[int]
    plain: frozenset[int]


def read(package: Package, root: Element, parts: dict[str, str]) -> Styles:
    """The styles of a workbook by its main part and its parts by their kinds."""
    properties = root.find(f"{S}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in TRUE
    part = parts.get("styles", "")
    if part not in package:
        return Styles(Formats((), since_1904), {}, frozenset(), frozenset())
    told = _told(package.read(part), package.limits)
    has_boxes = _has_boxes(package, parts.get("FeaturePropertyBag", ""))
    boxes = told.boxes if has_boxes else frozenset()
    return Styles(Formats(told.formats, since_1904), told.symbols, boxes, told.plain)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a part of styles says, by style index; ``boxes``: which are boxes where the workbook has any."""

    formats: tuple[tuple[str, str], ...]
    symbols: Mapping[int, str]
    boxes: frozenset[int]
    plain: frozenset[int]


@alike
def _told(data: bytes, limits: FileLimits) -> _Told:
    """What a part of styles says; raises `Unreadable`."""
    styles = parse(data, limits)
    codes = {
        node.get("numFmtId", ""): node.get("formatCode", "")
        for node in grandchildren(styles, f"{S}numFmts", f"{S}numFmt")
    }
    fonts = {
        number: name.get("val", "")
        for number, node in enumerate(grandchildren(styles, f"{S}fonts", f"{S}font"))
        if (name := next(node.iterchildren(_NAME), None)) is not None
        and symbols.is_symbol_font(name.get("val"))
    }
    formats, symbolic, boxes = [], {}, set()
    for index, xf in enumerate(grandchildren(styles, f"{S}cellXfs", f"{S}xf")):
        number = xf.get("numFmtId", "0")
        formats.append((number, codes.get(number, "")))
        font = fonts.get(integer(xf.get("fontId"), -1))
        if font:
            symbolic[index] = font
        if next(xf.iter(_COMPLEMENT), None) is not None:
            boxes.add(index)
    known = Formats(tuple(formats), since_1904=False)
    plain = (style for style in range(len(formats)) if style not in symbolic and known.leaves_words(style))
    return _Told(known.styles, symbolic, frozenset(boxes), frozenset(plain))


def _has_boxes(package: Package, part: str) -> bool:
    """Whether the workbook has check boxes in cells ([MS-XLSX], feature property bags)."""
    if part not in package:
        return False
    return any(bag.get("type") == "Checkbox" for bag in package.xml(part).iter(_BAG))
