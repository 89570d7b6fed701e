"""What is drawn over the cells of a sheet: pictures, words in shapes, check boxes (ECMA-376 Part 1, 20.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.model import Picture
from pipeline.model.travel import value
from pipeline.office.alternate import MC, branch
from pipeline.office.characters import clean
from pipeline.office.excel.layout import Box, Layout
from pipeline.office.excel.names import BLIP, C_NV_PR, TRUE, XDR, A, R
from pipeline.office.package import Package, Relation
from pipeline.office.parsing import Element, integer, parse
from pipeline.office.pictures import Pictures

_PIC, _SHAPE, _GROUP, _ALTERNATE = f"{XDR}pic", f"{XDR}sp", f"{XDR}grpSp", f"{MC}AlternateContent"
_SEEN = (_PIC, _SHAPE, _GROUP, _ALTERNATE)
_BODY, _PARAGRAPH, _BREAK, _TEXT, _EMBED = f"{XDR}txBody", f"{A}p", f"{A}br", f"{A}t", f"{R}embed"
_WIDE = b"\0"  # of UTF-16, in which no word is found as it is spelt here
_CONTROL = "{http://schemas.microsoft.com/office/drawing/2010/main}compatExt"


@value
class Drawn:
    """A picture or a text, and where it is drawn."""

    box: Box
    content: Picture | str


@dataclass(frozen=True, slots=True)
class _Frame:
    """A group's box, and the box in whose measure its members are placed."""

    outer: Box
    inner: Box

    def box(self, transform: Element | None) -> Box:
        found = _transform(transform, "off", "ext")
        if found is None:
            return self.outer
        high = (self.outer.bottom - self.outer.top) / ((self.inner.bottom - self.inner.top) or 1)
        wide = (self.outer.right - self.outer.left) / ((self.inner.right - self.inner.left) or 1)
        return Box(
            self.outer.top + (found.top - self.inner.top) * high,
            self.outer.left + (found.left - self.inner.left) * wide,
            self.outer.top + (found.bottom - self.inner.top) * high,
            self.outer.left + (found.right - self.inner.left) * wide,
        )


def linked(
    package: Package, nodes: Iterable[Element], relations: Mapping[str, Relation]
) -> Iterator[tuple[str, Element]]:
    """A sheet's elements that name a part of the package, each behind that part's name."""
    for node in nodes:
        relation = relations.get(node.get(f"{R}id", ""))
        if relation is not None and not relation.external and relation.target in package:
            yield relation.target, node


class Drawing:
    """A drawing part; also tells the captions of the controls that are drawn in it."""

    def __init__(self, package: Package, part: str, layout: Layout, pictures: Pictures) -> None:
        self._relations: Mapping[str, Relation] = package.relations(part)
        data = package.read(part)
        self._root = parse(data, package.limits)
        # Hardly any drawing has either: then nothing in it is looked through for them.
        self._may_have_controls = b"compatExt" in data or _WIDE in data
        self._may_hide = b"hidden" in data or _WIDE in data
        self._layout = layout
        self._pictures = pictures
        self.captions: dict[str, str] = {}

    def drawn(self) -> Iterator[Drawn]:
        """Everything that is seen, in the order in which it was drawn."""
        for anchor in self._root:
            for node in [anchor] if anchor.tag != _ALTERNATE else branch(anchor):
                box = self._layout.box(node)
                if box is not None:
                    for child in node.iterchildren(*_SEEN):
                        yield from self._in(child, box)

    def _in(self, node: Element, box: Box) -> Iterator[Drawn]:
        tag = node.tag
        if tag == _ALTERNATE:
            for child in branch(node):
                yield from self._in(child, box)
        elif tag == _GROUP:
            if not _is_hidden(node):
                yield from self._grouped(node, box)
        elif tag in (_PIC, _SHAPE):
            control = next(node.iter(_CONTROL), None) if self._may_have_controls else None
            if control is not None:
                self.captions[control.get("spid") or ""] = text(node)
            elif not (self._may_hide and _is_hidden(node)):
                yield from self._shown(node, box)

    def _grouped(self, group: Element, box: Box) -> Iterator[Drawn]:
        inner = _transform(group.find(f"{XDR}grpSpPr/{A}xfrm"), "chOff", "chExt")
        frame = _Frame(box, inner) if inner is not None else None
        for child in group:
            for node in branch(child) if child.tag == _ALTERNATE else [child]:
                transform = node.find(f"{XDR}spPr/{A}xfrm")
                if transform is None:
                    transform = node.find(f"{XDR}grpSpPr/{A}xfrm")
                yield from self._in(node, frame.box(transform) if frame else box)

    def _shown(self, node: Element, box: Box) -> Iterator[Drawn]:
        for blip in node.iter(BLIP):
            relation = self._relations.get(blip.get(_EMBED) or "")
            if relation is not None and not relation.external:
                picture = self._pictures.of_part(relation.target)
                if picture is not None:
                    yield Drawn(box, picture)
        words = text(node) if node.tag == _SHAPE else ""
        if words:
            yield Drawn(box, words)


def text(shape: Element) -> str:
    """The words in a shape, a line a paragraph."""
    lines = []
    for paragraph in (line for body in shape.iterchildren(_BODY) for line in body.iterchildren(_PARAGRAPH)):
        pieces = []
        for child in paragraph:
            if child.tag == _BREAK:
                pieces.append("\n")
            else:
                pieces.append(child.findtext(_TEXT) or "")
        lines.append("".join(pieces))
    return clean("\n".join(lines)).strip()


def _is_hidden(node: Element) -> bool:
    return any(found.get("hidden") in TRUE for child in node for found in child.iterchildren(C_NV_PR))


def _transform(node: Element | None, place: str, size: str) -> Box | None:
    start = node.find(f"{A}{place}") if node is not None else None
    extent = node.find(f"{A}{size}") if node is not None else None
    if start is None or extent is None:
        return None
    top, left = integer(start.get("y")), integer(start.get("x"))
    return Box(top, left, top + integer(extent.get("cy")), left + integer(extent.get("cx")))
