"""Light on what is seen: sun and soft shadows, sky, lamps, dark corners, mist, mirrors; then film, grain."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageFilter

from drawing.geometry import Array, Lens, Model, Sunlight, Vector, colour
from drawing.surface import Seen, cloudy, depths, look, noise


@dataclass(slots=True)
class Weather:
    """The light of a scene."""

    sun: Vector = (0.5, 0.8, -0.4)
    sun_colour: str = "#fff1dc"
    sun_power: float = 2.2
    sky: str = "#6fa3d8"
    horizon: str = "#cfdfea"
    ground: str = "#8a8476"
    ambient: float = 0.75
    clouds: float = 0.5
    mist: float = 260.0  # how far one sees
    shadow: float = 0.12  # how soft, in metres
    lamps: list[tuple[Vector, float, str]] = field(default_factory=list)  # place, power, colour
    inside: bool = False
    mirror: float | None = None  # the height of a floor or a water that reflects
    ripples: float = 0.0
    exposure: float = 1.0
    warmth: float = 0.0


def photograph(
    model: Model, weather: Weather, eye: Vector, target: Vector, view: float, size: tuple[int, int], seed: int
) -> Image.Image:
    """The scene as a photo of `size` pixels."""
    scale = 1.5
    camera = Lens.looking(eye, target, view, int(size[0] * scale), int(size[1] * scale))
    sun = np.asarray(weather.sun, np.float32)
    sun /= np.linalg.norm(sun)
    shadows = _Shadows(model, sun, target, eye, weather.shadow, seed)
    sky = cloudy(seed + 11)
    seen = look(model.solids, camera)
    shown = _shade(seen, camera, weather, sun, shadows, sky, occlude=True)
    if weather.mirror is not None:
        small = camera.mirrored(weather.mirror, 2)
        above = [s for s in model.solids if s.corners[:, 1].max() > weather.mirror + 0.02]
        other = _shade(look(above, small), small, weather, sun, shadows, sky, occlude=False)
        _reflect(shown, seen, other, camera, weather)
    return _develop(shown, size, weather, seed)


class _Shadows:
    """Where the sun's light reaches."""

    def __init__(self, model: Model, sun: Array, target: Vector, eye: Vector, soft: float, seed: int) -> None:
        away = float(np.linalg.norm(np.asarray(target, np.float32) - np.asarray(eye, np.float32)))
        self.light = Sunlight.along(sun, target, max(14.0, away * 1.6), 1800)
        self.depth = depths(model.solids, self.light)
        self.soft = soft / (2 * self.light.reach) * self.light.width
        self.random = np.random.default_rng(seed)

    def lit(self, points: Array) -> Array:
        """The share of the light that reaches each point, 0 to 1."""
        x, y, depth = self.light.place(points)
        bias = 0.02 + 3.0 * self.light.reach / self.light.width
        total = np.zeros(depth.shape, np.float32)
        samples = 6
        for _ in range(samples):
            angle = self.random.random(depth.shape, dtype=np.float32) * 6.2832
            radius = np.sqrt(self.random.random(depth.shape, dtype=np.float32)) * max(self.soft, 0.8)
            i = (x + radius * np.cos(angle)).astype(np.int32).clip(0, self.light.width - 1)
            j = (y + radius * np.sin(angle)).astype(np.int32).clip(0, self.light.height - 1)
            total += self.depth[j, i] > depth - bias
        return total / samples


def _shade(
    seen: Seen, camera: Lens, weather: Weather, sun: Array, shadows: _Shadows, sky: Array, *, occlude: bool
) -> Array:
    """The light that comes from each pixel."""
    _, rays = camera.rays(0, camera.height, 0, camera.width)
    hit = np.isfinite(seen.depth)
    far = np.where(hit, seen.depth, 0)[..., None]
    points = camera.eye + rays * far
    normal = seen.normal
    ambient = _ambient(normal, weather)
    if occlude:
        ambient *= _open(points, normal, seen.depth, camera)[..., None]
    light = ambient
    facing = np.maximum((normal * sun).sum(axis=-1), 0)
    if weather.sun_power:
        light += (facing * shadows.lit(points) * weather.sun_power)[..., None] * colour(weather.sun_colour)
    for place, power, tint in weather.lamps:
        towards = np.asarray(place, np.float32) - points
        distance = (towards**2).sum(axis=-1)
        cosine = (towards * normal).sum(axis=-1) / np.sqrt(distance)
        light += (np.maximum(cosine, 0) * power / (1 + distance))[..., None] * colour(tint)
    shown = seen.colour * light + seen.colour * seen.emit[..., None]
    _shine(shown, seen, rays, weather, sun)
    if not weather.inside:
        veil = (1 - np.exp(-((np.maximum(seen.depth, 0) / weather.mist) ** 1.5)))[..., None]
        shown += (colour(weather.horizon) * 1.05 - shown) * np.where(hit[..., None], veil, 0)
    else:
        veil = (1 - np.exp(-np.where(hit, seen.depth, 0) / weather.mist))[..., None]
        shown += (colour(weather.horizon) * 0.8 - shown) * veil
    return np.where(hit[..., None], shown, _heaven(rays, weather, sun, sky)).astype(np.float32)


