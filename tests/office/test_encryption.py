"""Files that ask for a password, really encrypted."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path

import msoffcrypto
import pytest

from pipeline import office
from pipeline.door import Door
from pipeline.problems import Unreadable
from tests.office import raw

PASSWORD = "绿色2024"
BODY = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"
# The library writes streams of less than 4 KB wrongly; forms are never so small.
FILLER: dict[str, str | bytes] = {"word/filler.bin": bytes(8_000)}


def encrypted(data: bytes, password: str = PASSWORD) -> bytes:
    target = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(data)).encrypt(password, target)
    return target.getvalue()


def code(data: bytes, *passwords: str) -> str:
    with pytest.raises(Unreadable) as caught:
        office.read_data(data, Door(passwords=passwords))
    return caught.value.problem.code


@pytest.fixture(scope="module")
def locked() -> bytes:
    return encrypted(raw.docx(BODY, FILLER))


def test_without_its_password_it_says_so(locked: bytes) -> None:
    assert code(locked) == "encrypted"
    assert code(locked, "wrong", "") == "encrypted"


def test_with_its_password_it_reads_as_the_plain_file(locked: bytes, tmp_path: Path) -> None:
    plain = office.read_data(raw.docx(BODY))
    assert office.read_data(locked, Door(passwords=("wrong", PASSWORD))).blocks == plain.blocks
    path = tmp_path / "附件1.docx"
    path.write_bytes(locked)
    assert office.read(path, Door(passwords=(PASSWORD,))).blocks == plain.blocks


def test_pictures_come_out_of_it_too(tmp_path: Path) -> None:
    path = tmp_path / "附件1.docx"
    path.write_bytes(encrypted(raw.docx(BODY, {**FILLER, "word/media/a.png": b"picture"})))
    sha = sha256(b"picture").hexdigest()
    assert office.media(path, {sha}, Door(passwords=(PASSWORD,))) == {sha: b"picture"}


def test_excels_own_password_need_not_be_named() -> None:
    assert (
        office.read_data(encrypted(raw.xlsx({"一": "<sheetData/>"}, FILLER), "VelvetSweatshop")).format
        == "xlsx"
    )


def test_one_that_is_damaged_says_one_or_the_other(locked: bytes) -> None:
    for cut in (600, 2_000, len(locked) // 2, len(locked) - 700):
        assert code(locked[:cut], PASSWORD) in ("encrypted", "corrupt", "unsupported-format")
