"""What is told of files that a person named: the records in them, and what to correct, as JSON objects."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline import names, work
from pipeline.batch import findings as telling
from pipeline.batch import named
from pipeline.batch.intake import checked_entry, of_reading
from pipeline.batch.named import Named, Tools
from pipeline.batch.reading import Reader
from pipeline.decide import decide
from pipeline.model import Book, Entry, Problem


def read(files: Sequence[Path], tools: Tools, at: datetime, pool: work.Pool | None = None) -> Iterator[Named]:
    """What each file holds, as handed in at a time; raises as `work.map` does."""
    reader = Reader(tools.library, tools.config.door)
    with contextlib.nullcontext(pool) if pool else work.Pool() as workers:
        yield from named.read(files, reader, tools.config, tools.limits, at, workers)


def records(read: Named, tools: Tools) -> Iterator[dict[str, Any]]:
    """The lines of ``extract`` for a file (``docs/reading.md``, "A record")."""
    # As given, but for bytes that are no text: JSON has none of these.
    source = {"path": names.printable(read.source.shown), "sha256": read.source.sha or None}
    if isinstance(read.outcome, Problem):
        error = {"code": read.outcome.code, "message": tools.messages.problem(read.outcome)}
        yield {"source": {**source, "format": None, "part": None}, "error": error}
        return
    for entry in of_reading(read.source, read.outcome, read.attachments, tools.library):
        record = entry.record
        assert record is not None
        yield {
            "source": {**source, "format": read.outcome.format, "part": record.part},
            "form": record.form,
            "district": entry.district,
            "fields": record.fields(),
            "raw": record.raw(),
            "unmatched": list(record.unmatched),
            "provenance": record.provenance(),
        }


def book(read: Named, tools: Tools) -> Book:
    """The book of what a file holds alone."""
    if isinstance(read.outcome, Problem):
        entries = [Entry(read.source, read.outcome, read.source.folder_district)]
    else:
        found = of_reading(read.source, read.outcome, read.attachments, tools.library)
        entries = [checked_entry(entry, tools.library) for entry in found]
    return decide(entries, tools.library, read.source.first_seen, tools.config.districts.order)


def findings(book: Book, tools: Tools) -> Iterator[dict[str, Any]]:
    """The findings for the applicant, as ``docs/interface.md`` has them ("A finding")."""
    for told in telling.of_book(book, tools.messages):
        if told.finding.audience == "applicant":
            yield told.json()
