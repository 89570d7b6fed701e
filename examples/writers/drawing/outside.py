"""Scenes in the open: parks, roofs, tanks, water, chargers, chimneys."""

from __future__ import annotations

from random import Random

import numpy as np

from drawing.geometry import Material, Model, Vector
from drawing.light import Weather
from drawing.props import (
    CONCRETE,
    DARK,
    STEEL,
    WHITE,
    YELLOW,
    building,
    car,
    ground,
    hedge,
    lawn,
    outdoors,
    panels,
    rail,
    tank,
    tree,
    works,
)

Shot = tuple[Model, Weather, Vector, Vector, float]
ASPHALT = Material("#6b6d70", vary=0.16, scale=5)
PAVING = Material("#b5b1a6", vary=0.10, scale=4, grid=(0.8, 0.8), joint=0.03, joint_colour="#8f8b81")


def park(random: Random) -> Shot:
    """The front of a plant: office building, hall, lawn, trees, a drive."""
    model, weather = Model(), outdoors(random)
    ground(model, Material("#8f9b78", vary=0.3, scale=7))
    side = random.choice((-1, 1))
    wide = random.uniform(18, 32)
    building(model, (side * 14, 0, 34), (wide, random.uniform(9, 22), 14), random)
    if random.random() < 0.5:
        building(model, (side * (14 + wide * 0.8), 0, 44), (wide * 0.6, random.uniform(16, 30), 14), random)
    works(model, (-side * 26, 0, 46), (44, random.uniform(9, 12), 24), random)
    model.box((0, 0, 8), (120, 0.04, 8), ASPHALT)
    for x in np.arange(-40, 40, 4):
        model.box((x, 0.041, 8), (1.8, 0.01, 0.16), WHITE)
    lawn(model, (side * 15, 0, 19), (34, 11))
    model.box((-side * 14, 0, 20), (20, 0.05, 14), PAVING)
    for x in np.arange(-34, 35, random.uniform(6, 8)):
        tree(
            model,
            (x + random.uniform(-1, 1), 0, 14 + random.uniform(-0.6, 0.6)),
            random.uniform(4.5, 7),
            random,
        )
    hedge(model, (side * 15, 0, 13.2), 30, random)
    for x in (-side * 9, -side * 14, -side * 19):
        car(model, (x, 0, 20), random, yaw=90)
    model.tube((side * 2, 0, 16), (side * 2, 11, 16), 0.06, STEEL)
    model.box((side * 2.9, 9.4, 16), (1.7, 1.1, 0.03), Material("#3c7d55"))
    return (
        model,
        weather,
        (-side * random.uniform(-6, 16), random.uniform(2.0, 7.5), random.uniform(-14, -7)),
        (side * random.uniform(0, 9), 4.6, 30),
        random.uniform(54, 68),
    )


def roof_panels(random: Random) -> Shot:
    """Solar panels on a hall's roof."""
    model, weather = Model(), outdoors(random)
    ground(model, Material("#8a9576", vary=0.3, scale=12), -14)
    model.box((0, -14, 30), (70, 14, 70), Material("#c4c7c6", vary=0.08, scale=5, ribs=0.5))
    gap = random.uniform(2.5, 3.1)
    for block in (-1, 0, 1):
        panels(model, (block * 17.5, 0, 3), 15, 13, tilt=random.uniform(9, 14), gap=gap)
    for x in (-26.5, 26.5):
        rail(model, (x, 0, -4), (x, 0, 60), "#c9cdd0")
    for x in (-8.75, 8.75):
        for z in (14, 34):
            model.box((x, 0, z), (1.1, 0.9, 1.1), STEEL)
            model.tube((x, 0.9, z), (x, 1.3, z), 0.45, STEEL)
    for _ in range(9):
        place = (random.uniform(-110, 110), -14, random.uniform(90, 190))
        building(model, place, (random.uniform(18, 36), random.uniform(18, 46), 16), random)
    eye = (random.uniform(-14, 14), random.uniform(3.4, 6.5), -5)
    return model, weather, eye, (random.uniform(-4, 4), -1.5, 26), 68


