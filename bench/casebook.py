"""How long a casebook takes, against merely zipping the same bytes.

    python bench/casebook.py [CASES] [ROUNDS] [large]

Without arguments 800 and 3,000 cases, how time grows between them, and 50 cases with large photos.
Cases are generated, each with three photos of random noise (about 57 KB, incompressible),
``large`` ones of 2.3 MB, as those that are printed as they are. A round renders the casebook
and then zips its very parts again (document deflated, photos stored), each in a process of
its own; medians of wall time count, and the peak of the renderer's memory. Records are built
in the process that renders: they are part of its peak.
Libraries are loaded before the clock starts, also those that are only needed for statistics
and charts: a process that writes outputs loads them once.
"""

from __future__ import annotations

import io
import json
import math
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model import Case

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import report  # noqa: E402

PHOTOS = 3
WORDS = "通过能源管理系统升级、余热回收利用和工艺优化，年节约电力120万千瓦时，减少二氧化碳排放680吨。"


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "large"]
    if words or "large" in sys.argv:
        cases, rounds = (int(word) for word in (*words, *("800", "5")[len(words) :]))
        compare(cases, rounds, large="large" in sys.argv)
        return
    few, many = compare(800, 3), compare(3000, 2)
    report.row("time grows by the power of", math.log(many / few) / math.log(3000 / 800), most=1.05)
    compare(50, 3, large=True)


def compare(cases: int, rounds: int, *, large: bool = False) -> float:
    """The seconds that a casebook takes, told with what zipping takes and with the memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw(folder, cases, large=large)
        rendered, zipped = [], []
        for _ in range(rounds):
            rendered.append(measured("render", folder, cases))
            zipped.append(measured("zip", folder, cases))
        size = (folder / "casebook.docx").stat().st_size
    seconds = statistics.median(found["seconds"] for found in rendered)
    base = statistics.median(found["seconds"] for found in zipped)
    peak = max(found["peak"] for found in rendered)
    what = f"{cases:,} cases, {cases * PHOTOS:,} photos, {size / 1e6:.0f} MB"
    report.row(f"{what}: rendered", seconds, "s", note=f"median of {rounds}")
    report.row(f"{what}: zipped", base, "s")
    report.row(f"{cases:,} cases: against zipping", seconds / base, "×", most=2)
    report.row(f"{cases:,} cases: memory", peak, "MB", digits=0, most=120 if large else 150)
    return seconds


def draw(folder: Path, cases: int, *, large: bool) -> None:
    """A photo of noise for each place in the book, in a process whose memory isn't measured."""
    from PIL import Image

    noise = random.Random(0)
    if large:
        held = io.BytesIO()
        Image.frombytes("RGB", (1700, 1275), noise.randbytes(1700 * 1275 * 3)).save(held, "JPEG", quality=94)
        for number in range(cases * PHOTOS):
            (folder / f"{number}.jpg").write_bytes(held.getvalue())
        return
    for number in range(cases * PHOTOS):
        image = Image.frombytes("RGB", (220, 165), noise.randbytes(220 * 165 * 3))
        held = io.BytesIO()
        image.resize((440, 330)).save(held, "JPEG", quality=62)
        (folder / f"{number}.jpg").write_bytes(held.getvalue())


