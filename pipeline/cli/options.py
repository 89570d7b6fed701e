"""The options that commands share, and how a time is read."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.config import Config


class LogFormat(StrEnum):
    """How ``run`` and ``watch`` say what they do."""

    text = "text"
    json = "json"


def parse_time(text: str) -> datetime:
    """An ISO 8601 time; one without an offset is Guangzhou's."""
    from pipeline.model.clock import ZONE

    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("not a time such as 2024-09-30T18:00 or 2024-09-30") from None
    return time if time.tzinfo else time.replace(tzinfo=ZONE)


def now() -> datetime:
    """The present, in Guangzhou's time, to the second."""
    from pipeline import config

    return config.now()


ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="The settings (default: config.toml here, if there is one)."
    ),
]
Inbox = Annotated[Path | None, typer.Option("--inbox", metavar="DIR", help="Read from here instead.")]
Outbox = Annotated[Path | None, typer.Option("--outbox", metavar="DIR", help="Write to here instead.")]
State = Annotated[
    Path | None, typer.Option("--state", metavar="DIR", help="Keep journal and originals here.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", metavar="TIME", parser=parse_time, help="The run's clock, ISO 8601 (default: now)."
    ),
]
Log = Annotated[LogFormat, typer.Option("--log-format", help="Lines for people, or JSON Lines.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Word or Excel forms.")]


def settings(
    config: Path | None, *, inbox: Path | None = None, outbox: Path | None = None, state: Path | None = None
) -> Config:
    """The settings that a command works with; raises `ConfigError`."""
    from pipeline import config as loading

    return loading.load(config, inbox=inbox, outbox=outbox, state=state)


def say_where_nothing_is_known(state: Path) -> None:
    """Tells somebody in a wrong folder from somebody whose districts have handed in nothing."""
    from pipeline.journal import NAME

    if not (state / NAME).exists():
        print(f"No pass was made yet: there is no journal in {state}.", file=sys.stderr)
