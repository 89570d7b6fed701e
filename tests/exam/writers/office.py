"""LibreOffice: many sources of a kind turned into another format by one run."""

from __future__ import annotations

import subprocess
from pathlib import Path


def convert(sources: list[Path], wanted: str, out: Path, profile: Path) -> None:
    """Each source, converted, in `out` under its stem; `wanted` is `docx`, or `doc:MS Word 97`."""
    if not sources:
        return
    out.mkdir(parents=True, exist_ok=True)
    command = ["soffice", "--headless", f"-env:UserInstallation={profile.resolve().as_uri()}"]
    if sources[0].suffix == ".html":
        command += ["--infilter=HTML (StarWriter)"]
    command += ["--convert-to", wanted, "--outdir", str(out), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=420)
