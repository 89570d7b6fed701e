"""Targets -> files of the outbox: intent first, temporary file, fsync, replace, confirmation.

    stale?  ->  write aside  ->  intent  ->  replace  ->  confirm  (for each group of targets)
            ->  remove what nothing gives

Files are written aside in worker processes; all else is done here, in the plan's order.
What is up to date keeps its bytes and its time. What a person put or changed in the
outbox is never overwritten or removed: ours goes beside it, under a name of its own.
Source: ``docs/interface.md``, "The outbox".
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from pipeline import names
from pipeline.model import Failure, Outcome
from pipeline.outbox import Target
from pipeline.problems import CasebookError
from pipeline.publish.aside import Aside, Refused, reason, why, write
from pipeline.publish.manifest import Intent, Manifest, Written, digest, remove, sync_folder
from pipeline.work import Limits, Pool

__all__ = ["CLOCK_GOES", "Failure", "Outbox", "Outcome", "ahead", "publish", "refresh"]

# Antivirus and indexing hold a new file for moments; a file open in Word stays locked.
_REPLACE_PAUSES = (0.05, 0.1, 0.2, 0.4)
_NOT_SURE = ""  # the key of what may be made of other bytes than it should
# A watcher looks every minute: what differs by the clock alone is then left for so long.
CLOCK_GOES = timedelta(hours=1)

Where: TypeAlias = "Mapping[str, str]"
"""Where targets lie in the outbox: the path of each, by the one that it should have."""
Telling: TypeAlias = "Callable[[Sequence[Target], Where], Sequence[Target]]"
"""Gives the targets that tell of all those before them, and where these lie."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """The folder that is to agree with targets, and how it is written to.

    The files are written by the ``pool``'s workers, each within ``limits``. ``suffix`` goes behind
    the stem of ours where a person's file holds the name. ``still``: whether what the targets are
    made of is what their keys say; what is written while it isn't is written again next time.
    """

    folder: Path
    pool: Pool
    limits: Limits
    suffix: str
    still: Callable[[], bool]


def publish(
    groups: Iterable[Sequence[Target] | Telling],
    outbox: Outbox,
    *,
    postpone: bool = False,
    begin: Callable[[int], None] = lambda number: None,
    advance: Callable[[], None] = lambda: None,
) -> Outcome:
    """Make the outbox agree with the targets; returns what was done, failures included.

    A group of them is asked for when those before it are in place; one that tells of these
    is given as a function. ``begin`` is told how many targets of a group have to be
    written, ``advance`` called for each. With ``postpone`` those that are dear, and what
    differs by the clock alone, stay as they are for now.

    Raises `CasebookError` where the outbox as a whole can't be used.
    """
    with _usable(outbox.folder):
        return _Pass(outbox, Manifest(outbox.folder), postpone, advance).run(groups, begin)


def ahead(groups: Sequence[Sequence[Target]], outbox: Outbox) -> tuple[str, ...]:
    """Write some of a pass's targets before it makes all the others; returns the paths written.

    Nothing is removed. What fails is not said: the pass tries it again. Raises as `publish` does.
    """
    with _usable(outbox.folder):
        some = _Pass(outbox, Manifest(outbox.folder))
        mine = {target.path for targets in groups for target in targets}
        standing = some.manifest.files
        some.wanted.update(standing)
        some.claimed.update(names.key(path) for path, known in standing.items() if known.target not in mine)
        return some.run(groups).written


def refresh(targets: Sequence[Target], standing: Sequence[str], outbox: Outbox) -> Outcome:
    """Write these few targets beside all else that the outbox has, and should have.

    ``standing``: the paths of that. Raises as `publish` does.
    """
    with _usable(outbox.folder):
        whole = _Pass(outbox, Manifest(outbox.folder))
        whole.wanted.update(standing)
        return whole.run([targets])


@contextlib.contextmanager
def _usable(outbox: Path) -> Iterator[None]:
    """Raises `CasebookError` for what keeps the outbox as a whole from being used."""
    try:
        outbox.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise CasebookError(
            f"{error.filename or outbox} can't be written: {error.strerror or error}.",
            "Check that the outbox is there, has space and may be written to, then run again.",
        ) from error


@dataclass(frozen=True, slots=True)
class _Ready:
    """A target in its temporary file, and the path that it will have."""

    target: Target
    temporary: Path
    sha256: str
    path: str

    @property
    def written(self) -> Written:
        return Written(self.target.path, self.sha256, self.target.key)


@dataclass(slots=True)
class _Pass:
    """One publication: what is known and what was done so far."""

    to: Outbox
    manifest: Manifest
    postpone: bool = False
    advance: Callable[[], None] = lambda: None
    targets: list[Target] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)
    clocks: set[datetime] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    # Names that a target has, or ought to have: ours never go over one another.
    claimed: set[str] = field(default_factory=set)

    def run(
        self,
        groups: Iterable[Sequence[Target] | Telling],
        begin: Callable[[int], None] = lambda number: None,
    ) -> Outcome:
        for group in groups:
            targets = group(tuple(self.targets), self._where()) if callable(group) else group
            self._bring(targets, begin)
            self.targets += targets
        self._remove_rest()
        self.manifest.close()
        return Outcome(
            tuple(self.written),
            tuple(self.unchanged),
            tuple(self.removed),
            tuple(self.beside),
            tuple(self.failed),
            tuple(self.postponed),
            frozenset(self.clocks),
        )

    def _bring(self, targets: Sequence[Target], begin: Callable[[int], None]) -> None:
        """Bring these up to date; when it returns they are in place, for good."""
        self.claimed.update(names.key(target.path) for target in targets)
        stale = [target for target in targets if not self._done(target)]
        begin(len(stale))
        temporaries = [self._temporary(target) for target in stale]
        try:
            if stale:
                self.manifest.intend(Intent(self._name(temporary)) for temporary in temporaries)
            ready = self._write_aside(stale, temporaries)
            if ready and not self.to.still():
                ready = [replace(one, target=replace(one.target, key=_NOT_SURE)) for one in ready]
            self._replace_all(ready)
        finally:
            for temporary in temporaries:
                remove(temporary)
                _remove_empty(temporary.parent, self.to.folder)
        self.manifest.close()

    def _where(self) -> Where:
        """Where ours lie, those included that are out of date for now."""
        return {
            written.target: path
            for path, written in sorted(self.manifest.files.items())
            if path in self.wanted
        }

    # --- what is there ------------------------------------------------------------

    def _done(self, target: Target) -> bool:
        """Whether nothing is left to do for a target: it is up to date, put off, or has failed."""
        try:
            path = self._up_to_date(target)
        except OSError as error:
            self._fail(target, reason(error))
            return True
        if path is None:
            if self.postpone and target.dear:
                self.postponed.append(target.path)
                self._leave(target)
                return True
            return False
        self._settle(target, path)
        self.unchanged.append(path)
        return True

    def _up_to_date(self, target: Target) -> str | None:
        """Where ours lies with the bytes that it should have, None where it has to be written."""
        for path in self._names(target):
            found = digest(self.to.folder / path)
            known = self.manifest.files.get(path)
            if found is None:
                return None
            if known is not None and known.target == target.path and found == known.sha256:
                return path if self._is_current(target, known.key) else None
        return None

    def _is_current(self, target: Target, key: str) -> bool:
        if key == target.key:
            return True
        shown = target.shown_by(key, CLOCK_GOES) if self.postpone else None
        if shown is not None:
            self.clocks.add(shown)
        return shown is not None

    def _names(self, target: Target) -> Iterator[str]:
        """The names under which ours may lie: its own, then those beside a person's file."""
        path, suffix = PurePosixPath(target.path), names.safe(self.to.suffix)
        yield target.path
        for number in count(1):
            mark = suffix if number == 1 else f"{suffix}{number}"
            name = str(path.with_name(names.fit(path.stem, f"{mark}{path.suffix}")))
            if names.key(name) not in self.claimed:
                yield name

    def _free(self, path: str, ours: str) -> bool:
        """Whether ours may go to this path: nothing is there, or bytes that Casebook wrote.

        A file of the very bytes that would be written is taken for ours: so an outbox
        whose manifest was lost comes right by itself.
        """
        found = digest(self.to.folder / path)
        known = self.manifest.files.get(path)
        return found is None or found == ours or (known is not None and found == known.sha256)

    def _settle(self, target: Target, path: str) -> None:
        """This is where the target lies; said where it is not the name it should have."""
        self.wanted.add(path)
        self.claimed.add(names.key(path))
        if path != target.path:
            self.beside.append((target.path, path))

    # --- writing --------------------------------------------------------------------

    def _name(self, path: Path) -> str:
        return path.relative_to(self.to.folder).as_posix()

    def _temporary(self, target: Target) -> Path:
        mark = sha256(target.path.encode("utf-8")).hexdigest()[:16]
        return (self.to.folder / target.path).with_name(f".{mark}.casebook.tmp")

    def _write_aside(self, targets: Sequence[Target], temporaries: Sequence[Path]) -> list[_Ready]:
        """The targets in their temporary files; failures are noted instead."""
        asides = [Aside(target.render, path) for target, path in zip(targets, temporaries, strict=True)]
        done: list[_Ready] = []
        # Closed before anything else happens: then no worker writes any more.
        with contextlib.closing(self.to.pool.map(write, asides, self.to.limits)) as outcomes:
            for target, (aside, outcome) in zip(targets, outcomes, strict=True):
                self.advance()
                if isinstance(outcome, str):
                    done += self._placed(target, aside.temporary, outcome)
                elif isinstance(outcome, Refused):
                    self._fail(target, outcome.reason)
                else:
                    self._fail(target, why(outcome, self.to.limits))
        return done

    def _placed(self, target: Target, temporary: Path, sha256: str) -> Iterator[_Ready]:
        """What is written aside with the path that it can have."""
        try:
            path = next(name for name in self._names(target) if self._free(name, sha256))
        except OSError as error:
            self._fail(target, reason(error))
        else:
            self.claimed.add(names.key(path))
            yield _Ready(target, temporary, sha256, path)

    def _replace_all(self, asides: Sequence[_Ready]) -> None:
        if asides:
            self.manifest.intend(
                Intent(self._name(aside.temporary), aside.path, aside.written) for aside in asides
            )
        for aside in asides:
            self._replace(aside)
        for folder in {(self.to.folder / path).parent for path in self.written}:
            sync_folder(folder)

    def _replace(self, aside: _Ready) -> None:
        try:
            if not self._free(aside.path, aside.sha256):
                raise FileExistsError(
                    0, "someone changed the file during this pass; ours is written at the next"
                )
            same = digest(self.to.folder / aside.path) == aside.sha256
            if not same:
                _replace(aside.temporary, self.to.folder / aside.path)
        except OSError as error:
            self._fail(aside.target, reason(error))
            return
        self.manifest.confirm(aside.path, aside.written)
        self._settle(aside.target, aside.path)
        (self.unchanged if same else self.written).append(aside.path)

    def _fail(self, target: Target, words: str) -> None:
        self.failed.append(Failure(target.path, words))
        self._leave(target)

    def _leave(self, target: Target) -> None:
        """What we wrote for it before stays: a failure is no reason to take it away."""
        self.wanted.update(
            path for path, written in self.manifest.files.items() if written.target == target.path
        )

    # --- removing -------------------------------------------------------------------

    def _remove_rest(self) -> None:
        """Remove what nothing gives any more, if the bytes are those that Casebook wrote."""
        for path in sorted(self.manifest.files.keys() - self.wanted):
            file = self.to.folder / path
            try:
                found = digest(file)
                if found == self.manifest.files[path].sha256:
                    file.unlink()
                    self.removed.append(path)
                    _remove_empty(file.parent, self.to.folder)
                elif found is not None:
                    continue  # a person's now; ours again should they put our bytes back
            except OSError as error:
                self.failed.append(Failure(path, reason(error)))
                continue
            self.manifest.forget(path)


def _replace(temporary: Path, path: Path) -> None:
    """Put a file in place, tried again for a moment where another program holds the file."""
    for pause in _REPLACE_PAUSES:
        try:
            temporary.replace(path)
            return
        except PermissionError:
            time.sleep(pause)
    temporary.replace(path)


def _remove_empty(folder: Path, outbox: Path) -> None:
    """Remove folders that hold nothing any more, up to the outbox; what can't be removed stays."""
    with contextlib.suppress(OSError):  # a share of its own is mounted there, or somebody is in it
        while folder != outbox and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