def tanks(random: Random) -> Shot:
    """A tank farm with a pipe rack."""
    model, weather = Model(), outdoors(random)
    ground(model, Material("#a8a499", vary=0.15, scale=6, grid=(5, 5), joint=0.05, joint_colour="#7d7a71"))
    band = random.choice(("#3d7ea6", "#3f8a63", "#c07a32", "#2e5f8f"))
    tall = random.uniform(7, 10)
    for row, z in enumerate((8, 18)):
        for at in range(4):
            tank(
                model,
                (-14 + at * 8.5 + row * 2, 0, z),
                random.uniform(2.6, 3.2),
                tall * (1 + 0.12 * row),
                band=band,
            )
    _pipe_rack(model, random, 1.5, 5.0)
    model.box((0, 0, 3.2), (60, 0.9, 0.3), CONCRETE)
    works(model, (10, 0, 46), (70, 13, 20), random)
    for x in (-26, 27):
        tree(model, (x, 0, 24), 8, random)
    eye = (random.uniform(-16, 10), random.uniform(2, 4.5), random.uniform(-15, -11))
    return model, weather, eye, (random.uniform(-4, 3), 4, 10), 62


def _pipe_rack(model: Model, random: Random, z: float, high: float) -> None:
    paints = ("#b9bfc4", "#3f8a63", "#c7a33a", "#4a78a8", "#b9bfc4", "#a8452f")
    for x in np.arange(-30, 31, 6):
        for at in (z - 0.9, z + 0.9):
            model.box((x, 0, at), (0.25, high + 1.2, 0.25), Material("#7d868c", vary=0.08))
        for level in (high, high + 1.0):
            model.box((x, level, z), (0.2, 0.2, 2.2), Material("#7d868c", vary=0.08))
    for level in (0, 1):
        for at in range(4):
            radius = random.uniform(0.10, 0.22)
            y = high + level * 1.0 + 0.2 + radius
            paint = Material(random.choice(paints), vary=0.06, gloss=0.25)
            model.tube((-32, y, z - 0.75 + at * 0.5), (32, y, z - 0.75 + at * 0.5), radius, paint)


def aerial(random: Random) -> Shot:
    """An industrial park from above."""
    model, weather = Model(), outdoors(random)
    weather.mist, weather.shadow = 760, 0.3
    ground(model, Material("#7f9162", vary=0.4, scale=26))
    pitch = 58
    for i in range(-3, 4):
        model.box((i * pitch, 0, 80), (10, 0.08, 460), ASPHALT)
        model.box((0, 0, i * pitch + 60), (460, 0.09, 9), ASPHALT)
    for i in range(-3, 3):
        for j in range(-1, 4):
            x, z = i * pitch + pitch / 2, j * pitch + pitch / 2 + 60 - pitch
            _block(model, random, x, z)
    for _ in range(40):
        x = random.randrange(-3, 4) * pitch + random.choice((-6.5, 6.5))
        tree(model, (x, 0, random.uniform(-20, 150)), random.uniform(5, 8), random)
    side = random.choice((-1, 1))
    return model, weather, (side * 62, random.uniform(46, 66), -74), (-side * 6, 0, 46), 58


def _block(model: Model, random: Random, x: float, z: float) -> None:
    """A plot of the park: halls with panels, offices, or green."""
    kind = random.random()
    lawn(model, (x, 0.02, z), (46, 46))
    if kind < 0.5:
        tall = random.uniform(8, 12)
        works(model, (x, 0, z), (40, tall, 30), random)
        pane = Material("#1b2f55", vary=0.1, grid=(2.0, 1.2), joint=0.18, joint_colour="#aeb6bd", gloss=0.4)
        for at in (-8, 0, 8):
            model.box((x, tall, z + at), (35, 0.4, 6), pane)
    elif kind < 0.85:
        building(model, (x - 10, 0, z), (14, random.uniform(14, 30), 34), random)
        building(model, (x + 11, 0, z + 4), (16, random.uniform(10, 20), 24), random)
    else:
        for _ in range(6):
            tree(model, (x + random.uniform(-18, 18), 0, z + random.uniform(-18, 18)), 8, random)


