"""Scenes under a roof: halls, stores, clean rooms, pumps, control rooms, furnaces."""

from __future__ import annotations

from random import Random

import numpy as np

from drawing.boards import dashboard
from drawing.geometry import Array, Material, Model, Vector
from drawing.light import Weather
from drawing.props import DARK, GLASS, RUBBER, STEEL, WHITE, YELLOW, indoors, rail, room

Shot = tuple[Model, Weather, Vector, Vector, float]


def _floor(
    random: Random, colours: tuple[str, ...] = ("#5d8a74", "#7c8f9c", "#8a8f8c", "#6d8fa3")
) -> Material:
    return Material(random.choice(colours), vary=0.08, scale=6, gloss=random.uniform(0.35, 0.6))


def _factory(random: Random, model: Model, *, wide: float = 26, deep: float = 60, tall: float = 9) -> Weather:
    """An empty factory hall with lanes marked on its floor."""
    weather = indoors(random)
    weather.mirror = 0.0
    wall = Material(random.choice(("#dde1e2", "#d5dde2", "#e2dfd6")), vary=0.05, ribs=0.6)
    roof = Material("#b4bcc2", vary=0.06, ribs=0.8)
    room(model, weather, (wide, tall, deep), (_floor(random), wall, roof))
    for x in (-1.9, 1.9):
        model.box((x, 0.0, deep / 2), (0.14, 0.012, deep), Material("#e3b82e", vary=0.1))
    return weather


def hall(random: Random) -> Shot:
    """Rows of machines on both sides of an aisle."""
    model = Model()
    weather = _factory(random, model)
    body = Material(random.choice(("#e4e7e8", "#5f86a8", "#6f9a86", "#d8d3c6")), vary=0.04, gloss=0.2)
    accent = Material(random.choice(("#2f5f8a", "#3c7d5a", "#c26b2a", "#454b52")), vary=0.04, gloss=0.2)
    kind = random.randrange(3)
    for side in (-1, 1):
        for z in np.arange(5, 56, 6.2):
            _machine(model, random, (side * 6.6, 0, float(z)), side, body, accent, kind)
    duct = Material("#c6cbce", vary=0.05, grid=(0, 1.5), joint=0.05, gloss=0.3)
    for x in (-8.5, 8.5):
        model.tube((x, 6.6, 0), (x, 6.6, 58), 0.42, duct)
    return (
        model,
        weather,
        (random.uniform(-2.6, 2.6), random.choice((1.7, 2.4, 4.6)), 0.2),
        (random.uniform(-3, 3), 1.9, 28),
        random.uniform(58, 72),
    )


def _machine(
    model: Model, random: Random, at: Vector, side: int, body: Material, accent: Material, kind: int
) -> None:
    x, y, z = at
    model.box((x, y, z), (4.2, 0.35, 4.4), DARK)
    if kind == 0:
        model.box((x, 0.35, z), (3.4, 2.1, 4.0), body)
        model.box((x - side * 1.72, 1.0, z - 0.4), (0.06, 1.0, 1.8), GLASS)
        model.box((x - side * 1.74, 0.4, z), (0.05, 0.35, 3.9), accent)
        model.box((x, 2.45, z + 1), (2.2, 0.6, 1.2), accent)
    elif kind == 1:
        for end in (-1.6, 1.6):
            model.box((x, 0.35, z + end), (2.8, 3.4, 0.7), body)
        model.box((x, 3.0, z), (2.8, 1.0, 3.6), accent)
        model.box((x, 0.35, z), (2.4, 0.9, 2.4), STEEL)
        model.tube((x, 1.3, z), (x, 3.0, z), 0.45, STEEL)
    else:
        model.box((x, 0.35, z), (2.6, 1.1, 4.2), body)
        for roll in (-1.2, 0, 1.2):
            model.tube(
                (x - 1.5, 1.9, z + roll), (x + 1.5, 1.9, z + roll), 0.42, accent if roll == 0 else WHITE
            )
        for end in (-1.5, 1.5):
            model.box((x + end, 1.2, z), (0.25, 1.4, 3.6), body)
    model.box((x - side * 2.4, 0, z + 2.5), (0.5, 1.3, 0.35), Material("#d9dcdc", vary=0.03))
    model.box((x - side * 2.4, 0.9, z + 2.3), (0.36, 0.26, 0.04), Material("#3f7f9c", emit=1.2))
    light = random.choice(("#3fbf5f", "#3fbf5f", "#e0a030"))
    model.tube(
        (x - side * 1.2, 3.0, z - 1.6), (x - side * 1.2, 3.4, z - 1.6), 0.07, Material(light, emit=2.5)
    )


