"""The check year-since: the year in which something was completed, as a text names it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline.checks.subject import Subject, filled, finding
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Finding

_YEAR = r"(?<!\d)(19\d\d|20\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?[初中底末]?"
_DONE = (
    r"(?:建成|投产|投运|投用|投入使用|投入运行|投入运营|投入生产|完工|竣工|上线运行|正式运行|"
    r"(?:改造|实施|建设|安装|调试|验收)(?:全部|已|均)?完成|完成[^，。；]{0,8}(?:改造|实施|建设|安装|调试|验收)|通过验收)"
)
_CLAUSE = re.compile(r"[。；;\n，,]")
_COMPLETED = re.compile(rf"{_YEAR}[^，。；]{{0,12}}?{_DONE}|{_DONE}(?:时间|日期|于|年份)?[:为是]?{_YEAR}")
# Whose founding is told as background, and is not the project's end.
_OTHERS = re.compile(r"公司|企业|工厂|厂区|厂房|园区|基地|集团|总部|成立|原有|旧|老")


def completed(text: str) -> list[int]:
    """The years in which something of a project was completed, by the words of the text."""
    years = []
    for clause in _CLAUSE.split(unicodedata.normalize("NFKC", text).replace(" ", "")):
        for found in _COMPLETED.finditer(clause):
            if not _OTHERS.search(clause):
                years.append(int(found[1] or found[2]))
    return years


def year_since(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where all years of completion that a text names are before ``limit``; ``{year}``: the last.

    A text that names none is left alone.
    """
    for spot in filled(subject, definition):
        years = completed(spot.shown)
        if years and max(years) < definition.limit:
            yield finding(definition, spot, f"{max(years)}年", year=max(years))
