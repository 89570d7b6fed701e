"""Our blanks filled in as Word, WPS and LibreOffice do it are read alike."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import forms, office
from pipeline.forms import fill
from pipeline.forms.match import Matcher
from tests.forms import layouts, strategies, variations

TEMPLATES = Path(__file__).parents[2] / "templates"
MATCHER = Matcher(forms.load(TEMPLATES))
FORMS = ("annex1", "annex2", "annex3", "annex4")


def fields_of(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    found = MATCHER.records(office.read_data(data))
    return [(record.form, json.loads(json.dumps(record.fields()))) for record in found]


@pytest.mark.parametrize("trait", layouts.TRAITS)
def test_each_way_of_laying_a_form_out_is_read(trait: str) -> None:
    """Once for sure; with others, and whatever is filled in, below."""
    amounts = {"amount": None, "unit": "", "note": ""}
    measured = ("energy_saved", "water_saved", "carbon_cut", "materials_saved", "pollutants_cut",
                "solid_waste_used", "toxics_cut")  # fmt: skip
    rest = {"photos": [], "benefit": None, "other_benefits": "", **dict.fromkeys(measured, amounts)}
    fields: dict[str, Any] = {**dict.fromkeys(("name", "address", "email", "profile"), "")}
    fields |= {"name": "广州甲公司", "contact": "欧阳明", "phone": "020-81234567"}
    fields |= {key: {"code": "", "name": ""} for key in ("industry_division", "industry_class")}
    fields["projects"] = [
        {
            "title": title,
            "category": ["原辅料替代"],
            "content": f"用于{title}。",
            "investment": investment,
            **rest,
        }
        for title, investment in (("余热", 120), ("光伏", 50))
    ]
    (record,) = MATCHER.records(layouts.laid_out("annex3", fields, [trait], 1))
    assert json.loads(json.dumps(record.fields())) == fields


def worded(value: Any) -> Any:
    """The same without texts of marks alone: beside a hint nobody can tell them from its own."""
    if isinstance(value, str):
        return value if any(map(str.isalnum, value)) else ""
    if isinstance(value, list):
        return [worded(one) for one in value]
    return {key: worded(one) for key, one in value.items()} if isinstance(value, dict) else value


@given(
    data=st.data(),
    form_id=st.sampled_from(FORMS),
    chosen=st.lists(st.sampled_from(variations.ALL), max_size=5, unique=True),
    seed=st.integers(0, 2**16),
)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_what_a_person_sees_counts(
    data: st.DataObject, form_id: str, chosen: list[variations.Variation], seed: int
) -> None:
    form = MATCHER.library.form(form_id)
    fields = data.draw(strategies.records(form))
    filled = fill.docx(form, fields, strategies.BY_SHA.__getitem__)
    # labels are spread before anything parts their runs
    ordered = sorted(chosen, key=lambda variation: variation is not variations.label_spaces)
    assert fields_of(variations.applied(filled, ordered, seed)) == [(form_id, fields)]


def test_an_answer_that_looks_like_the_number_of_a_spare_row_is_one() -> None:
    row = {"number": "", "name": "", "category": "", "title": "", "results": "2", "direction": "清洁生产"}
    filled = fill.docx(MATCHER.library.form("annex4"), {"rows": [row]}, strategies.BY_SHA.__getitem__)
    assert fields_of(filled) == [("annex4", {"rows": [row]})]


def test_rows_above_heads_that_come_again_go_on_with_the_table_before() -> None:
    nothing = {"amount": None, "unit": "", "note": ""}
    amounts = ("energy_saved", "water_saved", "carbon_cut", "materials_saved", "pollutants_cut")
    rest = {"category": [], "content": "", "photos": [], "investment": None, "benefit": None}
    rest |= dict.fromkeys((*amounts, "solid_waste_used", "toxics_cut"), nothing)
    empty = ("name", "address", "email", "profile")
    fields: dict[str, Any] = {**dict.fromkeys(empty, ""), "contact": "欧阳明", "phone": "020-81234567"}
    fields |= {key: {"code": "", "name": ""} for key in ("industry_division", "industry_class")}
    fields["projects"] = [
        {"title": title, **rest, "other_benefits": "有"} for title in ("余热", "光伏", "沼气")
    ]
    laid_out = layouts.laid_out("annex3", fields, ["head-repeated", "label-breaks", "split-tables"], 677)
    (record,) = MATCHER.records(laid_out)
    assert [project["title"] for project in record.fields()["projects"]] == ["余热", "光伏", "沼气"]


@given(data=st.data(), form_id=st.sampled_from(("annex1", "annex2", "annex3")), seed=st.integers(0, 2**16))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_a_form_cut_in_two_tables_is_one_form(data: st.DataObject, form_id: str, seed: int) -> None:
    form = MATCHER.library.form(form_id)
    fields = data.draw(strategies.records(form))
    filled = fill.docx(form, fields, strategies.BY_SHA.__getitem__)
    assert fields_of(variations.applied(filled, [variations.table_cut_in_two], seed)) == [(form_id, fields)]


@given(
    data=st.data(),
    form_id=st.sampled_from(FORMS),
    traits=st.sets(st.sampled_from(layouts.TRAITS), max_size=6),
    seed=st.integers(0, 2**16),
)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_a_form_laid_out_anew_is_read_whole(
    data: st.DataObject, form_id: str, traits: set[str], seed: int
) -> None:
    """Labels renamed, spread, stacked, inline; tables cut, hints kept, rows added: what people do."""
    fields = worded(data.draw(strategies.records(MATCHER.library.form(form_id))))
    if "contact" in fields:
        fields |= {"contact": "欧阳明", "phone": data.draw(st.sampled_from(["020-81234567", "13812345678"]))}
    for number, project in enumerate(fields.get("projects", ())):
        project["title"] = project["title"] or f"余热回收{number}"  # what else would tell them apart
        project["category"] = project["category"][:7]  # all in words are the form's own list, left as it was
    found = MATCHER.records(layouts.laid_out(form_id, fields, sorted(traits), seed))
    assert [(record.form, json.loads(json.dumps(record.fields()))) for record in found] == [(form_id, fields)]


def test_a_form_without_a_title_and_without_one_project_is_told_by_its_heads() -> None:
    texts = dict.fromkeys(("name", "address", "email", "profile"), "")
    codes = {key: {"code": "", "name": ""} for key in ("industry_division", "industry_class")}
    fields = {**texts, **codes, "contact": "欧阳明", "phone": "020-81234567", "projects": []}
    found = MATCHER.records(layouts.laid_out("annex3", fields, ["no-title"], seed=0))
    assert [(record.form, record.fields()) for record in found] == [("annex3", fields)]


FILLED: dict[str, dict[str, Any]] = {
    "annex1": {
        "name": "广州甲涂料有限公司",
        "category": ["绿色工厂/省级", "工业产品绿色设计示范企业"],
        "industry_division": {"code": "C26", "name": "化学原料和化学制品制造业"},
        "industry_class": {"code": "C2641", "name": "涂料制造"},
        "contact": "王工",
        "phone": "020-81234567",
        "profile": "企业成立于2003年。\n年产水性涂料3万吨 & 更多。",
        "photos": [strategies.described(data) for data in strategies.PICTURES[:3]],
        "case_title": "水性化替代",
        "highlights": "（一）全面替代。\n（二）余热回收。",
        "results": "年节能974.7吨标准煤。",
        "significance": "可推广。",
        "case_photos": [strategies.described(strategies.PICTURES[4])],
    },
    "annex3": {
        "name": "广州乙机械有限公司",
        "projects": [
            {
                "title": "空压机余热回收",
                "category": ["资源能源节约"],
                "content": "背景。\n做法。",
                "photos": [strategies.described(strategies.PICTURES[5])],
                "investment": 120.5,
                "energy_saved": {"amount": 310, "unit": "tce", "note": "电 252万千瓦时"},
                "materials_saved": {"amount": 3, "unit": "吨", "note": ""},
                "other_benefits": "降低噪声。",
            },
            {
                "title": "冷却水循环",
                "category": ["资源综合利用"],
                "water_saved": {"amount": 12000, "unit": "m³"},
            },
        ],
    },
    "annex4": {
        "rows": [
            {
                "direction": "绿色制造",
                "number": "1",
                "name": "甲",
                "category": "绿色工厂（省级）",
                "title": "水性化替代",
            },
            {
                "direction": "清洁生产",
                "number": "1",
                "name": "乙",
                "category": "资源能源节约",
                "results": "年节能310吨。",
            },
        ]
    },
}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("form_id", FILLED)
def test_a_form_saved_again_by_libreoffice(form_id: str, kind: str, soffice: Path, tmp_path: Path) -> None:
    form = MATCHER.library.form(form_id)
    data = getattr(fill, kind)(form, FILLED[form_id], strategies.BY_SHA.__getitem__)
    written = tmp_path / f"{form_id}.{kind}"
    written.write_bytes(data)
    command = [
        str(soffice), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
        "--convert-to", kind, "--outdir", str(tmp_path / "again"), str(written),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert fields_of((tmp_path / "again" / written.name).read_bytes()) == fields_of(data)
