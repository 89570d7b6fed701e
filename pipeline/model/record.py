"""What a filled form becomes (``docs/reading.md``, "A record"), or why it could not be read."""

from __future__ import annotations

import pickle
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from pipeline.model.document import Block, Picture, Place
from pipeline.model.travel import Travels, value


@dataclass(frozen=True, slots=True)
class Problem(Travels):
    """Why something could not be done: a value of the flow, not an exception.

    ``code`` is a stable kebab-case word (``encrypted``, ``corrupt``, …); its Chinese
    message stands in ``templates/messages.toml`` under ``[problems]`` and may use
    ``values`` as placeholders.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()


@value
class Amount(Travels):
    """A figure with its unit and the remark beside it (``docs/reading.md``, "Types")."""

    amount: int | float | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Code(Travels):
    """An industry as filled in: ``C26``, its name, or one of the two."""

    code: str = ""
    name: str = ""


Row: TypeAlias = "Mapping[str, Answer]"
Value: TypeAlias = (
    "str | int | float | Amount | Code | tuple[str, ...] | tuple[Picture, ...] | tuple[Row, ...] | None"
)


@value
class Answer(Travels):
    """What was filled in for one field.

    ``value`` follows the field's type (text str; number int | float | None; amount
    `Amount`; code `Code`; choice tuple of str; photos tuple of `Picture`; rows tuple
    of mappings from the column's key to its `Answer`). ``raw`` holds the words of an
    answer that has no value of its type. ``blocks`` keep paragraphs, nested tables
    and pictures as written; JSON is their projection.
    """

    value: Value
    raw: str = ""
    blocks: tuple[Block, ...] = ()
    place: Place | None = None


class Packed(Mapping[str, Answer]):
    """The answers of a record that has travelled: bytes, unpacked when they are looked at.

    A pass holds thousands of records and looks at them one after the other. As values each is
    many small objects, three to five times as large, and all of them would be pickled anew
    for each process that is given some.
    """

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    @classmethod
    def of(cls, answers: Mapping[str, Answer]) -> Packed:
        return answers if isinstance(answers, cls) else cls(zlib.compress(pickle.dumps(dict(answers)), 1))

    def __reduce__(self) -> tuple[type[Packed], tuple[bytes]]:
        return type(self), (self.data,)

    def __getitem__(self, key: str) -> Answer:
        return _unpacked(self.data)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_unpacked(self.data))

    def __len__(self) -> int:
        return len(_unpacked(self.data))

    def __repr__(self) -> str:
        return repr(_unpacked(self.data))


@lru_cache(maxsize=1024)
def _unpacked(data: bytes) -> dict[str, Answer]:
    """The answers by keys that are the same few in thousands of forms, kept once."""
    found: dict[str, Answer] = pickle.loads(zlib.decompress(data))
    return {sys.intern(key): answer for key, answer in found.items()}


@dataclass(frozen=True, slots=True)
class Record:
    """One filled form: answers by key, in the form's order.

    A rows field's `Answer` nests; `walk` flattens it to paths such as
    ``projects[0].investment``. Once it has travelled its answers are `Packed`.
    """

    form: str
    part: str
    answers: Mapping[str, Answer]
    unmatched: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Callable[..., Record], tuple[object, ...]]:
        return _record, (self.form, self.part, Packed.of(self.answers), self.unmatched)

    def walk(self) -> Iterator[tuple[str, Answer]]:
        """Every answer with its path, rows fields expanded to their columns."""
        for key, answer in self.answers.items():
            rows = row_tuple(answer)
            if rows is None:
                yield key, answer
                continue
            for index, row in enumerate(rows):
                for column, inner in row.items():
                    yield f"{key}[{index}].{column}", inner

    def answer(self, key: str, row: int | None = None) -> Answer | None:
        """The answer for a form's key; of ``projects.title`` that of the given row."""
        block, dot, column = key.partition(".")
        found = self.answers.get(block)
        if found is None or not dot:
            return found
        rows = row_tuple(found)
        if rows is None or row is None or row >= len(rows):
            return None
        return rows[row].get(column)

    def value(self, key: str | None, row: int | None = None) -> Any:
        """The value for a form's key, None where the record has no such answer."""
        answer = self.answer(key, row) if key else None
        return answer.value if answer else None

    def rows(self, key: str) -> int:
        """How many rows a rows field holds (0 for any other)."""
        answer = self.answers.get(key)
        return len(row_tuple(answer) or ()) if answer else 0

    def fields(self) -> dict[str, Any]:
        """The JSON object ``fields`` (``docs/reading.md``, "A record")."""
        return {key: plain(answer.value) for key, answer in self.answers.items()}

    def raw(self) -> dict[str, str]:
        """The JSON object ``raw``: answers without a value of their type, as written."""
        return {path: answer.raw for path, answer in self.walk() if answer.raw}

    def provenance(self) -> dict[str, str]:
        """The JSON object ``provenance``: each field's place, as a person counts."""
        return {path: str(answer.place) for path, answer in self.walk() if answer.place}


def _record(form: str, part: str, answers: Mapping[str, Answer], unmatched: tuple[str, ...]) -> Record:
    return Record(sys.intern(form), sys.intern(part), answers, unmatched)


def row_tuple(answer: Answer) -> tuple[Row, ...] | None:
    """The rows of a rows field's answer; None for any other, and where there is no row."""
    value = answer.value
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        return value
    return None


def plain(value: Value | Picture | Row) -> Any:
    """A value as JSON types (``docs/reading.md``, "Types")."""
    match value:
        case Amount():
            return {"amount": value.amount, "unit": value.unit, "note": value.note}
        case Code():
            return {"code": value.code, "name": value.name}
        case Picture():
            return {
                "sha256": value.sha,
                "width": value.width,
                "height": value.height,
                "media_type": value.media_type,
            }
        case tuple():
            return [plain(item) for item in value]
        case Mapping():
            return {key: plain(answer.value) for key, answer in value.items()}
        case _:
            return value


def is_empty(value: Value) -> bool:
    """Whether an answer says nothing, whatever its type."""
    match value:
        case Amount():
            return value.amount is None and not value.note
        case Code():
            return not (value.code or value.name)
        case None:
            return True
        case str() | tuple():
            return not value
        case _:
            return False
