"""``make bundle``: everything that an installation without internet needs, in one archive for a platform.

    python scripts/bundle.py linux-x86_64            -> dist/casebook-0.1.0-linux-x86_64.zip

The archive holds the wheels of Casebook and of all that it needs, each of the versions in
``constraints.txt`` and with its hash in ``requirements.txt``; the installer; the examples;
``SHA256SUMS`` of all of these. What a platform needs is resolved for its markers by uv, and
fetched as wheels only: nothing is ever built where it is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INSTALLER = Path(__file__).with_name("bundle")
SOURCES = ("pipeline", "templates", "config.toml", "pyproject.toml", "setup.py", "README.md", "LICENSE")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_PLAIN_TIME = (1980, 1, 1, 0, 0, 0)
_EXECUTABLE = 0o755


@dataclass(frozen=True, slots=True)
class Platform:
    """``markers``: uv's name of it, to resolve requirements by; ``tags``: those of wheels that run there."""

    markers: str
    machine: str
    tags: tuple[str, ...]
    installer: str


def _glibc(machine: str) -> tuple[str, ...]:
    """From the newest that the oldest system here has, glibc 2.28, down."""
    numbered = (f"manylinux_2_{minor}_{machine}" for minor in range(28, 4, -1))
    return (*numbered, *(f"manylinux{name}_{machine}" for name in ("2014", "2010", "1")))


PLATFORMS = {
    "linux-x86_64": Platform("x86_64-manylinux_2_28", "x86_64", _glibc("x86_64"), "install.sh"),
    "linux-aarch64": Platform("aarch64-manylinux_2_28", "aarch64", _glibc("aarch64"), "install.sh"),
    "windows-x64": Platform("x86_64-pc-windows-msvc", "x64", ("win_amd64",), "install.ps1"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the archive for a machine without internet.")
    parser.add_argument("platform", choices=PLATFORMS)
    parser.add_argument("--python", action="append", help="3.11 and so on; may be repeated (default: all)")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    given = parser.parse_args()
    print(bundle(given.platform, tuple(given.python or PYTHONS), given.out))


def bundle(name: str, pythons: tuple[str, ...], out: Path) -> Path:
    """The archive that was written."""
    platform = PLATFORMS[name]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / f"casebook-{version}-{name}"
        wheels = folder / "wheels"
        wheels.mkdir(parents=True)
        wheel_of_casebook(wheels, Path(temporary))
        for python in pythons:
            _fetch(platform, python, wheels, Path(temporary))
        (folder / "requirements.txt").write_text("\n".join(_requirements(wheels)) + "\n", encoding="utf-8")
        (folder / "VERSION").write_text(f"{version}\n", encoding="utf-8")
        (folder / "MACHINE").write_text(f"{platform.machine}\n", encoding="utf-8")
        (folder / "PYTHONS").write_text("\n".join(pythons) + "\n", encoding="utf-8")
        shutil.copy(INSTALLER / platform.installer, folder)
        shutil.copy(INSTALLER / "README.txt", folder)
        shutil.copytree(ROOT / "examples" / "inbox", folder / "examples" / "inbox")
        (folder / "SHA256SUMS").write_text("".join(_sums(folder)), encoding="utf-8")
        out.mkdir(parents=True, exist_ok=True)
        return _packed(folder, out / f"{folder.name}.zip")


def wheel_of_casebook(wheels: Path, temporary: Path, *, isolated: bool = True) -> None:
    """Built from a copy: an earlier build's leftovers would be packed too.

    ``isolated``: by a setuptools fetched for it, else by the one that is here.
    """
    source = temporary / "source"
    source.mkdir()
    for name in SOURCES:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source / name)
    how = [] if isolated else ["--no-build-isolation"]
    _run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", *how, "--wheel-dir", str(wheels),
        str(source),
    )  # fmt: skip


def _fetch(platform: Platform, python: str, wheels: Path, temporary: Path) -> None:
    """The wheels of all that Casebook needs on this platform with this Python."""
    wanted = temporary / f"{platform.markers}-{python}.txt"
    _run(
        _uv(), "pip", "compile", "--quiet", str(ROOT / "pyproject.toml"), "--constraint",
        str(ROOT / "constraints.txt"), "--python-version", python, "--python-platform", platform.markers,
        "--only-binary", ":all:", "--generate-hashes", "--output-file", str(wanted),
    )  # fmt: skip
    tags = [argument for tag in platform.tags for argument in ("--platform", tag)]
    _run(
        sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(wheels), "--no-deps",
        "--only-binary", ":all:", "--python-version", python, "--implementation", "cp", *tags,
        "--require-hashes", "--requirement", str(wanted),
    )  # fmt: skip


def _requirements(wheels: Path) -> Iterator[str]:
    """Each package with the hashes of its wheels; one that not every Python needs is for all of them."""
    found: dict[str, list[str]] = {}
    for wheel in sorted(wheels.glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        package = f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"
        found.setdefault(package, []).append(_sha(wheel))
    names = [package.partition("==")[0] for package in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SystemExit(f"Pythons need different versions of {', '.join(twice)}: bundle one at a time.")
    for package, hashes in sorted(found.items()):
        yield " ".join([package, *(f"--hash=sha256:{value}" for value in hashes)])


def _sums(folder: Path) -> Iterator[str]:
    for path in _files(folder):
        yield f"{_sha(path)}  {path.relative_to(folder).as_posix()}\n"


def _packed(folder: Path, target: Path) -> Path:
    """The folder as an archive; the same files give the same bytes."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in _files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), _PLAIN_TIME)
            mode = _EXECUTABLE if path.suffix == ".sh" else 0o644
            entry.external_attr = mode << 16
            # A wheel is packed already.
            entry.compress_type = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return target


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _uv() -> str:
    beside = Path(sys.executable).with_name("uv.exe" if sys.platform == "win32" else "uv")
    return str(beside) if beside.exists() else "uv"


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
