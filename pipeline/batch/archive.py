"""What happened to a file or a case, an original out of the archive, and one erased from it.

All of it is a fold over the journal's sightings (``docs/interface.md``, "The state").
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path, PurePosixPath

from pipeline.batch import press
from pipeline.batch.clerk import at_rest
from pipeline.batch.contents import Contents
from pipeline.batch.intake import Files
from pipeline.batch.look import alone, folders_of
from pipeline.batch.reading import Reading
from pipeline.batch.tools import Tools
from pipeline.config import Config
from pipeline.inbox import FORM, kind
from pipeline.journal import NAME, Journal, Seen, left
from pipeline.memo import NAME as MEMO
from pipeline.model import Case, Sighting
from pipeline.office import Archive
from pipeline.originals import Originals
from pipeline.problems import CasebookError

CAME, CHANGED, MOVED_HERE, GONE, BACK, HELD, FREE = (
    "came", "changed", "moved here", "gone", "came back", "held", "no longer held",
)  # fmt: skip
PHOTOS = "photos"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a path: when, what (``came`` …), the content's hash, and more in words.

    ``detail``: why a file was held, or where one that moved lay before.
    """

    at: datetime
    path: str
    what: str
    sha: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What happened, in its order, and how the cases concerned stand now."""

    events: tuple[Event, ...]
    cases: tuple[Case, ...]


def events(sightings: Iterable[Sighting]) -> Iterator[Event]:
    """What the sightings tell, each of them an event; one that moved, told by its content, is one."""
    here: dict[str, str | None] = {}
    held: dict[str, str] = {}
    seen: dict[str, set[str]] = {}
    left: dict[str, str] = {}  # content that went, by where it lay last
    for item in _looks(sightings):
        path, sha = item.path, item.sha
        if item.reason:
            held[path] = item.reason
            yield Event(item.at, path, HELD, here.get(path) or "", item.reason)
        elif sha is None:
            held.pop(path, None)
            was = here.pop(path, None) or ""
            left[was] = path
            yield Event(item.at, path, GONE, was)
        elif here.get(path) == sha:
            held.pop(path, None)
            yield Event(item.at, path, FREE, sha)
        else:
            held.pop(path, None)
            yield _arrived(item, sha, here.get(path), seen.get(path, set()), left, here)
            here[path] = sha
            seen.setdefault(path, set()).add(sha)


def _looks(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings, those of each look so that a file leaves one path before it comes to another."""
    for _, look in groupby(sightings, key=lambda item: item.at):
        rest: list[Sighting] = []
        touched: set[str] = set()
        for item in look:
            if item.sha is None and not item.reason and item.path not in touched:
                yield item
            else:
                rest.append(item)
            touched.add(item.path)
        yield from rest


def _arrived(
    item: Sighting,
    sha: str,
    before: str | None,
    known: set[str],
    left: dict[str, str],
    here: dict[str, str | None],
) -> Event:
    elsewhere = left.get(sha) or next((path for path, content in here.items() if content == sha), "")
    if before is not None:
        return Event(item.at, item.path, CHANGED, sha, "as before" if sha in known else "")
    if sha in known:
        return Event(item.at, item.path, BACK, sha)
    if elsewhere:
        return Event(item.at, item.path, MOVED_HERE if sha in left else CAME, sha, f"as {elsewhere}")
    return Event(item.at, item.path, CAME, sha)