def basins(random: Random) -> Shot:
    """Water treatment: round clarifiers and long tanks."""
    model, weather = Model(), outdoors(random)
    weather.mirror, weather.ripples = 1.0, random.uniform(0.10, 0.2)
    ground(model, Material("#7c935c", vary=0.35, scale=5))
    water = Material(random.choice(("#3f5f5a", "#4a6358", "#3b5a68")), vary=0.15, scale=3, gloss=0.8)
    wall = Material("#b9b7af", vary=0.12, scale=3)
    for at, (x, z) in enumerate(((-11, 14), (10, 16), (-9, 38), (13, 40))):
        radius = 8.0 if at < 2 else 9.0
        model.tube((x, 0, z), (x, 0.99, z), radius, Material("#7a7f78", vary=0.1))
        model.tube((x, 0.9, z), (x, 1.0, z), radius - 0.4, water)
        for angle in np.arange(0, 360, 12):
            a, b = np.radians(angle), np.radians(angle + 12)
            start = (x + radius * np.cos(a), 0.4, z + radius * np.sin(a))
            end = (x + radius * np.cos(b), 0.4, z + radius * np.sin(b))
            middle = ((start[0] + end[0]) / 2, 0, (start[2] + end[2]) / 2)
            model.box(middle, (radius * 0.215, 1.5, 0.4), wall, yaw=-angle - 6 + 90)
        yaw = random.uniform(0, 180)
        model.box((x, 1.9, z), (radius * 2, 0.16, 1.1), Material("#7f8a90", vary=0.08), yaw=yaw)
        along = np.array([np.cos(np.radians(yaw)), 0, -np.sin(np.radians(yaw))])
        across = np.array([along[2], 0, -along[0]]) * 0.5
        foot = np.array([x, 2.05, z])
        for shift in (across, -across):
            rail(model, foot - along * radius + shift, foot + along * radius + shift)
        model.tube((x, 0.6, z), (x, 2.8, z), 0.6, Material("#4a78a8", gloss=0.2))
    building(model, (24, 0, 58), (30, 8, 10), random)
    for x in np.arange(-38, 40, 7):
        tree(model, (x, 0, 58 if x < 5 else 70), random.uniform(6, 9), random)
    return (
        model,
        weather,
        (random.uniform(-12, 6), random.uniform(5.5, 8.5), -7),
        (random.uniform(-2, 2), 0.5, 22),
        64,
    )


def pond(random: Random) -> Shot:
    """A park's lake with a boardwalk and buildings behind."""
    model, weather = Model(), outdoors(random)
    weather.mirror, weather.ripples = -0.4, random.uniform(0.06, 0.14)
    model.box((0, -1.4, 20), (300, 1.0, 60), Material("#3d5650", vary=0.15, scale=5, gloss=0.9))
    model.box((0, -1.4, 90), (400, 1.5, 86), Material("#718a4b", vary=0.4, scale=4))
    for x in np.arange(-40, 41, 2.2):
        stone = random.uniform(0.5, 0.9)
        model.ball(
            (x, -0.35, 46.6 + random.uniform(-0.5, 0.5)), (stone, 0.4, 0.7), Material("#8d8a80", vary=0.3)
        )
    deck = Material("#8b6b4a", vary=0.25, grid=(0.25, 0), joint=0.03, joint_colour="#4e3b28")
    side = random.choice((-1, 1))
    model.box((side * 5, -0.1, 14), (3, 0.15, 60), deck, yaw=side * 24)
    for at in np.arange(-20, 28, 3.0):
        turn = np.radians(side * 24)
        for edge in (-1.4, 1.4):
            x = side * 5 + at * np.sin(turn) + edge * np.cos(turn)
            z = 14 + at * np.cos(turn) - edge * np.sin(turn)
            model.tube((x, -0.6, z), (x, 1.0, z), 0.06, Material("#6d5338", vary=0.2))
    for x in np.arange(-46, 47, random.uniform(6, 9)):
        tree(model, (x, 0, random.uniform(50, 56)), random.uniform(6, 10), random)
    hedge(model, (0, 0, 48.6), 60, random)
    for x in (-38, -8, 24, 52):
        building(model, (x, 0, 84), (22, random.uniform(16, 34), 14), random)
    return model, weather, (random.uniform(-5, 5), random.uniform(1.8, 3.0), -4), (0, 2.5, 40), 62