def robots(random: Random) -> Shot:
    """Robot arms along a conveyor."""
    model = Model()
    weather = _factory(random, model)
    paint = Material(random.choice(("#e07a1f", "#e6b422", "#e9ebec", "#3b73b5")), vary=0.03, gloss=0.3)
    model.box((0, 0.5, 30), (2.2, 0.25, 56), Material("#4a5055", vary=0.08, grid=(0, 0.4), joint=0.03))
    for side in (-1.2, 1.2):
        model.box((side, 0.35, 30), (0.16, 0.5, 56), STEEL)
    for z in np.arange(3, 56, 4.4):
        model.box(
            (random.uniform(-0.2, 0.2), 0.75, float(z)),
            (1.3, random.uniform(0.4, 0.7), 1.7),
            Material("#aeb6bb", gloss=0.35),
        )
    for at, z in enumerate(np.arange(6, 54, 5.5)):
        for side in (-1, 1):
            _arm(model, random, (side * 3.0, 0, float(z) + side * 0.8), side, paint)
        if at % 2:
            rail(model, (-5.2, 0, float(z) - 2), (-5.2, 0, float(z) + 2))
    for side in (-1, 1):
        for z in np.arange(6, 54, 6):
            model.box(
                (side * 9.2, 0, float(z)), (1.0, 2.1, 3.0), Material("#d5d9da", grid=(0, 1.0), joint=0.03)
            )
    return (
        model,
        weather,
        (random.uniform(1.5, 4.4) * random.choice((-1, 1)), random.uniform(2.0, 3.2), 0.3),
        (0, 1.3, 16),
        66,
    )


def _arm(model: Model, random: Random, at: Vector, side: int, paint: Material) -> None:
    x, _, z = at
    model.tube((x, 0, z), (x, 0.7, z), 0.5, DARK)
    model.tube((x, 0.7, z), (x, 1.2, z), 0.38, paint)
    lean = random.uniform(-0.5, 0.3)
    elbow = (x + side * 0.25, 2.5 + random.uniform(-0.2, 0.2), z + lean)
    wrist = (x - side * random.uniform(1.4, 1.9), random.uniform(1.9, 2.3), z + lean * 0.3)
    model.tube((x, 1.2, z), elbow, 0.22, paint)
    model.ball(elbow, (0.33, 0.33, 0.33), paint)
    model.tube(elbow, wrist, 0.16, paint)
    model.ball(wrist, (0.2, 0.2, 0.2), DARK)
    model.tube(wrist, (wrist[0] - side * 0.2, wrist[1] - 0.55, wrist[2]), 0.08, STEEL)


def warehouse(random: Random) -> Shot:
    """High racks full of pallets."""
    model = Model()
    weather = indoors(random)
    weather.mirror = 0.0
    wall = Material("#dcdfdf", vary=0.05, ribs=0.6)
    room(model, weather, (24, 11, 56), (_floor(random, ("#9aa09f", "#8f9ba0", "#a3a196")), wall, wall))
    post = Material(random.choice(("#2f5f9c", "#356b8f")), vary=0.05, gloss=0.1)
    beam = Material(random.choice(("#d9742a", "#dd8a2e")), vary=0.05, gloss=0.1)
    boxes = ("#b48a5a", "#c09a6c", "#a87f50", "#d9dcdc", "#8fa7b5", "#6f8f7c")
    for side in (-1, 1):
        for z in np.arange(3, 54, 2.9):
            for x in (side * 3.0, side * 4.1):
                model.box((x, 0, float(z)), (0.12, 9.2, 0.12), post)
            for level in range(5):
                model.box((side * 3.0, level * 1.9 + 0.12, float(z) + 1.45), (0.1, 0.14, 2.9), beam)
                if random.random() < 0.88:
                    tall = random.uniform(0.9, 1.5)
                    goods = Material(random.choice(boxes), vary=0.12, scale=0.8, grid=(0.5, 0.4), joint=0.015)
                    place = (side * 3.55, level * 1.9 + 0.4, float(z) + 1.45)
                    model.box(place, (1.1, tall, 2.3), goods)
                    model.box(
                        (place[0], place[1] - 0.14, place[2]),
                        (1.15, 0.13, 2.4),
                        Material("#9b7b4f", vary=0.2),
                    )
    for side in (-1, 1):
        model.box(
            (side * 8, 0, 30),
            (2.4, 8.6, 50),
            Material("#a48a66", vary=0.3, scale=1.5, grid=(1.4, 1.9), joint=0.12),
        )
    z = random.uniform(9, 14)
    for x in (-1.2, 1.2):
        model.box((x, 0, 28), (0.1, 0.012, 54), Material("#e3b82e"))
    _forklift(model, (random.uniform(-0.6, 0.6), 0, z))
    return model, weather, (random.uniform(-0.8, 0.8), random.uniform(1.6, 3.0), -0.8), (0, 2.9, 22), 66


