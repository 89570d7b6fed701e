"""Filled forms made on the spot: complete ones, from which a test takes away what it wants missing."""

from __future__ import annotations

import hashlib
import html
import io
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from PIL import Image

from pipeline import forms
from pipeline.batch.findings import Told
from pipeline.batch.summary import Summary
from pipeline.checks import collection
from pipeline.config import DISTRICTS, Config, load
from pipeline.forms import Library, fill

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
TIME = "2024-09-30T18:00:00+08:00"
BOARDS = tuple(f"{folder}/index.html" for folder in (*DISTRICTS, "市局"))


@lru_cache(maxsize=1)
def library() -> Library:
    return forms.load(TEMPLATES)


def shown(page: Path) -> str:
    """A board, with its characters as a reader sees them."""
    return html.unescape(page.read_text(encoding="utf-8"))


@lru_cache
def picture(number: int) -> bytes:
    """A plain picture unlike those of other numbers."""
    image = Image.new("RGB", (720, 480), ((number * 53) % 256, (number * 97) % 256, 120))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def photo(number: int) -> dict[str, Any]:
    sha = hashlib.sha256(picture(number)).hexdigest()
    return {"sha256": sha, "width": 720, "height": 480, "media_type": "image/png"}


def company(name: str, title: str, **changes: Any) -> dict[str, Any]:
    """The fields of a complete Annex 1."""
    return {
        "name": name,
        "category": ["绿色工厂/国家级"],
        "industry_division": {"code": "C26", "name": "化学原料和化学制品制造业"},
        "industry_class": {"code": "C2641", "name": "涂料制造"},
        "contact": "陈一",
        "phone": "13800138000",
        "address": "广州市黄埔区科学城科学大道1号",
        "email": "chen@example.com",
        "profile": f"{name}生产水性涂料。",
        "photos": [photo(1), photo(2), photo(3)],
        "case_title": title,
        "highlights": "（1）建设余热回收系统。\n（2）替代燃气锅炉。\n（3）余热供宿舍热水。",
        "results": "年节约天然气12万立方米，折合标准煤145吨，减少二氧化碳排放260吨，年节约费用48万元。",
        "significance": "适用于有中低温余热的化工企业。",
        "case_photos": [photo(4)],
        **changes,
    }


def projects(name: str, *titles: str, **changes: Any) -> dict[str, Any]:
    """The fields of a complete Annex 3 with these projects."""
    amount = {"amount": 120, "unit": "tce", "note": ""}
    nothing = {"amount": None, "unit": "", "note": ""}
    rows = [
        {
            "title": title,
            "category": ["工艺技术改进"],
            "content": f"{title}的背景与方案。",
            "photos": [],
            "investment": 200,
            "benefit": 60,
            "energy_saved": amount,
            "water_saved": nothing,
            "carbon_cut": nothing,
            "materials_saved": nothing,
            "pollutants_cut": nothing,
            "solid_waste_used": nothing,
            "toxics_cut": nothing,
            "other_benefits": "",
        }
        for title in titles
    ]
    company_fields = company(name, "")
    keys = ("name", "industry_division", "industry_class", "contact", "phone", "address", "email", "profile")
    return {**{key: company_fields[key] for key in keys}, "projects": rows, **changes}


def own(summary: Summary) -> list[Told]:
    """What was found in forms by themselves: the made ones have their photos and words in common."""
    definitions, _ = collection.load(TEMPLATES / collection.NAME)
    beside = {definition.code for definition in definitions}
    return [told for told in summary.told if told.finding.code not in beside]


def form(form_id: str, fields: dict[str, Any], kind: Literal["docx", "xlsx"] = "docx") -> bytes:
    """A filled form's bytes."""
    pictures = {photo(number)["sha256"]: picture(number) for number in range(1, 31)}
    write = {"docx": fill.docx, "xlsx": fill.xlsx}[kind]
    return write(library().form(form_id), fields, pictures.__getitem__)


def put(folder: Path, files: dict[str, bytes]) -> None:
    """Files into a folder, by their path below it."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def settings(folder: Path, **run: float) -> Config:
    """Settings for a working folder: read at once, in this process."""
    config = load(inbox=folder / "inbox", outbox=folder / "outbox", state=folder / "state")
    waits = config.run.model_copy(update={"settle_seconds": 0.0, "broken_seconds": 0.0, **run})
    paths = config.paths.model_copy(update={"templates": TEMPLATES})
    plain = config.casebook.model_copy(update={"page_numbers": False, "pdf": False})  # laid out by nobody
    return config.model_copy(update={"workers": 0, "run": waits, "paths": paths, "casebook": plain})


def documents(folder: Path) -> dict[str, bytes]:
    """The same without the boards, which show each pass's time."""
    return {path: data for path, data in outputs(folder).items() if not path.endswith("index.html")}


def outputs(folder: Path) -> dict[str, bytes]:
    """All files of an outbox but the manifest's folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".casebook" not in path.parts
    }
