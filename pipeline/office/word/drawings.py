"""What is drawn into a Word document: pictures, and the text boxes and words in shapes.

Sources: ECMA-376 Part 1, 20 (DrawingML), Part 4, 19 (VML). A picture counts once for each
place; one that is only linked, or hidden, is not there; nor is the icon of an embedded
file, an equation or a form's control, which are drawn as pictures but are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.model import Picture
from pipeline.office.alternate import branch
from pipeline.office.package import Relation
from pipeline.office.parsing import Element
from pipeline.office.pictures import Pictures
from pipeline.office.word.names import ALTERNATE, R, W

_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_BULLET = "{http://schemas.openxmlformats.org/drawingml/2006/main}buBlip"
_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_OLE, _CONTROL = f"{_OFFICE}OLEObject", f"{W}control"
_WAS_OLE, _EMBEDDED = f"{_OFFICE}ole", (f"{W}objectEmbed", f"{W}objectLink")
_TXBX = f"{W}txbxContent"
_EMBED, _ID = f"{R}embed", f"{R}id"
_VML_SHAPES = frozenset(f"{_VML}{name}" for name in ("shape", "group", "rect", "roundrect", "oval", "image"))
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/"
_SHAPES = "http://schemas.microsoft.com/office/word/2010/"
_HIDEABLE = frozenset(
    [
        f"{{{_DRAWING}wordprocessingDrawing}}inline",
        f"{{{_DRAWING}wordprocessingDrawing}}anchor",
        f"{{{_DRAWING}picture}}pic",
        f"{{{_SHAPES}wordprocessingShape}}wsp",
        f"{{{_SHAPES}wordprocessingGroup}}wgp",
        f"{{{_SHAPES}wordprocessingGroup}}grpSp",
    ]
)
_SOURCES = frozenset((f"{_VML}imagedata", f"{_VML}fill"))
_ON = ("1", "true")


class Drawings:
    """The drawings of a part."""

    def __init__(self, relations: Mapping[str, Relation], pictures: Pictures) -> None:
        self._relations = relations
        self._pictures = pictures

    def seen(self, node: Element) -> Iterator[Picture | Element | str]:
        """Pictures, the content elements of text boxes and the words of shapes, in order."""
        if node.tag == f"{W}object" and _is_no_picture(node):
            return
        yield from self._in(node)

    def _in(self, node: Element) -> Iterator[Picture | Element | str]:
        for child in node:
            tag = child.tag
            if tag == _TXBX:
                yield child
            elif tag == ALTERNATE:
                yield from self._in(branch(child))
            elif tag == _BLIP:
                yield from self._picture(child.get(_EMBED))
            elif tag in _SOURCES:
                yield from self._picture(child.get(_ID))
            elif tag == f"{_VML}textpath":
                yield child.get("string") or ""
            elif len(child) and tag != _BULLET and not _is_hidden(child):
                yield from self._in(child)

    def _picture(self, relation_id: str | None) -> Iterator[Picture]:
        relation = self._relations.get(relation_id or "")
        if relation is not None and not relation.external:
            picture = self._pictures.of_part(relation.target)
            if picture is not None:
                yield picture


def _is_hidden(node: Element) -> bool:
    """Whether a shape, a group or a picture is set not to be seen."""
    tag = node.tag
    if tag in _VML_SHAPES:
        style = (node.get("style") or "").replace(" ", "").lower()
        return "visibility:hidden" in style or "display:none" in style
    if tag not in _HIDEABLE:
        return False
    for child in node:
        name = child.tag.rpartition("}")[2]
        if name in ("docPr", "cNvPr") and child.get("hidden") in _ON:
            return True
        if name == "nvPicPr" and any(inner.get("hidden") in _ON for inner in child):
            return True
    return False


def _is_no_picture(node: Element) -> bool:
    if node.find(_CONTROL) is not None:
        return True
    embedded = node.find(_OLE)
    if embedded is None:
        # what is left of one in a copy that was given back
        is_gone = not any(child.tag in _EMBEDDED for child in node)
        return is_gone and any(shape.get(_WAS_OLE) is not None for shape in node.iter(f"{_VML}shape"))
    return embedded.get("DrawAspect") == "Icon" or (embedded.get("ProgID") or "").startswith("Equation")
