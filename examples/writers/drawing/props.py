"""Things that stand about in plants and parks: trees, cars, buildings, tanks, panels, rooms."""

from __future__ import annotations

from random import Random

import numpy as np

from drawing.geometry import Material, Model, Vector
from drawing.light import Weather

STEEL = Material("#b9bfc4", vary=0.06, gloss=0.25)
DARK = Material("#3b4046", vary=0.1, gloss=0.1)
WHITE = Material("#e8eaea", vary=0.04, gloss=0.08)
YELLOW = Material("#e0b02a", vary=0.06, gloss=0.1)
CONCRETE = Material("#a9a69e", vary=0.14, scale=2.5)
RUBBER = Material("#1f2122", vary=0.1)
GLASS = Material("#39505e", vary=0.05, gloss=0.7)
GREENS = ("#46662f", "#55733a", "#3c5a2c", "#61793f", "#4d6b2a")


def ground(model: Model, material: Material, level: float = 0.0) -> None:
    """A plain as far as one sees."""
    model.box((0, level - 1, 0), (900, 1, 900), material)


def lawn(model: Model, at: Vector, size: tuple[float, float]) -> None:
    model.box(at, (size[0], 0.06, size[1]), Material("#5f7f3c", vary=0.45, scale=1.3))


def tree(model: Model, at: Vector, tall: float, random: Random) -> None:
    """A broad-leaved tree: a trunk and some leafy balls inside one another."""
    x, y, z = at
    model.tube((x, y, z), (x, y + tall * 0.55, z), tall * 0.025, Material("#5d4a37", vary=0.3, scale=0.5))
    green = random.choice(GREENS)
    for _ in range(8):
        radius = tall * random.uniform(0.15, 0.23)
        place = (
            x + random.uniform(-1, 1) * tall * 0.17,
            y + tall * random.uniform(0.52, 0.86),
            z + random.uniform(-1, 1) * tall * 0.17,
        )
        leaf = Material(green, vary=0.55, scale=0.8, holes=random.uniform(0.42, 0.5))
        model.ball(place, (radius, radius * 0.8, radius), leaf, yaw=random.uniform(0, 360))
        inner = Material(green, vary=0.4, scale=0.7, holes=0.2)
        model.ball(place, (radius * 0.75, radius * 0.6, radius * 0.75), inner, yaw=random.uniform(0, 360))


def hedge(model: Model, at: Vector, length: float, random: Random, yaw: float = 0) -> None:
    """A row of round bushes."""
    along = np.array([np.cos(np.radians(yaw)), 0, -np.sin(np.radians(yaw))])
    for step in np.arange(-length / 2, length / 2, 0.9):
        radius = random.uniform(0.5, 0.65)
        place = np.asarray(at) + along * step + np.array([0, 0.3, 0])
        model.ball(
            place,
            (radius, radius * 0.8, radius),
            Material(random.choice(GREENS), vary=0.5, scale=0.6, holes=0.25),
        )


def building(
    model: Model,
    at: Vector,
    size: Vector,
    random: Random,
    *,
    wall: str = "",
    yaw: float = 0,
    flat: bool = True,
) -> None:
    """A plant or office building with rows of windows and a parapet."""
    wall = wall or random.choice(("#d9dcdc", "#cfd6da", "#e3ded2", "#c4cdd2", "#d8cfc0"))
    storey = random.choice((3.6, 4.2, 5.0))
    pane = (random.choice((2.4, 3.2, 4.0)), storey, random.uniform(0.55, 0.85), random.uniform(0.38, 0.55))
    model.box(at, size, Material(wall, vary=0.07, scale=8, windows=pane), yaw=yaw)
    if flat:
        top = (at[0], at[1] + size[1], at[2])
        model.box(top, (size[0] + 0.5, 0.7, size[2] + 0.5), Material("#8d9498", vary=0.1), yaw=yaw)