def _ambient(normal: Array, weather: Weather) -> Array:
    up = (normal[..., 1:2] + 1) / 2
    light = (
        colour(weather.ground) * (1 - up)
        + colour(weather.sky if not weather.inside else weather.horizon) * up
    )
    return (light * 0.6 + colour(weather.horizon) * 0.4) * weather.ambient


def _shine(shown: Array, seen: Seen, rays: Array, weather: Weather, sun: Array) -> None:
    """Highlights and a little sky on glossy surfaces."""
    shiny = seen.gloss > 0
    if not shiny.any():
        return
    ray = rays[shiny] / np.linalg.norm(rays[shiny], axis=-1, keepdims=True)
    normal = seen.normal[shiny]
    back = ray - 2 * (ray * normal).sum(axis=-1, keepdims=True) * normal
    spark = np.maximum((back * sun).sum(axis=-1), 0) ** 40 * (0.0 if weather.inside else 1.5)
    up = np.clip(back[:, 1:2] * 0.5 + 0.5, 0, 1)
    sky = colour(weather.ground) * (1 - up) + colour(weather.sky) * up
    edge = (0.25 + 0.75 * (1 - np.abs((ray * normal).sum(axis=-1))) ** 3)[:, None]
    gloss = seen.gloss[shiny][:, None]
    shown[shiny] += gloss * (sky * edge + spark[:, None] * colour(weather.sun_colour))


def _heaven(rays: Array, weather: Weather, sun: Array, sky: Array) -> Array:
    """Sky and clouds where nothing is hit."""
    direction = rays / np.linalg.norm(rays, axis=-1, keepdims=True)
    up = np.clip(direction[..., 1], 0, 1)
    blue = (
        colour(weather.horizon) * 1.05
        + (colour(weather.sky) - colour(weather.horizon)) * (up**0.55)[..., None]
    )
    flat = np.maximum(direction[..., 1], 0.04)
    cover = noise(direction[..., 0] / flat * 0.09 + 0.2, direction[..., 2] / flat * 0.09, sky)
    cover = np.clip((cover - (1 - weather.clouds)) / 0.45, 0, 1) * np.clip(up * 7, 0, 1)
    blue += (np.array([1.0, 1.0, 1.02], np.float32) * 0.95 - blue) * (cover * 0.8)[..., None]
    glow = np.maximum((direction * sun).sum(axis=-1), 0) ** 12
    return blue + glow[..., None] * colour(weather.sun_colour) * 0.25


def _open(points: Array, normal: Array, depth: Array, camera: Lens) -> Array:
    """How open each point is to its surroundings: corners are darker. Worked out on every second pixel."""
    random = np.random.default_rng(5)
    p, n, d = points[::2, ::2], normal[::2, ::2], depth[::2, ::2]
    tall, wide = d.shape
    rows, columns = np.mgrid[0:tall, 0:wide]
    hidden = np.zeros(d.shape, np.float32)
    samples, reach = 10, 1.6
    spread = np.clip(reach * camera.focal / 2 / np.where(np.isfinite(d), d, 1e6), 2, 90)
    for at in range(samples):
        angle = random.random(d.shape, dtype=np.float32) * 6.2832
        radius = spread * (at + 1) / samples
        i = (columns + radius * np.cos(angle)).astype(int).clip(0, wide - 1)
        j = (rows + radius * np.sin(angle)).astype(int).clip(0, tall - 1)
        away = p[j, i] - p
        distance = np.sqrt((away**2).sum(axis=-1)) + 1e-4
        cosine = (away * n).sum(axis=-1) / distance
        near = np.clip(1.3 - distance / reach, 0, 1) * np.isfinite(d[j, i])
        hidden += np.maximum(cosine - 0.08, 0) * near
    shade = Image.fromarray((np.clip(1 - 1.5 * hidden / samples, 0.15, 1) * 255).astype(np.uint8))
    shade = shade.filter(ImageFilter.GaussianBlur(2.2)).resize(
        (depth.shape[1], depth.shape[0]), Image.Resampling.BILINEAR
    )
    return np.asarray(shade, np.float32) / 255


