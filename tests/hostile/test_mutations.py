"""Good files changed at random: whatever comes of it is a reading or a reason, never a crash."""

from __future__ import annotations

import io
import json
import pickle
import re
import zipfile
from functools import cache
from pathlib import Path
from random import Random

import pytest

from pipeline.batch.reading import Reader, Reading
from pipeline.door import DEFAULT
from pipeline.messages import Messages
from pipeline.problems import Unreadable
from tests.batch.made import TEMPLATES, library

EXAMPLES = Path(__file__).parents[2] / "examples" / "inbox"
# As many as a run of all tests can afford; more of them are a matter of raising this.
SEEDS = 24
TIMES = 12

_ATTRIBUTE = re.compile(rb'="[^"<>]*"')
_ELEMENT = re.compile(rb"<[A-Za-z][^<>]*>")
_TEXT = re.compile(rb">[^<>]+<")
_NONSENSE = [
    "", "x", "-1", "0", "1", "²", "٣", "NaN", "1e999", "-0", "99999999999999999999", "true", "/", "../../x", "#",
    "A1:XFD1048576", "XFD1048576", "rId1", "rId9999", "\ufffd", "%00", "http://127.0.0.1:9/", "&#x10FFFF;", "FFFFFFFF",
]  # fmt: skip

Parts = dict[str, bytes]


@cache
def samples() -> tuple[tuple[str, bytes], ...]:
    """The smaller examples of every kind that is a zip, by name."""
    paths = [path for path in EXAMPLES.rglob("*") if path.suffix in (".docx", ".xlsx", ".docm", ".xlsm")]
    found = [(path.name, path.read_bytes()) for path in sorted(paths) if path.stat().st_size < 1_000_000]
    return tuple((name, data) for name, data in found if data.startswith(b"PK"))


def mutated(random: Random) -> tuple[str, bytes]:
    """One of the examples with something done to it, and what."""
    name, data = random.choice(samples())
    if random.random() < 0.15:
        return f"{name}: bytes", _bytes(random, data)
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {entry.filename: source.read(entry) for entry in source.infolist()}
    done = []
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        change = random.choice(
            (_drop, _cut, _attribute, _attribute, _attribute, _element, _text, _swap, _wide, _flip)
        )
        part = random.choice(sorted(parts)) if parts else ""
        if part:
            change(random, parts, part)
            done.append(f"{change.__name__} {part}")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for part, content in parts.items():
            written.writestr(part, content)
    return f"{name}: {', '.join(done)}", target.getvalue()


def _bytes(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 30)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed[: random.randrange(len(changed))] if random.random() < 0.2 else changed)


def _drop(random: Random, parts: Parts, part: str) -> None:
    del parts[part]


def _cut(random: Random, parts: Parts, part: str) -> None:
    parts[part] = parts[part][: random.randrange(len(parts[part]) + 1)]


def _flip(random: Random, parts: Parts, part: str) -> None:
    if parts[part]:
        changed = bytearray(parts[part])
        changed[random.randrange(len(changed))] = random.randrange(256)
        parts[part] = bytes(changed)


def _swap(random: Random, parts: Parts, part: str) -> None:
    other = random.choice(sorted(parts))
    parts[part], parts[other] = parts[other], parts[part]


def _wide(random: Random, parts: Parts, part: str) -> None:
    """A part in another encoding, whatever it declares."""
    encoding = random.choice(("utf-16", "utf-16-be", "gb18030", "utf-8-sig", "latin-1", "utf-32"))
    parts[part] = parts[part].decode("utf-8", "replace").encode(encoding, "replace")


def _attribute(random: Random, parts: Parts, part: str) -> None:
    _replace(random, parts, part, _ATTRIBUTE, f'="{random.choice(_NONSENSE)}"'.encode())


def _text(random: Random, parts: Parts, part: str) -> None:
    _replace(random, parts, part, _TEXT, f">{random.choice(_NONSENSE)}<".encode())


def _element(random: Random, parts: Parts, part: str) -> None:
    """One element's tag instead of another's: often no XML any more, sometimes a strange one."""
    tags = _ELEMENT.findall(parts[part])
    if tags:
        _replace(random, parts, part, _ELEMENT, random.choice(tags))


def _replace(random: Random, parts: Parts, part: str, pattern: re.Pattern[bytes], by: bytes) -> None:
    places = [found.span() for found in pattern.finditer(parts[part])]
    if places:
        start, end = random.choice(places)
        parts[part] = parts[part][:start] + by + parts[part][end:]


@cache
def reader() -> Reader:
    return Reader(library(), DEFAULT)


@cache
def codes() -> frozenset[str]:
    return frozenset(Messages.load(TEMPLATES).problems) - {"reader-crashed", "too-slow", "other"}


def look(path: Path, what: str) -> str:
    """What comes of a file: a known code, or ``read``; fails for anything else."""
    try:
        reading = reader()(path)
    except Unreadable as error:
        assert error.problem.code in codes(), what
        return error.problem.code
    except Exception as error:
        raise AssertionError(what) from error
    for record in reading.records if isinstance(reading, Reading) else ():
        # What is read must be printable in the end.
        json.dumps([record.fields(), record.unmatched], ensure_ascii=False).encode("utf-8")
    assert pickle.loads(pickle.dumps(reading)) == reading
    return "read"


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_changed_file_is_read_or_has_its_reason(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    path = tmp_path / "附件1.docx"
    for number in range(TIMES):
        what, data = mutated(random)
        path.write_bytes(data)
        look(path, f"seed {seed}, {number}: {what}")