def _forklift(model: Model, at: Vector) -> None:
    x, _, z = at
    model.box((x, 0.3, z), (1.1, 0.8, 1.8), YELLOW)
    model.box((x, 1.1, z + 0.5), (1.0, 0.35, 0.7), DARK)
    for side in (-0.5, 0.5):
        model.box((x + side, 1.1, z - 0.3), (0.07, 1.0, 0.07), DARK)
        model.box((x + side, 1.1, z + 0.7), (0.07, 1.0, 0.07), DARK)
        model.tube((x + side * 1.05, 0.3, z - 0.6), (x + side * 1.25, 0.3, z - 0.6), 0.3, RUBBER)
        model.box((x + side * 0.6, 0.1, z - 1.0), (0.12, 2.6, 0.12), DARK)
    model.box((x, 2.1, z + 0.2), (1.1, 0.07, 1.2), DARK)
    model.box((x, 0.5, z - 1.7), (1.1, 1.1, 1.1), Material("#b48a5a", vary=0.1, grid=(0.55, 0.4), joint=0.02))


def cleanroom(random: Random) -> Shot:
    """A white room with benches and glass."""
    model, weather = Model(), indoors(random)
    weather.mirror, weather.horizon, weather.ambient = 0.0, "#eef3f6", 0.78
    floor = Material(random.choice(("#a9c0c4", "#b5c4b8", "#b9c3cc")), vary=0.03, scale=9, gloss=0.6)
    wall = Material("#eef1f2", vary=0.02, grid=(1.2, 0), joint=0.03, joint_colour="#b9c0c4")
    roof = Material("#f1f3f3", vary=0.02, grid=(1.2, 1.2), joint=0.04, joint_colour="#c3c9cc")
    room(model, weather, (14, 3.6, 34), (floor, wall, roof), lamp_rows=3, power=5, trusses=False)
    trim = Material(random.choice(("#3d6f9c", "#4f8f7a", "#8a97a3", "#c7a24a")), vary=0.03, gloss=0.2)
    sides = random.choice(((-1, 1), (1, -1)))
    pitch = random.choice((3.4, 4.5, 5.6))
    for z in np.arange(4.5, 32, pitch):
        for side, kind in zip(sides, (random.randrange(2), 2), strict=True):
            _bench(model, random, side, float(z), kind, trim)
    glass = Material("#9fc0cc", vary=0.03, grid=(1.6, 0), joint=0.08, joint_colour="#dfe4e6", gloss=0.8)
    model.box((6.9, 1.0, 17), (0.1, 1.5, 34), glass)
    eye = (random.uniform(-2.4, 2.4), random.uniform(1.5, 2.3), -0.6)
    return model, weather, eye, (random.uniform(-1.5, 1.5), 1.15, 12), random.uniform(58, 72)


