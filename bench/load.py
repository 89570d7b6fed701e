"""Large forms dropped into the inbox while ``casebook watch`` runs: is all read, does memory stay flat?

    python bench/load.py [--forms 100] [--megabytes 10] [--workers 2] [--keep DIR]

Each form is a filled Annex 1 with three photos of twelve megapixels, made at the start; no two
forms have a photo in common. They are copied in one after another, as from a stick, and the
watcher is a process of its own, watched from outside: once a second the memory of the program
and of its workers. Needs twice the room of the forms on the disk, and a little more: inbox,
originals, photos, casebook.

Told are what was missed (none may be) and the memory in the last quarter of the time against the
second's; the exit code is 1 where something was missed, or the last takes a quarter more.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import psutil
from PIL import Image, ImageFilter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import report  # noqa: E402
from bench.light import district, light, name  # noqa: E402
from pipeline.config import DISTRICTS  # noqa: E402
from pipeline.journal import Journal  # noqa: E402
from pipeline.originals import Originals  # noqa: E402

PHOTO = (4000, 3000)
WORD = 3  # of three light forms two are Word files; the large ones all are
SETTINGS = """workers = {workers}
[casebook]
page_numbers = false
pdf = false
[watch]
casebook_seconds = 60
"""
FLAT, LEAST_SECONDS = 1.25, 30


@dataclass
class Memory:
    """What the watcher's processes take, in bytes: its own, all of its workers' together.

    ``notes``: a file for both, a line a second, in megabytes.
    """

    pid: int
    notes: Path
    own: list[int] = field(default_factory=list)
    workers: list[int] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        root = psutil.Process(self.pid)
        with self.notes.open("w", encoding="utf-8", buffering=1) as notes:
            while not self.ended.wait(1):
                try:
                    children = root.children(recursive=True)
                    self.own.append(root.memory_info().rss)
                except psutil.Error:
                    return
                self.workers.append(sum(map(_rss, children)))
                notes.write(f"{self.own[-1] // 1_000_000} {self.workers[-1] // 1_000_000}\n")


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has ended since
        return 0


def photos(megabytes: float) -> list[bytes]:
    """Three pictures that together have so many bytes, with as much detail as that takes."""
    made = []
    for number in range(3):
        noise = (
            Image.effect_noise((PHOTO[0] // 4, PHOTO[1] // 4), 90)
            .resize(PHOTO)
            .filter(ImageFilter.BoxBlur(number))
        )
        image = Image.merge(
            "RGB", (noise, noise.rotate(180), noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
        )
        made.append(_near(image, int(megabytes * 1_000_000 / 3)))
    return made


def _near(image: Image.Image, size: int) -> bytes:
    """The picture in the best quality that is no larger; behind its end what is missing to that size."""
    best = b""
    for quality in (95, 90, 85, 75, 60, 40, 20):
        target = io.BytesIO()
        image.save(target, "JPEG", quality=quality)
        best = target.getvalue()
        if len(best) <= size:
            return best + os.urandom(size - len(best))
    return best


def large(number: int, pictures: list[bytes]) -> bytes:
    """A light form with large photos in the place of its first ones."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(light(number, faulty=False))) as source,
        zipfile.ZipFile(target, "w") as written,
    ):
        left = list(pictures)
        for part in source.namelist():
            data = source.read(part)
            if "/media/" in part and left:
                data = _another(left.pop(), number) + f"{number} {part}".encode()  # told by its bytes
            written.writestr(part, data, zipfile.ZIP_STORED)
    return target.getvalue()


def _another(jpeg: bytes, number: int) -> bytes:
    """The same photo in other shades, which takes no time: the first numbers of its two tables are others."""
    changed, at = bytearray(jpeg), 0
    for shade in (number % 40, number // 40 % 40):
        at = jpeg.index(b"\xff\xdb", at) + 5  # marker, length, and which table it is
        changed[at] = 2 + shade
    return bytes(changed)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--forms", type=int, default=100)
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="work in this folder, and leave it")
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="casebook-load-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return measured(folder, asked.forms, asked.megabytes, asked.workers)
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)


def measured(folder: Path, forms: int, megabytes: float, workers: int) -> int:
    """Print what became of so many forms of that size; the exit code."""
    need, free = forms * megabytes * 2.5 / 1000, shutil.disk_usage(folder).free / 1e9
    if need > free:
        print(f"{forms} forms of {megabytes:g} MB need {need:.0f} GB of disk; there are {free:.0f}.")
        return 2
    for folder_of in DISTRICTS:
        (folder / "inbox" / folder_of).mkdir(parents=True)
    (folder / "config.toml").write_text(SETTINGS.format(workers=workers), encoding="utf-8")
    with (folder / "log.jsonl").open("wb") as said:
        watcher = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "watch", "--log-format", "json"],
            cwd=folder, env=environment(), stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    memory = Memory(watcher.pid, folder / "memory.txt")
    threading.Thread(target=memory.watch, daemon=True).start()
    try:
        nothing_missed = is_all_there(folder, forms, megabytes, watcher)
    finally:
        memory.ended.set()
        watcher.send_signal(signal.SIGTERM)
        watcher.wait(120)
    flat = [
        told(title, series)
        for title, series in (("the program", memory.own), ("its workers together", memory.workers))
    ]
    return int(not nothing_missed or not all(flat))


