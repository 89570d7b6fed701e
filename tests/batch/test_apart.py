"""Nothing of another district in a district's folder, and nothing of another applicant in what goes back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pipeline.batch import story
from tests.batch.made import TIME, company, form, outputs, photo, projects, put, settings

NOW = datetime.fromisoformat(TIME)
TEXT = "建设余热回收系统，把烘干废气中的热量用于预热进料，替代燃气锅炉，配套自动控制和在线监测。"
# A unit, its telephone number and its own words in each district; photos and texts alike, so that
# there is something to tell of one another.
UNITS = {
    "黄埔区": ("广州甲涂料有限公司", "13800138001", "广州市黄埔区科学城科学大道1号"),
    "海珠区": ("广州乙印刷有限公司", "13800138002", "广州市海珠区江南大道2号"),
    "番禺区": ("广州丙电子有限公司", "13800138003", "广州市番禺区市桥大道3号"),
}


def inbox() -> dict[str, bytes]:
    files = {}
    for number, (district, (unit, phone, address)) in enumerate(UNITS.items()):
        alike = {
            "phone": phone,
            "address": address,
            "highlights": TEXT,
            "photos": [photo(1), photo(2), photo(3)],
            "profile": f"{unit}自述。",
        }
        files[f"{district}/附件1.docx"] = form("annex1", company(unit, "余热回收利用", **alike))
        faulty = company(unit, "沼气利用", **{**alike, "email": "没有", "contact": ""})
        files[f"{district}/附件1（二）.xlsx"] = form("annex1", faulty, "xlsx")
        files[f"{district}/附件3.docx"] = form(
            "annex3", projects(unit, "中水回用", phone=phone, address=address)
        )
        files[f"{district}/坏{number}.docx"] = b"cut off"
    # The same bytes in two districts, and a file that belongs to none.
    files["番禺区/转来的附件1.docx"] = files["黄埔区/附件1.docx"]
    files["附件1.docx"] = form("annex1", company("广州丁公司", "光伏", address="佛山市南海区1号", phone="1"))
    return files


def words(name: str, data: bytes) -> Iterator[str]:
    """All that stands in a file, parts of packages as their XML without markup."""
    yield name
    if name.endswith(".txt"):
        yield data.decode("utf-8-sig")
    elif zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.namelist():
                if part.endswith((".xml", ".rels", ".vml")):
                    text = package.read(part).decode("utf-8")
                    yield re.sub(r"<[^>]*>", "", text)
                    yield text
    else:
        yield data.decode("utf-8", "replace")


def test_a_districts_folder_holds_nothing_of_anothers(tmp_path: Path) -> None:
    put(tmp_path / "inbox", inbox())
    summary = story.run(settings(tmp_path), NOW)
    codes = {told.finding.code for told in summary.told}
    numbers = {told.case for told in summary.told if told.case}
    written = outputs(tmp_path / "outbox")
    for district, (unit, _, _) in UNITS.items():
        mine = {path: data for path, data in written.items() if path.startswith(f"{district}/")}
        assert any("退回修改" in path for path in mine)
        said = "\n".join(text for path, data in mine.items() for text in words(path, data))
        assert unit in said
        for other, (their_unit, their_phone, _) in UNITS.items():
            # What was handed in to a district is its own, wherever else it was handed in.
            if other == district or (district, other) == ("番禺区", "黄埔区"):
                continue
            assert their_unit not in said, (district, their_unit)
            assert their_phone not in said, (district, their_phone)
            short = other.removesuffix("区")
            assert not [number for number in numbers if number.startswith(short) and number in said]
        assert "广州丁公司" not in said
    # There was something to tell of one another, and the bureau was told.
    assert {"near-duplicate-elsewhere", "same-photo-elsewhere", "same-file-elsewhere"} <= codes


def test_what_goes_back_to_an_applicant_holds_nothing_of_another(tmp_path: Path) -> None:
    put(tmp_path / "inbox", inbox())
    story.run(settings(tmp_path), NOW)
    returned = {path: data for path, data in outputs(tmp_path / "outbox").items() if "/退回修改/" in path}
    assert len(returned) >= 2 * len(UNITS)
    for path, data in returned.items():
        said = "\n".join(words(path, data))
        about = [unit for unit, _, _ in UNITS.values() if unit in said]
        assert len(about) <= 1, (path, about)