def _bench(model: Model, random: Random, side: int, z: float, kind: int, trim: Material) -> None:
    """A place of work in a clean room: an instrument, a hooded bench, or a machine behind glass."""
    if kind == 2:
        model.box((side * 4.9, 0, z), (2.0, 2.2, 3.0), WHITE)
        model.box((side * 3.87, 0.9, z), (0.05, 1.0, 2.4), GLASS)
        model.box((side * 3.86, 0.25, z), (0.05, 0.25, 2.9), trim)
        return
    model.box((side * 4.8, 0, z), (2.4, 0.9, 2.9), STEEL)
    if kind == 1:
        model.box((side * 5.1, 2.2, z), (1.8, 0.4, 2.9), WHITE)
        for end in (-1.4, 1.4):
            model.box((side * 4.8, 0.9, z + end), (1.2, 1.3, 0.06), Material("#a9c4cf", vary=0.02, gloss=0.7))
    else:
        model.box((side * 5.2, 0.9, z), (1.4, 1.0, 2.2), WHITE)
        model.box((side * 4.4, 1.1, z), (0.05, 0.6, 1.4), Material("#3d7f9c", emit=0.9))
    if random.random() < 0.7:
        model.tube((side * 2.4, 0, z + 0.8), (side * 2.4, 0.66, z + 0.8), 0.2, trim)
        model.tube((side * 2.4, 0.62, z + 0.8), (side * 2.4, 0.7, z + 0.8), 0.23, DARK)


def lab(random: Random) -> Shot:
    """Benches with glassware and instruments."""
    model, weather = Model(), indoors(random)
    weather.mirror, weather.ambient = 0.0, 0.72
    floor = Material(
        random.choice(("#b7b9b4", "#a7b5bd")), vary=0.04, grid=(0.6, 0.6), joint=0.015, gloss=0.35
    )
    wall = Material("#e9ecec", vary=0.03)
    roof = Material("#eceeee", vary=0.02, grid=(0.6, 0.6), joint=0.02, joint_colour="#c3c9cc")
    room(model, weather, (12, 3.4, 22), (floor, wall, roof), lamp_rows=2, power=5, trusses=False)
    top = Material("#2f3438", vary=0.05, gloss=0.4)
    front = Material(random.choice(("#dfe4e2", "#7fa3b8", "#9db8a2")), vary=0.03, grid=(0.6, 0), joint=0.02)
    for x in (-4.4, 0, 4.4):
        model.box((x, 0, 10), (1.6, 0.85, 14), front)
        model.box((x, 0.85, 10), (1.75, 0.05, 14.2), top)
        model.box((x, 1.35, 10), (0.35, 0.03, 14), WHITE)
        for z in np.arange(3.6, 17, 0.62):
            if random.random() < 0.75:
                _instrument(model, random, (x + random.choice((-0.5, 0.5)), 0.9, float(z)))
            if random.random() < 0.7:
                shade = random.choice(("#7a4a25", "#9fc3d0", "#d8dcd8", "#5f8f6f"))
                model.tube(
                    (x, 1.38, z), (x, 1.38 + random.uniform(0.12, 0.25), z), 0.06, Material(shade, gloss=0.5)
                )
    model.box((0, 1.2, 21.9), (9, 1.6, 0.1), Material("#a9c9d8", emit=0.9, grid=(1.5, 0), joint=0.06))
    return (
        model,
        weather,
        (random.choice((-2.2, 2.2)), random.uniform(1.5, 2.2), -0.4),
        (random.uniform(-2.4, 2.4), 1.05, 8),
        random.uniform(56, 70),
    )


def _instrument(model: Model, random: Random, at: Vector) -> None:
    x, y, z = at
    if random.random() < 0.35:
        model.box((x, y, z), (0.5, random.uniform(0.3, 0.5), 0.45), random.choice((WHITE, STEEL)))
        model.box((x, y + 0.2, z - 0.235), (0.3, 0.14, 0.02), Material("#4f93b5", emit=1.2))
    elif random.random() < 0.5:
        model.ball(
            (x, y + 0.12, z),
            (0.11, 0.12, 0.11),
            Material(random.choice(("#7fb0c8", "#c9a04a", "#8fbf8a")), gloss=0.7),
        )
        model.tube((x, y + 0.2, z), (x, y + 0.36, z), 0.035, Material("#c5d6dc", gloss=0.7))
    else:
        model.tube(
            (x, y, z),
            (x, y + 0.24, z),
            0.07,
            Material(random.choice(("#b8ccd4", "#a36f3a", "#6f9fb8")), gloss=0.6),
        )


