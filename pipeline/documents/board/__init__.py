"""The boards (``index.html``): how far it is, what is open and whose turn it is, at a glance.

    book -> rows, measures -> `Content` -> (and the run's clock) -> a page, or several

A `Content` knows no clock: a pass that finds all as it was needs only to show it anew, and
nothing heavy is imported for that. Source: ``docs/interface.md``, "The outbox".
"""

from pipeline.documents.board.content import (
    PAGE,
    Content,
    District,
    Document,
    Link,
    Measure,
    Remark,
    Said,
    Submission,
    Turn,
)
from pipeline.documents.board.page import FOLDER, check, write

__all__ = [
    "FOLDER",
    "PAGE",
    "Content",
    "District",
    "Document",
    "Link",
    "Measure",
    "Remark",
    "Said",
    "Submission",
    "Turn",
    "check",
    "write",
]