def _reflect(shown: Array, seen: Seen, other: Array, camera: Lens, weather: Weather) -> None:
    """Lay what the floor or the water mirrors over it."""
    tall, wide = seen.depth.shape
    _, rays = camera.rays(0, tall, 0, wide)
    far = np.where(np.isfinite(seen.depth), seen.depth, 0)[..., None]
    points = camera.eye + rays * far
    flat = (
        (np.abs(points[..., 1] - (weather.mirror or 0)) < 0.03)
        & (seen.normal[..., 1] > 0.9)
        & (seen.gloss > 0)
    )
    if not weather.ripples:
        other = _soft(other, 2.5)
    rows, columns = np.nonzero(flat)
    u, v = points[flat][:, 0], points[flat][:, 2]
    shake = (noise(u * 0.35, v * 0.35) - 0.5) + 0.6 * (noise(u * 1.7, v * 1.1) - 0.5)
    shift = weather.ripples * 300 / np.maximum(seen.depth[flat], 4)
    j = (rows / 2 + shake * shift).astype(int).clip(0, other.shape[0] - 1)
    i = (columns / 2 + shake * shift * 0.4).astype(int).clip(0, other.shape[1] - 1)
    ray = rays[flat] / np.linalg.norm(rays[flat], axis=-1, keepdims=True)
    edge = 0.12 + 0.88 * (1 - np.abs(ray[:, 1])) ** 3
    share = (seen.gloss[flat] * edge)[:, None]
    shown[flat] = shown[flat] * (1 - share) + other[j, i] * share


def _soft(light: Array, radius: float) -> Array:
    """Light blurred, channel by channel."""
    channels = [
        np.asarray(
            Image.fromarray(light[..., k].astype(np.float32)).resize(
                (light.shape[1] // 2, light.shape[0] // 2)
            )
        )
        for k in range(3)
    ]
    small = np.stack(channels, axis=-1)
    kernel = np.exp(-(np.arange(-3, 4) ** 2) / (2 * (radius / 2) ** 2))
    kernel /= kernel.sum()
    for axis in (0, 1):
        small = sum(np.roll(small, k - 3, axis=axis) * kernel[k] for k in range(7))
    back = [
        np.asarray(Image.fromarray(small[..., k].astype(np.float32)).resize((light.shape[1], light.shape[0])))
        for k in range(3)
    ]
    return np.stack(back, axis=-1)


def _develop(light: Array, size: tuple[int, int], weather: Weather, seed: int) -> Image.Image:
    """Glow of bright places, film curve, warmth, darker corners, grain."""
    random = np.random.default_rng(seed)
    light = light * weather.exposure * 0.86
    bright = np.clip(light - 1.0, 0, 3)
    if bright.max() > 0:
        small = Image.fromarray((np.clip(bright / 3, 0, 1) * 255).astype(np.uint8)).resize(
            (size[0] // 4, size[1] // 4)
        )
        glow = small.filter(ImageFilter.GaussianBlur(9)).resize((light.shape[1], light.shape[0]))
        light = light + np.asarray(glow, np.float32) / 255 * 0.9
    curve = light * (2.51 * light * 0.8 + 0.03) / (light * (2.43 * light * 0.8 + 0.59) + 0.14)
    shown = np.clip(curve, 0, 1) ** (1 / 2.2)
    shown += 0.3 * (shown * shown * (3 - 2 * shown) - shown)
    grey = shown.mean(axis=-1, keepdims=True)
    shown = grey + (shown - grey) * 1.15
    shown *= np.array([1 + weather.warmth, 1.0, 1 - weather.warmth], np.float32)
    tall, wide = shown.shape[:2]
    y, x = np.mgrid[-1 : 1 : tall * 1j, -1 : 1 : wide * 1j]
    shown *= (1 - 0.16 * (x * x + y * y) ** 1.2 / 2)[..., None]
    image = Image.fromarray((np.clip(shown, 0, 1) * 255).astype(np.uint8)).resize(
        size, Image.Resampling.LANCZOS
    )
    pixels = np.asarray(image, np.float32)
    grain = random.normal(0, 2.0, (size[1] // 2 + 1, size[0] // 2 + 1)).astype(np.float32)
    fine = np.asarray(Image.fromarray(grain).resize((size[0], size[1]), Image.Resampling.BILINEAR))
    return Image.fromarray(np.clip(pixels + fine[..., None], 0, 255).astype(np.uint8))
