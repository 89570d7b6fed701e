"""Forms handed in within archives: each a source of its own."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import py7zr
import pytest
from typer.testing import CliRunner

from pipeline.batch import story
from pipeline.batch.summary import Summary
from pipeline.cli import app
from tests.batch.made import TEMPLATES, TIME, company, form, outputs, own, photo, picture, put, settings
from tests.conftest import zipped

ONE = company("广州甲涂料有限公司", "余热回收利用")
TWO = company("广州乙电子有限公司", "中水回用", address="广州市海珠区江南大道1号")


def sevenzipped(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with py7zr.SevenZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return target.getvalue()


def run(folder: Path) -> Summary:
    return story.run(settings(folder), datetime.fromisoformat(TIME))


def told(summary: Summary) -> dict[str, str]:
    return {found.entry.source.shown: found.finding.code for found in own(summary) if found.entry}


def summary_of(folder: Path, district: str) -> bool:
    return any(path.startswith(f"{district}/附件4") for path in outputs(folder / "outbox"))


@pytest.mark.parametrize("pack", [zipped, sevenzipped])
def test_a_form_in_an_archive_goes_all_the_way(tmp_path: Path, pack: Any) -> None:
    """Its photos too: they are printed from where they lie in the archive."""
    members = {"甲/附件1.docx": form("annex1", ONE), "乙/附件1.xlsx": form("annex1", TWO, "xlsx")}
    put(tmp_path / "inbox", {"黄埔区/套件.zip": pack(members)})
    summary = run(tmp_path)
    # the second company's address is another district's: said, and the folder wins
    assert set(told(summary)) <= {"黄埔区/套件.zip/乙/附件1.xlsx"}
    assert summary.left_out == ()
    packed = tmp_path / "outbox" / "市局" / "汇编"
    plain = tmp_path / "plain"
    put(plain / "inbox", {f"黄埔区/{name}": data for name, data in members.items()})
    run(plain)
    (book,), (other,) = packed.glob("*.docx"), (plain / "outbox" / "市局" / "汇编").glob("*.docx")
    with zipfile.ZipFile(book) as made, zipfile.ZipFile(other) as known:
        assert made.namelist() == known.namelist()
        assert sum(name.startswith("word/media/") for name in made.namelist()) >= 4
        assert made.read("word/document.xml") == known.read("word/document.xml")
    before = outputs(tmp_path / "outbox")
    again = run(tmp_path)
    assert (again.read, outputs(tmp_path / "outbox")) == (0, before)


def test_attachments_within_count_and_what_is_passed_over_does_not(tmp_path: Path) -> None:
    bare = form("annex1", {**ONE, "photos": []})
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲.zip": zipped(
                {"表/附件1.docx": bare, **{f"照片/{number}.png": picture(number) for number in (1, 2, 3)}}
            ),
            "黄埔区/乙.zip": zipped(
                {
                    "附件1.docx": form("annex1", {**company("广州丙有限公司", "沼气利用"), "photos": []}),
                    "旧版/附件1.docx": form("annex1", TWO),
                    "__MACOSX/._附件1.docx": b"x",
                    "~$附件1.docx": b"x",
                }
            ),
        },
    )
    assert told(run(tmp_path)) == {"黄埔区/乙.zip/附件1.docx": "photos-too-few"}


def test_pictures_in_an_archive_beside_a_form_count(tmp_path: Path) -> None:
    photos = zipped({f"{number}.png": picture(number) for number in (1, 2, 3)})
    put(
        tmp_path / "inbox",
        {"黄埔区/甲/附件1.docx": form("annex1", {**ONE, "photos": []}), "黄埔区/甲/照片.zip": photos},
    )
    assert told(run(tmp_path)) == {}


def test_the_outer_folder_tells_the_district_then_the_archive_and_its_folders(tmp_path: Path) -> None:
    elsewhere = {**ONE, "address": "广州市某路1号"}
    put(
        tmp_path / "inbox",
        {
            "越秀区/甲.zip": zipped({"海珠区/附件1.docx": form("annex1", elsewhere)}),
            "荔湾区.zip": zipped({"附件1.docx": form("annex1", {**elsewhere, "name": "广州丁有限公司"})}),
            "全部.zip": zipped(
                {"天河区/附件1.docx": form("annex1", {**elsewhere, "name": "广州戊有限公司"})}
            ),
        },
    )
    run(tmp_path)
    assert {name for name in ("越秀区", "海珠区", "荔湾区", "天河区") if summary_of(tmp_path, name)} == {
        "越秀区",
        "荔湾区",
        "天河区",
    }


def test_archives_without_a_form_damaged_or_too_deep(tmp_path: Path) -> None:
    deep = zipped({"二.zip": zipped({"三.zip": zipped({"附件1.docx": form("annex1", ONE)})})})
    locked = io.BytesIO()
    with py7zr.SevenZipFile(locked, "w", password="x") as archive:
        archive.writestr(b"x", "附件1.docx")
    put(
        tmp_path / "inbox",
        {
            "黄埔区/照片.zip": zipped({"1.png": picture(1)}),
            "黄埔区/断.zip": zipped({"附件1.docx": form("annex1", ONE)})[:2000],
            "黄埔区/深.zip": deep,
            "黄埔区/锁.7z": locked.getvalue(),
            "黄埔区/坏.zip": zipped({"附件1.docx": b"not a form"}),
            "黄埔区/一层.zip": zipped({"二.7z": sevenzipped({"附件1.docx": form("annex1", ONE)})}),
            "黄埔区/推荐函.zip": zipped({"推荐函.pdf": b"%PDF-1.7"}),
        },
    )
    assert told(run(tmp_path)) == {
        "黄埔区/照片.zip": "not-a-form",
        "黄埔区/断.zip": "corrupt",
        "黄埔区/深.zip/二.zip/三.zip": "archive-nested",
        "黄埔区/锁.7z": "encrypted",
        "黄埔区/坏.zip/附件1.docx": "corrupt",
    }
    status = story.review(settings(tmp_path), datetime.fromisoformat(TIME))
    assert [district.letter for district in status.districts if district.name == "黄埔区"] == [True]
    assert [district.passed for district in status.districts if district.name == "黄埔区"] == [1]


def extract(*files: Path) -> tuple[int, list[dict[str, Any]]]:
    config = files[0].parent / "config.toml"
    config.write_text(f"workers = 1\n[paths]\ntemplates = '{TEMPLATES}'\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["extract", "--config", str(config), *map(str, files)])
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def test_extract_names_the_member_and_hashes_its_own_bytes(tmp_path: Path) -> None:
    one, two = form("annex1", ONE), form("annex1", TWO)
    file = tmp_path / "套件.zip"
    file.write_bytes(zipped({"附件1.docx": one, "内.zip": zipped({"附件2.docx": two, "说明.txt": b"x"})}))
    code, lines = extract(file)
    assert code == 0
    assert [(line["source"]["path"], line["source"]["sha256"]) for line in lines] == [
        (f"{file}/内.zip/附件2.docx", hashlib.sha256(two).hexdigest()),
        (f"{file}/附件1.docx", hashlib.sha256(one).hexdigest()),
    ]
    assert lines[1]["fields"]["photos"] == [photo(1), photo(2), photo(3)]
    empty = tmp_path / "空.zip"
    empty.write_bytes(zipped({"说明.txt": b"x"}))
    code, lines = extract(empty)
    assert code == 1
    assert [(line["source"]["path"], line["error"]["code"]) for line in lines] == [(str(empty), "not-a-form")]
