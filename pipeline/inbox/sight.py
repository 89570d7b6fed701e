"""Look at the inbox and write down what changed: into the archive first, then the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.inbox.attachments import FORM, kind
from pipeline.inbox.scan import Found, Scan, stat_of
from pipeline.inbox.settle import settle
from pipeline.journal import Journal, Moved, Originals, Seen, Stat
from pipeline.model import Sighting


@dataclass(frozen=True, slots=True)
class Sighted:
    """What stands in the inbox now, how much of it was opened, and which folders could not be."""

    current: Mapping[str, Seen]
    opened: int
    closed: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _News:
    """What this look adds to the journal."""

    at: datetime
    before: Mapping[str, Seen]
    sightings: list[Sighting] = field(default_factory=list)
    stats: dict[str, tuple[str, Stat]] = field(default_factory=dict)

    def content(self, path: str, sha: str) -> None:
        seen = self.before.get(path)
        if seen is None or seen.sha != sha or seen.held:
            self.sightings.append(Sighting(self.at, path, sha))

    def held(self, path: str, reason: str) -> None:
        seen = self.before.get(path)
        if seen is None or seen.held != reason:
            self.sightings.append(Sighting(self.at, path, None, reason))

    def refused(self, path: str, reason: str) -> None:
        """What lies there now will never be read: what stood there before is gone."""
        seen = self.before.get(path)
        if seen is not None and seen.sha is not None:
            self.gone(path)
        if seen is None or seen.sha is not None or seen.held != reason:
            self.sightings.append(Sighting(self.at, path, None, reason))

    def gone(self, path: str) -> None:
        self.sightings.append(Sighting(self.at, path, None))


def sight(
    look: Callable[[], Scan],
    journal: Journal,
    originals: Originals,
    at: datetime,
    *,
    settle_seconds: float,
    limit_seconds: float,
    megabytes: int,
) -> Sighted:
    """Record, as of ``at``, what ``look`` shows to have come, changed or gone.

    Every content is in the archive before the journal names it. A file that is still
    being written is held back (``unsettled``), and so is one that can't be read
    (``no-permission``): what stood at its path before goes on standing there. What is no
    file (``not-a-file``) and a form of more than so many ``megabytes`` (``too-large``)
    are never opened. Of a folder that can't be listed nothing is recorded at all.

    Raises `CasebookError` where archive or journal can't be written.
    """
    known = journal.stats()
    scan, moving = settle(look, known, settle_seconds=settle_seconds, limit_seconds=limit_seconds)
    news = _News(at, journal.current())
    opened = 0
    for found in scan.files:
        sha, stat = known.get(found.path, ("", None))
        if stat == found.stat:
            news.content(found.path, sha)
        elif found.path in moving:
            news.held(found.path, "unsettled")
        elif found.stat.size > megabytes << 20 and kind(found.path) == FORM:
            news.refused(found.path, "too-large")
        else:
            opened += 1
            _keep(found, originals, news)
    for path in scan.odd:
        news.refused(path, "not-a-file")
    there = {*(found.path for found in scan.files), *scan.odd}
    for path in news.before:
        if path not in there and scan.covers(path):
            news.gone(path)
    if news.sightings or news.stats:
        journal.record(news.sightings, news.stats)
    return Sighted(journal.current(), opened, scan.closed)


def _keep(found: Found, originals: Originals, news: _News) -> None:
    try:
        sha = originals.keep(found.file)
        after = stat_of(found.file.lstat())
    except (Moved, FileNotFoundError):
        news.held(found.path, "unsettled")
    except OSError:
        news.held(found.path, "no-permission")
    else:
        if _moved(found.stat, after):
            news.held(found.path, "unsettled")
        else:
            news.content(found.path, sha)
            news.stats[found.path] = (sha, found.stat)


def _moved(before: Stat, after: Stat) -> bool:
    # A folder's listing tells no inode on Windows, the file itself does.
    return (before.size, before.mtime_ns, before.ctime_ns) != (after.size, after.mtime_ns, after.ctime_ns)
