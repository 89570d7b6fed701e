"""How long it takes to read and match a form, against its floor.

    python bench/read.py [ROUNDS] [FOLDER]

The floor is what nobody can do without: read the file, hash it and its media, unzip its
parts, parse those that are XML with lxml, walk their elements. Both are measured over all
.docx and .xlsx forms of a folder (the examples' inbox), in turn, in processes that have
read each once before; medians of the rounds count, of process time, as other programs'
share of the machine is not the reader's. One process differs from the next by some
hundredths, as its memory and its hashes lie otherwise: medians of several count, and the
least and most of them are told. Then tables and sheets that are no forms, of 100,000 rows,
are made and shown to the reader: it should turn them away in under a second.
"""

from __future__ import annotations

import hashlib
import io
import random
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import report  # noqa: E402

ROWS = 100_000
PROCESSES = 5


def main() -> None:
    words = sys.argv[1:]
    rounds = int(words[0]) if words else 9
    folder = Path(words[1]) if len(words) > 1 else ROOT / "examples" / "inbox"
    read = reader()
    for ending in ("docx", "xlsx"):
        forms = [path for path in sorted(folder.rglob(f"*.{ending}")) if is_form(read, path)]
        if forms:
            compare(ending, forms, rounds)
    with TemporaryDirectory() as name:
        for path in endless(Path(name)):
            start = time.process_time()
            is_form(read, path)
            seconds = time.process_time() - start
            report.row(f"{path.name}: {ROWS:,} rows that are no form", seconds, "s", most=1)


def reader() -> Callable[[Path], object]:
    from pipeline.batch.reading import Reader
    from pipeline.door import DEFAULT
    from pipeline.forms import load

    return Reader(load(ROOT / "templates"), DEFAULT)


def is_form(read: Callable[[Path], object], path: Path) -> bool:
    from pipeline.problems import Unreadable

    try:
        read(path)
    except Unreadable:
        return False
    return True


def compare(ending: str, forms: list[Path], rounds: int) -> None:
    """Milliseconds a form for the floor and for reading, and their ratio."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as fresh:
        found = list(fresh.map(measured, [forms] * PROCESSES, [rounds] * PROCESSES))
    least, taken = (statistics.median(figures) for figures in zip(*found, strict=True))
    ratios = sorted(taken / least for least, taken in found)
    rounds_of = f"of {len(forms)} forms in {rounds} rounds of {PROCESSES} processes"
    report.row(f"{ending}: the floor, {rounds_of}", least, "ms of CPU a form")
    report.row(f"{ending}: read and matched", taken, "ms of CPU a form")
    span = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
    report.row(f"{ending}: against the floor", statistics.median(ratios), "×", most=2, note=span)


def measured(forms: list[Path], rounds: int) -> tuple[float, float]:
    """Milliseconds a form for the floor and for reading, in this process."""
    read = reader()
    floors, reads = [], []
    for task in (floor, read):
        milliseconds(task, forms)
    for _ in range(rounds):
        floors.append(milliseconds(floor, forms))
        reads.append(milliseconds(read, forms))
    return statistics.median(floors), statistics.median(reads)


def milliseconds(task: Callable[[Path], object], forms: list[Path]) -> float:
    start = time.process_time()
    for path in forms:
        task(path)
    return (time.process_time() - start) / len(forms) * 1000


def floor(path: Path) -> int:
    """Everything that a reader must do at least; gives the number of elements."""
    data = path.read_bytes()
    hashlib.sha256(data).hexdigest()
    elements = 0
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            part = package.read(entry)
            if "/media/" in entry.filename:
                hashlib.sha256(part).hexdigest()
            elif entry.filename.endswith((".xml", ".rels", ".vml")):
                for element in etree.fromstring(part).iter():
                    elements += element.tag is not None
    return elements


def endless(folder: Path) -> Iterator[Path]:
    """A table and a sheet with no end."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = "".join(f"<w:tr>{''.join(map(cell.format, figures))}</w:tr>" for figures in some_figures())
    document = f'<w:document xmlns:w="{word}"><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>'
    yield packed(folder / "table.docx", {"word/document.xml": document})
    rows = "".join(
        f"<row>{''.join(f'<c><v>{figure}</v></c>' for figure in figures)}</row>" for figures in some_figures()
    )
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{sheet}" xmlns:r="{links}"><sheets>'
        '<sheet name="明细" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations("worksheet", "sheet1.xml"),
        "xl/sheet1.xml": f'<worksheet xmlns="{sheet}"><sheetData>{rows}</sheetData></worksheet>',
    }
    yield packed(folder / "sheet.xlsx", parts)


def some_figures() -> Iterator[list[int]]:
    """For each row four figures: no zip packs them to nothing."""
    drawn = random.Random(0)
    for _ in range(ROWS):
        yield [drawn.randrange(10**6) for _ in range(4)]


def packed(path: Path, parts: dict[str, str]) -> Path:
    """A package of these parts, the first of which is its main one."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", relations("officeDocument", next(iter(parts))))
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def relations(kind: str, target: str) -> str:
    link = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{link}" Target="{target}"/></Relationships>'
    )


if __name__ == "__main__":
    main()
