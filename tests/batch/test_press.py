"""The casebook's page numbers and PDF: what LibreOffice is asked for, when, and what comes without it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipeline.batch import story
from pipeline.batch.summary import Lacking, Summary
from pipeline.cli.terminal import summary_lines
from pipeline.config import Config
from tests.batch.made import TEMPLATES, TIME, company, form, photo, put, settings
from tests.cli.test_commands import command, environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="stands in for the command with a shell script")

NOW = datetime.fromisoformat(TIME)
STEM = "市局/汇编/广州市绿色制造与清洁生产优秀案例（2024年）（送审稿）"
DOCX, PDF = f"{STEM}.docx", f"{STEM}.pdf"
ALL = ("page numbers", "PDF")


class Office:
    """A command in LibreOffice's place, which says what it was called for and what was there by then."""

    def __init__(self, folder: Path, soffice: str) -> None:
        self.folder = folder
        self.path = folder / "office.sh"
        self._soffice = soffice
        self.path.write_text(
            f'#!/bin/sh\ncd "{folder}"\necho $$ >> called\nls outbox/*/ outbox/*/*/ > seen 2>&1\n. ./does\n',
            encoding="utf-8",
        )
        self.path.chmod(0o755)
        self.works()

    def does(self, script: str) -> None:
        (self.folder / "does").write_text(script, encoding="utf-8")

    def works(self) -> None:
        self.does(f'exec "{self._soffice}" "$@"')

    @property
    def calls(self) -> list[int]:
        """The process ids of the calls so far."""
        with suppress(FileNotFoundError):
            return list(map(int, (self.folder / "called").read_text("utf-8").split()))
        return []

    @property
    def seen(self) -> str:
        """The names in the outbox at the last call."""
        return (self.folder / "seen").read_text("utf-8")


@pytest.fixture
def office(tmp_path: Path, soffice: str) -> Office:
    hand_in(tmp_path, "余热")
    return Office(tmp_path, soffice)


def hand_in(folder: Path, title: str, file: str = "黄埔区/甲.docx", **changes: Any) -> None:
    put(folder / "inbox", {file: form("annex1", company("广州甲公司", title, **changes))})


def config(office: Office, **limits: float) -> Config:
    plain = settings(office.folder)
    wanted = plain.casebook.model_copy(update={"page_numbers": True, "pdf": True})
    tools = plain.tools.model_copy(update={"soffice": str(office.path)})
    changed = plain.limits.model_copy(update=limits)
    return plain.model_copy(update={"casebook": wanted, "tools": tools, "limits": changed})


def run(office: Office, *, postpone: bool = False, **limits: float) -> Summary:
    return story.run(config(office, **limits), NOW, postpone=postpone)


def laid_out(folder: Path) -> list[bytes]:
    return [(folder / "outbox" / path).read_bytes() for path in (DOCX, PDF)]


def pages(folder: Path) -> list[str]:
    """The page numbers that stand in the casebook's contents."""
    with zipfile.ZipFile(folder / "outbox" / DOCX) as package:
        xml = package.read("word/document.xml").decode("utf-8")
    shown = re.findall(r'PAGEREF _Toc\d.*?fldCharType="separate"/></w:r><w:r><w:t[^>]*>([^<]*)<', xml)
    assert ("更新整个目录" in xml) == (not any(map(str.strip, shown)))
    return [page for page in shown if page.strip()]


def unfinished(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix == ".tmp" or path.name == "unfinished"]


def documents(paths: Iterable[str]) -> tuple[str, ...]:
    """All but the boards, which show each pass's time."""
    return tuple(path for path in paths if not path.endswith("index.html"))


def until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, condition
        time.sleep(0.05)


def test_laid_out_once_when_all_else_is_in_place(office: Office) -> None:
    first = run(office)
    assert first.exit_code == 0 and first.lacking is None
    assert pages(office.folder) == ["1", "1", "1"]
    assert documents(first.outcome.written)[-2:] == (DOCX, PDF)
    assert len(office.calls) == 2  # the pages, the PDF
    for name in ("区审核表.xlsx", "台账.xlsx", Path(DOCX).name):
        assert name in office.seen
    made = laid_out(office.folder)

    assert documents(run(office).outcome.unchanged) == documents(first.outcome.written)
    (office.folder / "outbox" / PDF).unlink()
    (office.folder / "outbox" / DOCX).unlink()
    assert documents(run(office).outcome.written) == (DOCX, PDF)
    assert len(office.calls) == 2
    (printed,) = (office.folder / "state" / "layout").glob("*.pdf")
    printed.write_bytes(bytes(printed.stat().st_size))  # as a power cut may leave it
    (office.folder / "outbox" / PDF).unlink()
    assert documents(run(office).outcome.written) == (PDF,)
    hand_in(office.folder, "余热", "番禺区/乙.docx", contact="")  # a form with a fault
    assert set(run(office).outcome.unchanged) >= {DOCX, PDF}
    assert len(office.calls) == 3
    assert laid_out(office.folder) == made

    hand_in(office.folder, "余热发电")
    assert set(run(office).outcome.written) >= {DOCX, PDF}
    assert len(office.calls) == 5
    hand_in(office.folder, "余热发电", case_photos=[photo(5)])
    assert set(run(office).outcome.written) >= {DOCX, PDF}
    assert len(office.calls) == 6  # a photo of the same size moves nothing: the PDF alone
    assert unfinished(office.folder) == []


