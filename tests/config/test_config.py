"""The settings as the bureau's clerk edits them."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline import config
from pipeline.problems import ConfigError

REPOSITORY = Path(__file__).resolve().parents[2]


def write(folder: Path, text: str, name: str = "config.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_everything_has_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    loaded = config.load()
    assert loaded.title == "广州市绿色制造与清洁生产优秀案例"
    assert loaded.paths.inbox == tmp_path / "inbox"
    assert loaded.paths.review == tmp_path / "inbox" / "评审"
    assert loaded.districts.order[0] == "越秀区" and len(loaded.districts.order) == 11
    assert "作废" in loaded.ignore_folders
    assert config.load(Path("config.toml")) == loaded


def test_the_file_that_comes_with_casebook_shows_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    text = (REPOSITORY / "config.toml").read_text(encoding="utf-8")
    # Every setting but the number of processes, which is this machine's.
    shown = re.sub(r"^# (?=\S+ = )(?!workers)", "", text, flags=re.MULTILINE)
    assert shown.count("\n# ") < text.count("\n# ") - 10
    defaults = config.load(write(tmp_path, "", "empty.toml"))
    assert config.load(write(tmp_path, text, "as-is.toml")) == defaults
    assert config.load(write(tmp_path, shown, "shown.toml")) == defaults


def test_relative_paths_start_from_the_files_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    file = write(tmp_path, '[paths]\ninbox = "../share/收件"\nstate = "/var/casebook"\n')
    paths = config.load(file).paths
    assert paths.inbox == tmp_path.parent / "share" / "收件"
    assert paths.state == Path("/var/casebook")
    assert paths.review == paths.inbox / "评审"


def test_paths_from_the_command_line_win_and_start_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    file = write(tmp_path, '[paths]\ninbox = "a"\noutbox = "b"\n')
    paths = config.load(file, inbox=Path("given")).paths
    assert paths.inbox == here / "given"
    assert paths.outbox == tmp_path / "b"
    assert paths.review == here / "given" / "评审"


def test_a_districts_bureau_is_named_as_in_the_notice_or_as_set(tmp_path: Path) -> None:
    file = write(tmp_path, '[districts.bureaus]\n"黄埔区" = "黄埔区某局"\n')
    bureaus = config.load(file).districts.bureaus
    assert bureaus["黄埔区"] == "黄埔区某局"
    assert bureaus["南沙区"] == "南沙区工业和信息化主管部门"


def test_a_file_saved_by_windows_editor_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xef\xbb\xbfyear = 2025\r\n")
    assert config.load(file).year == 2025


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("yaer = 2025", ["yaer", "did you mean year?"]),
        ("[run]\nsetle_seconds = 3", ["run.setle_seconds", "did you mean settle_seconds?"]),
        ("[limits]\nxyz = 3", ["limits.xyz", "seconds_per_form"]),
        ('year = "next"', ["year", "integer"]),
        ("[run]\nsettle_seconds = -1", ["run.settle_seconds", "greater than or equal to 0"]),
        ('[districts]\norder = ["黄埔区", "黄埔区"]', ["districts.order", "more than once", "黄埔区"]),
        ('[districts]\norder = ["黄埔"]', ["districts.order", "黄埔 is no district", "黄埔区"]),
        ('[districts.bureaus]\n"黄浦区" = "某局"', ["districts.bureaus", "黄浦区 is no district", "黄埔区"]),
        ('[returns.contacts]\n"黄浦区" = "1"', ["returns.contacts", "黄浦区 is no district", "黄埔区"]),
        ('[mail.districts]\n"黄浦区" = ["a@b.cn"]', ["mail.districts", "黄浦区 is no district", "黄埔区"]),
        ('[mail]\nhost = "smtp.example.com"', ["mail", "sender is missing"]),
        ("[dates]\nsubmission = 2024-09-27", ["dates.submission", "with its time", "2024-09-27T17:00:00"]),
        (
            "[dates]\nsubmission = 2024-09-27T17:00:00\ncorrection = 2024-08-30T17:00:00",
            ["dates", "correction lies before submission"],
        ),
        ('[dates]\ncorrection = "9月27日"', ["dates.correction", "without quotes", "2024-09-27T17:00:00"]),
        ("[returns]\nuntil = 2024-10-15", ["returns.until", "in double quotes"]),
        ('ignore_folders = "旧版"', ["ignore_folders", "square brackets"]),
        ('[paths]\nlists = "名单"', ["paths.lists", "名单"]),
        ('year = "next"\nbueau = "x"', ["year", "bueau"]),
        ("year = \ntitle = 1", ["not valid TOML", "line 1"]),
        ('[paths]\noutbox = "inbox/out"', ["paths.outbox", "lies in paths.inbox"]),
        ('[paths]\nreview = "outbox/市局"', ["paths.review", "lies in paths.outbox"]),
        ('[paths]\nreview = "."', ["paths.inbox", "lies in paths.review"]),
        ('[paths]\ninbox = "x"\noutbox = "x"', ["paths.outbox", "lies in paths.inbox"]),
        ('[paths]\ntemplates = "nowhere"', ["paths.templates", "nowhere"]),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, words: list[str]) -> None:
    file = write(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        config.load(file)
    assert raised.value.exit_code == 2
    assert str(file) in str(raised.value)
    for word in words:
        assert word in str(raised.value)


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes('title = "优秀案例"'.encode("gbk"))
    with pytest.raises(ConfigError, match="UTF-8"):
        config.load(file)


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--config"):
        config.load(tmp_path / "other.toml")


def test_settings_can_go_to_worker_processes_and_not_change(tmp_path: Path) -> None:
    loaded = config.load(write(tmp_path, ""))
    assert pickle.loads(pickle.dumps(loaded)) == loaded
    with pytest.raises(ValidationError):
        loaded.paths.inbox = tmp_path  # type: ignore[misc]
