"""Look at the inbox and write down what changed: into the archive first, then the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from pipeline.inbox.attachments import FORM, kind
from pipeline.inbox.missing import Missing, held
from pipeline.inbox.scan import Found, Scan, mark, stat_of
from pipeline.inbox.settle import Settling, settle
from pipeline.journal import Journal, Seen, Stat
from pipeline.model import Sighting
from pipeline.originals import Moved, Originals

BARRED = frozenset(("state-secret",))
"""Why a file is kept nowhere, though its hash is known."""
_FEW = 32  # files that are copied one after the other
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Sighted:
    """What stands in the inbox now, and how the look went.

    ``closed``: folders that could not be listed, and why;
    ``missing``: folders that lost all they had, and are held; ``due``: in how many seconds
    one of the files that are still being written may be read, None where there is none.
    ``news``: the paths of which anything was recorded.
    """

    current: Mapping[str, Seen]
    closed: tuple[tuple[str, str], ...]
    missing: tuple[Missing, ...] = ()
    due: float | None = None
    news: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """How the inbox is looked at.

    ``limit_seconds``: how long files that still change are waited for; ``megabytes``: of
    a form, more is not opened; ``district_folder``: the folder of a path's district, ""
    for none; ``accept_gone``: what is not there any more was taken away, however much.
    ``judge``: looks at new files before they are archived; what it says nothing of may be.
    """

    inbox: Path
    settling: Settling
    limit_seconds: float
    megabytes: int
    district_folder: Callable[[str], str] = lambda path: ""
    accept_gone: bool = False
    judge: Callable[[Sequence[Path]], Mapping[Path, Judged]] = lambda files: {}


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that was looked at before it is archived: its hash, and why it may not be ("" if it may).

    ``held``: why it could not be looked at for now; it is neither archived nor refused.
    """

    sha: str
    refused: str = ""
    held: str = ""


@dataclass(slots=True)
class _News:
    """What this look adds to the journal; ``fresh``: files that have to be opened before that is known."""

    at: datetime
    scan: Scan
    before: Mapping[str, Seen]
    fresh: list[Found] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    stats: dict[str, tuple[str, Stat]] = field(default_factory=dict)
    contents: set[str] = field(default_factory=set)

    def content(self, path: str, sha: str) -> None:
        self.contents.add(sha)
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

    def opened(self, found: Found, judged: Judged | None, sha: str, reason: str) -> None:
        """A file was looked into: it has this hash, or is held for this reason."""
        if reason:
            self.held(found.path, reason)
        elif judged and judged.refused:
            self.barred(found, judged)
        else:
            self.content(found.path, sha)
            self.stats[found.path] = (sha, found.stat)

    def barred(self, found: Found, judged: Judged) -> None:
        """What lies there now is kept nowhere: its hash alone is noted, and why."""
        seen = self.before.get(found.path)
        if seen is not None and seen.sha is not None:
            self.gone(found.path)
        self.sightings.append(Sighting(self.at, found.path, judged.sha, judged.refused))
        self.stats[found.path] = (judged.sha, found.stat)

    def gone(self, path: str) -> None:
        self.sightings.append(Sighting(self.at, path, None))


def sight(
    look: Callable[[], Scan], journal: Journal, originals: Originals, at: datetime, rules: Rules
) -> Sighted:
    """Record, as of ``at``, what ``look`` shows to have come, changed or gone.

    Every content is in the archive before the journal names it. A file that is still
    being written is held back (``unsettled``), and so is one that a program has open
    (``open``) or that can't be read (``no-permission``): what stood at its path before
    goes on standing there. What is no file (``not-a-file``) and a form that is too large
    (``too-large``) are never opened; what is judged not to be kept is not. Of a folder that
    can't be listed nothing is recorded at all, and what is missing as a whole is held
    (`pipeline.inbox.missing`).

    Raises `CasebookError` where archive or journal can't be written.
    """
    news = _looked(look, journal, at, rules, rules.limit_seconds)
    judged = rules.judge([found.file for found in news.fresh])
    for found, (sha, reason) in zip(news.fresh, _kept(news.fresh, judged, originals), strict=True):
        news.opened(found, judged.get(found.file), sha, reason)
    missing = _gone(news, journal, rules)
    current = news.before
    if news.sightings or news.stats:
        journal.record(news.sightings, news.stats)
        current = journal.current()
    _mark(news.scan, journal, rules.inbox, missing)
    told = frozenset(sighting.path for sighting in news.sightings)
    return Sighted(current, news.scan.closed, missing, rules.settling.due, told)


