"""The exam itself: that it draws the same from the same seed, and marks what is wrong as wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.exam import judge, make
from tests.exam.traits import TRAITS

DRAWN = 60
DIRECT = ("raw-docx", "python-docx", "openpyxl", "xlsxwriter", "raw-xlsx")


def test_a_seed_draws_the_same_again() -> None:
    once = [make.truth(make.draw("7", at)) for at in range(DRAWN)]
    again = [make.truth(make.draw("7", at)) for at in range(DRAWN)]
    assert once == again
    assert once != [make.truth(make.draw("8", at)) for at in range(DRAWN)]


@pytest.mark.parametrize("writer", DIRECT)
def test_a_trait_is_drawn_only_for_writers_that_can_give_it(writer: str) -> None:
    for at in range(DRAWN):
        file = make.draw_by(writer, f"traits/{at}", "form")
        for name in file.traits:
            assert not TRAITS[name].writers or writer in TRAITS[name].writers


@pytest.mark.parametrize("writer", DIRECT)
def test_the_same_file_has_the_same_bytes_of_pictures_and_one_truth(writer: str, tmp_path: Path) -> None:
    file = make.draw_by(writer, "one", "form")
    (path,) = make.write([file], tmp_path, tmp_path)
    said = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    assert said["records"]
    assert path.stat().st_size > 0


def test_an_answer_like_the_truth_is_perfect_and_one_that_differs_is_not(tmp_path: Path) -> None:
    file = make.draw_by("python-docx", "perfect", "form")
    (path,) = make.write([file], tmp_path, tmp_path)
    said = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    answers = [
        {
            "source": {"part": record["part"], "format": record["format"]},
            "form": record["form"],
            "district": record["district"],
            "fields": record["fields"],
            "raw": dict.fromkeys(record["raw"], "…"),
            "provenance": {key: places[0] for key, places in record["places"].items()},
        }
        for record in said["records"]
    ]
    assert judge.mark(path, answers).perfect
    answers[0]["district"] = "不存在的区"
    wrong = judge.mark(path, answers)
    assert [difference.key.split()[-1] for difference in wrong.differences] == ["district"]
    assert wrong.right == wrong.total - 1
    assert not judge.mark(path, []).perfect
