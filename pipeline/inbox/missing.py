"""What is not there any more: taken away by a person, or by a network that fails.

A share that is not mounted is an empty folder, and must not withdraw a year's cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pipeline.inbox.scan import Scan
from pipeline.journal import Seen

INBOX_GONE = "inbox-gone"
DISTRICT_GONE = "district-gone"
GONE = frozenset((INBOX_GONE, DISTRICT_GONE))


@dataclass(frozen=True, slots=True)
class Missing:
    """A folder (``""``: the whole inbox) that lost all its files at once, and how many they were."""

    folder: str
    reason: str
    files: int


def held(
    before: Mapping[str, Seen],
    gone: Collection[str],
    contents: Collection[str],
    scan: Scan,
    *,
    was_marked: bool,
    district_folder: Callable[[str], str],
) -> dict[str, Missing]:
    """Of the paths that are ``gone``, those that are not taken as withdrawn, by path.

    The inbox had its marker and has neither that nor any of its files; or a district's
    folder is gone, or all its files are, where there were several. What now lies under
    another path (``contents``: the hashes that are there) was moved, not lost. ``before``:
    what stood; ``district_folder`` gives the folder of a path's district, ``""`` for none.
    """
    stood = {path: seen.sha for path, seen in before.items() if seen.sha}
    lost = {path for path in gone if path in stood}
    if lost and len(lost) == len(stood) and was_marked and not scan.marked:
        return dict.fromkeys(lost, Missing("", INBOX_GONE, len(lost)))
    folders: dict[str, list[str]] = defaultdict(list)
    for path in stood:
        if folder := district_folder(path):
            folders[folder].append(path)
    found: dict[str, Missing] = {}
    for folder, paths in folders.items():
        whole = lost.issuperset(paths) and (len(paths) > 1 or folder not in scan.folders)
        if whole and not all(stood[path] in contents for path in paths):
            found.update(dict.fromkeys(paths, Missing(folder, DISTRICT_GONE, len(paths))))
    return found
