"""First-seen times out of the last register (台账), for a journal that was lost.

What lies in the inbox as the register knew it was seen first when the register says; all
else is seen anew. Source: ``docs/interface.md``, "The state".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pipeline.batch import registered
from pipeline.batch.look import Judging
from pipeline.batch.registered import NoRegister
from pipeline.documents.register import Words
from pipeline.journal import Journal
from pipeline.model import Sighting
from pipeline.model.clock import ZONE
from pipeline.originals import Moved, Originals
from pipeline.problems import CasebookError


def reseed(
    register: Path, words: Words, inbox: Path, journal: Journal, originals: Originals, judge: Judging
) -> int:
    """Record what the register knew and the inbox still holds; how many files that were.

    What ``judge`` bars is kept nowhere: the pass says so.

    Raises `CasebookError` where the journal knows anything, or the file is no register.
    """
    if next(journal.sightings(), None) is not None:
        raise CasebookError(
            "The journal is not empty: there is nothing to take back from a register.",
            "Run without --reseed; only where the journal was lost is it wanted.",
        )
    known: dict[str, tuple[str, datetime]] = {}
    for path, sha, seen in sorted(_rows(register, words), key=lambda row: row[2]):
        known.setdefault(path, (sha, seen))
    found = []
    files = {path: file for path in known if (file := _file(inbox, path))}
    judged = judge(tuple(dict.fromkeys(files.values())))
    for path, file in files.items():
        sha, seen = known[path]
        looked = judged.get(file)
        if looked and looked.refused:
            continue
        try:
            kept = originals.keep(file, looked.sha if looked else None)
        except (Moved, OSError):
            continue  # the pass will come to it
        below = file.relative_to(inbox).as_posix()
        # Of a form in an archive the register knows the form's own hash alone.
        if kept == sha or below != path:
            found.append(Sighting(seen, below, kept))
    first = {(item.path, item.sha): item for item in reversed(found)}
    journal.record(sorted(first.values(), key=lambda item: (item.at, item.path)), {})
    return len(first)


def _file(inbox: Path, path: str) -> Path | None:
    """The file of a path below the inbox, or the archive that it leads into; None where there is none."""
    if Path(path).is_absolute() or ".." in Path(path).parts:
        return None
    here = inbox / path
    for file in (here, *here.parents):
        if file == inbox:
            return None
        if file.is_file():
            return file
    return None


def _rows(register: Path, words: Words) -> Iterator[tuple[str, str, datetime]]:
    """Path, hash and time of each row."""
    named = words.submissions
    columns = (named.path, named.sha, named.first_seen)
    try:
        for path, sha, seen in registered.rows(register, named.sheet, columns):
            if isinstance(path, str) and isinstance(sha, str) and isinstance(seen, datetime):
                yield path, sha, seen.replace(tzinfo=ZONE)
    except NoRegister as error:
        raise CasebookError(f"{register} is no register: {error}.", f"Name the last {words.file}.") from None
