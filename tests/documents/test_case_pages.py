"""A page of its own for the cases of one form, and what is said of a page or a chart that can't be used."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as Opened
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from pipeline.batch import templates
from pipeline.documents import casebook
from pipeline.messages import Messages
from pipeline.problems import TemplateError
from pipeline.work import Pool  # noqa: F401  # spawned processes import what is tested here
from tests.batch.made import TEMPLATES
from tests.documents.sample import SETTINGS, book, cases, draw, factory, library, plant, project

LIBRARY = library()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def page(folder: Path, *lines: tuple[str, str], name: str = "case-annex3.docx") -> Opened:
    """A case page as Word saves it: the casebook's styles under ids of its own, a section, a bookmark."""
    document = docx.Document(str(folder / "casebook.docx"))
    body = document.element.body
    for node in list(body)[:-1]:
        body.remove(node)
    for words, style in lines:
        document.add_paragraph(words, style)
    save(document, folder / name)
    with zipfile.ZipFile(folder / name) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    for part in ("word/document.xml", "word/styles.xml"):
        parts[part] = re.sub(
            rb'(w:styleId|w:pStyle w:val|w:basedOn w:val|w:next w:val)="(\w+)"', rb'\1="own\2"', parts[part]
        )
    with zipfile.ZipFile(folder / name, "w") as package:
        for entry, data in parts.items():
            package.writestr(entry, data)
    return docx.Document(str(folder / name))


def save(document: Opened, path: Path) -> None:
    document.save(str(path))


PAGE = (
    ("{{r case.mark }}{{ case.title }}", "heading 3"),
    ("本项目由{{ case.unit }}实施。", "案例正文"),
    ("{%p for block in case.blocks %}", "程序标记"),
    ("{{ block.text }}", "案例正文"),
    ("{%p endfor %}", "程序标记"),
)


def rendered(folder: Path) -> bytes:
    found = book(
        *cases(factory()), *cases(plant(project(), project(title="冷却水循环利用"), name="广州乙有限公司"))
    )
    out = io.BytesIO()
    casebook.render(found, LIBRARY, SETTINGS, {}, folder / "casebook.docx", out)
    return out.getvalue()


def said(folder: Path) -> list[str]:
    words = Messages.load(folder).lint
    return [mistake.say(words) for mistake in templates.inspect(folder)[1]]


def test_a_page_takes_the_place_of_the_cases_of_its_form(folder: Path) -> None:
    page(folder, *PAGE)
    assert said(folder) == []
    path = folder.parent / "made.docx"
    path.write_bytes(rendered(folder))
    assert not OpenXmlValidator().validate(path).errors
    made = docx.Document(str(path))
    lines = [found.text for found in made.paragraphs]
    assert lines.count("本项目由广州乙有限公司实施。") == 2
    assert "本项目由广州云岭水性涂料有限公司实施。" not in lines
    (own,) = {found.style.name for found in made.paragraphs if "本项目由" in found.text and found.style}
    assert own == "案例正文"
    # Contents and index still lead there.
    xml = made.element.xml
    assert set(re.findall(r'w:anchor="([^"]+)"', xml)) <= set(
        re.findall(r'bookmarkStart [^>]*w:name="([^"]+)"', xml)
    )


def test_without_a_page_all_cases_look_alike(folder: Path) -> None:
    before = rendered(folder)
    page(folder, *PAGE)
    assert rendered(folder) != before
    (folder / "case-annex3.docx").unlink()
    assert rendered(folder) == before


def unknown_style(document: Opened, _: Path) -> None:
    style = document.styles.add_style("自定义样式", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("甲", style)


def picture(document: Opened, folder: Path) -> None:
    document.add_picture(str(draw(folder, "a").path))


def misspelt(document: Opened, _: Path) -> None:
    document.add_paragraph("{{ case.titel }}")


def unended(document: Opened, _: Path) -> None:
    document.add_paragraph("{%p if case.unit %}")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (unknown_style, "casebook.docx 中没有样式“自定义样式”"),
        (picture, "这里不能有图片"),
        (misspelt, "没有可以填入的“titel”"),
        (unended, "没有对应的结束标签"),
    ],
)
def test_what_a_page_cannot_have_is_named(
    folder: Path, change: Callable[[Opened, Path], None], words: str
) -> None:
    document = page(folder, *PAGE)
    change(document, folder)
    save(document, folder / "case-annex3.docx")
    lines = [line for line in said(folder) if line.startswith("case-annex3.docx")]
    assert len(lines) == 1 and words in lines[0]


def test_a_page_of_no_form_is_named(folder: Path) -> None:
    page(folder, *PAGE, name="case-anex3.docx")
    (line,) = said(folder)
    assert line.startswith("case-anex3.docx") and "没有 id 为 anex3 的征集表" in line


def test_a_template_without_a_loop_takes_no_page(folder: Path) -> None:
    page(folder, *PAGE)
    document = docx.Document(str(folder / "casebook.docx"))
    for paragraph in document.paragraphs:
        if paragraph.text.startswith("{%p for case in"):
            paragraph.runs[0].text = "{%p for one in group.cases %}"
    save(document, folder / "casebook.docx")
    with pytest.raises(TemplateError, match="for case in"):
        rendered(folder)


# --- charts -------------------------------------------------------------------------


def changed(folder: Path, part: str, old: str, new: str) -> None:
    """A part of the casebook's template with something replaced, or without the part."""
    path = folder / "casebook.docx"
    with zipfile.ZipFile(path) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    text = parts.pop(part)
    if old:
        assert old.encode() in text
        parts[part] = text.replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as package:
        for entry, data in parts.items():
            package.writestr(entry, data)


@pytest.mark.parametrize(
    ("part", "old", "new", "words"),
    [
        ("word/document.xml", "charts.by_category", "charts.by_unit", "图表2：没有可以填入的“by_unit”"),
        ("word/charts/chart2.xml", "<c:cat>", "<c:cat/><c:ser/><c:cat>", "应当只有一个数据系列"),
        ("word/charts/chart2.xml", "c:val>", "c:yVal>", "应当只有一个数据系列"),
        ("word/embeddings/Microsoft_Excel_Sheet2.xlsx", "", "", "没有附带数据表"),
    ],
)
def test_a_chart_that_cannot_be_filled_is_named(
    folder: Path, part: str, old: str, new: str, words: str
) -> None:
    changed(folder, part, old, new)
    (line,) = said(folder)
    assert line.startswith("casebook.docx 图表2") and words in line
    with pytest.raises(TemplateError):
        rendered(folder)


def test_a_chart_without_a_marker_stays_as_it_is(folder: Path) -> None:
    for part in ("word/document.xml", "word/charts/chart2.xml"):
        changed(folder, part, "{{ charts.by_category }}", "组织架构")
    assert said(folder) == []
    with zipfile.ZipFile(io.BytesIO(rendered(folder))) as package:
        assert "示例一" in package.read("word/charts/chart2.xml").decode("utf-8")
