"""``extract`` and ``check``: files named on the command line; nothing is written but copies asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options
from pipeline.problems import CasebookError

if TYPE_CHECKING:
    from pipeline.batch.annotated import Wanted
    from pipeline.batch.named import Tools


def extract(files: options.Files, config: options.ConfigFile = None) -> None:
    """Print the records of forms as JSON Lines."""
    from pipeline import api

    failed = False
    for line in api.extract(files, config):
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
    from pipeline import work
    from pipeline.batch import READING

    settings = options.settings(config)
    with work.Pool() as pool:
        pool.prepare(READING, min(settings.workers, 1))
        from pipeline.batch import asked
        from pipeline.batch.annotated import wanted
        from pipeline.batch.named import Tools

        tools = Tools.load(settings)
        books = [(read, asked.book(read, tools)) for read in asked.read(files, tools, options.now(), pool)]
    from pipeline.cli import terminal

    findings = [finding for _, book in books for finding in asked.findings(book, tools)]
    if annotate is not None:
        copies = [copy for read, book in books if (copy := wanted(read, book, tools)) is not None]
        _annotate(copies, annotate, files, tools)
    if as_json:
        for finding in findings:
            print(json.dumps(finding, ensure_ascii=False))
    else:
        terminal.findings(findings, sys.stdout)
    raise typer.Exit(1 if any(finding["severity"] == "error" for finding in findings) else 0)


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
