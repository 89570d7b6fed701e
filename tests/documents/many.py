"""Two hundred cases of all kinds, drawn from numbers that are the same at each run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from pipeline.documents.photos import Photo
from pipeline.model import Amount, Answer, Book, Case, Paragraph, Record
from tests.documents.sample import book, cases, factory, picture, plant, project, table

CASES = 200

DISTRICTS = ("越秀区", "黄埔区", "增城区", None)
DEEDS = ("余热回收", "中水回用", "屋顶光伏", "空压机变频", "溶剂替代", "沼气提纯", "低氮燃烧", "固废利用")
NASTY = ("{{ 7*7 }}{% if x %}", "<w:p>&amp;</w:p>", "=1+1", "𠮷田", "CO₂、m³、①", "“引”‘号’——…")
SENTENCES = (
    "年节约标准煤1,203.5吨，减少二氧化碳排放3128吨，投资回收期2.6年。",
    "采用MVR蒸发、RTO焚烧和PLC控制，NOx排放由每立方米86毫克下降到31毫克。",
    "（1）建设能源管理中心，对37台重点用能设备在线监测；",
    "水重复利用率达到96.2%，单位产品取水量下降18%！",
    "改造后车间噪声由92 dB(A)降至78 dB(A)，员工1,860人受益。",
)


class Maker:
    """Makes the book and, in a folder, its photos; knows what of the cases is held back."""

    def __init__(self, folder: Path) -> None:
        self._draw = random.Random(20240930)
        self.photos = {photo.sha: photo for photo in map(_photo, range(24), [folder] * 24)}
        self.secrets: list[str] = []

    def book(self) -> Book:
        found: list[Case] = []
        while len(found) < CASES:
            number = len(found)
            record = self._plant(number) if number % 3 == 2 else self._factory(number)
            found += cases(record, self._draw.choice(DISTRICTS), f"{number}.docx")
        return book(*found[:CASES])

    def _factory(self, number: int) -> Record:
        return factory(
            self._pictures(30 if number == 40 else self._draw.randrange(5)),
            name=f"广州{number:03}号公司",
            case_title=self._title(number),
            highlights=Answer("x", blocks=tuple(self._blocks(number))),
            results=self._text(),
            significance=self._text(),
            category=Answer((self._draw.choice(("绿色工厂/国家级", "绿色工业园区/省级")),)),
            **self._private(number),
        )

    def _plant(self, number: int) -> Record:
        rows = [
            project(
                self._pictures(self._draw.randrange(4)),
                title=self._title(number, row),
                content=self._text(),
                energy_saved=Answer(Amount(self._draw.randrange(1, 9999), "tce", self._text())),
            )
            for row in range(self._draw.randrange(1, 4))
        ]
        return plant(*rows, name=f"广州{number:03}号厂", **self._private(number))

    def _title(self, number: int, row: int = 0) -> str:
        words = "、".join(self._draw.sample(DEEDS, self._draw.randrange(1, 5)))
        nasty = self._draw.choice(("", "", "", *NASTY))
        return f"{words}{nasty}案例{number}之{row}"

    def _text(self) -> str:
        return "".join(self._draw.choice((*SENTENCES, *NASTY)) for _ in range(self._draw.randrange(1, 6)))

    def _blocks(self, number: int) -> Iterator[Any]:
        for _ in range(self._draw.randrange(1, 5)):
            yield Paragraph(self._text(), self._draw.choice(("", "1. ", "（二）")))
            if self._draw.random() < 0.2:
                yield from map(picture, self._pictures(1))
            if self._draw.random() < 0.15:
                yield table([["指标", "改造前", "改造后"], [self._text()[:40], "42.3", "36.9"]])
        if number == 61:
            yield Paragraph("长" * 2000)
            yield Paragraph("☑")  # of another font than its neighbours, and told out of turn by a PDF

    def _pictures(self, count: int) -> tuple[Photo, ...]:
        return tuple(self._draw.sample(sorted(self.photos.values(), key=lambda one: one.sha), min(count, 24)))

    def _private(self, number: int) -> dict[str, str]:
        private = {
            "contact": f"密联系人{number:03}",
            "phone": f"1380013{number:04}",
            "email": f"secret{number:03}@example.com",
            "address": f"秘密大道{number:03}号",
        }
        self.secrets += private.values()
        return private


def _photo(number: int, folder: Path) -> Photo:
    """A light file that says to be a photo of some size and shape."""
    path = folder / f"{number}.jpg"
    Image.new("RGB", (24, 16), (number * 10, 120, 200 - number * 7)).save(path)
    width, height = ((1600, 1200), (1200, 1600), (3000, 900), (400, 300), (800, 2400))[number % 5]
    return Photo(f"{number:064x}", path, width, height, "image/jpeg")
