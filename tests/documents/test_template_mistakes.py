"""Every mistake in the tags of a document's template is named at its place, and nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from pipeline.batch import templates
from pipeline.messages import Messages
from pipeline.problems import TemplateError
from tests.batch.made import TEMPLATES

BOOK, NOTICE = "casebook.docx", "notice.docx"
MISTAKES = {
    "a value misspelt": (BOOK, "{{ case.title }}", "{{ case.titel }}", "没有可以填入的“titel”"),
    "a value of its own": (BOOK, "{{ units }}", "{{ firms }}", "没有可以填入的“firms”（{{ firms }}）"),
    "a brace lost": (BOOK, "{{ case.unit }}", "{{ case.unit }", "“{{”前后的花括号不成对"),
    "a tag that is none": (BOOK, "{{ count }}", "{{ count count }}", "“{{ count count }}”的写法不对"),
    "a condition without its end": (BOOK, "{%p endif %}", "", "没有对应的结束标签"),
    "words beside a condition": (BOOK, "{%p if draft %}", "草稿：{%p if draft %}", "不会印出来"),
    "an end too many": (NOTICE, "{{ unit }}", "{{ unit }}{% endif %}", "“{% endif %}”前面没有对应的"),
    "a value of the notice misspelt": (NOTICE, "{{ unit }}", "{{ unti }}", "没有可以填入的“unti”"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def change(path: Path, old: str, new: str) -> str:
    """A tag replaced where it stands first in one run; the words of its paragraph."""
    document = docx.Document(str(path))
    for paragraph in document.element.body.iter(qn("w:p")):
        for node in paragraph.iter(qn("w:t")):
            if old in (node.text or ""):
                node.text = node.text.replace(old, new, 1)
                document.save(str(path))
                return "".join(found.text or "" for found in paragraph.iter(qn("w:t")))
    raise AssertionError(f"{old} stands in no run")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_at_its_place(folder: Path, name: str) -> None:
    file, old, new, said = MISTAKES[name]
    change(folder / file, old, new)
    _, mistakes = templates.inspect(folder)
    words = Messages.load(folder).lint
    lines = [mistake.say(words) for mistake in mistakes]
    assert len(lines) == 1, lines
    assert lines[0].startswith((f"{file} 正文 第", f"{file} 表"))
    assert said in lines[0]


def test_the_place_is_the_paragraphs_or_the_cells(folder: Path) -> None:
    document = docx.Document()
    document.add_paragraph("一")
    document.add_paragraph("{{ wrong }}")
    table = document.add_table(2, 2)
    table.cell(1, 1).text = "{{ title }}{{ odd }}"
    document.add_paragraph("{% for part in parts %}{{ part.heading }}")
    document.sections[0].header.paragraphs[0].text = "{{ head }}"
    document.save(str(folder / "casebook.docx"))
    _, mistakes = templates.inspect(folder)
    assert sorted((mistake.where, mistake.code) for mistake in mistakes) == [
        ("正文 第2段", "value-unknown"),
        ("正文 第3段", "tag-unclosed"),
        ("表1 第2行 第2列", "value-unknown"),
        ("页眉", "value-unknown"),
    ]


def test_a_template_that_is_gone_or_no_word_file_says_what_to_do(folder: Path) -> None:
    (folder / "report.docx").unlink()
    (folder / NOTICE).write_bytes(b"no zip")
    words = Messages.load(folder).lint
    lines = [mistake.say(words) for mistake in templates.inspect(folder)[1]]
    assert lines == [
        "notice.docx：文件无法读取（File is not a zip file）。请用 Word 或 WPS 打开后另存为 .docx。",
        "report.docx：缺少这个文件，请从程序附带的模板中复制一份。",
    ]
    with pytest.raises(TemplateError) as raised:
        templates.load(folder)
    assert str(folder) not in str(raised.value)
    assert ".." not in str(raised.value)
