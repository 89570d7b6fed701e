"""The key of what any part of the program may have had a hand in."""

from __future__ import annotations

from pipeline.memo import code_key

LIBRARIES = (
    "cryptography", "docxtpl", "email-validator", "Jinja2", "lxml", "msdoc2docx", "msoffcrypto-tool", "numpy",
    "olefile", "openpyxl", "pandas", "phonenumbers", "pillow", "pillow-heif", "py7zr", "pydantic",
    "pypdfium2", "pypinyin", "python-docx", "RapidFuzz", "tzdata", "xlrd",
)  # fmt: skip
"""The libraries of which a version may read, decide or print otherwise than another."""


def program_key() -> str:
    """A hash of all code of the program, and of its libraries' versions."""
    return code_key("pipeline", libraries=LIBRARIES)
