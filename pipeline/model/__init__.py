"""What travels between the layers: frozen, slotted values, all of which pickle.

Source: ``docs/architecture.md``, "Words"; ``docs/reading.md``, "A record". A value never holds a
path of this machine or a moment in time unless its name says so: a `Record` is a
memo of the bytes of a file, the same wherever and whenever they are read.
"""

from __future__ import annotations

from pipeline.model.book import (
    ACCEPTED,
    NOT_RECOMMENDED,
    NOT_SELECTED,
    PASSED,
    REPLACED,
    SELECTED,
    STATES,
    TO_CORRECT,
    WITHDRAWN,
    Ballot,
    Book,
    Case,
    Listed,
    Opinion,
    Past,
    Verdict,
)
from pipeline.model.counts import NOWHERE, Counts
from pipeline.model.document import OUTSIDE, Block, Cell, Document, Format, Grid, Paragraph, Picture, Place
from pipeline.model.entry import Audience, Entry, Finding, Severity, Sighting, Source
from pipeline.model.folded import Folded
from pipeline.model.outcome import MANIFEST, Failure, Outcome
from pipeline.model.record import (
    Amount,
    Answer,
    Code,
    Problem,
    Record,
    Row,
    Value,
    is_empty,
    plain,
    row_tuple,
)

__all__ = [
    "ACCEPTED", "MANIFEST", "NOT_RECOMMENDED", "NOT_SELECTED", "NOWHERE", "OUTSIDE", "PASSED", "REPLACED",
    "SELECTED", "STATES", "TO_CORRECT", "WITHDRAWN", "Amount", "Answer", "Audience", "Ballot", "Block",
    "Book", "Case", "Cell", "Code", "Counts", "Document", "Entry", "Failure", "Finding", "Folded", "Format",
    "Grid", "Listed", "Opinion", "Outcome", "Paragraph", "Past", "Picture", "Place", "Problem", "Record",
    "Row", "Severity", "Sighting", "Source", "Value", "Verdict", "is_empty", "plain", "row_tuple",
]  # fmt: skip
