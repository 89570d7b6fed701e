"""What is installed from a wheel has its templates, settings and tables with it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.bundle import wheel_of_casebook
from tests.batch.made import TIME, company, form, put


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel's content, as an installer puts it into an environment."""
    folder = tmp_path_factory.mktemp("installed")
    wheel_of_casebook(folder / "wheels", folder, isolated=False)
    (wheel,) = (folder / "wheels").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "packages")
    return folder / "packages"


def casebook(installed: Path, folder: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    # -P: not the working directory's modules, which are the repository's when tests run.
    return subprocess.run(
        [sys.executable, "-P", "-m", "pipeline", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_an_installed_casebook_makes_a_folder_and_runs_in_it(installed: Path, tmp_path: Path) -> None:
    made = casebook(installed, tmp_path, ["init", "work", "--year", "2024"])
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "work"
    put(folder / "inbox", {"黄埔区/甲.docx": form("annex1", company("广州甲公司", "余热"))})
    done = casebook(installed, folder, ["run", "--as-of", TIME])
    assert done.returncode == 0, done.stderr
    assert list((folder / "outbox").rglob("附件4*.docx"))


def test_an_installed_casebook_finds_its_own_templates(installed: Path, tmp_path: Path) -> None:
    done = casebook(installed, tmp_path, ["forms", "list"])
    assert done.returncode == 0, done.stderr
    assert {line.split("\t")[0] for line in done.stdout.splitlines()} >= {"annex1", "annex2", "annex3"}
    assert all(str(installed) in line for line in done.stdout.splitlines())


def test_nothing_but_the_program_is_in_a_wheel(installed: Path) -> None:
    assert {path.name.partition("-")[0] for path in installed.iterdir()} == {"pipeline", "casebook"}
    assert not [path for path in installed.rglob("*") if path.suffix in (".pyc", ".docx~")]
