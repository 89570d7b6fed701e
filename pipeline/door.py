"""The terms on which files are let in: a regular file, of bounded size and content.

A `Door` goes from the settings to whatever opens somebody's file. What lies beyond a
limit is a `Problem` with a code of its own; nothing is cut off in silence.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What one file may hold; beside each limit the problem of a file that exceeds it.

    The defaults are far above any form and low enough for one file to be read in less
    than 1 GB of memory, whatever is in it.
    """

    megabytes: int = 200  # the file itself: too-large
    parts: int = 10_000  # entries of its zip: too-many-parts
    part_megabytes: int = 64  # one part, unpacked: too-large
    unpacked_megabytes: int = 500  # all that is unpacked of it: too-large
    ratio: int = 250  # a part of XML, unpacked, by what it is packed: too-compressed
    elements: int = 1_000_000  # elements and attributes of a part of XML: too-many-elements
    depth: int = 100  # elements in elements: too-deep
    sheets: int = 200  # visible sheets: too-many-sheets
    rows: int = 20_000  # rows that say something, of a table or sheet: too-many-rows
    cells: int = 100_000  # cells of all tables or sheets, by what they span: too-many-cells
    characters: int = 1_000_000  # of all its text: too-long
    picture_megabytes: int = 50  # a picture that is to be printed: picture-too-large
    picture_megapixels: int = 100  # the same by width times height: picture-too-large


@dataclass(frozen=True, slots=True)
class Door:
    """How files are opened: within which limits, and which passwords are tried.

    ``soffice``: LibreOffice's command where it is to be another one than that which is found.
    """

    limits: FileLimits = FileLimits()
    passwords: tuple[str, ...] = ()
    soffice: str = ""


DEFAULT = Door()


# What lies there may be replaced by a link or a pipe before it is opened.
_CAREFULLY = ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT")
_FLAGS = sum((getattr(os, name, 0) for name in _CAREFULLY), os.O_RDONLY)


class NotAFile(OSError):
    """What has this name is a folder, a link, a pipe or a device."""


def open_regular(path: Path) -> io.BufferedReader:
    """A regular file, opened for reading: never a link's target, never waiting for a pipe.

    Raises `NotAFile`, and `OSError` where it can't be opened.
    """
    before = path.lstat()
    if not stat.S_ISREG(before.st_mode):
        raise NotAFile(f"{path} is no regular file")
    handle = os.open(path, _FLAGS)
    opened = os.fstat(handle)
    # Windows knows no O_NOFOLLOW: there it must still be the file that was looked at.
    if not stat.S_ISREG(opened.st_mode) or not os.path.samestat(before, opened):
        os.close(handle)
        raise NotAFile(f"{path} is no regular file")
    return io.BufferedReader(io.FileIO(handle, "rb"))


def sha_of(path: Path) -> str:
    """The SHA-256 (hex) of a regular file. Raises as `open_regular`."""
    with open_regular(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
