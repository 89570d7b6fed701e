"""The checks of many forms, by workers, against those of each here."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline import work
from pipeline.batch.checking import checked
from pipeline.batch.intake import checked_entry
from pipeline.batch.reading import Reader
from pipeline.batch.tools import Tools
from pipeline.checks import FAILED
from pipeline.memo import Memo
from pipeline.model import Entry, Record, Source
from tests.batch.made import TIME, company, form, settings


def entry(number: int, record: Record) -> Entry:
    source = Source(f"黄埔区/{number}.docx", "", f"{number:064}", datetime.fromisoformat(TIME), "黄埔区")
    return Entry(source, record, "黄埔区", attachments=("黄埔区/现场.jpg",) * (number % 4))


class Deadly(dict[str, object]):
    """Answers on which the process dies that looks at them."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def test_many_forms_are_checked_by_workers_as_each_alone(tmp_path: Path) -> None:
    tools = Tools.load(settings(tmp_path).model_copy(update={"workers": 1}))
    file = tmp_path / "附件1.docx"
    file.write_bytes(form("annex1", company("广州甲涂料有限公司", "余热回收", email="chen", photos=[])))
    reading = Reader(tools.library, tools.config.door)(file)
    (record,) = reading.records  # type: ignore[union-attr]
    given = [entry(number, record) for number in range(40)]
    with work.Pool() as pool, Memo(tmp_path / "state") as memo:
        found = checked(given, tools, memo, pool)
        assert found == [checked_entry(one, tools.library, tools.lists) for one in given]
        assert len({one.findings for one in found}) > 1
        # One on which the worker ends is checked all the same.
        given[7] = entry(41, replace(record, unmatched=Deadly()))  # type: ignore[arg-type]
        unknown = [entry(number, record) for number in range(50, 90)]
        again = checked([*given, *unknown], tools, memo, pool)
        assert again[7].findings == checked_entry(given[7], tools.library, tools.lists).findings
        assert [one.findings for one in again[:7]] == [one.findings for one in found[:7]]
        assert all(FAILED not in {each.code for each in one.findings} for one in again[8:])
        assert checked(given, tools, memo, pool)[:40] == again[:40]
