"""Texts in a streamed document, and templates that can't be used."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup, escape

from pipeline.documents import casebook
from pipeline.office.stream import Document
from pipeline.office.words import attribute, finalize
from pipeline.problems import TemplateError
from tests.documents.sample import TEMPLATE

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_breaks_and_tabs_are_elements() -> None:
    assert finalize("a\nb\tc<") == Markup(
        'a</w:t><w:br/><w:t xml:space="preserve">b</w:t><w:tab/><w:t xml:space="preserve">c&lt;'
    )


def test_markup_stays_markup() -> None:
    assert finalize(Markup("<w:br/>\n")) == Markup("<w:br/>\n")


@given(st.text())
def test_any_text_is_xml(text: str) -> None:
    etree.fromstring(f"<r xmlns:w='{W}'><w:t>{escape(finalize(text))}</w:t></r>".encode())
    etree.fromstring(f'<r a="{attribute(text)}"/>'.encode())


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The template with other words in its document."""
    path = tmp_path / "casebook.docx"
    with zipfile.ZipFile(TEMPLATE) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry, data.replace(old.encode("utf-8"), new.encode("utf-8")))
    return path


@pytest.mark.parametrize("tag", ["{{ tittle }}", "{% if title %}", "{{ title.__class__.__mro__ }}"])
def test_a_template_that_asks_for_too_much(tmp_path: Path, tag: str) -> None:
    path = changed(tmp_path, "{{ title }}", tag)
    with pytest.raises(TemplateError, match=r"casebook\.docx"):
        Document(path).write({"title": "甲", "year": 2024, "bureau": "", "draft": False}, io.BytesIO())


def test_what_can_be_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="tittle"):
        casebook.check(changed(tmp_path, "{{ title }}", "{{ tittle }}"))
    with pytest.raises(TemplateError, match="照片"):
        casebook.check(changed(tmp_path, '<w:name w:val="照片"/>', '<w:name w:val="相片"/>'))
    casebook.check(TEMPLATE)


def test_no_word_file(tmp_path: Path) -> None:
    path = tmp_path / "casebook.docx"
    with pytest.raises(TemplateError):
        Document(path)
    path.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(TemplateError):
        Document(path)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w:document/>")
    with pytest.raises(TemplateError):
        Document(path)
