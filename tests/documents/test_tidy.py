"""However a word processor cuts, joins and places what a template consists of, the same is printed."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.document import Document as Opened
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline import office
from pipeline.documents import casebook
from pipeline.forms import fill, load
from pipeline.office.tidy import accept
from tests.batch.made import TEMPLATES
from tests.documents.sample import SETTINGS, TEMPLATE, book, cases, factory, library, plant, project

LIBRARY = library()


def rendered(template: Path) -> Opened:
    found = book(*cases(factory()), *cases(plant(project(), project(title="冷却水循环利用"))))
    out = io.BytesIO()
    casebook.render(found, LIBRARY, SETTINGS, {}, template, out)
    return docx.Document(io.BytesIO(out.getvalue()))


def texts(opened: Opened) -> list[str]:
    """All lines, those of tables and the instructions of fields too; where a page or a section begins."""
    found = []
    for paragraph in opened.element.body.iter(qn("w:p")):
        begins = paragraph.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None
        ends = paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
        words = "".join(node.text or "" for node in paragraph.iter(qn("w:t"), qn("w:instrText")))
        found.append(f"{'|' * begins}{words}{'#' * ends}")
    return list(filter(None, found))


def cut(document: Opened) -> None:
    """As Word: every character a run of its own, with marks of spelling and of editing between them."""
    for node in list(document.element.body.iter(qn("w:t"))):
        run = node.getparent()
        for character in node.text or "":
            mark = OxmlElement("w:proofErr")
            mark.set(qn("w:type"), "spellStart")
            single = deepcopy(run)
            for other in single.iter(qn("w:t")):
                other.text = character
                other.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.addprevious(mark)
            run.addprevious(single)
        run.getparent().remove(run)


def joined(document: Opened) -> None:
    """As LibreOffice: neighbours that look alike are one run."""
    for paragraph in document.element.body.iter(qn("w:p")):
        for first, second in reversed(list(pairwise(paragraph.findall(qn("w:r"))))):
            if first.getnext() is second:
                for child in second:
                    first.append(child)
                paragraph.remove(second)


def curled(document: Opened) -> None:
    """As Word corrects what is typed."""
    for node in document.element.body.iter(qn("w:t")):
        if node.text and '"' in node.text:
            before, *rest = node.text.split('"')
            node.text = before + "".join(("“", "”")[at % 2] + part for at, part in enumerate(rest))


def merged(document: Opened) -> None:
    """As LibreOffice: a new page and the end of a section stand in the paragraph of the tag before."""
    for paragraph in list(document.element.body.iter(qn("w:p"))):
        before = paragraph.getprevious()
        properties = paragraph.find(qn("w:pPr"))
        if before is None or not "".join(before.itertext(qn("w:t"))).startswith("{%p") or properties is None:
            continue
        above = before.find(qn("w:pPr"))
        if (begins := properties.find(qn("w:pageBreakBefore"))) is not None:
            properties.remove(begins)
            run, mark = OxmlElement("w:r"), OxmlElement("w:br")
            mark.set(qn("w:type"), "page")
            run.append(mark)
            before.append(run)
        section = properties.find(qn("w:sectPr"))
        if section is not None and not "".join(paragraph.itertext()):
            above.insert(0, section)
            paragraph.getparent().remove(paragraph)


def tracked(document: Opened) -> None:
    """As Word keeps changes: what was struck out, what was put in, how things looked, and a remark."""
    for node in list(document.element.body.iter(qn("w:r")))[::2]:
        new, old = OxmlElement("w:ins"), OxmlElement("w:del")
        struck = deepcopy(node)
        for text in struck.iter(qn("w:t")):
            text.tag = qn("w:delText")
        look, before = OxmlElement("w:rPr"), OxmlElement("w:rPrChange")
        before.append(OxmlElement("w:rPr"))
        look.append(before)
        node.addprevious(old)
        node.addprevious(new)
        old.append(struck)
        new.append(node)
        if node.find(qn("w:rPr")) is None:
            node.insert(0, look)
    remarked = next(paragraph for paragraph in document.paragraphs if paragraph.runs)
    document.add_comment(remarked.runs, text="这里要不要加{{ 图", author="某某")


def test_no_remark_no_change_and_no_editor_is_printed(tmp_path: Path) -> None:
    path = Path(shutil.copy(TEMPLATE, tmp_path))
    document = docx.Document(str(path))
    tracked(document)
    document.core_properties.last_modified_by = "某某"
    document.save(str(path))
    made = rendered(path)
    assert made.core_properties.last_modified_by == ""
    assert made.core_properties.author == SETTINGS.bureau
    assert not any(part.partname.endswith("comments.xml") for part in made.part.package.iter_parts())
    assert not list(made.element.iter(*map(qn, ("w:ins", "w:del", "w:rPrChange", "w:commentReference"))))


@pytest.mark.parametrize("form_id", ["annex1", "annex4"])
def test_changes_tracked_in_a_form_are_made(form_id: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    path = folder / "forms" / f"{form_id}.docx"
    document = docx.Document(str(path))
    tracked(document)
    document.save(str(path))
    ours, theirs = (fill.blank(load(found).form(form_id), "docx") for found in (TEMPLATES, folder))
    made = docx.Document(io.BytesIO(theirs))
    assert texts(made) == texts(docx.Document(io.BytesIO(ours)))
    assert not any(part.partname.endswith("comments.xml") for part in made.part.package.iter_parts())
    assert not list(made.element.iter(*map(qn, ("w:ins", "w:del", "w:commentReference"))))


def test_cells_deleted_and_merged_are_so(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = docx.Document()
    table = document.add_table(4, 2)
    for number, tracked_cell in enumerate(table._cells):
        tracked_cell.text = str(number)
    for number, mark, says in (
        (0, "w:cellMerge", "rest"), (2, "w:cellMerge", "cont"), (3, "w:cellDel", ""),
        (6, "w:cellDel", ""), (7, "w:cellDel", ""),
    ):  # fmt: skip
        element = OxmlElement(mark)
        if says:
            element.set(qn("w:vMerge"), says)
        table._cells[number]._tc.get_or_add_tcPr().append(element)
    document.save(str(path))
    before = office.open_up(path)
    accept(document.element)
    document.save(str(path))
    assert office.open_up(path) == before
    assert texts(document) == ["0", "1", "2", "4", "5"]
    assert len(document.tables[0].rows) == 3
    assert "cellDel" not in document.element.xml and "cellMerge" not in document.element.xml


@pytest.mark.parametrize("change", [cut, joined, curled, merged, tracked], ids=lambda change: change.__name__)
def test_the_same_is_printed(change: Callable[[Opened], None], tmp_path: Path) -> None:
    path = Path(shutil.copy(TEMPLATE, tmp_path))
    document = docx.Document(str(path))
    before = document.element.xml
    change(document)
    assert document.element.xml != before
    document.save(str(path))
    assert list(casebook.faults(path)) == []
    assert texts(rendered(path)) == texts(rendered(TEMPLATE))
