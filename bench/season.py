"""A season's forms: those of the examples filled in again, each by another company with photos of its own.

Two thirds are Word files. What is in them is what the examples' truth says: long texts,
Annex 3 with several projects, photos of some hundred kilobytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.light import district, unlike_others  # noqa: E402
from pipeline.forms import Library, fill, load  # noqa: E402

_JPEG = b"\xff\xd8\xff\xe0"
_TRUTH = ".truth.json"


def make(inbox: Path, forms: int) -> None:
    """So many forms into an inbox, spread over all districts."""
    known = examples()
    for number in range(forms):
        kind: Literal["docx", "xlsx"] = "xlsx" if number % 3 == 2 else "docx"
        form, fields, photos = known[number % len(known)]
        own: dict[str, bytes] = {}
        renamed = _renamed(fields, fields["name"], number, photos, own)
        write = {"docx": fill.docx, "xlsx": fill.xlsx}[kind]
        path = inbox / district(number) / f"{number}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write(_library().form(form), renamed, own.__getitem__))


def examples() -> list[tuple[str, dict[str, Any], dict[str, bytes]]]:
    """The applicants' forms of the examples: form, fields, and photos by their hash; faulty ones left out."""
    found = []
    for truth in sorted((ROOT / "examples" / "inbox").rglob(f"*{_TRUTH}")):
        told = json.loads(truth.read_text(encoding="utf-8"))
        photos = dict(_photos(truth.with_name(truth.name.removesuffix(_TRUTH))))
        for record in told["records"]:
            fields = record["fields"]
            if fields.get("name") and all(one["sha256"] in photos for one in _pictures(fields)):
                found.append((record["form"], fields, photos))
    return found


def _photos(file: Path) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as package:
            for name in package.namelist():
                if "/media/" in name:
                    data = package.read(name)
                    yield hashlib.sha256(data).hexdigest(), data


def _pictures(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "sha256" in value:
            yield value
        for inner in value.values():
            yield from _pictures(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pictures(inner)


def _renamed(value: Any, name: str, number: int, photos: dict[str, bytes], own: dict[str, bytes]) -> Any:
    """The same fields of another company; its photos go to ``own``."""
    if isinstance(value, str):
        return value.replace(name, f"{name}{number}")
    if isinstance(value, list):
        return [_renamed(inner, name, number, photos, own) for inner in value]
    if not isinstance(value, dict):
        return value
    if "sha256" not in value:
        return {key: _renamed(inner, name, number, photos, own) for key, inner in value.items()}
    data = photos[value["sha256"]]
    if data.startswith(_JPEG):
        data = unlike_others(data, f"{number}")
    sha = hashlib.sha256(data).hexdigest()
    own[sha] = data
    return {**value, "sha256": sha}


@lru_cache(maxsize=1)
def _library() -> Library:
    return load(ROOT / "templates")
