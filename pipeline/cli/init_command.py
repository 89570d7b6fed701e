"""``init``: a new working folder, or next year's out of last year's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made; must be empty if it is there.")],
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="Y",
            min=2000,
            max=2999,
            help="The collection's (default: this year, or the next).",
        ),
    ] = None,
    old: Annotated[
        Path | None,
        typer.Option("--from", metavar="OLD", help="Last year's working folder: what lasts is taken over."),
    ] = None,
) -> None:
    """Make a working folder: settings, templates, lists, an inbox with its districts."""
    from pipeline import season
    from pipeline.batch import templates

    begun = season.begin(folder.absolute(), year, options.now().year, old.absolute() if old else None)
    paths = begun.config.paths
    print(f"{folder}: ready for {begun.config.year}, {len(begun.config.districts.order)} districts.")
    for setting in begun.dropped:
        print(f"Not taken over, as it was last year's: {setting}")
    if begun.register:
        print(f"Last year's cases are known by {begun.register.relative_to(folder.absolute())}.")
    _, mistakes = templates.inspect(paths.templates, paths.forms)
    for found in mistakes:
        print(found.say())
    if any(found.severity == "error" for found in mistakes):
        print("Correct the templates (casebook forms lint) before the first run.")
        raise typer.Exit(1)
    print(
        f"Next: set the dates in {folder / 'config.toml'}; put forms into {folder / 'inbox'}; then "
        f"run casebook run in {folder}."
    )
