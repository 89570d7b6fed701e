"""Word files whose text takes the place of what stands in a loop of a template, for some of its values.

    {%p for case in group.cases %} … {%p endfor %}   and a file for those whose case.form is "annex3"

gives one template: the file's paragraphs and tables under a condition, the template's own
for all others. A file has the tags of the loop, and the styles of the template, by name.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pipeline.office.package import parse
from pipeline.office.parsing import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_STYLED = tuple(f"{_W}{kind}" for kind in ("pStyle", "rStyle", "tblStyle"))
_UNFIT = (f"{_W}numId", f"{_W}sectPr")  # lists of its own, sections
# What means something in its own file alone, and nothing is lost without it.
_OWN = tuple(f"{_W}{kind}" for kind in ("bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak"))


@dataclass(frozen=True, slots=True)
class Misfit:
    """What a file has that can't go into the template: ``style`` (by its name) or ``object``."""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Variants:
    """The files for a loop's values: the ``variable`` of the loop, which ``attribute`` of it decides."""

    variable: str
    attribute: str
    files: Mapping[str, Path]

    def inserted(self, document: bytes, styles: Mapping[str, str]) -> bytes:
        """A template's document with these files in it.

        Raises ``ValueError`` where it has no such loop or a file doesn't fit, ``OSError``,
        ``KeyError``, ``zipfile.BadZipFile`` and `Unreadable` where one is no Word file.
        """
        root = parse(document)
        start, end = self._loop(root)
        parent = start.getparent()
        if parent is None:
            raise ValueError("a loop stands outside of the text")
        at = parent.index(start) + 1
        for number, (value, file) in enumerate(self.files.items()):
            wrong = next(misfits(file, styles), None)
            if wrong is not None:
                raise ValueError(f"{file.name} has a {wrong.kind} that the template can't take: {wrong.name}")
            condition = f'{{%p {"elif" if number else "if"} {self.variable}.{self.attribute} == "{value}" %}}'
            for node in (_paragraph(condition), *_body(file, styles)):
                parent.insert(at, node)
                at += 1
        parent.insert(at, _paragraph("{%p else %}"))
        parent.insert(parent.index(end), _paragraph("{%p endif %}"))
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))

    def _loop(self, root: Element) -> tuple[Element, Element]:
        """The paragraphs that begin and end the loop."""
        begin = re.compile(rf"\{{%p\s+for\s+{self.variable}\s+in\s")
        for start in root.iter(f"{_W}p"):
            if not begin.match(_text(start)):
                continue
            depth = 0
            for node in start.itersiblings(f"{_W}p"):
                text = _text(node)
                depth += bool(re.match(r"\{%p\s+for\s", text))
                if re.match(r"\{%p\s+endfor\s", text):
                    if depth == 0:
                        return start, node
                    depth -= 1
        raise ValueError(f"the template has no {{%p for {self.variable} in … %}} with its end beside it")


def misfits(file: Path, styles: Mapping[str, str]) -> Iterator[Misfit]:
    """What of a file can't go into a template with these styles (by name); raises as `Variants.inserted`."""
    names = {own: name for name, own in style_ids(_read(file, _STYLES)).items()}
    used = dict.fromkeys(node.get(f"{_W}val", "") for node in _nodes(file) if node.tag in _STYLED)
    yield from (Misfit("style", names.get(own, own)) for own in used if names.get(own, own) not in styles)
    for node in _nodes(file):
        if any(str(name).startswith(_R) for name in node.attrib) or node.tag in _UNFIT:
            yield Misfit("object")
            return


def style_ids(styles: bytes) -> dict[str, str]:
    """The id of each style by its name."""
    return {
        name.get(f"{_W}val", ""): style.get(f"{_W}styleId", "")
        for style in parse(styles).iterfind(f"{_W}style")
        if (name := style.find(f"{_W}name")) is not None
    }


def _body(file: Path, styles: Mapping[str, str]) -> Iterator[Element]:
    """What stands in a file, in the template's styles."""
    ids = {own: styles.get(name, own) for name, own in style_ids(_read(file, _STYLES)).items()}
    for node in _blocks(file):
        copied = deepcopy(node)
        for styled in copied.iter(*_STYLED):
            styled.set(f"{_W}val", ids.get(styled.get(f"{_W}val", ""), ""))
        for own in list(copied.iter(*_OWN)):
            parent = own.getparent()
            if parent is not None:
                parent.remove(own)
        yield copied


def _nodes(file: Path) -> Iterator[Element]:
    return (node for block in _blocks(file) for node in block.iter(etree.Element))


def _blocks(file: Path) -> list[Element]:
    """The paragraphs and tables of a file; the section at its end is the template's."""
    body = parse(_read(file, _DOCUMENT)).find(f"{_W}body")
    return [] if body is None else [node for node in body if node.tag not in (f"{_W}sectPr", *_OWN)]


def _read(file: Path, part: str) -> bytes:
    with zipfile.ZipFile(file) as package:
        return package.read(part)


def _text(paragraph: Element) -> str:
    return "".join(node.text or "" for node in paragraph.iter(f"{_W}t")).strip()


def _paragraph(text: str) -> Element:
    made = etree.Element(f"{_W}p")
    etree.SubElement(etree.SubElement(made, f"{_W}r"), f"{_W}t").text = text
    return made