def is_all_there(folder: Path, forms: int, megabytes: float, watcher: subprocess.Popen[bytes]) -> bool:
    """Drop the forms, wait for them and for the casebook; whether nothing was missed."""
    began = time.monotonic()
    dropped = drop(folder / "inbox", forms, photos(megabytes))
    what = f"{forms:,} forms of {megabytes:g} MB"
    report.row(f"{what}, copied in", time.monotonic() - began, "s", digits=0)
    missed = wait(folder, dropped, watcher)
    printed = until_printed(folder / "log.jsonl", forms, watcher)
    report.row(f"{what}, all documents written", time.monotonic() - began, "s", digits=0)
    counted = received(folder)
    sizes = [book.stat().st_size for book in (folder / "outbox" / "市局" / "汇编").glob("*.docx")]
    lost = max(len(missed), forms - counted)
    report.row(f"{what}, missed", lost, digits=0, most=0, note=f"casebook of {sum(sizes) / 1e6:.0f} MB")
    return not lost and printed and len(sizes) == 1


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def drop(inbox: Path, forms: int, pictures: list[bytes]) -> dict[str, str]:
    """Copy the forms in, one after another; hash by path."""
    dropped = {}
    for number in range(forms):
        at = number * WORD  # those are Word files
        data = large(at, pictures)
        path = inbox / district(at) / name(at)
        with path.open("wb") as target:
            for start in range(0, len(data), 1 << 20):
                target.write(data[start : start + (1 << 20)])
        dropped[path.relative_to(inbox).as_posix()] = sha256(data).hexdigest()
    return dropped


def wait(folder: Path, dropped: dict[str, str], watcher: subprocess.Popen[bytes]) -> set[str]:
    """Until all of it is in journal and archive, or nothing more happens for minutes; what is not."""
    missed, since = set(dropped), time.monotonic()
    while missed and watcher.poll() is None and time.monotonic() - since < 600:
        time.sleep(2)
        if not (folder / "state" / "journal.sqlite").exists():
            continue
        with Journal(folder / "state") as journal:
            known = {path: seen.sha for path, seen in journal.current().items() if not seen.held}
        originals = Originals(folder / "state")
        now = {
            path
            for path, sha in dropped.items()
            if known.get(path) != sha or not originals.path(sha).is_file()
        }
        missed, since = now, time.monotonic() if now != missed else since
    return missed


def until_printed(log: Path, forms: int, watcher: subprocess.Popen[bytes]) -> bool:
    """Wait until all was read and a pass put nothing off; whether it came to that."""
    end = time.monotonic() + 3600
    while watcher.poll() is None and time.monotonic() < end:
        events = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.endswith("}")]
        passes = [at for at, event in enumerate(events) if event["event"] == "done"]
        put_off = [at for at, event in enumerate(events) if event["event"] == "postponed"]
        read = sum(events[at]["read"] for at in passes)
        if read >= forms and len(passes) > 1 and max(put_off, default=-1) < passes[-2]:
            return True
        time.sleep(5)
    return False


def received(folder: Path) -> int:
    """How many cases the program itself counts."""
    said = subprocess.run(
        [sys.executable, "-m", "pipeline", "status", "--json"],
        cwd=folder, env=environment(), capture_output=True, check=True,
    )  # fmt: skip
    return int(json.loads(said.stdout)["total"]["received"])


def told(title: str, series: list[int]) -> bool:
    """Tell the memory of the last quarter of the time against the second's; whether it is flat."""
    length = max(1, len(series) // 4)
    parts = [series[start : start + length] or [0] for start in range(0, length * 4, length)]
    second, last = (statistics.median(parts[at]) for at in (1, 3))
    most = ", ".join(f"{max(part) / 1e6:.0f}" for part in parts)
    note = f"at most {most} MB by quarters"
    # In a short time nothing is told by its quarters.
    bound = FLAT if length >= LEAST_SECONDS else None
    report.row(
        f"{title}, memory at the end against before", last / max(second, 1), "×", most=bound, note=note
    )
    return bound is None or last <= bound * max(second, 1)


if __name__ == "__main__":
    sys.exit(main())
