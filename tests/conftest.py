"""What all tests share: tools that may be missing, Hypothesis' profiles, archives, an inbox to fill."""

from __future__ import annotations

import io
import os
import shutil
import signal
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

# A shell that starts the tests in the background has Ctrl-C ignored, also in all
# processes that the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadline: a machine that is busy is no failure.
settings.register_profile("dev", deadline=None, max_examples=50)
# The gate asks the same questions each time; developers' runs ask new ones.
settings.register_profile("ci", deadline=None, max_examples=200, derandomize=True, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def tool(name: str, package: str) -> str:
    """The path of a program that some tests need; without it they are skipped.

    Where ``CASEBOOK_REQUIRE_TOOLS`` is set they fail instead: nothing is left out by
    mistake.
    """
    found = shutil.which(name)
    if found is None:
        reason = f"{name} is not installed (Debian: {package})"
        if os.environ.get("CASEBOOK_REQUIRE_TOOLS"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice's command."""
    return tool("soffice", "libreoffice-writer, libreoffice-calc")


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """The bytes of a zip with these members, by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


@dataclass(frozen=True)
class Drop:
    """A folder that files are handed in to."""

    root: Path

    def put(self, path: str, data: bytes = b"x") -> Path:
        """Write a file (its folders too), in the place of what was there."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return file


@pytest.fixture
def inbox(tmp_path: Path) -> Drop:
    """An empty inbox."""
    root = tmp_path / "inbox"
    root.mkdir()
    return Drop(root)
