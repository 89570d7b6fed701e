"""Solids, cameras, and what each pixel sees of them: rays against boxes, cylinders and balls, by numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Vector = Sequence[float]
CORNERS = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float32)


def colour(code: str) -> Array:
    """`#rrggbb` as linear light."""
    parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return np.array(parts, np.float32) ** 2.2


@dataclass(frozen=True, slots=True)
class Material:
    """How a surface looks. Lengths are metres on the surface."""

    colour: str = "#a0a0a0"
    vary: float = 0.08  # how much its brightness varies
    scale: float = 3.0  # over which length
    grid: tuple[float, float] | None = None  # joints every so far across and up
    joint: float = 0.02  # width of a joint
    joint_colour: str = "#404040"
    ribs: float = 0.0  # period of corrugation across
    windows: tuple[float, float, float, float] | None = None  # pitch across, pitch up, share across, share up
    glass: str = "#4a6478"
    emit: float = 0.0
    gloss: float = 0.0
    holes: float = 0.0  # share of leafy gaps
    image: Any = None  # pixels shown on the front of a box


@dataclass(frozen=True, slots=True)
class Solid:
    """A unit box, cylinder or ball, stretched and turned by `matrix` and moved to `centre`."""

    kind: str
    matrix: Array
    centre: Array
    size: Array
    material: Material
    casts: bool = True

    @property
    def corners(self) -> Array:
        return CORNERS @ self.matrix.T + self.centre


def turn(yaw: float, pitch: float = 0.0, roll: float = 0.0) -> Array:
    """The rotation by three angles in degrees: about the upright axis, then tilt, then roll."""
    a, b, c = np.radians([yaw, pitch, roll])
    about_y = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return (about_y @ about_x @ about_z).astype(np.float32)


@dataclass(slots=True)
class Model:
    """The solids of a scene. Boxes are given by the middle of their foot, sizes are whole lengths."""

    solids: list[Solid] = field(default_factory=list)

    def box(
        self,
        at: Vector,
        size: Vector,
        material: Material,
        *,
        yaw: float = 0,
        pitch: float = 0,
        roll: float = 0,
        casts: bool = True,
    ) -> None:
        half = np.asarray(size, np.float32) / 2
        centre = np.asarray(at, np.float32) + np.array([0, half[1], 0], np.float32)
        self.solids.append(Solid("box", turn(yaw, pitch, roll) * half, centre, half, material, casts))

    def tube(self, start: Vector, end: Vector, radius: float, material: Material) -> None:
        """A cylinder from one point to another."""
        a, b = np.asarray(start, np.float32), np.asarray(end, np.float32)
        along = (b - a) / 2
        length = float(np.linalg.norm(along))
        axis = along / length
        side = np.cross(axis, [0, 0, 1] if abs(axis[2]) < 0.9 else [1, 0, 0])
        side /= np.linalg.norm(side)
        other = np.cross(axis, side)
        matrix = np.stack([side * radius, along, other * radius], axis=1).astype(np.float32)
        size = np.array([radius, length, radius], np.float32)
        self.solids.append(Solid("tube", matrix, (a + b) / 2, size, material))

    def ball(self, at: Vector, radii: Vector, material: Material, yaw: float = 0) -> None:
        """An ellipsoid around its middle."""
        half = np.asarray(radii, np.float32)
        self.solids.append(Solid("ball", turn(yaw) * half, np.asarray(at, np.float32), half, material))


@dataclass(slots=True)
class Lens:
    """A perspective camera; directions have length 1 along its axis, so that a hit's `t` is its depth."""

    eye: Array
    axes: Array  # rows: right, up, ahead
    focal: float
    width: int
    height: int

    @classmethod
    def looking(cls, eye: Vector, target: Vector, view: float, width: int, height: int) -> Lens:
        """From `eye` to `target` with a horizontal angle of `view` degrees."""
        ahead = np.asarray(target, np.float32) - np.asarray(eye, np.float32)
        ahead /= np.linalg.norm(ahead)
        right = np.cross(np.array([0, 1, 0], np.float32), ahead)
        right /= np.linalg.norm(right)
        axes = np.stack([right, np.cross(ahead, right), ahead]).astype(np.float32)
        focal = max(width, height * 1.25) / 2 / np.tan(np.radians(view) / 2)
        return cls(np.asarray(eye, np.float32), axes, float(focal), width, height)

    def mirrored(self, level: float, shrink: int) -> Lens:
        """The same camera seen in a mirror lying at a height, with fewer pixels."""
        flip = np.array([1, -1, 1], np.float32)
        eye = self.eye * flip + np.array([0, 2 * level, 0], np.float32)
        small = (self.width // shrink, self.height // shrink)
        return Lens(eye, self.axes * flip, self.focal / shrink, *small)

    def bounds(self, corners: Array) -> tuple[int, int, int, int] | None:
        seen = (corners - self.eye) @ self.axes.T
        if (seen[:, 2] <= 0.05).all():
            return None
        if (seen[:, 2] <= 0.05).any():
            return 0, self.height, 0, self.width
        x = seen[:, 0] / seen[:, 2] * self.focal + self.width / 2
        y = self.height / 2 - seen[:, 1] / seen[:, 2] * self.focal
        return _clip(x, y, self.width, self.height)

    def rays(self, top: int, bottom: int, left: int, right: int) -> tuple[Array, Array]:
        x = (np.arange(left, right, dtype=np.float32) + 0.5 - self.width / 2) / self.focal
        y = (self.height / 2 - np.arange(top, bottom, dtype=np.float32) - 0.5) / self.focal
        directions = x[None, :, None] * self.axes[0] + y[:, None, None] * self.axes[1] + self.axes[2]
        return self.eye, directions.astype(np.float32)


@dataclass(slots=True)
class Sunlight:
    """A camera without perspective that looks along the light, for shadows."""

    centre: Array
    axes: Array
    reach: float
    width: int
    height: int

    @classmethod
    def along(cls, towards_sun: Array, centre: Vector, reach: float, pixels: int) -> Sunlight:
        ahead = -towards_sun
        right = np.cross(np.array([0, 1, 0.01], np.float32), ahead)
        right /= np.linalg.norm(right)
        axes = np.stack([right, np.cross(ahead, right), ahead]).astype(np.float32)
        return cls(np.asarray(centre, np.float32), axes, reach, pixels, pixels)

    def place(self, points: Array) -> tuple[Array, Array, Array]:
        """Pixel across, pixel down and depth of points."""
        seen = (points - self.centre) @ self.axes.T
        scale = self.width / 2 / self.reach
        return seen[..., 0] * scale + self.width / 2, self.height / 2 - seen[..., 1] * scale, seen[..., 2]

    def bounds(self, corners: Array) -> tuple[int, int, int, int] | None:
        x, y, _ = self.place(corners)
        return _clip(x, y, self.width, self.height)

    def rays(self, top: int, bottom: int, left: int, right: int) -> tuple[Array, Array]:
        scale = 2 * self.reach / self.width
        x = (np.arange(left, right, dtype=np.float32) + 0.5 - self.width / 2) * scale
        y = (self.height / 2 - np.arange(top, bottom, dtype=np.float32) - 0.5) * scale
        origins = x[None, :, None] * self.axes[0] + y[:, None, None] * self.axes[1] + self.centre
        return (origins - self.axes[2] * 500).astype(np.float32), self.axes[2]


def _clip(x: Array, y: Array, width: int, height: int) -> tuple[int, int, int, int] | None:
    left, right = max(0, int(x.min()) - 1), min(width, int(x.max()) + 2)
    top, bottom = max(0, int(y.min()) - 1), min(height, int(y.max()) + 2)
    return (top, bottom, left, right) if left < right and top < bottom else None


def hits(kind: str, origin: Array, ray: Array) -> Array:
    """How far along each ray a unit solid is first met; infinity where it isn't."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "box":
            return _slabs(origin, ray)
        axes = (0, 2) if kind == "tube" else (0, 1, 2)
        a = sum(ray[..., k] ** 2 for k in axes)
        b = sum(origin[..., k] * ray[..., k] for k in axes)
        c = sum(origin[..., k] ** 2 for k in axes) - 1
        root = b * b - a * c
        t = (-b - np.sqrt(np.maximum(root, 0))) / a
        t = np.where((root > 0) & (t > 0.02), t, np.inf)
        if kind == "ball":
            return t
        t = np.where(np.abs(origin[..., 1] + t * ray[..., 1]) <= 1, t, np.inf)
        for cap in (-1.0, 1.0):
            flat = (cap - origin[..., 1]) / ray[..., 1]
            inside = sum((origin[..., k] + flat * ray[..., k]) ** 2 for k in axes) <= 1
            t = np.where(inside & (flat > 0.02) & (flat < t), flat, t)
        return t


def _slabs(origin: Array, ray: Array) -> Array:
    inverse = 1 / np.where(np.abs(ray) < 1e-9, 1e-9, ray)
    one, two = (-1 - origin) * inverse, (1 - origin) * inverse
    near, far = np.minimum(one, two).max(axis=-1), np.maximum(one, two).min(axis=-1)
    t = np.where(near > 0.02, near, far)
    return np.where((near <= far) & (t > 0.02), t, np.inf)