def charger(random: Random) -> Shot:
    """Charging piles and cars under a canopy."""
    model, weather = Model(), outdoors(random)
    ground(model, Material("#77797c", vary=0.14, scale=6))
    model.box((0, 0, 16), (60, 0.16, 3), PAVING)
    lawn(model, (0, 0, 22), (70, 8))
    works(model, (0, 0, 44), (80, 11, 20), random)
    for at in range(7):
        x = -13.5 + at * 4.5 - 2.25
        model.box((x + 1.35, 0.01, 9.3), (0.12, 0.01, 6.6), WHITE)
        pile = Material(random.choice(("#eef1f2", "#e9eef0")), vary=0.02, gloss=0.2)
        model.box((x + 3.5, 0.16, 15.3), (0.75, 1.75, 0.5), pile)
        model.box((x + 3.5, 1.2, 15.03), (0.5, 0.4, 0.06), Material("#2b5f7d", emit=0.8, gloss=0.3))
        model.box((x + 3.5, 0.3, 15.04), (0.6, 0.25, 0.05), Material("#3d9a63", vary=0.02))
        model.tube((x + 3.9, 1.1, 15.2), (x + 4.1, 0.3, 14.6), 0.03, DARK)
        if random.random() < 0.7:
            car(model, (x + 3.5, 0, 11.2 + random.uniform(-0.4, 0.4)), random, yaw=90)
    for x in (-12, 0, 12):
        model.tube((x, 0, 16.4), (x, 4.4, 16.4), 0.16, STEEL)
    pane = Material("#16294d", vary=0.1, grid=(1.05, 1.7), joint=0.06, joint_colour="#c7d0d8", gloss=0.5)
    model.box((0, 4.4, 13), (34, 0.16, 9), pane, pitch=6)
    model.box((0, 4.22, 13), (34.3, 0.14, 9.2), WHITE, pitch=6)
    for x in (-24, -19, 19, 25):
        tree(model, (x, 0, 23), random.uniform(5, 7), random)
    eye = (random.uniform(-10, 10), random.uniform(1.7, 3.0), random.uniform(-2.5, 0))
    return model, weather, eye, (random.uniform(-2, 2), 1.8, 14), 66


def storage(random: Random) -> Shot:
    """Battery containers on a gravel yard."""
    model, weather = Model(), outdoors(random)
    ground(model, Material("#a19d94", vary=0.35, scale=0.8))
    paint = Material(random.choice(("#eceeee", "#e3ebe6", "#dfe6ec")), vary=0.03, ribs=0.34, gloss=0.1)
    band = Material(random.choice(("#3a8a5c", "#2f6fa5", "#4d8f3c")), vary=0.03)
    for row in range(2):
        for at in range(4):
            x, z = -12 + at * 8, 9 + row * 8
            model.box((x, 0, z), (6.6, 0.4, 3), CONCRETE)
            model.box((x, 0.4, z), (6.1, 2.6, 2.45), paint)
            model.box((x, 0.75, z), (6.14, 0.22, 2.49), band)
            for door in (-2.2, -0.75, 0.75, 2.2):
                model.box(
                    (x + door, 1.15, z - 1.25),
                    (1.2, 1.6, 0.05),
                    Material("#d2d6d7", grid=(0, 0.09), joint=0.03),
                )
            for fan in (-1.5, 0, 1.5):
                model.tube((x + fan, 3.0, z), (x + fan, 3.25, z), 0.5, DARK)
    for x in (-16.5, 18):
        rail(model, (x, 0, 3), (x, 0, 24), "#aeb6ba")
    rail(model, (-16.5, 0, 24), (18, 0, 24), "#aeb6ba")
    model.box((13.8, 0, 5.4), (2.4, 2.3, 1.6), Material("#7f9b86", vary=0.05, grid=(0, 0.12), joint=0.03))
    for x in np.arange(-34, 36, 6.5):
        tree(model, (x, 0, 33 + random.uniform(-2, 2)), random.uniform(6, 9), random)
    works(model, (8, 0, 58), (80, 11, 20), random)
    side = random.choice((-1, 1))
    return (
        model,
        weather,
        (side * random.uniform(10, 14), random.uniform(2.2, 5.0), -3),
        (-side * 3, 1.4, 13),
        62,
    )


