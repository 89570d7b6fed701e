"""Photos of all formats and faults, as their pixels come out in the folder of those to be printed."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import docx
import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw
from pillow_heif import register_heif_opener

from pipeline.documents.photos import BROKEN, Photo
from pipeline.model import Problem
from pipeline.office.pictures import look
from tests.documents.profiles import ADOBE_RGB, DISPLAY_P3, profile
from tests.documents.test_photos import MAKER, ORIENTATION, PLACE, encoded, one
from tests.hostile.pictures import chunk, png

register_heif_opener()
SIZE = (240, 160)
RED, GREEN, WHITE = (220, 30, 30), (40, 160, 60), (255, 255, 255)


def scene(size: tuple[int, int] = SIZE) -> Image.Image:
    """Green, its upper left quarter red, with so much grain that it is no drawing."""
    image = Image.new("RGB", size, GREEN)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill=RED)
    grain = Image.effect_noise(size, 12).convert("RGB")
    return ImageChops.add(image, grain, offset=-128)


def private() -> Image.Exif:
    exif = Image.Exif()
    exif[MAKER] = "Secret Camera"
    exif.get_ifd(PLACE)[1] = "N"
    exif.get_ifd(PLACE)[2] = (23.0, 7.0, 12.0)
    return exif


def printed(folder: Path, data: bytes, box: tuple[int, int] = (1300, 1300)) -> tuple[Image.Image, bytes]:
    """The photo as it lies ready, and the bytes of its file."""
    photo = one(folder, data, box)
    assert isinstance(photo, Photo), photo
    made = photo.path.read_bytes()
    assert b"Secret" not in made
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == (photo.width, photo.height)
        assert not image.getexif() and "icc_profile" not in image.info
        image.load()
        return image.convert("RGB"), made


def average(image: Image.Image, left: float, top: float) -> tuple[int, ...]:
    """The colour of a tenth of the picture at this place, 0 to 1."""
    x, y = int(left * image.width), int(top * image.height)
    part = image.crop((x, y, x + image.width // 10, y + image.height // 10))
    return part.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[return-value]


def near(found: tuple[int, ...], wanted: tuple[int, ...], tolerance: int = 12) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(found, wanted, strict=True))


def same_pixels(image: Image.Image, data: bytes) -> bool:
    with Image.open(io.BytesIO(data)) as original:
        return ImageChops.difference(image, original.convert("RGB")).getbbox() is None


def with_segment(jpeg: bytes, marker: int, data: bytes) -> bytes:
    """A JPEG with one more segment, its first."""
    return jpeg[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data + jpeg[2:]


def test_a_jpeg_that_needs_no_change_keeps_its_pixels_and_loses_all_else(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(scene(), exif=private(), comment=b"Secret", icc_profile=srgb, quality=97)
    data = with_segment(data, 0xED, b"Photoshop 3.0\0Secret") + b"Secret behind the end"
    image, made = printed(tmp_path, data)
    assert same_pixels(image, data)
    # Coded as it was: the scan is the original's own.
    scan = data[data.rindex(b"\xff\xda") : data.rindex(b"\xff\xd9")]
    assert scan in made


@pytest.mark.parametrize("options", [{"progressive": True}, {"restart_marker_rows": 1}, {"subsampling": 0}])
def test_kinds_of_jpeg_are_kept(tmp_path: Path, options: dict[str, object]) -> None:
    data = encoded(scene(), exif=private(), **options)
    image, made = printed(tmp_path, data)
    assert same_pixels(image, data) and len(made) < len(data)


def test_two_pictures_in_one_file_and_only_the_first_is_printed(tmp_path: Path) -> None:
    other = scene().convert("L").convert("RGB")
    held = io.BytesIO()
    scene().save(held, "MPO", save_all=True, append_images=[other], exif=private())
    image, made = printed(tmp_path, held.getvalue())
    assert near(average(image, 0.1, 0.1), RED) and made.count(b"\xff\xd8\xff") == 1


def test_odd_first_segments(tmp_path: Path) -> None:
    plain = encoded(scene())
    without = plain[:2] + plain[20:]  # JFIF's segment is 18 bytes
    for number, data in enumerate((without, with_segment(without, 0xE2, b"MPF\0 nothing"))):
        image, made = printed(tmp_path / str(number), data)
        assert same_pixels(image, data)
        # python-docx, as strict as some printing houses' tools, takes it.
        docx.Document().add_picture(io.BytesIO(made))


def test_colours_that_are_not_coded_as_usual(tmp_path: Path) -> None:
    image, _ = printed(tmp_path, encoded(scene(), keep_rgb=True))
    assert near(average(image, 0.1, 0.1), RED) and near(average(image, 0.8, 0.8), GREEN)


@pytest.mark.parametrize("way_up", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_upright_whatever_way_it_was_held(tmp_path: Path, kind: str, way_up: int) -> None:
    turned = {
        1: [], 2: [0], 3: [3], 4: [1], 5: [5], 6: [2], 7: [6], 8: [4],
    }  # fmt: skip
    exif = private()
    exif[ORIENTATION] = way_up
    stored = scene()
    for step in turned[way_up]:
        stored = stored.transpose(Image.Transpose(step))
    image, _ = printed(tmp_path, encoded(stored, kind, exif=exif))
    assert image.size == SIZE
    assert near(average(image, 0.1, 0.1), RED)
    assert all(near(average(image, *at), GREEN) for at in ((0.8, 0.1), (0.1, 0.8), (0.8, 0.8)))


@pytest.mark.parametrize("by", ["names", "segment"])
def test_a_jpeg_of_red_green_and_blue_keeps_its_colours(tmp_path: Path, by: str) -> None:
    before, mark, behind = encoded(scene(), keep_rgb=True).partition(b"\xff\xee\x00\x0eAdobe")
    frame, scan = b"R\x11\x00G\x11\x00B\x11\x00", b"\x03R\x00G\x00B\x00"
    assert mark and frame in behind and scan in behind
    if by == "segment":  # the components' names say nothing
        plain = bytes.maketrans(b"RGB", b"\1\2\3")
        data = (
            before + mark + behind.replace(frame, frame.translate(plain)).replace(scan, scan.translate(plain))
        )
    else:
        data = before + behind[7:]
    image, _ = printed(tmp_path, data)
    assert near(average(image, 0.1, 0.1), RED) and near(average(image, 0.8, 0.8), GREEN)


@pytest.mark.parametrize("primaries", [ADOBE_RGB, DISPLAY_P3])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_colours_of_wide_profiles(
    tmp_path: Path, kind: str, primaries: tuple[tuple[float, ...], ...]
) -> None:
    made = profile(primaries)
    source, target = ImageCms.ImageCmsProfile(io.BytesIO(made)), ImageCms.createProfile("sRGB")
    there = ImageCms.profileToProfile(scene(), target, source)
    assert there is not None and not near(average(there, 0.8, 0.8), GREEN, 25)
    image, _ = printed(tmp_path, encoded(there, kind, icc_profile=made))
    assert near(average(image, 0.8, 0.8), GREEN) and near(average(image, 0.1, 0.1), RED)


def test_printing_inks_become_colours(tmp_path: Path) -> None:
    # Pillow writes them inverted with Adobe's segment, as Photoshop does.
    image, made = printed(tmp_path, encoded(scene().convert("CMYK")))
    assert near(average(image, 0.1, 0.1), RED) and near(average(image, 0.8, 0.8), GREEN)
    assert b"Adobe" not in made


def test_sixteen_bits_of_each_colour(tmp_path: Path) -> None:
    row = b"\0" + struct.pack(">3H", 220 * 257, 30 * 257, 30 * 257) * 60
    image, made = printed(tmp_path, png(60, 40, depth=16, colour=2, pixels=row * 40))
    assert image.getpixel((30, 20)) == RED
    assert made[24] == 8


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    clear = scene().convert("RGBA")
    clear.paste((0, 0, 0, 0), (120, 0, 240, 160))
    palette = Image.new("P", SIZE, 1)
    palette.putpalette([0, 0, 0, *RED])
    palette.paste(0, (120, 0, 240, 160))
    for number, data in enumerate(
        (
            encoded(clear, "PNG"),
            encoded(clear, "WEBP", lossless=True),
            encoded(clear, "TIFF"),
            encoded(palette, "PNG", transparency=0),
            encoded(palette, "GIF", transparency=0),
            encoded(clear.convert("LA"), "PNG"),
        )
    ):
        image, _ = printed(tmp_path / str(number), data)
        assert near(average(image, 0.8, 0.5), WHITE, 4)
        assert not near(average(image, 0.1, 0.1), WHITE, 60)


def test_a_screenshot_keeps_its_pixels_and_loses_its_texts(tmp_path: Path) -> None:
    shot = Image.linear_gradient("L").convert("RGB")
    ImageDraw.Draw(shot).text((20, 20), "Energy 42.3", fill="navy")
    data = encoded(shot, "PNG", exif=private())
    data = data[:33] + chunk(b"tEXt", b"Author\0Secret") + data[33:] + b"Secret"
    image, made = printed(tmp_path, data)
    assert made.startswith(b"\x89PNG") and same_pixels(image, data)
    assert zlib.crc32(made[12:29]) == int.from_bytes(made[29:33], "big")


def test_the_first_page_of_several(tmp_path: Path) -> None:
    other = Image.new("RGB", (50, 50))
    image, _ = printed(tmp_path, encoded(scene(), "TIFF", save_all=True, append_images=[other]))
    assert image.size == SIZE and near(average(image, 0.1, 0.1), RED)


@pytest.mark.parametrize(("kind", "media_type"), [("HEIF", "image/heic"), ("AVIF", "image/avif")])
def test_photos_of_phones(tmp_path: Path, kind: str, media_type: str) -> None:
    data = encoded(scene(), kind, exif=private(), quality=90)
    assert look(data) == (*SIZE, media_type)
    image, _ = printed(tmp_path, data)
    assert near(average(image, 0.1, 0.1), RED) and near(average(image, 0.8, 0.8), GREEN)


@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "AVIF", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("box", [(1300, 1300), (90, 90)])
def test_one_that_is_cut_off_is_said(tmp_path: Path, kind: str, box: tuple[int, int]) -> None:
    data = encoded(scene(), kind)
    found = one(tmp_path, data[: len(data) * 2 // 3], box)
    assert isinstance(found, Problem) and found.code == BROKEN


def test_scaled_to_its_box_upright(tmp_path: Path) -> None:
    exif = private()
    exif[ORIENTATION] = 6
    image, _ = printed(tmp_path, encoded(scene((2400, 1200)), exif=exif), (600, 300))
    assert image.size == (150, 300)


@pytest.mark.parametrize(
    ("quality", "shape", "box", "size"),
    [
        (5, (1200, 800), (500, 400), (1200, 800)),
        (5, (1200, 800), (400, 210), (315, 210)),
        (5, (1600, 1200), (1300, 1000), (1300, 975)),
        (90, (1200, 800), (500, 400), (500, 333)),
    ],
    ids=["light", "too-fine", "too-many-pixels", "heavy"],
)
def test_a_light_jpeg_is_not_coded_anew_to_have_fewer_pixels(
    tmp_path: Path, quality: int, shape: tuple[int, int], box: tuple[int, int], size: tuple[int, int]
) -> None:
    data = encoded(scene(shape), exif=private(), quality=quality)
    image, made = printed(tmp_path, data, box)
    assert image.size == size
    assert same_pixels(image, data) is (size == (1200, 800))
    assert len(made) < len(data)


def test_a_large_scan_on_its_side(tmp_path: Path) -> None:
    exif = private()
    exif[ORIENTATION] = 6
    stored = scene((2400, 1600)).transpose(Image.Transpose.ROTATE_90)
    image, _ = printed(tmp_path, encoded(stored, "TIFF", exif=exif), (300, 300))
    assert image.size == (300, 200)
    assert near(average(image, 0.1, 0.1), RED) and near(average(image, 0.8, 0.1), GREEN)


def test_two_files_of_the_same_pixels_are_one_content(tmp_path: Path) -> None:
    taken = scene()
    photos = [one(tmp_path, encoded(taken, exif=exif)) for exif in (private(), Image.Exif())]
    first, second = photos
    assert isinstance(first, Photo) and isinstance(second, Photo)
    assert first.sha != second.sha
    assert len({first.content, second.content}) == 1
