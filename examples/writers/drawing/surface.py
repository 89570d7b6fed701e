"""What is seen at each pixel: depth, colour, normal; and the noise that makes surfaces look used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from drawing.geometry import Array, Lens, Material, Solid, Sunlight, colour, hits

TILE = 512


def cloudy(seed: int, octaves: tuple[int, ...] = (4, 8, 16, 32, 64, 128)) -> Array:
    """A noise tile that repeats without seam, 0 to 1."""
    random = np.random.default_rng(seed)
    total = np.zeros((TILE, TILE), np.float32)
    for at, cells in enumerate(octaves):
        coarse = random.random((cells, cells), dtype=np.float32)
        steps = np.arange(TILE, dtype=np.float32) * cells / TILE
        low = steps.astype(int)
        part = steps - low
        part = part * part * (3 - 2 * part)
        high = (low + 1) % cells
        rows = coarse[low] * (1 - part)[:, None] + coarse[high] * part[:, None]
        total += (rows[:, low] * (1 - part) + rows[:, high] * part) * 0.6**at
    low_end, high_end = np.percentile(total, (0.5, 99.5))
    return np.clip((total - low_end) / (high_end - low_end), 0, 1).astype(np.float32)


NOISE = cloudy(7)
LEAVES = cloudy(9, (40, 80, 160))


def noise(u: Array, v: Array, tile: Array = NOISE) -> Array:
    """The noise at points of a plane; one tile is one unit."""
    x, y = u % 1 * TILE, v % 1 * TILE
    i, j = x.astype(np.int32) % TILE, y.astype(np.int32) % TILE
    p, q = x - np.floor(x), y - np.floor(y)
    k, m = (i + 1) % TILE, (j + 1) % TILE
    return (tile[j, i] * (1 - p) + tile[j, k] * p) * (1 - q) + (tile[m, i] * (1 - p) + tile[m, k] * p) * q


@dataclass(slots=True)
class Seen:
    """What a camera sees, pixel by pixel."""

    depth: Array
    colour: Array
    normal: Array
    emit: Array
    gloss: Array

    @classmethod
    def nothing(cls, height: int, width: int) -> Seen:
        def zeros(*more: int) -> Array:
            return np.zeros((height, width, *more), np.float32)

        return cls(np.full((height, width), np.inf, np.float32), zeros(3), zeros(3), zeros(), zeros())


def look(solids: list[Solid], camera: Lens) -> Seen:
    """Everything the camera sees of the solids."""
    seen = Seen.nothing(camera.height, camera.width)
    for solid in solids:
        bounds = camera.bounds(solid.corners)
        if bounds is not None:
            _see(solid, camera, bounds, seen)
    return seen


def depths(solids: list[Solid], light: Sunlight) -> Array:
    """The depth at which the light first meets something."""
    depth = np.full((light.height, light.width), np.inf, np.float32)
    for solid in solids:
        bounds = light.bounds(solid.corners) if solid.casts else None
        if bounds is None:
            continue
        top, bottom, left, right = bounds
        t, _, _ = _meet(solid, *light.rays(*bounds))
        part = depth[top:bottom, left:right]
        np.minimum(part, t - 500, out=part)
    return depth


def _meet(solid: Solid, origin: Array, ray: Array) -> tuple[Array, Array, Array]:
    inverse = np.linalg.inv(solid.matrix).T.astype(np.float32)
    local_origin = (origin - solid.centre) @ inverse
    local_ray = ray @ inverse
    t = hits(solid.kind, local_origin, local_ray).astype(np.float32)
    if solid.material.holes:
        with np.errstate(invalid="ignore"):
            where = np.where(np.isfinite(t), t, 0)[..., None]
            point = local_origin + where * local_ray
        leaf = noise(
            point[..., 0] * 0.5 + point[..., 2] * 0.3, point[..., 1] * 0.5 + point[..., 2] * 0.2, LEAVES
        )
        t = np.where(leaf < solid.material.holes, np.inf, t)
    return t, local_origin, local_ray


def _see(solid: Solid, camera: Lens, bounds: tuple[int, int, int, int], seen: Seen) -> None:
    top, bottom, left, right = bounds
    origin, ray = camera.rays(*bounds)
    t, local_origin, local_ray = _meet(solid, origin, ray)
    window = (slice(top, bottom), slice(left, right))
    nearer = t < seen.depth[window]
    if not nearer.any():
        return
    rows, columns = np.nonzero(nearer)
    at = (rows + top, columns + left)
    far = t[nearer]
    point = local_origin + far[:, None] * local_ray[rows, columns]
    normal, u, v = _surface(solid, point)
    world = normal @ np.linalg.inv(solid.matrix).astype(np.float32)
    world /= np.linalg.norm(world, axis=1, keepdims=True)
    away = (world * ray[rows, columns]).sum(axis=1) > 0
    world[away] *= -1
    seen.depth[at] = far
    seen.normal[at] = world
    seen.colour[at], gloss = _paint(solid, point, normal, u, v)
    seen.emit[at] = solid.material.emit
    seen.gloss[at] = gloss


def _surface(solid: Solid, point: Array) -> tuple[Array, Array, Array]:
    """Normal in the solid's own space, and metres across and up on its surface."""
    metric = point * solid.size
    if solid.kind == "ball":
        return point, metric[:, 0] + metric[:, 2] * 0.7, metric[:, 1] + metric[:, 2] * 0.3
    normal = np.zeros_like(point)
    if solid.kind == "tube":
        cap = np.abs(point[:, 1]) > 0.9995
        normal[:, 0], normal[:, 2] = point[:, 0], point[:, 2]
        normal[cap] = np.stack([np.zeros(cap.sum()), np.sign(point[cap, 1]), np.zeros(cap.sum())], axis=1)
        around = np.arctan2(point[:, 2], point[:, 0]) * solid.size[0]
        return normal, np.where(cap, metric[:, 0], around), np.where(cap, metric[:, 2], metric[:, 1])
    axis = np.abs(point).argmax(axis=1)
    row = np.arange(len(point))
    normal[row, axis] = np.sign(point[row, axis])
    u = np.where(axis == 0, metric[:, 2], metric[:, 0])
    v = np.where(axis == 1, metric[:, 2], metric[:, 1])
    return normal, u, v


