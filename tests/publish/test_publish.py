"""The outbox agrees with the targets, and what people put there stays theirs."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline import publish as publishing
from pipeline.outbox import Target
from pipeline.problems import CasebookError
from pipeline.publish import Failure, Outbox, Outcome, publish
from pipeline.work import Limits, Pool
from tests.cli.test_machine import mounted

SUFFIX = "（自动生成）"
SUMMARY = "黄埔区/附件4.docx"
BOOK = "市局/汇编/汇编.docx"


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _half_written(path: Path) -> None:
    path.write_text("half", encoding="utf-8")
    raise ValueError("a template failed\nwith a second line")


def _no_room(path: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def settled() -> bool:
    """What the targets are made of stays what it is."""
    return True


def target(path: str, text: str, key: str = "") -> Target:
    return Target(path, key or text, partial(_write, text))


def run(outbox: Path, *targets: Target) -> Outcome:
    with Pool() as pool:
        return publish([targets], Outbox(outbox, pool, Limits(0, 60), SUFFIX, settled))


def files(outbox: Path) -> dict[str, str]:
    """All files of the outbox but the manifest's folder, with their text."""
    return {
        path.relative_to(outbox).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(outbox.rglob("*"))
        if path.is_file() and ".casebook" not in path.parts
    }


def manifest(outbox: Path) -> Any:
    return json.loads((outbox / ".casebook" / "manifest.json").read_text(encoding="utf-8"))


def edit_manifest(outbox: Path, change: Callable[[Any], None]) -> None:
    data = manifest(outbox)
    change(data)
    (outbox / ".casebook" / "manifest.json").write_text(json.dumps(data), encoding="utf-8")


# --- the ordinary way -----------------------------------------------------------------


def test_targets_are_written_and_noted(tmp_path: Path) -> None:
    outcome = run(tmp_path / "outbox", target(SUMMARY, "one"), target(BOOK, "two"))
    assert outcome == Outcome(written=(SUMMARY, BOOK))
    assert files(tmp_path / "outbox") == {SUMMARY: "one", BOOK: "two"}
    assert manifest(tmp_path / "outbox")["intents"] == []


def test_what_is_up_to_date_keeps_bytes_and_time(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"), target(BOOK, "two"))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert run(tmp_path, target(SUMMARY, "one"), target(BOOK, "two")) == Outcome(unchanged=(SUMMARY, BOOK))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_what_is_stale_is_written_anew(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"), target(BOOK, "two"))
    outcome = run(tmp_path, target(SUMMARY, "one"), target(BOOK, "three"))
    assert outcome == Outcome(written=(BOOK,), unchanged=(SUMMARY,))
    assert files(tmp_path) == {SUMMARY: "one", BOOK: "three"}


