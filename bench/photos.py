"""How long a photo of 12 megapixels takes until it can be printed, against Pillow's shortest way.

    python bench/photos.py [PHOTOS] [ROUNDS]

Pillow's way: decode at a fraction of the size (draft), resize, encode. Casebook's besides:
turned, colours looked at, metadata left out, hashed and safely on the disk. Both in turn,
each with the same photos in the same process; medians count. The photos are those of a
phone: 4032 × 3024, with a place, some turned, some with a profile of their own.
"""

from __future__ import annotations

import io
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageCms, ImageFilter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import report  # noqa: E402
from pipeline.documents import layout, photos  # noqa: E402
from pipeline.door import DEFAULT  # noqa: E402

SIZE = (4032, 3024)
DPI = 220
QUALITY = 85


def main() -> None:
    count, rounds = (int(word) for word in (*sys.argv[1:], *("4", "7")[len(sys.argv) - 1 :]))
    drawn = [draw(number) for number in range(count)]
    for beside in (1, 2):
        box = layout.pixels(layout.boxes(beside)[0], DPI)
        ours, peers = [], []
        with tempfile.TemporaryDirectory() as name:
            for turn in range(rounds):
                for number, data in enumerate(drawn):
                    peers.append(seconds(peer, data, box, Path(name, f"peer-{turn}-{number}.jpg")))
                    ours.append(seconds(made, data, box, Path(name, f"ours-{turn}-{number}")))
        mine, theirs = statistics.median(ours), statistics.median(peers)
        report.row(f"within {box[0]} × {box[1]} pixels", 1000 * mine, "ms", digits=0)
        report.row(f"within {box[0]} × {box[1]} pixels, Pillow alone", 1000 * theirs, "ms", digits=0)
        report.row(f"within {box[0]} × {box[1]} pixels, against Pillow", mine / theirs, "×", most=1.15)


def draw(number: int) -> bytes:
    """A photo of a phone: soft shapes with the noise of a sensor, about 4 MB."""
    noise = random.Random(number)
    small = Image.frombytes("RGB", (64, 48), noise.randbytes(64 * 48 * 3))
    shapes = small.resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(SIZE, 24).filter(ImageFilter.GaussianBlur(0.7)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6 if number % 2 else 1
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() if number % 4 > 1 else b""
    held = io.BytesIO()
    Image.blend(shapes, grain, 0.3).save(held, "JPEG", quality=92, exif=exif, icc_profile=profile)
    return held.getvalue()


def peer(data: bytes, box: tuple[int, int], path: Path) -> None:
    with Image.open(io.BytesIO(data)) as image:
        # As large as ours: one on its side is printed upright.
        wide, high = box if image.getexif().get(0x0112, 1) == 1 else box[::-1]
        scale = min(wide / image.width, high / image.height)
        size = round(image.width * scale), round(image.height * scale)
        image.draft("RGB", size)
        image.resize(size, Image.Resampling.LANCZOS).save(path, "JPEG", quality=QUALITY)


def made(data: bytes, box: tuple[int, int], stem: Path) -> None:
    photo = photos.make(data, "0" * 64, stem, box, DEFAULT.limits)
    assert isinstance(photo, photos.Photo)


def seconds(way: object, *arguments: object) -> float:
    start = time.perf_counter()
    way(*arguments)  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
