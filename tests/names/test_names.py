"""Names that are written are safe and apart on every system; names that were found are shown as they are."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import names

ENDING = "-附件1-退回修改意见.docx"

# Text with much of what is odd in names: case, accents in two ways, dots, reserved words.
WORDS = [
    "CON",
    "con",
    "Aux",
    "COM1",
    "lpt¹",
    "nul.",
    ".",
    "..",
    "e",
    "é",
    "é",
    "K",
    "K",
    "ß",
    "SS",
    "ſ",
    "甲",
    "乙",
    "😀",
    "👨\u200d👩",
]
SIGNS = '/\\:*?"<>| -~$\u3000\u0338\n\x1b\x7f\u202e\u200d\ufeff\udcb8\ud83d\uffff'
ODD = st.sampled_from([*WORDS, *SIGNS, "a" * 50, "长" * 50])
TEXTS = st.lists(ODD | st.text(max_size=5), max_size=8).map("".join)
ANY_NAMES = st.binary(min_size=1, max_size=255).map(os.fsdecode) | TEXTS

PORTS = {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
RESERVED = {"con", "prn", "aux", "nul", *PORTS}


def wrong_on_some_system(name: str) -> str:
    """What is wrong with a name of a file, by the rules of Windows and Linux; nothing if it will do."""
    rules = {
        "empty": not name.strip(),
        "too long": len(name.encode("utf-8")) > 255 or len(name.encode("utf-16-le")) > 510,
        "forbidden": bool(re.search(r'[\x00-\x1f<>:"/\\|?*]', name)),
        "ends in dot or space": name.endswith((".", " ")),
        "reserved": re.split(r" *\.", name.casefold())[0].rstrip() in RESERVED,
        "looks like an option, a lock or a hidden file": name.startswith(("-", "~", ".")),
        "unseen": any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in name),
        "two ways to write it": not unicodedata.is_normalized("NFC", name),
    }
    return ", ".join(rule for rule, broken in rules.items() if broken)


# --- written ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("广州甲公司", "广州甲公司"),
        ("甲/乙:丙*?", "甲_乙_丙__"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("  甲\n 乙. ", "甲 乙"),
        ("CON", "_CON"),
        ("com1.甲", "_com1.甲"),
        ("nul .txt", "_nul .txt"),
        ("console", "console"),
        ("甲\u202e乙\x00", "甲乙"),
        ("<\u0338甲", "≮甲"),
        ("-rf", "_rf"),
        ("~$甲", "_$甲"),
        ("\udcb8\udcbd甲", "甲"),
        ("...", "_"),
        ("", "_"),
        ("长" * 90, "长" * 60),
        ("Cafe\u0301", "Café"),
    ],
)
def test_names_are_made_safe(text: str, name: str) -> None:
    assert names.safe(text) == name


@given(ANY_NAMES)
def test_any_text_becomes_a_name_for_every_system_that_stays_as_it_is(text: str) -> None:
    name = names.safe(text)
    assert not wrong_on_some_system(name)
    assert len(name) <= 60
    assert names.safe(name) == name


@given(st.lists(st.tuples(ANY_NAMES, ANY_NAMES), max_size=8))
def test_any_names_are_made_apart(wanted: list[tuple[str, str]]) -> None:
    made = names.apart(wanted, ENDING)
    assert len(made) == len(wanted)
    for name in made:
        assert not wrong_on_some_system(name)
        assert name.endswith(ENDING)
    assert len({unicodedata.normalize("NFC", name.casefold()) for name in made}) == len(made)
    assert len({unicodedata.normalize("NFC", name.upper()) for name in made}) == len(made)


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        ([("甲", "a"), ("乙", "a")], ["甲", "乙"]),
        ([("甲", "附件1"), ("甲", "附件1 新")], ["甲-附件1", "甲-附件1 新"]),
        ([("甲", "附件1"), ("甲", "附件1"), ("甲", "附件1")], ["甲-附件1", "甲-附件1-2", "甲-附件1-3"]),
        ([("Abc", "x"), ("aBC", "y")], ["Abc-x", "aBC-y"]),
        ([("Caf\u00e9", "x"), ("Cafe\u0301", "X")], ["Café-x", "Café-X-2"]),
        ([("甲", "附件1"), ("甲", "附件1"), ("甲-附件1", "z")], ["甲-附件1-2", "甲-附件1-3", "甲-附件1"]),
        ([], []),
    ],
)
def test_the_same_name_gets_the_files_stem_then_a_number(
    wanted: list[tuple[str, str]], made: list[str]
) -> None:
    assert names.apart(wanted, ".docx") == tuple(f"{name}.docx" for name in made)


def test_the_longest_names_are_still_apart() -> None:
    made = names.apart([("😀" * 90, "😀" * 90)] * 12, ENDING)
    assert len(set(made)) == 12
    assert all(len(name.encode("utf-8")) <= 255 and name.endswith(ENDING) for name in made)


@given(ANY_NAMES)
def test_the_system_takes_the_name(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    (name,) = names.apart([(text, text)], ".txt")
    file = folder / name
    file.write_bytes(b"x")
    assert file.parent == folder
    assert name in os.listdir(folder)  # noqa: PTH208 - as the system has it
    file.unlink()


# --- shown ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("黄埔区/甲　乙/附件1 (2).docx", "黄埔区/甲　乙/附件1 (2).docx"),
        ("a\nb\t.docx", "a\\nb\\t.docx"),
        ("\u202excod.docx", "\\u202excod.docx"),
        ("\x1b[31m.docx", "\\x1b[31m.docx"),
        ("\udcb8\udcbd\udcbc\udcfe.docx", "\\xb8\\xbd\\xbc\\xfe.docx"),
        ("\U000e0041.docx", "\\U000e0041.docx"),
        ("😀é.docx", "😀é.docx"),
    ],
)
def test_names_are_shown_with_what_is_hidden_in_them(path: str, words: str) -> None:
    assert names.shown(path) == words


@given(ANY_NAMES, ANY_NAMES)
def test_what_is_shown_is_one_line_of_text_and_different_for_different_names(one: str, other: str) -> None:
    words = names.shown(one)
    words.encode("utf-8")
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in words)
    assert names.printable(words) == words
    assert (names.shown(other) == words) == (one == other)


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
@given(st.binary(min_size=1, max_size=40).filter(lambda name: not {0, 47} & set(name)))
def test_any_bytes_are_shown_in_a_way_that_leads_back_to_them(name: bytes) -> None:
    shown = names.shown(Path(os.fsdecode(name)).name) if name not in (b".", b"..") else "."
    escapes = re.compile(r"\\(?:\\|n|r|t|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
    assert "\\" not in escapes.sub("", shown)
