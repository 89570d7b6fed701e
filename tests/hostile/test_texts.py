"""No text of a form becomes anything but text, in any document: markup, fields, formulas, links, templates.

Each text of the list stands in every free field of a form of its own; one pass writes all
documents, and these are read back.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from lxml import etree, html
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from tests.batch.made import TIME, company, form, photo, projects, put
from tests.batch.test_mail import PostOffice, at_work, settings
from tests.cli.test_commands import casebook, lines

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

TEXTS = (
    # templates
    "{{ 7*191 }}", "{% for x in y %}", "{# 注释 #}", "{{ config }}", "{{r case.mark }}", "{%p if draft %}", "}} {{", "%}",
    "{{ ''.__class__.__mro__ }}", "${7*191}", "#{7*191}", "<%= 7*191 %>",
    # markup
    "<w:p>", "</w:t></w:r></w:p>", "<w:br/>", "&", "&amp;", "&lt;b&gt;", "&#x0;", "<![CDATA[甲]]>", "]]>", "<!-- 注 -->",
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<a href='javascript:alert(1)'>甲</a>", "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)", "<?xml version='1.0'?>", "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    # formulas
    "=1+1", "+1+1", "-1+1", "@SUM(A1:A9)", "=HYPERLINK(\"http://example.com\",\"甲\")", "=cmd|'/c calc'!A1", "\t=1+1", "'=1+1",
    "=WEBSERVICE(\"http://example.com\")", "_x000D_", "_x0041_", "1E5", "00123", "2024-1-1", "TRUE", "#REF!",
    # fields and links
    "javascript:alert(1)", "file:///etc/passwd", "\\\\server\\share", "HYPERLINK \"http://example.com\"", "DDEAUTO c:\\\\x.exe",
    "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "INCLUDEPICTURE \"file:///etc/passwd\"", "甲\r\nBcc: x@example.com",
    # characters
    "😀👨‍👩‍👧", "𠮷野家与𪚥", "e\u0301à", "\u202eabc\u202c", "零\u200b宽", "甲\u00a0乙", "甲\u3000乙", "ﬁ①㈱㎡", "甲\x0b乙", "甲\ufffe乙\x01",
    # names
    "../../越界", "CON", "a/b\\c:d*e?f", "尾.", "长" * 2000,
)  # fmt: skip

_OURS = re.compile(r"\s*(TOC|PAGEREF|PAGE|NUMPAGES|SECTIONPAGES|STYLEREF|SEQ)\b")


def spread(text: str, number: int) -> dict[str, Any]:
    """The fields of an Annex 1 with the text in each that is free."""
    short = text[:200]
    fields = company(
        f"广州第{number}公司{short}",
        f"案例{number}{short}",
        contact=f"陈{short[:20]}",
        profile=f"简介{number}：{short}",
        highlights=f"（1）亮点{number}{text}\n（2）{text}第二\n（3）第三{text}",
        results=f"年节约标准煤{number + 100}吨，减少二氧化碳排放260吨。{text}",
        significance=f"借鉴{number}{text}",
    )
    fields["photos"] = [photo(1), photo(2), photo(3)]
    return fields


class Run(NamedTuple):
    """The outbox, the records as they are read, and what the mail server got."""

    outbox: Path
    records: list[Mapping[str, Any]]
    office: PostOffice


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("texts")
    forms = {
        f"黄埔区/{number}/附件1.docx": form("annex1", spread(text, number))
        for number, text in enumerate(TEXTS)
    }
    # With something to correct: these go back, with a notice and comments.
    forms |= {
        f"海珠区/{number}/附件1.docx": form("annex1", spread(text, number) | {"phone": ""})
        for number, text in enumerate(TEXTS)
        if number % 4 == 0
    }
    many = spread("照片很多", 900) | {"case_photos": [photo(number) for number in range(1, 31)]}
    forms["番禺区/多.docx"] = form("annex1", many)
    forms["番禺区/无.docx"] = form("annex3", projects("广州无照片公司", "没有照片{{ 7*191 }}"))
    put(folder / "inbox", forms)
    with at_work() as office:
        (folder / "config.toml").write_text(settings(office.port), encoding="utf-8")
        done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 0, done.stdout + done.stderr
    read = casebook(folder, "extract", *sorted(f"inbox/{path}" for path in forms))
    return Run(folder / "outbox", lines(read), office)


def packages(outbox: Path, pattern: str) -> Iterator[tuple[str, zipfile.ZipFile]]:
    for path in sorted(outbox.rglob(pattern)):
        with zipfile.ZipFile(path) as package:
            yield path.relative_to(outbox).as_posix(), package


def said(data: bytes) -> str:
    """The text of a Word file's body, a line a paragraph."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    found = []
    for paragraph in root.iter(f"{W}p"):
        words = ""
        for node in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab"):
            words += {f"{W}br": "\n", f"{W}tab": "\t"}.get(node.tag, node.text or "")
        found.append(words)
    return "\n".join(found)


