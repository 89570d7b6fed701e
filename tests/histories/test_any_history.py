"""Any history, same end: the outbox is what journal and originals give, and people's files are theirs."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from pipeline.batch import story
from pipeline.journal import NAME
from tests.batch.made import outputs, put
from tests.histories.deeds import killed
from tests.histories.passes import NOW, annex1, annex3, configured, run

PATHS = st.sampled_from(
    [
        "黄埔区/甲.docx",
        "黄埔区/乙.docx",
        "黄埔区/子/甲.docx",
        "海珠区/甲.docx",
        "海珠区/丙.xlsx",
        "番禺区/丁.docx",
    ]
)
CONTENTS = st.integers(0, 5)
PICK = st.integers(0, 1000)


def content(number: int) -> bytes:
    match number:
        case 0:
            return annex1("广州甲公司", "余热")
        case 1:
            return annex1("广州甲公司", "余热", profile="改过。")
        case 2:
            return annex1("广州甲公司", "沼气")
        case 3:
            return annex1("广州乙公司", "光伏", contact="")
        case 4:
            return annex3("广州丙公司", "中水")
    return b"cut off"


class History(RuleBasedStateMachine):
    """An inbox, an outbox, and what people and crashes do to both."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "inbox").mkdir()
        self.hours = 0
        self.people: dict[str, bytes] = {}
        self.gone: list[tuple[str, bytes]] = []
        self.edits = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def inside(self, name: str) -> list[Path]:
        root = self.folder / name
        return sorted(
            path
            for path in root.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
        )

    # --- what people do to the inbox

    @rule(path=PATHS, number=CONTENTS)
    def drop_or_overwrite(self, path: str, number: int) -> None:
        put(self.folder / "inbox", {path: content(number)})

    @precondition(lambda self: self.inside("inbox"))
    @rule(pick=PICK, path=PATHS)
    def rename_or_move(self, pick: int, path: str) -> None:
        files = self.inside("inbox")
        target = self.folder / "inbox" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        files[pick % len(files)].replace(target)

    @precondition(lambda self: self.inside("inbox"))
    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        files = self.inside("inbox")
        file = files[pick % len(files)]
        self.gone.append((file.relative_to(self.folder / "inbox").as_posix(), file.read_bytes()))
        file.unlink()

    @precondition(lambda self: self.gone)
    @rule(pick=PICK)
    def restore(self, pick: int) -> None:
        path, data = self.gone[pick % len(self.gone)]
        put(self.folder / "inbox", {path: data})

    @rule(district=st.sampled_from(["黄埔区", "海珠区"]))
    def delete_a_district(self, district: str) -> None:
        shutil.rmtree(self.folder / "inbox" / district, ignore_errors=True)

    # --- what people do to the outbox

    @precondition(lambda self: self.inside("outbox"))
    @rule(pick=PICK)
    def edit_an_output(self, pick: int) -> None:
        files = self.inside("outbox")
        self._write(files[pick % len(files)].relative_to(self.folder / "outbox").as_posix())

    @rule()
    def put_a_file_of_ones_own(self) -> None:
        self._write("黄埔区/会议纪要.docx")

    def _write(self, path: str) -> None:
        self.edits += 1
        self.people[path] = f"a person's {self.edits}".encode()
        put(self.folder / "outbox", {path: self.people[path]})

    @precondition(lambda self: self.inside("outbox"))
    @rule(pick=PICK)
    def delete_an_output(self, pick: int) -> None:
        files = self.inside("outbox")
        file = files[pick % len(files)]
        file.unlink()
        self.people.pop(file.relative_to(self.folder / "outbox").as_posix(), None)

    # --- passes

    @precondition(lambda self: hasattr(os, "fork"))
    @rule(at=st.integers(1, 120), torn=st.booleans())
    def a_pass_that_is_killed(self, at: int, torn: bool) -> None:
        self.hours += 1
        killed(partial(run, self.folder, self.hours), at, torn=torn)
        self.a_pass()

    @rule()
    def a_pass(self) -> None:
        self.hours += 1
        summary = run(self.folder, self.hours)
        assert summary.outcome.failed == ()
        ours = outputs(self.folder / "outbox")
        for theirs, beside in summary.outcome.beside:
            assert ours.pop(theirs) == self.people[theirs]
            ours[theirs] = ours.pop(beside)
        placed = {theirs for theirs, _ in summary.outcome.beside}
        for path, data in self.people.items():
            if path not in placed:
                assert ours.pop(path) == data
        fresh = self._fresh()
        if summary.outcome.beside:  # the boards say so
            ours, fresh = (
                {path: made[path] for path in made if not path.endswith(".html")} for made in (ours, fresh)
            )
        assert ours == fresh

    @rule()
    def a_pass_without_the_share(self) -> None:
        inbox = self.folder / "inbox"
        away = inbox.rename(self.folder / "away")
        inbox.mkdir()
        self.a_pass()
        shutil.rmtree(inbox)
        away.rename(inbox)

    def _fresh(self) -> dict[str, bytes]:
        """What journal and originals give in an empty folder, with nothing remembered."""
        fresh = self.folder / "fresh"
        (fresh / "state").mkdir(parents=True)
        originals = self.folder / "state/originals"
        if originals.exists():
            shutil.copytree(originals, fresh / "state/originals", copy_function=os.link)
        shutil.copy(self.folder / "state" / NAME, fresh / "state" / NAME)
        config = configured(fresh)
        outbox = self.folder / "fresh outbox"  # beside the inbox, as the other: boards link there
        paths = config.paths.model_copy(update={"inbox": self.folder / "inbox", "outbox": outbox})
        story.run(config.model_copy(update={"paths": paths}), NOW + timedelta(hours=self.hours))
        made = outputs(outbox)
        shutil.rmtree(fresh)
        shutil.rmtree(outbox)
        return made


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=15, stateful_step_count=25, suppress_health_check=list(HealthCheck), deadline=None
)
