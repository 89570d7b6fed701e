"""Numbers and amounts: how they were typed, what they are, and which have no value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.exam.content import NOTES
from tests.exam.hand import Hand
from tests.exam.model import Block, Cell, para
from tests.exam.notice import INDICATORS
from tests.exam.texts import runs

WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
NOTHING = ("/", "无", "-", "—", "——", "N/A")


@dataclass(slots=True)
class Typed:
    """The words in the cell and their value; `unread`: they have none and are kept as raw."""

    words: str
    value: Any
    unread: bool = False


def money(hand: Hand) -> Typed:
    """A figure in 万元."""
    n = hand.between(12, 9800)
    whole = Typed(str(n), n)
    kind = hand.which(
        {
            "number-grouped": 0.06,
            "number-full-width": 0.06,
            "number-about": 0.08,
            "number-bound": 0.05,
            "number-unit": 0.08,
            "number-multiple": 0.08,
            "number-rmb": 0.05,
            "number-range": 0.04,
            "number-two": 0.03,
            "number-misfit": 0.03,
            "number-nothing": 0.05,
            "number-words": 0.02,
        }
    )
    k = n * 10 + 1000
    return (
        {
            "number-grouped": Typed(f"{k:,}", k),
            "number-full-width": Typed(str(n).translate(WIDE), n),
            "number-about": Typed(
                hand.pick((f"约{n}", f"{n}余", f"{n}左右", f"约{n}万元", f"{n}万元左右")), n
            ),
            "number-bound": Typed(hand.pick((f"≥{n}", f"{n}以上", f"{n}万元以上")), n),
            "number-unit": Typed(hand.pick((f"{n}万元", f"{n} 万元", f"{n}.5万元")), n),
            "number-multiple": hand.pick(
                (Typed("1.2千万元", 1200), Typed(f"{n / 100:g}亿元", n * 100), Typed(f"{n}0000元", n))
            ),
            "number-rmb": Typed(f"人民币{n}万元", n),
            "number-range": Typed(
                hand.pick((f"{n}-{n + 80}", f"{n}～{n + 80}", f"{n}至{n + 80}万元", f"{n}—{n + 80}")),
                None,
                unread=True,
            ),
            "number-two": Typed(f"一期{n}，二期{n + 35}", None, unread=True),
            "number-misfit": Typed(hand.pick((f"{n}吨", f"{n}kWh", f"{n}tce")), None, unread=True),
            "number-nothing": Typed(hand.pick(NOTHING), None),
            "number-words": Typed(hand.pick(("见附件", "待测算")), None, unread=True),
        }.get(kind, whole)
        if kind != "number-unit"
        else _with_unit(hand, n)
    )


def _with_unit(hand: Hand, n: int) -> Typed:
    return hand.pick((Typed(f"{n}万元", n), Typed(f"{n} 万元", n), Typed(f"{n}.5万元", n + 0.5)))


UNITS = {
    "energy_saved": "tce",
    "water_saved": "m³",
    "carbon_cut": "tCO₂e",
    "pollutants_cut": "t",
    "solid_waste_used": "t",
    "toxics_cut": "t",
}
SAME = {
    "energy_saved": ("吨标准煤", "吨标煤", "tce", " tce"),
    "water_saved": ("m3", "立方米", "方", "m³"),
    "carbon_cut": ("tCO2e", "tCO₂e"),
    "pollutants_cut": ("t", "吨"),
    "solid_waste_used": ("t", "吨"),
    "toxics_cut": ("t", "吨"),
}
MISFIT = {
    "energy_saved": ("kWh", "GJ"),
    "water_saved": ("吨", "kWh"),
    "carbon_cut": ("kWh",),
    "pollutants_cut": ("m³", "kWh"),
    "solid_waste_used": ("m³",),
    "toxics_cut": ("m³",),
}


@dataclass(slots=True)
class Amount:
    """An amount as typed: the words of the figure, of the note, the unit in the label."""

    words: str
    note: str
    value: dict[str, Any]
    unread: bool = False
    label_unit: str = ""


def amount(hand: Hand, key: str) -> Amount:
    """An indicator's amount."""
    if key == "materials_saved":
        return _materials(hand)
    unit = UNITS[key]
    n = hand.between(2, 9000)
    kind = hand.which(
        {
            "number-nothing": 0.07,
            "number-range": 0.03,
            "number-misfit": 0.06,
            "number-multiple": 0.05,
            "unit-synonym": 0.12,
            "number-about": 0.05,
            "number-bound": 0.02,
            "number-full-width": 0.03,
            "number-grouped": 0.03,
        }
    )
    if kind == "" and hand.chance(0.2):
        words, value, unread = "", None, False
    else:
        words, value, unread = {
            "number-nothing": (hand.pick(NOTHING), None, False),
            "number-range": (f"{n}-{n + 50}", None, True),
            "number-misfit": (f"{n}{hand.pick(MISFIT[key])}", n, False),
            "number-multiple": (
                f"1.{n % 9 + 1}万{hand.pick(SAME[key]).strip()}",
                10000 + (n % 9 + 1) * 1000,
                False,
            ),
            "unit-synonym": (f"{n}{hand.pick(SAME[key])}", n, False),
            "number-about": (hand.pick((f"约{n}", f"{n}左右", f"{n}余")), n, False),
            "number-bound": (f"≥{n}", n, False),
            "number-full-width": (str(n).translate(WIDE), n, False),
            "number-grouped": (f"{n + 1000:,}", n + 1000, False),
        }.get(kind, (hand.pick((str(n), f"{n}.6")), None, False))
        if kind == "":
            value = float(words) if "." in words else int(words)
    if kind == "number-misfit":
        unit = words.removeprefix(str(n))
    note = (
        hand.pick(NOTES)
        if hand.chance(0.5) and (value is not None or hand.trait("note-without-amount", 0.3))
        else ""
    )
    return Amount(
        words, note, {"amount": value, "unit": unit if value is not None else "", "note": note}, unread
    )


