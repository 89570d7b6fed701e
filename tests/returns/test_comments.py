"""Files of many writers given back with comments: nothing else of them is other than it was."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from pipeline import office
from pipeline.office.comment import annotate, ending
from pipeline.office.package import Package
from tests.returns import files

TOUCHED = {
    "docx": ("[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels", "word/comments.xml"),
    "xlsx": ("[Content_Types].xml", "xl/worksheets/", "xl/comments", "xl/drawings/vmlDrawing"),
}
OPEN = (*files.WORD, *files.EXCEL)


@pytest.mark.parametrize("path", files.ALL, ids=files.name)
def test_what_is_read_of_a_copy_is_what_was_read(path: Path) -> None:
    again = files.matcher().records(office.read_data(files.commented(path).data))
    for was, now in zip(files.records(path), again, strict=True):
        assert now.form == was.form
        assert now.fields() == was.fields()
        assert now.raw() == was.raw()


@pytest.mark.parametrize("path", files.ALL, ids=files.name)
def test_every_comment_is_there_and_the_old_ones_are_kept(path: Path) -> None:
    made = files.commented(path)
    assert made.kind == ending(files.read(path).format)
    assert made.changes == files.read(path).changes
    said = _comments(made.data)
    for note in files.notes(path):
        assert any(note.text.split("\n")[0] in text for text in said)
    for old in _comments(path.read_bytes()) if path in OPEN else ():
        assert any(text.startswith(old) for text in said)


def _comments(data: bytes) -> list[str]:
    """The words of each comment."""
    with Package(data) as package:
        parts = [name for name in package.names if "comments" in name and name.endswith(".xml")]
        return [
            "".join(map(str, comment.itertext()))
            for name in parts
            for comment in package.xml(name).iter("{*}comment")
        ]


@pytest.mark.parametrize("path", OPEN, ids=files.name)
def test_only_what_is_touched_differs(path: Path) -> None:
    made = files.commented(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(io.BytesIO(made.data)) as new:
        kept = [name for name in old.namelist() if not name.startswith(TOUCHED[made.kind])]
        assert [name for name in new.namelist() if not name.startswith(TOUCHED[made.kind])] == kept
        assert all(old.read(name) == new.read(name) for name in kept)
        assert len(kept) >= 3


@pytest.mark.parametrize("path", OPEN, ids=files.name)
def test_the_audit_finds_nothing_new(path: Path, tmp_path: Path) -> None:
    made = files.commented(path)
    found = {}
    for name, data in (("old", path.read_bytes()), ("new", made.data)):
        file = (
            tmp_path / f"{name}{path.suffix if path.suffix == '.docm' and name == 'old' else '.' + made.kind}"
        )
        file.write_bytes(data)
        # One that was used before takes a part for another file's.
        errors = OpenXmlValidator().validate(str(file)).errors
        found[name] = Counter((error.description, error.part_uri) for error in errors)
    assert not found["new"] - found["old"]


@pytest.mark.parametrize("path", (files.WORD[4], files.EXCEL[4]), ids=files.name)
def test_a_copy_that_comes_in_again_has_no_comment_twice(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "form"
    file.write_bytes(files.commented(path).data)
    again = files.notes(path)
    made = annotate(file, [*again, replace(again[1], text="又一条")], files.BY)
    before, after = Counter(_comments(file.read_bytes())), Counter(_comments(made.data))
    assert sum("又一条" in text for text in after) == 1
    assert sum(after.values()) - sum(before.values()) == (1 if made.kind == "docx" else 0)


def test_the_same_bytes_again() -> None:
    for path in files.ALL:
        assert annotate(path, files.notes(path), files.BY) == files.commented(path)