def pumps(random: Random) -> Shot:
    """A pump room: motors in a row, coloured pipes above."""
    model, weather = Model(), indoors(random)
    weather.mirror = 0.0
    wall = Material(random.choice(("#e2e4e0", "#d6dfe2")), vary=0.05, scale=3)
    room(model, weather, (13, 5.2, 30), (_floor(random), wall, wall), lamp_rows=2, power=9)
    one = Material(random.choice(("#2f6fb0", "#2f8f6a", "#3f78a0")), vary=0.04, gloss=0.35)
    two = Material(random.choice(("#3f9a5f", "#c7a33a", "#b84f35")), vary=0.04, gloss=0.35)
    for at, z in enumerate(np.arange(4, 27, 3.6)):
        for side in (-1, 1):
            x = side * 3.6
            model.box((x, 0, float(z)), (2.8, 0.3, 1.3), Material("#8c8f8c", vary=0.1))
            model.tube((x - 0.2, 0.85, z), (x + 1.2, 0.85, z), 0.42, one)
            model.tube((x - 1.0, 0.85, z), (x - 0.3, 0.85, z), 0.5, two if at % 2 else one)
            model.tube((x - 0.7 * side, 0.9, z), (x - 0.7 * side, 3.3, z), 0.17, two)
            model.tube((x - 0.7 * side, 1.9, z - 0.02), (x - 0.7 * side, 2.2, z + 0.02), 0.3, DARK)
            model.tube(
                (x - 0.7 * side - 0.3, 2.05, z - 0.35),
                (x - 0.7 * side + 0.3, 2.05, z - 0.35),
                0.04,
                Material("#b02a2a"),
            )
    for side in (-1, 1):
        x = side * 2.9
        model.tube((x, 3.4, 0), (x, 3.4, 29), 0.34, two)
        model.tube((side * 5.2, 4.0, 0), (side * 5.2, 4.0, 29), 0.26, one)
        model.box((side * 6.1, 0, 15), (0.5, 2.1, 22), Material("#cfd4d5", grid=(0.9, 0), joint=0.04))
    return model, weather, (random.uniform(-0.8, 0.8), random.uniform(1.6, 2.2), -0.4), (0, 1.5, 12), 70


def compressor(random: Random) -> Shot:
    """Compressors or chillers with ducts."""
    model, weather = Model(), indoors(random)
    weather.mirror = 0.0
    wall = Material("#e1e4e2", vary=0.05, scale=3)
    room(model, weather, (15, 6.2, 34), (_floor(random), wall, wall), lamp_rows=2, power=10)
    skin = random.choice(("#3f6f9a", "#e3e5e2", "#4f8a78", "#d9cda8"))
    paint = Material(skin, vary=0.04, gloss=0.25)
    for z in np.arange(4, 31, 4.8):
        for side in (-1, 1):
            x = side * 4.4
            model.box((x, 0, float(z)), (2.4, 0.15, 3.5), DARK)
            model.box((x, 0.15, float(z)), (2.2, 1.9, 3.3), paint)
            grill = Material("#30363a", vary=0.05, grid=(0, 0.1), joint=0.04, joint_colour="#6f787d")
            model.box((x - side * 1.11, 0.4, float(z) + 0.7), (0.05, 1.2, 1.3), grill)
            model.box((x - side * 1.11, 1.2, float(z) - 0.9), (0.06, 0.4, 0.6), Material("#3f8fb0", emit=1.2))
            model.box((x, 2.05, float(z)), (1.2, 2.0, 1.2), Material("#c9ced1", vary=0.04, gloss=0.3))
        model.tube((0, 4.6, z), (4.4, 4.6, z), 0.14, Material("#3a76b5", gloss=0.3))
    for side in (-1, 1):
        model.box(
            (side * 4.4, 4.05, 16),
            (1.5, 0.9, 33),
            Material("#c9ced1", vary=0.05, grid=(0, 1.4), joint=0.05, gloss=0.3),
        )
    model.tube((0, 4.6, 0), (0, 4.6, 33), 0.24, Material("#3a76b5", vary=0.04, gloss=0.3))
    for z in (8, 20):
        model.tube((6.6, 0, z), (6.6, 2.9, z), 0.75, Material("#d5d8d8", gloss=0.3))
    return model, weather, (random.uniform(-1.2, 1.2), random.uniform(1.6, 2.3), -0.5), (0, 1.7, 14), 68


