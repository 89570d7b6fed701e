"""Examples of forms and what was put into them, to compare a reading with, whatever the format."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline import forms
from pipeline.forms.match import Matcher
from pipeline.model import Document

ROOT = Path(__file__).parents[2]
INBOX = ROOT / "examples" / "inbox"


@lru_cache(maxsize=1)
def matcher() -> Matcher:
    return Matcher(forms.load(ROOT / "templates"))


def example(path: str) -> Path:
    return INBOX / path


def put_in(path: Path) -> list[dict[str, Any]]:
    """The fields of each form in an example, as its writer put them in."""
    text = path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8")
    return [record["fields"] for record in json.loads(text)["records"]]


def seen(document: Document) -> list[dict[str, Any]]:
    """The fields of each form in a document, as they are read."""
    return [record.fields() for record in matcher().records(document)]


def without_hashes(fields: Any) -> Any:
    """The same with each picture as nothing but a picture: other programs store them anew."""
    if isinstance(fields, dict):
        if "sha256" in fields:
            return "a picture"
        return {key: without_hashes(value) for key, value in fields.items()}
    return [without_hashes(item) for item in fields] if isinstance(fields, list) else fields
