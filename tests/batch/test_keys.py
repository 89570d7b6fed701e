"""What is remembered is found again by all that it depends on, and by nothing else."""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline import forms
from pipeline.batch import glance, story
from pipeline.batch.program import LIBRARIES, given_by
from pipeline.batch.progress import Quiet
from pipeline.batch.templates import CASEBOOK
from pipeline.batch.tools import Tools
from pipeline.config import Config
from pipeline.memo import Memo
from pipeline.problems import ConfigError
from tests.batch.made import ROOT, TEMPLATES, TIME, company, form, put, settings

NOW = datetime.fromisoformat(TIME)
# Of these nothing that is read, decided or printed depends: terminal, events, locks, processes, `init`.
OTHERS = {"filelock", "psutil", "rich", "tomlkit", "typer", "watchdog"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "inbox", {"黄埔区/甲.docx": form("annex1", company("广州甲公司", "余热"))})
    return tmp_path


def with_paths(config: Config, **paths: Path) -> Config:
    return config.model_copy(update={"paths": config.paths.model_copy(update=paths)})


def test_every_library_that_may_matter_is_in_the_key_of_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {canonicalize_name(Requirement(each).name) for each in project["dependencies"]}
    assert asked - OTHERS <= {canonicalize_name(name) for name in LIBRARIES}


def test_a_form_that_is_saved_while_it_is_loaded_is_not_remembered_as_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    config = with_paths(settings(tmp_path), templates=templates, forms=templates / "forms")
    file = templates / "forms" / "annex1.toml"
    before = file.read_text(encoding="utf-8")
    first = f"# 甲\n{before}"  # nobody knows this one yet
    file.write_text(first, encoding="utf-8")
    known, looked_at = given_by(config), forms.inspect
    title = tomllib.loads(before)["title"]

    def saved_meanwhile(*arguments: Any) -> Any:
        monkeypatch.undo()
        file.write_text(before.replace(title, "另一份表"), encoding="utf-8")
        return looked_at(*arguments)

    with Memo(config.paths.state):
        monkeypatch.setattr(forms, "inspect", saved_meanwhile)
        tools = Tools.load(config)
        assert tools.library.form("annex1").definition.title == "另一份表"
        assert known != tools.given == given_by(config)
        file.write_text(first, encoding="utf-8")
        assert Tools.load(config).library.form("annex1").definition.title == title

    def saved_each_time(*arguments: Any) -> Any:
        file.write_text(f"#\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
        return looked_at(*arguments)

    file.write_text(before, encoding="utf-8")
    monkeypatch.setattr(forms, "inspect", saved_each_time)
    with pytest.raises(ConfigError, match="is being written all the time"):
        Tools.load(config)


class Saver(Quiet):
    """Saves a file in the midst of a pass."""

    def __init__(self, file: Path, data: bytes) -> None:
        self._file, self._data = file, data

    def stage(self, name: str, total: int) -> None:
        if name == "writing":
            self._file.write_bytes(self._data)


def test_a_pass_in_which_a_template_was_saved_is_not_taken_for_one_of_what_it_was(folder: Path) -> None:
    templates = folder / "templates"
    shutil.copytree(TEMPLATES, templates)
    config = with_paths(settings(folder), templates=templates)
    file = templates / "messages.toml"
    before = file.read_bytes()
    story.run(config, NOW, Saver(file, before + b"# more\n"))
    file.write_bytes(before)
    assert glance.unchanged(config, NOW) is None


def test_documents_of_a_template_that_was_saved_in_a_pass_and_taken_back_are_written_again(
    folder: Path,
) -> None:
    templates = folder / "templates"
    shutil.copytree(TEMPLATES, templates)
    config = with_paths(settings(folder), templates=templates)
    file = templates / CASEBOOK
    before = file.read_bytes()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(folder / "other.docx", "w") as other:
        for name in old.namelist():
            other.writestr(name, old.read(name).replace("编者说明".encode(), "编者的话".encode()))
    story.run(config, NOW, Saver(file, (folder / "other.docx").read_bytes()))
    (book,) = config.paths.outbox.rglob("*（送审稿）.docx")
    assert "编者的话" in words(book)
    file.write_bytes(before)
    story.run(config, NOW)
    assert "编者说明" in words(book)
    assert story.run(config, NOW).outcome.written == ()


def words(document: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(document)).paragraphs)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_name_among_the_lists_that_is_no_text_is_a_name_like_another(folder: Path) -> None:
    lists = folder / "lists"
    lists.mkdir()
    Path(os.fsdecode(bytes(lists) + b"/\xb8.txt")).write_bytes(b"")
    config = with_paths(settings(folder), lists=lists)
    assert story.run(config, NOW).exit_code == 0
    assert glance.unchanged(config, NOW) is not None
