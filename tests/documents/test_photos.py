"""Photos for print: upright, small enough, without metadata, made once."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from pipeline.documents.photos import BROKEN, TOO_LARGE, Photo, prepare
from pipeline.door import Door, FileLimits
from pipeline.model import Problem
from tests.hostile import pictures

BOX = (1300, 1300)  # pixels
ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825


def scene(size: tuple[int, int] = (1600, 1200), mode: str = "RGB") -> Image.Image:
    """A photo with its upper left corner red."""
    image = Image.effect_noise(size, 40).convert(mode)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    held = io.BytesIO()
    image.save(held, kind, **options)
    return held.getvalue()


def handed_in(folder: Path, *pictures: bytes) -> tuple[Path, list[str]]:
    """A Word file (as far as its pictures go) and their hashes."""
    folder.mkdir(exist_ok=True)
    path = folder / "form.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        for number, data in enumerate(pictures):
            package.writestr(f"word/media/image{number}.bin", data)
    return path, [sha256(data).hexdigest() for data in pictures]


def one(folder: Path, data: bytes, box: tuple[int, int] = BOX) -> Photo | Problem:
    path, shas = handed_in(folder, data)
    (found,) = prepare(path, dict.fromkeys(shas, box), folder / "photos")
    return found


def test_turned_and_without_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera's top is at the picture's right
    exif[MAKER] = "Secret Camera"
    exif.get_ifd(PLACE)[1] = "N"
    exif.get_ifd(PLACE)[2] = (23.0, 7.0, 12.0)
    photo = one(tmp_path, encoded(scene(), exif=exif, comment=b"taken by somebody"))
    assert isinstance(photo, Photo)
    with Image.open(photo.path) as made:
        assert made.size == (photo.width, photo.height) == (975, 1300)
        assert not made.getexif()
        assert {"exif", "comment", "icc_profile", "xmp"}.isdisjoint(made.info)
        red, green, _ = made.crop((950, 50, 951, 51)).tobytes()
        assert red > 200 and green < 60
    assert b"Secret" not in photo.path.read_bytes()


def test_scaled_down_never_up(tmp_path: Path) -> None:
    large = one(tmp_path, encoded(scene((2600, 1300))))
    small = one(tmp_path, encoded(scene((130, 90))))
    assert isinstance(large, Photo) and isinstance(small, Photo)
    assert (large.width, large.height) == (1300, 650)
    assert (small.width, small.height) == (130, 90)


def test_same_bytes_and_only_once(tmp_path: Path) -> None:
    path, (sha,) = handed_in(tmp_path, encoded(scene()))
    (first,) = prepare(path, {sha: BOX}, tmp_path / "a")
    (other,) = prepare(path, {sha: BOX}, tmp_path / "b")
    assert isinstance(first, Photo) and isinstance(other, Photo)
    assert first.path.read_bytes() == other.path.read_bytes()
    path.unlink()
    assert prepare(path, {sha: BOX}, tmp_path / "a") == (first,)
    assert [found.name for found in (tmp_path / "a").iterdir()] == [first.path.name]


def test_a_half_written_one_is_made_again(tmp_path: Path) -> None:
    path, (sha,) = handed_in(tmp_path, encoded(scene()))
    folder = tmp_path / "photos"
    folder.mkdir()
    (whole,) = prepare(path, {sha: BOX}, tmp_path / "other")
    assert isinstance(whole, Photo)
    made = whole.path.read_bytes()
    (folder / whole.path.name).write_bytes(made[: len(made) // 2])
    (found,) = prepare(path, {sha: BOX}, folder)
    assert isinstance(found, Photo) and found.path.read_bytes() == made


def test_one_that_ends_in_the_zeros_of_a_power_cut_is_not_there(tmp_path: Path) -> None:
    photo = one(tmp_path, encoded(scene()))
    assert photo.is_there
    made = photo.path.read_bytes()
    for torn in (made[:-100], made[:-100] + bytes(100), b""):
        photo.path.write_bytes(torn)
        assert not photo.is_there


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_other_kinds(tmp_path: Path, kind: str) -> None:
    photo = one(tmp_path, encoded(scene((400, 300)), kind))
    assert isinstance(photo, Photo)
    assert photo.media_type in {"image/jpeg", "image/png"}


def test_a_drawing_stays_sharp(tmp_path: Path) -> None:
    image = Image.new("RGBA", (300, 200))
    ImageDraw.Draw(image).ellipse((50, 50, 150, 150), fill="navy")
    photo = one(tmp_path, encoded(image, "PNG"))
    assert isinstance(photo, Photo)
    assert (photo.media_type, photo.path.suffix) == ("image/png", ".png")
    with Image.open(photo.path) as made:
        assert made.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_colours_of_a_profile(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for data in (
        encoded(scene((400, 300)), icc_profile=lab),
        encoded(scene((400, 300)), icc_profile=b"no profile"),
        encoded(scene((400, 300)).convert("CMYK")),
        encoded(scene((400, 300)).convert("L"), "PNG"),
    ):
        photo = one(tmp_path, data)
        assert isinstance(photo, Photo)
        with Image.open(photo.path) as made:
            assert "icc_profile" not in made.info


def test_broken_ones_are_problems_beside_the_others(tmp_path: Path) -> None:
    whole = encoded(scene((400, 300)))
    path, shas = handed_in(tmp_path, whole, b"\xd7\xcd\xc6\x9a no picture", whole[:2000])
    missing = "0" * 64
    found = prepare(path, dict.fromkeys((*shas, missing), BOX), tmp_path / "photos")
    problems = {item for item in found if isinstance(item, Problem)}
    assert problems == {Problem(BROKEN, (("sha", sha),)) for sha in (*shas[1:], missing)}
    assert [item.sha for item in found if isinstance(item, Photo)] == shas[:1]


def test_grey_of_sixteen_bits_keeps_its_shades(tmp_path: Path) -> None:
    photo = one(tmp_path, pictures.grey_of_sixteen_bits())
    assert isinstance(photo, Photo)
    with Image.open(photo.path) as made:
        shades = [made.convert("L").getpixel((column, 5)) for column in (10, 60, 110)]
    assert shades == sorted(shades)  # type: ignore[type-var]
    assert 20 < shades[0] < 60 < shades[1] < 160 < shades[2] < 240  # type: ignore[operator]


@pytest.mark.parametrize("name", ["animation.gif", "no-jfif.jpg", "cmyk.jpg", "palette.png", "odd-exif.jpg"])
def test_odd_ones_are_printed(tmp_path: Path, name: str) -> None:
    photo = one(tmp_path, pictures.ODD[name]())
    assert isinstance(photo, Photo)
    assert (photo.width, photo.height) == (120, 80)


@pytest.mark.parametrize("name", sorted(pictures.BROKEN))
def test_those_that_can_not_be_printed_say_so(tmp_path: Path, name: str) -> None:
    data = pictures.BROKEN[name]()
    assert one(tmp_path, data) == Problem(BROKEN, (("sha", sha256(data).hexdigest()),))


@pytest.mark.parametrize("name", sorted(pictures.BOMBS))
def test_bombs_are_not_decoded(tmp_path: Path, name: str) -> None:
    found = one(tmp_path, pictures.BOMBS[name]())
    assert isinstance(found, Problem)
    assert (found.code, dict(found.values)["limit"]) == (TOO_LARGE, "100 百万像素")


def test_bytes_are_bounded(tmp_path: Path) -> None:
    photo = encoded(scene((1500, 1000)), quality=100, subsampling=0)
    assert len(photo) > 1 << 20
    path, shas = handed_in(tmp_path, photo)
    narrow = Door(FileLimits(picture_megabytes=1))
    (found,) = prepare(path, dict.fromkeys(shas, BOX), tmp_path / "photos", door=narrow)
    assert found == Problem(TOO_LARGE, (("sha", shas[0]), ("limit", "1 MB")))
    (printed,) = prepare(path, dict.fromkeys(shas, BOX), tmp_path / "photos")
    assert isinstance(printed, Photo)
