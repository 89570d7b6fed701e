"""Making XML and putting a changed part back into its package."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from pipeline.office.package import Element

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def element(tag: str) -> Element:
    """A new element; ``tag`` with its namespace in braces."""
    return etree.Element(tag)


def child(parent: Element, tag: str) -> Element:
    """A new last child."""
    return etree.SubElement(parent, tag)


def text(run: Element, words: str) -> None:
    """Adds words to a Word run, their spaces kept."""
    node = child(run, _TEXT)
    node.text = words
    node.set(_SPACE, "preserve")


def with_part(data: bytes, name: str, root: Element) -> bytes:
    """A package in which one part is replaced by this XML; all others are byte-equal."""
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for entry in source.infolist():
            written.writestr(entry, content if entry.filename == name else source.read(entry))
    return target.getvalue()
