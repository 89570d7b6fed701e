"""Text answers: how they were typed, and what they say."""

from __future__ import annotations

from tests.exam.hand import Hand
from tests.exam.model import Block, Box, Nested, Para, Run, para
from tests.exam.notice import HINTS

NOWHERE = 2


def typed(hand: Hand, lines: list[str], *, rich: bool = False) -> tuple[list[Block], str]:
    """The paragraphs of an answer and its value. `rich`: lists, boxes, small tables may stand in it."""
    blocks: list[Block] = []
    values: list[str] = []
    soft = len(lines) > 1 and hand.trait("soft-break", 0.06)
    if soft:
        return [para("\n".join(lines))], "\n".join(lines)
    for line in lines:
        block, value = _line(hand, line)
        blocks.append(block)
        values.append(value)
    if len(lines) > 1 and hand.trait("empty-lines", 0.1):
        blocks.insert(1, para(hand.pick(("", "  "))))
    if rich:
        _enrich(hand, blocks, values)
    if _joinable(blocks) and hand.trait("mark-deleted", 0.08):
        first = blocks[0]
        assert isinstance(first, Para)
        first.joined = True
        values[0:2] = [values[0] + values[1]]
    return blocks, "\n".join(values)


def _joinable(blocks: list[Block]) -> bool:
    """Whether the first two paragraphs can become one by deleting the mark between them."""
    pair = blocks[:2]
    words = [b for b in pair if isinstance(b, Para) and not b.number and b.text.strip() == b.text != ""]
    return len(words) == 2


def _enrich(hand: Hand, blocks: list[Block], values: list[str]) -> None:
    if len(blocks) > 1 and hand.trait("list-automatic", 0.15):
        listed = hand.pick(("decimal", "bracket", "chinese"))
        shown = {"decimal": "{}. ", "bracket": "（{}）", "chinese": "{}、"}[listed]
        styled = "style" if hand.trait("list-style", 0.3) else ""
        restart = f"{listed}#{hand.between(1, 999999)}"
        lines = [block for block in blocks if isinstance(block, Para) and block.text.strip()]
        for at, block in enumerate(lines):
            block.number, block.dress = (restart, 0), styled
            number = "一二三四五六七八九"[at] if listed == "chinese" else str(at + 1)
            indent = len(block.text) - len(block.text.lstrip())
            values[at] = shown.format(number) + " " * indent + values[at]
    elif hand.trait("nested-table", 0.1):
        rows = [["指标", "改造前", "改造后"], ["电耗", f"{hand.between(10, 99)}", f"{hand.between(1, 9)}"]]
        blocks.append(Nested(rows))
        values.extend("\t".join(row) for row in rows)
    elif hand.trait("text-box", 0.1):
        said = f"示意：改造后能耗为原来的{hand.between(40, 90)}%"
        blocks.append(Box([para(said)], hand.pick(("both", "drawingml", "vml"))))
        values.append(said)


def _line(hand: Hand, line: str) -> tuple[Para, str]:
    shown = line
    half = len(line) // 2
    if len(line) > 8:
        if hand.trait("ideographic-space", 0.05):
            shown = "　　" + line[:half] + "　" + line[half:]
            line = line[:half] + " " + line[half:]
        elif hand.trait("no-break-space", 0.04):
            shown = line[:half] + "\u00a0" + line[half:]
            line = line[:half] + " " + line[half:]
        elif hand.trait("zero-width", 0.04):
            shown = line[:half] + hand.pick(("\u200b", "\ufeff", "\u200d")) + line[half:]
        elif hand.trait("typed-tab", 0.04):
            shown = line[:half] + "\t" + line[half:]
            line = line[:half] + " " + line[half:]
    return Para(runs(hand, shown)), line


