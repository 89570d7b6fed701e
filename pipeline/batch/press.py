"""The casebook's last steps: laid out, written with its page numbers, printed as a PDF.

They are taken when all other outputs are in place, and what LibreOffice does not give is
left out. What it gave once is not asked for again: the pages are known by the bytes that
were laid out, the PDF by what the casebook is made of.
"""

from __future__ import annotations

import math
import pickle
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pipeline import libreoffice, plan, work
from pipeline.batch.summary import Lacking, Why
from pipeline.config import Config
from pipeline.documents import proof
from pipeline.documents.proof import Print
from pipeline.memo import Memo, code_key
from pipeline.model import Book, Problem
from pipeline.plan import Means, Target

_DRAFT, _LAYOUT = "draft", "layout"  # kinds of the memo
FOLDER, _UNFINISHED = "layout", "unfinished"  # of the state
_PAGES, _PDF = "page numbers", "PDF"
_CASES = 100  # so many cases may take limits.seconds_per_layout, twice as many twice as long
_GRACE_SECONDS = 60  # for what is done before and after LibreOffice

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True)
class Press:
    """Prints the casebook of one pass; afterwards ``lacking`` tells what it came out without.

    ``still``: whether the casebook is made of what its key says; what is made while it isn't, is
    made again. ``postpone``: nothing is laid out now, and a casebook that would have to be is
    left as it is. What failed already is then not tried again either.
    """

    config: Config
    memo: Memo
    pool: work.Pool
    stage: Callable[[str, int], None]
    still: Callable[[], bool]
    postpone: bool
    lacking: Lacking | None = None
    _command: Path | None = field(init=False)
    _key: str = field(init=False)
    _folder: Path = field(init=False)

    def __post_init__(self) -> None:
        asked = self.config.casebook.page_numbers or self.config.casebook.pdf
        self._command = libreoffice.find(self.config.tools.soffice) if asked else None
        self._key = f"{_code()} {libreoffice.layout_key(self._command)}"
        self._folder = self.config.paths.state / FOLDER

    def targets(self, book: Book, means: Means, unkept: str) -> Iterator[Sequence[Target]]:
        """The casebook, then its PDF; what either needs is made when it is asked for.

        ``unkept``: why there are too few photos for them (`Prepared`): what stands then stays.
        """
        asked = self.config.casebook
        bare = plan.casebook(book, means, {})
        if bare is None:
            return
        if unkept:
            refused = partial(_refuse, unkept)
            printed = [plan.pdf(bare, bare.key, self._folder)] if asked.pdf and self._command else []
            yield [replace(target, render=refused) for target in (bare, *printed)]
            return
        if self._command is None:
            self._lack("missing", _PAGES, _PDF)
            yield [bare]
            return
        wanted = Print(
            book.as_printed(), means.library, means.edition, means.photos, means.template, self._command
        )
        self._clear()
        try:
            pages = self._pages(wanted, bare) if asked.page_numbers else {}
            if isinstance(pages, str):
                self._lack(pages, _PAGES, _PDF)
                yield [bare]
                return
            # One that is yet to be laid out is another than that without page numbers.
            later = replace(bare, key=f"{bare.key} {self._key}")
            casebook = later if pages is None else plan.casebook(book, means, pages) or bare
            yield [casebook]
            if asked.pdf:
                yield self._printed(wanted, pages, casebook)
        finally:
            self._clear()

    def _lack(self, why: Why, *what: str) -> None:
        asked = {_PAGES: self.config.casebook.page_numbers, _PDF: self.config.casebook.pdf}
        if any(asked.values()):
            self.lacking = Lacking(tuple(name for name in what if asked[name]), why)

    def _pages(self, wanted: Print, bare: Target) -> Mapping[str, str] | Why | None:
        """The page that each bookmark is on; why that can't be known; None where it is put off."""
        inputs = f"{bare.key} {self._key}"
        draft = self.memo.get(_DRAFT, inputs)
        known = self._known(f"{draft.decode()} {self._key}") if draft else None
        if isinstance(known, dict) or self.postpone:
            return known
        self.stage("laying out", 1)
        made = self._done(partial(proof.draft, folder=self._workshop()), wanted)
        if isinstance(made, Problem):
            return {}  # the casebook itself can't be rendered then, which is said of it
        if self.still():
            self.memo.put(_DRAFT, inputs, made.encode())
        known = self._known(f"{made} {self._key}")
        if isinstance(known, dict):
            return known
        seconds = self._seconds(wanted)
        count = partial(proof.pages, wanted.command, self._workshop())
        pages = _outcome(self._done(count, seconds, seconds))
        self.memo.put(_LAYOUT, f"{made} {self._key}", pickle.dumps(pages))
        return pages

    def _printed(self, wanted: Print, pages: Mapping[str, str] | None, casebook: Target) -> Sequence[Target]:
        """The PDF, printed where it has not been; nothing where that fails."""
        key = plan.fingerprint(casebook.key, self._key)
        printed = self._folder / f"{key}.pdf"
        target = plan.pdf(casebook, key, printed)
        if pages is None or libreoffice.is_whole(printed):  # a power cut may have torn it
            return [target]
        trouble: Why | None
        if self.postpone:
            trouble = self._known(key)
        else:
            trouble = self._print(wanted, pages, printed)
            if trouble is not None:
                self.memo.put(_LAYOUT, key, pickle.dumps(trouble))
        if trouble is None:
            return [target]
        self._lack(trouble, _PDF)
        return []

    def _print(self, wanted: Print, pages: Mapping[str, str], printed: Path) -> Why | None:
        """Print into the state; those printed before are not needed any more."""
        self.stage("printing", 1)
        seconds = self._seconds(wanted)
        make = partial(proof.pdf, pages=pages, folder=self._workshop(), seconds=seconds)
        made = _outcome(self._done(make, wanted, seconds))
        if isinstance(made, str):
            return made
        made.replace(printed)
        for old in self._folder.glob("*.pdf"):
            if old != printed:
                old.unlink(missing_ok=True)
        return None

    # --- how it is done -----------------------------------------------------------------

    def _known(self, key: str) -> Any:
        """What came of a layout before, None where there was none."""
        data = self.memo.get(_LAYOUT, key)
        return pickle.loads(data) if data else None

    def _done(self, do: Callable[[T], R], item: T, seconds: float | None = None) -> R | Problem:
        """What one worker makes of an item. LibreOffice has a limit of its own, and none of memory."""
        config = self.config
        workers = min(1, config.workers)
        own = config.limits.megabytes_per_worker << 20
        limits = (
            work.Limits(workers, config.limits.seconds_per_output, own)
            if seconds is None
            else work.Limits(workers, seconds + _GRACE_SECONDS)
        )
        ((_, outcome),) = self.pool.map(do, [item], limits)
        return outcome

    def _seconds(self, wanted: Print) -> float:
        cases = len(wanted.book.printed())
        return self.config.limits.seconds_per_layout * max(1, math.ceil(cases / _CASES))

    def _workshop(self) -> Path:
        folder = self._folder / _UNFINISHED
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _clear(self) -> None:
        """Nothing unfinished stays, nor of a pass that was killed, nor what is made of other than it says."""
        shutil.rmtree(self._folder / _UNFINISHED if self.still() else self._folder, ignore_errors=True)


def _code() -> str:
    return code_key("pipeline.libreoffice", "pipeline.batch.press", libraries=("pypdfium2",))


def _refuse(why: str, _: Path) -> None:
    raise OSError(why)


def _outcome(found: R | Why | Problem) -> R | Why:
    if isinstance(found, Problem):
        return "too-slow" if found.code == "too-slow" else "failed"
    return found