def _materials(hand: Hand) -> Amount:
    n = hand.between(2, 900)
    unit = "" if hand.trait("unit-left-blank", 0.15) else hand.pick(("吨", "t", "kg", "件", "升"))
    note = hand.pick(NOTES) if hand.chance(0.5) else ""
    if hand.trait("number-nothing", 0.1):
        note = note if note and hand.trait("note-without-amount", 0.3) else ""
        return Amount(hand.pick(NOTHING), note, {"amount": None, "unit": "", "note": note}, False, unit)
    if unit in ("吨", "t") and hand.trait("unit-beats", 0.2):
        return Amount(f"{n}kg", note, {"amount": n, "unit": "kg", "note": note}, False, unit)
    return Amount(str(n), note, {"amount": n, "unit": unit, "note": note}, False, unit)


def number_cell(hand: Hand, words: str, key: str, **spans: int) -> Cell:
    """The cell of a figure; a sheet may store it as a number, shown in a format of its own."""
    blocks: list[Block] = [para("")] if not words else []
    if words:
        block = para(words)
        block.runs = runs(hand, words) if len(words) > 2 else block.runs
        blocks = [block]
    cell = Cell(blocks, keys=[key], **spans)
    plain = words.replace(".", "", 1)
    if plain.isascii() and plain.isdigit() and hand.trait("number-stored", 0.7):
        cell.value = float(words) if "." in words else int(words)
        if hand.trait("number-format", 0.3):
            cell.number_format = '0.00"万元"' if key.endswith(("investment", "benefit")) else "#,##0.0"
    return cell


def note_cell(hand: Hand, key: str, note: str) -> Cell:
    """The note beside an amount, behind or below the form's lead-in."""
    lead = INDICATORS[key][1]
    words: list[Block] = [para(note)] if note else []
    if lead and not note and hand.trait("note-lead-in-alone", 0.3):
        words = [para(lead)]
    elif lead and note and hand.trait("note-lead-in", 0.35):
        words = [para(lead + note)] if hand.chance(0.5) else [para(lead), para(note)]
    return Cell(words)
