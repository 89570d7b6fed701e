"""A template's text as its author meant it, whichever program saved the file.

What is a tag to its author is some runs to Word and to LibreOffice, and both put runs together
or cut them as they like: at a spelling mark, where Chinese meets Latin, where two runs look
alike. docxtpl takes the whole run for what ``{{r x }}`` stands in, and the whole paragraph for
``{%p x %}``. So before it sees the text

- a tag stands in one run: that in which it begins, in the look of its first brace;
- a tag for a run has a run of its own;
- a page or a section that ends in the paragraph of a ``{%p %}`` ends behind it: LibreOffice
  writes both into the paragraph before the one that begins the next;
- changes that were tracked are made, and what colleagues remarked in the margin is not printed.

Source: ECMA-376 Part 1, 17.13.4 (comments), 17.13.5 (revisions).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy

from lxml import etree

from pipeline.office.parsing import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _RUN, _TEXT = (f"{_W}{name}" for name in ("p", "r", "t"))
_LOOKS, _OF_PARAGRAPH, _SECTION = (f"{_W}{name}" for name in ("rPr", "pPr", "sectPr"))
_BREAK, _KIND, _NEW_PAGE = f"{_W}br", f"{_W}type", f"{_W}pageBreakBefore"
# What stands before the mark of a new page in a paragraph's properties (ECMA-376 Part 1, 17.3.1.26).
_BEFORE_NEW_PAGE = {f"{_W}{name}" for name in ("pStyle", "keepNext", "keepLines")}
_GONE = tuple(
    f"{_W}{name}"
    for name in (
        "del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange",
        "trPrChange", "tcPrChange", "cellIns", "commentRangeStart", "commentRangeEnd", "commentReference",
    )
)  # fmt: skip
_CAME = tuple(f"{_W}{name}" for name in ("ins", "moveTo"))
_ROW_PROPERTIES, _DELETED = f"{_W}trPr", f"{_W}del"
_ROW, _CELL, _CELL_DELETED, _CELL_MERGED = (f"{_W}{name}" for name in ("tr", "tc", "cellDel", "cellMerge"))
_MERGE, _VALUE = f"{_W}vMerge", f"{_W}val"
# What stands before the mark of merged cells in a cell's properties (ECMA-376 Part 1, 17.4.69).
_BEFORE_MERGE = {f"{_W}{name}" for name in ("cnfStyle", "tcW", "gridSpan", "hMerge")}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_INSIDE = r"(?:(?!\{[{%]).)*?"  # no further tag begins within one
_TAG = re.compile(rf"\{{\{{{_INSIDE}\}}\}}|\{{%{_INSIDE}%\}}")
_OF_RUN = re.compile(rf"(\{{\{{r\s{_INSIDE}\}}\}}|\{{%r\s{_INSIDE}%\}})")
_WHOLE = re.compile(rf"\{{[{{%]p\s{_INSIDE}[%}}]\}}")


def tidied(root: Element) -> None:
    """Brings a part of a Word template into the form that docxtpl understands, in place."""
    accept(root)
    for paragraph in list(root.iter(_PARAGRAPH)):
        texts = [node for node in paragraph.iter(_TEXT) if next(node.iterancestors(_PARAGRAPH)) is paragraph]
        whole = _words(texts)
        if "{" not in whole:
            continue
        _join(texts, whole)
        for run in {run: None for node in texts if (run := node.getparent()) is not None}:
            _part(run)
        if _WHOLE.search(whole):
            _end_section_behind(paragraph)
            _end_page_behind(paragraph)


def accept(root: Element) -> None:
    """Makes the changes that were tracked and takes the margin's remarks away, in place.

    A row or cell that was deleted goes, a paragraph's end stays.
    """
    for node in list(root.iter(*_GONE)):
        parent = node.getparent()
        if parent is not None and parent.tag == _ROW_PROPERTIES and node.tag == _DELETED:
            _take_out(parent.getparent())
        else:
            _take_out(node)
    # What was before a change is out by now: it may tell of cells as well.
    for node in list(root.iter(_CELL_DELETED)):
        cell = next(node.iterancestors(_CELL), None)
        row = cell.getparent() if cell is not None else None
        _take_out(cell)
        if row is not None and row.tag == _ROW and next(row.iter(_CELL), None) is None:
            _take_out(row)
    for node in list(root.iter(_CELL_MERGED)):
        _merge(node)
    for node in list(root.iter(*_CAME)):
        for child in list(node):
            node.addprevious(child)
        _take_out(node)


def _merge(node: Element) -> None:
    """Puts what a tracked change says of a cell and the one above in the place of what was before."""
    properties, how = node.getparent(), node.get(_MERGE)
    if properties is None:
        return
    properties.remove(node)
    for before in properties.findall(_MERGE):
        properties.remove(before)
    if how is not None:
        at = sum(child.tag in _BEFORE_MERGE for child in properties)
        properties.insert(at, etree.Element(_MERGE, {_VALUE: "restart" if how == "rest" else "continue"}))


def _take_out(node: Element | None) -> None:
    parent = None if node is None else node.getparent()
    if node is not None and parent is not None:
        parent.remove(node)


def _words(texts: Iterable[Element]) -> str:
    return "".join(node.text or "" for node in texts)


def _join(texts: list[Element], whole: str) -> None:
    """Moves what stands of a tag in further texts to the one in which it begins."""
    owners = [number for number, node in enumerate(texts) for _ in node.text or ""]
    for tag in _TAG.finditer(whole):
        owners[tag.start() : tag.end()] = [owners[tag.start()]] * len(tag[0])
    parts = [""] * len(texts)
    for owner, character in zip(owners, whole, strict=True):
        parts[owner] += character
    for node, part in zip(texts, parts, strict=True):
        if part != (node.text or ""):
            _put(node, part)


def _part(run: Element) -> None:
    """Gives each tag for a run one of its own; a run of which nothing is left goes."""
    if run.tag != _RUN:
        return
    children = [child for child in run if child.tag != _LOOKS and (child.tag != _TEXT or child.text)]
    if not any(child.tag == _TEXT and _OF_RUN.search(child.text or "") for child in children):
        for child in run.findall(_TEXT):
            if not child.text:
                run.remove(child)
        return
    for child in children:
        pieces = filter(None, _OF_RUN.split(child.text or "")) if child.tag == _TEXT else [None]
        for piece in pieces:
            own = _like(run)
            copied = etree.SubElement(own, _TEXT) if piece else deepcopy(child)
            if piece:
                _put(copied, piece)
            else:
                own.append(copied)
            run.addprevious(own)
    _take_out(run)


def _like(run: Element) -> Element:
    """An empty run that looks like another."""
    made = etree.Element(_RUN)
    looks = run.find(_LOOKS)
    if looks is not None:
        made.append(deepcopy(looks))
    return made


def _put(node: Element, text: str) -> None:
    node.text = text
    node.set(_SPACE, "preserve")


def _end_section_behind(paragraph: Element) -> None:
    properties = paragraph.find(_OF_PARAGRAPH)
    section = properties.find(_SECTION) if properties is not None else None
    if properties is None or section is None:
        return
    properties.remove(section)
    behind = etree.Element(_PARAGRAPH)
    own = deepcopy(properties)
    own.append(section)  # behind all others but a change's mark
    behind.append(own)
    paragraph.addnext(behind)


def _end_page_behind(paragraph: Element) -> None:
    """What follows begins a page: told by its own properties, so that no empty line begins it."""
    if not any(node.get(_KIND) == "page" for node in paragraph.iter(_BREAK)):
        return
    following = paragraph.getnext()
    if following is None or following.tag != _PARAGRAPH or _WHOLE.search(_words(following.iter(_TEXT))):
        behind = etree.Element(_PARAGRAPH)
        etree.SubElement(etree.SubElement(behind, _RUN), _BREAK).set(_KIND, "page")
        paragraph.addnext(behind)
        return
    properties = following.find(_OF_PARAGRAPH)
    if properties is None:
        properties = etree.Element(_OF_PARAGRAPH)
        following.insert(0, properties)
    if properties.find(_NEW_PAGE) is None:
        at = sum(child.tag in _BEFORE_NEW_PAGE for child in properties)
        properties.insert(at, etree.Element(_NEW_PAGE))
