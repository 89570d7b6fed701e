"""The Chinese words that people read outside of forms and documents: ``templates/messages.toml``.

``[problems]``: why a file could not be read and what to do, by the problem's code;
``[lint]``: what is wrong with a form, by the mistake's code; ``[units]``: how a unit is
printed (``tce``: 吨标准煤); ``[words]``: everything else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from pipeline.mistakes import ENGLISH
from pipeline.model import Problem
from pipeline.problems import TemplateError

NAME = "messages.toml"
TABLES = ("problems", "lint", "units", "words")
WORDS = frozenset(
    (
        "no-district", "others", "cases", "photo", "confirmed", "returned", "error", "warning",
        "review-misplaced", "review-row-unknown", "review-opinion-unknown", "review-reason-missing",
        "list-misplaced", "list-empty",
        "list-foreign", "list-outdated", "list-row-unknown", "list-case-ended", "list-replaced-by",
        "list-row-twice", "list-row-near", "list-direction-differs", "list-category-differs",
        "list-wording", "list-wording-older", "list-effect-older", "list-case-missing", "left-out",
        "selection-misplaced", "selection-empty", "selection-outdated", "selection-undecided",
        "selection-row-unknown", "selection-case-ended", "selection-row-twice", "selection-opinion-unknown",
        "selection-rank-odd", "selection-rank-twice", "expert-selected", "expert-rejected", "expert-rank",
        "expert-wording", "commentator", "note-basis", "whole-form", "row", "row-titled", "change-password",
        "change-converted", "change-copied", "change-macros", "change-controls", "change-objects",
        "change-template", "change-signature", "unreadable", "unreadable-text", "ours", "undone-inbox",
        "undone-closed", "undone-held", "undone-damaged", "report-new", "report-again", "report-other",
        "report-replaced", "report-withdrawn", "report-unreadable", "report-cleared", "report-was",
        "report-errors",
    )
)  # fmt: skip
"""The words that a pass may ask for: one that is missing is found before anything is touched."""


@dataclass(frozen=True, slots=True)
class Messages:
    """The file's tables, as loaded."""

    problems: Mapping[str, str]
    lint: Mapping[str, str]
    units: Mapping[str, str]
    words: Mapping[str, str]

    @classmethod
    def load(cls, templates: Path) -> Messages:
        """The messages of a templates folder.

        Raises `TemplateError` where the file is missing, no TOML, has a table that
        isn't known, something else than text in one, braces that don't match, or not all words.
        """
        file = templates / NAME
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise TemplateError(f"{file} can't be read: {error.strerror}.") from None
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise TemplateError(f"{file} is not valid TOML in UTF-8: {error}.") from None
        if sorted(tables) != sorted(TABLES):
            raise TemplateError(f"{file} must have the tables {', '.join(TABLES)}, and no others.")
        for name, table in tables.items():
            odd = [key for key, text in table.items() if not isinstance(text, str)]
            if odd:
                raise TemplateError(f"{file}: {name}.{odd[0]} must be text in quotes.")
        _check_braces(tables["problems"], "problems", file)
        _check_braces(tables["words"], "words", file)
        _check_complete(tables, file)
        _check_lint(tables["lint"], file)
        return cls(tables["problems"], tables["lint"], tables["units"], tables["words"])

    def problem(self, problem: Problem) -> str:
        """What is wrong with a file, and what to do about it.

        A code without a message of its own gets that of ``other``, which names it.
        """
        words = self.problems.get(problem.code) or self.problems["other"]
        return words.format_map(_Values({"code": problem.code, **dict(problem.values)}))

    def word(self, key: str) -> str:
        """A word of ``[words]``. Raises `TemplateError` where there is none."""
        try:
            return self.words[key]
        except KeyError:
            raise TemplateError(f"{NAME}: words.{key} is missing.") from None

    def filled(self, key: str, **values: object) -> str:
        """A word of ``[words]`` with these values at its placeholders. Raises `TemplateError`."""
        return self.word(key).format_map(_Values({name: str(value) for name, value in values.items()}))


def _check_complete(tables: Mapping[str, Mapping[str, str]], file: Path) -> None:
    wanted = {"problems": frozenset(("other",)), "lint": ENGLISH.keys(), "words": WORDS}
    lacking = [
        f"{table}.{key}" for table, keys in wanted.items() for key in sorted(keys - tables[table].keys())
    ]
    if lacking:
        advice = "casebook init NEW --from the folder with these templates makes templates that have them."
        raise TemplateError(f"{file} lacks {', '.join(lacking)}.", advice)


def _check_braces(table: Mapping[str, str], name: str, file: Path) -> None:
    for key, words in table.items():
        try:
            words.format_map(_Values())
        except (ValueError, IndexError, AttributeError) as error:
            raise TemplateError(f"{file}: {name}.{key}: {error}.") from None


def _check_lint(words: Mapping[str, str], file: Path) -> None:
    """The words of a mistake name what the English ones name."""
    for code, english in ENGLISH.items():
        try:
            odd = _named(words[code]) - _named(english)
        except ValueError as error:
            raise TemplateError(f"{file}: lint.{code}: {error}.") from None
        if odd:
            raise TemplateError(f"{file}: lint.{code}: nothing fills {{{min(odd)}}}.")


def _named(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


class _Values(dict[str, str]):
    """Placeholders without a value print as nothing: a reason is better than none."""

    def __missing__(self, key: str) -> str:
        return ""
