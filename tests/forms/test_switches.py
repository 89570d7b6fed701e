"""Each trait's handling, switched off, has files that bear it read wrong: none is there for nothing."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.batch.named import Tools
from tests.exam import corpus, judge
from tests.exam.judge import Difference
from tests.exam.traits import TRAITS
from tests.forms.switches import here
from tests.forms.switches.swap import Switch, off, switch
from tests.forms.switches.table import SWITCHES

NOTHING_OFF = switch("all is as it is")
BY_LIBREOFFICE = "odt-rtf"  # would be called anew for each switch; these traits stand in other files too


def _bearing() -> dict[str, list[Path]]:
    files: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(corpus.CORPUS.rglob("*.truth.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        for trait in said["traits"] if said["writer"] != BY_LIBREOFFICE else ():
            files[trait].append(path.with_name(path.name.removesuffix(".truth.json")))
    return files


BEARING = _bearing()


@pytest.fixture(scope="session")
def tools() -> Tools:
    return here.tools()


def _differences(trait: str, switched: Switch, tools: Tools) -> dict[Path, list[Difference]]:
    """What is read otherwise than it was filled in, by file, of those that bear the trait."""
    with off(switched):
        answers = here.read(BEARING[trait], tools)
    return {path: judge.mark(path, lines).differences for path, lines in answers.items()}


def test_the_list_has_every_trait() -> None:
    assert list(SWITCHES) == list(TRAITS)


@pytest.mark.parametrize("trait", SWITCHES)
def test_two_files_are_read_wrong_without_the_handling_of_their_trait(trait: str, tools: Tools) -> None:
    """And right with it: what differs is the switch, and stands where the trait does."""
    with_all = _differences(trait, NOTHING_OFF, tools)
    assert not any(with_all.values()), with_all
    without = _differences(trait, SWITCHES[trait].switch, tools)
    touched = re.compile(SWITCHES[trait].fields)
    red = [path for path, found in without.items() if any(touched.search(one.key) for one in found)]
    assert len(red) >= corpus.FILES_A_TRAIT, f"read all the same where {SWITCHES[trait].switch.says}"
