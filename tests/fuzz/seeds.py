"""The files that are mutated: the project's own corpus and examples, and formats that these lack."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.office.kinds import HEAD, sniff
from pipeline.office.legacy import ole
from tests.batch import made
from tests.hostile.corpus import PASSWORD
from tests.office.test_encryption import encrypted
from tests.office.test_old_workbooks import XML

ROOT = Path(__file__).parents[2]
_FOLDERS = ("tests/forms/corpus", "examples/inbox", "examples/forms/inbox")
_LARGEST = 130_000

# How often a kind is drawn. What goes through LibreOffice costs seconds a file.
WEIGHTS = {
    "docx": 40, "xlsx": 26, "xls": 8, "doc": 6, "html": 6, "zip": 5, "7z": 4, "package": 2, "Workbook": 1,
    "mhtml": 1, "locked": 1, "rtf": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seed:
    """A good file: its name (below the project), its kind by content, its bytes."""

    name: str
    kind: str
    data: bytes

    @property
    def ending(self) -> str:
        """A name's ending with which the inbox takes it for a form."""
        return {"zip": ".zip", "7z": ".7z", "xlsx": ".xlsx", "xls": ".xls", "Workbook": ".xls"}.get(
            self.kind, ".docx" if self.kind in ("docx", "locked") else ".doc"
        )


@cache
def all_of(kind: str) -> tuple[Seed, ...]:
    """The seeds of a kind, always in the same order."""
    return tuple(seed for seed in _all() if seed.kind == kind)


@cache
def _all() -> tuple[Seed, ...]:
    return (*_files(), *_made())


def _files() -> Iterator[Seed]:
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix not in (".json", ".tsv") and path.stat().st_size < _LARGEST:
                data = path.read_bytes()
                yield Seed(path.relative_to(ROOT).as_posix(), kind_of(data), data)


def kind_of(data: bytes) -> str:
    """What a file is by its content, OOXML's two apart."""
    kind = sniff(data[:HEAD])
    if kind == "ole":
        return ole.kind(io.BytesIO(data)) or kind
    if kind == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
        return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else kind
    return kind


def _made() -> Iterator[Seed]:
    document = made.form("annex1", made.company("某某公司", "某某案例", contact=""))
    workbook = made.form("annex3", made.projects("某某公司", "甲", "乙", email=""), "xlsx")
    yield Seed("annex1.docx", "docx", document)
    yield Seed("annex3.xlsx", "xlsx", workbook)
    yield Seed("locked.docx", "locked", encrypted(document, PASSWORD))
    yield Seed("flat.xml", "package", _flat(document))
    yield Seed("2003.xml", "Workbook", XML.encode())
    page = next(seed for seed in _files() if seed.kind == "html").data
    yield Seed("page.mhtml", "mhtml", _single_file(page))


def _flat(data: bytes) -> bytes:
    """The parts of a package in one XML (flat OPC)."""
    parts = ['<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">']
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            part = packed.read(name)
            if name.endswith((".xml", ".rels")):
                inside = re.sub(r"^\s*<\?xml.*?\?>", "", part.decode("utf-8"))
                inside = f"<pkg:xmlData>{inside}</pkg:xmlData>"
            else:
                inside = f"<pkg:binaryData>{base64.encodebytes(part).decode()}</pkg:binaryData>"
            parts.append(f'<pkg:part pkg:name="/{name}">{inside}</pkg:part>')
    return "".join((*parts, "</pkg:package>")).encode()


def _single_file(page: bytes) -> bytes:
    """A web page with a picture in one file (RFC 2557)."""
    return (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="----=_P"\n\nnothing\n\n'
        b"------=_P\nContent-Location: file:///C:/1/a.htm\nContent-Type: text/html; charset=utf-8\n"
        b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(page) + b"\n"
        b"------=_P\nContent-Location: file:///C:/1/a.files/1.png\nContent-Type: image/png\n"
        b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(made.picture(1)) + b"\n------=_P--\n"
    )
