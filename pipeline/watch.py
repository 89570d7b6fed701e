"""Look at the inbox for ever: events say "look now", a look at fixed intervals is the net.

Events are hints and nothing else: on a network share most never come.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

RESCAN_SECONDS = 60.0
# Looking and reading raise events of their own; only what changes the inbox counts.
_CHANGES = frozenset(("created", "modified", "moved", "deleted", "closed"))


class _Hint(FileSystemEventHandler):
    """Sets a flag at each change."""

    def __init__(self, changed: Event) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _CHANGES:
            self._changed.set()


def watch(inbox: Path, look: Callable[[], None], rescan_seconds: float = RESCAN_SECONDS) -> None:
    """Call ``look`` now, at each change in the inbox and every ``rescan_seconds``; never returns.

    Ends by what ``look`` or a signal's handler raises.
    """
    changed = Event()
    observer = Observer()
    observer.schedule(_Hint(changed), str(inbox), recursive=True)
    observer.start()
    try:
        while True:
            changed.clear()
            look()
            changed.wait(rescan_seconds)
    finally:
        observer.stop()
        observer.join()
