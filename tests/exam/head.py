"""The head of annexes 1 to 3: who fills the form in, with labels and answers side by side."""

from __future__ import annotations

from typing import Any

from tests.exam import content
from tests.exam.codes import code
from tests.exam.hand import Hand
from tests.exam.layout import Item, Labels
from tests.exam.model import Block, Cell, Para, Record, Run
from tests.exam.texts import hinted, short, typed

District = tuple[str, str, str]


class Filling:
    """A form in the making: its answers as items to lay out, and their values."""

    def __init__(self, hand: Hand, annex: int, district: District) -> None:
        self.hand, self.annex, self.district = hand, annex, district
        self.labels = Labels(hand, annex)
        self.branch = hand.pick(content.BRANCHES)
        self.thing = self.branch[0]
        self.fields: dict[str, Any] = {}
        self.items: list[Item] = []
        self.raw: list[str] = []

    def put(self, key: str, blocks: list[Block], value: Any, *, long: bool = False) -> Cell:
        """An answer with its label."""
        self.fields[key] = value
        cell = Cell(blocks, keys=[key])
        self.items.append(Item(key, self.labels.text(key), cell, long))
        return cell

    def name(self) -> None:
        park = self.annex == 2
        name = content.park(self.hand) if park else content.company(self.hand, self.thing)
        self.put("name", *typed(self.hand, [name]))

    def who(self) -> None:
        """Codes, contact, phone, address, e-mail, profile."""
        hand = self.hand
        for key, at in (("industry_division", 1), ("industry_class", 3)) if self.annex != 2 else ():
            blocks, value = code(hand, self.branch[at], self.branch[at + 1])
            self.put(key, hinted(hand, self.annex, key, blocks, 0.4), value)
        self.put("contact", *short(hand, "contact", hand.pick(content.PEOPLE)))
        stored(hand, self.put("phone", *short(hand, "phone", _phone(hand))))
        where = self.district[2]
        town = where.split("镇")[0].split("街道")[0] != where and hand.trait("address-town", 0.15)
        place = f"广州市{'' if town else self.district[0]}{where}{hand.between(1, 300)}号"
        self.put("address", *short(hand, "address", place))
        self.put("email", *short(hand, "email", content.email(hand)))
        pool = content.PARK_PROFILE if self.annex == 2 else content.PROFILE
        blank = hand.trait("answer-blank", 0.04)
        blocks, value = ([], "") if blank else typed(hand, content.sentences(hand, pool, self.thing))
        self.put("profile", hinted(hand, self.annex, "profile", blocks), value, long=True)

    def join(self) -> None:
        """联系人及联系电话 over one cell."""
        hand = self.hand
        contact, phone = (
            next(item for item in self.items if item.key == key) for key in ("contact", "phone")
        )
        plain = all(
            len(item.answer.blocks) == 1
            and isinstance(item.answer.blocks[0], Para)
            and len(item.answer.text) > 1
            and item.answer.value is None
            for item in (contact, phone)
        )
        said = phone.answer.text
        if (
            not plain
            or not said[:1].isdigit()
            or len(said.split()) > 1
            or not hand.trait("label-joined", 0.06)
        ):
            return
        first, second = contact.answer.blocks[0], phone.answer.blocks[0]
        assert isinstance(first, Para)
        assert isinstance(second, Para)
        both = Para([*first.runs, Run(hand.pick((" ", "，", "/"))), *second.runs])
        contact.label = hand.pick(("联系人及联系电话", "联系人及电话"))
        contact.answer = Cell([both], keys=["contact", "phone"])
        self.items.remove(phone)

    def lose(self) -> None:
        """Leave an answer's row out."""
        if self.hand.trait("row-missing", 0.06):
            lost = self.hand.pick([item for item in self.items if item.key in ("email", "profile", "photos")])
            self.items.remove(lost)
            self.fields[lost.key] = [] if lost.key == "photos" else ""

    def record(self, told: str | None) -> Record:
        """The record. `told`: the district that the folder names; without it the address does."""
        seen = self.district[0] if len(self.fields["address"]) > 1 else None
        return Record(f"annex{self.annex}", told or seen, self.fields, self.raw)


def stored(hand: Hand, cell: Cell) -> None:
    """A phone that a sheet keeps as a number, shown as the number is or by a format of its own."""
    said = cell.text
    local = said.removeprefix("020-")
    if not (local.isascii() and local.isdigit()):
        return
    if len(said) == 11 and local == said and hand.trait("phone-stored", 0.5):
        cell.value, cell.number_format = int(said), "0"
    elif local != said and hand.trait("phone-format", 0.6):
        cell.value, cell.number_format = int(local), '"020-"00000000'


def _phone(hand: Hand) -> str:
    mobile, landline = content.mobile(hand), content.landline(hand)
    return hand.pick((mobile, landline, f"{landline}、{mobile}"))
