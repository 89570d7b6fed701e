"""The corpus: every file comes back as it was filled in."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.exam import corpus, judge
from tests.exam.traits import TRAITS

Answers = dict[str, list[dict[str, Any]]]
TRUTHS = sorted(corpus.CORPUS.rglob("*.truth.json"))
FILES = [path.with_name(path.name.removesuffix(".truth.json")) for path in TRUTHS]
BY_LIBREOFFICE = ("odt-doc", "odt-rtf")


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Answers:
    """What the command line says of all files, which are read once for all of the tests' processes."""
    if not hasattr(request.config, "workerinput"):
        return judge.read(FILES)
    shared = tmp_path_factory.getbasetemp().parent / "corpus.json"
    with FileLock(shared.with_suffix(".lock")):
        if not shared.exists():
            shared.write_text(json.dumps(judge.read(FILES), ensure_ascii=False), encoding="utf-8")
        made: Answers = json.loads(shared.read_text(encoding="utf-8"))
        return made


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(corpus.CORPUS).as_posix())
def test_a_form_comes_back_as_it_was_filled_in(
    path: Path, answers: Answers, request: pytest.FixtureRequest
) -> None:
    said = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    if said["writer"] in BY_LIBREOFFICE:
        request.getfixturevalue("soffice")
    marked = judge.mark(path, answers[str(path)])
    assert not marked.differences, "\n".join(map(str, marked.differences))
    assert marked.right == marked.total


def test_the_table_of_traits_is_that_of_the_files() -> None:
    assert (corpus.CORPUS / corpus.TABLE).read_text(encoding="utf-8") == corpus.table(corpus.CORPUS)


def test_every_trait_stands_in_two_files() -> None:
    counts = Counter(
        trait for path in TRUTHS for trait in json.loads(path.read_text(encoding="utf-8"))["traits"]
    )
    assert set(counts) == set(TRAITS)
    assert [trait for trait in TRAITS if counts[trait] < corpus.FILES_A_TRAIT] == []
