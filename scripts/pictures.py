"""Makes the pictures of the pages in ``docs/images``, all of one inbox at one time.

    python scripts/pictures.py [--keep FOLDER]

The forms of ``examples/inbox`` arrive district by district; the last pass is that of the
evening that all pictures show. Needs LibreOffice, Chromium and Xvfb. ``--keep`` leaves inbox and
outbox in a folder, to see where a picture comes from. Look at each one before you commit it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
from PIL import Image, ImageChops, ImageGrab
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline import libreoffice, run
from pipeline.config import load
from scripts import sheet

IMAGES = ROOT / "docs" / "images"
EXAMPLES = ROOT / "examples"

# Which districts' folders come in on which evening of September 2024, and the one that is shown.
ARRIVALS = {
    17: ("海珠区", "从化区"),
    19: ("荔湾", "番禺"),
    20: ("黄埔区",),
    23: ("天河区", "01越秀区"),
    24: ("440115", "花都区"),
    26: ("白云区", "增城"),
}
LETTERS = ("海珠区", "番禺", "黄埔区")  # whose recommendation is there on the last evening
EVENING = datetime(2024, 9, 26, 18, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

DISTRICT, UNIT = "黄埔区", "广州芷衡药业有限公司"
CASE = "广州澜岫涂料有限公司"  # whose pages of the casebook are shown
COLOURS = 128  # of a picture: screens and print alike look the same, at a third of the size
SCREEN, FORM = (1300, 1000), (150, 165, 1124, 668)  # and where on it the form is
PATIENCE = 40


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice, which prints what is to be shown."""

    command: Path
    folder: Path

    def pages(self, file: Path, scale: float) -> list[Image.Image]:
        """The pages of a document, as it prints them."""
        into = self.folder / file.stem
        subprocess.run(
            [*self._start("printing"), "--headless", "--convert-to", "pdf", "--outdir", into, file],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return rendered(into / f"{file.stem}.pdf", scale)

    def screen(self, file: Path) -> Image.Image:
        """A document with its comments: LibreOffice shows these beside the text on a screen alone."""
        with virtual_screen() as display:
            env = {**os.environ, "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"}
            command = [*self._start("screen"), "--norestore", "--view", file]
            shown = subprocess.Popen(command, env=env, start_new_session=True)
            try:
                return settled(display)
            finally:
                os.killpg(shown.pid, signal.SIGTERM)
                shown.wait()

    def _start(self, profile: str) -> list[str | Path]:
        # A profile of its own: windows open as large as the screen when it is new.
        return [self.command, f"-env:UserInstallation={(self.folder / profile).as_uri()}", "--nologo"]


@contextlib.contextmanager
def virtual_screen() -> Iterator[str]:
    """An X server that draws into memory; its name."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read, encoding="ascii") as answer:
            yield f":{answer.readline().strip()}"
        server.terminate()


def settled(display: str) -> Image.Image:
    """What a screen shows once a document is there and nothing moves any more."""
    seen = ImageGrab.grab(xdisplay=display)
    for _ in range(PATIENCE):
        time.sleep(3)
        last, seen = seen, ImageGrab.grab(xdisplay=display)
        if last == seen and len(seen.getcolors(seen.width * seen.height) or ()) > 2 * COLOURS:
            return seen
    raise SystemExit("LibreOffice showed nothing.")


def rendered(pdf: Path, scale: float) -> list[Image.Image]:
    with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
        return [page.render(scale=scale).to_pil().convert("RGB") for page in document]


def evenings(folder: Path) -> Path:
    """The outbox after the last of the passes."""
    config = folder / "config.toml"
    settings = (EXAMPLES / "config.toml").read_text(encoding="utf-8")
    config.write_text(f"{settings}\n[run]\nsettle_seconds = 0\n", encoding="utf-8")
    paths = {name: folder / name for name in ("inbox", "outbox", "state")}
    for day, districts in ARRIVALS.items():
        for district in districts:
            put(EXAMPLES / "inbox" / district, paths["inbox"] / district)
        at = EVENING.replace(day=day)
        if at == EVENING:
            for district in LETTERS:
                (paths["inbox"] / district / "推荐函.pdf").write_bytes(b"%PDF-1.4\n")
        summary = run(load(config, **paths), at)
        assert summary.exit_code == 0, summary
    return paths["outbox"]


def put(source: Path, target: Path) -> None:
    """A district's files, without what says of each what was put into it."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.truth.json"))


def of_documents(outbox: Path, office: Office) -> Iterator[tuple[str, Image.Image]]:
    """Casebook, Annex 4, review sheet, and what goes back to an applicant."""
    (book,) = outbox.glob("市局/汇编/*.pdf")
    first = page_of(book, CASE)
    pages = rendered(book, 0.92)
    yield "casebook-page", side_by_side(pages[first : first + 2])
    district = outbox / DISTRICT
    (annex,) = district.glob("附件4*.docx")
    yield "annex4", trimmed(office.pages(annex, 1.11)[0])
    (notice,) = district.glob(f"退回修改/{UNIT}*退回修改意见.docx")
    yield "notice", trimmed(upper(office.pages(notice, 1.3)[0], 0.9))
    (copy,) = district.glob(f"退回修改/{UNIT}*批注.docx")
    yield "comment", office.screen(copy).crop(FORM)
    yield "review-sheet", trimmed(office.pages(district / "区审核表.xlsx", 1.2)[0])


def page_of(book: Path, unit: str) -> int:
    """The first page on which a unit's case begins: its name is in contents and index as well."""
    with contextlib.closing(pypdfium2.PdfDocument(book)) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return next(at for at, text in enumerate(texts) if unit in text and "企业简介" in text)


def of_forms(office: Office) -> Iterator[tuple[str, Image.Image]]:
    """Forms with their tags."""
    first, second, *_ = office.pages(ROOT / "templates" / "forms" / "annex1.docx", 1.12)
    yield "tagged-annex1", trimmed(side_by_side([first, second]))
    yield "tagged-annex3", trimmed(office.pages(ROOT / "templates" / "forms" / "annex3.docx", 1.12)[0])
    for name in ("water", "envoy"):
        page = office.pages(EXAMPLES / "forms" / "forms" / f"{name}.docx", 1.5)[0]
        yield f"tagged-{name}", trimmed(page)


def of_boards(outbox: Path, folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """The boards in a browser, a quarter of an hour after the pass."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))

        def opened(name: str, **context: object) -> Page:
            page = browser.new_context(offline=True, **context).new_page()  # type: ignore[arg-type]
            page.clock.set_fixed_time(EVENING + timedelta(minutes=15))
            page.goto((outbox / name / "index.html").as_uri())
            return page

        def shot(page: Page, **how: object) -> Image.Image:
            file = folder / "shot.png"
            page.screenshot(path=file, **how)  # type: ignore[arg-type]
            return Image.open(file).convert("RGB")

        bureau = opened("市局", viewport={"width": 1280, "height": 1235})
        yield "board", shot(bureau)
        bureau.select_option("#turn", "待单位修改")
        bureau.locator("#cases tbody:visible button").nth(1).click()
        top = bureau.evaluate("document.getElementById('h-list').getBoundingClientRect().top + scrollY")
        clip = {"x": 0, "y": top - 16, "width": 1280, "height": 640}
        yield "board-list", shot(bureau, clip=clip, full_page=True)
        phone = opened(
            DISTRICT,
            viewport={"width": 375, "height": 827},
            device_scale_factor=1.5,
            color_scheme="dark",
        )
        yield "board-phone", shot(phone)
        browser.close()


def upper(page: Image.Image, share: float) -> Image.Image:
    return page.crop((0, 0, page.width, round(page.height * share)))


def trimmed(page: Image.Image, margin: int = 24) -> Image.Image:
    """A page without the white around what is on it."""
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    assert box, "an empty page"
    left, top, right, bottom = box
    wanted = (left - margin, top - margin, right + margin, bottom + margin)
    return page.crop(
        (max(wanted[0], 0), max(wanted[1], 0), min(wanted[2], page.width), min(wanted[3], page.height))
    )


def side_by_side(pages: list[Image.Image], gap: int = 6) -> Image.Image:
    width = sum(page.width for page in pages) + gap * (len(pages) - 1)
    both = Image.new("RGB", (width, max(page.height for page in pages)), "white")
    at = 0
    for page in pages:
        both.paste(page, (at, 0))
        at += page.width + gap
    return both


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="leave inbox and outbox there")
    kept = parser.parse_args().keep
    command = libreoffice.find()
    assert command, "LibreOffice is not installed"
    with tempfile.TemporaryDirectory() as scratch:
        work = kept.absolute() if kept else Path(scratch) / "work"
        work.mkdir(parents=True, exist_ok=True)
        outbox = evenings(work)
        office = Office(command, Path(scratch))
        for pictures in (of_documents(outbox, office), of_boards(outbox, Path(scratch)), of_forms(office)):
            for name, picture in pictures:
                small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
                small.save(IMAGES / f"{name}.png", optimize=True)
                print(IMAGES / f"{name}.png", picture.size)
        (book,) = outbox.glob("市局/汇编/*.pdf")
        sheet.write(book, IMAGES / "casebook-pages")


if __name__ == "__main__":
    main()