def history(config: Config, wanted: str | None, as_of: datetime) -> History:
    """What happened to a file (its path or a part of it), or to a case, by its number, unit or title.

    Without ``wanted`` to all. Writes no output; raises `TemplateError`, `CasebookError`.
    """
    state = config.paths.state
    if not (state / NAME).exists():
        return History((), ())
    with at_rest(config) as (clerk, journal):
        sightings = tuple(journal.sightings())
        current = Files.of(journal.current(), left(sightings), folders_of(config))
        ever = Files.of(
            {f"{item.path} {item.sha}": _seen(item) for item in sightings if item.sha and not item.reason}
        )
        contents = clerk.read(ever)
        book = clerk.decided(current, contents, as_of).book
    told = tuple(events(sightings))
    if wanted is None:
        return History(told, book.cases)
    text = wanted.casefold()
    cases = tuple(
        case
        for case in book.cases
        if text in (case.number.casefold(), case.unit.casefold(), case.title.casefold())
        or text in case.entry.source.path.casefold()
    )
    shas = {sha for sha in ever.contents if _names(sha, contents, clerk.tools, text)}
    paths = {event.path for event in told if text in event.path.casefold() or event.sha in shas}
    paths |= {case.entry.source.path for case in cases}
    return History(tuple(event for event in told if event.path in paths), cases)


def _seen(item: Sighting) -> Seen:
    return Seen(item.path, item.sha if kind(item.path) == FORM else None, item.at)


def _names(sha: str, contents: Contents, tools: Tools, text: str) -> bool:
    """Whether one of the forms in a content is of this unit, or its case has this title."""
    held = contents.outcomes.get(sha)
    if isinstance(held, Archive):
        return any(_names(member.sha, contents, tools, text) for member in held.members if member.sha)
    for record in held.records if isinstance(held, Reading) else ():
        form = tools.library.form(record.form)
        for role in ("name", "title"):
            if str(record.value(form.role(role)) or "").casefold() == text:
                return True
    return False


# --- originals ------------------------------------------------------------------------


def restore(config: Config, start: str, to: Path | None) -> Path:
    """Copy an original out of the archive; where it is now.

    ``start``: its hash, or enough of its beginning. ``to``: a folder, or a path where
    nothing is; the folder that we are in by default. The name is the one that it had last.
    """
    state = config.paths.state
    with _journal(state) as journal:
        sha = _one(journal, start)
        names = [item.path for item in journal.sightings() if item.sha == sha]
    target = to or Path()
    if target.is_dir():
        target /= PurePosixPath(names[-1]).name
    try:
        Originals(state).restore(sha, target)
    except FileExistsError:
        raise CasebookError(f"{target} exists; nothing is overwritten.", "Name another file.") from None
    except OSError as error:
        raise CasebookError(f"{error.filename or target}: {error.strerror}.", "Name another place.") from None
    return target


def forget(config: Config, start: str) -> tuple[str, tuple[str, ...]]:
    """Erase an original from archive, memo and journal; its hash, and the paths erased with it.

    Raises `CasebookError` where it still stands in the inbox, and `Busy`.
    """
    state = config.paths.state
    with alone(config), _journal(state) as journal:
        sha = _one(journal, start)
        standing = [seen.path for seen in journal.current().values() if seen.sha == sha]
        if standing:
            raise CasebookError(
                f"{sha[:12]} still stands in the inbox: {', '.join(standing)}.",
                "Take it away there, run, then forget it.",
            )
        # The journal last: until it has forgotten, this can be done again. Of the memo all
        # goes: what an archive held, and every photo, is there under hashes of its own; so
        # does the casebook that was printed.
        originals = Originals(state)
        originals.sweep()  # what was being kept of it when a pass ended halfway
        originals.forget(sha)
        for folder in (PHOTOS, press.FOLDER):
            shutil.rmtree(state / folder, ignore_errors=True)
        for file in state.glob(f"{MEMO}*"):
            file.unlink()
        return sha, journal.forget(sha)


def _journal(state: Path) -> Journal:
    if not (state / NAME).exists():
        raise CasebookError(f"There is no journal in {state}.", "See to paths.state, or run first.")
    return Journal(state)


def _one(journal: Journal, start: str) -> str:
    found = journal.shas(start.lower()) if len(start) >= 4 else ()
    if len(found) == 1:
        return found[0]
    if found:
        raise CasebookError(f"{len(found)} originals begin with {start}.", "Write more of the hash.")
    raise CasebookError(
        f"No original begins with {start}.", "history tells the hashes; four digits at least."
    )
