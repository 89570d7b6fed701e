"""Photos through a whole pass: from the form into the casebook, each made ready once."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image
from pillow_heif import register_heif_opener

from pipeline.batch import story
from pipeline.batch.summary import Summary
from pipeline.config import Config
from tests.batch.made import TIME, company, form, own, photo, picture, put, settings
from tests.documents.test_pixels import RED, average, encoded, near, private, scene

register_heif_opener()
FORM = "黄埔区/附件1.docx"


def with_pictures(data: bytes, instead: Mapping[int, bytes]) -> bytes:
    """A form with these pictures in the place of those that it was filled with."""
    by_sha = {hashlib.sha256(picture(number)).digest(): made for number, made in instead.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry, by_sha.get(hashlib.sha256(content).digest(), content))
    return out.getvalue()


def run(config: Config) -> Summary:
    return story.run(config, datetime.fromisoformat(TIME))


def printed(folder: Path) -> list[bytes]:
    """The casebook's pictures, in the order in which they stand."""
    (book,) = (folder / "outbox" / "市局" / "汇编").glob("*.docx")
    with zipfile.ZipFile(book) as package:
        return [package.read(name) for name in package.namelist() if name.startswith("word/media/")]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def turned() -> bytes:
    exif = private()
    exif[0x0112] = 6
    return encoded(scene((2400, 1600)).transpose(Image.Transpose.ROTATE_90), exif=exif)


def test_from_a_phone_into_the_casebook(tmp_path: Path) -> None:
    data = form("annex1", {**company("广州甲涂料有限公司", "余热回收"), "case_photos": [photo(4), photo(5)]})
    heic = encoded(scene((1800, 1200)), "HEIF", exif=private())
    whole = with_pictures(data, {4: turned(), 5: heic})
    put(tmp_path / "inbox", {FORM: whole})
    config = settings(tmp_path)
    assert [found.finding.code for found in own(run(config))] == []
    phone = [found for found in map(opened, printed(tmp_path)) if found.format == "JPEG"]
    # Side by side, upright, at 220 dpi.
    assert [image.width for image in phone] == [round(76 / 25.4 * 220)] * 2
    for image in phone:
        assert near(average(image.convert("RGB"), 0.1, 0.1), RED)
        assert not image.getexif() and "Secret" not in str(image.info)
    # Nothing is made ready twice, and other dots to the inch are another photo.
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "state" / "photos").rglob("*.jpg")}
    finer = config.model_copy(update={"photos": config.photos.model_copy(update={"dpi": 300})})
    run(config)
    run(finer)
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "state" / "photos").rglob("*.jpg")}
    assert before.items() < after.items() and len(after) == 2 * len(before)
    assert {opened(found).width for found in printed(tmp_path)} >= {round(76 / 25.4 * 300)}


def test_one_that_is_cut_off_is_said_and_leaves_its_room(tmp_path: Path) -> None:
    data = form("annex1", {**company("广州甲涂料有限公司", "余热回收"), "case_photos": [photo(4), photo(5)]})
    good = encoded(scene((2400, 1600)))
    put(tmp_path / "inbox", {FORM: with_pictures(data, {4: good, 5: turned()[:20_000]})})
    summary = run(settings(tmp_path))
    assert [found.finding.code for found in own(summary)] == ["picture-broken"]
    (left,) = [found for found in map(opened, printed(tmp_path)) if found.format == "JPEG"]
    # As large as one that stands alone: 90 mm high.
    assert left.height == round(90 / 25.4 * 220)


def test_photos_that_nothing_prints_any_more_are_removed_in_time(tmp_path: Path) -> None:
    config = settings(tmp_path)
    others = {"photos": [photo(5), photo(6), photo(7)], "case_photos": [photo(8)]}
    put(
        tmp_path / "inbox",
        {
            FORM: form("annex1", company("广州甲公司", "余热")),
            "黄埔区/乙.docx": form("annex1", company("广州乙公司", "光伏", **others)),
        },
    )
    photos = tmp_path / "state" / "photos"
    put(photos / "0123456789abcdef", {"of-earlier-code.jpg": b"x"})
    start = datetime.fromisoformat(TIME)
    story.run(config, start)
    made = {path for path in photos.rglob("*") if path.is_file()}
    assert len(made) == 8  # what no memo knows is gone
    (tmp_path / "inbox" / "黄埔区" / "乙.docx").unlink()
    whole = {path: path.read_bytes() for path in made}
    for path in made:  # as a power cut may leave them
        path.write_bytes(whole[path][:1000])
    story.run(config, start + timedelta(days=20))
    assert {path for path in photos.rglob("*") if path.is_file()} == made
    story.run(config, start + timedelta(days=45))
    left = {path for path in photos.rglob("*") if path.is_file()}
    assert len(left) == 4
    assert left < made
    assert all(path.read_bytes() == whole[path] for path in left)
    assert [path.name for path in photos.iterdir()] == [next(iter(left)).parent.name]
