"""附件3, 科技特派员典型案例推荐表: its essay outside the table or in it, and what must be read."""

from __future__ import annotations

from typing import Any

from grid import Block, Cell, Page, Para, Picture, Run, Table, words

from foreign.cells import head, hinted, label, short
from foreign.copies import ESSAY, Copy, plain

HINTS = {
    "background": "（300字以内，说明服务对象的基本情况、主要困难和技术需求）",
    "practice": "（500字以内，说明开展服务的方式、步骤和关键技术，可插入照片）",
    "outcome": "（500字以内，说明经济、社会和生态效益，有数据的写数据）",
    "lessons": "（300字以内，说明可以推广的经验）",
}
TEXTS = ("case_title", "name", "envoy", "role", "phone", "served", "awards", "sponsor")
Rows = list[tuple[Cell, ...]]


def page(copy: Copy) -> Page:
    """The form as a table and an essay."""
    handling = copy.handling
    rows = _head(copy)
    after: tuple[Para | Picture, ...] = ()
    match handling.shape:
        case "cell":
            rows.append((_essay_cell(copy, 4),))
        case "labelled":
            rows.append((label(copy, "essay", "案例内容"), _essay_cell(copy, 3)))
        case "rows":
            for at, key in enumerate(ESSAY):
                rows += [(head(_heading(copy, at).text, 4),), (Cell(_part(copy, key), 4, role="long"),)]
        case "beside":
            for at, key in enumerate(ESSAY):
                rows.append((head(_heading(copy, at).text), Cell(_part(copy, key), 3, role="long")))
        case _:
            after = tuple(block for block in _essay(copy) if isinstance(block, Para | Picture))
    table = Table((0.18, 0.32, 0.18, 0.32), tuple(rows))
    before = (
        words("附件3"),
        *(words(line) for line in handling.title),
        words("科技特派员典型案例推荐表", bold=True),
    )
    return Page(before, (table,), after, prose=True, sheet=("附件3", "Sheet1", "推荐表")[handling.look % 3])


def _head(copy: Copy) -> Rows:
    rows: Rows = [
        (label(copy, "case_title", "案例名称"), short(copy, "case_title", 3)),
        (
            label(copy, "name", "派出单位"),
            short(copy, "name"),
            label(copy, "envoy", "特派员姓名"),
            short(copy, "envoy"),
        ),
        (
            label(copy, "role", "职务/职称"),
            short(copy, "role"),
            label(copy, "phone", "联系电话"),
            short(copy, "phone"),
        ),
        (label(copy, "served", "服务单位\n（对象）"), short(copy, "served", 3)),
    ]
    if "awards" not in copy.handling.without:
        rows.append((label(copy, "awards", "获奖情况\n（如有）"), short(copy, "awards", 3)))
    sponsor = copy.labels.get("sponsor", "推荐单位（盖章）：")
    rows.append((Cell((Para((Run(sponsor), Run(copy.text("sponsor")))),), 4),))
    return rows


def _heading(copy: Copy, at: int) -> Para:
    """The heading of a part, numbered as this author numbers."""
    word, number = copy.handling.heading_words[at], "一二三四"[at]
    match copy.handling.headings:
        case "auto":
            return Para((Run(word, bold=True),), number=f"{number}、")
        case "（一）":
            return words(f"（{number}）{word}", bold=True)
        case "1.":
            return words(f"{at + 1}. {word}", bold=True)
        case "bare":
            return words(word, bold=True)
        case "：":
            return words(f"{number}、{word}：", bold=True)
    return words(f"{number}、{word}", bold=True)


def _part(copy: Copy, key: str) -> tuple[Block, ...]:
    return hinted(copy.parts.get(key, ()), HINTS[key], copy.handling)


def _essay(copy: Copy) -> tuple[Block, ...]:
    return tuple(block for at, key in enumerate(ESSAY) for block in (_heading(copy, at), *_part(copy, key)))


def _essay_cell(copy: Copy, colspan: int) -> Cell:
    return Cell(_essay(copy), colspan, role="long", pictures_across=1)


def fields(copy: Copy) -> dict[str, Any]:
    """The answers in the shape that a reader must give back, photos left to the caller."""
    said: dict[str, Any] = {key: copy.text(key) for key in TEXTS}
    return said | {key: plain(copy.parts.get(key, ())) for key in ESSAY}


def case_photos(copy: Copy) -> tuple[Picture, ...]:
    """The pictures of the essay, in reading order."""
    return tuple(block for key in ESSAY for block in copy.parts.get(key, ()) if isinstance(block, Picture))
