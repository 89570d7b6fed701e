"""Annexes 1 and 2: a company or a park, its photos, its case."""

from __future__ import annotations

from tests.exam.hand import Hand
from tests.exam.head import District, Filling
from tests.exam.headings import NAMES, PARTS, POOLS, Headings, part_of, pictures
from tests.exam.layout import added, cut, label, rows_of, titled, widen
from tests.exam.model import Cell, Form, Row, para, pics_of
from tests.exam.notice import LABELS, PARK_LABELS
from tests.exam.texts import hinted, typed
from tests.exam.ticks import captions, category, choose


def case_form(hand: Hand, annex: int, district: District, told: str | None) -> Form:
    """A filled annex 1 or 2. `told`: the district that the folder names."""
    filling = Filling(hand, annex, district)
    filling.name()
    _category(filling)
    filling.who()
    pics = pictures(hand, 3)
    after = bool(pics) and hand.trait("picture-after", 0.15)
    shown = [] if after else hinted(hand, annex, "photos", list(pics))
    photos = filling.put("photos", shown, [pic.truth() for pic in pics_of(pics)], long=True)
    filling.put("case_title", *typed(hand, [f"{filling.thing}生产全过程节能降碳实践"]), long=True)
    filling.join()
    if not after:
        filling.lose()
    columns = hand.pick((4, 4, 4, 8))
    rows = rows_of(hand, filling.items, columns)
    _case(filling, columns, rows)
    added(hand, rows, columns)
    tables = cut(hand, rows, columns, titled(hand, annex, rows, columns))
    widen(hand, tables)
    if after:
        photos.keys = []
        tables[-1].after = [para(LABELS["photos"] if annex == 1 else PARK_LABELS["photos"]), *pics]
    return Form(tables, filling.record(told), hand.pick((f"附件{annex}", "Sheet1", "征集表")))


def _category(filling: Filling) -> None:
    hand, annex = filling.hand, filling.annex
    if hand.trait("tick-form-control", 0.2):
        chosen = choose(hand, annex)
        filling.put("category", [], chosen).controls = captions(annex, chosen)
    elif hand.trait("tick-cell-box", 0.2):
        chosen = choose(hand, annex)
        filling.put("category", [], chosen)
        filling.items[-1].boxes = captions(annex, chosen)
    else:
        filling.put("category", *category(hand, annex))


def _case(filling: Filling, columns: int, rows: list[Row]) -> None:
    """The rows of the case, and its answers among the fields."""
    hand = filling.hand
    parts = [part_of(hand, pool, filling.thing) for pool in POOLS]
    shape = hand.which({"case-rows": 0.1, "case-columns": 0.06})
    own = max(1, columns // 4)
    words = filling.labels.text("case")
    order = [0, 1, 2]
    if shape == "case-rows":
        manner = Headings(hand, filling.annex)
        cells = [
            Cell(manner.part(at, part), columns - own, keys=[PARTS[at]]) for at, part in enumerate(parts)
        ]
        rows += [Row([label(words, own, 3), cells[0]]), Row([cells[1]]), Row([cells[2]])]
    elif shape == "case-columns":
        wide = [columns // 3, columns // 3, columns - 2 * (columns // 3)]
        rows.append(Row([label(words, columns)]))
        rows.append(Row([label(NAMES[at], wide[at]) for at in range(3)]))
        rows.append(Row([Cell(part.blocks, wide[at], keys=[PARTS[at]]) for at, part in enumerate(parts)]))
    else:
        manner = Headings(hand, filling.annex)
        blocks = manner.whole(parts)
        rows.append(Row([label(words, own), Cell(blocks, columns - own, keys=[*PARTS, "case_photos"])]))
        order = manner.order
    filling.fields |= {key: part.value for key, part in zip(PARTS, parts, strict=True)}
    filling.fields["case_photos"] = [pic.truth() for at in order for pic in pics_of(parts[at].pics)]
