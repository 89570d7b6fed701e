"""The machine fails once, at any call: nothing is lost, it is said where, and the next pass is right."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline import inbox
from pipeline.batch.look import folders_of
from pipeline.batch.reading import Reader
from pipeline.door import DEFAULT
from pipeline.journal import Journal
from pipeline.memo import Memo
from pipeline.model import MANIFEST, Sighting
from pipeline.originals import Originals
from pipeline.outbox import Target
from pipeline.problems import CasebookError, Unreadable
from pipeline.publish import Outbox, Outcome, publish
from pipeline.work import Limits, Pool
from tests.batch.made import documents, library, put, settings
from tests.histories.faults import Faults
from tests.histories.passes import NOW, annex1, run
from tests.histories.test_kills import End, leftovers
from tests.hostile.zips import DEFLATED, Entry, written

SUMMARY, OTHER, BOOK = "黄埔区/附件4.docx", "海珠区/附件4.docx", "市局/汇编/汇编.docx"


@dataclass
class Tried:
    """What a piece of work came to in a folder where a call failed; ``whole``: one where none did."""

    folder: Path
    whole: Path
    fault: str
    outcome: Any
    error: CasebookError | None

    def is_said(self) -> None:
        """An error says where, and what to do."""
        if self.error is not None:
            assert str(self.folder) in self.error.message, (self.fault, str(self.error))
            assert self.error.advice, (self.fault, str(self.error))


def _all(calls: Sequence[str]) -> Sequence[int]:
    return range(1, len(calls) + 1)


def each(
    folder: Path,
    before: Callable[[Path], object],
    work: Callable[[Path], Any],
    chosen: Callable[[Sequence[str]], Sequence[int]] = _all,
) -> Iterator[Tried]:
    """``work``, in a folder as ``before`` leaves it, once with each of its calls failing.

    Raises what is no `CasebookError`: what the program would not say in a line.
    """
    whole = folder / "whole"
    whole.mkdir()
    before(whole)
    kept = shutil.copytree(whole, folder / "kept")
    with Faults(whole) as counted:
        work(whole)
    assert len(counted.calls) > 5
    for number in chosen(counted.calls):
        place = Path(shutil.copytree(kept, folder / f"at{number}"))
        faults = Faults(place, number)
        outcome, error = None, None
        with faults:
            try:
                outcome = work(place)
            except CasebookError as raised:
                error = raised
        if faults.fault:
            yield Tried(place, whole, f"{number}: {faults.fault}", outcome, error)
        shutil.rmtree(place)


# --- publish --------------------------------------------------------------------------


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _published(folder: Path, texts: dict[str, str]) -> Outcome:
    targets = [Target(path, text, partial(_write, text)) for path, text in texts.items()]
    with Pool() as pool:
        outbox = Outbox(folder / "outbox", pool, Limits(0, 60), "（自动生成）", still=lambda: True)
        return publish([targets], outbox)


def _before_publishing(folder: Path) -> None:
    _published(folder, {SUMMARY: "old", OTHER: "gone"})
    _write("a person's", folder / "outbox/市局.txt")


def _files(folder: Path) -> dict[str, str]:
    return {path: data.decode() for path, data in documents(folder / "outbox").items()}


def test_the_outbox(tmp_path: Path) -> None:
    wanted = {SUMMARY: "new", BOOK: "two"}
    for tried in each(tmp_path, _before_publishing, lambda folder: _published(folder, wanted)):
        tried.is_said()
        found = _files(tried.folder)
        assert found["市局.txt"] == "a person's", tried.fault
        whole = {SUMMARY: ("old", "new"), OTHER: ("gone",), BOOK: ("two",)}
        ours = {path: text for path, text in found.items() if path in whole}
        assert SUMMARY in ours and all(text in whole[path] for path, text in ours.items()), (
            tried.fault,
            found,
        )
        if tried.outcome is not None:
            for failed in tried.outcome.failed:
                assert failed.path in (SUMMARY, OTHER, BOOK) and ": " in failed.reason, (tried.fault, failed)
            done = {
                *tried.outcome.written,
                *tried.outcome.unchanged,
                *(failed.path for failed in tried.outcome.failed),
            }
            assert done >= wanted.keys(), tried.fault
        again = _published(tried.folder, wanted)
        assert _files(tried.folder) == {**wanted, "市局.txt": "a person's"}, tried.fault
        assert (again.failed, again.beside) == ((), ()), tried.fault


# --- the state ------------------------------------------------------------------------

MORE = (Sighting(NOW, "黄埔区/乙.docx", "b" * 64), Sighting(NOW, "黄埔区/甲.docx", None))


def _before_recording(folder: Path) -> None:
    with Journal(folder / "state") as journal:
        journal.record([Sighting(NOW, "黄埔区/甲.docx", "a" * 64)], {})


def _recorded(folder: Path) -> None:
    with Journal(folder / "state") as journal:
        journal.record(MORE, {})


def test_the_journal(tmp_path: Path) -> None:
    first = (Sighting(NOW, "黄埔区/甲.docx", "a" * 64),)
    for tried in each(tmp_path, _before_recording, _recorded):
        tried.is_said()
        with Journal(tried.folder / "state") as journal:
            known = tuple(journal.sightings())
            # All of it or nothing, and nothing only where that was said.
            assert known == (*first, *MORE) or (known == first and tried.error), tried.fault
            journal.record([item for item in MORE if item not in known], {})
            assert tuple(journal.sightings()) == (*first, *MORE)


def _kept(folder: Path) -> str:
    originals = Originals(folder / "state")
    originals.sweep()
    return originals.keep(folder / "inbox/甲.docx")


def test_the_originals(tmp_path: Path) -> None:
    sha = hashlib.sha256(b"first" * 1000).hexdigest()
    for tried in each(
        tmp_path, lambda folder: put(folder / "inbox", {"甲.docx": b"first" * 1000}), _kept_or_refused
    ):
        tried.is_said()
        kept = Originals(tried.folder / "state").path(sha)
        assert not kept.exists() or kept.read_bytes() == b"first" * 1000, tried.fault
        assert tried.outcome != sha or kept.exists(), tried.fault
        assert _kept(tried.folder) == sha
        assert [path for path in (tried.folder / "state").rglob("*") if path.is_file()] == [kept], tried.fault


def _kept_or_refused(folder: Path) -> str:
    try:
        return _kept(folder)
    except OSError as error:
        # The file itself can't be read: who looks at the inbox holds it back.
        assert not isinstance(error, FileNotFoundError)
        return "held back"


def _remembered(folder: Path) -> bytes | None:
    with Memo(folder / "state") as memo:
        memo.put("kind", "key", b"new")
        return memo.get("kind", "key")


def test_the_memo(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def before(folder: Path) -> None:
        with Memo(folder / "state") as memo:
            memo.put("kind", "key", b"old")

    caplog.set_level(logging.CRITICAL)
    for tried in each(tmp_path, before, _remembered):
        tried.is_said()
        assert tried.error or tried.outcome in (None, b"old", b"new"), tried.fault
        assert _remembered(tried.folder) == b"new"


# --- the inbox ------------------------------------------------------------------------

INBOX = {"黄埔区/甲.docx": b"PK one", "黄埔区/照片/乙.jpg": b"two", "海珠区/丙.docx": b"PK three"}


def _before_looking(folder: Path) -> None:
    put(folder / "inbox", INBOX)
    _looked(folder)
    put(folder / "inbox", {"黄埔区/甲.docx": b"PK other", "番禺区/丁.docx": b"PK four"})
    (folder / "inbox/海珠区/丙.docx").unlink()


def _looked(folder: Path) -> inbox.Sighted:
    config = settings(folder)
    rules = inbox.Rules(folder / "inbox", inbox.Settling(0), 0, 200, lambda path: "", accept_gone=True)
    look = partial(inbox.scan, folder / "inbox", ignore_folders=(), review=folders_of(config).review)
    with Journal(folder / "state") as journal:
        return inbox.sight(look, journal, Originals(folder / "state"), NOW, rules)


def _stands(folder: Path) -> dict[str, tuple[str | None, str]]:
    with Journal(folder / "state") as journal:
        return {path: (seen.sha, seen.held) for path, seen in journal.current().items()}


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_the_inbox(tmp_path: Path) -> None:
    then = {path: _sha(data) for path, data in INBOX.items()}
    now = {
        "黄埔区/甲.docx": _sha(b"PK other"),
        "黄埔区/照片/乙.jpg": then["黄埔区/照片/乙.jpg"],
        "番禺区/丁.docx": _sha(b"PK four"),
    }
    for tried in each(tmp_path, _before_looking, _looked):
        tried.is_said()
        for path, (sha, held) in _stands(tried.folder).items():
            # What stands is what was or is there; what could not be read is held back, and never gone.
            assert sha in (then.get(path), now.get(path)), (tried.fault, path, held)
        assert {path for path in then if path in now} <= _stands(tried.folder).keys(), tried.fault
        _looked(tried.folder)
        assert _stands(tried.folder) == {path: (sha, "") for path, sha in now.items()}, tried.fault
        originals = Originals(tried.folder / "state")
        assert all(originals.path(sha).is_file() for sha in {*then.values(), *now.values()}), tried.fault


# --- reading --------------------------------------------------------------------------


def _large(folder: Path) -> None:
    """A form that is read piece by piece: larger than what is read in one go."""
    with zipfile.ZipFile(io.BytesIO(annex1("广州甲公司", "余热"))) as package:
        parts = [Entry(name, package.read(name), DEFLATED) for name in package.namelist()]
    parts.insert(2, Entry("word/media/large.png", random.Random(1).randbytes(5 << 20)))
    put(folder, {"甲.docx": written(parts)})


def test_a_form_on_a_share_that_breaks_off(tmp_path: Path) -> None:
    reader = Reader(library(), DEFAULT)

    def read(folder: Path) -> str:
        try:
            return f"{len(reader(folder / '甲.docx').records)} forms"  # type: ignore[union-attr]  # no archive
        except Unreadable as error:
            return error.problem.code

    outcomes = {tried.outcome for tried in each(tmp_path, _large, read)}
    # Never damaged, and never without a part: that would be remembered.
    assert outcomes == {"no-permission"}


# --- a whole pass ---------------------------------------------------------------------


def _handed_in(folder: Path) -> None:
    faulty = annex1("广州甲公司", "余热", contact="")
    put(folder / "inbox", {"黄埔区/甲.docx": faulty, "海珠区/乙.docx": annex1("广州乙公司", "沼气")})
    run(folder, 0)
    put(folder / "inbox", {"黄埔区/甲.docx": annex1("广州甲公司", "余热", profile="改过。")})
    (folder / "inbox/海珠区/乙.docx").unlink()


def _some(calls: Sequence[str]) -> Sequence[int]:
    """All in the inbox, and of the calls of one name elsewhere the one in the middle."""
    if os.environ.get("CASEBOOK_ALL_FAULTS"):
        return _all(calls)
    kinds: dict[str, list[int]] = {}
    for number, call in enumerate(calls, 1):
        kinds.setdefault(call if "/inbox" in call else call.partition(" ")[0], []).append(number)
    return sorted({numbers[len(numbers) // 2] for numbers in kinds.values()})


def test_a_pass(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Each kind of call; each single one with ``CASEBOOK_ALL_FAULTS`` set, which takes minutes."""
    caplog.set_level(logging.CRITICAL)
    for tried in each(tmp_path, _handed_in, lambda folder: run(folder, 1), _some):
        tried.is_said()
        before = End.of(tried.folder)
        # At the same hour, so that what is seen only now has the time that it would have had.
        run(tried.folder, 1)
        end, right = End.of(tried.folder), End.of(tried.whole)
        assert end.sightings[: len(before.sightings)] == before.sightings, tried.fault
        assert _known(end) == _known(right), tried.fault
        # The manifest has keys that tell of a file that was held back for a time.
        wrong = [
            path for path in {**end.outbox, **right.outbox} if end.outbox.get(path) != right.outbox.get(path)
        ]
        assert [path for path in wrong if path != MANIFEST] == [], (tried.fault, str(tried.error))
        assert leftovers(tried.folder) == [], tried.fault


def _known(end: End) -> set[Sighting]:
    return {item for item in end.sightings if not item.reason}