def control(random: Random) -> Shot:
    """A control room: a wall of screens, desks with more of them."""
    model, weather = Model(), indoors(random)
    weather.mirror, weather.ambient, weather.exposure = 0.0, 0.5, 1.1
    floor = Material(
        random.choice(("#7a8794", "#8a8580")), vary=0.05, grid=(0.6, 0.6), joint=0.02, gloss=0.35
    )
    wall = Material(random.choice(("#c9d2d8", "#d8d4cc")), vary=0.03, grid=(1.2, 0), joint=0.02)
    room(model, weather, (16, 4.2, 13), (floor, wall, wall), lamp_rows=3, power=4, trusses=False)
    seed = random.randrange(10**6)
    for at in range(3):
        image = _linear(dashboard(seed + at, (900, 520)))
        model.box(
            (-4.5 + at * 4.5, 1.1, 12.9), (4.4, 2.5, 0.06), Material("#ffffff", vary=0, emit=0.9, image=image)
        )
    model.box((0, 0.98, 12.96), (13.8, 2.74, 0.06), DARK)
    for row, z in enumerate((5.0, 8.4)):
        model.box((0, 0.72, z), (11 - row, 0.06, 1.1), Material("#cfc6b6", vary=0.04, gloss=0.2))
        model.box((0, 0, z + 0.4), (11 - row, 0.72, 0.08), Material("#5d6a75", vary=0.04))
        for x in np.arange(-4.6 + row * 0.5, 4.8, 1.55):
            image = _linear(dashboard(seed + 7 + int(x * 10) + row, (480, 300)))
            model.box(
                (x, 1.0, z + 0.25), (0.95, 0.58, 0.05), Material("#ffffff", vary=0, emit=0.7, image=image)
            )
            model.box((x, 0.76, z + 0.3), (0.1, 0.26, 0.06), DARK)
            model.box((x, 0.78, z - 0.2), (0.55, 0.03, 0.2), DARK)
        for x in np.arange(-4.0 + row * 0.5, 4.4, 2.6):
            model.box((x, 0.45, z - 1.1), (0.55, 0.1, 0.52), Material("#2f3a48"))
            model.box((x, 0.6, z - 1.38), (0.52, 0.62, 0.08), Material("#2f3a48"))
            model.tube((x, 0, z - 1.1), (x, 0.45, z - 1.1), 0.05, STEEL)
    return model, weather, (random.uniform(-2.5, 2.5), random.uniform(1.7, 2.2), 0.0), (0, 1.5, 9), 66


def _linear(image: object) -> Array:
    return (np.asarray(image, np.float32) / 255) ** 2.2


def furnace(random: Random) -> Shot:
    """Furnaces with glowing mouths."""
    model, weather = Model(), indoors(random)
    weather.mirror, weather.ambient, weather.warmth = 0.0, 0.36, 0.03
    wall = Material("#8f9193", vary=0.1, ribs=0.6)
    floor = Material("#6f6e6b", vary=0.15, scale=3, gloss=0.3)
    room(model, weather, (20, 9, 44), (floor, wall, wall), lamp_rows=2, power=7)
    brick = Material("#9b8f82", vary=0.2, scale=1.0, grid=(0.5, 0.25), joint=0.02, joint_colour="#6b6259")
    shell = Material(random.choice(("#5d7286", "#6a7a70", "#7b6a5a")), vary=0.08, grid=(1.2, 1.2), joint=0.04)
    glow = Material("#ff8a2a", vary=0.3, scale=0.6, emit=4.5)
    for at, z in enumerate(np.arange(6, 40, 7)):
        side = -1 if at % 2 else 1
        for flank in (-1, 1):
            x = flank * 5.6
            model.box((x, 0, float(z)), (4.4, 3.2, 5.0), shell)
            model.box((x - flank * 2.1, 0.6, float(z)), (0.4, 1.8, 2.4), brick)
            if flank == side or random.random() < 0.4:
                model.box((x - flank * 2.31, 0.9, float(z)), (0.05, 1.1, 1.6), glow)
                weather.lamps.append(((x - flank * 3.2, 1.4, float(z)), 7.0, "#ff8a3a"))
            model.box((x, 3.2, float(z)), (1.6, 3.2, 1.6), Material("#b7bcbf", gloss=0.3))
    model.box((0, 0, 24), (1.6, 0.5, 34), Material("#4d5052", vary=0.1, grid=(0, 0.3), joint=0.04))
    for z in np.arange(8, 38, 2.6):
        model.box((0, 0.5, float(z)), (0.9, 0.35, 0.9), Material("#d9642a", vary=0.2, emit=1.3))
    return model, weather, (random.uniform(-2.4, 2.4), random.uniform(1.7, 2.6), -0.2), (0, 1.7, 16), 66


