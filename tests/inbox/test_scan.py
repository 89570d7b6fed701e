"""What of a shared folder is looked at, and what is passed over in silence."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.inbox import MARKER, Folders, Scan, mark, scan
from pipeline.inbox.scan import stat_of
from pipeline.journal import Journal
from pipeline.model import Sighting
from pipeline.problems import ConfigError
from tests.conftest import Drop

IGNORED = ("作废", "旧版", "@eaDir", "$RECYCLE.BIN")


def look(inbox: Drop, review: str = "评审") -> Scan:
    return scan(
        inbox.root,
        ignore_folders=IGNORED,
        review=inbox.root / review,
    )


def paths(inbox: Drop) -> list[str]:
    return [found.path for found in look(inbox).files]


def test_files_of_every_depth_sorted_with_size_and_times(inbox: Drop) -> None:
    for path in ("黄埔区/乙/附件1.docx", "黄埔区/甲/附件1.docx", "附件2.xlsx", "黄埔区/甲/深/更深/照片.jpg"):
        inbox.put(path, b"12345")
    found = look(inbox).files
    assert [item.path for item in found] == sorted(item.path for item in found)
    assert len(found) == 4
    for item in found:
        assert item.file == inbox.root / item.path
        status = item.file.stat()
        assert (item.stat.size, item.stat.mtime_ns) == (5, status.st_mtime_ns)


@pytest.mark.parametrize(
    "name",
    [
        "~$附件1.docx",
        ".~件1.docx",
        ".~lock.附件1.docx#",
        "~WRL0001.tmp",
        "附件1.TMP",
        "附件1.docx.part",
        "附件1.docx.crdownload",
        ".DS_Store",
        "Thumbs.db",
        "Desktop.ini",
        ".hidden.docx",
        MARKER,
        "作废/附件1.docx",
        "旧版/甲/附件1.docx",
        "$Recycle.Bin/附件1.docx",
        ".git/附件1.docx",
    ],
)
def test_what_programs_and_people_leave_aside_is_passed_over(inbox: Drop, name: str) -> None:
    inbox.put("黄埔区/附件1.docx")
    inbox.put(f"黄埔区/{name}")
    inbox.put(name)
    assert paths(inbox) == ["黄埔区/附件1.docx"]


def test_names_that_only_look_like_it_are_taken(inbox: Drop) -> None:
    names = ["template.docx", "作废说明.docx", "旧版本/附件1.docx", "部分.party", "desktop.ini.docx"]
    for name in names:
        inbox.put(name)
    assert paths(inbox) == sorted(names)


def test_the_bureaus_own_folder_is_looked_at_wherever_it_lies(inbox: Drop, tmp_path: Path) -> None:
    here = ["评审/评审表.xlsx", "黄埔区/审核/区审核表.xlsx", "黄埔区/评审/附件1.docx", "审核/附件1.docx"]
    for path in here:
        inbox.put(path)
    assert paths(inbox) == sorted(here)
    elsewhere = tmp_path / "elsewhere"
    found = scan(inbox.root, ignore_folders=IGNORED, review=elsewhere)
    assert ([item.path for item in found.files], [path for path, _ in found.closed]) == (
        sorted(here),
        ["../评审"],
    )
    (elsewhere / "深").mkdir(parents=True)
    (elsewhere / "深/评审表.xlsx").write_bytes(b"12345")
    found = scan(inbox.root, ignore_folders=IGNORED, review=elsewhere)
    assert found.closed == ()
    assert [item.path for item in found.files] == sorted([*here, "../评审/深/评审表.xlsx"])
    folders = Folders(inbox.root, elsewhere)
    assert [folders.file(item.path) for item in found.files] == [item.file for item in found.files]
    assert not any(folders.is_review(path) for path in here)


@pytest.mark.skipif(os.name == "nt", reason="needs rights to make links there")
def test_links_and_pipes_are_not_followed(inbox: Drop, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "附件1.docx").write_bytes(b"x")
    (inbox.root / "folder").symlink_to(outside)
    (inbox.root / "file.docx").symlink_to(outside / "附件1.docx")
    (inbox.root / "circle").symlink_to(inbox.root)
    os.mkfifo(inbox.root / "pipe.docx")
    assert paths(inbox) == []


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_of_any_bytes(inbox: Drop) -> None:
    names = [
        os.fsdecode("附件".encode("gbk") + b".docx"),
        "a\nb.docx",
        "-rf.docx",
        "\u202excod.docx",
        "长" * 80,
    ]
    for name in names:
        inbox.put(name)
    assert paths(inbox) == sorted(names)


def test_very_deep_folders(inbox: Drop) -> None:
    path = "/".join(["深"] * 200) + "/附件1.docx"
    inbox.put(path)
    assert paths(inbox) == [path]


def test_an_inbox_that_is_not_there_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"paths\.inbox"):
        look(Drop(tmp_path / "nowhere"))
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"paths\.inbox"):
        look(Drop(tmp_path / "file"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights don't bind here")
def test_a_closed_folder_is_named_and_the_rest_is_seen(inbox: Drop) -> None:
    inbox.put("番禺区/附件1.docx")
    closed = inbox.put("黄埔区/附件1.docx").parent
    closed.chmod(0)
    try:
        seen = look(inbox)
    finally:
        closed.chmod(0o755)
    assert [found.path for found in seen.files] == ["番禺区/附件1.docx"]
    assert [folder for folder, _ in seen.closed] == ["黄埔区"]


def test_what_a_scan_covers() -> None:
    seen = Scan((), (("黄埔区", "Permission denied"),))
    assert not seen.covers("黄埔区/甲/附件1.docx")
    assert seen.covers("黄埔区2/附件1.docx")
    assert seen.covers("附件1.docx")


def test_the_marker_is_made_once_and_is_no_form(inbox: Drop) -> None:
    mark(inbox.root)
    mark(inbox.root)
    assert (inbox.root / MARKER).is_file()
    assert paths(inbox) == []
    mark(inbox.root / "where nothing can be written")


def test_an_inode_of_sixty_four_bits_goes_into_the_journal(tmp_path: Path) -> None:
    status: Any = SimpleNamespace(st_size=7, st_mtime_ns=1, st_ctime_ns=2, st_ino=(1 << 64) - 3)
    stat = stat_of(status)
    seen = Sighting(datetime.fromisoformat("2024-09-20T09:00:00+08:00"), "甲.docx", "0" * 64)
    with Journal(tmp_path) as journal:
        journal.record([seen], {"甲.docx": ("0" * 64, stat)})
        assert journal.stats() == {"甲.docx": ("0" * 64, stat)}
