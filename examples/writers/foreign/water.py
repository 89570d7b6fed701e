"""附件1, 节水标杆企业申报表: laid out anew for each applicant, and what must be read from it."""

from __future__ import annotations

from typing import Any

from grid import Cell, Page, Table, words

from foreign.cells import choice, figure, fixed, head, label, long, photos, short
from foreign.copies import Copy

LEVELS = ((("国家级", ()), ("省级", ()), ("市级", ())),)
YEARS = (2021, 2022, 2023)
INDICATORS = {
    "intake": ("取水量", "万m³"),
    "unit_intake": ("单位产品取水量", "m³/t"),
    "reuse": ("水重复利用率", "%"),
    "unconventional": ("非常规水利用量（万m³）", "—"),
}
HINTS = {
    "industry": "填写格式：C26 化学原料和化学制品制造业",
    "profile": "（企业基本情况、主要产品及产能、主要用水工序、节水管理制度等）",
    "measures": "（近三年实施的节水改造、水循环利用和智慧用水管理措施，改造前后对比）",
    "photos": "（节水设施、计量器具、用水车间等照片2至4张）",
}
TEXTS = (
    "name",
    "credit_code",
    "address",
    "product",
    "contact",
    "phone",
    "profile",
    "measures",
    "honours",
    "filled_on",
)
Rows = list[tuple[Cell, ...]]


def page(copy: Copy) -> Page:
    """The form as tables of cells."""
    widths = (0.17, 0.23, 0.13, 0.155, 0.155, 0.16)
    rows = [*_head(copy), *_figures(copy), *_rest(copy), *_texts(copy)]
    before = (
        words("附件1"),
        *(words(line) for line in copy.handling.title),
        words("节水标杆企业申报表", bold=True),
    )
    notes = (
        "注：1．用水指标按自然年度填写，保留两位小数；非常规水包括再生水、雨水、海水等。",
        "2．没有的项目可以空着，“获得荣誉”一栏没有的可以删去。",
    )
    after = () if copy.handling.look % 2 else tuple(words(note) for note in notes)
    cut = len(_head(copy))
    tables = (Table(widths, tuple(rows)),)
    if copy.handling.shape == "cut":
        tables = (Table(widths, tuple(rows[:cut])), Table(widths, tuple(rows[cut:])))
    return Page(before, tables, after, sheet=("附件1", "Sheet1", "申报表")[copy.handling.look % 3])


def _head(copy: Copy) -> Rows:
    rows = [
        (label(copy, "name", "企业名称\n（盖章）"), short(copy, "name", 5)),
        (
            label(copy, "credit_code", "统一社会\n信用代码"),
            short(copy, "credit_code", 2),
            label(copy, "industry", "所属行业\n（大类）"),
            short(copy, "industry", 2, HINTS["industry"]),
        ),
        (label(copy, "address", "详细地址"), short(copy, "address", 5)),
        (label(copy, "product", "主要产品"), short(copy, "product", 5)),
        (
            label(copy, "contact", "联系人"),
            short(copy, "contact", 2),
            label(copy, "phone", "联系电话"),
            short(copy, "phone", 2),
        ),
        (label(copy, "level", "申报类型"), choice(copy, "level", LEVELS, 5)),
    ]
    if copy.handling.shape == "reordered":
        rows[2], rows[5] = rows[5], rows[2]
    return rows


def _figures(copy: Copy) -> Rows:
    """Indicators by years, or years by indicators."""
    handling = copy.handling
    years = [handling.year.format(year) for year in YEARS]
    if handling.transposed:
        heads = (f"{name}（{unit}）" if unit != "—" else name for name, unit in INDICATORS.values())
        rows: Rows = [(head("年份"), *(head(text) for text in heads))]
        rows += [
            (fixed(shown), *(figure(copy, f"{key}_{year}") for key in INDICATORS))
            for year, shown in zip(YEARS, years, strict=True)
        ]
    elif handling.units == "label":
        rows = [(head("指标", 2), *(head(year) for year in years))]
        for key, (name, unit) in INDICATORS.items():
            shown = name if unit == "—" else f"{name}（{unit}）"
            rows.append((label(copy, key, shown, 2), *(figure(copy, f"{key}_{year}") for year in YEARS)))
    else:
        rows = [(head("指标"), head("单位"), *(head(year) for year in years))]
        for key, (name, unit) in INDICATORS.items():
            cells = (figure(copy, f"{key}_{year}") for year in YEARS)
            rows.append((label(copy, key, name), fixed(unit), *cells))
        for extra in copy.said.get("extra", ()):
            rows.append(tuple(fixed(text) for text in extra))
    if handling.shape == "banner":
        wider = [(Cell(first.blocks, first.colspan + 1, 1, first.role), *rest) for first, *rest in rows]
        return [(head("用水指标", 6),), *wider]
    side = label(copy, "figures", "用水指标", 1, len(rows))
    return [(side, *rows[0]), *rows[1:]]


def _rest(copy: Copy) -> Rows:
    saved = figure(copy, "saved", 2)
    return [
        (
            label(copy, "meters", "水计量器具配备率（%）", 2),
            figure(copy, "meters"),
            label(copy, "saved", "年节水量（万m³）"),
            saved,
        ),
        (label(copy, "investment", "节水改造投资"), Cell((words(_investment(copy)),), 5)),
    ]


def _investment(copy: Copy) -> str:
    said = copy.shown("investment")
    return said if "investment" in copy.typed else f"{said or '        '}万元"


def _texts(copy: Copy) -> Rows:
    handling = copy.handling
    rows: Rows = []
    for key, printed in (
        ("profile", "企业简介\n（限500字）"),
        ("measures", "主要节水措施及成效"),
        ("photos", "现场照片"),
        ("honours", "获得荣誉\n（如有）"),
    ):
        if key in handling.without:
            continue
        across = 6 if handling.shape == "stacked" and key != "honours" else 5
        cell = (
            photos(copy, across, HINTS[key])
            if key == "photos"
            else long(copy, key, across, HINTS.get(key, ""))
        )
        if across == 6:
            rows += [(label(copy, key, printed, 6),), (cell,)]
        else:
            rows.append((label(copy, key, printed), cell))
    filled_on = (
        short(copy, "filled_on", 5) if copy.shown("filled_on") else Cell((words("    年   月   日"),), 5)
    )
    if handling.dated:
        filled_on = Cell(filled_on.blocks, 5, role="date")
    return [*rows, (label(copy, "filled_on", "填表日期"), filled_on)]


def fields(copy: Copy) -> dict[str, Any]:
    """The answers in the shape that a reader must give back."""
    said: dict[str, Any] = {key: copy.text(key) for key in TEXTS}
    said["industry"] = dict(zip(("code", "name"), copy.said.get("industry", ("", "")), strict=True))
    said["level"] = copy.choice("level")
    for key in INDICATORS:
        said |= {f"{key}_{year}": copy.number(f"{key}_{year}") for year in YEARS}
    return said | {key: copy.number(key) for key in ("meters", "saved", "investment")}
