"""Mark the product's answers against the truths: fields right, files perfect, places right."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Leaves = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that came out wrong."""

    file: str
    key: str
    expected: Any
    got: Any

    def __str__(self) -> str:
        return (
            f"{self.file}  {self.key}\n    expected {_short(self.expected)}\n    got      {_short(self.got)}"
        )


@dataclass(slots=True)
class Mark:
    """A file's marks."""

    file: str
    writer: str
    traits: list[str]
    right: int = 0
    total: int = 0
    places_right: int = 0
    places: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def perfect(self) -> bool:
        return not self.differences


def _short(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) < 400 else said[:400] + " …"


def read(paths: list[Path]) -> dict[str, list[dict[str, Any]]]:
    """What `casebook extract` says of each file, by the path given; members under their archive's."""
    command = [sys.executable, "-m", "pipeline", "extract", *map(str, paths)]
    said = subprocess.run(command, check=False, capture_output=True)
    if not said.stdout and said.returncode:
        raise RuntimeError(said.stderr.decode("utf-8", "replace"))
    lines = [json.loads(line) for line in said.stdout.decode("utf-8").splitlines()]
    out: dict[str, list[dict[str, Any]]] = {str(path): [] for path in paths}
    for line in lines:
        given = line["source"]["path"]
        owner = next((path for path in out if given == path or given.startswith(path + "/")), given)
        out.setdefault(owner, []).append(line)
    return out


def mark(path: Path, answers: list[dict[str, Any]]) -> Mark:
    """The marks of the file at `path`, whose truth lies beside it."""
    said = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    made = Mark(str(path), said["writer"], said["traits"])
    if said.get("error"):
        codes = [answer.get("error", {}).get("code") for answer in answers]
        _compare(made, "error", [said["error"]], codes)
        return made
    for at, record in enumerate(said["records"]):
        answer = answers[at] if at < len(answers) else {}
        prefix = f"[{at}] " if len(said["records"]) > 1 else ""
        if "member" in said and answer:
            _compare(made, prefix + "member", f"{path}/{said['member']}", answer["source"]["path"])
        _record(made, prefix, record, answer)
    for extra in answers[len(said["records"]) :]:
        _compare(made, "a form more", None, extra.get("form") or extra.get("error"))
    return made


def _record(made: Mark, prefix: str, record: dict[str, Any], answer: dict[str, Any]) -> None:
    _compare(made, prefix + "form", record["form"], answer.get("form", answer.get("error")))
    _compare(made, prefix + "district", record["district"], answer.get("district"))
    expected, got = leaves(record["fields"]), leaves(answer.get("fields", {}))
    if "fields" not in answer:  # nothing was read: all of it is wrong, and one line says so
        made.total += len(expected) + 3
        made.places += len(record["places"])
        return
    for key in ("part", "format") if record["part"] else ("format",):
        _compare(made, prefix + key, record[key], answer["source"].get(key))
    for key in expected:
        _compare(made, prefix + key, expected[key], got.get(key))
    for more in sorted(
        {key.split(".")[0] for key in got.keys() - expected.keys()}
    ):  # a row more is one fault
        own = {key: got[key] for key in got if key.split(".")[0] == more}
        _compare(made, prefix + more, None, own)
    raw = sorted(key.removesuffix(".amount") for key in answer.get("raw", {}))
    _compare(made, prefix + "raw", sorted(record["raw"]), raw)
    provenance = answer.get("provenance", {})
    for key, places in record["places"].items():
        if expected.get(key) in (None, "", [], {}) and not _filled(record["fields"], key):
            continue
        made.places += 1
        if provenance.get(key) in places:
            made.places_right += 1
        else:
            made.differences.append(Difference(made.file, f"{prefix}{key} @", places, provenance.get(key)))


def _filled(fields: dict[str, Any], key: str) -> bool:
    value: Any = fields
    for part in key.replace("]", "").replace("[", ".").split("."):
        value = value[int(part)] if part.isdigit() else value.get(part)
    if isinstance(value, dict):
        return any(value.values())
    return bool(value) or value == 0


def leaves(value: Any, name: str = "") -> Leaves:
    """Every field that counts by itself: texts, numbers, lists of options or photos, halves of a code."""
    if isinstance(value, dict):
        out: Leaves = {}
        for key, inner in value.items():
            out |= leaves(inner, f"{name}.{key}" if name else key)
        return out
    if isinstance(value, list) and value and isinstance(value[0], dict) and "sha256" not in value[0]:
        out = {}
        for at, inner in enumerate(value):
            out |= leaves(inner, f"{name}[{at}]")
        return out
    return {name: value}


def _compare(made: Mark, key: str, expected: Any, got: Any) -> None:
    made.total += 1
    if _same(expected, got):
        made.right += 1
    else:
        made.differences.append(Difference(made.file, key, expected, got))


def _same(expected: Any, got: Any) -> bool:
    number = (int, float)
    if isinstance(expected, number) and isinstance(got, number) and not isinstance(got, bool):
        return math.isclose(expected, got, rel_tol=1e-9)
    return type(expected) is type(got) and expected == got


def table(marks: list[Mark], kind: str) -> str:
    """Fields right and files perfect, by writer or by trait."""
    groups: dict[str, list[Mark]] = {}
    for made in marks:
        for name in [made.writer] if kind == "writer" else made.traits:
            groups.setdefault(name, []).append(made)
    lines = [f"{kind:24} files perfect   fields right"]
    for name, own in sorted(groups.items(), key=lambda pair: _share(pair[1])):
        perfect, total = sum(made.perfect for made in own), sum(made.total for made in own)
        right = sum(made.right for made in own)
        lines.append(
            f"{name:24} {len(own):5} {perfect:5}   {100 * right / total:8.3f} %  ({total - right} wrong)"
        )
    return "\n".join(lines)


def _share(own: list[Mark]) -> float:
    return sum(made.right for made in own) / max(1, sum(made.total for made in own))


def whole(marks: list[Mark]) -> tuple[float, float, str]:
    """Fields right and files perfect in per cent, and a line that says so."""
    total, right = sum(made.total for made in marks), sum(made.right for made in marks)
    perfect = sum(made.perfect for made in marks)
    fields, files = 100 * right / max(1, total), 100 * perfect / max(1, len(marks))
    places, found = sum(made.places for made in marks), sum(made.places_right for made in marks)
    said = f"{len(marks)} files: {fields:.3f} % of {total} fields right, {files:.1f} % of the files perfect"
    return fields, files, f"{said}, {100 * found / max(1, places):.2f} % of {places} places right"
