"""What is wrong with the settings of a TOML file, each at its place and not in pydantic's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.mistakes import Mistake, mistake, suggestion

# What a setting should have been, by pydantic's name for what is wrong with it.
_SETTINGS = {
    "missing": "setting-missing",
    "tuple_type": "setting-list",
    "list_type": "setting-list",
    "string_type": "setting-text",
    "int_type": "setting-number",
    "int_parsing": "setting-number",
    "float_type": "setting-number",
    "float_parsing": "setting-number",
}


def mistakes(error: ValidationError, file: str, model: type[BaseModel]) -> Iterator[Mistake]:
    """A mistake for each setting that is wrong; ``model``: what the file was read as."""
    for details in error.errors():
        yield _mistake(details, file, model)


def _mistake(details: ErrorDetails, file: str, model: type[BaseModel]) -> Mistake:
    *tables, key = details["loc"]
    where = _place((*tables, key))
    if code := _SETTINGS.get(details["type"]):
        return mistake(code, file, where)
    if details["type"] == "literal_error":
        return mistake("setting-choice", file, where, known=details["ctx"]["expected"].replace(" or ", ", "))
    if details["type"] != "extra_forbidden":
        return mistake("setting-wrong", file, where, detail=details["msg"].removeprefix("Value error, "))
    return mistake("setting-unknown", file, where, **suggestion(str(key), _known(tables, model)))


def _place(location: Iterable[str | int]) -> str:
    """``[fields.name] labels`` for a key of a table, ``[[checks]] 2 code`` for one of a list's."""
    *tables, key = location
    if not tables:
        return str(key)
    if isinstance(tables[-1], int):
        return f"[[{'.'.join(map(str, tables[:-1]))}]] {tables[-1] + 1} {key}"
    return f"[{'.'.join(map(str, tables))}] {key}"


def _known(tables: Sequence[str | int], model: type[BaseModel]) -> list[str]:
    """The settings of a table of the file."""
    for name in tables:
        given = model.model_fields.get(str(name))
        inner = [given.annotation, *getattr(given.annotation, "__args__", ())] if given else []
        found = [kind for kind in inner if isinstance(kind, type) and issubclass(kind, BaseModel)]
        model = found[0] if found else model
    return list(model.model_fields)
