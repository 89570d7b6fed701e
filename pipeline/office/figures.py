"""Numbers in the places that a format's code has for them: ``#,##0.00``, ``000-0000``, ``# ?/?``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

Piece = tuple[str, str]  # kind ("sign", "exponent" or other) and text

_WIDE = Context(prec=700)
_PLACES = frozenset("#0?")


def shown(value: Decimal, pieces: Sequence[Piece]) -> str:
    """A number by the pieces of its format's section; text around it stays."""
    signs = [text for kind, text in pieces if kind == "sign"]
    sign = "-" if value < 0 else ""
    value = abs(value).scaleb(2 * signs.count("%"), _WIDE)
    if not any(text in _PLACES for text in signs):
        return sign + "".join(text for kind, text in pieces if kind != "sign" or text == "%")
    if "/" in signs:
        return _fraction(value, pieces, sign)
    exponent = next((at for at, (kind, _) in enumerate(pieces) if kind == "exponent"), None)
    if exponent is not None:
        return _scientific(value, pieces, exponent, sign)
    return _plain(value, pieces, sign)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How pieces show a plain number: where the dot stands, how often thousands are left out and so on."""

    dot: int
    scaled: int
    grouped: bool
    decimals: int


@lru_cache(maxsize=1024)
def _plan(pieces: tuple[Piece, ...]) -> _Plan:
    dot = next((at for at, piece in enumerate(pieces) if piece == ("sign", ".")), len(pieces))
    places = [at for at, (kind, text) in enumerate(pieces) if kind == "sign" and text in _PLACES]
    last_whole = max((at for at in places if at < dot), default=-1)
    last = max(places)
    scaled = sum(
        1 for at, piece in enumerate(pieces) if piece == ("sign", ",") and _scales(at, last_whole, last, dot)
    )
    grouped = any(piece == ("sign", ",") and places[0] < at < last_whole for at, piece in enumerate(pieces))
    return _Plan(dot, scaled, grouped, decimals=sum(1 for at in places if at > dot))


def _plain(value: Decimal, pieces: Sequence[Piece], sign: str) -> str:
    plan = _plan(tuple(pieces))
    scaled = value.scaleb(-3 * plan.scaled, _WIDE)
    rounded = scaled.quantize(Decimal(1).scaleb(-plan.decimals), ROUND_HALF_UP, _WIDE)
    whole, _, fraction = f"{rounded:f}".partition(".")
    if not rounded:
        sign = ""
    shown = _whole(pieces[: plan.dot], whole.lstrip("0"), plan.grouped, sign)
    if plan.dot < len(pieces):
        shown += "." + _decimals(pieces[plan.dot + 1 :], fraction)
    return shown


def _scales(at: int, last_whole: int, last: int, dot: int) -> bool:
    """Whether a comma divides by a thousand: behind the last place before the dot, or at the end."""
    return last_whole < at < dot or at > last


def _whole(pieces: Sequence[Piece], figure: str, grouped: bool, sign: str) -> str:
    """The digits before the dot, set from the right; the first place takes all that are left."""
    first = next((at for at, (kind, text) in enumerate(pieces) if kind == "sign" and text in _PLACES), -1)
    out: list[str] = []
    count = 0

    def put(digit: str) -> None:
        nonlocal count
        if grouped and count and count % 3 == 0:
            out.append(",")
        out.append(digit)
        count += 1

    rest = figure
    for at in range(len(pieces) - 1, -1, -1):
        kind, text = pieces[at]
        if kind != "sign" or text == "%":
            out.append(text[::-1])
        elif text in _PLACES:
            taken, rest = (rest[-1:], rest[:-1]) if at != first else (rest, "")
            for digit in reversed(taken):
                put(digit)
            if not taken and text != "#":
                put("0" if text == "0" else " ")
            if at == first:
                out.append(sign)
    if first < 0:
        out = [figure[::-1], sign, *out] if not figure else [*out, figure[::-1], sign]
    return "".join(out)[::-1]


def _decimals(pieces: Sequence[Piece], fraction: str) -> str:
    kept = len(fraction.rstrip("0"))
    out, at = [], 0
    for kind, text in pieces:
        if kind != "sign" or text == "%":
            out.append(text)
        elif text in _PLACES:
            if at < kept or text == "0":
                out.append(fraction[at])
            elif text == "?":
                out.append(" ")
            at += 1
    return "".join(out)


def _scientific(value: Decimal, pieces: Sequence[Piece], exponent: int, sign: str) -> str:
    head, tail = pieces[:exponent], pieces[exponent + 1 :]
    dot = next((at for at, piece in enumerate(head) if piece == ("sign", ".")), len(head))
    whole = sum(1 for kind, text in head[:dot] if kind == "sign" and text in _PLACES)
    decimals = sum(1 for kind, text in head[dot:] if kind == "sign" and text in _PLACES)
    power = _power(value, whole)
    mantissa = value.scaleb(-power, _WIDE).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
    if mantissa >= 10 ** max(whole, 1):
        power += max(whole, 1)
        mantissa = mantissa.scaleb(-max(whole, 1), _WIDE)
    mark = "-" if power < 0 else ("+" if pieces[exponent][1].endswith("+") else "")
    return _plain(mantissa, head, sign) + "E" + mark + _whole(tail, str(abs(power)).lstrip("0"), False, "")


def _power(value: Decimal, whole: int) -> int:
    adjusted = value.adjusted() if value else 0
    return adjusted - adjusted % whole if whole > 1 else adjusted


def _fraction(value: Decimal, pieces: Sequence[Piece], sign: str) -> str:
    """``# ?/?``: the nearest fraction; a denominator that is written out stays as it is."""
    slash = next(at for at, piece in enumerate(pieces) if piece == ("sign", "/"))
    below = "".join(text for _, text in pieces[slash + 1 :]).strip()
    before = [text for kind, text in pieces[:slash] if kind == "sign" and text in _PLACES]
    is_mixed = any(kind != "sign" for kind, _ in pieces[1:slash]) and len(before) > 1
    exact = Fraction(value)
    whole = int(exact) if is_mixed else 0
    fixed = int(below) if below.isdigit() and int(below) else 0
    if fixed:
        part = Fraction(round((exact - whole) * fixed), fixed)
        above, under = round(part * fixed), fixed
    else:
        part = (exact - whole).limit_denominator(10 ** min(max(len(below), 1), 5) - 1)
        above, under = part.numerator, part.denominator
    if is_mixed and above == under:
        whole, above = whole + 1, 0
    if not above:
        return sign + str(whole) if whole else "0"
    return f"{sign}{whole} {above}/{under}" if whole else f"{sign}{above}/{under}"
