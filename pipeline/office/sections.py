"""The sections of a Word document: where each begins, and how its pages are numbered.

Source: ECMA-376 Part 1, 17.6 (sections; a section's properties stand at its end), 17.6.12
(``w:pgNumType``), 17.13.6 (bookmarks).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.office.stable import plain_entry

_DOCUMENT = "word/document.xml"
_SECTION = re.compile(r"<w:sectPr\b(?:[^>]*/>|.*?</w:sectPr>)", re.DOTALL)
_STEP = re.compile(rf'<w:bookmarkStart\b[^>]*\bw:name="([^"]+)"|({_SECTION.pattern})', re.DOTALL)
_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>(?:<w:pPr\b(?:[^>]*/>|.*?</w:pPr>))?", re.DOTALL)
_NUMBERING = re.compile(r"<w:pgNumType\b[^>]*>")
_KIND = re.compile(r'<w:type w:val="(\w+)"')
_ID = re.compile(r'<w:bookmarkStart\b[^>]*\bw:id="(\d+)"')
_MARK = "_Section"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Section:
    """Bookmarks in a section; its first page's number, None where it goes on, and how that is shown."""

    bookmarks: tuple[str, ...]
    start: int | None
    shown: str
    kind: str


def marked(source: Path, target: Path) -> None:
    """A copy with a bookmark at the beginning of each section but the first; raises ``OSError``."""
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as copy:
        for entry in package.infolist():
            data = package.read(entry)
            if entry.filename == _DOCUMENT:
                data = "".join(_marked(data.decode("utf-8"))).encode("utf-8")
            copy.writestr(plain_entry(entry.filename, entry.compress_type), data)


def _marked(xml: str) -> Iterator[str]:
    number = max(map(int, _ID.findall(xml)), default=0)
    written = 0
    for count, section in enumerate(list(_SECTION.finditer(xml))[:-1], 2):
        number += 1
        first = _PARAGRAPH.search(xml, section.end())
        if first is None:
            break
        yield xml[written : first.end()]
        yield f'<w:bookmarkStart w:id="{number}" w:name="{_MARK}{count}"/><w:bookmarkEnd w:id="{number}"/>'
        written = first.end()
    yield xml[written:]


def printed(document: Path, pages: Mapping[str, int]) -> dict[str, str]:
    """The page that each bookmark is on, as it is printed there.

    ``document`` is one of `marked`, ``pages`` on which page of all it has its bookmarks;
    those of a section of whose beginning nothing is known are left out.
    """
    with zipfile.ZipFile(document) as package:
        xml = package.read(_DOCUMENT).decode("utf-8")
    found: dict[str, str] = {}
    begins, number = 1, 1  # the first page of the section before, and what it is numbered
    for count, section in enumerate(_sections(xml), 1):
        first = 1 if count == 1 else pages.get(f"{_MARK}{count}")
        if first is None:
            break
        number = number + first - begins if section.start is None else section.start
        if section.start is None and section.kind in ("oddPage", "evenPage"):
            number += (number % 2 == 0) == (section.kind == "oddPage")
        begins = first
        for bookmark in section.bookmarks:
            if bookmark in pages and not bookmark.startswith(_MARK):
                found[bookmark] = _shown(number + pages[bookmark] - first, section.shown)
    return found


def bookmarks(document: Path) -> tuple[str, ...]:
    """The names of all bookmarks."""
    with zipfile.ZipFile(document) as package:
        xml = package.read(_DOCUMENT).decode("utf-8")
    return tuple(name for section in _sections(xml) for name in section.bookmarks)


def _sections(xml: str) -> Iterator[_Section]:
    names: list[str] = []
    for step in _STEP.finditer(xml):
        if step[1]:
            names.append(step[1])
            continue
        numbering = _NUMBERING.search(step[2])
        values = dict(re.findall(r'w:(\w+)="(\w+)"', numbering[0])) if numbering else {}
        kind = _KIND.search(step[2])
        yield _Section(
            tuple(names),
            int(values["start"]) if "start" in values else None,
            values.get("fmt", "decimal"),
            kind[1] if kind else "nextPage",
        )
        names.clear()


def _shown(number: int, shown: str) -> str:
    """A page's number in figures or, as front matter has it, in Roman ones."""
    if not shown.endswith("Roman") or number < 1:
        return str(number)
    figures = ""
    for value, letters in _ROMAN:
        figures += letters * (number // value)
        number %= value
    return figures.upper() if shown.startswith("upper") else figures
