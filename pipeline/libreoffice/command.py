"""The command: where it is, which one it is, and a call of it that leaves no process behind."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

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
# Where a build is told, from the folder of its command: Linux, Windows, macOS.
_VERSIONS = ("versionrc", "version.ini", "../Resources/versionrc")


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


def identity(command: Path | None) -> str:
    """What tells a LibreOffice from another, without starting it: its build, else the command's file.

    ``""`` for none.
    """
    if command is None:
        return ""
    program = command.resolve().parent
    for name in _VERSIONS:
        with contextlib.suppress(OSError):
            return hashlib.sha256((program / name).read_bytes()).hexdigest()
    with contextlib.suppress(OSError):
        status = command.stat()
        return f"{command} {status.st_size} {status.st_mtime_ns}"
    return str(command)


def run(command: Path, folder: Path, job: tuple[str, Path], seconds: float) -> bool:
    """Convert a file into ``folder / "out"`` with the profile that lies in ``folder``.

    ``job``: the filter and the file. Returns whether it ended within its time.
    """
    wanted, source = job
    arguments = [
        str(command), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--nolockcheck", "--nodefault", "--convert-to", wanted, "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    return _run(arguments, _home(folder / "home"), seconds)


def _home(folder: Path) -> dict[str, str]:
    """An environment in which what it and its libraries write to the user's folders goes with the rest."""
    folder.mkdir()
    names = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    return {**os.environ, **dict.fromkeys(names, str(folder))}


def _run(arguments: list[str], environment: dict[str, str], seconds: float) -> bool:
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
        return False  # what is not there in time is not there
    finally:
        # The command is only the first of several. Not ended by their group: that is their worker's,
        # which may be ended as a whole.
        with contextlib.suppress(psutil.Error):
            for child in (*command.children(recursive=True), command):
                with contextlib.suppress(psutil.Error):
                    child.kill()
        process.wait()
    return True