def works(model: Model, at: Vector, size: Vector, random: Random, *, yaw: float = 0) -> None:
    """A production hall clad in ribbed sheet, with a coloured band and roller doors."""
    skin = random.choice(("#d7dbdd", "#c9d4dc", "#dfe0da"))
    band = random.choice(("#2f6aa0", "#3f7f5c", "#4b79a8", "#b8642f"))
    model.box(at, size, Material(skin, vary=0.05, scale=6, ribs=0.9), yaw=yaw)
    high = (at[0], at[1] + size[1] * 0.82, at[2])
    model.box(
        high, (size[0] + 0.12, size[1] * 0.10, size[2] + 0.12), Material(band, vary=0.05, ribs=0.9), yaw=yaw
    )
    low = (at[0], at[1] + size[1] * 0.45, at[2])
    lights = Material("#8fa8b5", vary=0.1, grid=(2.0, 0), joint=0.12, joint_colour="#59656c", gloss=0.4)
    model.box(low, (size[0] + 0.1, size[1] * 0.14, size[2] + 0.1), lights, yaw=yaw)


def car(model: Model, at: Vector, random: Random, yaw: float = 0, paint: str = "") -> None:
    """A small car."""
    x, y, z = at
    c, s = np.cos(np.radians(yaw)), np.sin(np.radians(yaw))

    def place(along: float, up: float, side: float) -> tuple[float, float, float]:
        return x + along * c + side * s, y + up, z - along * s + side * c

    body = Material(
        paint or random.choice(("#e6e8ea", "#2f4858", "#8a1f1f", "#d4d7d9", "#3a6ea5", "#5e6b5a")),
        0.03,
        gloss=0.5,
    )
    model.ball(place(0, 0.62, 0), (2.25, 0.46, 0.92), body, yaw=yaw)
    model.box(place(0, 0.3, 0), (3.9, 0.42, 1.68), body, yaw=yaw)
    model.ball(place(-0.2, 0.95, 0), (1.35, 0.58, 0.76), GLASS, yaw=yaw)
    model.ball(place(-0.2, 1.08, 0), (1.05, 0.48, 0.7), body, yaw=yaw)
    for along in (-1.3, 1.35):
        for side in (-0.86, 0.86):
            model.tube(place(along, 0.33, side * 0.9), place(along, 0.33, side * 1.04), 0.33, RUBBER)
            model.tube(place(along, 0.33, side * 0.92), place(along, 0.33, side * 1.06), 0.19, STEEL)


def panels(model: Model, at: Vector, across: int, deep: int, *, tilt: float = 12, gap: float = 2.3) -> None:
    """Rows of solar panels, lying towards the viewer."""
    x, y, z = at
    pane = Material(
        "#16294d", vary=0.10, scale=4, grid=(1.05, 1.0), joint=0.05, joint_colour="#9aa7b5", gloss=0.55
    )
    for row in range(deep):
        back = z + row * gap
        model.box((x, y + 0.55, back), (across * 1.05, 0.05, 2.0), pane, pitch=-tilt)
        for leg in np.arange(-across / 2, across / 2 + 0.1, 4):
            model.tube((x + leg, y, back - 0.6), (x + leg, y + 0.5, back - 0.6), 0.04, STEEL)
            model.tube((x + leg, y, back + 0.7), (x + leg, y + 0.75, back + 0.7), 0.04, STEEL)


def tank(
    model: Model, at: Vector, radius: float, tall: float, skin: str = "#cfd5d8", band: str = "#3d7ea6"
) -> None:
    """An upright tank with weld seams, a dome, a coloured band and a ladder."""
    x, y, z = at
    model.tube((x, y, z), (x, y + 0.4, z), radius + 0.25, CONCRETE)
    steel = Material(skin, vary=0.06, scale=4, grid=(0, 1.6), joint=0.03, joint_colour="#8d979c", gloss=0.25)
    model.tube((x, y + 0.4, z), (x, y + tall, z), radius, steel)
    model.ball((x, y + tall, z), (radius, radius * 0.3, radius), Material(skin, vary=0.05, gloss=0.25))
    model.tube(
        (x, y + tall * 0.66, z), (x, y + tall * 0.74, z), radius + 0.02, Material(band, vary=0.04, gloss=0.2)
    )
    for side in (-0.22, 0.22):
        model.tube(
            (x + side, y, z - radius - 0.15), (x + side, y + tall + 0.6, z - radius - 0.15), 0.03, YELLOW
        )
    for step in np.arange(0.4, tall, 0.55):
        model.tube(
            (x - 0.22, y + step, z - radius - 0.15), (x + 0.22, y + step, z - radius - 0.15), 0.02, YELLOW
        )


