"""Books made of records of the forms in ``templates/``, with photos drawn for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from docx.document import Document as Opened
from docx.table import Table
from PIL import Image, ImageDraw

from pipeline.documents.casebook import Settings
from pipeline.documents.photos import Photo
from pipeline.forms import Library, load
from pipeline.model import (
    PASSED,
    Amount,
    Answer,
    Book,
    Case,
    Cell,
    Code,
    Entry,
    Grid,
    Paragraph,
    Picture,
    Place,
    Record,
    Source,
)

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "templates" / "casebook.docx"
SETTINGS = Settings("广州市绿色制造与清洁生产优秀案例汇编", 2024, "广州市工业和信息化局", draft=True)
AS_OF = datetime(2024, 10, 8, 9, 0, tzinfo=UTC)

PROFILE = (
    "公司成立于2003年，位于经济技术开发区，主营水性工业涂料的研发、生产和销售，建有两条自动化生产线，2023年"
    "产值6.8亿元。通过ISO 14001环境管理体系和ISO 50001能源管理体系认证，2022年获评国家级绿色工厂。"
)
HIGHLIGHTS = (
    "以能源管理中心为抓手，推动生产、公用工程和楼宇用能一体化管控。",
    "建设屋顶分布式光伏4.2 MWp，配套储能1 MW/2 MWh，绿电就地消纳率达到96%。",
    "将溶剂型生产线改造为水性生产线，从源头削减挥发性有机物，配套密闭投料和冷凝回收装置。",
)
RESULTS = (
    "项目实施后，年发电量430万千瓦时，年减少外购电费约290万元。挥发性有机物排放量由每年18.6吨下降到4.1吨，"
    "削减78%。单位产品综合能耗由42.3千克标准煤/吨下降到36.9千克标准煤/吨。"
)
SIGNIFICANCE = "做法适用于涂料、油墨、胶粘剂等精细化工企业，对厂房屋面条件好、用电负荷稳定的企业尤其适用。"
SECRETS = {
    "contact": "密某某",
    "phone": "13800000000",
    "email": "secret@example.com",
    "address": "秘密大道88号",
}


def library() -> Library:
    return load(ROOT / "templates")


def answer(value: Any, *paragraphs: str) -> Answer:
    """An answer with paragraphs for its blocks, the value being their text."""
    if not paragraphs:
        return Answer(value)
    return Answer("\n".join(paragraphs), blocks=tuple(Paragraph(text) for text in paragraphs))


def table(rows: list[list[str]]) -> Grid:
    """A nested table of plain cells."""
    return Grid(
        "表1",
        tuple(
            Cell(Place("表1", row + 1, column + 1), row, column, 1, 1, (Paragraph(text),))
            for row, texts in enumerate(rows)
            for column, text in enumerate(texts)
        ),
    )


def draw(folder: Path, name: str, size: tuple[int, int] = (1200, 800)) -> Photo:
    """A drawn scene, ready for print; ``name`` decides its colours."""
    digest = sha256(name.encode("utf-8")).digest()
    sky, ground, walls = ((digest[at] // 2 + 110, digest[at + 1] // 2 + 110, 190) for at in (0, 2, 4))
    image = Image.new("RGB", size, sky)
    pen = ImageDraw.Draw(image)
    width, height = size
    pen.rectangle((0, height * 2 // 3, width, height), fill=ground)
    for number in range(4):
        left = width * number // 4 + width // 20
        top = height // 3 + digest[6 + number] * height // 1200
        pen.rectangle((left, top, left + width // 6, height * 3 // 4), fill=walls, outline="black", width=4)
    pen.ellipse((width // 12, height // 12, width // 5, height // 12 + width // 8), fill="gold")
    sha = sha256(name.encode("utf-8")).hexdigest()
    path = folder / f"{sha}.jpg"
    image.save(path, quality=85)
    return Photo(sha, path, *size, "image/jpeg")


def picture(photo: Photo) -> Picture:
    """The picture of a record that a photo was made of."""
    return Picture(photo.sha, photo.width, photo.height, photo.media_type)


def factory(photos: tuple[Photo, ...] = (), **changes: Any) -> Record:
    """A record of Annex 1; ``changes`` are answers or text values by key."""
    answers: dict[str, Any] = {
        "name": "广州云岭水性涂料有限公司",
        "category": Answer(("绿色工厂/国家级",)),
        "industry_division": Answer(Code("C26", "化学原料和化学制品制造业")),
        "industry_class": Answer(Code("C2641", "涂料制造")),
        **SECRETS,
        "profile": PROFILE,
        "photos": Answer(tuple(map(picture, photos))),
        "case_title": "“光储一体＋水性化改造”打造近零排放涂料工厂",
        "highlights": answer("", *HIGHLIGHTS),
        "results": answer("", RESULTS),
        "significance": SIGNIFICANCE,
        "case_photos": Answer(()),
    }
    return _record("annex1", answers | changes)


def project(photos: tuple[Photo, ...] = (), **changes: Any) -> dict[str, Any]:
    """A row of Annex 3's projects."""
    answers: dict[str, Any] = {
        "title": "空压站余热回收与变频改造项目",
        "category": Answer(("资源能源节约",)),
        "content": "原有5台定频空压机能效低、余热直接排放。更换为3台永磁变频空压机，余热供员工宿舍热水。",
        "photos": Answer(tuple(map(picture, photos))),
        "investment": Answer(186.5),
        "benefit": Answer(73),
        "energy_saved": Answer(Amount(312.4, "tce", "年节约电力254万千瓦时")),
        "water_saved": Answer(Amount(None, "", "")),
        "carbon_cut": Answer(Amount(1448, "tCO₂e", "")),
        "materials_saved": Answer(Amount(None, "", "")),
        "pollutants_cut": Answer(Amount(None, "", "")),
        "solid_waste_used": Answer(Amount(None, "", "")),
        "toxics_cut": Answer(Amount(None, "", "")),
        "other_benefits": "单位产品电耗下降11%，空压站噪声由92分贝降至78分贝。",
    }
    return answers | changes