def bottling(random: Random) -> Shot:
    """A filling line: bottles on a winding conveyor, steel tanks behind."""
    model = Model()
    weather = _factory(random, model, wide=22, deep=44, tall=7)
    bottle = random.choice(("#3f7f4a", "#7a4a22", "#bcd3dc", "#e2e6e6", "#d8a03a"))
    cap = Material(random.choice(("#c22f2f", "#2f5fae", "#d8b02f", "#e9ebeb")))
    for x in (-2.6, 1.0):
        model.box((x, 0.75, 20), (0.7, 0.12, 38), STEEL)
        for z in np.arange(2, 38, 2):
            model.box((x, 0, float(z)), (0.1, 0.75, 0.1), STEEL)
        for z in np.arange(1.2, 30, 0.24):
            for lane in (-0.15, 0.15):
                if z < 14 or lane > 0:
                    model.tube(
                        (x + lane, 0.87, z),
                        (x + lane, 1.11, z),
                        0.075,
                        Material(bottle, vary=0.02, gloss=0.6),
                    )
                    model.tube((x + lane, 1.11, z), (x + lane, 1.18, z), 0.035, cap)
        for edge in (-0.36, 0.36):
            model.tube((x + edge, 1.02, 1), (x + edge, 1.02, 39), 0.02, STEEL)
    for z in (12, 22):
        model.box((-2.6, 1.3, z), (2.0, 1.6, 3.0), GLASS)
        model.box((-2.6, 2.9, z), (2.2, 0.5, 3.2), WHITE)
    for z in np.arange(5, 40, 4.6):
        model.tube(
            (7.5, 0.8, z),
            (7.5, 5.2, z),
            1.6,
            Material("#c9ced1", vary=0.04, grid=(0, 1.5), joint=0.03, gloss=0.5),
        )
        model.ball((7.5, 5.2, z), (1.6, 0.5, 1.6), STEEL)
        model.tube((-8, 0.6, z), (-8, 3.6, z), 1.2, Material("#d5d9da", vary=0.04, gloss=0.5))
    return model, weather, (random.uniform(-1.1, 0.1), random.uniform(1.65, 2.2), -0.6), (-0.6, 1.2, 10), 66


def boiler(random: Random) -> Shot:
    """Horizontal boilers or dyeing vessels in a row."""
    model, weather = Model(), indoors(random)
    weather.mirror = 0.0
    wall = Material("#dfe2e0", vary=0.05, scale=3)
    room(model, weather, (22, 8, 40), (_floor(random), wall, wall), lamp_rows=2, power=12)
    shell = Material(
        random.choice(("#c4c9cc", "#4f82b0", "#cf6f3a", "#8fb0a0")),
        vary=0.05,
        grid=(0, 1.2),
        joint=0.03,
        gloss=0.4,
    )
    for z in np.arange(6, 36, 6.4):
        for side in (-1, 1):
            near, far = side * 2.6, side * 8.6
            model.tube((near, 2.1, z), (far, 2.1, z), 1.5, shell)
            model.tube((near - side * 0.12, 2.1, z), (near, 2.1, z), 1.2, DARK)
            model.tube(
                (near - side * 0.2, 2.1, z), (near - side * 0.1, 2.1, z), 0.45, Material("#b84f2f", gloss=0.3)
            )
            for foot in (near + side, far - side):
                model.box((foot, 0, float(z)), (0.5, 0.9, 2.2), DARK)
            model.tube((side * 5.5, 3.5, z), (side * 5.5, 7.0, z), 0.35, STEEL)
            model.box((near - side * 0.5, 0, float(z) + 2.4), (0.6, 1.7, 0.5), Material("#d9dcdc", vary=0.03))
    for side, paint in ((-1, "#3a76b5"), (1, "#c7a33a")):
        model.tube((side * 2.2, 5.0, 0), (side * 2.2, 5.0, 39), 0.26, Material(paint, vary=0.04, gloss=0.3))
    return model, weather, (random.uniform(-1, 1), random.uniform(1.7, 2.6), -0.4), (0, 2.0, 15), 70
