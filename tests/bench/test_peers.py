"""Casebook sees all that a person sees in the tricky files that other readers are measured with."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.peers import excel, word
from bench.peers.__main__ import BEGIN, judge
from bench.peers.readers import installed
from bench.peers.trait import Tricky

FILES = [*word.files(), *excel.files()]
PAGE = Path(__file__).parents[2] / "docs" / "reading.md"


@pytest.mark.parametrize("tricky", FILES, ids=[tricky.trait for tricky in FILES])
def test_what_a_person_sees_is_read(tricky: Tricky, tmp_path: Path) -> None:
    path = tmp_path / f"file.{tricky.suffix}"
    path.write_bytes(tricky.data)
    casebook = next(reader for reader in installed() if reader.name == "Casebook")
    assert judge(casebook, path, tricky) == "✓"


def test_the_page_tells_of_each_trait() -> None:
    table = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2]
    assert [tricky.trait for tricky in FILES if f"| {tricky.trait} | ✓ |" not in table] == []
