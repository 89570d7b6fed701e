"""台账: all that was handed in, a row each, the cases with their figures, and what they come to.

For the bureau alone: contacts are in it. Source: ``docs/interface.md``, "The outbox".
"""

from __future__ import annotations

from pipeline.documents.register.rows import cases, submissions, summary
from pipeline.documents.register.words import NAME, Words
from pipeline.forms.model import Library
from pipeline.messages import Messages
from pipeline.model import Book

__all__ = ["NAME", "Words", "cases", "render", "submissions", "summary"]


def render(book: Book, library: Library, words: Words, messages: Messages) -> bytes:
    """The register's workbook."""
    from pipeline.documents.register import workbook  # openpyxl takes a while to load

    return workbook.render(book, library, words, messages)
