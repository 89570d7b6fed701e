"""The same bytes for the same document: what libraries date and order by the clock is fixed.

python-docx, docxtpl and openpyxl stamp zip entries and core properties with the time of
writing; a pure function of its inputs must not.
"""

from __future__ import annotations

import io
import re
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_FIXED = rb"\g<1>2000-01-01T00:00:00Z\g<2>"


def stable(data: bytes) -> bytes:
    """An OOXML package with all dates fixed, its parts otherwise byte-equal and in order."""
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == _CORE:
                content = _DATES.sub(_FIXED, content)
            written.writestr(plain_entry(entry.filename, entry.compress_type), content)
    return target.getvalue()


def plain_entry(name: str, compression: int) -> zipfile.ZipInfo:
    """A zip entry without a clock or a system in it."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = compression
    entry.create_system = 0
    entry.external_attr = 0
    return entry