def cooling(random: Random) -> Shot:
    """Cooling towers on a platform, with pipes in front."""
    model, weather = Model(), outdoors(random)
    ground(model, Material("#a5a298", vary=0.15, scale=5))
    model.box((0, 0, 14), (34, 1.0, 12), CONCRETE)
    skin = Material(random.choice(("#d9dedb", "#c8d3d8", "#e0ddd2")), vary=0.05, grid=(1.2, 0), joint=0.05)
    for at in range(4):
        x = -12 + at * 8
        model.box((x, 1.0, 14), (6.6, 0.4, 6.6), DARK)
        louvre = Material("#6d777c", vary=0.05, grid=(0, 0.22), joint=0.1, joint_colour="#2f3538")
        model.box((x, 1.4, 14), (6.2, 1.9, 6.2), louvre)
        model.box((x, 3.3, 14), (6.4, 2.2, 6.4), skin)
        model.tube((x, 5.5, 14), (x, 6.7, 14), 2.3, skin)
        model.tube((x, 6.2, 14), (x, 6.72, 14), 2.0, DARK)
    for z, radius, paint in ((6.6, 0.32, "#3f8a63"), (7.5, 0.32, "#4a78a8")):
        model.tube((-30, 1.7, z), (30, 1.7, z), radius, Material(paint, vary=0.05, gloss=0.3))
        for at in range(4):
            model.tube(
                (-12 + at * 8 + (z - 7) * 1.5, 1.7, z),
                (-12 + at * 8 + (z - 7) * 1.5, 1.7, 11),
                radius * 0.8,
                Material(paint, vary=0.05, gloss=0.3),
            )
    for x in np.arange(-28, 29, 4):
        model.box((x, 0, 7.05), (0.3, 1.35, 1.6), CONCRETE)
    rail(model, (-17, 5.5, 10.8), (17, 5.5, 10.8))
    works(model, (-4, 0, 40), (90, 13, 20), random)
    eye = (random.uniform(-12, 12), random.uniform(1.8, 3.4), -5)
    return model, weather, eye, (random.uniform(-3, 3), 3.6, 14), 64


def burner(random: Random) -> Shot:
    """Waste-gas treatment: a concentrator, an oxidiser, ducts and a stack."""
    model, weather = Model(), outdoors(random)
    ground(model, Material("#a09e97", vary=0.16, scale=5))
    skin = Material(
        random.choice(("#c9ced0", "#9fb6c4", "#cfc8b6")), vary=0.05, grid=(1.5, 0), joint=0.04, gloss=0.12
    )
    model.box((0, 0, 14), (26, 0.5, 9), CONCRETE)
    model.box((-6, 0.5, 14), (7.5, 4.6, 4.2), skin)
    for at in (-8.3, -6, -3.7):
        model.box((at, 0.5, 11.5), (0.3, 4.8, 0.3), DARK)
    model.box((4.2, 0.5, 14), (5.0, 3.6, 3.6), Material("#d5d8d6", vary=0.05, grid=(1.2, 1.2), joint=0.05))
    model.tube((4.2, 2.3, 11.8), (4.2, 2.3, 12.3), 1.3, STEEL)
    high = random.uniform(12, 16)
    model.tube(
        (11, 0, 15), (11, high, 15), 0.8, Material("#b7bdc1", vary=0.06, grid=(0, 2.4), joint=0.06, gloss=0.3)
    )
    for level in (high * 0.55, high * 0.8):
        model.tube((11, level, 15), (11, level + 0.12, 15), 1.7, DARK)
    duct = Material("#c3c8cb", vary=0.05, grid=(0, 1.2), joint=0.05, gloss=0.35)
    for start, end in (
        ((-22, 6.6, 14), (-6, 6.6, 14)),
        ((-6, 6.6, 14), (-6, 5, 14)),
        ((-2, 3, 14), (2, 3, 14)),
        ((6.5, 2.8, 14), (11, 2.8, 15)),
    ):
        model.tube(start, end, 0.62, duct)
        model.ball(end, (0.64, 0.64, 0.64), duct)
    for at in (-20, -14):
        model.box((at, 0, 14), (0.3, 6.2, 0.3), Material("#7d868c"))
    model.tube((0, 0.9, 11), (0, 2.1, 11), 0.7, Material("#3f7fa8", gloss=0.2))
    rail(model, (-10, 5.1, 12), (-2.2, 5.1, 12))
    works(model, (-18, 0, 34), (60, 11, 20), random)
    for x in (17, 23, 29):
        tree(model, (x, 0, 27), 7, random)
    side = random.uniform(-8, 8)
    return model, weather, (side, random.uniform(1.8, 4.0), -4), (0.5, 4.6, 14), 62


