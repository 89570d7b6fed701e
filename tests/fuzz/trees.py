"""Mutations of the XML in a package: elements lost, doubled, moved, wrapped; attributes extreme; spans that are nonsense."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from random import Random

from lxml import etree

from tests.fuzz import raw, zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"

_MAIN = (
    "word/document.xml",
    "xl/worksheets/",
    "xl/workbook.xml",
    "xl/sharedStrings.xml",
    "xl/drawings/",
    "content.xml",
)
_LARGEST = 600_000
_MOST_NODES = 100_000
_MOST_BYTES = 5_000_000

# Words over and over: what takes a pattern for ever.
_PUMPED = (
    "节约" * 60,
    "万" * 3_000,
    "1,111" * 400,
    "(1)" * 500,
    "一、" * 700,
    "：" * 2_000,
    "C26" * 600,
    "1. 亮点做法" * 300,
    "年" * 3_000,
)

Element = etree._Element
TreeChange = Callable[[Random, Element], None]

# What wraps something in Word, what it means to be in it being another matter.
_WRAPPERS = (
    f"{{{W}}}ins", f"{{{W}}}del", f"{{{W}}}moveFrom", f"{{{W}}}sdt", f"{{{W}}}sdtContent", f"{{{W}}}smartTag", f"{{{W}}}hyperlink",
    f"{{{W}}}tbl", f"{{{W}}}tr", f"{{{W}}}tc", f"{{{W}}}p", f"{{{W}}}r", f"{{{W}}}txbxContent", f"{{{W}}}customXml", f"{{{W}}}fldSimple",
    f"{{{_MC}}}AlternateContent", f"{{{_MC}}}Choice", f"{{{_MC}}}Fallback", f"{{{S}}}row", f"{{{S}}}c", f"{{{S}}}sheetData",
    f"{{{S}}}is", f"{{{S}}}r",
)  # fmt: skip
_SPANS = ("gridSpan", "gridBefore", "gridAfter", "vMerge", "hMerge", "tblInd", "tcW", "cnfStyle")
_COUNTS = (
    "-1",
    "0",
    "1",
    "2",
    "3",
    "7",
    "63",
    "1000",
    "32768",
    "2147483647",
    "99999999999",
    "restart",
    "continue",
    "x",
    "",
)


def in_tree(change: TreeChange) -> raw.Change:
    """A change of one part's tree as one of bytes; what has no tree is changed somewhere."""

    def changed(random: Random, data: bytes) -> bytes:
        members = zipped.entries(data)
        places = [
            at
            for at, one in enumerate(members or ())
            if one.name.endswith((".xml", ".rels")) and len(one.data) < _LARGEST
        ]
        if not members or not places:
            return raw.markup(random, data)
        # Mostly where the answers are.
        main = [at for at in places if members[at].name.startswith(_MAIN)]
        at = random.choice(main if main and random.random() < 0.8 else places)
        try:
            root = etree.fromstring(members[at].data)
        except (etree.XMLSyntaxError, ValueError):
            return raw.anywhere(random, data)
        change(random, root)
        members[at] = replace(
            members[at], data=etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        )
        return zipped.packed(members)

    changed.__name__ = change.__name__
    return changed


def _nodes(root: Element) -> list[Element]:
    return [node for node in root.iter("*") if node is not root]


def _one(random: Random, root: Element) -> Element | None:
    found = _nodes(root)
    return random.choice(found) if found else None


def parent_of(node: Element) -> Element:
    parent = node.getparent()
    assert parent is not None
    return parent


@in_tree
def deleted(random: Random, root: Element) -> None:
    """An element is gone, with all that is in it."""
    node = _one(random, root)
    if node is not None:
        parent_of(node).remove(node)


@in_tree
def unwrapped(random: Random, root: Element) -> None:
    """An element is gone, but not what is in it."""
    node = _one(random, root)
    if node is not None:
        parent = parent_of(node)
        at = parent.index(node)
        parent.remove(node)
        parent[at:at] = list(node)


