"""Word's own charts in a template: found by their marker, their figures put in, their look left as it is.

A chart is marked by ``{{ charts.by_district }}`` as its alternative text, or as the name of
its series (LibreOffice drops the former). What Word keeps of the figures twice is written
twice: in the chart's caches and in the workbook behind it, which opens at 编辑数据.

Source: ECMA-376 Part 1, 21.2 (charts), 15.2.7 (the embedded package).
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from pipeline.office.package import parse
from pipeline.office.parsing import Element
from pipeline.office.stable import stable
from pipeline.office.words import attribute, clean

_DOCUMENT = "word/document.xml"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MARK = re.compile(r"\{\{\s*charts\.(\w+)\s*\}\}")
_SHEET = "Sheet1"


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows: a figure for each name. ``series``: what is counted, where the template
    doesn't say it. As text it is what the chart says to who can't see it."""

    series: str
    points: tuple[tuple[str, int | float], ...]

    def __html__(self) -> Markup:
        return attribute("、".join(f"{name} {figure}" for name, figure in self.points))


@dataclass(frozen=True, slots=True)
class Marked:
    """A chart of a template: which it is to be, its part, the workbook behind it.

    ``fault`` is the code of what keeps it from being filled, or ``""``.
    """

    name: str
    part: str
    workbook: str
    fault: str = ""


def marked(parts: Mapping[str, bytes]) -> Iterator[Marked]:
    """The charts of a document's body that have a marker, in order."""
    yield from (place for _, place in _places(parts, parse(parts[_DOCUMENT])))


def described(parts: Mapping[str, bytes], root: Element) -> None:
    """Marks the alternative text of the charts in a document's body that are marked by their series."""
    for properties, place in _places(parts, root):
        if not properties.get("descr"):
            properties.set("descr", f"{{{{ charts.{place.name} }}}}")


def _places(parts: Mapping[str, bytes], root: Element) -> Iterator[tuple[Element, Marked]]:
    relations = _relations(parts, _DOCUMENT)
    for properties in root.iter(f"{_WP}docPr"):
        frame = properties.getparent()
        found = None if frame is None else next(frame.iter(f"{_C}chart"), None)
        part = relations.get(found.get(f"{_R}id", ""), "") if found is not None else ""
        said = _MARK.fullmatch((properties.get("descr") or "").strip())
        series = list(parse(parts[part]).iter(f"{_C}ser")) if part in parts else []
        said = said or next(filter(None, map(_marker, series)), None)
        if said is not None:
            workbook = next((name for name in _relations(parts, part).values() if name.endswith(".xlsx")), "")
            yield properties, Marked(said[1], part, workbook, _fault(series, workbook in parts))


def _fault(series: list[Element], has_workbook: bool) -> str:
    if len(series) != 1 or any(series[0].find(f"{_C}{kind}") is None for kind in ("cat", "val")):
        return "chart-series"
    return "" if has_workbook else "chart-workbook"


def _marker(series: Element) -> re.Match[str] | None:
    return _MARK.fullmatch(_name(series))


def _name(series: Element) -> str:
    named = series.find(f"{_C}tx")
    return "".join(node.text or "" for node in named.iter(f"{_C}v")).strip() if named is not None else ""


def filled(parts: Mapping[str, bytes], place: Marked, chart: Chart) -> dict[str, bytes]:
    """The parts of a chart that changes with its figures: the chart itself and its workbook."""
    root = parse(parts[place.part])
    (series,) = root.iter(f"{_C}ser")
    name = clean(chart.series if _marker(series) or not _name(series) else _name(series))
    points = [(clean(label), figure) for label, figure in chart.points]
    for point in series.findall(f"{_C}dPt"):  # a bar of the author's in a colour of its own
        series.remove(point)
    last = max(len(points), 1) + 1
    _put(series, "tx", "str", f"{_SHEET}!$B$1", [name])
    _put(series, "cat", "str", f"{_SHEET}!$A$2:$A${last}", [label for label, _ in points])
    _put(series, "val", "num", f"{_SHEET}!$B$2:$B${last}", [str(figure) for _, figure in points])
    written = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return {place.part: written, place.workbook: _workbook(name, points)}


def _put(series: Element, kind: str, of: str, formula: str, values: list[str]) -> None:
    """Replace what a series has of a kind, in its place; a new name comes behind the order."""
    node = series.find(f"{_C}{kind}")
    if node is None:
        node = etree.Element(f"{_C}{kind}")
        order = series.find(f"{_C}order")
        series.insert(0 if order is None else series.index(order) + 1, node)
    for child in list(node):
        node.remove(child)
    reference = etree.SubElement(node, f"{_C}{of}Ref")
    etree.SubElement(reference, f"{_C}f").text = formula
    cache = etree.SubElement(reference, f"{_C}{of}Cache")
    if of == "num":
        etree.SubElement(cache, f"{_C}formatCode").text = "General"
    etree.SubElement(cache, f"{_C}ptCount", val=str(len(values)))
    for number, value in enumerate(values):
        point = etree.SubElement(cache, f"{_C}pt", idx=str(number))
        etree.SubElement(point, f"{_C}v").text = value


def _workbook(name: str, points: list[tuple[str, int | float]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _SHEET
    sheet.append(["", name])
    for label, figure in points:
        sheet.append([label, figure])
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a name that begins with = is no formula
    out = io.BytesIO()
    book.save(out)
    return stable(out.getvalue())


def _relations(parts: Mapping[str, bytes], part: str) -> dict[str, str]:
    """The parts that a part refers to, by id."""
    folder, _, file = part.rpartition("/")
    name = f"{folder}/_rels/{file}.rels"
    if not part or name not in parts:
        return {}
    return {
        relation.get("Id", ""): posixpath.normpath(posixpath.join(folder, relation.get("Target", ""))).lstrip(
            "/"
        )
        for relation in parse(parts[name]).iter(_RELATION)
        if relation.get("TargetMode") != "External"
    }
