"""Forms laid out anew, as applicants rearrange them: a record and a set of traits -> a document.

Knows the notice's four annexes and nothing of ``templates/`` or ``pipeline.forms``: what was
put in is the truth. Each trait is a thing that people do to a form without changing its
answers; `TRAITS` names them.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model import Block, Document, Paragraph
from tests.forms.notice_words import (
    CASE,
    CASE_HINT,
    CATEGORY_HINT,
    CIRCLED,
    COLUMNS,
    CONTENT_HINT,
    HEADINGS,
    INDICATORS,
    LEVELS,
    PHOTO_HINT,
    PROFILE_HINT,
    STRANGE,
    TITLES,
    UNIT,
)
from tests.forms.typist import Entry, Fields, Typist

TRAITS = (
    "variants", "label-spaces", "label-breaks", "label-colons", "label-stars", "label-notes", "label-numbers",
    "stacked", "one-a-row", "inline", "hints", "rows-added", "split-tables", "title-row", "no-title",
    "captions", "joined-contact", "legal-person", "case-rows", "case-columns", "case-goes-on",
    "heading-styles",
    "ticks", "number-styles", "head-repeated", "projects-apart", "indicators-lost", "indicator-added",
    "project-numbers", "page-title-again", "other-breaks", "projects-turned",
)  # fmt: skip


@dataclass(slots=True)
class Pair:
    """A label with its answer."""

    key: str
    label: str
    answer: tuple[Block, ...]
    wide: bool = False


@dataclass(slots=True)
class Layout(Typist):
    """Lays one form out, with what its applicant types."""

    # -- the case ----------------------------------------------------------------------

    def heading(self, number: int, key: str) -> Paragraph:
        name, _, renamed = HEADINGS[key]
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
            found.append(Paragraph(CASE_HINT))
        order = list(CASE)
        photos = list(self.pictures(self.fields["case_photos"]))
        one_line = self.has("heading-styles", 0.2)
        for number, key in enumerate(order, 1):
            text = self.fields[key]
            if one_line and text:
                found += self.paragraphs(f"{number}. {HEADINGS[key][0]}：{text}")
                continue
            found.append(self.heading(number, key))
            if self.has("hints"):
                found.append(Paragraph(HEADINGS[key][1]))
            found += self.paragraphs(text)
            if photos and self.chance.random() < 0.5:
                found.append(photos.pop(0))
        return (*found, *photos)

    # -- head of the form -----------------------------------------------------------------

    def pairs(self) -> list[Pair]:
        unit, get = UNIT[self.form], self.fields.__getitem__
        found = [Pair("name", f"{unit}名称（公章）", self.paragraphs(get("name")), True)]
        if "category" in self.fields:
            options = (
                [("绿色工厂", LEVELS), ("绿色供应链管理企业", LEVELS), ("工业产品绿色设计示范企业", ())]
                if self.form == "annex1"
                else [("绿色工业园区", LEVELS)]
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
                self.hinted(PROFILE_HINT[self.form], self.paragraphs(get("profile"))),
                True,
            )
        )
        if "photos" in self.fields:
            found.append(
                Pair(
                    "photos",
                    f"{unit}形象照片",
                    self.hinted(PHOTO_HINT[self.form], self.pictures(get("photos"))),
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
            for label, value in self.chance.sample(STRANGE, 2):
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
            for number, key in enumerate(CASE):
                row = [Entry((Paragraph(label),), 1, 3)] if number == 0 else []
                inner = self.paragraphs(self.fields[key]) + (photos if number == 2 else ())
                row += [Entry((Paragraph(f"{number + 1}. {HEADINGS[key][0]}"),)), Entry(inner, width - 2)]
                rows.append(row)
            return rows
        if "case-columns" in self.on and width >= 4:
            heads = [
                Entry((Paragraph(HEADINGS[key][0]),), 1 if number < 2 else width - 3)
                for number, key in enumerate(CASE)
            ]
            answers = [
                Entry(
                    self.paragraphs(self.fields[key]) + (photos if number == 2 else ()),
                    1 if number < 2 else width - 3,
                )
                for number, key in enumerate(CASE)
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
        texts = [text for _, text in COLUMNS] + ["项目指标", "数量", "备注"]
        return [Entry((Paragraph(text),)) for text in texts]

    def project(self, number: int, row: Fields) -> list[list[Entry]]:
        shown = [
            one for one in INDICATORS
            if not (
                self.has("indicators-lost", 0.5) and _is_empty(row[one[0]])
            )
        ] or [INDICATORS[0]]  # fmt: skip
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
                    Entry(self.hinted(CONTENT_HINT, content), 1, height),
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
            for (_, text), answer in zip(COLUMNS, answers, strict=True)
        ]
        rows.append([Entry((Paragraph(text),)) for text in ("项目指标", "数量", "备注")])
        return rows + [self.indicator(key, label, lead, row[key]) for key, label, lead in INDICATORS]

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
            {"words": name, "circled": CIRCLED[name] + name, "numbers": CIRCLED[name]}[style]
            for name in value
        )
        answer = (Paragraph(text),) if text else ()
        return self.hinted(CATEGORY_HINT, answer)

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
