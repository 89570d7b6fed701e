"""The command line: ``casebook`` and ``python -m pipeline``. Source: ``docs/interface.md``, "Commands".

Only this layer prints and exits. Each command imports what it needs when it is called,
so that ``--help`` is there at once.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

import typer

from pipeline.cli import archive_commands, form_commands, init_command, pass_commands, read_commands
from pipeline.names import printable
from pipeline.problems import CasebookError

app = typer.Typer(
    name="casebook",
    help="Filled-in application forms in; district summaries and one merged casebook out.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("run")(pass_commands.run)
app.command("watch")(pass_commands.watch)
app.command("extract")(read_commands.extract)
app.command("check")(read_commands.check)
app.command("init")(init_command.init)
app.command("status")(pass_commands.status)
app.command("history")(archive_commands.history)
app.command("restore")(archive_commands.restore)
app.command("forget")(archive_commands.forget)
app.add_typer(form_commands.app, name="forms")


def main() -> None:
    """Run the command line on ``sys.argv``; ends by ``SystemExit``.

    Its code is one of ``docs/interface.md``, "Exit codes".
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Whatever the console's own encoding: records are UTF-8, and a name on disk
            # that is no text prints as an escape instead of ending the command.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGTERM, _terminated)
    # What other packages would add to Pydantic is not wanted, and takes a while to look for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        app(prog_name="casebook")
    except CasebookError as error:
        print(f"casebook: {printable(str(error))}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None


def _terminated(number: int, frame: FrameType | None) -> None:
    """SIGTERM ends like Ctrl-C: everything on the way out is closed and cleared away."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # A workbook that is left half-way complains when it is cleared away: it is meant to be.
    sys.unraisablehook = lambda _: None
    raise SystemExit(128 + number)
