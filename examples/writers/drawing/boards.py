"""Screens of energy management systems, drawn flat: tiles, curves, bars."""

from __future__ import annotations

from random import Random

import numpy as np
from PIL import Image, ImageDraw

PALETTES = (
    ("#0d1f33", "#15314d", "#3fc1c9", "#f6b93b", "#78e08f", "#e8f1f5"),
    ("#f4f6f8", "#ffffff", "#2f7fc1", "#f29f3d", "#3aa57a", "#2b3a48"),
    ("#10261f", "#18382d", "#5fd38d", "#f4d35e", "#6ec6ff", "#e7f5ec"),
    ("#1b1f2a", "#272d3d", "#6fa8ff", "#ff8f6b", "#9be15d", "#edf0f7"),
)


def dashboard(seed: int, size: tuple[int, int]) -> Image.Image:
    """A screen of `size` pixels: figures above, a curve, bars, a ring."""
    random = Random(seed)
    back, tile, one, two, three, ink = random.choice(PALETTES)
    wide, tall = size
    image = Image.new("RGB", size, back)
    draw = ImageDraw.Draw(image)
    gap = wide // 60
    draw.rectangle((0, 0, wide, tall // 13), fill=tile)
    draw.text((gap * 2, tall // 60), "ENERGY & CARBON", fill=ink, font_size=tall // 22)
    draw.text(
        (wide - gap * 13, tall // 45),
        f"2024-0{random.randrange(4, 9)}-{random.randrange(10, 28)}",
        fill=ink,
        font_size=tall // 30,
    )
    _tiles(
        draw, random, (gap, tall // 13 + gap, wide - gap, tall // 3), gap, tile, (one, two, three, one), ink
    )
    top = tall // 3 + gap
    split = int(wide * random.uniform(0.58, 0.66))
    _curves(draw, random, (gap, top, split, tall - gap), tile, (one, two), ink)
    middle = (top + tall) // 2
    _bars(draw, random, (split + gap, top, wide - gap, middle), tile, (one, three), ink)
    _ring(draw, random, (split + gap, middle + gap, wide - gap, tall - gap), tile, (one, two, three), ink)
    return image


Frame = tuple[int, int, int, int]


def _tiles(
    draw: ImageDraw.ImageDraw,
    random: Random,
    frame: Frame,
    gap: int,
    tile: str,
    colours: tuple[str, ...],
    ink: str,
) -> None:
    left, top, right, bottom = frame
    names = ("kWh", "tce", "tCO2e", "m3")
    each = (right - left - 3 * gap) // 4
    for at, (name, shade) in enumerate(zip(names, colours, strict=True)):
        x = left + at * (each + gap)
        draw.rounded_rectangle((x, top, x + each, bottom), gap // 2, fill=tile)
        tall = bottom - top
        draw.rectangle((x, top + tall // 5, x + gap // 3, bottom - tall // 5), fill=shade)
        draw.text((x + gap * 1.5, top + tall * 0.14), name, fill=ink, font_size=tall // 6)
        draw.text(
            (x + gap * 1.5, top + tall * 0.38),
            f"{random.uniform(90, 9900):,.1f}",
            fill=shade,
            font_size=tall // 4,
        )
        draw.text(
            (x + gap * 1.5, top + tall * 0.74),
            f"-{random.uniform(2, 19):.1f} %",
            fill=ink,
            font_size=tall // 8,
        )


def _axes(draw: ImageDraw.ImageDraw, frame: Frame, tile: str, ink: str) -> Frame:
    left, top, right, bottom = frame
    pad = (bottom - top) // 9
    draw.rounded_rectangle(frame, pad // 4, fill=tile)
    plot = (left + pad, top + pad, right - pad // 2, bottom - pad)
    for share in np.linspace(0, 1, 5):
        y = plot[1] + (plot[3] - plot[1]) * share
        draw.line((plot[0], y, plot[2], y), fill=_mix(ink, tile, 0.82), width=1)
    return plot


def _mix(one: str, two: str, share: float) -> tuple[int, ...]:
    pairs = ((int(one[at : at + 2], 16), int(two[at : at + 2], 16)) for at in (1, 3, 5))
    return tuple(round(a * (1 - share) + b * share) for a, b in pairs)


def _curves(
    draw: ImageDraw.ImageDraw, random: Random, frame: Frame, tile: str, colours: tuple[str, ...], ink: str
) -> None:
    left, top, right, bottom = _axes(draw, frame, tile, ink)
    steps = np.linspace(0, 1, 49)
    for at, shade in enumerate(colours):
        phase, wave = random.uniform(0, 6), random.uniform(1.5, 3.5)
        height = (
            0.45 + 0.22 * np.sin(steps * wave * 3 + phase) + 0.10 * np.sin(steps * 17 + phase) - 0.12 * at
        )
        noise = np.array([random.uniform(-0.03, 0.03) for _ in steps])
        line = [
            (left + (right - left) * x, bottom - (bottom - top) * float(np.clip(y, 0.05, 0.98)))
            for x, y in zip(steps, height + noise, strict=True)
        ]
        if at == 0:
            draw.polygon([*line, (right, bottom), (left, bottom)], fill=_mix(shade, tile, 0.75))
        draw.line(line, fill=shade, width=max(2, (bottom - top) // 110), joint="curve")
    for at in range(0, 25, 4):
        x = left + (right - left) * at / 24
        draw.text((x - 8, bottom + 4), f"{at:02}", fill=ink, font_size=max(9, (bottom - top) // 20))


def _bars(
    draw: ImageDraw.ImageDraw, random: Random, frame: Frame, tile: str, colours: tuple[str, ...], ink: str
) -> None:
    left, top, right, bottom = _axes(draw, frame, tile, ink)
    count = 12
    each = (right - left) / count
    for at in range(count):
        fall = 0.9 - at * 0.03
        for half, shade in enumerate(colours):
            tall = (bottom - top) * random.uniform(0.75, 1.0) * fall * (1 - 0.3 * half)
            x = left + each * (at + 0.15 + 0.38 * half)
            draw.rectangle((x, bottom - tall, x + each * 0.32, bottom), fill=shade)


def _ring(
    draw: ImageDraw.ImageDraw, random: Random, frame: Frame, tile: str, colours: tuple[str, ...], ink: str
) -> None:
    left, top, right, bottom = frame
    tall = bottom - top
    draw.rounded_rectangle(frame, tall // 30, fill=tile)
    circle = (left + tall // 8, top + tall // 8, left + tall * 7 // 8, bottom - tall // 8)
    start = -90.0
    shares = [random.uniform(0.2, 1) for _ in colours]
    for share, shade in zip(shares, colours, strict=True):
        sweep = 360 * share / sum(shares)
        draw.arc(circle, start, start + sweep - 3, fill=shade, width=max(4, tall // 10))
        start += sweep
    for at, (share, shade) in enumerate(zip(shares, colours, strict=True)):
        y = top + tall * (0.25 + 0.2 * at)
        draw.rectangle((right - tall * 0.75, y, right - tall * 0.68, y + tall * 0.07), fill=shade)
        draw.text(
            (right - tall * 0.6, y - tall * 0.02),
            f"{100 * share / sum(shares):.1f} %",
            fill=ink,
            font_size=tall // 10,
        )
