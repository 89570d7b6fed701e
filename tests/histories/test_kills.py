"""Killed at every durable effect: the next pass comes to what an undisturbed history comes to."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from pipeline.journal import Journal
from pipeline.model import Sighting
from pipeline.originals import Originals
from tests.batch.made import put
from tests.histories.deeds import count, killed
from tests.histories.passes import annex1, annex3, run

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes can't be forked here")

SHARES = 4


def first(folder: Path) -> None:
    """What is handed in before the first pass."""
    put(
        folder / "inbox",
        {
            "黄埔区/甲.docx": annex1("广州甲公司", "余热"),
            "黄埔区/乙.docx": annex1("广州乙公司", "沼气"),
            "番禺区/丙.xlsx": annex3("广州丙公司", "中水"),
        },
    )


def second(folder: Path) -> None:
    """What happens before the pass that is killed: new, overwritten and gone, an output edited."""
    put(
        folder / "inbox",
        {
            "海珠区/丁.docx": annex1("广州丁公司", "光伏"),
            "黄埔区/甲.docx": annex1("广州甲公司", "余热", profile="改过。"),
            "黄埔区/坏.docx": b"cut off",
        },
    )
    (folder / "inbox/番禺区/丙.xlsx").unlink()
    summary = next((folder / "outbox/黄埔区").glob("*.docx"))
    summary.write_bytes(b"a person's")


def third(folder: Path) -> None:
    """What happens between the kill and the next pass."""
    put(
        folder / "inbox",
        {
            "番禺区/戊.xlsx": annex3("广州戊公司", "空压机"),
            "海珠区/丁.docx": annex1("广州丁公司", "光伏", profile="再改。"),
        },
    )
    (folder / "inbox/黄埔区/乙.docx").unlink()


@dataclass(frozen=True)
class End:
    """What a history came to: the journal, and the whole outbox, the manifest included."""

    sightings: tuple[Sighting, ...]
    outbox: dict[str, bytes]

    @classmethod
    def of(cls, folder: Path) -> End:
        with Journal(folder / "state") as journal:
            sightings = tuple(journal.sightings())
        originals = Originals(folder / "state")
        assert all(originals.path(seen.sha).is_file() for seen in sightings if seen.sha)
        return cls(
            sightings,
            {
                path.relative_to(folder / "outbox").as_posix(): path.read_bytes()
                for path in sorted((folder / "outbox").rglob("*"))
                if path.is_file()
            },
        )


class Scene:
    """A working folder before the pass that is killed, and the ends that are right."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before = folder / "before"
        self.copies = 0
        first(self.before)
        run(self.before, 0)
        second(self.before)
        undisturbed, late = self.copy(), self.copy()
        self.deeds = count(partial(run, undisturbed, 1), folder / "deeds.txt")
        third(undisturbed)
        run(undisturbed, 2)
        third(late)
        run(late, 2)
        self.ends = (End.of(undisturbed), End.of(late))

    def copy(self) -> Path:
        self.copies += 1
        return Path(shutil.copytree(self.before, self.folder / str(self.copies)))

    def survives(self, at: int, *, torn: bool) -> None:
        folder = self.copy()
        if killed(partial(run, folder, 1), at, torn=torn):
            third(folder)
            run(folder, 2)
            end = End.of(folder)
            name = f"killed at {at} of {len(self.deeds)} ({self.deeds[at - 1]}, torn: {torn})"
            same = [right for right in self.ends if right.sightings == end.sightings]
            assert same, f"{name}: sightings of no undisturbed history"
            assert sorted(end.outbox) == sorted(same[0].outbox), name
            assert end.outbox == same[0].outbox, name
            assert leftovers(folder) == [], name
        shutil.rmtree(folder)


def leftovers(folder: Path) -> list[str]:
    """Half-written files, anywhere."""
    return [path.as_posix() for path in folder.rglob("*") if path.is_file() and path.suffix == ".tmp"]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


@pytest.mark.parametrize("share", range(SHARES))
def test_killed_at_every_durable_effect(scene: Scene, share: int) -> None:
    assert len(scene.deeds) > 50
    for at in range(1 + share, len(scene.deeds) + 1, SHARES):
        scene.survives(at, torn=False)
        if scene.deeds[at - 1] == "write":
            scene.survives(at, torn=True)
