"""The comments as LibreOffice shows them: each at the cell of its answer, read back from its own copy."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree
from rapidfuzz import fuzz

from pipeline.model import Block, Cell, Grid, Paragraph, Place
from tests.returns import files

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
NOTE = f"{OFFICE}annotation"
# No part of what a cell says.
ASIDE = (NOTE, f"{OFFICE}binary-data", f"{OFFICE}event-listeners", f"{SVG}title", f"{SVG}desc")
# LibreOffice's cells also hold deleted and hidden words, prompts, ticks as letters.
ALIKE = 60
# Where a cell, or all that is in it, is a content control, the comment is at the label beside it;
# where that is one as well, at the form's title.
ELSEWHERE = {
    "tests/forms/corpus/天河/073.docx": ["photos"],
    "tests/forms/corpus/花都区/034.docx": ["projects[1].toxics_cut"],
    "tests/forms/corpus/海珠/036.docx": ["category"],
    "tests/forms/corpus/海珠区/018.docm": ["name"],
    "tests/forms/corpus/白云/046.docx": ["photos"],
    "tests/forms/corpus/荔湾/008.docx": ["phone"],
    "tests/forms/corpus/越秀区/001.docx": ["address"],
    # LibreOffice shows a prompt; a formula that it doesn't know; a truth, and the box over it.
    "tests/forms/corpus/南沙区/003.doc": ["contact"],
    "tests/forms/corpus/从化区/024.xlsx": ["photos"],
    "tests/forms/corpus/花都区/025.xlsx": ["photos"],
    "tests/forms/corpus/从化/116.xlsx": ["category"],
    "tests/forms/corpus/天河/130.xlsx": ["category"],
}


def test_each_stands_at_the_cell_of_its_answer(soffice: str, tmp_path: Path) -> None:
    found = {files.name(path): _elsewhere(path, root) for path, root in _shown_copies(soffice, tmp_path)}
    assert {name: keys for name, keys in found.items() if keys} == ELSEWHERE


def _shown_copies(soffice: str, folder: Path) -> Iterator[tuple[Path, etree._Element]]:
    """What LibreOffice makes of each copy, as one text of XML."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind, target in (("docx", "fodt"), ("xlsx", "fods")):
        copies = {path: made for path in files.ALL if (made := files.commented(path)).kind == kind}
        names = [folder / f"{number}.{kind}" for number in range(len(copies))]
        for name, made in zip(names, copies.values(), strict=True):
            name.write_bytes(made.data)
        command = [soffice, profile, "--headless", "--convert-to", target, "--outdir", folder, *names]
        subprocess.run(command, check=True, capture_output=True, timeout=400)
        for name, path in zip(names, copies, strict=True):
            yield path, etree.parse(name.with_suffix(f".{target}")).getroot()


def _elsewhere(path: Path, shown: etree._Element) -> list[str]:
    """The answers whose comments don't stand at the cell that they were read from."""
    where = dict(_noted(shown))
    cells = reversed(list(_cells(files.read(path).blocks)))  # of two at one place the outer one counts
    read = {_exactly(cell.place): _letters(_words(cell.blocks)) for cell in cells}
    elsewhere = []
    for number, record in enumerate(files.records(path)):
        assert f"{number}·整表" in where
        for key, answer in record.walk():
            if answer.place is None:
                continue
            cell = where[f"{number}·{key}"]
            if cell is None or not _alike(read[_exactly(answer.place)], _shown(cell)):
                elsewhere.append(key)
    return elsewhere


def _exactly(place: Place) -> tuple[Place, int]:
    return place, place.nth


def _noted(root: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
    """What each comment is on, and the cell that it stands at; None for one outside of tables."""
    for note in root.iter(NOTE):
        cell = next(note.iterancestors(f"{TABLE}table-cell"), None)
        for key in re.findall(r"意见(\d·[^·]+)·请修改", "".join(map(str, note.itertext()))):
            yield key, cell


def _cells(blocks: Sequence[Block]) -> Iterator[Cell]:
    for block in blocks:
        if isinstance(block, Grid):
            for cell in block.cells:
                yield cell
            for cell in block.cells:
                yield from _cells(cell.blocks)


def _words(blocks: Sequence[Block]) -> str:
    return "".join(
        block.text if isinstance(block, Paragraph) else "".join(_words(cell.blocks) for cell in block.cells)
        for block in blocks
        if isinstance(block, Paragraph | Grid)
    )


def _shown(node: etree._Element) -> str:
    return _letters("".join(_told(node)))


def _told(node: etree._Element) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        if child.tag not in ASIDE:
            yield from _told(child)
        yield child.tail or ""


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def _alike(read: str, shown: str) -> bool:
    return read == shown or bool(read and shown and fuzz.partial_ratio(read, shown) >= ALIKE)
