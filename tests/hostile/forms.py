"""Good forms with pictures that are none, or too much of one."""

from __future__ import annotations

import io
import zipfile

from tests.batch import made


def with_pictures(name: str, picture: bytes) -> bytes:
    """A complete form, the last of whose photos is this one."""
    data = made.form("annex1", made.company(f"{name}公司", f"{name}案例"))
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {entry.filename: source.read(entry) for entry in source.infolist()}
    last = max(part for part in parts if part.startswith("word/media/"))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for part, content in parts.items():
            written.writestr(part, picture if part == last else content)
    return target.getvalue()
