"""Forms laid out anew, as applicants rearrange them: a record and a set of traits -> a document.

Knows the notice's four annexes and nothing of ``templates/`` or ``pipeline.forms``: what was
put in is the truth. Each trait is a thing that people do to a form without changing its
answers; `TRAITS` names them.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.model import Block, Cell, Document, Grid, Paragraph, Picture, Place

Fields = dict[str, Any]

TRAITS = (
    "variants", "label-spaces", "label-breaks", "label-colons", "label-stars", "label-notes", "label-numbers",
    "stacked", "one-a-row", "inline", "hints", "rows-added", "split-tables", "title-row", "no-title",
    "captions", "joined-contact", "legal-person", "case-rows", "case-columns", "case-goes-on",
    "heading-styles",
    "ticks", "number-styles", "head-repeated", "projects-apart", "indicators-lost", "indicator-added",
    "project-numbers", "page-title-again", "other-breaks", "projects-turned",
)  # fmt: skip

TITLES = {
    "annex1": "广州市绿色制造优秀案例征集表（企业）",
    "annex2": "广州市绿色制造优秀案例征集表（工业园区）",
    "annex3": "广州市企业清洁生产优秀案例征集表",
    "annex4": "广州市绿色制造与清洁生产优秀案例汇总表",
}
_UNIT = {"annex1": "企业", "annex2": "园区", "annex3": "企业"}
_VARIANTS = {
    "name": ("单位名称（盖章）", "申报单位", "单位全称"),
    "contact": ("联系人姓名", "联络人"),
    "phone": ("手机号码", "联系方式", "联系电话"),
    "address": ("通讯地址", "详细地址"),
    "email": ("邮箱", "E-mail", "电子邮件"),
    "profile": ("单位简介",),
    "case_title": ("案例名称",),
    "case": ("案例内容",),
    "industry_division": ("行业大类", "所属行业（大类）"),
    "industry_class": ("行业小类", "所属行业（小类）"),
}
_PROFILE_HINT = {
    "annex1": "（包括企业基本信息、发展现状、主要产品产值、行业影响力、"
    "管理体系、获得的绿色节能低碳相关荣誉等，限300字以内）",
    "annex2": "（包括园区成立时间、园区定位、园区内主导行业、内部企业数量、"
    "清洁生产企业数量、获得的绿色节能低碳相关荣誉等, 限 300 字以内)",
    "annex3": "包括企业成立时间、经营范围、规模、产品及产量、同行中的优势、获得的绿色节能低碳相关荣誉等",
}
_PHOTO_HINT = {
    "annex1": "包括不限于厂区环境、生产车间、公共设施等体现形象、亮点的照片，至少提供 3 张清晰照片",
    "annex2": "包括不限于园区环境、公共设施等体现形象、亮点等照片，至少提供3张清晰照片",
}
_CASE_HINT = (
    "（从能源资源投入、产品生态设计、节能减碳、可回收利用、大气水体固废噪声温室气体等环境减排、原料无害化、"
    "生产洁净化、废物资源化、能源低碳化、绿色供应商管理、绿色信息平台建设等方面提炼绿色制造案例亮点）"
)
_LEVELS = ("国家级", "省级", "市级")
_CASE = ("highlights", "results", "significance")
_HEADINGS = {
    "highlights": ("亮点做法", "（简要阐述亮点做法的背景与内容）", "亮点与做法"),
    "results": ("主要成效", "（总结产生的效益，前后对比、与行业对比（如有））", "取得的主要成效"),
    "significance": ("借鉴意义", "（适宜推广的行业、条件等）", "借鉴与推广意义"),
}
_CATEGORY_HINT = (
    "填写：①原辅料替代；②资源能源节约；③工艺技术改进；④过程控制优化；⑤产品绿色升级；⑥污染物高效治理；"
    "⑦资源综合利用；⑧运行管理升级。"
)
_CIRCLED = dict(zip(
    (
        "原辅料替代", "资源能源节约", "工艺技术改进", "过程控制优化",
        "产品绿色升级", "污染物高效治理", "资源综合利用", "运行管理升级",
    ),
    "①②③④⑤⑥⑦⑧", strict=True,
))  # fmt: skip
_BENEFITS_HINT = "如单位产品能耗、物耗、资源消耗、污染排放改善、效率提升、行业水平提升、示范借鉴意义等"
_CONTENT_HINT = "项目实施背景、方案内容要点、解决的问题、项目实施前后照片等"
_INDICATORS = (
    ("energy_saved", "年节能量（tce）", "年节约能源种类及数量分别为："),
    ("water_saved", "年节水量（m³）", ""),
    ("carbon_cut", "年减碳量（tCO₂e）", ""),
    ("materials_saved", "年节约原辅材料（单位：{unit}）", "年节约原辅料的种类及数量分别为："),
    ("pollutants_cut", "年污染物减排量（t）", "年减污污染物的种类及数量分别为："),
    ("solid_waste_used", "新增固废综合利用量（t）", "年新增综合利用的固废种类及数量分别为："),
    ("toxics_cut", "有毒有害物质削减量（t）", "年削减有毒有害物质的种类及数量分别为："),
    ("other_benefits", "其他效益说明", _BENEFITS_HINT),
)  # fmt: skip
_COLUMNS = (
    ("title", "项目名称"), ("category", "项目类别"), ("content", "项目内容"),
    ("investment", "项目投资（万元）"),
    ("benefit", "年经济效益（万元）"),
)  # fmt: skip
_STRANGE = (
    ("统一社会信用代码", "91440101MA5XXXXXX0"), ("注册资本", "5000万元"), ("成立时间", "2003年5月"),
    ("员工人数", "320人"), ("所属街镇", "某街道"),
)  # fmt: skip


@dataclass(slots=True)
class Entry:
    """A cell to be: its blocks and spans."""

    blocks: tuple[Block, ...]
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class Pair:
    """A label with its answer."""

    key: str
    label: str
    answer: tuple[Block, ...]
    wide: bool = False


@dataclass(slots=True)
class Layout:
    """Lays one form out; ``chance`` decides what the traits leave open."""

    form: str
    fields: Fields
    on: frozenset[str]
    chance: random.Random
    blocks: list[Block] = field(default_factory=list)
    tables: int = 0

    # -- small things ----------------------------------------------------------------

    def has(self, trait: str, share: float = 0.6) -> bool:
        return trait in self.on and self.chance.random() < share

    def label(self, key: str, printed: str, number: int = 0) -> str:
        text = printed
        if self.has("variants") and key in _VARIANTS:
            text = self.chance.choice(_VARIANTS[key])
        if self.has("label-spaces") and len(text) <= 4:
            text = self.chance.choice((" ", "　")).join(text)
        elif self.has("label-breaks") and len(text) > 4:
            at = self.chance.randrange(2, len(text) - 1)
            text = text[:at] + "\n" + text[at:]
        if self.has("label-notes", 0.3) and "（" not in text:
            text += self.chance.choice(("（必填）", "（如实填写）"))
        if self.has("label-numbers") and number:
            text = f"{number}. {text}"
        if self.has("label-stars", 0.4):
            text = self.chance.choice((f"*{text}", f"{text}*", f"* {text}"))
        if self.has("label-colons"):
            text += "："
        return text

    def table(self, rows: Sequence[Sequence[Entry]]) -> None:
        self.tables += 1
        part = f"表{self.tables}"
        cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        for row, entries in enumerate(rows):
            column = 0
            for ordinal, entry in enumerate(entries, 1):
                while (row, column) in taken:
                    column += 1
                taken |= {
                    (row + down, column + across)
                    for down in range(entry.down)
                    for across in range(entry.across)
                }
                place = Place(part, row + 1, ordinal)
                cells.append(Cell(place, row, column, entry.down, entry.across, entry.blocks))
                column += entry.across
        self.blocks.append(Grid(part, tuple(cells)))

    def paragraphs(self, text: str) -> tuple[Block, ...]:
        if "other-breaks" in self.on and "\n" in text:
            return (Paragraph(text.replace("\n", "\n  \n") + " "),)
        return tuple(Paragraph(line) for line in text.split("\n")) if text else ()

    def hinted(self, hint: str, answer: tuple[Block, ...], *, below: bool = True) -> tuple[Block, ...]:
        """An answer with the form's own hint left above or below it."""
        if not hint or not self.has("hints"):
            return answer
        shown = Paragraph(hint)
        return (*answer, shown) if below and self.chance.random() < 0.3 else (shown, *answer)

    # -- answers ---------------------------------------------------------------------

    def code(self, value: Fields, hint: str) -> tuple[Block, ...]:
        code, name = value["code"], value["name"]
        if not code and not name:
            return (Paragraph(hint),) if self.has("hints") else ()
        between = self.chance.choice((" ", "", "　", "-", "\n")) if "number-styles" in self.on else " "
        text = f"{code}{between}{name}" if code and name else code or name
        if self.has("hints"):
            return self.chance.choice(
                (
                    (Paragraph(hint), Paragraph(text)),
                    (Paragraph(f"填写格式：{text}"),),
                    (Paragraph(text), Paragraph(hint)),
                )
            )
        return (Paragraph(text),)

    def ticks(self, options: Sequence[tuple[str, Sequence[str]]], value: Sequence[str]) -> tuple[Block, ...]:
        yes, no = ("☑", "□")
        if "ticks" in self.on:
            yes = self.chance.choice(("☑", "√", "■", "☒", "●", "（√）", "√□", "🗹", "✔"))
            no = {"●": "○", "（√）": "（ ）"}.get(yes, self.chance.choice("□口"))
        after = "ticks" in self.on and self.chance.random() < 0.2
        lines = []
        for name, levels in options:

            def box(path: str, shown: str) -> str:
                mark = yes if path in value else no
                return f"{shown}{mark}" if after else f"{mark}{shown}"

            inner = " ".join(box(f"{name}/{level}", level) for level in levels)
            lines.append(box(name, name) + (f"（{inner}）" if levels else ""))
        return tuple(Paragraph(line) for line in lines)

    def figure(self, value: Any, unit: str = "") -> str:
        if value is None:
            return self.chance.choice(("/", "无", "—", "")) if "number-styles" in self.on else ""
        if "number-styles" not in self.on:
            return f"{value}"
        return self.chance.choice(
            (f"{value}", f"{value:,}", f"约{value}{unit}", f"{value}{unit}", f"≥{value}", f"{value} {unit}")
        )

    @staticmethod
    def pictures(value: Iterable[Fields]) -> tuple[Block, ...]:
        return tuple(Picture(one["sha256"], one["width"], one["height"], one["media_type"]) for one in value)

    # -- the case ----------------------------------------------------------------------

    def heading(self, number: int, key: str) -> Paragraph:
        name, _, renamed = _HEADINGS[key]
        if "heading-styles" not in self.on:
            return Paragraph(f"{number}. {name}")
        name = self.chance.choice((name, renamed))
        cn = "一二三"[number - 1]
        return self.chance.choice((
            Paragraph(f"{number}. {name}"), Paragraph(f"{cn}、{name}"), Paragraph(f"（{cn}）{name}："),
            Paragraph(name, f"{number}. "), Paragraph(name),
            Paragraph(f"{number}、{name}："), Paragraph(f"{name}："),
        ))  # fmt: skip

    def case(self) -> tuple[Block, ...]:
        found: list[Block] = []
        if self.has("hints"):
            found.append(Paragraph(_CASE_HINT))
        order = list(_CASE)
        photos = list(self.pictures(self.fields["case_photos"]))
        one_line = self.has("heading-styles", 0.2)
        for number, key in enumerate(order, 1):
            text = self.fields[key]
            if one_line and text:
                found += self.paragraphs(f"{number}. {_HEADINGS[key][0]}：{text}")
                continue
            found.append(self.heading(number, key))
            if self.has("hints"):
                found.append(Paragraph(_HEADINGS[key][1]))
            found += self.paragraphs(text)
            if photos and self.chance.random() < 0.5:
                found.append(photos.pop(0))
        return (*found, *photos)

    # -- head of the form -----------------------------------------------------------------

    def pairs(self) -> list[Pair]:
        unit, get = _UNIT[self.form], self.fields.__getitem__
        found = [Pair("name", f"{unit}名称（公章）", self.paragraphs(get("name")), True)]
        if "category" in self.fields:
            options = (
                [("绿色工厂", _LEVELS), ("绿色供应链管理企业", _LEVELS), ("工业产品绿色设计示范企业", ())]
                if self.form == "annex1"
                else [("绿色工业园区", _LEVELS)]
            )  # fmt: skip
            found.append(Pair("category", f"{unit}类别", self.ticks(options, get("category")), True))
        if "industry_division" in self.fields:
            found.append(
                Pair(
                    "industry_division",
                    "行业类别（大类）",
                    self.code(get("industry_division"), "填写格式：C26 化学原料和 化学品制造业"),
                )
            )
            found.append(
                Pair(
                    "industry_class",
                    "行业类别（小类）",
                    self.code(get("industry_class"), "填写格式：C2641 涂料制造"),
                )
            )
        contact, phone = get("contact"), get("phone")
        if "joined-contact" in self.on and contact and phone and "\n" not in contact + phone:
            found.append(
                Pair(
                    "joined",
                    "联系人及联系电话",
                    (Paragraph(f"{contact}{self.chance.choice((' ', '　', '，', '/'))}{phone}"),),
                )
            )
        else:
            found.append(Pair("contact", "联系人", self.paragraphs(contact)))
            found.append(
                Pair("phone", "联系方式" if self.form == "annex3" else "联系电话", self.paragraphs(phone))
            )
        found.append(Pair("address", "地 址", self.paragraphs(get("address"))))
        found.append(Pair("email", "电子邮箱", self.paragraphs(get("email"))))
        found.append(
            Pair(
                "profile",
                f"{unit}简介",
                self.hinted(_PROFILE_HINT[self.form], self.paragraphs(get("profile"))),
                True,
            )
        )
        if "photos" in self.fields:
            found.append(
                Pair(
                    "photos",
                    f"{unit}形象照片",
                    self.hinted(_PHOTO_HINT[self.form], self.pictures(get("photos"))),
                    True,
                )
            )
            found.append(Pair("case_title", "绿色制造案例名称", self.paragraphs(get("case_title")), True))
        if "legal-person" in self.on:
            found[1:1] = [
                Pair("", "法定代表人", (Paragraph("赵某"),)),
                Pair("", "联系电话", (Paragraph("13800000000"),)),
            ]
        if "rows-added" in self.on:
            for label, value in self.chance.sample(_STRANGE, 2):
                found.insert(self.chance.randrange(1, len(found)), Pair("", label, (Paragraph(value),), True))
        return found

    def head_rows(self, width: int) -> list[list[Entry]]:
        rows: list[list[Entry]] = []
        waiting: Pair | None = None
        half = width // 2

        def emit(pairs: Sequence[Pair]) -> None:
            labels = [self.label(pair.key, pair.label, len(rows) + 1) for pair in pairs]
            share = width // len(pairs)
            # Fields set side by side in one row are two short ones; a row of one spans the whole.
            if "inline" in self.on and all(
                pair.key in ("contact", "phone", "address", "email", "joined", "", "name") for pair in pairs
            ):
                rows.append([
                    Entry(_behind(label.rstrip("：:"), pair.answer), share)
                    for label, pair in zip(labels, pairs, strict=True)
                ])  # fmt: skip
            elif "stacked" in self.on:
                rows.append([Entry((Paragraph(label),), share) for label in labels])
                rows.append([Entry(pair.answer, share) for pair in pairs])
            else:
                row = []
                for label, pair in zip(labels, pairs, strict=True):
                    row += [Entry((Paragraph(label),)), Entry(pair.answer, share - 1)]
                rows.append(row)

        for pair in self.pairs():
            if "captions" in self.on and pair.key in ("name", "profile", "case_title"):
                rows.append(
                    [
                        Entry(
                            (
                                Paragraph(
                                    {
                                        "name": "一、基本信息",
                                        "profile": "二、企业情况",
                                        "case_title": "三、案例情况",
                                    }[pair.key]
                                ),
                            ),
                            width,
                        )
                    ]
                )
            if pair.wide or "one-a-row" in self.on or half < 2:
                if waiting:
                    emit([waiting])
                    waiting = None
                emit([pair])
            elif waiting:
                emit([waiting, pair])
                waiting = None
            else:
                waiting = pair
        if waiting:
            emit([waiting])
        return rows

    def case_rows(self, width: int) -> list[list[Entry]]:
        label = self.label("case", "绿色制造案例内容")
        photos = self.pictures(self.fields["case_photos"])
        if "case-rows" in self.on:
            rows = []
            for number, key in enumerate(_CASE):
                row = [Entry((Paragraph(label),), 1, 3)] if number == 0 else []
                inner = self.paragraphs(self.fields[key]) + (photos if number == 2 else ())
                row += [Entry((Paragraph(f"{number + 1}. {_HEADINGS[key][0]}"),)), Entry(inner, width - 2)]
                rows.append(row)
            return rows
        if "case-columns" in self.on and width >= 4:
            heads = [
                Entry((Paragraph(_HEADINGS[key][0]),), 1 if number < 2 else width - 3)
                for number, key in enumerate(_CASE)
            ]
            answers = [
                Entry(
                    self.paragraphs(self.fields[key]) + (photos if number == 2 else ()),
                    1 if number < 2 else width - 3,
                )
                for number, key in enumerate(_CASE)
            ]
            return [[Entry((Paragraph(label),), 1, 2), *heads], answers]
        blocks = self.case()
        if "stacked" in self.on:
            return [[Entry((Paragraph(label),), width)], [Entry(blocks, width)]]
        if "case-goes-on" in self.on and len(blocks) > 3:
            at = self.chance.randrange(1, len(blocks) - 1)
            goes_on = self.chance.choice(("绿色制造案例内容（续）", ""))
            return [
                [Entry((Paragraph(label),)), Entry(blocks[:at], width - 1)],
                [Entry((Paragraph(goes_on),)), Entry(blocks[at:], width - 1)],
            ]
        return [[Entry((Paragraph(label),)), Entry(blocks, width - 1)]]

    # -- projects ---------------------------------------------------------------------------

    def project_head(self) -> list[Entry]:
        texts = [text for _, text in _COLUMNS] + ["项目指标", "数量", "备注"]
        return [Entry((Paragraph(text),)) for text in texts]

    def project(self, number: int, row: Fields) -> list[list[Entry]]:
        shown = [
            one for one in _INDICATORS
            if not (
                self.has("indicators-lost", 0.5) and _is_empty(row[one[0]])
            )
        ] or [_INDICATORS[0]]  # fmt: skip
        extra = self.has("indicator-added")
        height = len(shown) + extra
        title = row["title"]
        if self.has("project-numbers") and "\n" not in title and (not title or title[0] >= "一"):
            title = f"项目 {number}：{title}" if title else f"项目{number}"
        rows: list[list[Entry]] = []
        for at, (key, label, lead) in enumerate(shown):
            entries: list[Entry] = []
            if at == 0:
                content = self.paragraphs(row["content"]) + self.pictures(row["photos"])
                entries = [
                    Entry(self.paragraphs(title), 1, height),
                    Entry(self.category(row["category"]), 1, height),
                    Entry(self.hinted(_CONTENT_HINT, content), 1, height),
                    Entry((Paragraph(self.figure(row["investment"], "万元")),), 1, height),
                    Entry((Paragraph(self.figure(row["benefit"], "万元")),), 1, height),
                ]  # fmt: skip
            entries += self.indicator(key, label, lead, row[key])
            rows.append(entries)
            if extra and at == 0:
                rows.append([Entry((Paragraph("减排颗粒物"),)), Entry((Paragraph("5吨"),)), Entry(())])
        return rows

    def turned(self, row: Fields) -> list[list[Entry]]:
        """A project as a table of pairs."""
        content = self.paragraphs(row["content"]) + self.pictures(row["photos"])
        answers = (
            self.paragraphs(row["title"]), self.category(row["category"]), content,
            (Paragraph(self.figure(row["investment"], "万元")),),
            (Paragraph(self.figure(row["benefit"], "万元")),),
        )  # fmt: skip
        rows = [
            [Entry((Paragraph(text),)), Entry(answer, 2)]
            for (_, text), answer in zip(_COLUMNS, answers, strict=True)
        ]
        rows.append([Entry((Paragraph(text),)) for text in ("项目指标", "数量", "备注")])
        return rows + [self.indicator(key, label, lead, row[key]) for key, label, lead in _INDICATORS]

    def indicator(self, key: str, label: str, lead: str, value: Any) -> list[Entry]:
        if key == "other_benefits":
            return [Entry((Paragraph(label),)), Entry(()), Entry(self.hinted(lead, self.paragraphs(value)))]
        unit = value["unit"] or "____"
        amount = self.figure(value["amount"], "" if key == "materials_saved" else value["unit"])
        if key == "materials_saved" and amount in ("/", "无", "—"):
            amount = ""
        return [
            Entry((Paragraph(label.format(unit=unit)),)), Entry((Paragraph(amount),)),
            Entry(self.hinted(lead, self.paragraphs(value["note"]), below=False)),
        ]  # fmt: skip

    def category(self, value: Sequence[str]) -> tuple[Block, ...]:
        style = self.chance.choice(("words", "circled", "numbers")) if "ticks" in self.on else "words"
        text = "、".join(
            {"words": name, "circled": _CIRCLED[name] + name, "numbers": _CIRCLED[name]}[style]
            for name in value
        )
        answer = (Paragraph(text),) if text else ()
        return self.hinted(_CATEGORY_HINT, answer) if len(value) < 8 else (Paragraph(_CATEGORY_HINT),)

    # -- the whole -----------------------------------------------------------------------------

    def document(self) -> Document:
        title = TITLES[self.form]
        if "no-title" not in self.on and "title-row" not in self.on:
            self.blocks += [Paragraph("附件" + self.form[-1]), Paragraph(title)]
        if self.form == "annex4":
            self.summary()
        elif self.form == "annex3":
            self.clean_production()
        else:
            self.green()
        return Document("docx", tuple(self.blocks))

    def titled(self, rows: list[list[Entry]], width: int) -> list[list[Entry]]:
        return [[Entry((Paragraph(TITLES[self.form]),), width)], *rows] if "title-row" in self.on else rows

    def green(self) -> None:
        width = 4
        self.tables_of(self.titled(self.head_rows(width) + self.case_rows(width), width))

    def clean_production(self) -> None:
        head = self.titled(self.head_rows(8), 8)
        projects = [self.project(at, row) for at, row in enumerate(self.fields["projects"], 1)]
        if "projects-turned" in self.on and projects:
            self.tables_of(head)
            for number, row in enumerate(self.fields["projects"], 1):
                self.blocks.append(Paragraph(f"项目{number}"))
                self.table(self.turned(row))
            return
        if "projects-apart" in self.on and projects:
            self.tables_of(head)
            for rows in projects:
                self.blocks.append(Paragraph(""))
                self.table([self.project_head(), *rows])
            return
        rows = [self.project_head()]
        for at, found in enumerate(projects):
            rows += [self.project_head()] if at and self.has("head-repeated") else []
            rows += found
        if not projects:
            rows += [[Entry((Paragraph("项目 1"),)), *(Entry(()) for _ in range(7))]]
        self.tables_of([*head, *rows])

    def tables_of(self, rows: list[list[Entry]]) -> None:
        """One table, or cut in two between rows that no merged cell crosses."""
        cuts = [
            at for at in range(2, len(rows) - 1)
            if not any(row + entry.down > at for row in range(at) for entry in rows[row])
        ]  # fmt: skip
        if "stacked" in self.on:
            cuts = []
        if "split-tables" not in self.on or not cuts:
            self.table(rows)
            return
        at = self.chance.choice(cuts)
        self.table(rows[:at])
        self.blocks.append(Paragraph(TITLES[self.form] if self.has("page-title-again") else ""))
        self.table(rows[at:])

    def summary(self) -> None:
        heads = ("序号", "企业（园区）名称", "类别", "案例（项目）名称", "案例成效")
        rows = self.titled([[Entry((Paragraph(text),)) for text in heads]], 5)
        for section, direction in (
            ("方向一：绿色制造优秀案例", "绿色制造"),
            ("方向二：清洁生产优秀案例", "清洁生产"),
        ):
            rows.append([Entry((Paragraph(section),), 5)])
            for row in self.fields["rows"]:
                if row["direction"] == direction:
                    rows.append(
                        [
                            Entry(self.paragraphs(row[key]))
                            for key in ("number", "name", "category", "title", "results")
                        ]
                    )
            rows.append(
                [Entry((Paragraph(text),)) if text else Entry(()) for text in ("...", "", "", "", "")]
            )
        self.table(rows)


def _is_empty(value: Any) -> bool:
    return not value if isinstance(value, str) else value["amount"] is None and not value["note"]


def _behind(label: str, answer: tuple[Block, ...]) -> tuple[Block, ...]:
    """An answer behind its label in the same cell."""
    first, *rest = answer or (Paragraph(""),)
    if isinstance(first, Paragraph):
        return (Paragraph(f"{label}：{first.text}"), *rest)
    return (Paragraph(f"{label}："), first, *rest)


def laid_out(form: str, fields: Fields, traits: Iterable[str], seed: int) -> Document:
    """A document in which a record's answers stand, rearranged by these traits."""
    return Layout(form, fields, frozenset(traits), random.Random(seed)).document()