def runs(hand: Hand, text: str) -> list[Run]:
    """The runs of a line: cut, revised, wrapped; together they still say `text`."""
    if len(text) < 2:
        return [Run(text)]
    cut = hand.between(1, len(text) - 1)
    end = hand.between(cut, len(text))
    a, b, c = text[:cut], text[cut:end], text[end:]
    kind = hand.which(
        {
            "text-inserted": 0.05,
            "text-deleted": 0.05,
            "text-moved": 0.03,
            "text-hidden": 0.04,
            "text-hidden-style": 0.03,
            "text-field": 0.03,
            "text-alternate": 0.03,
            "run-control": 0.06,
            "split-runs": 0.15,
        }
    )
    gone = hand.pick(("（待核实）", "旧", "2019年数据", "草稿"))
    made = {
        "text-inserted": [Run(a), Run(b, "ins"), Run(c)],
        "text-deleted": [Run(a), Run(gone, "del"), Run(b + c)],
        "text-moved": [Run(b, "moved-from"), Run(a), Run(b, "moved-to"), Run(c)],
        "text-hidden": [Run(a), Run(gone, "hidden"), Run(b + c)],
        "text-hidden-style": [Run(a), Run(gone, "hidden-style"), Run(b + c)],
        "text-field": [Run(a), Run(b, "field"), Run(c)],
        "text-alternate": [Run(a), Run(b, "alternate"), Run(c)],
        "run-control": [Run(a), Run(b, "control"), Run(c)],
        "split-runs": [Run(a), Run(b), Run(c)],
    }.get(kind, [Run(text)])
    if kind in ("text-inserted", "text-moved", "text-field", "text-alternate", "run-control") and not b:
        hand.drawn.discard(kind)
        return [Run(text)]
    return [run for run in made if run.text]


def short(hand: Hand, key: str, text: str) -> tuple[list[Block], str]:
    """A short answer, or what stands in its place."""
    if hand.trait("answer-blank", 0.04):
        if hand.trait("placeholder", 0.5):
            return [Para([Run("单击或点击此处输入文字。", "placeholder")])], ""
        return [], ""
    if key == "email" and hand.trait("text-link", 0.4):
        return [Para([Run(text, "link")])], text
    if key == "contact" and hand.trait("dropdown", 0.2):
        return [Para([Run(text, "dropdown")])], text
    if key in ("email", "phone") and hand.trait("answer-nothing-text", 0.03):
        said = hand.pick(("无", "/", "——"))
        return [para(said)], said
    block, value = _line(hand, text)
    return [block], value


def hinted(hand: Hand, annex: int, key: str, blocks: list[Block], calm: float = 1.0) -> list[Block]:
    """An answer with what became of its hint."""
    hint = HINTS[annex].get(key, "")
    if not hint:
        return blocks
    if not blocks:
        if hand.trait("hint-alone", 0.4):
            return [para(hint)]
        return blocks
    where = hand.which({"hint-kept": 0.2 * calm, "hint-below": 0.08 * calm, "hint-inline": 0.06 * calm})
    if not where:
        return blocks
    if key not in ("industry_division", "industry_class"):
        hint = worn(hand, hint, whole=where == "hint-inline")
    first = blocks[0]
    if where == "hint-inline" and isinstance(first, Para) and not first.number and first.text.strip():
        first.runs.insert(0, Run(hint))
        return blocks
    if where == "hint-inline":
        hand.drawn.discard(where)
        return blocks
    return [*blocks, para(hint)] if where == "hint-below" else [para(hint), *blocks]


def worn(hand: Hand, hint: str, *, whole: bool = False) -> str:
    """A hint as it was left: whole, cut, or retyped. Cut short before an answer on its line, it has no end."""
    parts = hint.split("、")
    how = hand.which({"hint-cut": 0.0 if whole else 0.15, "hint-retyped": 0.15})
    if how == "hint-cut" and len(parts) > NOWHERE + 2:
        return "、".join(parts[:-NOWHERE]) + ("）" if hint.startswith("（") else "")
    if how == "hint-cut":
        hand.drawn.discard(how)
    if how == "hint-retyped":
        retyped = hint.replace("（", "(").replace("）", ")").replace("，", ",")
        return hand.pick((retyped, hint.replace("、", "，", 1), hint.replace("等", "等内容", 1)))
    return hint
