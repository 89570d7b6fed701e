"""A portion of the originals, read through again in each day's first pass.

What a disk lost is found within a month, while a backup still has it; what lies in the inbox
as it did is put back at once. The day that was done is kept in the memo.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pipeline.inbox import BARRED, Folders
from pipeline.journal import Seen
from pipeline.memo import Memo
from pipeline.originals import Originals

_KIND, _KEY = "verified", "day"
PORTIONS = 30


def verify(
    folders: Folders, originals: Originals, current: Mapping[str, Seen], memo: Memo, as_of: datetime
) -> tuple[str, ...]:
    """The contents of today's portion that are damaged or gone, and in the inbox no more; by hash.

    ``current``: what stands in the inbox. Nothing is read where today's is done already; one
    with damage isn't done until it is mended. Raises ``OSError`` and `CasebookError`.
    """
    day = as_of.date()
    if memo.get(_KIND, _KEY) == day.isoformat().encode():
        return ()
    number = day.toordinal() % PORTIONS
    found = dict(originals.portion(number, PORTIONS))
    places = {
        seen.sha: folders.file(path)
        for path, seen in current.items()
        if seen.sha and seen.held not in BARRED and int(seen.sha[:2], 16) % PORTIONS == number
    }
    bad = [sha for sha in {**found, **places} if not found.get(sha, False)]
    left = tuple(sha for sha in bad if not (sha in places and originals.mend(sha, places[sha])))
    if not left:
        memo.put(_KIND, _KEY, day.isoformat().encode())
    return left
