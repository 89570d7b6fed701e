"""The boards: one in each district's folder, and the bureau's, which sees all.

They come last: a board links to the files that the outbox holds, wherever they lie. So what
a person put in the place of one of ours is said on it, and that is the one thing in the outbox
which journal, originals, templates, settings and clock alone don't give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from pipeline import names
from pipeline.documents import board
from pipeline.documents.board import Content, District, Document, Link, rows
from pipeline.documents.board.page import name as page_name
from pipeline.model import NOWHERE, Book, Counts, Folded
from pipeline.outbox import BUREAU, Target
from pipeline.plan.target import Means, fingerprint


@dataclass(frozen=True, slots=True)
class BoardMeans:
    """What boards are made of besides book and means.

    ``templates``: the folder that has ``board``, ``key``: a hash of that. ``counts``: the
    numbers of each district, in their order, and of ``NOWHERE`` where anything is; ``total``
    their sums. ``submission``, ``correction``: until when forms are taken. ``inbox``: the
    inbox's name where it lies beside the outbox, so that links lead there; else ``""``.
    """

    templates: Path
    key: str
    counts: tuple[Counts, ...]
    total: Counts
    submission: datetime | None
    correction: datetime | None
    inbox: str


@dataclass(frozen=True, slots=True)
class Boards:
    """The boards of a book; each function is given the documents, and where they lie."""

    book: Book
    means: Means
    own: BoardMeans

    def of_districts(self, documents: Sequence[Target], where: Mapping[str, str]) -> tuple[Target, ...]:
        """The board of each district that is known, or has anything."""
        outbox = _Outbox(tuple(documents), where)
        return tuple(
            target
            for counts in self.own.counts
            if counts.name != NOWHERE
            for target in self._targets(names.safe(counts.name), self._district(counts, outbox))
        )

    def of_bureau(self, documents: Sequence[Target], where: Mapping[str, str]) -> tuple[Target, ...]:
        """The bureau's board; it links to the districts', which are among the documents."""
        return tuple(self._targets(BUREAU, self._bureau(_Outbox(tuple(documents), where))))

    # --- what they say ----------------------------------------------------------------

    def _district(self, counts: Counts, outbox: _Outbox) -> Content:
        folder = names.safe(counts.name)
        owner = self.means.back.desks.get(counts.name)
        return replace(
            self._found(folder, counts.name, outbox),
            owner=owner.bureau if owner else counts.name,
            total=counts,
            beside=tuple(outbox.beside(f"{folder}/")),
        )

    def _bureau(self, outbox: _Outbox) -> Content:
        counts = self.own.counts
        return replace(
            self._found(BUREAU, None, outbox),
            districts=tuple(District(**asdict(one), href=self._board(one, outbox)) for one in counts),
            measures=rows.measures(self.book, self.means.library, [one.name for one in counts]),
            beside=tuple(outbox.beside("")),
        )

    def _found(self, folder: str, district: str | None, outbox: _Outbox) -> Content:
        book, means, own = self.book, self.means, self.own
        ready = {counts.name for counts in own.counts if counts.letter and counts.annex4}
        whose = rows.Whose(district, ready, outbox.links(folder), self._original)
        return Content(
            title=means.edition.title,
            year=means.edition.year,
            owner=means.edition.bureau,
            district=district or "",
            total=own.total,
            districts=(),
            submissions=Folded.of(rows.submissions(book, means.library, means.back.messages, whose)),
            documents=tuple(outbox.documents(folder)),
            remarks=tuple(rows.remarks(book, means.library, means.back.messages, district)),
            beside=(),
            measures=(),
            arrived=rows.arrived(book, district),
            submission=own.submission,
            correction=own.correction,
        )

    def _board(self, counts: Counts, outbox: _Outbox) -> str:
        path = outbox.where.get(f"{names.safe(counts.name)}/{page_name(1)}")
        return rows.href(_from(BUREAU, path)) if path and counts.name != NOWHERE else ""

    def _original(self, path: str) -> str:
        """Up from a folder of the outbox, and down the inbox; nowhere where these lie apart."""
        return rows.href(f"../../{self.own.inbox}/{path}") if self.own.inbox else ""

    # --- files -----------------------------------------------------------------------------

    def _targets(self, folder: str, content: Content) -> Iterator[Target]:
        said = fingerprint("board", content, self.own.key, self.means.code)
        for page in range(1, content.pages + 1):
            write = partial(board.write, content, page, self.own.templates)
            target = Target(
                f"{folder}/{page_name(page)}",
                fingerprint(said, page),
                partial(write, self.book.as_of),
                clocked=write,
            )
            yield target.at(self.book.as_of)


@dataclass(frozen=True, slots=True)
class _Outbox:
    """The documents, and where each lies (its path, by the one that it should have)."""

    targets: tuple[Target, ...]
    where: Mapping[str, str]

    def links(self, folder: str) -> dict[int, tuple[Link, ...]]:
        """What goes back to applicants, by the ``id`` of the entries that it is about.

        For a district what lies in its folder, for the bureau all.
        """
        found: dict[int, tuple[Link, ...]] = {}
        for target in self.targets:
            theirs = folder == BUREAU or target.path.startswith(f"{folder}/")
            if theirs and target.about and target.path in self.where:
                link = Link(target.kind, rows.href(_from(folder, self.where[target.path])))
                for entry in target.about:
                    found[id(entry)] = (*found.get(id(entry), ()), link)
        return found

    def documents(self, folder: str) -> Iterator[Document]:
        """What else is in a folder, for its readers."""
        for target in self.targets:
            if not target.about and target.path.startswith(f"{folder}/") and target.path in self.where:
                path = _from(folder, self.where[target.path])
                yield Document(path, rows.href(path))

    def beside(self, below: str) -> Iterator[tuple[str, str]]:
        """Where a person's file has the name of ours, and where ours is."""
        for path, ours in sorted(self.where.items()):
            if path != ours and path.startswith(below):
                yield path.removeprefix(below), ours.removeprefix(below)


def _from(folder: str, path: str) -> str:
    """A path of the outbox as seen from one of its folders."""
    own, _, rest = path.partition("/")
    return rest if own == folder else f"../{path}"
