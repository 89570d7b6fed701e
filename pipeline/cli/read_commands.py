"""``extract`` and ``check``: files named on the command line; nothing is written but copies asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import options
from pipeline.problems import CasebookError

if TYPE_CHECKING:
    from pipeline.batch.annotated import Wanted
    from pipeline.batch.named import Named, Tools
    from pipeline.model import Book


def extract(files: options.Files, config: options.ConfigFile = None) -> None:
    """Print the records of forms as JSON Lines."""
    failed = False
    tools = _tools(config)
    for read in _read(files, tools):
        for line in _records(read, tools):
            failed = failed or "error" in line
            print(json.dumps(line, ensure_ascii=False), flush=True)
    raise typer.Exit(1 if failed else 0)


def check(
    files: options.Files,
    config: options.ConfigFile = None,
    as_json: options.Json = False,
    annotate: Annotated[
        Path | None,
        typer.Option(
            "--annotate", metavar="OUT", help="Write the file there, with comments; several into this folder."
        ),
    ] = None,
) -> None:
    """Say what the person who filled in a form should correct."""
    from pipeline.batch.annotated import wanted
    from pipeline.cli import terminal

    tools = _tools(config)
    books = [(read, _book(read, tools)) for read in _read(files, tools)]
    findings = [finding for _, book in books for finding in _findings(book, tools)]
    if annotate is not None:
        copies = [copy for read, book in books if (copy := wanted(read, book, tools)) is not None]
        _annotate(copies, annotate, files, tools)
    if as_json:
        for finding in findings:
            print(json.dumps(finding, ensure_ascii=False))
    else:
        terminal.findings(findings, sys.stdout)
    raise typer.Exit(1 if any(finding["severity"] == "error" for finding in findings) else 0)


# --- reading ------------------------------------------------------------------------


def _tools(config: Path | None) -> Tools:
    from pipeline.batch.named import Tools

    return Tools.load(options.settings(config))


def _read(files: Sequence[Path], tools: Tools) -> Iterator[Named]:
    from pipeline.batch import named
    from pipeline.batch.reading import Reader

    reader = Reader(tools.library, tools.config.door)
    return named.read(files, reader, tools.config, tools.limits, options.now())


def _records(read: Named, tools: Tools) -> Iterator[dict[str, Any]]:
    """The lines of ``extract`` for a file (``record.md``)."""
    from pipeline import names
    from pipeline.batch.intake import of_reading
    from pipeline.model import Problem

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


def _book(read: Named, tools: Tools) -> Book:
    """The book of what a file holds alone."""
    from pipeline.batch.intake import checked_entry, of_reading
    from pipeline.decide import decide
    from pipeline.model import Entry, Problem

    if isinstance(read.outcome, Problem):
        entries = [Entry(read.source, read.outcome, read.source.folder_district)]
    else:
        found = of_reading(read.source, read.outcome, read.attachments, tools.library)
        entries = [checked_entry(entry, tools.library) for entry in found]
    return decide(entries, tools.library, read.source.first_seen, tools.config.districts.order)


def _findings(book: Book, tools: Tools) -> Iterator[dict[str, Any]]:
    """The findings for the applicant, each as ``interface.md`` has it."""
    from pipeline.batch import findings

    for told in findings.of_book(book, tools.library, tools.messages):
        if told.finding.audience == "applicant":
            yield told.json()


# --- copies -------------------------------------------------------------------------


def _annotate(copies: Sequence[Wanted], out: Path, files: Sequence[Path], tools: Tools) -> None:
    """Writes the copies with comments; says on the error stream what was written, which holds no findings."""
    from pipeline.batch import annotated

    if not copies:
        print("Nothing to correct: no copy was written.", file=sys.stderr)
        return
    places = annotated.paths(copies, out)
    for copy, path in zip(copies, places, strict=True):
        if path.suffix.lower() != f".{copy.kind}":
            raise typer.BadParameter(f"the file must end in .{copy.kind}", param_hint="--annotate")
        if path.exists() and any(path.samefile(file) for file in files if file.exists()):
            raise typer.BadParameter(f"{path} is the form itself; name another", param_hint="--annotate")
    for path, outcome in annotated.write(copies, places, tools.config.door, tools.limits):
        if outcome:
            why = f"{outcome}." if isinstance(outcome, str) else tools.messages.problem(outcome)
            raise CasebookError(f"{path} can't be written: {why}")
        print(path, file=sys.stderr)
