"""Two small forms of our own, and entries made of them: nothing here reads a file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from pipeline.forms.definition import Definition
from pipeline.forms.model import Form, Library
from pipeline.model import Answer, Document, Entry, Finding, Problem, Record, Source

START = datetime(2024, 9, 1, 9, 0, tzinfo=timezone(timedelta(hours=8)))

SINGLE, LISTED, SUMMARY = "single", "listed", "summary"

LIBRARY = Library(
    tuple(
        Form(Definition.model_validate(definition), Path(), Document("docx", ()), ())
        for definition in (
            {
                "id": SINGLE, "number": "附件1", "title": "征集表", "direction": "绿色制造",
                "roles": {"name": "unit", "title": "heading"},
            },
            {
                "id": LISTED, "number": "附件3", "title": "项目表", "direction": "清洁生产", "cases": "works",
                "roles": {"name": "unit", "title": "works.heading"},
            },
            {"id": SUMMARY, "number": "附件4", "title": "汇总表", "purpose": "summary"},
        )
    )
)  # fmt: skip


def entry(
    titles: str | Sequence[str],
    *,
    unit: str = "广州甲公司",
    path: str = "黄埔区/甲.docx",
    day: int = 0,
    district: str | None = "黄埔区",
    findings: Sequence[Finding] = (),
    sha: str = "",
    part: str = "表1",
) -> Entry:
    """A form handed in: of one case where ``titles`` is one title, else of a case each."""
    answers = {"unit": Answer(unit)}
    if isinstance(titles, str):
        record = Record(SINGLE, part, {**answers, "heading": Answer(titles)})
    else:
        rows = tuple({"heading": Answer(title)} for title in titles)
        record = Record(LISTED, part, {**answers, "works": Answer(rows)})
    content = sha or hashlib.sha256(repr((titles, unit, path, day)).encode()).hexdigest()
    source = Source(path, "", content, START + timedelta(days=day), district)
    return Entry(source, record, district, tuple(findings), unit=unit)


def problem(path: str = "黄埔区/坏.docx", *, sha: str = "bad", district: str | None = "黄埔区") -> Entry:
    return Entry(Source(path, "", sha, START, district), Problem("corrupt"), district)


def fault(row: int | None = None) -> Finding:
    return Finding("text-missing", "error", "applicant", "没有填写。", row=row)