def test_what_was_deleted_comes_back(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"))
    (tmp_path / SUMMARY).unlink()
    assert run(tmp_path, target(SUMMARY, "one")).written == (SUMMARY,)


def test_what_nothing_gives_any_more_is_removed_with_its_folder(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"), target(BOOK, "two"))
    assert run(tmp_path, target(SUMMARY, "one")) == Outcome(unchanged=(SUMMARY,), removed=(BOOK,))
    assert not (tmp_path / "市局").exists()
    assert list(manifest(tmp_path)["files"]) == [SUMMARY]


def test_other_inputs_that_give_the_same_bytes_leave_the_file_alone(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one", key="first"))
    before = (tmp_path / SUMMARY).stat().st_mtime_ns
    assert run(tmp_path, target(SUMMARY, "one", key="second")) == Outcome(unchanged=(SUMMARY,))
    assert (tmp_path / SUMMARY).stat().st_mtime_ns == before
    assert manifest(tmp_path)["files"][SUMMARY]["key"] == "second"


def _dated(text: str, as_of: datetime, path: Path) -> None:
    path.write_text(f"{text} {as_of:%H:%M}", encoding="utf-8")


def test_what_differs_by_the_clock_alone_is_left_for_an_hour_by_a_watcher(tmp_path: Path) -> None:
    def look(text: str, minutes: int, *, postpone: bool = True) -> str:
        clock = datetime(2024, 9, 30, 18, tzinfo=UTC) + timedelta(minutes=minutes)
        made = Target(SUMMARY, text, _dated, clocked=partial(_dated, text)).at(clock)
        with Pool() as pool:
            publish([[made]], Outbox(tmp_path, pool, Limits(0, 60), SUFFIX, settled), postpone=postpone)
        return files(tmp_path)[SUMMARY]

    assert look("one", 0) == "one 18:00"
    assert look("one", 59) == "one 18:00"
    assert look("two", 59) == "two 18:59"  # news wait for nothing
    assert look("two", 118) == "two 18:59"  # an hour from when it was written
    assert look("two", 119) == "two 19:59"
    assert look("two", 120, postpone=False) == "two 20:00"  # a pass of its own leaves nothing
    assert look("two", 59) == "two 18:59"  # a clock that was set back by more than that


# --- people's files ---------------------------------------------------------------------


def test_a_changed_file_stays_and_ours_goes_beside_it(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"))
    _write("edited by hand", tmp_path / SUMMARY)
    ours = f"黄埔区/附件4{SUFFIX}.docx"
    assert run(tmp_path, target(SUMMARY, "one")) == Outcome(written=(ours,), beside=((SUMMARY, ours),))
    assert files(tmp_path) == {SUMMARY: "edited by hand", ours: "one"}
    assert run(tmp_path, target(SUMMARY, "one")) == Outcome(unchanged=(ours,), beside=((SUMMARY, ours),))
    assert run(tmp_path, target(SUMMARY, "two")) == Outcome(written=(ours,), beside=((SUMMARY, ours),))


def test_a_file_that_was_there_before_stays(tmp_path: Path) -> None:
    (tmp_path / "黄埔区").mkdir()
    _write("a person's", tmp_path / SUMMARY)
    run(tmp_path, target(SUMMARY, "one"))
    assert files(tmp_path) == {SUMMARY: "a person's", f"黄埔区/附件4{SUFFIX}.docx": "one"}


def test_both_names_taken_gives_a_number(tmp_path: Path) -> None:
    (tmp_path / "黄埔区").mkdir()
    for name in (SUMMARY, f"黄埔区/附件4{SUFFIX}.docx"):
        _write("a person's", tmp_path / name)
    assert run(tmp_path, target(SUMMARY, "one")).written == (f"黄埔区/附件4{SUFFIX}2.docx",)


def test_a_name_beside_is_not_one_that_another_output_has(tmp_path: Path) -> None:
    other = f"黄埔区/附件4{SUFFIX}.docx"
    (tmp_path / "黄埔区").mkdir()
    _write("a person's", tmp_path / SUMMARY)
    for text in ("one", "one", "two"):
        run(tmp_path, target(SUMMARY, text), target(other, f"other {text}"))
        assert files(tmp_path) == {
            SUMMARY: "a person's",
            other: f"other {text}",
            f"黄埔区/附件4{SUFFIX}2.docx": text,
        }


def test_the_longest_name_leaves_room_for_the_one_beside_it(tmp_path: Path) -> None:
    longest = "长" * 83 + ".docx"
    _write("a person's", tmp_path / longest)
    (ours,) = run(tmp_path, target(longest, "one")).written
    assert ours.endswith(f"长{SUFFIX}.docx")
    assert files(tmp_path) == {longest: "a person's", ours: "one"}


def test_ours_returns_to_its_name_when_it_is_free(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"))
    _write("edited", tmp_path / SUMMARY)
    run(tmp_path, target(SUMMARY, "one"))
    (tmp_path / SUMMARY).unlink()
    outcome = run(tmp_path, target(SUMMARY, "one"))
    assert (outcome.written, outcome.removed) == ((SUMMARY,), (f"黄埔区/附件4{SUFFIX}.docx",))
    assert files(tmp_path) == {SUMMARY: "one"}


def test_an_edit_taken_back_is_ours_again(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"))
    _write("edited", tmp_path / SUMMARY)
    run(tmp_path, target(SUMMARY, "one"))
    _write("one", tmp_path / SUMMARY)
    run(tmp_path, target(SUMMARY, "one"))
    assert files(tmp_path) == {SUMMARY: "one"}


def test_a_changed_file_is_not_removed(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"))
    _write("edited", tmp_path / SUMMARY)
    assert run(tmp_path) == Outcome()
    assert files(tmp_path) == {SUMMARY: "edited"}


@pytest.mark.parametrize("make", [Path.mkdir, getattr(os, "mkfifo", Path.mkdir)])
def test_what_is_no_file_stays_in_the_place_of_one(tmp_path: Path, make: Callable[[Path], None]) -> None:
    (tmp_path / SUMMARY).parent.mkdir()
    make(tmp_path / SUMMARY)
    assert run(tmp_path, target(SUMMARY, "one")).written == (f"黄埔区/附件4{SUFFIX}.docx",)


def test_a_file_in_the_place_of_a_folder_of_ours_stays_and_is_said_once(tmp_path: Path) -> None:
    run(tmp_path, target("黄埔区/退回修改/甲.docx", "one"))
    shutil.rmtree(tmp_path / "黄埔区" / "退回修改")
    _write("note", tmp_path / "黄埔区" / "退回修改")

    def interrupted(data: Any) -> None:
        data["intents"].append({"temporary": "黄埔区/退回修改/.x.tmp", "path": None, "written": None})

    edit_manifest(tmp_path, interrupted)
    wanted = (target("黄埔区/退回修改/甲.docx", "two"), target(BOOK, "two"))
    outcome = run(tmp_path, *wanted)
    assert (outcome.written, [one.path for one in outcome.failed]) == ((BOOK,), [wanted[0].path])
    assert run(tmp_path, wanted[1]) == Outcome(unchanged=(BOOK,))  # nothing is wanted there any more
    assert files(tmp_path)["黄埔区/退回修改"] == "note"


def test_a_persons_file_in_our_folder_keeps_the_folder(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"))
    _write("note", tmp_path / "黄埔区" / "记录.txt")
    assert run(tmp_path).removed == (SUMMARY,)
    assert files(tmp_path) == {"黄埔区/记录.txt": "note"}


# --- failures ------------------------------------------------------------------------------


def test_one_output_that_fails_keeps_the_others_going(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "old"), target(BOOK, "old"))
    failing = Target(SUMMARY, "new", _half_written), Target("市局/台账.xlsx", "new", _no_room)
    outcome = run(tmp_path, *failing, target(BOOK, "new"))
    reasons = (
        "ValueError: a template failed",
        "No space left on device: make room there; it is written at the next pass",
    )
    failed = tuple(Failure(one.path, reason) for one, reason in zip(failing, reasons, strict=True))
    assert outcome == Outcome(written=(BOOK,), failed=failed)
    assert files(tmp_path) == {SUMMARY: "old", BOOK: "new"}
    assert run(tmp_path, target(SUMMARY, "new"), target(BOOK, "new")).written == (SUMMARY,)


def _abort(path: Path) -> None:
    path.write_text("half", encoding="utf-8")
    os.abort()


def _hang(path: Path) -> None:
    while True:
        time.sleep(60)


def _no_memory(path: Path) -> None:
    raise MemoryError


def test_an_output_that_breaks_its_worker_is_said_in_a_line_and_the_others_are_written(
    tmp_path: Path,
) -> None:
    run(tmp_path, target(SUMMARY, "old"))
    breaking = {
        "区1/a.docx": _abort,
        "区2/b.docx": _hang,
        "区3/c.docx": _no_memory,
        "区4/d.docx": _half_written,
    }
    targets = [Target(path, "new", render) for path, render in breaking.items()]
    with Pool() as pool:
        limits = Limits(2, 3.0, 300 << 20)
        outbox = Outbox(tmp_path, pool, limits, SUFFIX, settled)
        outcome = publish([[target(SUMMARY, "new"), *targets, target(BOOK, "two")]], outbox)
    assert outcome.written == (SUMMARY, BOOK)
    reasons = {failure.path: failure.reason for failure in outcome.failed}
    assert list(reasons) == list(breaking)
    words = ["broke down (exit", "took longer than 3 s", "more than 300 MB", "ValueError: a template failed"]
    for reason, word in zip(reasons.values(), words, strict=True):
        assert word in reason
        assert "\n" not in reason
    assert files(tmp_path) == {SUMMARY: "new", BOOK: "two"}


def test_a_failure_leaves_no_empty_folder(tmp_path: Path) -> None:
    run(tmp_path, Target(SUMMARY, "new", _half_written))
    assert not (tmp_path / "黄埔区").exists()


def test_a_folder_that_can_not_be_removed_keeps_nothing_from_being_done(tmp_path: Path) -> None:
    with mounted(tmp_path / "黄埔区"):
        outcome = run(tmp_path, Target(SUMMARY, "new", _half_written), target(BOOK, "two"))
        assert (outcome.written, [failure.path for failure in outcome.failed]) == ((BOOK,), [SUMMARY])
        run(tmp_path, target(SUMMARY, "one"), target(BOOK, "two"))
        assert run(tmp_path, target(BOOK, "two")) == Outcome(unchanged=(BOOK,), removed=(SUMMARY,))


def test_a_held_file_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, refusals = os.replace, [2]

    def held(source: Path, place: Path) -> None:
        if Path(place).name == "附件4.docx" and refusals[0]:
            refusals[0] -= 1
            raise PermissionError(13, "held by another program", str(place))
        replace(source, place)

    monkeypatch.setattr(os, "replace", held)
    assert run(tmp_path, target(SUMMARY, "one")) == Outcome(written=(SUMMARY,))


def test_a_locked_file_stays_as_it_is_and_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, target(SUMMARY, "old"))
    monkeypatch.setattr(publishing, "_REPLACE_PAUSES", ())
    replace = os.replace

    def locked(source: Path, place: Path) -> None:
        if Path(place).name == "附件4.docx":
            raise PermissionError(13, "open in Word", str(place))
        replace(source, place)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", locked)
        outcome = run(tmp_path, target(SUMMARY, "new"), target(BOOK, "two"))
    assert (outcome.written, [failure.path for failure in outcome.failed]) == ((BOOK,), [SUMMARY])
    assert files(tmp_path) == {SUMMARY: "old", BOOK: "two"}
    assert run(tmp_path, target(SUMMARY, "new"), target(BOOK, "two")).written == (SUMMARY,)


def test_an_outbox_that_is_no_folder_is_said(tmp_path: Path) -> None:
    _write("a file", tmp_path / "outbox")
    with pytest.raises(CasebookError, match="outbox"):
        run(tmp_path / "outbox", target(SUMMARY, "one"))


# --- after a crash -----------------------------------------------------------------------


def _dying(effect: str, number: int) -> None:
    """From now on this process ends, uncleanly, before the effect of that number (odd: after it)."""
    real, calls = getattr(os, effect), [0]

    def counted(*arguments: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] * 2 == number:
            os._exit(9)
        result = real(*arguments, **named)
        if calls[0] * 2 + 1 == number:
            os._exit(9)
        return result

    setattr(os, effect, counted)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
@pytest.mark.parametrize("effect", ["replace", "fsync", "unlink"])
@pytest.mark.parametrize("number", range(2, 20))
def test_killed_anywhere_the_next_run_comes_to_the_same(tmp_path: Path, effect: str, number: int) -> None:
    run(tmp_path, target(SUMMARY, "old"), target("海珠区/附件4.docx", "gone"))
    _write("a person's", tmp_path / "市局.txt")
    child = os.fork()
    if not child:
        try:
            _dying(effect, number)
            run(tmp_path, target(SUMMARY, "new"), target(BOOK, "two"))
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    outcome = run(tmp_path, target(SUMMARY, "newest"), target(BOOK, "two"))
    assert files(tmp_path) == {SUMMARY: "newest", BOOK: "two", "市局.txt": "a person's"}
    assert outcome.beside == ()


def test_temporary_files_of_a_killed_run_are_cleared_away(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"))
    left = tmp_path / "黄埔区" / ".0123456789abcdef.casebook.tmp"
    _write("half", left)
    edit_manifest(
        tmp_path,
        lambda data: data["intents"].append(
            {"temporary": f"黄埔区/{left.name}", "path": None, "written": None}
        ),
    )
    assert run(tmp_path, target(SUMMARY, "one")) == Outcome(unchanged=(SUMMARY,))
    assert not left.exists()


def test_a_replacement_that_was_not_confirmed_is_ours(tmp_path: Path) -> None:
    run(tmp_path, target(SUMMARY, "one"))

    def unconfirmed(data: Any) -> None:
        written = data["files"].pop(SUMMARY)
        data["intents"].append({"temporary": "黄埔区/.x.casebook.tmp", "path": SUMMARY, "written": written})

    edit_manifest(tmp_path, unconfirmed)
    assert run(tmp_path, target(SUMMARY, "one")) == Outcome(unchanged=(SUMMARY,))


@pytest.mark.parametrize("way", ["../file", "黄埔区/../../file", "absolute"])
def test_a_manifest_that_leads_out_of_the_outbox_is_not_followed(tmp_path: Path, way: str) -> None:
    outbox, file = tmp_path / "outbox", tmp_path / "file"
    run(outbox, target(SUMMARY, "one"))
    _write("of somebody else", file)
    path = str(file) if way == "absolute" else way

    def lead_out(data: Any) -> None:
        data["intents"].append({"temporary": path, "path": None, "written": None})

    edit_manifest(outbox, lead_out)
    assert run(outbox, target(SUMMARY, "one")) == Outcome(unchanged=(SUMMARY,))
    assert file.read_text(encoding="utf-8") == "of somebody else"


@pytest.mark.parametrize("damage", ["", "{", '{"files": 1}', "[]"])
def test_an_outbox_whose_manifest_was_lost_comes_right(tmp_path: Path, damage: str) -> None:
    run(tmp_path, target(SUMMARY, "one"), target(BOOK, "two"))
    (tmp_path / ".casebook" / "manifest.json").write_text(damage, encoding="utf-8")
    assert run(tmp_path, target(SUMMARY, "one"), target(BOOK, "two")) == Outcome(unchanged=(SUMMARY, BOOK))
    assert sorted(manifest(tmp_path)["files"]) == sorted([SUMMARY, BOOK])
    assert files(tmp_path) == {SUMMARY: "one", BOOK: "two"}
