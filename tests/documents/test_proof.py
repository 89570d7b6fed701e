"""Two hundred cases as LibreOffice lays them out: page numbers, pictures, words, outline."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document
from filelock import FileLock
from lxml import etree
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from pipeline import libreoffice
from pipeline.documents import proof
from pipeline.documents.proof import Print
from pipeline.model import Book
from pipeline.office import pdf
from tests.documents.many import Maker
from tests.documents.printed import Printed, read, squeezed
from tests.documents.sample import SETTINGS, TEMPLATE, library
from tests.documents.test_casebook import publishable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SECONDS = 300


@dataclass(frozen=True)
class LaidOut:
    """What came of the book: the document that was printed, its PDF, the pages that it was given."""

    maker: Maker
    book: Book
    document: Path
    pdf: Path
    pages: dict[str, str]

    def root(self) -> etree._Element:
        with zipfile.ZipFile(self.document) as package:
            return etree.fromstring(package.read("word/document.xml"))


@pytest.fixture(scope="module")
def laid_out(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> LaidOut:
    """The book, laid out once for all the processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "proof"
    folder.mkdir(exist_ok=True)
    maker = Maker(folder)
    made = maker.book()
    pages = folder / "pages.json"
    with FileLock(folder / "lock"):
        if not pages.exists():
            wanted = Print(made, library(), SETTINGS, maker.photos, TEMPLATE, Path(soffice))
            proof.draft(wanted, folder)
            found = proof.pages(wanted.command, folder, SECONDS)
            assert isinstance(found, dict), found
            assert isinstance(proof.pdf(wanted, found, folder, SECONDS), Path)
            pages.write_text(json.dumps(found), encoding="utf-8")
    return LaidOut(
        maker, made, folder / "casebook.docx", folder / "casebook.pdf", json.loads(pages.read_text("utf-8"))
    )


@pytest.fixture(scope="module")
def printed(laid_out: LaidOut) -> Printed:
    return read(laid_out.pdf)


def marked(root: etree._Element) -> dict[str, str]:
    """The words of the paragraph that each bookmark stands in, without white space."""
    return {
        mark.get(f"{W}name", ""): squeezed("".join(paragraph.itertext(f"{W}t")))
        for paragraph in root.iter(f"{W}p")
        for mark in paragraph.iter(f"{W}bookmarkStart")
    }


def referred(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Each reference to a page: the bookmark asked for, and the number that stands there."""
    for paragraph in root.iter(f"{W}p"):
        asked, shows = "", False
        for node in paragraph.iter(f"{W}instrText", f"{W}fldChar", f"{W}t"):
            if node.tag == f"{W}instrText" and (found := re.match(r" PAGEREF (\S+) ", node.text or "")):
                asked = found[1]
            elif node.tag == f"{W}fldChar":
                shows = bool(asked) and node.get(f"{W}fldCharType") == "separate"
            elif shows:
                yield asked, node.text or ""
                asked, shows = "", False


def test_each_page_number_is_that_of_the_page_which_its_heading_is_on(
    laid_out: LaidOut, printed: Printed
) -> None:
    root = laid_out.root()
    words = marked(root)
    wrong = []
    for bookmark, number in referred(root):
        on = printed.pages_numbered(number)
        if len(on) != 1 or words[bookmark] not in on[0].words:
            wrong.append((bookmark, number, words[bookmark]))
    assert wrong == []
    assert len(list(referred(root))) > len(laid_out.book.cases)


def test_the_numbers_are_printed_in_the_contents(laid_out: LaidOut, printed: Printed) -> None:
    front = "".join(page.words for page in printed.pages if not page.number.isdigit())
    root = laid_out.root()
    words = marked(root)
    for bookmark, number in referred(root):
        assert re.search(rf"{re.escape(words[bookmark])}\.+{number}(?!\d)", front), words[bookmark]


def test_valid_for_word(laid_out: LaidOut) -> None:
    result = OpenXmlValidator().validate(laid_out.document)
    assert [error.description for error in result.errors] == []


def test_headings_do_not_stand_last_on_their_pages(laid_out: LaidOut, printed: Printed) -> None:
    """Neither the book's nor the index's nor tables'; LibreOffice forgets one in a hundred pages, at most."""
    document = Document(str(laid_out.document))
    heads = {
        squeezed(paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.paragraph_format.keep_with_next
    }
    assert len(heads) > len(laid_out.book.cases)
    last = [squeezed(page.text.rstrip().rpartition("\n")[2]) for page in printed.pages]
    alone = [(number, line) for number, line in enumerate(last, 1) if line in heads]
    assert len(alone) <= len(printed.pages) // 100, alone


def test_no_picture_passes_the_margins(laid_out: LaidOut, printed: Printed) -> None:
    found = [(number, box) for number, page in enumerate(printed.pages, 1) for box in page.pictures]
    with zipfile.ZipFile(laid_out.document) as package:
        assert len(found) == package.read("word/document.xml").count(b"<pic:pic")
    assert [place for place in found if not place[1].inside] == []


def test_all_that_may_be_published_is_printed(laid_out: LaidOut, printed: Printed) -> None:
    missing = [
        (case.title, words)
        for case in laid_out.book.cases
        if case.entry.record is not None
        for words in publishable(case, case.entry.record)
        if squeezed(words) not in printed.words
    ]
    assert missing == []


def test_nothing_held_back_is_printed(laid_out: LaidOut, printed: Printed) -> None:
    assert len(laid_out.maker.secrets) > 4 * 100
    assert [secret for secret in laid_out.maker.secrets if secret in printed.everything] == []


def test_the_outline_leads_to_the_headings(laid_out: LaidOut, printed: Printed) -> None:
    titles = {squeezed(title): printed.pages[page].words for _, title, page in printed.outline}
    assert [title for title, words in titles.items() if title not in words] == []
    missing = {squeezed(case.title) for case in laid_out.book.cases} - titles.keys()
    assert missing == set()
    assert printed.title.startswith(SETTINGS.title)
    assert printed.tagged


def test_no_number_is_parted_by_the_end_of_a_line(printed: Printed) -> None:
    text = "\n".join(page.text for page in printed.pages)
    for number in ("1,203.5", "3128", "1,860"):
        found = re.findall(r"\s*".join(map(re.escape, number)), text)
        assert len(found) > 50
        assert set(found) == {number}


def test_it_says_that_it_is_chinese(laid_out: LaidOut) -> None:
    assert set(re.findall(rb"/Lang\(([^)]*)\)", laid_out.pdf.read_bytes())) == {b"zh-CN"}


def test_the_light_photos_move_nothing(laid_out: LaidOut) -> None:
    light = pdf.destinations(laid_out.pdf.with_name("draft.pdf"))
    whole = pdf.destinations(laid_out.pdf)
    assert whole and whole == {name: page for name, page in light.items() if name in whole}


def test_laid_out_again_it_has_the_same_bytes(laid_out: LaidOut, soffice: str, tmp_path: Path) -> None:
    again = [tmp_path / f"{number}.pdf" for number in range(2)]
    for path in again:
        document = laid_out.pdf.with_name("template.docx")
        assert libreoffice.lay_out(Path(soffice), document, path, SECONDS) is None
        pdf.finish(path)
    assert again[0].read_bytes() == again[1].read_bytes()
    assert b"CreationDate" not in again[0].read_bytes()
