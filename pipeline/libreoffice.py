"""LibreOffice, where it is installed: the one door to its command.

Never needed: it is a second reader for what the first can't read, and what can't be had
without it is said. Each call has a profile of its own, in which no macro runs and nothing
is fetched, a time limit, and leaves no process behind.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

Target = Literal["docx", "xlsx"]

SECONDS = 40  # below what reading a file may take, so that its first reader's result is not lost

_FILTERS: dict[Target, str] = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_COMMANDS = ("soffice", "libreoffice")
_PLACES = {
    "win32": (
        r"%ProgramFiles%\LibreOffice\program\soffice.com",
        r"%ProgramFiles(x86)%\LibreOffice\program\soffice.com",
    ),
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
}
_ELSEWHERE = (
    "/opt/libreoffice/program/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)

_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_ON = f'<item oor:path="{_SECURITY}"><prop oor:name="{{}}" oor:op="fuse"><value>true</value></prop></item>'
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    f"{_ON.format('DisableMacrosExecution')}{_ON.format('BlockUntrustedRefererLinks')}</oor:items>"
)


def find(configured: str = "") -> Path | None:
    """The command: the one that is configured, else by the path, else where it usually is.

    None where there is none; a configured one that isn't there counts as none.
    """
    if configured:
        return Path(configured) if Path(configured).is_file() else None
    for name in _COMMANDS:
        if found := shutil.which(name):
            return Path(found)
    for place in _PLACES.get(sys.platform, _ELSEWHERE):
        path = Path(os.path.expandvars(place))
        if path.is_file():
            return path
    return None


def convert(
    command: Path, data: bytes, ending: str, target: Target, seconds: float = SECONDS
) -> bytes | None:
    """A document in another format; None where LibreOffice can't, or not within its time.

    ``ending`` (``.doc``) is what it should take the bytes for.
    """
    with tempfile.TemporaryDirectory(prefix="casebook-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        source = folder / f"form{ending}"
        source.write_bytes(data)
        out = folder / "out"
        profile = (folder / "profile").as_uri()
        arguments = [
            str(command), f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck",
            "--nodefault", "--convert-to", _FILTERS[target], "--outdir", str(out), str(source),
        ]  # fmt: skip
        _run(arguments, _home(folder / "home"), seconds)
        try:
            return (out / f"form.{target}").read_bytes()
        except OSError:
            return None


def _home(folder: Path) -> dict[str, str]:
    """An environment in which what it and its libraries write to the user's folders goes with the rest."""
    folder.mkdir()
    names = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    return {**os.environ, **dict.fromkeys(names, str(folder))}


def _run(arguments: list[str], environment: dict[str, str], seconds: float) -> None:
    import psutil

    process = subprocess.Popen(
        arguments,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    # Known from its start: later its number may be another process's.
    command = psutil.Process(process.pid)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass  # what is not there in time is not there
    finally:
        # The command is only the first of several. Not ended by their group: that is their worker's,
        # which may be ended as a whole.
        with contextlib.suppress(psutil.Error):
            for child in (*command.children(recursive=True), command):
                with contextlib.suppress(psutil.Error):
                    child.kill()
        process.wait()
