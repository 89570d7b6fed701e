"""Pages as a document numbers them, section by section: what is worked out is what LibreOffice prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.text.paragraph import Paragraph

from pipeline import libreoffice
from pipeline.documents.layout import entry
from pipeline.libreoffice import fonts
from pipeline.office import pdf, sections
from tests.documents.printed import read

# A section's beginning, its pages, and how it says that they are numbered.
SECTIONS: tuple[tuple[WD_SECTION, int, dict[str, str]], ...] = (
    (WD_SECTION.NEW_PAGE, 1, {}),
    (WD_SECTION.NEW_PAGE, 3, {"fmt": "lowerRoman", "start": "1"}),
    (WD_SECTION.NEW_PAGE, 2, {"start": "1"}),
    (WD_SECTION.NEW_PAGE, 2, {}),
    (WD_SECTION.ODD_PAGE, 1, {}),
    (WD_SECTION.EVEN_PAGE, 2, {"fmt": "upperRoman"}),
    (WD_SECTION.NEW_PAGE, 1, {"start": "40"}),
)


def numbered(path: Path) -> list[str]:
    """A document with a bookmark on each page and the page's number in each footer; the bookmarks."""
    document, names = Document(), list[str]()
    for count, (kind, pages, numbering) in enumerate(SECTIONS):
        section = document.add_section(kind) if count else document.sections[0]
        _number(section, numbering)
        if count % 2:  # a section may begin with a table
            document.add_table(1, 1)
        for page in range(pages):
            paragraph = document.add_paragraph(f"section {count}, page {page}")
            paragraph.paragraph_format.page_break_before = page > 0
            names.append(f"_Mark{count}{'-—_'[count % 3]}{page}")
            _bookmark(paragraph, len(names), names[-1])
    _footer(document.sections[0].footer.paragraphs[0])
    document.save(str(path))
    return names


def _number(section: Section, numbering: dict[str, str]) -> None:
    properties = section._sectPr
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    if numbering:
        element = OxmlElement("w:pgNumType")
        for name, value in numbering.items():
            element.set(qn(f"w:{name}"), value)
        properties.append(element)


def _bookmark(paragraph: Paragraph, number: int, name: str) -> None:
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        element = OxmlElement(tag)
        element.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            element.set(qn("w:name"), name)
        paragraph._p.append(element)


def _footer(paragraph: Paragraph) -> None:
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")


def test_as_printed_in_every_kind_of_section(soffice: str, tmp_path: Path) -> None:
    names = numbered(tmp_path / "plain.docx")
    sections.marked(tmp_path / "plain.docx", tmp_path / "marked.docx")
    trouble = libreoffice.lay_out(Path(soffice), tmp_path / "marked.docx", tmp_path / "marked.pdf", 120)
    assert trouble is None
    found = pdf.destinations(tmp_path / "marked.pdf")
    on = {name: found[pdf.destination(name)] for name in sections.bookmarks(tmp_path / "marked.docx")}
    worked_out = sections.printed(tmp_path / "marked.docx", on)
    footers = [page.number for page in read(tmp_path / "marked.pdf").pages]
    assert worked_out == {name: footers[on[name] - 1] for name in names}
    assert list(worked_out.values()) == ["1", "i", "ii", "iii", "1", "2", "3", "4", "5", "VI", "VII", "40"]


@pytest.mark.parametrize(
    ("families", "instead"),
    [
        ("", {}),
        ("Noto Serif CJK SC,Noto Serif CJK SC Black\\nLiberation Serif", {
            "仿宋_GB2312": "Noto Serif CJK SC", "Times New Roman": "Liberation Serif", "黑体": None,
        }),
        ("仿宋_GB2312\\nSimHei\\nKaiTi\\nNoto Serif CJK SC\\nTimes New Roman", {
            "仿宋_GB2312": None, "黑体": None, "楷体_GB2312": "KaiTi", "Times New Roman": None,
        }),
    ],
)  # fmt: skip
def test_only_fonts_that_are_missing_are_replaced_by_such_as_are_there(
    families: str, instead: dict[str, str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lister = tmp_path / "fc-list"
    lister.write_text(f"#!/bin/sh\nprintf '{families}\\n'\n", encoding="utf-8")
    lister.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    fonts.installed.cache_clear()
    try:
        pairs = fonts.pairs()
        assert {name: pairs.get(name) for name in instead} == instead
        assert bool(pairs) == bool(families)
    finally:
        fonts.installed.cache_clear()


def test_a_long_entry_of_the_contents_leaves_room_for_its_number() -> None:
    short, full, two = "余热回收" * 5, "余热回收" * 8, "余热回收" * 12
    assert entry(short, 3) == short
    assert entry(two, 3) == two
    first, last = entry(full, 3).split("\n")
    assert first + last == full and 6 <= len(last) <= 30
    # Neither a word nor a mark is parted from what it belongs to.
    first, last = entry("年产三十万吨高纯度结晶氧化铝装置采用MVR（机械蒸汽再压缩）技术改造", 3).split("\n")
    assert last.startswith("技") or last[0] not in "（）RV"
    assert entry("x" * 34, 3) == "x" * 34
    assert entry("x" * 66, 3) == "x" * 66  # no place to end a line at
