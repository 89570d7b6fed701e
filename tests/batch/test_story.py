"""A pass over real files, from the inbox to the outbox."""

from __future__ import annotations

import io
import os
import shutil
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from filelock import FileLock
from openpyxl import load_workbook

from pipeline import work
from pipeline.batch import glance, story
from pipeline.batch.look import Kept, new_settling
from pipeline.batch.progress import Quiet
from pipeline.batch.summary import Summary
from pipeline.model import Counts
from pipeline.problems import Busy, ConfigError, TemplateError
from tests.batch.made import (
    BOARDS,
    TEMPLATES,
    TIME,
    company,
    documents,
    form,
    outputs,
    own,
    picture,
    projects,
    put,
    settings,
)

NOW = datetime.fromisoformat(TIME)
TITLE = "广州市绿色制造与清洁生产优秀案例"
BOOK = f"市局/汇编/{TITLE}（2024年）（送审稿）.docx"


REGISTER = "市局/台账.xlsx"
SELECTION = "市局/评审表.xlsx"
REPORT = "市局/收件日报/收件日报20240930.docx"


def annex4(district: str, kind: str = "docx") -> str:
    return f"{district}/附件4.{TITLE}汇总表（{district}）.{kind}"


def of_district(district: str) -> list[str]:
    """What is written for a district in which all cases passed."""
    return [annex4(district), annex4(district, "xlsx"), f"{district}/区审核表.xlsx"]


def run(folder: Path, after: int = 0) -> Summary:
    return story.run(settings(folder), NOW + timedelta(hours=after))


def table(folder: Path, path: str) -> str:
    """All words of a Word file's tables."""
    document = Document(str(folder / "outbox" / path))
    return "\n".join(cell.text for found in document.tables for row in found.rows for cell in row.cells)


def reasons(summary: Summary) -> dict[str, str]:
    """The findings' codes, by their file."""
    return {told.entry.source.shown: told.finding.code for told in own(summary) if told.entry}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲/附件1.docx": form("annex1", company("广州甲涂料有限公司", "余热回收利用")),
            "黄埔区/乙.xlsx": form(
                "annex3", projects("广州乙电子有限公司", "中水回用", "空压机改造"), "xlsx"
            ),
            "海珠/丙.docx": form(
                "annex1", company("广州丙啤酒有限公司", "沼气利用", address="广州市海珠区江南大道1号")
            ),
        },
    )
    return tmp_path


