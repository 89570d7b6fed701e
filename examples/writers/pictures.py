"""The pictures of the examples: each scene drawn from a seed, and kept between runs if asked."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

from drawing import inside, outside
from drawing.boards import dashboard
from drawing.light import photograph
from grid import Picture
from PIL import Image, ImageFilter

SCENES: dict[str, Callable[[Random], outside.Shot]] = {
    "aerial": outside.aerial,
    "basins": outside.basins,
    "boiler": inside.boiler,
    "bottling": inside.bottling,
    "burner": outside.burner,
    "charger": outside.charger,
    "cleanroom": inside.cleanroom,
    "compressor": inside.compressor,
    "control": inside.control,
    "cooling": outside.cooling,
    "dock": outside.dock,
    "furnace": inside.furnace,
    "hall": inside.hall,
    "lab": inside.lab,
    "park": outside.park,
    "pond": outside.pond,
    "pumps": inside.pumps,
    "robots": inside.robots,
    "solar": outside.roof_panels,
    "sorting": outside.sorting,
    "storage": outside.storage,
    "tanks": outside.tanks,
    "warehouse": inside.warehouse,
}
SIZES = ((1280, 854), (1280, 854), (1280, 960), (1280, 854), (1320, 880), (1200, 1440))
LARGEST = 63_000


def draw(scene: str, seed: str, *, small: bool = False) -> Picture:
    """The picture of `scene` that belongs to `seed`: the same seed gives the same picture."""
    number = int.from_bytes(hashlib.sha256(f"{scene} {seed}".encode()).digest()[:6], "big")
    kept = os.environ.get("EXAMPLE_PICTURES")
    path = Path(kept) / f"{scene}-{number}{'-small' * small}" if kept else None
    if path and path.exists():
        data = path.read_bytes()
    else:
        data = _board(number) if scene == "dashboard" else _photo(scene, number, small)
        if path:
            path.write_bytes(data)
    with Image.open(BytesIO(data)) as image:
        media_type = Image.MIME[image.format or ""]
        return Picture(data, hashlib.sha256(data).hexdigest(), image.width, image.height, media_type)


def _board(number: int) -> bytes:
    """A screen, as a PNG of few colours."""
    image = dashboard(number, (1440, 840)).quantize(96, dither=Image.Dither.NONE)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _photo(scene: str, number: int, small: bool) -> bytes:
    """A photo, as the best JPEG that isn't too large."""
    random = Random(number)
    size = random.choice(SIZES)
    largest = LARGEST
    if small:
        size, largest = (size[0] * 9 // 16, size[1] * 9 // 16), LARGEST // 2
    model, weather, eye, target, view = SCENES[scene](random)
    image = photograph(model, weather, eye, target, view, size, number % 100_000)
    if scene != "control" and random.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for blur in (0.0, 0.7, 1.1, 1.6):  # leaves and racks can be too fine for a small file
        softened = image.filter(ImageFilter.GaussianBlur(blur)) if blur else image
        for quality in range(84, 52, -4):
            out = BytesIO()
            softened.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= largest:
                return out.getvalue()
    return out.getvalue()
