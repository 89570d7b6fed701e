"""``templates/forms/<form>.toml``: what a form's Word file can't say of itself.

The models forbid unknown keys, so that a misspelt one is an error with its place.
Source: ``docs/forms.md``, "What a tag means by where it stands".
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from string import Formatter
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

ROLES = (
    "name", "address", "contact", "phone", "email", "profile", "category", "division", "class", "title",
    "investment", "benefit", "rows", "direction", "number", "effect", "form", "state", "findings", "opinion",
    "reason", "submitted", "confirmed", "district", "votes", "average", "experts", "rank", "wording",
)  # fmt: skip
"""The parts that a form's fields can play: all that the program knows of them."""

Meaning = Literal["recommend", "return", "refuse", "select", "reject"]
"""What an opinion in a review sheet does: the first three a district's, the others the bureau's."""

FieldType = Literal["text", "number", "amount", "code", "choice", "photos", "section"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldDefinition(_Table):
    """``[fields."key"]``: what can't be learned of a field.

    ``labels``: usual variants of its label. ``publish``: may it be printed in the
    casebook. ``values`` (type ``section`` only): the value that each section heading
    of the table gives to the rows below it.
    """

    type: FieldType | None = None
    unit: str = ""
    labels: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    publish: bool = True
    values: dict[str, str] = {}


class When(_Table):
    """``when``: the answer that another field must have for a check to be made.

    ``is``: the answer, or several of which one is enough (of a choice an option, or an
    option with its level as ``绿色工厂/国家级``); without it any answer will do.
    """

    field: str
    answers: tuple[str, ...] = Field(default=(), alias="is")

    @field_validator("answers", mode="before")
    @classmethod
    def _several(cls, answers: object) -> object:
        return (answers,) if isinstance(answers, str) else answers


class CheckDefinition(_Table):
    """``[[checks]]``: a named check on some fields, and what it tells whom.

    ``check`` names the check (``pipeline/checks``); ``code`` is the finding's. The
    message may use ``{label}``, ``{value}`` and the check's own placeholders. ``within`` and
    ``outer``: the bounds of a ratio; ``texts`` and ``words``: where else a figure may stand,
    and what announces it there; ``lists``: the list that an option asks for. ``when``: the
    check is made only where another field has an answer.
    """

    check: str
    code: str
    fields: tuple[str, ...] = ()
    message: str
    severity: Literal["error", "warning", "info"] = "error"
    audience: Literal["applicant", "district", "bureau"] = "applicant"
    basis: str = ""
    limit: int = 0
    within: tuple[float, float] | None = None
    outer: tuple[float, float] | None = None
    texts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    lists: dict[str, str] = {}
    when: When | None = None


class EffectPart(_Table):
    """One figure of the effect sentence: ``words`` with ``{amount}`` and ``{unit}``."""

    field: str
    words: str


class Effect(_Table):
    """``[effect]``: where the one sentence of 案例成效 comes from.

    ``sentences``: the text field whose sentences with figures are taken; ``parts``:
    the figures to name, in this order. ``lead``: what a sentence that would be too short
    begins with, with ``{title}``. ``length``: characters, least and most.
    """

    sentences: str = ""
    parts: tuple[EffectPart, ...] = ()
    lead: str = ""
    length: tuple[int, int] = (60, 120)


class Summary(_Table):
    """``[summary]``: what the list of cases says of a case in other words than the form's own.

    ``category``: its 类别, with ``{key}`` for what a field says; without it what the role
    ``category`` says. ``reporter`` (in the list's own definition): the words of its blank,
    outside of the table, behind which the district's bureau is named.
    """

    category: str = ""
    reporter: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields that its words name."""
        return tuple(key for _, key, _, _ in Formatter().parse(self.category) if key)

    @field_validator("category")
    @classmethod
    def _whole(cls, category: str) -> str:
        list(Formatter().parse(category))  # raises ValueError for braces that don't match
        return category


class Casebook(_Table):
    """``[casebook]``: what of a case is printed, by the form's keys.

    ``facts``: short answers in the line below its heading (without it the roles
    ``division``, ``class`` and ``category``); ``profile``: once for each unit;
    ``sections``: texts under their own heading; ``figures``: rows of the table of figures;
    ``photos``: laid out with captions.
    """

    facts: tuple[str, ...] = ()
    profile: str = ""
    sections: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()


class Definition(_Table):
    """A form's TOML.

    ``id``: as in a record's ``form``; ``number``: 附件1; ``direction``: the section of
    the summary that its cases go to; ``purpose``: filled in by applicants, the list of
    cases that a district hands in, the sheet in which it says what it decided of each, or
    the one in which the bureau's experts do;
    ``cases``: the rows field of which each row is a case (empty: the form is one);
    ``opinions``: of such a sheet, the words for what may be decided.
    """

    id: str
    number: str
    title: str
    purpose: Literal["application", "summary", "review", "selection"] = "application"
    direction: str = ""
    cases: str = ""
    roles: dict[str, str] = {}
    fields: dict[str, FieldDefinition] = {}
    checks: tuple[CheckDefinition, ...] = ()
    summary: Summary = Summary()
    effect: Effect = Effect()
    casebook: Casebook = Casebook()
    opinions: dict[str, Meaning] = {}
    hints: tuple[str, ...] = Field(default=(), description="words of older blanks that are hints as well")

    def of(self, key: str) -> FieldDefinition:
        """What is said of a field; the defaults where nothing is."""
        return self.fields.get(key, _UNSAID)


_UNSAID = FieldDefinition()


def load(path: Path) -> Definition:
    """The definition in a TOML file.

    Raises ``tomllib.TOMLDecodeError`` or ``pydantic.ValidationError``.
    """
    return Definition.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
