"""What a pass depends on besides the journal and the clock, as keys."""

from __future__ import annotations

from hashlib import sha256

from pipeline import libreoffice
from pipeline.config import Config
from pipeline.memo import code_key, files_key

LIBRARIES = (
    "cryptography", "docxtpl", "email-validator", "Jinja2", "lxml", "msdoc2docx", "msoffcrypto-tool", "numpy",
    "olefile", "openpyxl", "pandas", "phonenumbers", "pillow", "pillow-heif", "py7zr", "pydantic",
    "pypdfium2", "pypinyin", "python-docx", "RapidFuzz", "tzdata", "xlrd", "zlib-ng",
)  # fmt: skip
"""The libraries of which a version may read, decide or print otherwise than another."""


def program_key() -> str:
    """A hash of all code of the program, and of its libraries' versions."""
    return code_key("pipeline", libraries=LIBRARIES)


def given_by(config: Config) -> str:
    """A hash of all that a pass depends on: program, LibreOffice, settings, templates, lists."""
    command = libreoffice.find(config.door.soffice)
    parts = (
        program_key(),
        files_key(config.paths.templates),
        files_key(config.paths.lists),
        files_key(config.paths.forms),
        f"{command} {libreoffice.layout_key(command)}",
        repr(config),
    )
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
