"""Wait until files are written to their end.

A shared folder shows a file from its first byte on. One whose size and times have not
moved for ``settle_seconds`` is taken as whole; what moves all the same while it is
read is found out then (`pipeline.inbox.sight`). A container whose end is missing is most
likely still on its way: it is waited for longer before it is taken as it is.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.door import open_regular
from pipeline.inbox.attachments import FORM, kind
from pipeline.inbox.scan import Found, Scan
from pipeline.journal import Stat

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEVEN = b"7z\xbc\xaf\x27\x1c"
_HEAD = 512


@dataclass(slots=True)
class Settling:
    """Since when each file has lain still, as this process saw it; kept from look to look.

    ``settle_seconds`` for all files, ``broken_seconds`` for those without their end.
    """

    settle_seconds: float
    broken_seconds: float = 0
    due: float | None = None  # seconds from the last look until one of the moving may be read
    _since: dict[tuple[str, Stat], float] = field(default_factory=dict)

    def moving(self, scan: Scan, known: Mapping[str, tuple[str, Stat]]) -> frozenset[str]:
        """The paths that are still being written.

        Files as in ``known`` (hash and stat by path) never wait, nor do those whose clock
        says that they have lain still: the clocks of a share, or of the machine that a
        file was copied from, may be years ahead, so others are judged by this one's.
        """
        now = time.monotonic()
        new = [found for found in scan.files if not _is_known(known.get(found.path), found.stat)]
        self._since = {key: self._since.get(key, now) for key in ((found.path, found.stat) for found in new)}
        waits = {found.path: self._wait(found, now) for found in new}
        left = [wait for wait in waits.values() if wait > 0]
        self.due = min(left, default=None)
        return frozenset(path for path, wait in waits.items() if wait > 0)

    def _wait(self, found: Found, now: float) -> float:
        """How many seconds a file has to wait."""
        lain = max(now - self._since[found.path, found.stat], _lain(found.stat))
        wait = self.settle_seconds - lain
        if wait <= 0 and lain < self.broken_seconds and is_cut_off(found):
            return self.broken_seconds - lain
        return wait


def settle(
    look: Callable[[], Scan],
    known: Mapping[str, tuple[str, Stat]],
    settling: Settling,
    *,
    limit_seconds: float,
) -> tuple[Scan, frozenset[str]]:
    """The last look at the inbox, and the paths in it that are still being written.

    It is looked at again until none is, at most for ``limit_seconds``.
    """
    started = time.monotonic()
    while True:
        scan = look()
        moving = settling.moving(scan, known)
        left = started + limit_seconds - time.monotonic()
        if not moving or left <= 0:
            return scan, moving
        time.sleep(min(settling.due or 0, left))


def _is_known(known: tuple[str, Stat] | None, stat: Stat) -> bool:
    return known is not None and known[1] == stat


def _lain(stat: Stat) -> float:
    """For how many seconds a file has lain still, by its clock and ours."""
    return (time.time_ns() - max(stat.mtime_ns, stat.ctime_ns)) / 1e9


def is_cut_off(found: Found) -> bool:
    """Whether a file that should be a form has the head of a container, or nothing yet, and not its end.

    Only the ends are looked at, so that what is broken within passes.
    """
    if kind(found.path) != FORM:
        return False
    try:
        with open_regular(found.file) as file:
            head = file.read(_HEAD)
            if head.startswith(_ZIP):
                return not zipfile.is_zipfile(file)
    except OSError:
        return False  # who reads it finds that out
    size = found.stat.size
    if head.startswith(_OLE):
        return size < _ole_size(head)
    if head.startswith(_SEVEN):
        return size < 32 + _number(head, 12, 8) + _number(head, 20, 8)
    return not head.strip(b"\0")  # a copy to a share may get its room first, then its bytes


def _ole_size(head: bytes) -> int:
    """The size that a compound file has at least: to the end of its directory and its first table.

    Source: [MS-CFB] 2.2, "Compound File Header".
    """
    last = max(_number(head, 48, 4), _number(head, 76, 4))
    return (last + 2) << min(_number(head, 30, 2), 16)


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