@pytest.mark.parametrize(
    ("does", "why", "seconds"), [("kill -SEGV $$", "failed", 120), ("sleep 1000", "too-slow", 0.5)]
)
def test_what_libreoffice_does_not_give_is_left_out_and_comes_when_it_does(
    office: Office, does: str, why: Any, seconds: float
) -> None:
    run(office)
    hand_in(office.folder, "余热发电")
    office.does(does)
    summary = run(office, seconds_per_layout=seconds)
    assert summary.lacking == Lacking(ALL, why)
    assert summary.exit_code == 0
    assert pages(office.folder) == []
    assert PDF in summary.outcome.removed
    assert not (office.folder / "outbox" / PDF).exists()
    (line,) = [line for line in summary_lines(summary, 1) if "LibreOffice" in line]
    assert line.startswith("Casebook without page numbers and PDF: LibreOffice ")
    assert not any(psutil.pid_exists(pid) for pid in office.calls)

    office.works()
    assert documents(run(office).outcome.written) == (DOCX, PDF)
    assert pages(office.folder) == ["1", "1", "1"]


def test_a_pdf_that_fails_takes_no_page_numbers_along(office: Office) -> None:
    office.does(f'case "$*" in *draft*) exec "{office._soffice}" "$@";; esac; exit 1')
    summary = run(office)
    assert summary.lacking == Lacking(("PDF",), "failed")
    assert summary.exit_code == 0
    assert pages(office.folder) == ["1", "1", "1"]
    assert not (office.folder / "outbox" / PDF).exists()


def test_without_libreoffice_it_is_said_once(office: Office) -> None:
    office.path.unlink()
    summary = run(office)
    assert summary.lacking == Lacking(ALL, "missing")
    assert summary.exit_code == 0
    assert sum("LibreOffice" in line for line in summary_lines(summary, 1)) == 1
    assert pages(office.folder) == []


def test_what_nobody_wants_is_not_laid_out(office: Office) -> None:
    wanted = config(office)
    for page_numbers, pdf, calls in ((False, False, 0), (True, False, 1), (False, True, 2)):
        changed = wanted.casebook.model_copy(update={"page_numbers": page_numbers, "pdf": pdf})
        summary = story.run(wanted.model_copy(update={"casebook": changed}), NOW)
        assert summary.lacking is None
        assert len(office.calls) == calls
        assert bool(pages(office.folder)) == page_numbers
        assert (office.folder / "outbox" / PDF).exists() == pdf


def test_a_watcher_puts_it_off_with_the_casebook(office: Office) -> None:
    assert run(office, postpone=True).outcome.postponed[-2:] == (DOCX, PDF)
    assert office.calls == []
    run(office)
    assert run(office, postpone=True).outcome.postponed == ()

    hand_in(office.folder, "余热发电")
    office.does("exit 1")
    assert run(office, postpone=True).outcome.postponed[-2:] == (DOCX, PDF)
    assert len(office.calls) == 2
    assert (office.folder / "outbox" / PDF).exists()  # of the casebook that still lies there
    failed = run(office)
    after = run(office, postpone=True)
    # What failed is not a reason to come back for it again and again.
    assert after.outcome.postponed == ()
    assert after.lacking == failed.lacking == Lacking(ALL, "failed")
    assert len(office.calls) == 3


@pytest.fixture
def started(office: Office) -> Iterator[subprocess.Popen[bytes]]:
    """A run whose layout never ends, at the moment at which it has begun."""
    lines = (
        f'[paths]\ntemplates = "{TEMPLATES}"\n[run]\nsettle_seconds = 0\n[tools]\nsoffice = "{office.path}"\n'
    )
    (office.folder / "config.toml").write_text(f"workers = 1\n{lines}", encoding="utf-8")
    office.does("sleep 1000 & echo $! >> called; wait")
    with subprocess.Popen(
        command("run", "--as-of", TIME), cwd=office.folder, env=environment(), stdout=subprocess.DEVNULL
    ) as process:
        until(lambda: len(office.calls) == 2)
        yield process
        process.kill()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_killed_while_it_is_laid_out(
    office: Office, started: subprocess.Popen[bytes], how: signal.Signals
) -> None:
    started.send_signal(how)
    started.wait()
    until(lambda: not any(map(psutil.pid_exists, office.calls)))
    assert (office.folder / "outbox/市局/台账.xlsx").exists()
    assert not (office.folder / "outbox" / DOCX).exists()
    office.works()
    assert documents(run(office).outcome.written) == (DOCX, PDF)
    assert unfinished(office.folder) == []