@in_tree
def multiplied(random: Random, root: Element) -> None:
    """An element is there several times, up to thousands: what is slow shows."""
    node = _one(random, root)
    if node is None:
        return
    nodes, size = sum(1 for _ in node.iter("*")), len(etree.tostring(node))
    times = min(random.choice((1, 2, 30, 500, 5000)), _MOST_NODES // nodes, _MOST_BYTES // size)
    for _ in range(times):
        node.addnext(deepcopy(node))


@in_tree
def moved(random: Random, root: Element) -> None:
    """An element is somewhere else."""
    node, other = _one(random, root), _one(random, root)
    if node is None or other is None or node is other or node in list(other.iterancestors()):
        return
    parent_of(node).remove(node)
    random.choice((other.append, other.addnext, other.addprevious))(node)


@in_tree
def exchanged(random: Random, root: Element) -> None:
    """Two elements have each other's place."""
    one, other = _one(random, root), _one(random, root)
    if one is None or other is None:
        return
    first, second = deepcopy(one), deepcopy(other)
    if one in (*other.iterancestors(), *other.iter()) or other in one.iterancestors():
        return
    parent_of(one).replace(one, second)
    parent_of(other).replace(other, first)


@in_tree
def wrapped(random: Random, root: Element) -> None:
    """An element is in another, or in very many."""
    node = _one(random, root)
    if node is None:
        return
    tag = random.choice((*_WRAPPERS, node.tag))
    for _ in range(random.choice((1, 1, 2, 40, 90, 300))):
        outer = etree.Element(tag)
        parent_of(node).replace(node, outer)
        outer.append(node)
        node = outer


@in_tree
def retagged(random: Random, root: Element) -> None:
    """An element is another one."""
    node, other = _one(random, root), _one(random, root)
    if node is not None and other is not None:
        node.tag = random.choice((other.tag, *_WRAPPERS))


@in_tree
def attribute(random: Random, root: Element) -> None:
    """An attribute says something extreme, or what another one says, or nothing."""
    nodes = [node for node in root.iter("*") if node.attrib]
    if not nodes:
        return
    for _ in range(random.choice((1, 1, 4))):
        node = random.choice(nodes)
        name = random.choice(sorted(node.attrib) or [""])
        if not name:
            continue
        if random.random() < 0.15:
            del node.attrib[name]
        else:
            other = random.choice(nodes)
            node.set(name, random.choice((*raw.NONSENSE, *other.attrib.values())))


@in_tree
def worded(random: Random, root: Element) -> None:
    """A text says something else: far too much, a number that is none, what looks like a template."""
    nodes = [node for node in root.iter("*") if node.text and node.text.strip()]
    if nodes:
        random.choice(nodes).text = random.choice(
            (*raw.NONSENSE, "甲乙\n丙" * 5_000, "□☑√" * 200, "1." * 500, "（" * 3_000, *_PUMPED)
        )


@in_tree
def spanned(random: Random, root: Element) -> None:
    """Cells of a Word table span, merge or skip what isn't there."""
    cells = list(root.iter(f"{{{W}}}tc", f"{{{W}}}tr"))
    if not cells:
        return
    for _ in range(random.choice((1, 3, 20))):
        cell = random.choice(cells)
        name = "tcPr" if cell.tag.endswith("}tc") else "trPr"
        properties = cell.find(f"{{{W}}}{name}")
        if properties is None:
            properties = etree.Element(f"{{{W}}}{name}")
            cell.insert(0, properties)
        span = etree.SubElement(properties, f"{{{W}}}{random.choice(_SPANS)}")
        span.set(f"{{{W}}}val", random.choice(_COUNTS))


@in_tree
def referred(random: Random, root: Element) -> None:
    """Cells of a sheet lie elsewhere, ranges overlap or have no end, strings and styles aren't there."""
    nodes = list(root.iter(f"{{{S}}}c", f"{{{S}}}row", f"{{{S}}}mergeCell", f"{{{S}}}col", f"{{{S}}}sheet"))
    if not nodes:
        return
    for _ in range(random.choice((1, 3, 20))):
        node = random.choice(nodes)
        name = random.choice(
            ("r", "s", "t", "ref", "min", "max", "hidden", "cm", "vm", "spans", "outlineLevel")
        )
        value = random.choice((
            *_COUNTS, "A1", "B2:A1", "A1:A1", "A1:XFD1048576", "C3:D9", "ZZZZ1", "A0", "A-1", "s", "inlineStr", "b", "e", "str", "d",
        ))  # fmt: skip
        node.set(name, value)
