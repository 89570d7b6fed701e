"""Old formats read as what was put in: written by LibreOffice from the examples, each kind in one call."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml

from pipeline import office
from pipeline.door import DEFAULT, Door
from pipeline.model import Paragraph
from pipeline.problems import Unreadable
from tests.office import raw
from tests.office.truths import example, put_in, seen, without_hashes

WORD = (
    "440115/清洁生产/附件3-广州曜衢汽车.docx",
    "番禺/附件1.广州市绿色制造优秀案例征集表（企业）-霁川舞台.docx",
)
EXCEL = ("荔湾/附件2.xlsx", "增城/纺织/附件3（广州沅纺染整）.xlsx", "黄埔区/新型显示/附件1（琉穹光电）.xlsx")
NO_OFFICE = Door(soffice="/nowhere/soffice")

Convert = Callable[[tuple[str, ...], str], dict[str, Path]]


@pytest.fixture(scope="module")
def convert(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Examples in another format, by the example's path."""
    folder = tmp_path_factory.mktemp("converted")
    known: dict[tuple[tuple[str, ...], str], dict[str, Path]] = {}

    def to(paths: tuple[str, ...], target: str) -> dict[str, Path]:
        if (paths, target) in known:
            return known[paths, target]
        out = folder / target.partition(":")[0]
        sources = [folder / f"{number}{Path(path).suffix}" for number, path in enumerate(paths)]
        for path, source in zip(paths, sources, strict=True):
            shutil.copyfile(example(path), source)
        command = [
            soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
            target, "--outdir", out, *sources,
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        made = [out / f"{source.stem}.{target.partition(':')[0]}" for source in sources]
        known[paths, target] = dict(zip(paths, made, strict=True))
        return known[paths, target]

    return to


def check(files: dict[str, Path], kind: str, door: Door = DEFAULT) -> None:
    for path, file in files.items():
        document = office.read(file, door)
        assert document.format == kind
        assert without_hashes(seen(document)) == without_hashes(put_in(example(path))), path


def pictures_of(file: Path) -> set[str]:
    return {
        picture["sha256"]
        for fields in seen(office.read(file))
        for name in ("photos", "case_photos")
        for picture in fields.get(name, ())
    }


def test_word_97(convert: Convert) -> None:
    files = convert(WORD, "doc:MS Word 97")
    check(files, "doc", NO_OFFICE)
    file = files[WORD[1]]
    shas = pictures_of(file)
    assert len(shas) >= 3
    found = office.media(file, shas)
    assert {hashlib.sha256(data or b"").hexdigest() for data in found.values()} == shas


def test_excel_97(convert: Convert) -> None:
    files = convert(EXCEL, "xls:MS Excel 97")
    check(files, "xls", NO_OFFICE)
    file = files[EXCEL[2]]
    shas = pictures_of(file)
    assert len(shas) >= 3
    found = office.media(file, shas)
    assert {hashlib.sha256(data or b"").hexdigest() for data in found.values()} == shas


def test_a_web_page_with_its_pictures_inside(convert: Convert) -> None:
    files = convert(WORD, "html:HTML (StarWriter):EmbedImages")
    check(files, "html", NO_OFFICE)
    shas = pictures_of(files[WORD[1]])
    assert len(shas) >= 3
    assert set(office.media(files[WORD[1]], shas)) == shas


def test_rtf_wants_libreoffice(convert: Convert) -> None:
    files = convert(WORD[:1], "rtf")
    check(files, "rtf")
    with pytest.raises(Unreadable) as refused:
        office.read(files[WORD[0]], NO_OFFICE)
    assert refused.value.problem.code == "unsupported-format"


def test_the_name_tells_nothing(convert: Convert, tmp_path: Path) -> None:
    files = convert(WORD, "doc:MS Word 97")
    for file, name, kind in (
        (files[WORD[0]], "附件3.docx", "doc"),
        (files[WORD[0]], "附件3.xlsx", "doc"),
        (example(WORD[0]), "附件3.doc", "docx"),
        (example(EXCEL[0]), "附件3.wps", "xlsx"),
    ):
        shutil.copyfile(file, tmp_path / name)
        document = office.read(tmp_path / name)
        assert document.format == kind
        assert len(seen(document)) == 1


def test_word_97_with_check_boxes_wants_libreoffice_or_is_refused(soffice: str, tmp_path: Path) -> None:
    """The first reader knows nothing of them; a choice without its ticks would be another one."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="a"/><w:checkBox><w:default '
        'w:val="{on}"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> '
        'FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    words = "<w:r><w:t>绿色工厂</w:t></w:r>", "<w:r><w:t>绿色供应链管理企业</w:t></w:r>"
    line = f"<w:p {raw.W_NS}>{field.format(on=1)}{words[0]}{field.format(on=0)}{words[1]}</w:p>"
    document = Document()
    document.element.body.insert(0, parse_xml(line))
    document.save(str(tmp_path / "a.docx"))
    command = [
        soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
        "doc:MS Word 97", "--outdir", tmp_path, tmp_path / "a.docx",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    found = office.read(tmp_path / "a.doc")
    assert (found.format, found.blocks[0]) == ("doc", Paragraph("☑绿色工厂□绿色供应链管理企业"))
    with pytest.raises(Unreadable) as refused:
        office.read(tmp_path / "a.doc", NO_OFFICE)
    assert refused.value.problem.code == "old-check-boxes"


def test_a_package_in_one_piece() -> None:
    """Flat OPC, as Word saves "Word XML document": the parts of the .docx, one behind the other."""
    path = example(WORD[1])
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    parts = [f'<?xml version="1.0"?><pkg:package xmlns:pkg="{space}">']
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            data = packed.read(name)
            if name.endswith((".xml", ".rels")):
                inside = re.sub(r"^\s*<\?xml.*?\?>", "", data.decode("utf-8"))
                inside = f"<pkg:xmlData>{inside}</pkg:xmlData>"
            else:
                inside = f"<pkg:binaryData>{base64.encodebytes(data).decode()}</pkg:binaryData>"
            parts.append(f'<pkg:part pkg:name="/{name}">{inside}</pkg:part>')
    parts.append("</pkg:package>")
    document = office.read_data("".join(parts).encode())
    assert document.format == "docx"
    assert seen(document) == put_in(path)


@pytest.mark.skipif(os.name == "nt", reason="needs a program that is a shell script")
def test_libreoffice_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    import psutil

    from pipeline import libreoffice

    note = tmp_path / "children"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {note}\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    assert libreoffice.convert(program, b"{\\rtf1}", ".rtf", "docx", seconds=2) is None
    child = int(note.read_text(encoding="utf-8"))
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE
