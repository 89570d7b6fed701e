"""Files of many writers, and a comment at every answer of theirs."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline import forms, office
from pipeline.forms.match import Matcher
from pipeline.model import Document, Place, Record
from pipeline.office.comment import By, Commented, Note, annotate

ROOT = Path(__file__).parents[2]
CORPUS, EXAMPLES = ROOT / "tests/forms/corpus", ROOT / "examples/inbox"
BY = By("预审意见", datetime(2024, 9, 30, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai")))

WORD = (
    CORPUS / "增城/005.docx",  # check boxes as content controls, a deleted cell
    CORPUS / "增城/080.docx",  # a table in an answer
    CORPUS / "南沙区/003.doc",  # a .docx by another name: comments, revisions, the table in a control
    CORPUS / "南沙区/004.docx",  # moved text, inserted rows, no grid
    CORPUS / "南沙区/010.docx",  # python-docx: a project that goes on on the next page
    CORPUS / "天河/073.docx",  # cells in controls, alternate content
    CORPUS / "花都区/011.docx",  # strict, comments, a deleted row
    CORPUS / "花都区/014.docx",  # VML, columns left out at a row's beginning, an inserted cell
    CORPUS / "花都区/034.docx",  # two forms, cells in controls
    CORPUS / "海珠/036.docx",  # paragraphs in controls, cells merged the old way
    CORPUS / "海珠区/018.docm",
    CORPUS / "待分拣/009.docm",
    CORPUS / "待分拣/045.docx",  # text boxes, grouped pictures, fields, deleted marks
    CORPUS / "南沙/037.docx",  # npm's docx
    CORPUS / "从化/039.docx",  # LibreOffice: two forms
    CORPUS / "白云/046.docx",  # a table in a control
    CORPUS / "荔湾/008.docx",  # a deleted row, grouped pictures
    CORPUS / "越秀/091.docx",  # tables in answers
    CORPUS / "越秀区/001.docx",  # rows in controls, a text box
    EXAMPLES / "黄埔区/征集表.docx",
)
EXCEL = (
    CORPUS / "待分拣/007.xlsx",  # strict
    CORPUS / "从化区/024.xlsx",  # pictures in cells (DISPIMG)
    CORPUS / "花都区/025.xlsx",  # the same
    CORPUS / "天河/130.xlsx",  # check boxes drawn over cells
    CORPUS / "从化/116.xlsx",  # notes
    CORPUS / "番禺/052.xlsx",  # notes, a hidden sheet with a form
    CORPUS / "待分拣/122.xlsx",  # two forms, notes
    CORPUS / "白云区/050.xlsx",  # two forms, merged cells, pictures
    EXAMPLES / "荔湾/附件2.xlsx",
)
CONVERTED = (
    CORPUS / "南沙/033.wps",
    CORPUS / "待分拣/071.et",
    CORPUS / "荔湾/072.xls",
    CORPUS / "花都/019.xls",  # a web page
    CORPUS / "越秀/067.doc",  # a web page, a table in an answer
)
ALL = (*WORD, *EXCEL, *CONVERTED)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@lru_cache(maxsize=1)
def matcher() -> Matcher:
    return Matcher(forms.load(ROOT / "templates"))


@lru_cache
def read(path: Path) -> Document:
    return office.read(path)


@lru_cache
def records(path: Path) -> tuple[Record, ...]:
    found = matcher().records(read(path))
    assert found
    return found


def words(number: int, path: str) -> str:
    """What the comment on an answer says: the number of its form in the file, and its key."""
    return f"意见{number}·{path}·请修改"


def notes(path: Path) -> list[Note]:
    """A note on each form as a whole and on each of its answers that stands in a cell."""
    made = []
    for number, record in enumerate(records(path)):
        made.append(Note(Place(record.part), words(number, "整表")))
        made += [
            Note(answer.place, f"{words(number, key)}\n依据：附件1")
            for key, answer in record.walk()
            if answer.place
        ]
    return made


@lru_cache
def commented(path: Path) -> Commented:
    return annotate(path, notes(path), BY)
