"""The example inbox: each file is read as what was put in, each fault is found, nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from tests.documents.printed import read, squeezed

ROOT = Path(__file__).parents[2]
REPORT = "市局/收件日报/收件日报20240928.docx"
INBOX = ROOT / "examples" / "inbox"
TRUTHS = {
    Path(str(path).removesuffix(".truth.json")): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(INBOX.rglob("*.truth.json"))
}
DISTRICTS = (
    "越秀区",
    "海珠区",
    "荔湾区",
    "天河区",
    "白云区",
    "黄埔区",
    "花都区",
    "番禺区",
    "南沙区",
    "从化区",
    "增城区",
)


def casebook(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The program as a user runs it, in a folder without a configuration."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The lines of ``casebook extract`` by file."""
    done = casebook("extract", *TRUTHS, cwd=tmp_path_factory.mktemp("extract"))
    assert done.returncode == 1, done.stderr  # two of the files are no forms
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in done.stdout.splitlines():
        record = json.loads(line)
        lines.setdefault(record["source"]["path"], []).append(record)
    return lines


def test_the_inbox_is_what_it_says() -> None:
    forms = [record["form"] for truth in TRUTHS.values() for record in truth["records"]]
    files = [path for path in TRUTHS if TRUTHS[path]["records"]]
    assert len(forms) >= 36
    assert {"annex1", "annex2", "annex3"} == set(forms)
    assert {record["district"] for truth in TRUTHS.values() for record in truth["records"]} == set(DISTRICTS)
    workbooks = sum(path.suffix == ".xlsx" for path in files)
    assert len(files) / 4 <= workbooks <= len(files) / 2.5
    assert sum(path.stat().st_size for path in INBOX.rglob("*") if path.is_file()) < 12 * 2**20


def test_each_picture_is_another_one() -> None:
    shas = [
        picture["sha256"]
        for truth in TRUTHS.values()
        for record in truth["records"]
        for picture in _pictures(record["fields"])
    ]
    assert len(shas) >= 3 * 36
    assert max(Counter(shas).values()) == 1


def _pictures(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return (
            [value] if "sha256" in value else [found for item in value.values() for found in _pictures(item)]
        )
    return [found for item in value for found in _pictures(item)] if isinstance(value, list) else []


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.relative_to(INBOX).as_posix())
def test_a_file_is_read_as_what_was_put_in(path: Path, extracted: dict[str, list[dict[str, Any]]]) -> None:
    truth, lines = TRUTHS[path], extracted[str(path)]
    if "error" in truth:
        assert [line["error"]["code"] for line in lines] == [truth["error"]]
        return
    assert [(line["form"], line["district"]) for line in lines] == [
        (record["form"], record["district"]) for record in truth["records"]
    ]
    assert [line["fields"] for line in lines] == [record["fields"] for record in truth["records"]]
    assert [line["raw"] for line in lines] == [record.get("raw", {}) for record in truth["records"]]
    assert [line["source"]["format"] for line in lines] == [path.suffix[1:]] * len(lines)
    for line in lines:
        assert set(line["provenance"]) >= {
            key for key, value in line["fields"].items() if value and key != "projects"
        }


