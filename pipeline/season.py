"""A working folder for a year's collection: ``casebook init``. Source: ``docs/interface.md``, "Commands".

    the program's own, or last year's folder -> settings, templates, lists, an inbox with its districts

What lasts from year to year is taken over: districts, lists, templates, most settings. What
was of that year is not: its dates, and where its inbox, outbox and state lie.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from pipeline import config as settings
from pipeline.config import NAME, Config
from pipeline.documents import readme, register
from pipeline.inbox import READ_ME
from pipeline.plan import BUREAU
from pipeline.problems import CasebookError, ConfigError

TEMPLATE = Path("readme.docx")
_REVIEW = "审核"
_FORMS = "forms"
_WORDS = ("messages.toml", "register.toml")
# What was of a year: tables of the settings, and the keys of them that don't last.
_OF_A_YEAR: dict[str, tuple[str, ...]] = {
    "paths": ("inbox", "outbox", "state", "review", "templates", "forms", "lists"),
    "dates": ("submission", "correction"),
    "returns": ("until",),
}


@dataclass(frozen=True, slots=True)
class Begun:
    """A working folder as it was made: its settings, and what of last year's was left behind.

    ``dropped``: settings, as ``paths.inbox = "…"``; ``register``: last year's register among
    the lists, None where there was none.
    """

    config: Config
    dropped: tuple[str, ...]
    register: Path | None


def begin(folder: Path, year: int | None, this_year: int, old: Path | None = None) -> Begun:
    """Makes a working folder; ``old`` is last year's, ``year`` that of the collection.

    Without a year: that after the old one's, or ``this_year``. Raises `CasebookError` where
    the folder holds anything or can't be written, `ConfigError` where the old one has no
    settings that can be read.
    """
    _refuse_what_is_not_empty(folder)
    last = _last(old)
    text, dropped = _settings(old / NAME if old else settings.SHIPPED / NAME, year, last, this_year)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _templates(folder / "templates", last)
        _lists(folder / "lists", last)
        # Last: a folder with settings is one that is ready.
        (folder / NAME).write_text(text, encoding="utf-8", newline="\n")
        config = settings.load(folder / NAME)
        _inbox(config)
    except OSError as error:
        raise CasebookError(
            f"{error.filename or folder} can't be written: {error.strerror}.",
            f"Mend that, empty {folder} and run again.",
        ) from None
    kept = _register(last, folder / "lists") if last else None
    return Begun(config, dropped, kept)


def _refuse_what_is_not_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CasebookError(f"{folder} is not empty.", "Name a new folder, or an empty one.")


def _last(old: Path | None) -> Config | None:
    if old is None:
        return None
    if not (old / NAME).is_file():
        raise ConfigError(f"{old} has no {NAME}.", "Name the working folder of last year.")
    return settings.load(old / NAME)


# --- settings -----------------------------------------------------------------


def _settings(
    file: Path, year: int | None, last: Config | None, this_year: int
) -> tuple[str, tuple[str, ...]]:
    """The text of the new settings, comments and all, and what was left out of the old ones."""
    document = tomlkit.parse(file.read_text(encoding="utf-8-sig"))
    dropped = tuple(_drop(document)) if last else ()
    document["year"] = year or (last.year + 1 if last else this_year)
    return tomlkit.dumps(document), dropped


def _drop(document: MutableMapping[str, Any]) -> Iterator[str]:
    for table, keys in _OF_A_YEAR.items():
        for key in keys:
            if key in document.get(table, {}):
                yield f"{table}.{key} = {document[table].pop(key)}"


# --- templates ----------------------------------------------------------------


def _templates(target: Path, last: Config | None) -> None:
    """The program's templates, or last year's with what the program asks for since."""
    shipped = settings.SHIPPED / "templates"
    if last is None:
        shutil.copytree(shipped, target)
        return
    shutil.copytree(last.paths.templates, target)
    if not (target / _FORMS).is_dir():
        shutil.copytree(last.paths.forms, target / _FORMS)
    for path in sorted(shipped.rglob("*")):
        below = path.relative_to(shipped)
        if path.is_dir() or (target / below).exists() or (_FORMS in below.parts and not _is_ours(path)):
            continue
        (target / below).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target / below)
    for name in _WORDS:
        _add_words(target / name, shipped / name)


def _is_ours(path: Path) -> bool:
    """Whether a form's file is of one that Casebook itself writes for people to fill in.

    An application form that last year's folder doesn't have was taken away on purpose.
    """
    definition = path.with_suffix(".toml")
    purpose = tomllib.loads(definition.read_text(encoding="utf-8")).get("purpose", "application")
    return bool(purpose not in ("application", "summary"))


def _add_words(file: Path, shipped: Path) -> None:
    """Add the words that a newer program asks for; those that are there stay as people wrote them."""
    document = tomlkit.parse(file.read_text(encoding="utf-8-sig"))
    _merge(document, tomlkit.parse(shipped.read_text(encoding="utf-8-sig")))
    file.write_text(tomlkit.dumps(document), encoding="utf-8", newline="\n")


def _merge(into: MutableMapping[str, Any], new: MutableMapping[str, Any]) -> None:
    for key, value in new.items():
        if key not in into:
            into[key] = value
        elif isinstance(value, MutableMapping) and isinstance(into[key], MutableMapping):
            _merge(into[key], value)


# --- lists --------------------------------------------------------------------


def _lists(target: Path, last: Config | None) -> None:
    if last and last.paths.lists.is_dir():
        shutil.copytree(last.paths.lists, target)
    else:
        target.mkdir()


def _register(last: Config, lists: Path) -> Path | None:
    """Last year's register among the lists, named by its year; None where there was none."""
    name = Path(register.Words.load(last.paths.templates).file)
    written = last.paths.outbox / BUREAU / name
    if not written.is_file():
        return None
    return Path(shutil.copy(written, lists / f"{name.stem}{last.year}{name.suffix}"))


# --- the inbox ----------------------------------------------------------------


def _inbox(config: Config) -> None:
    """A folder for each district and for its decisions, and a page for clerks in each."""
    inbox = config.paths.inbox
    for district in config.districts.order:
        (inbox / district / _REVIEW).mkdir(parents=True, exist_ok=True)
    config.paths.review.mkdir(parents=True, exist_ok=True)
    page = readme.Page(config.title, config.year, config.bureau, config.returns.contact)
    with (inbox / READ_ME).open("wb") as out:
        readme.render(page, config.paths.templates / TEMPLATE, out)
    for district in config.districts.order:
        shutil.copy(inbox / READ_ME, inbox / district / READ_ME)
