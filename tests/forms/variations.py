"""What Word, WPS and people do to a filled form without changing what a person sees.

Each variation takes the main part of a Word file and changes it in place; none of them
knows a form.
"""

from __future__ import annotations

import copy
import io
import random
import zipfile
from collections.abc import Callable, Iterable

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Element = etree._Element
Variation = Callable[[Element, random.Random], None]


def _texts(root: Element) -> list[Element]:
    return [node for node in root.iter(f"{W}t") if node.text]


def _run_like(run: Element, text: str) -> Element:
    """A run with the same properties and another text."""
    made = etree.Element(f"{W}r")
    properties = run.find(f"{W}rPr")
    if properties is not None:
        made.append(copy.deepcopy(properties))
    node = etree.SubElement(made, f"{W}t")
    node.text = text
    node.set(SPACE, "preserve")
    return made


def split_runs(root: Element, chance: random.Random) -> None:
    """Word parts a run wherever it was edited or its spelling was checked."""
    for node in _texts(root):
        run = node.getparent()
        text = node.text or ""
        if run is None or len(text) < 2 or len(run.findall(f"{W}t")) > 1:
            continue
        at = chance.randrange(1, len(text))
        following = _run_like(run, text[at:])
        node.text = text[:at]
        node.set(SPACE, "preserve")
        mark = etree.Element(f"{W}proofErr")
        mark.set(f"{W}type", "spellStart")
        run.addnext(mark)
        mark.addnext(following)


def inserted_revisions(root: Element, chance: random.Random) -> None:
    """Text typed while changes were tracked."""
    for run in [run for run in root.iter(f"{W}r") if chance.random() < 0.3]:
        wrapper = etree.Element(f"{W}ins")
        wrapper.set(f"{W}id", "1")
        wrapper.set(f"{W}author", "甲")
        run.addprevious(wrapper)
        wrapper.append(run)


def deleted_revisions(root: Element, chance: random.Random) -> None:
    """Text struck out while changes were tracked stays in the file, not on the page."""
    for paragraph in [node for node in root.iter(f"{W}p") if chance.random() < 0.4]:
        wrapper = etree.SubElement(paragraph, f"{W}del")
        wrapper.set(f"{W}id", "2")
        wrapper.set(f"{W}author", "甲")
        run = etree.SubElement(wrapper, f"{W}r")
        etree.SubElement(run, f"{W}delText").text = "删去的话"


def hidden_text(root: Element, chance: random.Random) -> None:
    for paragraph in [node for node in root.iter(f"{W}p") if chance.random() < 0.4]:
        run = etree.SubElement(paragraph, f"{W}r")
        etree.SubElement(etree.SubElement(run, f"{W}rPr"), f"{W}vanish")
        etree.SubElement(run, f"{W}t").text = "看不见的话"


def cells_in_controls(root: Element, chance: random.Random) -> None:
    """Content controls around cells and around what cells hold."""
    for cell in list(root.iter(f"{W}tc")):
        if chance.random() < 0.3:
            _wrap([cell])
        elif chance.random() < 0.5:
            _wrap([child for child in cell if child.tag == f"{W}p"])


def _wrap(nodes: list[Element]) -> None:
    control = etree.Element(f"{W}sdt")
    etree.SubElement(control, f"{W}sdtPr")
    content = etree.SubElement(control, f"{W}sdtContent")
    nodes[0].addprevious(control)
    content.extend(nodes)


def ticks_typed(root: Element, chance: random.Random) -> None:
    """√, ■ or ✔ typed in place of the box."""
    mark = chance.choice("√■✔☒✓▣")
    for node in _texts(root):
        node.text = (node.text or "").replace("☑", mark)


def ticks_as_symbols(root: Element, chance: random.Random) -> None:
    """Ticks inserted from the font Wingdings."""
    for node in _texts(root):
        text, run = node.text or "", node.getparent()
        if run is None or "☑" not in text or len(run.findall(f"{W}t")) > 1:
            continue
        before, after = text.split("☑", 1)
        symbol = _run_like(run, "")
        symbol.remove(symbol[-1])
        sign = etree.SubElement(symbol, f"{W}sym")
        sign.set(f"{W}font", "Wingdings")
        sign.set(f"{W}char", chance.choice(["F0FE", "F0FD", "F0FC"]))
        node.text = before
        run.addnext(symbol)
        symbol.addnext(_run_like(run, after))


def ticks_as_check_boxes(root: Element, chance: random.Random) -> None:
    """Content controls that can be clicked."""
    for run in list(root.iter(f"{W}r")):
        text = "".join(node.text or "" for node in run.findall(f"{W}t"))
        if text not in ("☑", "□"):
            continue
        control = etree.Element(f"{W}sdt")
        box = etree.SubElement(etree.SubElement(control, f"{W}sdtPr"), f"{W14}checkbox")
        etree.SubElement(box, f"{W14}checked").set(f"{W14}val", "1" if text == "☑" else "0")
        run.addprevious(control)
        etree.SubElement(control, f"{W}sdtContent").append(run)


def label_spaces(root: Element, chance: random.Random) -> None:
    """Short labels spread by ideographic spaces (``联　系　人``)."""
    for cell in root.iter(f"{W}tc"):
        nodes = [node for node in cell.iter(f"{W}t") if node.text]
        if len(nodes) == 1 and (nodes[0].text or "") in SHORT_LABELS and chance.random() < 0.7:
            nodes[0].text = "　".join((nodes[0].text or "").replace(" ", ""))


SHORT_LABELS = ("联系人", "地 址", "地址", "联系电话", "联系方式", "电子邮箱")


def zero_width(root: Element, chance: random.Random) -> None:
    """Zero-width marks that come along with copied text."""
    for node in _texts(root):
        if chance.random() < 0.3:
            text = node.text or ""
            at = chance.randrange(len(text) + 1)
            node.text = text[:at] + chance.choice("\u200b\ufeff\u2060") + text[at:]


def table_cut_in_two(root: Element, chance: random.Random) -> None:
    """A table parted by an empty paragraph, between rows that no merged cell crosses."""
    for table in list(root.iter(f"{W}tbl")):
        rows = table.findall(f"{W}tr")
        open_at = [any(True for _ in row.iter(f"{W}vMerge")) for row in rows]
        cuts = [at for at in range(1, len(rows)) if not open_at[at] and not open_at[at - 1]]
        if not cuts or len(rows) < 4:
            continue
        at = chance.choice(cuts)
        second = etree.Element(f"{W}tbl")
        for child in table:
            if child.tag in (f"{W}tblPr", f"{W}tblGrid"):
                second.append(copy.deepcopy(child))
        second.extend(rows[at:])
        gap = etree.Element(f"{W}p")
        table.addnext(gap)
        gap.addnext(second)


ALL: tuple[Variation, ...] = (
    split_runs,
    inserted_revisions,
    deleted_revisions,
    hidden_text,
    cells_in_controls,
    ticks_typed,
    ticks_as_symbols,
    ticks_as_check_boxes,
    label_spaces,
    zero_width,
)


def applied(data: bytes, variations: Iterable[Variation], seed: int) -> bytes:
    """A Word file with these variations, in this order."""
    chance = random.Random(seed)
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "word/document.xml":
                root = etree.fromstring(content)
                for variation in variations:
                    variation(root, chance)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            written.writestr(entry, content)
    return target.getvalue()