def plant(*projects: dict[str, Any], **changes: Any) -> Record:
    """A record of Annex 3 with these projects."""
    answers: dict[str, Any] = {
        "name": "广州南穗精密铸造有限公司",
        "industry_division": Answer(Code("C33", "金属制品业")),
        "industry_class": Answer(Code("C3391", "黑色金属铸造")),
        **SECRETS,
        "profile": "公司成立于1998年，主要生产汽车用灰铁、球铁铸件，年产能3.5万吨，是省级清洁生产企业。",
        "projects": Answer(tuple(_answers(row) for row in projects)),
    }
    return _record("annex3", answers | changes)


def _record(form: str, answers: Mapping[str, Any]) -> Record:
    return Record(form, "表1", _answers(answers))


def _answers(values: Mapping[str, Any]) -> dict[str, Answer]:
    return {key: value if isinstance(value, Answer) else Answer(value) for key, value in values.items()}


def cases(record: Record, district: str | None = "黄埔区", path: str = "黄埔区/附件.docx") -> list[Case]:
    """The cases of a record, all of them passed."""
    form = library().form(record.form)
    source = Source(path, "", sha256(path.encode("utf-8")).hexdigest(), AS_OF, district)
    entry = Entry(source, record, district)
    block = form.definition.cases
    rows: list[int | None] = [*range(record.rows(block))] if block else [None]
    return [
        Case(
            number=f"{path}-{row}",
            entry=entry,
            row=row,
            district=district,
            direction=form.definition.direction,
            unit=str(record.value(form.role("name"))),
            title=str(record.value(form.role("title"), row)),
            state=PASSED,
        )
        for row in rows
    ]


def case_tables(opened: Opened) -> list[Table]:
    """The tables of a casebook's cases: those of the statistics stand before the first heading."""
    (first, *_) = (found for found in opened.paragraphs if found.style and found.style.name == "Heading 1")
    before = sum(1 for found in first._p.itersiblings(preceding=True) if found.tag.endswith("}tbl"))
    return list(opened.tables[before:])


def book(*found: Case) -> Book:
    return Book(tuple(found), (), AS_OF)
