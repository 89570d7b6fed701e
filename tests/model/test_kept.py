"""What is kept as bytes says what it said as values, here and in another process."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from pipeline.documents.album import Album
from pipeline.documents.photos import Photo
from pipeline.model import Answer, Folded, Picture, Record


def test_a_record_says_the_same_once_it_has_travelled() -> None:
    rows = ({"title": Answer("余热回收")}, {"title": Answer("光伏")})
    picture = Picture("ab" * 32, 720, 480, "image/jpeg")
    record = Record(
        "f", "表1", {"name": Answer("甲公司"), "photos": Answer((picture,)), "rows": Answer(rows)}
    )
    travelled = pickle.loads(pickle.dumps(record))
    again = pickle.loads(pickle.dumps(travelled))
    assert travelled == record == again
    assert repr(travelled) == repr(record)
    assert again.fields() == record.fields()
    assert again.value("rows.title", 1) == "光伏"
    assert list(again.answers) == ["name", "photos", "rows"]


@pytest.mark.parametrize("count", [0, 1, 200, 450])
def test_what_is_folded_is_a_sequence_like_any(count: int) -> None:
    values = [(number, f"第{number}行") for number in range(count)]
    folded = pickle.loads(pickle.dumps(Folded.of(iter(values))))
    assert (len(folded), list(folded)) == (count, values)
    for some in (slice(0, 10), slice(190, 410), slice(400, None), slice(5, 2), slice(-3, None)):
        assert folded[some] == tuple(values[some])
    assert [folded[at] for at in range(-count, count, 7)] == [values[at] for at in range(-count, count, 7)]
    with pytest.raises(IndexError):
        folded[count]


def test_what_is_folded_is_told_from_others_by_its_values() -> None:
    one, other = Folded.of(["a", "b"]), Folded.of(["ab"])
    assert one == Folded.of(("a", "b")) != other
    assert repr(one) == repr(Folded.of(("a", "b"))) != repr(other)


def test_an_album_gives_back_the_photos_that_were_added(tmp_path: Path) -> None:
    photos = [
        Photo(f"{number:064x}", tmp_path / f"{number:064x}-720x480.jpg", 720, 480, "image/jpeg", "cd" * 32, 9)
        for number in range(3)
    ]
    album = Album()
    for photo in photos:
        album.add(photo)
    album = pickle.loads(pickle.dumps(album))
    assert list(album.values()) == photos
    assert photos[0].sha in album
    assert "other" not in album
