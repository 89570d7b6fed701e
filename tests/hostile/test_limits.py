"""Each limit matters: with it a file is refused, without it the same file gets further."""

from __future__ import annotations

import gc
import re
import struct
import tracemalloc
from dataclasses import fields
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline import office, work
from pipeline.config import Config, load
from pipeline.documents import photos
from pipeline.documents.photos import Photo
from pipeline.door import DEFAULT, Door, FileLimits
from pipeline.messages import Messages
from pipeline.model import Problem
from pipeline.problems import Unreadable
from tests.batch.made import TEMPLATES
from tests.documents.test_photos import encoded, handed_in, scene
from tests.hostile import corpus
from tests.office import raw

OFF = 1_000_000_000
BY_LIMIT = {found.limit: found for found in corpus.files() if found.limit}
# These are tried with files of their own below.
APART = frozenset(("megabytes", "picture_megabytes", "picture_megapixels"))


def without(limit: str, folder: Path) -> Door:
    """The door when the settings raise this limit out of reach."""
    file = folder / "config.toml"
    file.write_text(f"[limits.file]\n{limit} = {OFF}\n", encoding="utf-8")
    return load(file).door


def outcome(path: Path, door: Door) -> object:
    """What is said of a file, by another process: this one shall stay as small as it is."""
    ((_, said),) = work.map(partial(corpus.said_of, door), [path], work.Limits(workers=1, seconds=300))
    return said


def test_every_limit_has_its_file() -> None:
    assert {limit.name for limit in fields(FileLimits)} == BY_LIMIT.keys() | APART


@pytest.mark.parametrize("limit", sorted(BY_LIMIT))
def test_a_limit_that_is_switched_off(limit: str, tmp_path: Path) -> None:
    found = BY_LIMIT[limit]
    path = tmp_path / found.name
    path.write_bytes(found.make())
    assert outcome(path, DEFAULT) in found.codes
    assert outcome(path, without(limit, tmp_path)) == "read"


def test_megabytes_of_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "large.docx"
    size = (DEFAULT.limits.megabytes + 1) << 20
    _with_hole(path, size)
    with pytest.raises(Unreadable) as caught:
        office.read(path)
    assert caught.value.problem == Problem("too-large", (("limit", "200 MB"),))
    assert office.read(path, without("megabytes", tmp_path)).format == "docx"


def _with_hole(path: Path, size: int) -> None:
    """A Word file with a picture of zeros, which take no room on the disk."""
    from tests.hostile import zips

    at = b"word/media/hole.png"
    whole = zips.written(corpus.docx(None, zips.Entry(at.decode(), b"", size=0, packed=b"")))
    local, directory = whole.index(at), whole.rindex(b"PK\1\2")
    data = bytearray(whole)
    for place in (local - 12, directory + 20):
        struct.pack_into("<2L", data, place, size, size)
    start = data.index(b"PK\1\2")
    end = data.rindex(b"PK\5\6")
    struct.pack_into("<L", data, end + 16, start + size)
    with path.open("wb") as file:
        file.write(data[:start])
        file.seek(start + size)
        file.write(data[start:])


@pytest.mark.parametrize(
    ("limits", "said"),
    [(FileLimits(picture_megabytes=1), "1 MB"), (FileLimits(picture_megapixels=1), "1 百万像素")],
)
def test_bytes_and_pixels_of_pictures(limits: FileLimits, said: str, tmp_path: Path) -> None:
    data = encoded(scene((1500, 1000)), quality=100, subsampling=0)
    path, shas = handed_in(tmp_path, data)
    (found,) = photos.prepare(path, dict.fromkeys(shas, (1300, 1300)), tmp_path / "photos", door=Door(limits))
    assert found == Problem("picture-too-large", (("sha", sha256(data).hexdigest()), ("limit", said)))
    (printed,) = photos.prepare(path, dict.fromkeys(shas, (1300, 1300)), tmp_path / "photos")
    assert isinstance(printed, Photo)


def test_every_reason_is_told_in_chinese() -> None:
    messages = Messages.load(TEMPLATES)
    for found in corpus.files():
        for code in found.codes:
            assert code in messages.problems
            words = messages.problem(Problem(code, (("limit", "9"),)))
            assert re.search("[\u4e00-\u9fff]{6}", words) and "{" not in words


def test_the_page_on_security_tells_every_limit_and_what_lies_beyond_it() -> None:
    page = (TEMPLATES.parent / "SECURITY.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| [^|]+ \| ([\d,]+)[^|]* \| `limits\.([\w.]+)` \| (?:`([a-z-]+)`)?", page, re.MULTILINE
    )
    told = {setting: int(number.replace(",", "")) for number, setting, _ in rows}
    limits = Config().limits
    assert told == {
        **{f"file.{limit.name}": getattr(limits.file, limit.name) for limit in fields(FileLimits)},
        **{name: getattr(limits, name) for name in type(limits).model_fields if name != "file"},
    }
    codes = {setting.removeprefix("file."): code for _, setting, code in rows}
    assert all(code in BY_LIMIT[name].codes for name, code in codes.items() if name in BY_LIMIT)
    assert {code for code in codes.values() if code} <= Messages.load(TEMPLATES).problems.keys()


def test_limits_below_one_are_refused() -> None:
    with pytest.raises(ValueError, match="rows must be at least 1"):
        Config.model_validate({"limits": {"file": {"rows": 0}}})


def test_names_that_fill_a_process_make_no_other_file_corrupt() -> None:
    """Of names of elements a process keeps all that it has met, a hundred megabytes or some more."""
    other = b"y" * 49_000
    done = dict(work.map(corpus.root_of, [None, b"<%s/>" % other], work.Limits(workers=1, seconds=60)))
    assert list(done.values()) == ["x", other.decode()]


def test_what_a_workbook_says_at_length_goes_with_it() -> None:
    """The name of a sheet, the place of a cell, a number's format: a process reads them of many files."""
    office.read_data(_wordy(1))
    data = _wordy(1_000_000)
    tracemalloc.start()
    try:
        office.read_data(data)
        gc.collect()
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert left < 500_000


def _wordy(length: int) -> bytes:
    more = "9" * length
    styles = (
        f'<styleSheet {raw.S_NS}><numFmts><numFmt numFmtId="200" formatCode="0{more}"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    cells = f'<sheetData><row><c r="A{more}" s="0"><v>1</v></c></row></sheetData>'
    return raw.xlsx({f"表{more}": cells}, {"xl/styles.xml": styles})
