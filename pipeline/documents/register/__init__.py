"""台账: all that was handed in, a row each, the cases with their figures, and what they come to.

For the bureau alone: contacts are in it. Source: ``docs/interface.md``, "The outbox".
"""

from __future__ import annotations

from pipeline.documents.register.rows import Sheets, sheets
from pipeline.documents.register.words import NAME, Words

__all__ = ["NAME", "Sheets", "Words", "render", "sheets"]


def render(sheets: Sheets, words: Words) -> bytes:
    """The register's workbook."""
    from pipeline.documents.register import workbook  # openpyxl takes a while to load

    return workbook.render(sheets, words)
