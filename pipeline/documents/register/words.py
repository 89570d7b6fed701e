"""The words of the register: ``templates/register.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.problems import TemplateError

NAME = "register.toml"


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SubmissionWords(_Words):
    sheet: str
    state: str
    district: str
    form: str
    unit: str
    titles: str
    numbers: str
    first_seen: str
    path: str
    sha: str
    errors: str
    warnings: str
    findings: str


class CaseWords(_Words):
    sheet: str
    number: str
    state: str
    since: str
    replaced_by: str
    district: str
    form: str
    direction: str
    category: str
    unit: str
    title: str
    effect: str
    words: str
    by_casebook: str
    by_district: str
    by_bureau: str
    listed: str
    is_listed: str
    is_left_out: str
    rank: str
    remark: str
    opinion: str
    submitted: str


class SummaryWords(_Words):
    sheet: str
    as_of_districts: str
    district: str
    total: str
    categories: str
    direction: str
    category: str
    divisions: str
    division: str
    cases: str
    figures: str
    label: str
    unit: str
    sum: str
    coverage: str


class Words(_Words):
    """``templates/register.toml``."""

    file: str
    unreadable: str
    reported: str
    others: str
    submissions: SubmissionWords
    cases: CaseWords
    summary: SummaryWords

    @classmethod
    def load(cls, templates: Path) -> Words:
        """The words of a templates folder; raises `TemplateError`."""
        file = templates / NAME
        try:
            return cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
        except OSError as error:
            raise TemplateError(f"{file} can't be read: {error.strerror}.") from None
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise TemplateError(f"{file} is not valid TOML in UTF-8: {error}.") from None
        except ValidationError as error:
            said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise TemplateError(f"{file}: {said}.") from None