def unchanged(
    look: Callable[[], Scan], journal: Journal, at: datetime, rules: Rules
) -> Mapping[str, Seen] | None:
    """What stands in the inbox, if `sight` would find nothing to open, to record or to tell; else None.

    Nothing is waited for. Raises `CasebookError` where the journal can't be read.
    """
    news = _looked(look, journal, at, rules, 0)
    if news.fresh or _gone(news, journal, rules) or news.sightings or news.scan.closed:
        return None
    _mark(news.scan, journal, rules.inbox, ())
    return news.before


def _looked(
    look: Callable[[], Scan], journal: Journal, at: datetime, rules: Rules, limit_seconds: float
) -> _News:
    """What is new by names, sizes and times alone."""
    known = journal.stats()
    scan, moving = settle(look, known, rules.settling, limit_seconds=limit_seconds)
    news = _News(at, scan, journal.current())
    for found in scan.files:
        sha, stat = known.get(found.path, ("", None))
        seen = news.before.get(found.path)
        if stat == found.stat and seen and seen.held in BARRED:
            continue
        if stat == found.stat:
            news.content(found.path, sha)
        elif scan.is_open(found.path):
            news.held(found.path, "open")
        elif found.path in moving:
            news.held(found.path, "unsettled")
        elif found.stat.size > rules.megabytes << 20 and kind(found.path) == FORM:
            news.refused(found.path, "too-large")
        else:
            news.fresh.append(found)
    for path in scan.odd:
        news.refused(path, "not-a-file")
    return news


def _gone(news: _News, journal: Journal, rules: Rules) -> tuple[Missing, ...]:
    """Note what is not there any more; the folders of which that is held, sorted."""
    scan = news.scan
    there = {*(found.path for found in scan.files), *scan.odd}
    gone = [path for path in news.before if path not in there and scan.covers(path)]
    missing: Mapping[str, Missing] = {}
    if gone and not rules.accept_gone:
        missing = held(
            news.before, gone, news.contents, scan,
            was_marked=journal.is_marked(rules.inbox), district_folder=rules.district_folder,
        )  # fmt: skip
    for path in gone:
        if path in missing:
            news.held(path, missing[path].reason)
        else:
            news.gone(path)
    return tuple(sorted(set(missing.values()), key=lambda item: item.folder))


def _mark(scan: Scan, journal: Journal, inbox: Path, missing: tuple[Missing, ...]) -> None:
    """Make the marker where it is not, unless that would say that an empty folder is the inbox."""
    there = scan.marked or (not any(item.folder == "" for item in missing) and mark(inbox))
    if there and not journal.is_marked(inbox):
        journal.mark(inbox)


def _kept(
    files: Sequence[Found], judged: Mapping[Path, Judged], originals: Originals
) -> Iterator[tuple[str, str]]:
    """Of each file, copied into the archive where it may be, its hash, or why it is held.

    That is mostly waiting for the disk, which takes hardly longer for several at once.
    """
    copy = partial(_copied, judged=judged, originals=originals)
    if len(files) <= _FEW:
        yield from map(copy, files)
        return
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        yield from threads.map(copy, files)


def _copied(found: Found, judged: Mapping[Path, Judged], originals: Originals) -> tuple[str, str]:
    said = judged.get(found.file)
    if said and (said.held or said.refused):
        return said.sha, said.held
    try:
        sha = originals.keep(found.file, said.sha if said else None)
        after = stat_of(found.file.lstat())
    except (Moved, FileNotFoundError):
        return "", "unsettled"
    except OSError:
        return "", "no-permission"
    return sha, "unsettled" if _moved(found.stat, after) else ""


def _moved(before: Stat, after: Stat) -> bool:
    # A folder's listing tells no inode on Windows, the file itself does.
    return (before.size, before.mtime_ns, before.ctime_ns) != (after.size, after.mtime_ns, after.ctime_ns)