def sorting(random: Random) -> Shot:
    """A yard of baled materials under a roof."""
    model, weather = Model(), outdoors(random)
    ground(model, Material("#9a978f", vary=0.2, scale=4, grid=(4, 4), joint=0.04, joint_colour="#77746c"))
    for x in np.arange(-21, 22, 7):
        for z in (5, 24):
            model.box((x, 0, z), (0.35, 7, 0.35), Material("#6f8aa0", vary=0.06))
    model.box((0, 7, 14), (46, 0.3, 22), Material("#9fb4c2", vary=0.06, ribs=0.5), casts=False)
    model.box((0, 0, 25), (46, 3.2, 0.3), CONCRETE)
    colours = (
        ("#b08a55", "#a57c48", "#bd9866"),
        ("#6f8fa8", "#a9b7bf", "#d0d4d2"),
        ("#8c9296", "#a7abac", "#767d82"),
    )
    for bay in range(5):
        shades = random.choice(colours)
        x0 = -17.5 + bay * 7
        model.box((x0 - 3.4, 0, 19), (0.3, 2.6, 12), CONCRETE)
        for i in range(4):
            for j in range(random.randrange(2, 4)):
                for k in range(random.randrange(1, 5)):
                    shade = Material(random.choice(shades), vary=0.7, scale=0.35, grid=(0.45, 0), joint=0.02)
                    place = (x0 - 2 + i * 1.35, k * 1.05, 23 - j * 1.25)
                    model.box(place, (1.28, 1.02, 1.15), shade, yaw=random.uniform(-3, 3))
        model.box(
            (x0, 5.4, 13.5), (2.6, 1.0, 0.06), Material(random.choice(("#2f6a9c", "#3a8a5c", "#b8772e")))
        )
    model.box((9, 0.55, 9), (2.3, 1.1, 1.2), YELLOW, yaw=25)
    for side in (-0.65, 0.65):
        model.box((9 + side * 0.9, 1.6, 9), (0.08, 1.1, 0.08), DARK, yaw=25)
    model.box((9, 2.7, 9), (1.3, 0.08, 1.1), DARK, yaw=25)
    return (
        model,
        weather,
        (random.uniform(-9, 6), random.uniform(1.9, 3.6), -5),
        (random.uniform(-2, 2), 2.2, 18),
        64,
    )


def dock(random: Random) -> Shot:
    """A shipyard: hull sections in a dock and a gantry crane."""
    model, weather = Model(), outdoors(random)
    weather.mist = 600
    ground(model, Material("#a39f96", vary=0.18, scale=8))
    hull = Material(
        random.choice(("#8d3b32", "#2f5573", "#64707a")), vary=0.1, scale=5, grid=(4, 3), joint=0.06
    )
    for at in range(4):
        z = 24 + at * 14
        model.box((0, 1.2, z), (17 - at * 0.5, random.uniform(8, 12), 13), hull)
        model.box((0, 0, z), (14, 1.2, 10), DARK)
        model.box((0, 11, z + 2), (10, random.uniform(1, 4), 6), WHITE)
    crane = Material(random.choice(("#d8a628", "#3d78b0", "#c5532d")), vary=0.05, grid=(0, 3), joint=0.08)
    for z in (20, 30):
        for x in (-20, 20):
            model.box((x, 0, z), (1.6, 30, 1.6), crane)
    model.box((0, 30, 25), (52, 3.2, 8), crane)
    model.box((-6, 27.4, 25), (4, 2.4, 5), WHITE)
    for x in (-7, -5):
        model.tube((x, 14, 25), (x, 28, 25), 0.08, DARK)
    for _ in range(16):
        place = (random.choice((-1, 1)) * random.uniform(12, 17), 0, random.uniform(6, 18))
        model.box(
            place,
            (random.uniform(1, 3), random.uniform(0.3, 1.2), random.uniform(1, 3)),
            Material("#7e6a5a", vary=0.3),
        )
    return model, weather, (random.uniform(-16, 16), random.uniform(3, 10), -26), (0, 12, 26), 62
