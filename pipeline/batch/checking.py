"""Each form's own checks: made once of the same bytes in the same place, then remembered."""

from __future__ import annotations

import hashlib
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline import work
from pipeline.batch.checker import Checker
from pipeline.batch.intake import given_of
from pipeline.batch.tools import Tools
from pipeline.checks import FAILED
from pipeline.memo import Memo, code_key
from pipeline.model import Entry, Finding, Problem, Source

KIND = "checked"
_FEW = 32  # forms that are checked as soon here


def checked(entries: Iterable[Entry], tools: Tools, memo: Memo, pool: work.Pool) -> list[Entry]:
    """The entries with what their forms' own checks find; by the workers of a pool where that is worth it.

    What a check that broke down left is not remembered: the next pass says it anew.
    """
    given = list(entries)
    keys = _keys(given, _key(tools))
    remembered = memo.get_many(KIND, filter(None, keys)).items()
    found: dict[str, tuple[Finding, ...]] = {key: pickle.loads(data) for key, data in remembered}
    missing = {key: entry for key, entry in zip(keys, given, strict=True) if key and key not in found}
    for key, findings in zip(missing, _findings(missing.values(), tools, pool), strict=True):
        found[key] = findings
        if not any(finding.code == FAILED for finding in findings):
            memo.put(KIND, key, pickle.dumps(findings))
    return [
        replace(entry, findings=found[key]) if key else entry for key, entry in zip(keys, given, strict=True)
    ]


def _findings(entries: Iterable[Entry], tools: Tools, pool: work.Pool) -> Iterator[tuple[Finding, ...]]:
    check = Checker(tools.library, tools.lists)
    forms = [given for entry in entries if (given := given_of(entry)) is not None]
    if len(forms) <= _FEW:
        yield from map(check, forms)
        return
    for given, outcome in pool.map(check, forms, tools.limits):
        # Whatever became of the worker: a form that nobody checked must not pass.
        yield check(given) if isinstance(outcome, Problem) else outcome


def _keys(entries: Sequence[Entry], key: str) -> list[str]:
    """Of each form what its findings depend on: its bytes, which form of the file it is, what lies around."""
    before: Counter[Source] = Counter()
    keys = []
    for entry in entries:
        source = entry.source
        checked = given_of(entry)
        if checked is None:
            keys.append("")
            continue
        keys.append(f"{key} {source.sha} {before[source]} {checked.folder_district} {checked.pictures}")
        before[source] += 1
    return keys


def _key(tools: Tools) -> str:
    """A hash of all that findings depend on besides the form itself and what lies around it."""
    code = code_key(
        "pipeline.batch.checker", "pipeline.batch.checking", "pipeline.batch.intake",
        "pipeline.checks", "pipeline.inbox",
        libraries=("email-validator", "phonenumbers"),
    )  # fmt: skip
    lists = sorted((name, sorted(names)) for name, names in tools.lists.items())
    return hashlib.sha256(f"{code} {tools.reading} {lists}".encode("utf-8", "surrogatepass")).hexdigest()