def test_a_folder_of_forms_becomes_summaries_and_one_casebook(folder: Path) -> None:
    summary = run(folder)
    assert own(summary) == []
    assert (summary.read, summary.unchanged, summary.exit_code) == (3, 0, 0)
    expected = [*of_district("海珠区"), *of_district("黄埔区"), REGISTER, SELECTION, REPORT, BOOK, *BOARDS]
    assert sorted(outputs(folder / "outbox")) == sorted(expected)
    words = table(folder, annex4("黄埔区"))
    assert all(title in words for title in ("余热回收利用", "中水回用", "空压机改造"))
    assert "沼气利用" not in words
    sheet = load_workbook(io.BytesIO(outputs(folder / "outbox")[annex4("海珠区", "xlsx")])).active
    assert sheet is not None
    assert any("沼气利用" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_a_second_pass_reads_and_writes_nothing(folder: Path) -> None:
    run(folder)
    before = {path: path.stat().st_mtime_ns for path in (folder / "outbox").rglob("*")}
    summary = run(folder)
    assert (summary.read, summary.unchanged) == (0, 3)
    assert (summary.outcome.written, len(summary.outcome.unchanged)) == ((), 10 + len(BOARDS))
    assert {path: path.stat().st_mtime_ns for path in (folder / "outbox").rglob("*")} == before


def test_a_later_pass_writes_what_shows_the_time_and_nothing_else(folder: Path) -> None:
    run(folder)
    assert run(folder, after=5).outcome.written == BOARDS


def test_one_form_changed_costs_its_district_and_the_casebook(folder: Path) -> None:
    run(folder)
    put(folder / "inbox", {"海珠/丙.docx": form("annex1", company("广州丙啤酒有限公司", "沼气发电"))})
    summary = run(folder, after=1)
    assert summary.read == 1
    changed = [*of_district("海珠区"), REGISTER, SELECTION, REPORT, BOOK, *BOARDS]
    assert sorted(summary.outcome.written) == sorted(changed)
    assert "沼气发电" in table(folder, annex4("海珠区"))


class Looker(Quiet):
    """Looks, as soon as the pass as a whole writes anything, at what is in the outbox already."""

    def __init__(self, outbox: Path) -> None:
        self._outbox = outbox
        self.seen: dict[str, bytes] = {}

    def stage(self, name: str, total: int) -> None:
        if name == "writing" and not self.seen:
            self.seen = documents(self._outbox)


def test_a_district_has_what_it_waits_for_before_all_else_is_done(folder: Path) -> None:
    run(folder)
    before = documents(folder / "outbox")
    one_practice = company("广州丙啤酒有限公司", "沼气发电", highlights="沼气发电。")
    put(folder / "inbox", {"海珠/丙.docx": form("annex1", one_practice)})
    looker = Looker(folder / "outbox")
    summary = story.run(settings(folder), NOW + timedelta(minutes=1), looker)
    after = documents(folder / "outbox")
    early = sorted(path for path in looker.seen if looker.seen[path] != before.get(path))
    returned = [path for path in after if path.startswith("海珠区/退回修改/")]
    assert len(returned) == 2
    assert early == sorted([annex4("海珠区"), annex4("海珠区", "xlsx"), *returned])
    assert all(after[path] == looker.seen[path] and path in summary.outcome.written for path in early)
    shutil.rmtree(folder / "outbox")
    (folder / "state" / "memo.sqlite").unlink()
    run(folder, after=1)
    assert documents(folder / "outbox") == after


def test_what_is_taken_away_leaves_the_outbox(folder: Path) -> None:
    run(folder)
    (folder / "inbox/海珠/丙.docx").unlink()
    summary = run(folder, after=1)
    assert sorted(summary.outcome.removed) == sorted(of_district("海珠区"))
    assert [path.name for path in (folder / "outbox/海珠区").iterdir()] == ["index.html"]


def test_a_faulty_form_is_named_and_stays_out(folder: Path) -> None:
    put(folder / "inbox", {"黄埔区/丁.docx": form("annex1", company("广州丁公司", "光伏", contact=""))})
    summary = run(folder)
    assert reasons(summary) == {"黄埔区/丁.docx": "field-missing"}
    assert summary.exit_code == 0
    assert "光伏" not in table(folder, annex4("黄埔区"))


def test_a_faulty_project_leaves_the_others_of_its_form(folder: Path) -> None:
    fields = projects("广州乙电子有限公司", "中水回用", "空压机改造")
    fields["projects"][1]["category"] = []
    put(folder / "inbox", {"黄埔区/乙.xlsx": form("annex3", fields, "xlsx")})
    run(folder)
    words = table(folder, annex4("黄埔区"))
    assert "中水回用" in words
    assert "空压机改造" not in words


def test_any_order_and_interruption_give_the_same_bytes(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run(folder)
    other = tmp_path_factory.mktemp("other")
    for path in ("海珠/丙.docx", "黄埔区/乙.xlsx", "黄埔区/甲/附件1.docx"):
        put(other / "inbox", {path: (folder / "inbox" / path).read_bytes()})
        run(other)
    assert outputs(other / "outbox") == outputs(folder / "outbox")


def test_without_its_memo_a_pass_comes_to_the_same(folder: Path) -> None:
    run(folder)
    before = outputs(folder / "outbox")
    (folder / "state/memo.sqlite").unlink()
    shutil.rmtree(folder / "state/photos")
    shutil.rmtree(folder / "outbox")
    summary = run(folder)
    assert summary.read == 3
    assert outputs(folder / "outbox") == before


def test_workers_write_the_same_bytes_as_this_process(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run(folder)
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(folder / "inbox", other / "inbox")
    summary = story.run(settings(other).model_copy(update={"workers": 2}), NOW)
    assert summary.exit_code == 0
    assert outputs(other / "outbox") == outputs(folder / "outbox")


# --- what is no form ------------------------------------------------------------------


def test_files_that_are_no_forms_are_told_apart(folder: Path) -> None:
    note = io.BytesIO()
    Document().save(note)
    put(
        folder / "inbox",
        {
            "黄埔区/通知.docx": note.getvalue(),
            "黄埔区/黄埔区推荐函.docx": note.getvalue() + b"",
            "黄埔区/甲/技术报告.docx": note.getvalue(),
            "黄埔区/坏.xlsx": b"PK\x03\x04 cut off",
            "黄埔区/扫描件.pdf": b"%PDF-1.4",
            "黄埔区/附件1.ofd": b"PK\x03\x04",
            "黄埔区/附件1.docx.lnk": b"L\0\0\0",
            "黄埔区/甲/验收.pdf": b"%PDF-1.4 other",
            "黄埔区/视频.mp4": b"....",
            "~$附件1.docx": b"lock",
        },
    )
    assert reasons(run(folder)) == {
        "黄埔区/通知.docx": "not-a-form",
        "黄埔区/坏.xlsx": "corrupt",
        "黄埔区/扫描件.pdf": "picture-alone",
        "黄埔区/附件1.ofd": "picture-alone",
        "黄埔区/附件1.docx.lnk": "not-a-file",
    }


def test_pictures_beside_a_form_count_as_its_photos(folder: Path) -> None:
    few = form("annex1", company("广州甲涂料有限公司", "余热回收利用", photos=[]))
    put(folder / "inbox", {"黄埔区/甲/附件1.docx": few})
    assert reasons(run(folder)) == {"黄埔区/甲/附件1.docx": "photos-too-few"}
    put(folder / "inbox", {f"黄埔区/甲/{number}.png": picture(number) for number in (5, 6, 7)})
    assert reasons(run(folder, after=1)) == {}


def test_the_district_comes_from_the_folder_else_the_address_else_is_none(tmp_path: Path) -> None:
    put(
        tmp_path / "inbox",
        {
            "待分/甲.docx": form("annex1", company("甲公司", "甲", address="广州市南沙区进港大道1号")),
            "乙.docx": form("annex1", company("乙公司", "乙", address="工业大道1号")),
            "2024/01黄埔区/丙.docx": form(
                "annex1", company("丙公司", "丙", address="广州市南沙区进港大道2号")
            ),
        },
    )
    assert reasons(run(tmp_path)) == {
        "2024/01黄埔区/丙.docx": "district-mismatch",
        "乙.docx": "district-unknown",
    }
    assert annex4("南沙区") in outputs(tmp_path / "outbox")
    assert annex4("黄埔区") in outputs(tmp_path / "outbox")


# --- status -----------------------------------------------------------------------------


def test_status_counts_districts_without_writing_an_output(folder: Path) -> None:
    rows = {
        "rows": [
            {
                "direction": "绿色制造",
                "number": "1",
                "name": "甲",
                "category": "",
                "title": "甲",
                "results": "",
            }
        ]
    }
    put(
        folder / "inbox",
        {
            "黄埔区/丁.docx": form("annex1", company("广州丁公司", "光伏", contact="")),
            "黄埔区/坏.docx": b"cut off",
            "黄埔区/推荐函.pdf": b"%PDF-1.4",
            "附件4.汇总表（海珠区）.docx": form("annex4", rows),
        },
    )
    run(folder)
    shutil.rmtree(folder / "outbox")
    counted = story.review(settings(folder), NOW)
    assert not (folder / "outbox").exists()
    found = {district.name: district for district in counted.districts}
    assert list(found)[:3] == ["越秀区", "海珠区", "荔湾区"]
    huangpu, haizhu = found["黄埔区"], found["海珠区"]
    assert (huangpu.received, huangpu.passed, huangpu.to_correct, huangpu.unreadable) == (5, 3, 1, 1)
    assert (huangpu.letter, huangpu.annex4, haizhu.letter, haizhu.annex4) == (True, False, False, True)
    assert counted.total == Counts("", received=6, passed=4, to_correct=1, unreadable=1, letter=1, annex4=1)


def test_status_before_the_first_pass_is_empty_and_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    assert story.review(settings(tmp_path), NOW).total.received == 0
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]


# --- failures --------------------------------------------------------------------------


def test_another_pass_in_the_way_is_said(folder: Path) -> None:
    (folder / "state").mkdir()
    with FileLock(folder / "state/pass.lock"), pytest.raises(Busy) as busy:
        story.run(settings(folder, wait_seconds=0.0), NOW)
    assert busy.value.exit_code == 75
    assert not (folder / "outbox").exists()


def test_a_pass_waits_for_another_to_end(folder: Path) -> None:
    (folder / "state").mkdir()
    lock = FileLock(folder / "state/pass.lock", thread_local=False)
    lock.acquire()
    threading.Timer(0.3, lock.release).start()
    assert story.run(settings(folder, wait_seconds=30.0), NOW).read == 3


def test_a_missing_inbox_or_template_is_found_before_anything_is_touched(folder: Path) -> None:
    shutil.rmtree(folder / "inbox")
    with pytest.raises(ConfigError):
        run(folder)
    templates = folder / "templates"
    shutil.copytree(TEMPLATES, templates)
    (templates / "casebook.docx").unlink()
    config = settings(folder)
    broken = config.model_copy(update={"paths": config.paths.model_copy(update={"templates": templates})})
    with pytest.raises(TemplateError):
        story.run(broken, NOW)
    assert not (folder / "outbox").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_that_cannot_be_written_is_said_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "outbox/海珠区").mkdir(parents=True)
    (folder / "outbox/海珠区").chmod(0o500)
    summary = run(folder)
    assert summary.exit_code == 1
    assert BOOK in summary.outcome.written


def test_a_folder_in_the_way_of_a_district_is_said_and_the_rest_goes_on(folder: Path) -> None:
    put(folder / "outbox", {"海珠区": b"a file where a folder should be"})
    summary = run(folder)
    assert summary.exit_code == 1
    failed = [failure.path for failure in summary.outcome.failed]
    assert failed == [*of_district("海珠区"), "海珠区/index.html"]
    assert annex4("黄埔区") in summary.outcome.written


# --- nothing to do ------------------------------------------------------------------------


def test_a_pass_with_nothing_to_do_is_told_as_the_last_one(folder: Path) -> None:
    put(folder / "inbox", {"黄埔区/坏.docx": b"cut off"})
    config = settings(folder)
    assert glance.unchanged(config, NOW, accept_gone=False) is None
    first = run(folder)
    told = glance.unchanged(config, NOW, accept_gone=False)
    assert told is not None
    assert (told.read, told.unchanged) == (0, 4)
    assert [one.json() for one in told.told] == [one.json() for one in first.told]
    assert (told.outcome.written, sorted(told.outcome.unchanged)) == ((), sorted(first.outcome.written))


def test_the_next_night_without_news_gives_the_boards_their_time_without_reading(folder: Path) -> None:
    put(folder / "inbox", {"黄埔区/坏.docx": b"cut off"})
    config = settings(folder)
    first = run(folder)
    later = NOW + timedelta(days=1)
    for _ in range(2):
        told = glance.unchanged(config, later, accept_gone=False)
        assert told is not None
        assert sorted((*told.outcome.written, *told.outcome.unchanged)) == sorted(first.outcome.written)
        assert (told.outcome.removed, told.outcome.failed) == ((), ())
    shown = outputs(folder / "outbox")
    assert all("数据截至 2024-10-01 18:00" in shown[path].decode() for path in BOARDS)
    # They are what a pass that reads and renders everything writes.
    (folder / "state/memo.sqlite").unlink()
    assert story.run(config, later).outcome.written == ()
    assert outputs(folder / "outbox") == shown


@pytest.mark.parametrize("what", ["a form", "an output", "a template", "a setting", "a file"])
def test_whatever_changed_is_found(folder: Path, tmp_path_factory: pytest.TempPathFactory, what: str) -> None:
    templates = tmp_path_factory.mktemp("templates")
    shutil.copytree(TEMPLATES, templates, dirs_exist_ok=True)
    config = settings(folder)
    config = config.model_copy(update={"paths": config.paths.model_copy(update={"templates": templates})})
    story.run(config, NOW)
    assert glance.unchanged(config, NOW, accept_gone=False) is not None
    match what:
        case "a form":
            (folder / "inbox/海珠/丙.docx").unlink()
        case "an output":
            os.utime(folder / "outbox" / BOOK, (0, 0))
        case "a template":
            with (templates / "messages.toml").open("a", encoding="utf-8") as file:
                file.write("# more\n")
        case "a setting":
            config = config.model_copy(update={"year": 2025})
        case "a file":
            put(folder / "inbox", {"黄埔区/甲/照片.jpg": b"no form"})
    assert glance.unchanged(config, NOW, accept_gone=False) is None


def test_a_watcher_remembers_a_pass_that_put_nothing_off(folder: Path) -> None:
    """A district's letter changes some boards; the others keep the time that they show for an hour."""
    config = settings(folder)
    run(folder)
    put(folder / "inbox", {"黄埔区/推荐函.pdf": b"%PDF-1.4"})
    soon, later = NOW + timedelta(minutes=10), NOW + timedelta(minutes=61)
    with work.Pool() as pool:
        kept = Kept(new_settling(config), pool)
        assert glance.unchanged(config, soon, kept=kept) is None
        done = story.run(config, soon, kept=kept, postpone=True).outcome
        assert done.postponed == ()
        assert done.written and set(done.unchanged) & set(BOARDS)
        still = glance.unchanged(config, soon + timedelta(minutes=10), kept=kept)
        assert still is not None and still.outcome.written == ()
        told = glance.unchanged(config, later, kept=kept)
    assert told is not None and set(told.outcome.written) == set(BOARDS)
    shown = outputs(folder / "outbox")
    assert all(f"数据截至 {later:%Y-%m-%d %H:%M}" in shown[path].decode() for path in BOARDS)
