"""Wait until files are written to their end.

A shared folder shows a file from its first byte on. One whose size and times have not
moved for ``settle_seconds`` is taken as whole; what moves all the same while it is
read is found out then (`pipeline.inbox.sight`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from pipeline.inbox.scan import Scan
from pipeline.journal import Stat


def settle(
    look: Callable[[], Scan],
    known: Mapping[str, tuple[str, Stat]],
    *,
    settle_seconds: float,
    limit_seconds: float,
) -> tuple[Scan, frozenset[str]]:
    """The last look at the inbox, and the paths in it that are still being written.

    Files as in ``known`` (hash and stat by path) never wait, nor do those whose clock
    says that they have lain still. All others are looked at again until they did, at
    most for ``limit_seconds``: the clocks of a share, or of the machine that a file
    was copied from, may be years ahead.
    """
    started = time.monotonic()
    since: dict[tuple[str, Stat], float] = {}
    while True:
        scan = look()
        now = time.monotonic()
        since = {key: since.get(key, now) for key in ((found.path, found.stat) for found in scan.files)}
        moving = frozenset(
            path
            for (path, stat), first in since.items()
            if now - first < settle_seconds
            and not _is_known(known.get(path), stat)
            and not _has_lain(stat, settle_seconds)
        )
        left = started + limit_seconds - now
        if not moving or left <= 0:
            return scan, moving
        time.sleep(min(settle_seconds, left))


def _is_known(known: tuple[str, Stat] | None, stat: Stat) -> bool:
    return known is not None and known[1] == stat


def _has_lain(stat: Stat, seconds: float) -> bool:
    return time.time_ns() - max(stat.mtime_ns, stat.ctime_ns) >= seconds * 1e9
