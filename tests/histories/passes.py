"""Small passes in this process, as quick as they can be."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.batch import story
from pipeline.batch.summary import Summary
from pipeline.config import Config, Districts
from tests.batch import made
from tests.batch.made import TIME, company, form, projects

NOW = datetime.fromisoformat(TIME)


@lru_cache
def annex1(name: str, title: str, **changes: Any) -> bytes:
    return form("annex1", company(name, title, **changes))


@lru_cache
def annex3(name: str, title: str) -> bytes:
    return form("annex3", projects(name, title), "xlsx")


def configured(folder: Path) -> Config:
    """Settings with three districts: each more is the same once more."""
    few = Districts(order=("黄埔区", "海珠区", "番禺区"))
    return made.settings(folder).model_copy(update={"districts": few})


def run(folder: Path, hours: int) -> Summary:
    """A pass so many hours after the first."""
    return story.run(configured(folder), NOW + timedelta(hours=hours))
