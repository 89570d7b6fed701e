"""Light forms by the thousand: small files, each of another company with words and photos of its own.

Filling thousands of forms would take longer than what is measured. One form is filled; the
others are copies of it with other words in their XML and other pictures.
"""

from __future__ import annotations

import io
import random
import sys
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from lxml import etree
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.config import DISTRICTS  # noqa: E402
from tests.batch.made import company, form, projects  # noqa: E402

_UNIT, _TITLE = "某某单位公司", "某某案例题目"
_TEXTS = ("某某正文甲", "某某正文乙", "某某正文丙")
_PHONE, _DISTRICT = "13800138000", "黄埔区"
_XML = (".xml", ".rels")
_FAULTY = 10  # one form of so many has an error
_PIECES = "余热回收系统水性涂料燃气锅炉光伏屋顶储能空压机变频改造中水雨洪绿电采购包装循环运输数字能碳平台"


def fill(inbox: Path, forms: int) -> None:
    """So many forms into an inbox, spread over all districts."""
    for number in range(forms):
        path = inbox / district(number) / name(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(light(number))


def district(number: int) -> str:
    """Where a form belongs."""
    return DISTRICTS[number % len(DISTRICTS)]


def name(number: int) -> str:
    """The file's name of a form: two thirds are documents, one third workbooks."""
    return f"{number}.xlsx" if _is_workbook(number) else f"{number}.docx"


def light(number: int, *, faulty: bool | None = None) -> bytes:
    """The form of a company; every tenth lacks a telephone number, unless said otherwise."""
    lacks = number % _FAULTY == _FAULTY - 1 if faulty is None else faulty
    words = {
        _UNIT: f"广州第{number}制造有限公司",
        _TITLE: f"第{number}号节能改造",
        **dict(zip(_TEXTS, _words(number), strict=True)),
        _PHONE: "" if lacks else _PHONE,
        _DISTRICT: district(number),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as target:
        for part, data in _parts(_is_workbook(number)):
            if "/media/" in part:
                target.writestr(part, unlike_others(_plain(), f"{part} {number}"))
            elif part.endswith(_XML):
                target.writestr(part, _worded(data.decode("utf-8"), words), zipfile.ZIP_DEFLATED)
            else:
                target.writestr(part, data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _is_workbook(number: int) -> bool:
    return number % 3 == 2


@lru_cache
def _parts(is_workbook: bool) -> tuple[tuple[str, bytes], ...]:
    """The parts of the filled form that all are copies of."""
    text = "\n".join(f"（{item}）{word}。" for item, word in enumerate(_TEXTS, 1))
    if is_workbook:
        fields = projects(_UNIT, _TITLE)
        fields["projects"][0]["content"] = text
        data = form("annex3", fields, "xlsx")
    else:
        data = form("annex1", company(_UNIT, _TITLE, highlights=text))
    return tuple(_read(data))


def _read(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename.endswith(_XML):  # openpyxl writes what is not ASCII as numbers
                part = etree.tostring(etree.fromstring(part), encoding="UTF-8", standalone=True)
                part = part.replace(b"image/png", b"image/jpeg").replace(b'"png"', b'"jpg"')
                part = part.replace(b".png", b".jpg")
            yield entry.filename.replace(".png", ".jpg"), part


def _worded(text: str, words: Mapping[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def _words(number: int) -> Iterator[str]:
    chosen = random.Random(number)
    return ("".join(chosen.choice(_PIECES) for _ in range(80)) for _ in _TEXTS)


@lru_cache(maxsize=1)
def _plain() -> bytes:
    return _jpeg(Image.new("RGB", (720, 480), (90, 140, 120)), 50)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    held = io.BytesIO()
    image.save(held, "JPEG", quality=quality)
    return held.getvalue()


def unlike_others(photo: bytes, words: str) -> bytes:
    """The same picture of other bytes: with a comment behind the head of a JFIF file."""
    said = words.encode("utf-8")
    behind = 4 + int.from_bytes(photo[4:6], "big")
    comment = b"\xff\xfe" + (len(said) + 2).to_bytes(2, "big") + said
    return photo[:behind] + comment + photo[behind:]