def _paint(solid: Solid, point: Array, normal: Array, u: Array, v: Array) -> tuple[Array, Array]:
    """Colour and gloss of surface points."""
    material = solid.material
    base = np.repeat(colour(material.colour)[None], len(u), axis=0)
    gloss = np.full(len(u), material.gloss, np.float32)
    offset = float(np.abs(solid.centre).sum()) * 0.137
    grain = 0.55 * noise(u / material.scale + offset, v / material.scale + offset * 0.7)
    grain += 0.45 * noise(
        (u * 0.8 + v * 0.6) / material.scale / 4.7, (v * 0.8 - u * 0.6) / material.scale / 4.7
    )
    base *= (1 + material.vary * 2 * (grain - 0.5))[:, None]
    upright = np.abs(normal[:, 1]) < 0.5
    if material.ribs:
        base *= (0.90 + 0.10 * np.sin(u / material.ribs * 2 * np.pi))[:, None]
    if material.grid:
        _joints(material, base, u, v)
    if material.windows:
        _glaze(material, base, gloss, upright, u, v + solid.size[1])
    if material.image is not None:
        front = np.abs(normal[:, 2]) > 0.5
        tall, wide = material.image.shape[:2]
        x = ((point[front, 0] + 1) / 2 * (wide - 1)).astype(int).clip(0, wide - 1)
        y = ((1 - point[front, 1]) / 2 * (tall - 1)).astype(int).clip(0, tall - 1)
        base[front] = material.image[y, x]
    return base.astype(np.float32), gloss


def _joints(material: Material, base: Array, u: Array, v: Array) -> None:
    across, up = material.grid or (0, 0)
    line = np.zeros(len(u), bool)
    for along, pitch in ((u, across), (v, up)):
        if pitch:
            line |= np.abs(along / pitch - np.round(along / pitch)) * pitch < material.joint / 2
    base[line] = colour(material.joint_colour)


def _glaze(material: Material, base: Array, gloss: Array, upright: Array, u: Array, v: Array) -> None:
    across, up, share_across, share_up = material.windows or (1, 1, 0, 0)
    column, row = u / across, v / up
    inside = (np.abs(column - np.floor(column) - 0.5) < share_across / 2) & (
        np.abs(row - np.floor(row) - 0.5) < share_up / 2
    )
    glass = inside & upright.astype(bool)
    tint = noise(np.floor(column[glass]) * 0.37, np.floor(row[glass]) * 0.53)
    base[glass] = colour(material.glass) * (0.45 + 1.1 * tint[:, None])
    gloss[glass] = 0.35
