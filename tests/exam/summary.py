"""Annex 4: a district's own list."""

from __future__ import annotations

from tests.exam import content
from tests.exam.hand import Hand
from tests.exam.layout import label
from tests.exam.model import Cell, Form, Record, Row, Table, para
from tests.exam.notice import PROJECT_OPTIONS, SECTIONS, SUMMARY_COLUMNS, TITLES

COLUMNS = 5


def summary_form(hand: Hand, district: tuple[str, str, str], told: str | None) -> Form:
    """A filled annex 4."""
    padded = hand.trait("number-padded", 0.3)
    rows = [Row([label(text) for text in SUMMARY_COLUMNS])]
    said = []
    for direction, section in SECTIONS.items():
        rows.append(Row([label(section, COLUMNS)]))
        count = hand.between(0, 4)
        for number in range(1, count + 1):
            row = _row(hand, direction, str(number))
            keys = ("number", "name", "category", "title", "results")
            where = f"rows[{len(said)}]."
            rows.append(Row([Cell([para(row[key])] if row[key] else [], keys=[where + key]) for key in keys]))
            if padded:
                row["number"] = f"0{number}"
                rows[-1].cells[0].value, rows[-1].cells[0].number_format = number, "00"
            said.append(row)
        if hand.trait("project-spare", 0.3):
            for text in (str(count + 1), "..."):
                rows.append(Row([label(text), *(Cell() for _ in range(COLUMNS - 1))]))
    title = TITLES[4]
    name = ""
    if told is None and hand.trait("district-in-name", 0.5):
        name = f"{district[0]}案例汇总表"
    elif told is None:
        title = hand.pick((f"{district[0]}{title}", f"{title}（{district[0]}）"))
    before = [para("附件4"), para(title, "bold")]
    record = Record("annex4", told or district[0], {"rows": said})
    tables = [Table(rows, COLUMNS, before)]
    if hand.trait("summary-split", 0.25):
        at = next(at for at, row in enumerate(rows) if row.cells[0].text == SECTIONS["清洁生产"])
        head = Row([label(text) for text in SUMMARY_COLUMNS])
        tables = [Table(rows[:at], COLUMNS, before), Table([head, *rows[at:]], COLUMNS, [para("")])]
    return Form(tables, record, "附件4", name)


def _row(hand: Hand, direction: str, number: str) -> dict[str, str]:
    branch = hand.pick(content.BRANCHES)
    green = direction == "绿色制造"
    return {
        "direction": direction,
        "number": number,
        "name": content.company(hand, branch[0]),
        "category": hand.pick(("国家级绿色工厂", "省级绿色供应链管理企业"))
        if green
        else hand.pick((*PROJECT_OPTIONS, "")),
        "title": hand.pick(content.PROJECTS) + hand.pick(("", "项目")),
        "results": content.sentences(hand, content.RESULTS, branch[0], 1, 1)[0],
    }