def by_file(findings: str) -> dict[str, list[str]]:
    """The codes of findings, a JSON object a line, by file."""
    codes: dict[str, list[str]] = {}
    for line in findings.splitlines():
        finding = json.loads(line)
        codes.setdefault(finding["file"], []).append(finding["code"])
    return codes


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The codes of ``casebook check`` by file."""
    done = casebook("check", "--json", *TRUTHS, cwd=tmp_path_factory.mktemp("check"))
    assert done.returncode == 1, done.stderr
    return by_file(done.stdout)


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.relative_to(INBOX).as_posix())
def test_a_fault_gives_its_finding_and_nothing_else_does(path: Path, found: dict[str, list[str]]) -> None:
    expected = [TRUTHS[path]["error"]] if "error" in TRUTHS[path] else TRUTHS[path]["findings"]
    assert found.get(str(path), []) == expected


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The outbox of the demo, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    done = casebook(
        "run", "--config", ROOT / "config.toml", "--inbox", INBOX, "--outbox", folder / "outbox", "--state",
        folder / "state", "--as-of", "2024-09-28T20:00:00+08:00", cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "outbox", done.stdout


def faulty() -> list[Path]:
    return [path for path, truth in TRUTHS.items() if truth.get("error") or truth["findings"]]


def test_the_summary_names_each_faulty_file(demo: tuple[Path, str]) -> None:
    named = {path for path in TRUTHS if path.relative_to(INBOX).as_posix() in demo[1]}
    assert len(faulty()) == 10
    assert named == set(faulty())


def test_each_district_gets_its_summary(demo: tuple[Path, str]) -> None:
    title = "广州市绿色制造与清洁生产优秀案例"
    aside = {".casebook", "退回修改", "无法读取"}
    written = {
        path.relative_to(demo[0]).as_posix()
        for path in demo[0].rglob("*.*")
        if path.is_file() and not aside & set(path.parts)
    }
    names = (*(f"附件4.{title}汇总表（{{0}}）.{kind}" for kind in ("docx", "xlsx")), "区审核表.xlsx")
    expected = {f"{district}/{name.format(district)}" for district in DISTRICTS for name in names}
    kinds = ("docx", "pdf") if shutil.which("soffice") else ("docx",)
    casebooks = {f"市局/汇编/{title}（2024年）（送审稿）.{kind}" for kind in kinds}
    boards = {f"{folder}/index.html" for folder in (*DISTRICTS, "市局")}
    assert written == {*expected, "市局/台账.xlsx", "市局/评审表.xlsx", REPORT} | casebooks | boards


def test_each_faulty_form_goes_back_and_each_file_that_is_none_has_its_reason(demo: tuple[Path, str]) -> None:
    back = [path.name for path in demo[0].rglob("退回修改/*")]
    wrong = [path for path, truth in TRUTHS.items() if truth.get("findings")]
    assert len([name for name in back if name.endswith("退回修改意见.docx")]) == len(wrong)
    assert len([name for name in back if name.partition(".")[0].endswith("批注")]) == len(wrong)
    odd = {f"{path.name}.txt" for path, truth in TRUTHS.items() if truth.get("error")}
    assert {path.name for path in demo[0].rglob("无法读取/*")} == odd


def test_the_casebook_is_valid_for_word(demo: tuple[Path, str]) -> None:
    (file,) = (demo[0] / "市局" / "汇编").glob("*.docx")
    result = OpenXmlValidator().validate(file)
    assert not result.errors, [error.description for error in result.errors]


def test_the_casebook_holds_what_may_be_published_and_nothing_else(
    demo: tuple[Path, str], soffice: str
) -> None:
    (file,) = (demo[0] / "市局" / "汇编").glob("*.pdf")
    printed = read(file)
    for path, truth in TRUTHS.items():
        for record in truth["records"]:
            for key in ("contact", "phone", "email"):
                value = record["fields"][key]
                assert not value or squeezed(value) not in printed.everything, (path, key)
            if path not in faulty():
                assert [
                    text for text in _publishable(record["fields"]) if squeezed(text) not in printed.words
                ] == [], path


def test_no_picture_of_the_casebook_passes_the_margins(demo: tuple[Path, str], soffice: str) -> None:
    (file,) = (demo[0] / "市局" / "汇编").glob("*.pdf")
    found = [(number, box) for number, page in enumerate(read(file).pages, 1) for box in page.pictures]
    assert len(found) > 100
    assert [place for place in found if not place[1].inside] == []


def _publishable(fields: dict[str, Any]) -> list[str]:
    """The texts and figures of a case that the public may read."""
    private = {"contact", "phone", "email", "address"}
    found: list[str] = []
    for key, value in fields.items():
        if key in private:
            continue
        if isinstance(value, str):
            found += value.split("\n")
        elif isinstance(value, dict) and "name" in value:
            found.append(value["name"])
        elif isinstance(value, dict):
            found += [str(value["amount"]), value["note"]] if value.get("amount") is not None else []
        elif isinstance(value, int | float):
            found.append(str(value))
        elif isinstance(value, list):
            for item in value:
                found += (
                    item.split("/")
                    if isinstance(item, str)
                    else []
                    if "sha256" in item
                    else _publishable(item)
                )
    return found
