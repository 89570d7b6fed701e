"""The commands as people type them: real processes, real files, exit codes, what is printed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.batch.made import ROOT, TIME, company, form, picture, projects, put

FAULTY = "黄埔区/丁.docx"
NOT_LAID_OUT = "[casebook]\npage_numbers = false\npdf = false\n"  # which takes seconds
SETTINGS = f"workers = 1\n{NOT_LAID_OUT}[run]\nsettle_seconds = 0\nbroken_seconds = 0\nwait_seconds = 0\n"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", *arguments]


def environment() -> dict[str, str]:
    # An encoding that most of the output does not fit into, as on a Chinese Windows.
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "gbk"}


def casebook(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def lines(done: subprocess.CompletedProcess[str]) -> list[Any]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command(*arguments), cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8",
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(path: Path, seconds: float = 60) -> None:
    """Until a file is there."""
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not come"
        time.sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(SETTINGS, encoding="utf-8")
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", company("广州甲涂料有限公司", "余热回收利用")),
            "黄埔区/乙.xlsx": form("annex3", projects("广州乙电子有限公司", "中水回用"), "xlsx"),
            FAULTY: form("annex1", company("广州丁公司", "光伏", contact="", phone="123")),
            "黄埔区/坏.docx": b"cut off",
        },
    )
    return tmp_path


# --- run --------------------------------------------------------------------------------


def test_run_names_every_faulty_file_and_why(folder: Path) -> None:
    done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 0
    assert "Read 4 files, 0 unchanged." in done.stdout
    after = done.stdout.splitlines()
    assert "Unreadable: 1" in after
    broken = after.index("  黄埔区/坏.docx")
    assert "损坏" in after[broken + 1]
    faulty = after.index(f"  {FAULTY} (广州丁公司)")
    assert "“联系人”" in after[faulty + 1]
    assert "123" in after[faulty + 2]
    assert after[-1].startswith("Outputs: 22 written, 0 unchanged, 0 removed.")
    assert "\x1b" not in done.stdout + done.stderr


def test_run_again_is_quiet_and_changes_nothing(folder: Path) -> None:
    casebook(folder, "run", "--as-of", TIME)
    done = casebook(folder, "run", "--as-of", TIME)
    assert "Read 0 files, 4 unchanged." in done.stdout
    assert "Outputs: 0 written, 22 unchanged, 0 removed." in done.stdout
    assert done.stderr == ""


def test_run_logs_json_lines(folder: Path) -> None:
    done = casebook(folder, "run", "--as-of", TIME, "--log-format", "json")
    events = lines(done)
    assert all(event["time"] for event in events)
    assert [event["path"] for event in events if event["event"] == "written"][-1] == "市局/index.html"
    found = [event for event in events if event["event"] == "finding"]
    assert {event["code"] for event in found if event["severity"] == "error"} == {
        "corrupt", "field-missing", "phone-invalid",
    }  # fmt: skip
    assert (events[-1]["event"], events[-1]["read"], events[-1]["to_correct"]) == ("done", 4, 1)


def test_folders_can_be_named_on_the_command_line(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    options = ("--config", str(folder / "config.toml"), "--inbox", str(folder / "inbox"))
    done = casebook(elsewhere, "run", *options, "--outbox", "out", "--state", "kept")
    assert done.returncode == 0
    assert (elsewhere / "out/黄埔区").is_dir()
    assert not (folder / "outbox").exists()


def test_run_says_what_could_not_be_written_and_ends_with_1(folder: Path) -> None:
    put(folder / "outbox", {"黄埔区": b"in the way"})
    done = casebook(folder, "run")
    assert done.returncode == 1
    assert "Not written: 黄埔区/附件4." in done.stdout
    assert "Traceback" not in done.stderr
    assert list((folder / "outbox/市局/汇编").iterdir())


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [("colour = 1\n", 2, "colour"), ("[paths]\ninbox = 'nowhere'\n", 2, "nowhere"), ("[", 2, "config.toml")],
)
def test_wrong_settings_end_with_2_before_anything_is_touched(
    folder: Path, settings: str, code: int, words: str
) -> None:
    (folder / "config.toml").write_text(settings, encoding="utf-8")
    done = casebook(folder, "run")
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "outbox").exists()


def test_a_wrong_time_ends_with_2(folder: Path) -> None:
    assert casebook(folder, "run", "--as-of", "tomorrow").returncode == 2


def test_a_pass_in_the_way_ends_with_75(folder: Path) -> None:
    from filelock import FileLock

    (folder / "state").mkdir()
    with FileLock(folder / "state/pass.lock"):
        done = casebook(folder, "run")
    assert done.returncode == 75
    assert "Another pass" in done.stderr


def test_a_district_that_is_gone_at_once_is_held_until_that_is_confirmed(folder: Path) -> None:
    casebook(folder, "run")
    (folder / "inbox/黄埔区").rename(folder / "elsewhere")
    done = casebook(folder, "run")
    assert done.returncode == 1
    assert "Held: 黄埔区: all its 4 files" in done.stdout and "--accept-gone" in done.stdout
    assert (folder / "outbox/黄埔区/附件4.广州市绿色制造与清洁生产优秀案例汇总表（黄埔区）.docx").is_file()
    assert casebook(folder, "run", "--accept-gone").returncode == 0
    assert [path.name for path in (folder / "outbox/黄埔区").iterdir()] == ["index.html"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_end_a_pass_cleanly(folder: Path, number: signal.Signals, code: int) -> None:
    forms = {
        f"黄埔区/{count}.docx": form("annex1", company(f"公司{count}", f"案例{count}")) for count in range(40)
    }
    put(folder / "inbox", forms)
    with started(folder, "run") as process:
        wait_for(folder / "state/memo.sqlite")
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in errors
    assert casebook(folder, "run").returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_watch_takes_up_what_comes_and_ends_by_sigterm(folder: Path) -> None:
    with started(folder, "watch") as process:
        wait_for(folder / "outbox/.casebook/manifest.json")
        put(folder / "inbox", {"海珠区/丙.docx": form("annex1", company("广州丙公司", "沼气利用"))})
        wait_for(folder / "outbox/海珠区")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 143
    assert "Traceback" not in errors


# --- extract ------------------------------------------------------------------------------


def test_extract_prints_records_and_writes_nothing(folder: Path) -> None:
    (folder / "config.toml").unlink()
    before = sorted(folder.rglob("*"))
    done = casebook(folder, "extract", "inbox/黄埔区/甲.docx", "inbox/黄埔区/乙.xlsx")
    first, second = lines(done)
    assert done.returncode == 0
    assert list(first) == ["source", "form", "district", "fields", "raw", "unmatched", "provenance"]
    assert first["source"]["path"] == "inbox/黄埔区/甲.docx"
    assert (first["source"]["format"], first["source"]["part"]) == ("docx", "表1")
    assert len(first["source"]["sha256"]) == 64
    assert first["fields"] == company("广州甲涂料有限公司", "余热回收利用")
    assert "广州甲涂料有限公司" in done.stdout
    assert (second["form"], second["district"], second["source"]["format"]) == ("annex3", "黄埔区", "xlsx")
    assert sorted(folder.rglob("*")) == before


def test_extract_goes_on_after_a_file_that_cannot_be_read(folder: Path) -> None:
    done = casebook(folder, "extract", "inbox/黄埔区/坏.docx", "inbox/黄埔区/无.docx", "inbox/黄埔区/甲.docx")
    broken, missing, good = lines(done)
    assert done.returncode == 1
    assert (broken["error"]["code"], missing["error"]["code"]) == ("corrupt", "no-such-file")
    assert broken["error"]["message"]
    assert "fields" not in broken
    assert good["fields"]["name"] == "广州甲涂料有限公司"


def test_extract_tells_the_district_by_the_inbox_or_the_nearest_folder(tmp_path: Path) -> None:
    data = form("annex1", company("广州甲公司", "余热", address="广州市南沙区进港大道1号"))
    put(tmp_path, {"黄埔区/海珠区/甲.docx": data, "甲.docx": data, "inbox/黄埔区/海珠区/甲.docx": data})
    paths = ("黄埔区/海珠区/甲.docx", "甲.docx", "inbox/黄埔区/海珠区/甲.docx")
    done = casebook(tmp_path, "extract", *paths)
    assert [line["district"] for line in lines(done)] == ["海珠区", "南沙区", "黄埔区"]


def test_extract_tells_a_lists_district_by_name_or_title(tmp_path: Path) -> None:
    row = {"direction": "绿色制造", "number": "1", "name": "甲", "category": "", "title": "甲", "results": ""}
    put(tmp_path, {"汇总表（增城区）.docx": form("annex4", {"rows": [row]})})
    (line,) = lines(casebook(tmp_path, "extract", "汇总表（增城区）.docx"))
    assert (line["form"], line["district"]) == ("annex4", "增城区")


# --- check --------------------------------------------------------------------------------


def test_check_tells_the_applicant_and_ends_with_1(folder: Path) -> None:
    done = casebook(folder, "check", f"inbox/{FAULTY}", "inbox/黄埔区/坏.docx")
    assert done.returncode == 1
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [(row[0], row[2]) for row in rows] == [
        (f"inbox/{FAULTY}", "error"), (f"inbox/{FAULTY}", "error"), ("inbox/黄埔区/坏.docx", "error"),
    ]  # fmt: skip
    assert rows[0][1].startswith("表1 第")


def test_check_prints_findings_as_json_lines(folder: Path) -> None:
    finding, _ = lines(casebook(folder, "check", "--json", f"inbox/{FAULTY}"))
    assert list(finding) == [
        "file", "form", "district", "name", "case", "code", "severity", "audience", "field", "place", "value",
        "message", "basis",
    ]  # fmt: skip
    assert (finding["code"], finding["audience"], finding["field"]) == (
        "field-missing",
        "applicant",
        "contact",
    )
    assert finding["case"].startswith("黄埔-")


def test_check_ends_with_0_where_nothing_is_wrong(folder: Path) -> None:
    done = casebook(folder, "check", "inbox/黄埔区/甲.docx")
    assert (done.returncode, done.stdout) == (0, "")


def test_check_writes_a_copy_with_comments(folder: Path) -> None:
    done = casebook(folder, "check", f"inbox/{FAULTY}", "--annotate", "out/意见.docx")
    assert done.returncode == 1
    assert "意见.docx" in done.stderr
    first, _ = Document(str(folder / "out/意见.docx")).comments
    assert "尚未填写" in first.text
    several = casebook(folder, "check", f"inbox/{FAULTY}", "inbox/黄埔区/甲.docx", "--annotate", "out")
    assert several.returncode == 1
    stem = Path(FAULTY).stem
    assert sorted(path.name for path in (folder / "out").iterdir()) == sorted(
        [f"{stem}-批注.docx", "意见.docx"]
    )


def test_check_writes_no_copy_over_a_form_or_of_another_kind(folder: Path) -> None:
    before = (folder / "inbox" / FAULTY).read_bytes()
    for out in (f"inbox/{FAULTY}", "out/意见.xlsx"):
        done = casebook(folder, "check", f"inbox/{FAULTY}", "--annotate", out)
        assert done.returncode == 2
    assert (folder / "inbox" / FAULTY).read_bytes() == before
    assert not (folder / "out/意见.xlsx").exists()
    done = casebook(folder, "check", "inbox/黄埔区/甲.docx", "--annotate", "out/无.docx")
    assert (done.returncode, (folder / "out/无.docx").exists()) == (0, False)


def test_check_keeps_what_concerns_others_to_itself(tmp_path: Path) -> None:
    stray = form("annex1", company("广州甲公司", "余热", address="广州市南沙区进港大道1号"))
    put(tmp_path, {"inbox/黄埔区/甲.docx": stray})
    done = casebook(tmp_path, "check", "inbox/黄埔区/甲.docx")
    assert (done.returncode, done.stdout) == (0, "")


# --- status -------------------------------------------------------------------------------


def test_status_in_json(folder: Path) -> None:
    casebook(folder, "run")
    done = casebook(folder, "status", "--json", "--as-of", TIME)
    assert done.stderr == ""
    (found,) = lines(done)
    assert found["as_of"] == TIME
    assert found["total"] == {
        "received": 4, "passed": 2, "to_correct": 1, "unreadable": 1, "letter": 0, "annex4": 0,
    }  # fmt: skip
    assert [district["name"] for district in found["districts"]][:2] == ["越秀区", "海珠区"]


def test_status_as_a_table(folder: Path) -> None:
    done = casebook(folder, "status")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert (rows[0][0], rows[1], rows[-1][0]) == ("name", ["越秀区", "0", "0", "0", "0", "no", "no"], "total")
    # In a wrong folder all is nought as well.
    assert "No pass was made yet" in done.stderr
    assert "No pass was made yet" in casebook(folder, "history").stderr
    assert not (folder / "state").exists()


# --- forms --------------------------------------------------------------------------------


def test_forms_list(tmp_path: Path) -> None:
    done = casebook(tmp_path, "forms", "list")
    assert [line.split("\t")[:2] for line in done.stdout.splitlines()] == [
        ["annex1", "附件1"], ["annex2", "附件2"], ["annex3", "附件3"], ["annex4", "附件4"],
        ["review", "区审核表"], ["selection", "评审表"],
    ]  # fmt: skip


def test_blank_forms_read_back_as_empty_records(tmp_path: Path) -> None:
    done = casebook(tmp_path, "forms", "blank", "空白表")
    made = sorted(path.name for path in (tmp_path / "空白表").iterdir())
    assert (done.returncode, len(made)) == (0, 8)
    assert "附件1.广州市绿色制造优秀案例征集表（企业）.docx" in made
    (line,) = lines(casebook(tmp_path, "extract", f"空白表/{made[0]}"))
    assert line["fields"]["name"] == ""


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_filled_form_gives_its_record_back(tmp_path: Path, kind: str) -> None:
    fields = company("广州甲公司", "余热回收")
    put(tmp_path, {f"照片/{number}.png": picture(number) for number in range(1, 5)})
    (tmp_path / "record.json").write_text(json.dumps({"form": "annex1", "fields": fields}), encoding="utf-8")
    arguments = ("annex1", "record.json", "--photos", "照片", "-o", f"filled.{kind}")
    assert casebook(tmp_path, "forms", "fill", *arguments).returncode == 0
    (line,) = lines(casebook(tmp_path, "extract", f"filled.{kind}"))
    assert line["fields"] == fields


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("annex9", "record.json"), 2, "annex9"),
        (("annex1", "nowhere.json"), 1, "nowhere.json"),
        (("annex1", "record.json", "-o", "x.pdf"), 2, ".docx"),
        (("annex1", "record.json"), 1, "picture"),
        (("annex1", "odd.json"), 1, "odd.json"),
    ],
)
def test_fill_says_what_is_wrong(tmp_path: Path, arguments: Sequence[str], code: int, words: str) -> None:
    (tmp_path / "record.json").write_text(json.dumps(company("甲", "乙")), encoding="utf-8")
    (tmp_path / "odd.json").write_text(json.dumps({"nothing": "known"}), encoding="utf-8")
    done = casebook(tmp_path, "forms", "fill", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_fill_overwrites_nothing_that_was_not_named(tmp_path: Path) -> None:
    put(tmp_path, {"record.docx": b"mine"})
    (tmp_path / "record.json").write_text(
        json.dumps(company("甲", "乙", photos=[], case_photos=[])), encoding="utf-8"
    )
    assert casebook(tmp_path, "forms", "fill", "annex1", "record.json").returncode == 2
    assert (tmp_path / "record.docx").read_bytes() == b"mine"


# --- help ---------------------------------------------------------------------------------


def test_help_names_every_command_and_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['casebook', '--help']\n"
        "from pipeline.__main__ import main\n"
        "heavy = {'lxml', 'pydantic', 'docx', 'openpyxl', 'rich', 'PIL', 'jinja2', 'sqlite3'}\n"
        "heavy -= {'sqlite3'} if 'coverage' in sys.modules else set()  # where coverage keeps its own\n"
        "try: main()\n"
        "finally: print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(name in done.stdout for name in ("run", "watch", "extract", "check", "status", "forms"))
