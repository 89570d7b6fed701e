"""Templates that a person opened in LibreOffice, changed and saved print the same documents."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import RGBColor
from lxml import etree

from pipeline.batch import story, templates
from pipeline.messages import Messages
from tests.batch.made import TEMPLATES, TIME, company, form, outputs, projects, put, settings
from tests.documents.test_case_pages import PAGE, page
from tests.documents.test_overview import headers

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
OLD, NEW = "编者说明", "致读者"
COLOUR = RGBColor(0xC0, 0x00, 0x00)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The templates, with a page of their own for the cases of a form."""
    made = Path(shutil.copytree(TEMPLATES, tmp_path_factory.mktemp("before") / "templates"))
    page(made, *PAGE)
    return made


@pytest.fixture(scope="module")
def edited(before: Path, soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each Word file of them saved by LibreOffice; a heading of the casebook is another."""
    folder = tmp_path_factory.mktemp("edited")
    made = Path(shutil.copytree(before, folder / "templates"))
    change(made / "casebook.docx")
    saved = folder / "saved"
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "docx", "--outdir", str(saved), *map(str, made.rglob("*.docx"))]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for file in made.rglob("*.docx"):
        shutil.move(saved / file.name, file)
    return made


def change(path: Path) -> None:
    document = docx.Document(str(path))
    (heading,) = (paragraph for paragraph in document.paragraphs if paragraph.text == OLD)
    heading.runs[0].text = NEW
    heading.runs[0].font.color.rgb = COLOUR
    document.save(str(path))


def passed(folder: Path, templates: Path) -> dict[str, bytes]:
    """The Word files of the outbox of a pass with these templates."""
    put(
        folder / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", company("广州甲涂料有限公司", "余热回收利用")),
            "黄埔区/乙.xlsx": form("annex3", projects("广州乙公司", "中水回用", "空压机改造"), "xlsx"),
            "海珠区/丁.docx": form("annex1", company("广州丁公司", "光伏", contact="", phone="123")),
        },
    )
    config = settings(folder)
    config = config.model_copy(update={"paths": config.paths.model_copy(update={"templates": templates})})
    story.run(config, datetime.fromisoformat(TIME))
    return {path: data for path, data in outputs(folder / "outbox").items() if path.endswith(".docx")}


def seen(data: bytes) -> Iterator[tuple[str, ...]]:
    """What a reader and Word have of a document: texts, alternative texts, fields, links, marks, charts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
        charts = [package.read(name) for name in sorted(package.namelist()) if "charts/chart" in name]
    for paragraph in root.iter(qn("w:p")):
        if words := "".join(paragraph.itertext(qn("w:t"))).strip():
            yield "text", words
    yield "alt", *(node.get("descr", "") for node in root.iter(qn("wp:docPr")))
    yield "fields", *(node.text.strip() for node in root.iter(qn("w:instrText")))
    yield "links", *(node.get(qn("w:anchor"), "") for node in root.iter(qn("w:hyperlink")))
    yield "marks", *(node.get(qn("w:name"), "") for node in root.iter(qn("w:bookmarkStart")))
    yield "pages", *filter(None, (node.get(qn("w:start")) for node in root.iter(qn("w:pgNumType"))))
    for chart in charts:
        yield "chart", *(node.text or "" for node in etree.fromstring(chart).iter(f"{C}v"))


def test_nothing_is_wrong_with_them(edited: Path) -> None:
    words = Messages.load(edited).lint
    assert [mistake.say(words) for mistake in templates.inspect(edited)[1]] == []


def test_the_same_is_printed_and_the_change(before: Path, edited: Path, tmp_path: Path) -> None:
    ours, theirs = passed(tmp_path / "ours", before), passed(tmp_path / "theirs", edited)
    assert ours.keys() == theirs.keys()
    for kind in ("汇编", "附件4", "收件日报", "退回修改意见", "批注"):
        assert any(kind in path for path in ours), kind
    for path, data in ours.items():
        expected = [tuple(text.replace(OLD, NEW) for text in found) for found in seen(data)]
        assert list(seen(theirs[path])) == expected, path
    (book,) = (path for path in ours if "汇编" in path)
    assert ("text", "本项目由广州乙公司实施。") in seen(theirs[book])
    assert headers(theirs[book]) == headers(ours[book])
    (heading,) = (line for line in docx.Document(io.BytesIO(theirs[book])).paragraphs if line.text == NEW)
    assert {run.font.color.rgb for run in heading.runs} == {COLOUR}
