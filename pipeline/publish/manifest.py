"""``outbox/.casebook/manifest.json``: what Casebook wrote in the outbox, and is about to write.

    {"version": 1,
     "files":   {"黄埔区/….docx": {"target": "黄埔区/….docx", "sha256": "…", "key": "…"}},
     "intents": [{"temporary": "黄埔区/.….tmp", "path": "黄埔区/….docx", "written": {…}}]}

An intent is on disk before what it tells of is done. So after a crash at any moment the
next pass knows every temporary file by name and every output by its bytes, and can tell
both from what a person put there. Source: ``docs/interface.md``, "The outbox".
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any

from pipeline.model import MANIFEST

_VERSION = 1
_NOT_THERE = (FileNotFoundError, NotADirectoryError)  # the latter: a file lies where its folder was


_ASIDE = re.compile(r"\.[0-9a-f]{16}\.casebook\.tmp")


@dataclass(frozen=True, slots=True)
class Written:
    """What Casebook wrote at a path: for which target, the bytes' SHA-256, the target's key."""

    target: str
    sha256: str
    key: str


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be written, and the temporary file that it comes from.

    ``path`` and ``written`` are None while the temporary file is still being rendered.
    """

    temporary: str
    path: str | None = None
    written: Written | None = None


class Manifest:
    """The outbox's manifest; each `save` is one atomic step."""

    def __init__(self, outbox: Path) -> None:
        """Load the manifest and clear away what an interrupted pass left.

        One that is missing, damaged or leads out of the outbox counts as empty: nothing there
        is then known to be ours. Raises ``OSError``.
        """
        self._outbox = outbox
        self._file = outbox / MANIFEST
        self.files: dict[str, Written] = {}
        self._intents: tuple[Intent, ...] = ()
        self._changed = False
        self._temporary = self._file.with_suffix(".tmp")
        if self._temporary.exists():  # on what can only be read even the attempt would fail
            self._temporary.unlink()
        self._load()
        self._recover()

    def _load(self) -> None:
        try:
            data: Any = json.loads(self._file.read_text(encoding="utf-8"))
            self.files = {_below(path): Written(**written) for path, written in data["files"].items()}
            self._intents = tuple(
                Intent(
                    _aside(intent["temporary"]),
                    intent["path"] and _below(intent["path"]),
                    Written(**intent["written"]) if intent["written"] else None,
                )
                for intent in data["intents"]
            )
        except FileNotFoundError:
            return
        except (ValueError, KeyError, TypeError, AttributeError):
            self.files, self._intents, self._changed = {}, (), True

    def _recover(self) -> None:
        """Remove temporary files left behind; confirm the intents that came true."""
        for intent in self._intents:
            self._changed = True
            remove(self._outbox / intent.temporary)
            if intent.path and intent.written and digest(self._outbox / intent.path) == intent.written.sha256:
                self.files[intent.path] = intent.written
        self._intents = ()

    def intend(self, intents: Iterable[Intent]) -> None:
        """Record what is about to be done; raises ``OSError``."""
        self._intents = tuple(intents)
        self._changed = True
        self.save()

    def confirm(self, path: str, written: Written) -> None:
        """This was written; on disk with the next `save`."""
        self.files[path] = written
        self._changed = True

    def forget(self, path: str) -> None:
        """Nothing of ours is at this path any more; on disk with the next `save`."""
        del self.files[path]
        self._changed = True

    def close(self) -> None:
        """No intent is open any more; saved where anything changed. Raises ``OSError``."""
        self._changed = self._changed or bool(self._intents)
        self._intents = ()
        self.save()

    def save(self) -> None:
        """Write the manifest aside and put it in place; nothing is done where nothing changed."""
        if not self._changed:
            return
        # A line each, as people read it: json's own lines take many times as long.
        files = ",\n".join(f"  {_json(path)}: {_told(self.files[path])}" for path in sorted(self.files))
        intents = ",\n".join(f"  {_json(asdict(intent))}" for intent in self._intents)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._temporary.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(f'{{"version": {_VERSION},\n "files": {{\n{files}}},\n "intents": [\n{intents}]}}\n')
            stream.flush()
            os.fsync(stream.fileno())
        self._temporary.replace(self._file)
        sync_folder(self._file.parent)
        self._changed = False


def _below(path: str) -> str:
    """A path that stays in the outbox: there others may write, and what it names may be removed."""
    if not path or PurePath(path).anchor or ".." in PurePath(path).parts:
        raise ValueError(f"{path} leads out of the outbox")
    return path


def _aside(path: str) -> str:
    """The path of a temporary file of ours: nothing else is removed for having been intended."""
    if not _ASIDE.fullmatch(PurePath(_below(path)).name):
        raise ValueError(f"{path} is no temporary file")
    return path


def _told(written: Written) -> str:
    return _json({"target": written.target, "sha256": written.sha256, "key": written.key})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def digest(path: Path) -> str | None:
    """SHA-256 (hex) of a file, None where nothing is, ``""`` of what is no file; raises ``OSError``."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return ""  # a folder, or a pipe, which would be waited for
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except _NOT_THERE:
        return None


def remove(path: Path) -> None:
    """Remove a file, if it is there; raises ``OSError``."""
    with contextlib.suppress(*_NOT_THERE):
        path.unlink()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can (Windows can't, and needn't)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
