"""A form with keys of its own, and subjects filled in for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.checks import Subject
from pipeline.forms.definition import CheckDefinition, Definition
from pipeline.forms.model import Field, Form, Option
from pipeline.model import Answer, Document, Place, Record

KINDS = (Option("绿色工厂", ("国家级", "市级")), Option("供应链", ("市级",)), Option("示范企业"))
FIELDS = (
    Field("unit", "text", "单位"),
    Field("branch", "code", "大类"),
    Field("line", "code", "小类"),
    Field("call", "text", "电话"),
    Field("mail", "text", "邮箱"),
    Field("where", "text", "地址"),
    Field("story", "text", "简介"),
    Field("kind", "choice", "类别", options=KINDS),
    Field("shots", "photos", "照片"),
    Field("works.what", "text", "项目"),
    Field("works.cost", "number", "投资", unit="万元"),
    Field("works.saved", "amount", "节能量", unit="tce"),
    Field("works.other", "amount", "原料"),
)
ROLES = {"division": "branch", "class": "line"}

Make = Callable[..., Subject]


def form(*checks: CheckDefinition) -> Form:
    definition = Definition(id="made-up", number="附件9", title="表", roles=ROLES, checks=checks)
    return Form(definition, Path("made-up.docx"), Document("docx", ()), FIELDS)


def answer(value: Any, place: Place) -> Answer:
    return value if isinstance(value, Answer) else Answer(value, place=place)


def rows(value: list[Mapping[str, Any]]) -> Answer:
    return Answer(
        tuple(
            {column: answer(inner, Place("表2", number, 2)) for column, inner in row.items()}
            for number, row in enumerate(value, 1)
        )
    )


@pytest.fixture
def make() -> Make:
    """A subject of one check (or several) on some fields, with answers by key."""

    def subject(
        *checks: CheckDefinition | str,
        fields: tuple[str, ...] = (),
        limit: int = 0,
        message: str = "{label}:{value}",
        folder: str | None = None,
        pictures: int = 0,
        **answers: Any,
    ) -> Subject:
        definitions = [
            CheckDefinition(check=c, code=f"{c}-code", fields=fields, limit=limit, message=message)
            if isinstance(c, str)
            else c
            for c in checks
        ]
        record = {
            key: rows(value) if isinstance(value, list) else answer(value, Place("表1", number, 2))
            for number, (key, value) in enumerate(answers.items(), 1)
        }
        return Subject(Record("made-up", "表1", record), form(*definitions), folder, pictures)

    return subject
