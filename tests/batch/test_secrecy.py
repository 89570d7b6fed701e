"""A form that bears a mark of secrecy is held back whole: kept nowhere, printed nowhere, and said."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from pipeline.batch import glance
from pipeline.batch.archive import history
from pipeline.batch.story import run
from pipeline.batch.summary import Summary
from pipeline.journal import Journal
from pipeline.originals import Originals
from tests.batch.made import ROOT, company, form, own, picture, put, settings

NOW = datetime.fromisoformat("2024-09-20T09:00:00+08:00")
WORDS = "独一无二的工艺参数甲乙丙丁"
SAID = (
    "疑似涉密，请立即停止处理并按保密规定报告。"
    "文件中有密级标志，没有存档和印出；经保密审查不涉密的，请去掉标志后重新提交。"
)
FIELDS = company("广州密有限公司", "余热回收利用")


def in_text(mark: str) -> bytes:
    return form("annex1", {**FIELDS, "results": f"{mark}\n{WORDS}"})


def in_header() -> bytes:
    document = docx.Document(io.BytesIO(form("annex1", {**FIELDS, "results": WORDS})))
    document.sections[0].header.paragraphs[0].add_run("机密").bold = True
    document.sections[0].header.paragraphs[0].add_run("★2年")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def in_sheet_header() -> bytes:
    book = load_workbook(io.BytesIO(form("annex1", {**FIELDS, "results": WORDS}, "xlsx")))
    book.worksheets[0].oddHeader.left.text = "秘密★1年"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def in_archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("附件1.docx", form("annex1", company("广州另有限公司", "光伏", results=WORDS)))
        archive.writestr("内/附件1.docx", in_text("绝密★长期"))
    return target.getvalue()


MARKED: dict[str, Callable[[], bytes]] = {
    "附件1.docx": lambda: in_text("秘密★1年"),
    "附件1 二.docx": lambda: in_text("机密·"),
    "附件1 三.docx": lambda: in_text("内部资料，注意保存"),
    "附件1 四.docx": in_header,
    "附件1.xlsx": in_sheet_header,
    "套件.zip": in_archive,
    "附件1（秘密★1年）.docx": lambda: form("annex1", {**FIELDS, "results": WORDS}),
}


def told(summary: Summary) -> dict[str, str]:
    return {found.entry.source.shown: found.finding.message for found in own(summary) if found.entry}


def everything(folder: Path) -> str:
    """All that is written below a folder, packed files unpacked."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            found.append(path.read_bytes())
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    found += [archive.read(name) for name in archive.namelist()]
    return "\n".join(data.decode("utf-8", "replace") for data in found)


@pytest.mark.parametrize("workers", [0, 1])
def test_nothing_of_a_marked_form_is_kept_or_printed(tmp_path: Path, workers: int) -> None:
    files = {f"黄埔区/密/{name}": make() for name, make in MARKED.items()}
    good = form("annex1", company("广州好有限公司", "中水回用", significance="可推广，不涉及商业秘密。"))
    put(tmp_path / "inbox", {**files, "黄埔区/好.docx": good})
    config = settings(tmp_path).model_copy(update={"workers": workers})
    first = run(config, NOW)
    assert told(first) == dict.fromkeys(files, SAID)
    assert any("好有限公司" in path or "汇总表" in path for path in first.outcome.written)
    # In XML written by hand characters stand as they are, in a memo as UTF-8.
    for place in ("outbox", "state"):
        assert WORDS not in everything(tmp_path / place)
    originals = Originals(tmp_path / "state")
    with Journal(tmp_path / "state") as journal:
        for path, data in files.items():
            sha = hashlib.sha256(data).hexdigest()
            assert not originals.path(sha).exists()
            (seen,) = (each for each in journal.sightings() if each.path == path)
            assert (seen.sha, seen.reason) == (sha, "state-secret")
    assert history(config, None, NOW).cases[0].unit == "广州好有限公司"
    # The next pass has nothing to do; one that lost all memos says the same.
    assert glance.unchanged(config, NOW, accept_gone=False) is not None
    before = everything(tmp_path / "outbox")
    shutil.rmtree(tmp_path / "outbox")
    for memo in (tmp_path / "state").glob("memo*"):
        memo.unlink()
    again = run(config, NOW)
    assert (told(again), again.exit_code) == (told(first), 0)
    assert everything(tmp_path / "outbox") == before


def test_a_marked_copy_ends_the_case_and_a_mended_one_goes_on_with_it(tmp_path: Path) -> None:
    file = tmp_path / "inbox" / "黄埔区" / "附件1.docx"
    config = settings(tmp_path)
    put(tmp_path / "inbox", {"黄埔区/附件1.docx": form("annex1", FIELDS)})
    assert told(run(config, NOW)) == {}
    file.write_bytes(in_text("秘密★1年"))
    assert told(run(config, NOW + timedelta(hours=1))) == {"黄埔区/附件1.docx": SAID}
    assert [case.state for case in history(config, None, NOW).cases] == ["已撤回"]
    file.write_bytes(form("annex1", {**FIELDS, "significance": "可推广。"}))
    assert told(run(config, NOW + timedelta(hours=2))) == {}
    assert [case.state for case in history(config, None, NOW).cases] == ["通过"]


def test_what_lies_beside_a_marked_form_is_no_secret(tmp_path: Path) -> None:
    put(
        tmp_path / "inbox",
        {
            "黄埔区/密/附件1.docx": in_text("★机密"),
            "黄埔区/密/照片.png": picture(1),
            "黄埔区/密/说明.txt": b"x",
        },
    )
    assert "黄埔区/密/附件1.docx" in told(run(settings(tmp_path), NOW))


def test_the_commands_that_read_say_nothing_of_it_either(tmp_path: Path) -> None:
    put(tmp_path, {"黄埔区/附件1.docx": in_text("秘密★1年")})
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    for command in (["extract"], ["check", "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *command, "黄埔区/附件1.docx"],
            cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120,
            check=False,
        )  # fmt: skip
        assert done.returncode == 1
        assert WORDS not in done.stdout + done.stderr
        (line,) = map(json.loads, done.stdout.splitlines())
        assert SAID in (line.get("message"), line.get("error", {}).get("message"))
