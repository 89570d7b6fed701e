"""Book -> targets: which files the outbox has, and what each of them depends on; pure.

A target's key is a hash of all its inputs, so that equal keys mean equal bytes: the
records in it, the templates, the parts of the settings that it shows, the rendering
code. The run's clock is among them only where the file shows the time. Source:
``docs/interface.md``, "The outbox".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pipeline import names
from pipeline.model import Book
from pipeline.plan import bureau, forms, returns
from pipeline.plan.boards import BoardMeans, Boards
from pipeline.plan.bureau import casebook, pdf, reports
from pipeline.plan.target import BUREAU, Means, ReturnMeans, Target, fingerprint

__all__ = [
    "BUREAU",
    "BoardMeans",
    "Boards",
    "Means",
    "ReturnMeans",
    "Target",
    "casebook",
    "fingerprint",
    "pdf",
    "plan",
    "reports",
    "urgent",
]


def plan(book: Book, means: Means) -> tuple[Target, ...]:
    """The files that the outbox should have besides `casebook`, its `pdf` and the `Boards`.

    A district has a summary, where a case passed; a review sheet, where it has a case to
    decide of. A form with findings for its applicant goes back, and a file that can't be
    read has its reason. The bureau has a register of all, and a review sheet of the cases
    that passed.
    """
    return (
        *forms.summaries(book, means),
        *forms.reviews(book, means),
        *returns.returns(book, means),
        *returns.unreadable(book, means),
        *bureau.register(book, means),
        *bureau.selection(book, means),
    )


def urgent(book: Book, means: Means, districts: Collection[str]) -> tuple[tuple[Target, ...], ...]:
    """What these districts wait for, of all that `plan` gives: what goes back, then their summaries."""
    folders = frozenset(map(names.safe, districts))

    def theirs(targets: Iterable[Target]) -> tuple[Target, ...]:
        return tuple(target for target in targets if target.path.partition("/")[0] in folders)

    back = (*returns.returns(book, means), *returns.unreadable(book, means))
    return theirs(back), theirs(forms.summaries(book, means))