def parts(value: str) -> list[str]:
    """The lines of an answer, blanks aside."""
    return [bare(line) for line in value.split("\n") if bare(line)]


def bare(text: str) -> str:
    return "".join(text.split())


def test_every_form_is_read_and_every_text_is_there(run: Run) -> None:
    records = run.records
    assert len(records) == len(TEXTS) + len(range(0, len(TEXTS), 4)) + 2
    for text, number in ((text, number) for number, text in enumerate(TEXTS)):
        (record,) = [one for one in records if one["source"]["path"] == f"inbox/黄埔区/{number}/附件1.docx"]
        # What nobody sees is no part of an answer.
        printable = re.sub(r"[\x00-\x08\x0b-\x1f\u200b-\u200f\u202a-\u202e\ufffe]", "", text)
        assert bare(printable) in bare(record["fields"]["significance"]), text


def test_the_casebook_prints_each_as_text(run: Run) -> None:
    outbox, records, _ = run
    (path,) = (outbox / "市局" / "汇编").glob("*.docx")
    printed = bare(said(path.read_bytes()))
    for record in records:
        if record["form"] != "annex1" or not record["fields"]["phone"]:
            continue
        for key in ("name", "case_title", "profile", "highlights", "results", "significance"):
            for line in parts(record["fields"][key]):
                assert line in printed, (key, line[:80])
    with zipfile.ZipFile(path) as package:
        pictures = package.read("word/document.xml").count(b"<pic:pic")
    # The unit's and the case's; thirty, three of which are the unit's too; none.
    assert pictures == (3 + 1) * len(TEXTS) + 30 + 0
    assert bare("没有照片{{ 7*191 }}") in printed


@pytest.mark.parametrize("pattern", ["*.docx", "*.xlsx"])
def test_no_document_is_broken_and_none_has_a_link_or_field_of_an_applicants(run: Run, pattern: str) -> None:
    seen = 0
    for name, package in packages(run.outbox, pattern):
        seen += 1
        for part in package.namelist():
            if not part.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(package.read(part))
            for node in root.iter(f"{W}instrText"):
                assert _OURS.match(node.text or ""), (name, node.text)
            for node in root.iter(f"{W}fldSimple"):
                assert _OURS.match(node.get(f"{W}instr", "")), (name, node.get(f"{W}instr"))
            assert not list(
                root.iter(f"{W}altChunk", f"{W}object", f"{W}control", "{*}ddeLink", "{*}oleObject")
            ), (name, part)
            assert "1337" not in "".join(root.itertext()), (name, part)  # 7*191
            if part.endswith(".rels") and "批注" not in name:
                assert not root.xpath("//*[@TargetMode='External']"), (name, part)
    assert seen > 3


def test_no_cell_of_a_workbook_is_a_formula(run: Run) -> None:
    for path in sorted(run.outbox.rglob("*.xlsx")):
        for sheet in load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (path.name, cell.coordinate, cell.value)
                    assert cell.hyperlink is None


