"""Look at the inbox for ever: events say "look now", a look at fixed intervals is the net.

Events are hints and nothing else: on a network share most never come, and what tells of
them may die. A look that fails for a reason that may pass is made again, soon at first,
then ever later. Source: ``docs/interface.md``, "Commands".
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, NoReturn, TypeAlias

from filelock import FileLock, Timeout
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from pipeline.config import Config, Watch
from pipeline.problems import Busy, CasebookError

_Identity: TypeAlias = "tuple[int, int]"

HEARTBEAT = "watch.json"
LOCK = "watch.lock"

# Looking and reading raise events of their own; only what changes the inbox counts.
_CHANGES = frozenset(("created", "modified", "moved", "deleted", "closed"))
_TEND_SECONDS = 1.0
_START_SECONDS = 2.0
# A folder that never comes to rest is looked at all the same after so many times the rest.
_PATIENCE = 5

Say = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Looked:
    """How a look went.

    ``due``: in how many seconds a file that is still being written may be read, None
    where there is none; ``postponed``: whether the casebook is out of date.
    """

    due: float | None
    postponed: bool


def watch(config: Config, look: Callable[[bool], Looked], say: Say) -> NoReturn:
    """Call ``look`` now, at each change in the inbox and every ``rescan_seconds``; never returns.

    It is told whether to put off the casebook: first the districts have theirs, then the
    casebook is written if ``casebook_seconds`` have passed since the last time. ``say``
    is told, by a name and in a line, of what goes wrong, each thing once.

    Ends by what a signal's handler raises; raises `Busy` where another watcher has the
    state. What `CasebookError` ``look`` raises is said, and tried again.
    """
    settings, state = config.watch, config.paths.state
    trouble = _Trouble(say, settings.rescan_seconds)
    casebook_at = -math.inf
    folders = [config.paths.inbox]
    if not config.paths.review.is_relative_to(config.paths.inbox):
        folders.append(config.paths.review)
    with _only_one(state), Hints(folders, settings, config.run.settle_seconds, say) as hints:
        while True:
            hints.clear()
            try:
                looked = look(True)
                beat(state)
                if looked.postponed and time.monotonic() >= casebook_at:
                    looked = look(False)
                    casebook_at = time.monotonic() + settings.casebook_seconds
                    beat(state)
            except CasebookError as error:
                wait = trouble.of(error)
            else:
                trouble.over()
                casebook = casebook_at - time.monotonic() if looked.postponed else math.inf
                wait = max(0, min(settings.rescan_seconds, looked.due or math.inf, casebook))
            hints.wait(wait)


class _Trouble:
    """Errors that may pass: each said once, and how long to wait before the next attempt."""

    def __init__(self, say: Say, longest: float) -> None:
        self._say = say
        self._longest = longest
        self._said = ""
        self._times = 0

    def of(self, error: CasebookError) -> float:
        self._times += 1
        if str(error) != self._said:
            self._said = str(error)
            self._say("error", f"casebook: {error} Tried again until it works.")
        return min(float(2 ** min(self._times - 1, 30)), self._longest)

    def over(self) -> None:
        if self._said:
            self._say("recovered", "casebook: that works again.")
        self._said = ""
        self._times = 0


# --- events -----------------------------------------------------------------------------


class Hints(FileSystemEventHandler):
    """Says when something has changed below the folders; a context manager.

    ``folders``: the inbox, and others that are looked at, which need not be there.
    ``quiet_seconds``: a change is told when no other has followed it for so long.
    """

    def __init__(self, folders: Sequence[Path], settings: Watch, quiet_seconds: float, say: Say) -> None:
        self._folders = folders
        self._settings = settings
        self._quiet_seconds = quiet_seconds
        self._say = say
        self._changed = Event()
        self._observer: BaseObserver | None = None
        self._observed: tuple[_Identity | None, ...] | None = None
        self._again = -math.inf
        self._refused = ""

    def __enter__(self) -> Hints:
        self.tend()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _CHANGES:
            self._changed.set()

    def clear(self) -> None:
        """What has changed so far is known."""
        self._changed.clear()

    def wait(self, seconds: float) -> None:
        """Until something has changed and come to rest, at most for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.tend()
            if self._changed.wait(min(left, _TEND_SECONDS)):
                self._rest()
                return

    def _rest(self) -> None:
        end = time.monotonic() + _PATIENCE * self._quiet_seconds
        while time.monotonic() < end:
            self._changed.clear()
            if not self._changed.wait(self._quiet_seconds):
                return

    def tend(self) -> None:
        """Start what tells of changes, anew where it has died or a folder is another one now."""
        if self._settings.events == "none" or self._is_well() or time.monotonic() < self._again:
            return
        if self._observer is not None:
            self._stop()
            self._say("observer", "What tells of changes in the inbox has ended; it is started anew.")
            self._changed.set()  # nobody knows what was missed
        try:
            self._start()
        except OSError as error:
            self._again = time.monotonic() + self._settings.rescan_seconds
            reason = error.strerror or str(error)
            if reason != self._refused:
                self._refused = reason
                self._say(
                    "no-events",
                    f"The system does not tell of changes in {self._folders[0]} ({reason}); "
                    f"it is looked at every {self._settings.rescan_seconds:g} s.",
                )
        else:
            self._refused = ""

    def _is_well(self) -> bool:
        return (
            self._observer is not None
            and self._observer.is_alive()
            and all(emitter.is_alive() for emitter in self._observer.emitters)
            and self._observed == self._identity()
        )

    def _start(self) -> None:
        polling = self._settings.events == "polling"
        observer = PollingObserver(timeout=self._settings.polling_seconds) if polling else Observer()
        self._observed = self._identity()
        inbox, *others = self._folders
        for folder in (inbox, *filter(Path.is_dir, others)):
            observer.schedule(self, str(folder), recursive=True)
        observer.start()
        self._observer = observer

    def _stop(self) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
        self._observer = None

    def _identity(self) -> tuple[_Identity | None, ...] | None:
        """Which folders they are: one that is mounted, or made, anew is another."""
        if self._settings.events == "polling":
            return None  # it looks at the name, and some shares number their folders anew
        return tuple(map(_identity, self._folders))


