"""What may be forgotten: quick while it is there, harmless when it isn't."""

from __future__ import annotations

import importlib
import importlib.metadata
import logging
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.memo import NAME, Memo, code_key


def test_what_was_put_is_there_the_next_time(tmp_path: Path) -> None:
    with Memo(tmp_path) as memo:
        memo.put("reading", "k", b"one")
        memo.put("photo", "k", b"other kind")
        memo.put("reading", "k", b"two")
    with Memo(tmp_path) as memo:
        assert memo.get("reading", "k") == b"two"
        assert memo.get("photo", "k") == b"other kind"
        assert memo.get("reading", "unknown") is None


def test_many_at_once(tmp_path: Path) -> None:
    with Memo(tmp_path) as memo:
        for number in range(1500):
            memo.put("n", str(number), str(number).encode())
        found = memo.get_many("n", (str(number) for number in range(-10, 1500)))
    assert found == {str(number): str(number).encode() for number in range(1500)}


def test_a_file_that_is_no_memo_is_begun_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / NAME).write_bytes(b"no database at all" * 1000)
    with caplog.at_level(logging.WARNING), Memo(tmp_path) as memo:
        assert memo.get("n", "k") is None
        memo.put("n", "k", b"data")
        assert memo.get("n", "k") == b"data"
    assert str(tmp_path / NAME) in caplog.text


def test_damage_that_shows_up_later_costs_only_what_was_remembered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Memo(tmp_path) as memo:
        for number in range(300):
            memo.put("n", str(number), b"x" * 2000)
    file = tmp_path / NAME
    data = bytearray(file.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    file.write_bytes(data)
    with caplog.at_level(logging.WARNING), Memo(tmp_path) as memo:
        assert memo.get_many("n", map(str, range(300))) == {}
        memo.put("n", "k", b"data")
        assert memo.get("n", "k") == b"data"
    assert "begun anew" in caplog.text


def test_it_may_be_deleted_at_any_time(tmp_path: Path) -> None:
    with Memo(tmp_path) as memo:
        memo.put("n", "k", b"data")
    for file in tmp_path.iterdir():
        file.unlink()
    with Memo(tmp_path) as memo:
        assert memo.get("n", "k") is None


def test_what_nothing_asks_for_any_more_is_forgotten(tmp_path: Path) -> None:
    first = date(2024, 9, 1)
    for days in (0, 20, 40):
        with Memo(tmp_path) as memo:
            if days == 0:
                memo.put("reading", "old code", b"one")
                memo.put("reading", "new code", b"two")
                memo.put("reading", "", b"three")
            assert memo.get("reading", "new code") == b"two"
            assert memo.sweep(first + timedelta(days))
            assert not memo.sweep(first + timedelta(days + 6))  # once a week
            memo.put("photo", str(days), b"made behind the broom")
    with Memo(tmp_path) as memo:
        assert memo.of_kind("reading") == [b"two"]
        assert memo.has("reading") and not memo.has("pass")
        assert len(memo.of_kind("photo")) == 3
        # A clock that was set back forgets nothing.
        assert memo.sweep(first - timedelta(days=300))
        assert len(memo.of_kind("photo")) == 3


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "code_under_key"
    (folder / "inner").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('never imported')", encoding="utf-8")
    (folder / "inner" / "reader.py").write_text("A = 1\n", encoding="utf-8")
    (folder / "table.tsv").write_text("C26\t化学\n", encoding="utf-8")
    (tmp_path / "module_under_key.py").write_text("B = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def key(*names: str, libraries: tuple[str, ...] = ()) -> str:
    importlib.invalidate_caches()
    code_key.cache_clear()
    return code_key(*names, libraries=libraries)


def test_the_key_changes_with_the_code_and_its_data_alone(package: Path) -> None:
    names = ("code_under_key", "module_under_key")
    before = key(*names)
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "reader.pyc").write_bytes(b"compiled")
    assert key(*names) == before
    seen = {before}
    changes = {
        package / "inner" / "reader.py": "A = 2\n",
        package / "table.tsv": "C27\t医药\n",
        package.parent / "module_under_key.py": "B = 2\n",
        package / "added.py": "",
    }
    for file, text in changes.items():
        file.write_text(text, encoding="utf-8")
        seen.add(key(*names))
    assert len(seen) == 1 + len(changes)


def test_the_key_changes_with_a_librarys_version(package: Path, tmp_path: Path) -> None:
    information = tmp_path / "some_library-1.0.dist-info" / "METADATA"
    information.parent.mkdir()
    information.write_text("Metadata-Version: 2.1\nName: some-library\nVersion: 1.0\n", encoding="utf-8")
    before = key("code_under_key", libraries=("some-library",))
    information.write_text("Metadata-Version: 2.1\nName: some-library\nVersion: 1.1\n", encoding="utf-8")
    assert key("code_under_key", libraries=("some-library",)) != before


def test_what_is_not_there_has_no_key() -> None:
    with pytest.raises(ModuleNotFoundError):
        key("no_such_module_anywhere")
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        key("pipeline.model", libraries=("no-such-library",))
