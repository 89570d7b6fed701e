"""What is new is read before it is archived: a file that bears a mark of secrecy is kept nowhere.

The journal notes its hash and why it is held, so that a rebuild says the same. What was
read so is not read again: the pass goes on with it. Source: ``docs/interface.md``, "A finding".
"""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import work
from pipeline.batch.contents import Held, Where, ignoring, read_through
from pipeline.batch.reading import KIND, Reader, is_passing, remembered
from pipeline.checks import secrecy
from pipeline.door import NotAFile, sha_of
from pipeline.inbox import FORM, Folders, Judged, kind
from pipeline.journal import Seen
from pipeline.memo import Memo
from pipeline.model import Problem
from pipeline.problems import Unreadable
from pipeline.work.serve import outcome_here

if TYPE_CHECKING:
    from pipeline.batch.progress import Progress
    from pipeline.batch.tools import Tools

SECRET = Problem(secrecy.CODE)
# Why a file can't be looked at for now, and how it is held back then.
_NOT_NOW = {Problem("no-permission"): "no-permission", Problem("gone"): "unsettled"}


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file holds, by the hashes of its contents: its own first, then those within it."""

    sha: str
    outcomes: Mapping[str, Held]

    @property
    def secret(self) -> bool:
        return SECRET in self.outcomes.values()


@dataclass(frozen=True, slots=True)
class Look:
    """Looks at one file, in a worker: reads it, and what is in it if it is an archive."""

    reader: Reader
    ignored: tuple[str, ...]

    def __call__(self, file: Path) -> Looked:
        """Raises `Unreadable` (``gone``, ``no-permission``) where the file can't be opened for now."""
        try:
            sha = sha_of(file)
        except (FileNotFoundError, NotAFile):
            raise Unreadable(Problem("gone")) from None
        except OSError:
            raise Unreadable(Problem("no-permission")) from None
        if secrecy.mark(file.name):
            return Looked(sha, {sha: SECRET})
        if kind(file.name) != FORM:
            return Looked(sha, {})
        return Looked(sha, read_through({sha: file}, self._read, ignoring(self.ignored)).outcomes)

    def _read(self, where: Mapping[str, Where]) -> Iterator[tuple[str, Held]]:
        return ((sha, outcome_here(self.reader, place)) for sha, place in where.items())


@dataclass(slots=True)
class Judge:
    """Tells for files of the inbox whether they may be archived; called by `pipeline.inbox.sight`.

    A file that can't be opened for now is held back, unread. ``outcomes``: what was read on
    the way, by hash; ``failed``: what became of files that no worker could read to the end,
    which are archived and told as unreadable.
    """

    look: Look
    memo: Memo
    key: str
    pool: work.Pool
    limits: work.Limits
    progress: Progress
    outcomes: dict[str, Held] = field(default_factory=dict)
    failed: dict[Path, Problem] = field(default_factory=dict)

    def __call__(self, files: Sequence[Path]) -> dict[Path, Judged]:
        wanted = [file for file in files if kind(file.name) == FORM or secrecy.mark(file.name)]
        if not wanted:
            return {}
        # Hashed here only where something may be known by it: the workers do so anyway.
        shas = dict(self._shas(wanted)) if self.memo.has(KIND) else {}
        known = remembered(self.memo, self.key, set(shas.values()))
        judged = {
            file: Judged(sha) for file, sha in shas.items() if sha in known and not secrecy.mark(file.name)
        }
        rest = [file for file in wanted if file not in judged]
        if rest:
            self.progress.stage("reading", len(rest))
        for file, looked in self.pool.map(self.look, rest, self.limits):
            self.progress.advance()
            outcome = looked.outcomes.get(looked.sha) if isinstance(looked, Looked) else looked
            if isinstance(outcome, Problem) and outcome in _NOT_NOW:
                # Not read, it can't be known whether it may be kept.
                judged[file] = Judged("", held=_NOT_NOW[outcome])
                continue
            if isinstance(looked, Problem):
                self.failed[file] = looked
                continue
            judged[file] = Judged(looked.sha, secrecy.CODE if looked.secret else "")
            if not looked.secret:
                self._keep(looked.outcomes)
        return judged

    def _shas(self, files: Sequence[Path]) -> Iterator[tuple[Path, str]]:
        for file in files:
            with contextlib.suppress(OSError):  # said by who opens it next
                yield file, sha_of(file)

    def known(self, current: Mapping[str, Seen], folders: Folders) -> dict[str, Held]:
        """What was read of the contents that stand, by hash; what failed is not tried again.

        Of a file that is held an earlier content stands, which has not failed.
        """
        if not self.failed:
            return self.outcomes
        standing = (
            (seen.sha, self.failed.get(folders.file(seen.path))) for seen in current.values() if not seen.held
        )
        return {**self.outcomes, **{sha: problem for sha, problem in standing if sha and problem}}

    def _keep(self, outcomes: Mapping[str, Held]) -> None:
        self.outcomes |= outcomes
        for sha, outcome in outcomes.items():
            if not is_passing(outcome):
                self.memo.put(KIND, f"{self.key} {sha}", pickle.dumps(outcome))


def judge_of(tools: Tools, memo: Memo, pool: work.Pool, progress: Progress) -> Judge:
    """The judge of a pass."""
    config = tools.config
    look = Look(Reader(tools.library, config.door), config.ignore_folders)
    return Judge(look, memo, tools.reading, pool, tools.limits, progress)
