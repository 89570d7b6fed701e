"""``history``, ``restore`` and ``forget``: what was handed in, and when."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options

Sha = Annotated[str, typer.Argument(metavar="SHA256", help="An original's hash, or its first digits.")]


def history(
    wanted: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE or NAME]", help="A path or part of one, a case's number, unit or title."
        ),
    ] = None,
    config: options.ConfigFile = None,
    inbox: options.Inbox = None,
    state: options.State = None,
) -> None:
    """What happened to a file or a case, with times; then how its cases stand."""
    from pipeline.batch import archive
    from pipeline.names import shown

    settings = options.settings(config, inbox=inbox, state=state)
    options.say_where_nothing_is_known(settings.paths.state)
    told = archive.history(settings, _below(wanted, settings.paths.inbox), options.now())
    for event in told.events:
        fields = (
            event.at.isoformat(),
            event.what,
            event.sha[:12] or "-",
            shown(event.path),
            shown(event.detail),
        )
        print("\t".join(fields).rstrip())
    for case in told.cases:
        detail = case.since.isoformat() if case.since else case.replaced_by
        source = shown(case.entry.source.path)
        stands = f"{case.state} {detail}".rstrip()
        print(f"{case.number}\t{stands}\t{shown(case.unit)}\t{shown(case.title)}\t{source}")
    if wanted is not None and not told.events:
        print(f"Nothing is known of {shown(wanted)}.", file=sys.stderr)
        raise typer.Exit(1)


def restore(
    sha: Sha,
    to: Annotated[
        Path | None, typer.Argument(metavar="[TO]", help="A folder or a new file (default: here).")
    ] = None,
    config: options.ConfigFile = None,
    state: options.State = None,
) -> None:
    """Copy an original out of the archive."""
    from pipeline.batch import archive

    print(archive.restore(options.settings(config, state=state), sha, to))


def forget(sha: Sha, config: options.ConfigFile = None, state: options.State = None) -> None:
    """Erase an original from archive and memo, and its paths from the journal. There is no way back."""
    from pipeline.batch import archive
    from pipeline.names import shown

    erased, paths = archive.forget(options.settings(config, state=state), sha)
    print(f"Forgotten: {erased}")
    for path in paths:
        print(shown(path))


def _below(wanted: str | None, inbox: Path) -> str | None:
    """A file of the inbox by its path below it; anything else as it is."""
    if wanted is None:
        return None
    path = Path(wanted).absolute()
    return path.relative_to(inbox).as_posix() if path.is_relative_to(inbox) and path != inbox else wanted
