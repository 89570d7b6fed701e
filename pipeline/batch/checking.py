"""Each form's own checks: made once of the same bytes in the same place, then remembered."""

from __future__ import annotations

import hashlib
import pickle
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.batch.intake import checked_entry
from pipeline.batch.tools import Tools
from pipeline.checks import FAILED
from pipeline.inbox import is_picture
from pipeline.memo import Memo, code_key
from pipeline.model import Entry, Source

KIND = "checked"


def checked(entries: Iterable[Entry], tools: Tools, memo: Memo | None) -> list[Entry]:
    """The entries with what their forms' own checks find.

    What a check that broke down left is not remembered: the next pass says it anew.
    """
    given = list(entries)
    if memo is None:
        return [checked_entry(entry, tools.library, tools.lists) for entry in given]
    keys = _keys(given, _key(tools))
    known = memo.get_many(KIND, filter(None, keys))
    found: list[Entry] = []
    for entry, key in zip(given, keys, strict=True):
        if key in known:
            found.append(replace(entry, findings=pickle.loads(known[key])))
            continue
        judged = checked_entry(entry, tools.library, tools.lists)
        if key and not any(finding.code == FAILED for finding in judged.findings):
            memo.put(KIND, key, pickle.dumps(judged.findings))
        found.append(judged)
    return found


def _keys(entries: Sequence[Entry], key: str) -> list[str]:
    """Of each form what its findings depend on: its bytes, which form of the file it is, what lies around."""
    before: Counter[Source] = Counter()
    keys = []
    for entry in entries:
        source = entry.source
        if entry.record is None:
            keys.append("")
            continue
        pictures = sum(map(is_picture, entry.attachments))
        keys.append(f"{key} {source.sha} {before[source]} {source.folder_district} {pictures}")
        before[source] += 1
    return keys


def _key(tools: Tools) -> str:
    """A hash of all that findings depend on besides the form itself and what lies around it."""
    code = code_key(
        "pipeline.batch.checking", "pipeline.batch.intake", "pipeline.checks", "pipeline.inbox",
        libraries=("email-validator", "phonenumbers"),
    )  # fmt: skip
    lists = sorted((name, sorted(names)) for name, names in tools.lists.items())
    return hashlib.sha256(f"{code} {tools.reading} {lists}".encode("utf-8", "surrogatepass")).hexdigest()
