"""A new working folder, and the next year's out of last year's: ``casebook init``."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from pipeline.config import DISTRICTS
from pipeline.inbox import READ_ME
from tests.batch.made import TIME, company, form, put
from tests.cli.test_commands import casebook, lines

UNIT, TITLE = "广州甲涂料有限公司", "余热回收利用"


def quick(folder: Path) -> None:
    """Files lie there already: no pass has to wait for them. Nothing is laid out, which takes seconds."""
    path = folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    for line in ("settle_seconds = 2", "page_numbers = true", "pdf = true"):
        name, value = line.split(" = ")
        text = text.replace(f"# {line}", f"{name} = {'0' if value == '2' else 'false'}")
    path.write_text(text, encoding="utf-8")


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


@pytest.fixture
def season(tmp_path: Path) -> Path:
    done = casebook(tmp_path, "init", "今年", "--year", "2024")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "今年"
    quick(folder)
    return folder


def test_a_form_dropped_into_a_new_folder_comes_out_as_a_casebook(season: Path) -> None:
    put(season / "inbox", {"黄埔区/甲.docx": form("annex1", company(UNIT, TITLE))})
    done = casebook(season, "run", "--as-of", TIME)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Read 1 files" in done.stdout
    assert "unreadable" not in done.stdout
    assert list((season / "outbox" / "市局" / "汇编").glob("*2024年*.docx"))
    assert list((season / "outbox" / "黄埔区").glob("附件4*.docx"))


def test_each_district_has_a_folder_its_reviews_and_a_page_for_its_clerks(season: Path) -> None:
    inbox = season / "inbox"
    assert {path.name for path in inbox.iterdir()} == {*DISTRICTS, "评审", READ_ME}
    for district in DISTRICTS:
        assert {path.name for path in (inbox / district).iterdir()} == {"审核", READ_ME}
    said = text_of(inbox / "黄埔区" / READ_ME)
    assert "《广州市绿色制造与清洁生产优秀案例》（2024年）" in said
    assert "{" not in said
    assert "联系" not in said.split("请注意")[1]  # nobody to ask was set


def test_dates_are_left_for_people_to_set(season: Path) -> None:
    settings = tomllib.loads((season / "config.toml").read_text(encoding="utf-8"))
    assert settings["year"] == 2024
    assert settings["dates"] == {}


def test_a_folder_that_holds_anything_is_left_alone(season: Path) -> None:
    before = sorted(season.rglob("*"))
    done = casebook(season.parent, "init", str(season))
    assert done.returncode != 0
    assert "is not empty" in done.stderr
    assert sorted(season.rglob("*")) == before


def test_what_lasts_is_taken_over_and_what_was_last_years_is_not(season: Path, tmp_path: Path) -> None:
    config = season / "config.toml"
    text = config.read_text(encoding="utf-8")
    text = text.replace("[paths]\n", '[paths]\nreview = "../评审2024"\n')
    text = text.replace("[dates]\n", "[dates]\nsubmission = 2024-09-27T17:00:00\n")
    text = text.replace("[returns]\n", '[returns]\nuntil = "2024年9月30日"\ncontact = "020-83123838"\n')
    text = text.replace("[districts]\n", '[districts]\norder = ["黄埔区", "从化区"]\n')
    config.write_text(text, encoding="utf-8")
    # Another form and other words than those of the program, and words that a newer program has.
    (season / "templates" / "forms" / "annex3.docx").unlink()
    (season / "templates" / "forms" / "annex3.toml").unlink()
    words = season / "templates" / "messages.toml"
    said = words.read_text(encoding="utf-8").replace('no-district = "未分区"', 'no-district = "其他"')
    words.write_text(
        "\n".join(line for line in said.split("\n") if not line.startswith("whole-form")), "utf-8"
    )
    (season / "lists" / "绿色工厂名单.xlsx").write_bytes(b"a list")

    done = casebook(tmp_path, "init", "明年", "--from", str(season))
    (season / "lists" / "绿色工厂名单.xlsx").unlink()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "dates.submission = 2024-09-27" in done.stdout
    assert "paths.review" in done.stdout

    new = tmp_path / "明年"
    settings = tomllib.loads((new / "config.toml").read_text(encoding="utf-8"))
    assert settings["year"] == 2025
    assert settings["dates"] == {}
    assert settings["paths"] == {}
    assert settings["returns"] == {"contact": "020-83123838", "contacts": {}}
    assert "征集年度。\n" in (new / "config.toml").read_text(encoding="utf-8")
    assert {path.name for path in (new / "inbox").iterdir()} == {"黄埔区", "从化区", "评审", READ_ME}
    assert "请联系：020-83123838" in text_of(new / "inbox" / READ_ME)
    assert not (new / "templates" / "forms" / "annex3.docx").exists()
    taken = tomllib.loads((new / "templates" / "messages.toml").read_text(encoding="utf-8"))["words"]
    assert taken["no-district"] == "其他"
    assert taken["whole-form"] == "整张表"
    assert (new / "lists" / "绿色工厂名单.xlsx").read_bytes() == b"a list"
    assert casebook(new, "forms", "lint").returncode == 0


def test_a_case_of_last_years_register_is_told_to_its_district(season: Path, tmp_path: Path) -> None:
    put(
        season / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", company(UNIT, TITLE)),
            "黄埔区/乙.docx": form("annex1", company("广州乙公司", "光伏", contact="")),  # did not pass
        },
    )
    assert casebook(season, "run", "--as-of", TIME).returncode == 0
    assert casebook(tmp_path, "init", "明年", "--from", str(season)).returncode == 0
    new = tmp_path / "明年"
    quick(new)
    put(
        new / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", company(UNIT, f"{TITLE} ", profile="不同的简介。")),
            "黄埔区/乙.docx": form("annex1", company("广州乙公司", "光伏")),
        },
    )
    done = casebook(new, "run", "--as-of", "2025-09-30T18:00:00+08:00")
    assert done.returncode == 0, done.stdout + done.stderr
    sheet = load_workbook(new / "outbox" / "黄埔区" / "区审核表.xlsx").worksheets[0]
    rows = {
        UNIT if UNIT in row else "广州乙公司": " ".join(filter(None, row))
        for row in sheet.iter_rows(values_only=True)
        if UNIT in row or "广州乙公司" in row
    }
    assert "published-before：同一单位的同名案例已收入2024年（黄埔-" in rows[UNIT]
    assert "published-before" not in rows["广州乙公司"]
    found = casebook(new, "check", "--json", "inbox/黄埔区/甲.docx")
    assert [one for one in lines(found) if one["code"] == "published-before"] == []  # not the applicant's


def test_a_register_that_is_none_is_said_before_anything_is_done(season: Path) -> None:
    (season / "lists" / "台账2023.xlsx").write_bytes(b"no workbook")
    done = casebook(season, "run", "--as-of", TIME)
    assert done.returncode == 2
    assert "台账2023.xlsx can't be read as the register of an earlier year" in done.stderr
    assert not (season / "state").exists()


def test_a_folder_without_settings_is_no_last_year(tmp_path: Path) -> None:
    done = casebook(tmp_path, "init", "new", "--from", str(tmp_path))
    assert done.returncode == 2
    assert "has no config.toml" in done.stderr
    assert not (tmp_path / "new").exists()