def test_workbooks_hold_each_text(run: Run) -> None:
    outbox, records, _ = run
    names = {bare(record["fields"]["name"]) for record in records if record["fields"]["phone"]}
    huangpu = names - {
        bare(record["fields"]["name"]) for record in records if "/黄埔区/" not in record["source"]["path"]
    }
    (annex4,) = (outbox / "黄埔区").glob("附件4*.xlsx")
    wanted = {
        outbox / "市局" / "台账.xlsx": names,
        outbox / "市局" / "评审表.xlsx": names,
        outbox / "黄埔区" / "区审核表.xlsx": huangpu,
        annex4: huangpu,
    }
    for path, mine in wanted.items():
        cells = {
            bare(shown(cell))
            for sheet in load_workbook(path)
            for row in sheet.iter_rows(values_only=True)
            for cell in row
            if isinstance(cell, str)
        }
        assert not mine - cells, path.name


def shown(cell: str) -> str:
    """What Excel shows of a cell's text: ``_x005F_`` is an underscore (ECMA-376, 22.9.2.19)."""
    return cell.replace("_x005F_", "_")


def test_boards_hold_no_markup_of_an_applicants(run: Run) -> None:
    outbox, records, _ = run
    for path in sorted(outbox.rglob("index.html")):
        page = html.fromstring(path.read_bytes())
        assert len(page.xpath("//script")) == 1
        assert not page.xpath("//img | //iframe | //object | //embed | //svg[@onload]")
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
        # Nothing is linked but what lies there, and what was handed in.
        for link in map(str, page.xpath("//@href | //@src | //@action | //@formaction")):
            assert link.startswith("#") or (path.parent / unquote(link)).exists(), link
    words = bare(html.fromstring((outbox / "市局" / "index.html").read_bytes()).text_content())
    for record in records:
        assert bare(record["fields"].get("case_title", "没有照片{{ 7*191 }}"))[:60] in words


def test_the_days_report_and_the_notices_hold_each_text(run: Run) -> None:
    outbox, records, _ = run
    (report,) = (outbox / "市局" / "收件日报").glob("*.docx")
    told = bare(said(report.read_bytes()))
    for record in records:
        assert bare(record["fields"]["name"])[:60] in told
    notices = [bare(said(path.read_bytes())) for path in (outbox / "海珠区" / "退回修改").glob("*意见.docx")]
    for record in records:
        if "/海珠区/" in record["source"]["path"]:
            assert sum(bare(record["fields"]["name"]) in notice for notice in notices) == 1


def test_mails_are_plain_lines_to_nobody_else(run: Run) -> None:
    letters = run.office.letters
    assert {to for recipients, _ in letters for to in recipients} == {
        f"{name}@example.com" for name in ("bureau", "hp", "hz", "py")
    }
    for _, letter in letters:
        assert (
            letter.get_content_type() == "text/plain"
            and letter["Bcc"] is None
            and "公司" not in letter["Subject"]
        )
    (told,) = (letter.get_content() for recipients, letter in letters if recipients == ["hz@example.com"])
    one_line = [bare(line) for line in told.splitlines()]
    for record in run.records:
        if "/海珠区/" in record["source"]["path"]:
            assert any(bare(record["fields"]["name"])[:60] in line for line in one_line), record["fields"][
                "name"
            ]


def test_outputs_have_names_that_every_system_takes(run: Run) -> None:
    for path in run.outbox.rglob("*"):
        for name in path.relative_to(run.outbox).parts:
            assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name), name
            assert not name.endswith((".", " ")), name
            assert len(name.encode("utf-8")) <= 255
            assert name.partition(".")[0].upper() not in ("CON", "NUL", "PRN", "AUX", "COM1", "LPT1")


def test_word_finds_nothing_wrong(run: Run) -> None:
    outbox = run.outbox
    documents = [
        *(outbox / "市局").rglob("*.docx"),
        *(outbox / "黄埔区").glob("*.docx"),
        *sorted((outbox / "海珠区" / "退回修改").glob("*意见.docx"))[:5],
    ]
    validator = OpenXmlValidator()
    for path in documents:
        assert not [error.description for error in validator.validate(path).errors], path.name