def measured(task: str, folder: Path, cases: int) -> dict[str, float]:
    """One task in a fresh process: its seconds and its peak in MB."""
    command = [sys.executable, str(Path(__file__).resolve()), f"--{task}", str(folder), str(cases)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def render(folder: Path, cases: int) -> float:
    import openpyxl  # noqa: F401
    import pandas  # noqa: F401

    from pipeline.documents import casebook
    from pipeline.documents.photos import Photo
    from pipeline.forms import load
    from pipeline.model import Book

    library = load(ROOT / "templates")
    photos = {}
    for number in range(cases * PHOTOS):
        path = folder / f"{number}.jpg"
        sha = sha256(str(number).encode("ascii")).hexdigest()
        photos[sha] = Photo(sha, path, 440, 330, "image/jpeg")
    shas = iter(photos)
    found = [case(number, [next(shas) for _ in range(PHOTOS)]) for number in range(cases)]
    book = Book(tuple(found), (), datetime(2024, 10, 8, tzinfo=UTC))
    settings = casebook.Settings("优秀案例汇编", 2024, "广州市工业和信息化局", draft=True)
    start = time.perf_counter()
    with (folder / "casebook.docx").open("wb") as out:
        casebook.render(book, library, settings, photos, ROOT / "templates" / "casebook.docx", out)
    return time.perf_counter() - start


def case(number: int, shas: list[str]) -> Case:
    """A case of Annex 1 or, every second one, of Annex 3."""
    from pipeline.model import PASSED, Amount, Answer, Case, Code, Entry, Paragraph, Picture, Record, Source

    pictures = tuple(Picture(sha, 440, 330, "image/jpeg") for sha in shas)

    def text(count: int) -> Answer:
        lines = [f"{at + 1}. {WORDS * 2}（{number}）" for at in range(count)]
        return Answer("\n".join(lines), blocks=tuple(map(Paragraph, lines)))

    answers = {
        "name": Answer(f"广州第{number}制造有限公司"),
        "industry_division": Answer(Code("C26", "化学原料和化学制品制造业")),
        "industry_class": Answer(Code("C2641", "涂料制造")),
        "profile": text(2),
    }
    if number % 2:
        answers |= {
            "category": Answer(("绿色工厂/国家级",)),
            "photos": Answer(pictures),
            "case_title": Answer(f"绿色制造案例{number}"),
            "highlights": text(4),
            "results": text(2),
            "significance": text(1),
        }
    else:
        answers["projects"] = Answer(
            (
                {
                    "title": Answer(f"清洁生产项目{number}"),
                    "category": Answer(("资源能源节约",)),
                    "content": text(4),
                    "photos": Answer(pictures),
                    "investment": Answer(number / 10),
                    "benefit": Answer(number),
                    "energy_saved": Answer(Amount(number * 1.5, "tce", WORDS)),
                    "carbon_cut": Answer(Amount(number * 2, "tCO₂e", "")),
                    "other_benefits": text(2),
                },
            )
        )
    form, row, direction = ("annex1", None, "绿色制造") if number % 2 else ("annex3", 0, "清洁生产")
    source = Source(f"{number}.docx", "", str(number), datetime(2024, 10, 8, tzinfo=UTC), "黄埔区")
    record = Record(form, "表1", answers)
    title = f"案例{number}：余热回收与水性化改造"
    unit = f"广州第{number}制造有限公司"
    return Case(str(number), Entry(source, record, "黄埔区"), row, "黄埔区", direction, unit, title, PASSED)


def rezip(folder: Path, cases: int) -> float:
    """The same parts into a zip again: document deflated, photos from their files, stored."""
    with zipfile.ZipFile(folder / "casebook.docx") as package:
        deflated = {
            entry.filename: package.read(entry)
            for entry in package.infolist()
            if entry.compress_type == zipfile.ZIP_DEFLATED
        }
    start = time.perf_counter()
    with zipfile.ZipFile(folder / "zipped.zip", "w") as package:
        for name, data in deflated.items():
            package.writestr(name, data, zipfile.ZIP_DEFLATED)
        for number in range(cases * PHOTOS):
            package.write(folder / f"{number}.jpg", f"word/media/{number}.jpg", zipfile.ZIP_STORED)
    return time.perf_counter() - start


def task(name: str, folder: Path, cases: int) -> None:
    """What a measured process does: the task, then its figures on standard output."""
    seconds = {"--render": render, "--zip": rezip}[name](folder, cases)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({"seconds": seconds, "peak": peak}, sys.stdout)


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1].startswith("--"):
        task(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