def _identity(folder: Path) -> _Identity | None:
    with contextlib.suppress(OSError):
        status = folder.stat()
        return status.st_dev, status.st_ino
    return None


# --- is a watcher well? -------------------------------------------------------------------


@contextlib.contextmanager
def _only_one(state: Path) -> Iterator[None]:
    """One watcher a state folder, as long as it lives; a pass has a lock of its own."""
    lock = FileLock(state / LOCK)
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=_START_SECONDS)
    except Timeout:
        raise Busy(f"Another watcher has {state}.", "End it first.") from None
    except OSError as error:
        raise CasebookError(f"{state} can't be written: {error.strerror}.", "Check paths.state.") from None
    try:
        yield
    finally:
        lock.release()


def beat(state: Path) -> None:
    """Note that a look was completed just now."""
    note = {"pid": os.getpid(), "completed": datetime.now(UTC).isoformat(timespec="seconds")}
    file = state / HEARTBEAT
    aside = file.with_suffix(".tmp")
    with contextlib.suppress(OSError):  # a heartbeat that stands still says so
        aside.write_text(json.dumps(note), encoding="utf-8")
        aside.replace(file)


def health(config: Config, now: datetime) -> tuple[bool, str]:
    """Whether a watcher of this state is well, and in a line why or why not."""
    state, seconds = config.paths.state, config.watch.health_seconds
    if not (state / LOCK).exists() or _is_free(state / LOCK):
        return False, f"No watcher has {state}."
    try:
        note: Any = json.loads((state / HEARTBEAT).read_text(encoding="utf-8"))
        completed = datetime.fromisoformat(note["completed"])
    except (OSError, ValueError, KeyError, TypeError):
        return False, "A watcher runs; it has not completed a look yet."
    age = (now - completed).total_seconds()
    last = f"the last look was completed {age:.0f} s ago"
    return age <= seconds, f"{'Well' if age <= seconds else 'Not well'}: {last} (process {note['pid']})."


def _is_free(file: Path) -> bool:
    lock = FileLock(file)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return False
    lock.release()
    return True