def rail(model: Model, start: Vector, end: Vector, colour: str = "#d6aa2c") -> None:
    """A handrail between two points."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    paint = Material(colour, vary=0.05, gloss=0.1)
    for high in (0.55, 1.1):
        up = np.array([0, high, 0])
        model.tube(a + up, b + up, 0.03, paint)
    posts = max(2, int(np.linalg.norm(b - a) / 1.6) + 1)
    for share in np.linspace(0, 1, posts):
        foot = a + (b - a) * share
        model.tube(foot, foot + np.array([0, 1.1, 0]), 0.03, paint)


def room(
    model: Model,
    weather: Weather,
    size: tuple[float, float, float],
    skin: tuple[Material, Material, Material],
    *,
    lamp_rows: int = 3,
    power: float = 18.0,
    trusses: bool = True,
) -> None:
    """A hall from z = 0 away from the viewer, its lamps, and the light they give.

    `size` is width, height and depth; `skin` is of the floor, the walls and the ceiling.
    """
    (wide, tall, deep), (floor, wall, ceiling) = size, skin
    model.box((0, -0.5, deep / 2), (wide, 0.5, deep + 20), floor)
    for side in (-1, 1):
        model.box((side * (wide / 2 + 0.25), 0, deep / 2), (0.5, tall, deep + 20), wall)
    model.box((0, 0, deep + 0.25), (wide, tall, 0.5), wall)
    model.box((0, tall, deep / 2), (wide, 0.3, deep + 20), ceiling, casts=False)
    step = 7.0 if trusses else 4.5
    for z in np.arange(2, deep, step):
        if trusses:
            for height in (0.25, 1.3):
                model.box((0, tall - height, z), (wide, 0.14, 0.16), DARK, casts=False)
            for side in (-1, 1):
                model.box((side * (wide / 2 - 0.3), 0, z), (0.4, tall, 0.4), Material("#9fa6ab", vary=0.08))
        for row in range(lamp_rows):
            x = (row - (lamp_rows - 1) / 2) * wide / lamp_rows
            below = tall - (1.5 if trusses else 0.06)
            size = (0.3, 0.08, 2.6) if trusses else (1.2, 0.05, 1.2)
            model.box((x, below, z + 1.5), size, Material("#ffffff", vary=0, emit=5.0), casts=False)
    for z in np.linspace(3, deep - 2, 4):
        for x in (-wide / 4, wide / 4):
            weather.lamps.append(((x, tall - 1.6, float(z)), power, "#fff6e6"))


def indoors(random: Random) -> Weather:
    """The light of a hall."""
    return Weather(
        sun=(random.uniform(-0.25, 0.25), 1.0, random.uniform(-0.35, -0.15)),
        sun_power=0.75,
        sun_colour="#fff5e4",
        horizon=random.choice(("#dfe3e4", "#dbe2ea", "#e6e2d8")),
        ground="#8d8a84",
        ambient=0.62,
        mist=240,
        shadow=0.9,
        inside=True,
        exposure=random.uniform(0.95, 1.08),
        warmth=random.uniform(-0.02, 0.03),
    )


def outdoors(random: Random) -> Weather:
    """A fair day, at some hour."""
    side = random.choice((-1, 1))
    low = random.random() < 0.25
    return Weather(
        sun=(
            side * random.uniform(0.45, 0.9),
            random.uniform(0.35, 0.5) if low else random.uniform(0.75, 1.1),
            -0.55,
        ),
        sun_colour="#ffdcae" if low else random.choice(("#fff1dc", "#fff6ea")),
        sky=random.choice(("#4f8fd6", "#5f9bdd", "#6fa5d6", "#4a86cc")),
        horizon="#e6dccb" if low else random.choice(("#cfdfea", "#d8e2e6", "#dde3e2")),
        clouds=random.uniform(0.3, 0.65),
        mist=random.uniform(320, 620),
        exposure=random.uniform(0.92, 1.05),
        warmth=0.02 if low else random.uniform(-0.015, 0.01),
    )
