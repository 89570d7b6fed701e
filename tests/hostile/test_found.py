"""What the hunt of tests/fuzz found, each made small; all of it is mended."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import py7zr
import pytest

from pipeline import office, work
from pipeline.door import DEFAULT
from pipeline.model import Grid
from tests.batch import made
from tests.fuzz import judge
from tests.fuzz.judge import Judge, Task, Verdict
from tests.fuzz.seeds import ROOT
from tests.hostile import corpus, zips
from tests.hostile.zips import Entry
from tests.office.test_old_workbooks import XML

CORPUS = ROOT / "tests/forms/corpus"

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture(scope="module")
def judged() -> Judge:
    return Judge(judge.tools())


def changed(file: str, change: Change) -> bytes:
    """A file of the corpus with something done to its parts."""
    with zipfile.ZipFile(CORPUS / file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    return zips.written(Entry(name, data) for name, data in parts.items())


def verdict(judged: Judge, folder: Path, file: str, change: Change) -> Verdict:
    """What becomes of it, its commented copy included."""
    path = folder / Path(file).name
    path.write_bytes(changed(file, change))
    return judged(Task(path, copied=True))


def test_a_member_without_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(zips.written(corpus.docx(None, Entry("", b"x"))))
    assert corpus.said_of(DEFAULT, path) == "unsafe-package"


def test_a_name_that_leads_elsewhere_in_the_field_for_unicode_names(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    member = zipfile.ZipInfo("plain.docx")
    said = "../../外.docx".encode()
    field = b"\1" + zlib.crc32(b"plain.docx").to_bytes(4, "little") + said
    member.extra = b"\x75\x70" + len(field).to_bytes(2, "little") + field
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr(member, b"x")
    path.write_bytes(target.getvalue())
    assert corpus.said_of(DEFAULT, path) == "unsafe-package"


def test_relations_within_something_else_are_none(judged: Judge, tmp_path: Path) -> None:
    """A copy has other relations beside them, which would take their ids."""

    def wrap(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/_rels/sheet1.xml.rels"
        inner = parts[name].replace(b"<Relationship ", b'<x:a xmlns:x="x"><Relationship ')
        parts[name] = inner.replace(b"/></", b"/></x:a></")

    found = verdict(judged, tmp_path, "越秀/144.xlsx", wrap)
    assert (found.code, found.wrong) == ("read", ())


@pytest.mark.parametrize("name", ["undefined", "idna"])
def test_a_web_page_in_an_encoding_that_is_none(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(
        b'<html><meta charset="'
        + name.encode()
        + b'"><table><tr><td>'
        + "甲".encode()
        + b"\xff..</table></html>"
    )
    assert corpus.said_of(DEFAULT, path) in ("read", "not-a-form")


@pytest.mark.parametrize("number", ["NaN", "inf", "-1e999"])
def test_a_web_page_whose_number_is_none(number: str) -> None:
    (grid,) = office.read_data(
        f'<html><table><tr><td sdval="{number}">甲</td></tr></table></html>'.encode()
    ).blocks
    assert isinstance(grid, Grid) and [cell.number for cell in grid.cells] == [None]


def test_a_sheet_whose_merged_cells_lie_over_one_another_goes_back_with_all_its_words(
    judged: Judge, tmp_path: Path
) -> None:
    """A sheet without its types is written anew, and openpyxl writes into no merged cell."""
    data = made.form("annex3", made.projects("某某公司", "甲", email=""), "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    over = b'<mergeCell ref="A2:D9"/><mergeCell ref="B1:B4"/>'
    parts[sheet] = parts[sheet].replace(b"</mergeCells>", over + b"</mergeCells>")
    parts["[Content_Types].xml"] = b"<broken"
    path = tmp_path / "a.xlsx"
    path.write_bytes(zips.written(Entry(name, part) for name, part in parts.items()))
    found = judged(Task(path, copied=True))
    assert (found.code, found.wrong) == ("read", ())


@pytest.mark.parametrize("index", ["-1", "0", "-99999999"])
@pytest.mark.parametrize("node", ["Row", "Cell", "Column"])
def test_a_place_before_the_first_is_the_first(node: str, index: str) -> None:
    """In Excel's XML of 2003; its name in letters would never end."""
    data = XML.replace(f'<{node} ss:Index="{2 if node == "Cell" else 3}"', f'<{node} ss:Index="{index}"')
    assert data != XML
    (grid,) = office.read_data(data.encode()).blocks
    assert isinstance(grid, Grid) and all(cell.row >= 0 and cell.column >= 0 for cell in grid.cells)


@pytest.mark.parametrize("start", ["999999999", "-5"])
@pytest.mark.parametrize("kind", ["a", "I", "1"])
def test_a_list_that_begins_at_any_number(kind: str, start: str) -> None:
    page = f'<html><table><tr><td><ol type="{kind}" start="{start}"><li>甲</ol></td></tr></table></html>'
    (grid,) = office.read_data(page.encode()).blocks
    assert isinstance(grid, Grid) and len(repr(grid)) < 1_000


def test_a_part_that_is_locked_and_not_needed_goes_back_empty(judged: Judge, tmp_path: Path) -> None:
    data = made.form("annex3", made.projects("某某公司", "甲", email=""), "xlsx")
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        whole = [Entry(name, package.read(name)) for name in package.namelist()]
    path.write_bytes(zips.written([*whole, Entry("xl/unknown.bin", bytes(40), flags=1)]))
    found = judged(Task(path, copied=True))
    assert (found.code, found.wrong) == ("read", ())


@pytest.mark.skipif(sys.platform == "win32", reason="a process's memory has no limit there")
def test_a_list_that_is_said_to_take_more_memory_than_there_is(judged: Judge, tmp_path: Path) -> None:
    """It is unpacked when the archive is opened, before anything that is declared can be looked at."""
    path = tmp_path / "a.7z"
    with py7zr.SevenZipFile(path, "w") as archive:
        archive.writestr("b", "a.txt")
    data = path.read_bytes()
    after, _, _ = struct.unpack("<QQI", data[12:32])
    # The method (LZMA2, with one byte of properties): its dictionary is of 1.5 GB then.
    header = data[32 + after :].replace(b"\x21\x21\x01\x18", b"\x21\x21\x01\x25")
    assert header != data[32 + after :]
    start = struct.pack("<QQI", after, len(header), zlib.crc32(header))
    path.write_bytes(data[:8] + struct.pack("<I", zlib.crc32(start)) + start + data[32 : 32 + after] + header)
    with work.Pool() as pool:
        ((_, outcome),) = pool.map(judged, [Task(path)], judge.LIMITS)
    assert isinstance(outcome, Verdict)
    assert (outcome.code, outcome.wrong) == ("too-large", ())
