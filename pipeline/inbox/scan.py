"""What lies in the inbox: one walk over its folders, without opening a file.

Source: ``docs/interface.md``, "The inbox".
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fnmatch import translate
from pathlib import Path

from pipeline.inbox.attachments import FORM, kind
from pipeline.journal import Stat
from pipeline.problems import ConfigError

MARKER = ".casebook-inbox"

# Beside a file that Word, Excel, WPS or LibreOffice has open lies one of these.
_LOCKS = ("~$", ".~")
LOCK_SECONDS = 3600
_SIGNED = (1 << 63) - 1

READ_ME = "请先读我.docx"  # the page for clerks that `casebook init` puts beside their forms

# What programs leave behind while a file is written or copied, hidden files, and our own page.
IGNORED_FILES = (".*", "~$*", "*.tmp", "*.part", "*.crdownload", "thumbs.db", "desktop.ini", READ_ME)
_PASSED_OVER = re.compile("|".join(map(translate, IGNORED_FILES)))

_APART = "../评审"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where people put things: the inbox, and in it or elsewhere the folder of the bureau's review."""

    inbox: Path
    review: Path

    @property
    def are_apart(self) -> bool:
        return not self.review.is_relative_to(self.inbox)

    @property
    def reviews(self) -> str:
        """What stands before the names of files of the review in their paths.

        Elsewhere than in the inbox it is always the same, wherever that is, and leads out of
        the inbox, so that nothing that lies there is taken for it.
        """
        return _APART if self.are_apart else self.review.relative_to(self.inbox).as_posix()

    def is_review(self, path: str) -> bool:
        """Whether a path is that of a file of the review."""
        return path.startswith(f"{self.reviews}/")

    def file(self, path: str) -> Path:
        """Where the file of a path is."""
        if self.are_apart and self.is_review(path):
            return self.review / path.removeprefix(f"{_APART}/")
        return self.inbox / path


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file: its path (posix, below the inbox), where it is for the system, its size and times."""

    path: str
    where: str
    stat: Stat

    @property
    def file(self) -> Path:
        # Made when it is asked for: of thousands of files few are opened.
        return Path(self.where)


@dataclass(frozen=True, slots=True)
class Scan:
    """The files, by path, and the folders that could not be listed, with the reason.

    Nothing is known of what lies in a closed folder: above all, not that it is gone.
    ``odd``: what is named like a form and is no file: a link, a pipe, a device, or a
    folder without a form in it. ``folders``: all that were listed; ``locks``: the lock
    files of programs that have a file open, not older than an hour. ``marked``: whether
    the inbox has its marker.
    """

    files: tuple[Found, ...]
    closed: tuple[tuple[str, str], ...] = ()
    odd: tuple[str, ...] = ()
    folders: frozenset[str] = frozenset()
    locks: frozenset[str] = frozenset()
    marked: bool = True

    def covers(self, path: str) -> bool:
        """Whether the walk would have come to a file of this path, were it there."""
        return not any(path.startswith(f"{folder}/") for folder, _ in self.closed)

    def is_open(self, path: str) -> bool:
        """Whether a program seems to have this file open: its lock file lies beside it.

        Word puts ``~$`` in the place of a name's first two characters, of the first alone
        where there are but seven, and before shorter ones; Excel always before it; WPS
        puts ``.~`` before it, LibreOffice ``.~lock.`` and ``#`` around it.
        """
        if not self.locks:
            return False
        folder, slash, name = path.rpartition("/")
        length = len(name.rpartition(".")[0])
        word = name[max(0, min(length - 6, 2)) :]
        names = (f"~${word}", f"~${name}", f".~{name}", f".~lock.{name}#")
        return any(f"{folder}{slash}{lock}" in self.locks for lock in names)


def scan(inbox: Path, *, ignore_folders: Collection[str], review: Path) -> Scan:
    """All that may be forms or attachments, sorted by path.

    Links are not followed, wherever they lead: what they name is handed in where it lies,
    or not at all. Hidden files and folders, those named in
    ``ignore_folders`` and what programs leave behind are passed over. ``review``, the folder
    of the bureau's decisions, is looked at too where it does not lie in the inbox; where it
    can't be listed, nothing is known of what it holds.

    Raises `ConfigError` where the inbox is not a folder that can be listed.
    """
    walk = _Walk(frozenset(name.casefold() for name in ignore_folders))
    where = Folders(inbox, review)
    folders = [("", inbox), *([(where.reviews, review)] if where.are_apart else [])]
    while folders:
        path, folder = folders.pop()
        try:
            entries = list(_entries(folder))
        except OSError as error:
            if not path:
                raise ConfigError(
                    f"The inbox {inbox} can't be listed: {error.strerror}.",
                    "Make the folder, or set paths.inbox (or --inbox) to the one that is meant.",
                ) from None
            walk.closed.append((path, error.strerror or type(error).__name__))
            continue
        walk.listed.add(path)
        for entry, status in entries:
            below = f"{path}/{entry.name}" if path else entry.name
            if walk.meets(below, entry, status):
                folders.append((below, Path(entry.path)))
    return walk.scan()


@dataclass(slots=True)
class _Walk:
    """What a walk through the folders has met so far; ``ignored``: folders that it passes over."""

    ignored: frozenset[str]
    files: list[Found] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    locks: list[str] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    marked: bool = False

    def meets(self, path: str, entry: os.DirEntry[str], status: os.stat_result) -> bool:
        """Notes what lies at a path; whether it is a folder to go into."""
        hidden = _is_hidden(entry.name, status)
        is_file = stat.S_ISREG(status.st_mode)
        if path == MARKER:
            self.marked = True
        elif entry.name.startswith(_LOCKS) and _is_fresh(status):
            self.locks.append(path)
        if kind(entry.name) == FORM and not is_file and not hidden:
            self.odd.append(path)
        if is_file and not hidden and not _is_ignored(entry.name):
            self.files.append(Found(path, entry.path, stat_of(status)))
        is_folder = stat.S_ISDIR(status.st_mode) and not _is_junction(status)
        return is_folder and not hidden and entry.name.casefold() not in self.ignored

    def scan(self) -> Scan:
        files = sorted(self.files, key=lambda found: found.path)
        return Scan(
            tuple(files),
            tuple(sorted(self.closed)),
            tuple(sorted(_without_forms(self.odd, files))),
            frozenset(self.listed),
            frozenset(self.locks),
            self.marked,
        )


def _without_forms(odd: list[str], files: list[Found]) -> Iterator[str]:
    """Those that are no folder with a form in it."""
    forms = [found.path for found in files if kind(found.path) == FORM] if odd else []
    for path in odd:
        at = bisect_left(forms, f"{path}/")
        if at == len(forms) or not forms[at].startswith(f"{path}/"):
            yield path


def is_ignored(path: str, ignore_folders: Collection[str]) -> bool:
    """Whether a file in an archive is passed over, by the names that lead to it.

    What `scan` passes over by name, and what macOS puts beside the files it packs.
    """
    *folders, name = path.split("/")
    ignored = {folder.casefold() for folder in ignore_folders} | {"__macosx"}
    return (
        _is_ignored(name)
        or any(folder.startswith(".") or folder.casefold() in ignored for folder in folders)
        or name.startswith(".")
    )


def _entries(folder: Path) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            # What goes while we look was not there.
            with contextlib.suppress(FileNotFoundError):
                yield entry, entry.stat(follow_symlinks=False)


def stat_of(status: os.stat_result) -> Stat:
    """The part of a system's answer that moves when the bytes do."""
    # Some network and union file systems have inodes of 64 bits, a database numbers of 63.
    return Stat(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino & _SIGNED)


def _is_fresh(status: os.stat_result) -> bool:
    """Whether a lock file is not one that a program left behind when it died."""
    return abs(time.time() - status.st_mtime) < LOCK_SECONDS


def _is_ignored(name: str) -> bool:
    folded = name.casefold()
    return _PASSED_OVER.match(folded) is not None


def _is_hidden(name: str, status: os.stat_result) -> bool:
    attributes = getattr(status, "st_file_attributes", 0)  # Windows alone has these
    return name.startswith(".") or bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)


def _is_junction(status: os.stat_result) -> bool:
    """Windows' links between folders; everything else that is reparsed there (OneDrive's files) is itself."""
    tag: int = getattr(status, "st_reparse_tag", 0)
    return tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)


def mark(inbox: Path) -> bool:
    """Leave the hidden marker in the inbox, where that is allowed; whether it is there now.

    An inbox without it that had one before is a share that is not there.
    """
    with contextlib.suppress(OSError):
        (inbox / MARKER).touch()
        return True
    return False
