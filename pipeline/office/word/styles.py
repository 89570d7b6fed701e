"""What of styles and direct formatting matters to a reader: hidden, symbol fonts, lists, hints.

Source: ECMA-376 Part 1, 17.7 (styles; 17.7.3 for switches that styles flip), 17.3.2.26
(which font is for which characters).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.office import symbols
from pipeline.office.parsing import Element, integer
from pipeline.office.word.names import P_PR, R_PR, VAL, W, on

HINT_STYLE = "提示"
_PROMPT_STYLES = frozenset(("placeholder text", "占位符文本"))

_STYLE, _BASED, _NAME, _TYPE, _ID = f"{W}style", f"{W}basedOn", f"{W}name", f"{W}type", f"{W}styleId"
_P_STYLE, _R_STYLE, _FONTS, _VANISH = f"{W}pStyle", f"{W}rStyle", f"{W}rFonts", f"{W}vanish"
_NUM_PR, _NUM_ID, _LEVEL = f"{W}numPr", f"{W}numId", f"{W}ilvl"
_MARKS = {f"{W}del": "joins", f"{W}moveFrom": "joins", _VANISH: "vanish"}
_SLOTS = tuple((slot, f"{W}{slot}", f"{W}{slot}Theme") for slot in ("ascii", "hAnsi"))

Fonts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is seen: not at all, as a hint, as a control's prompt, in symbols."""

    hidden: bool = False
    hint: bool = False
    prompt: bool = False
    fonts: tuple[str, str] | None = None  # for characters below 128 and for those above, where one is symbols

    def shown(self, text: str) -> str:
        """Text as a person sees it in this look's fonts."""
        if self.fonts is None:
            return text
        low, high = self.fonts
        if low == high:
            return symbols.seen(text, low)
        return symbols.seen(symbols.seen(text, low, range(0x80)), high, range(0x80, 0x100))


@dataclass(frozen=True, slots=True)
class Setting:
    """A paragraph's setting: its runs' look, its style's id, its list, whether its mark is seen."""

    look: Look
    style: str = ""
    num_id: str = ""
    level: int = 0
    joins: bool = False


@dataclass(slots=True)
class _Style:
    """A style with what it inherits. ``vanish`` None: nothing said."""

    vanish: bool | None = None
    fonts: Fonts = field(default_factory=dict)
    num_id: str = ""
    level: int | None = None
    bound: str = ""  # the style that names the list: its level may stand there


class Styles:
    """The styles of a document, resolved when they are first asked for."""

    def __init__(self, root: Element | None) -> None:
        self._nodes: dict[str, Element] = {}
        self._known: dict[str, _Style] = {}
        self._default_paragraph = ""
        self._hints: set[str] = set()
        self._prompts: set[str] = set()
        self.list_styles: dict[str, str] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        self._default = _Style()
        if root is not None:
            self._learn(root)

    def _learn(self, root: Element) -> None:
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{R_PR}")
        if defaults is not None:
            self._default = _Style(*_character(defaults, {}))
        for node in root.iterfind(_STYLE):
            style_id, kind, name = node.get(_ID, ""), node.get(_TYPE), node.find(_NAME)
            called = (name.get(VAL) or "") if name is not None else ""
            self._nodes[style_id] = node
            if called == HINT_STYLE:
                self._hints.add(style_id)
            elif called.lower() in _PROMPT_STYLES:
                self._prompts.add(style_id)
            if kind == "paragraph" and node.get(f"{W}default") is not None and on(node.get(f"{W}default")):
                self._default_paragraph = style_id
            elif kind == "numbering":
                number = node.find(f"{P_PR}/{_NUM_PR}/{_NUM_ID}")
                if number is not None:
                    self.list_styles[style_id] = number.get(VAL) or ""

    def _style(self, style_id: str) -> _Style:
        """A style with all that it is based on; one that is its own ancestor inherits nothing."""
        known = self._known.get(style_id)
        if known is not None:
            return known
        node = self._nodes.get(style_id)
        if node is None:
            return _Style()
        self._known[style_id] = _Style()
        base = node.find(_BASED)
        found = replace(self._style(base.get(VAL) or "")) if base is not None else _Style()
        characters = node.find(R_PR)
        if characters is not None:
            vanish, found.fonts = _character(characters, found.fonts)
            found.vanish = found.vanish if vanish is None else vanish
        numbers = node.find(f"{P_PR}/{_NUM_PR}")
        if numbers is not None:
            _list_of(numbers, found, style_id)
        self._known[style_id] = found
        return found

    def setting(self, properties: Element | None) -> Setting:
        """What a paragraph's properties (None: it has none) make of it."""
        style_id, numbers, mark = self._default_paragraph, None, None
        for child in properties if properties is not None else ():
            tag = child.tag
            if tag == _P_STYLE:
                style_id = child.get(VAL) or ""
            elif tag == _NUM_PR:
                numbers = child
            elif tag == R_PR:
                mark = child
        style = self._style(style_id) if style_id else _Style()
        listed = replace(style)
        if numbers is not None:
            _list_of(numbers, listed, "")
        look = self._look(style_id, "")
        joins = _joins(mark) if mark is not None else None
        return Setting(
            look,
            listed.bound,
            listed.num_id if listed.num_id != "0" else "",
            -1 if listed.level is None else listed.level,
            look.hidden if joins is None else joins,
        )

    def paragraph_style(self, properties: Element | None) -> str:
        """The id of a paragraph's style."""
        named = properties.find(_P_STYLE) if properties is not None else None
        return (named.get(VAL) or "") if named is not None else self._default_paragraph

    def look(self, properties: Element, paragraph_style: str) -> Look:
        """The look of a run by its properties in a paragraph of a style."""
        style_id, fonts, vanish = "", None, None
        for child in properties:
            tag = child.tag
            if tag == _R_STYLE:
                style_id = child.get(VAL) or ""
            elif tag == _FONTS:
                fonts = child
            elif tag == _VANISH:
                vanish = on(child.get(VAL))
        found = self._look(paragraph_style, style_id)
        if vanish is not None and vanish != found.hidden:
            found = replace(found, hidden=vanish)
        if fonts is not None:
            symbol = self._symbol(fonts, paragraph_style, style_id)
            if symbol != found.fonts:
                found = replace(found, fonts=symbol)
        return found

    def _look(self, paragraph_style: str, style_id: str) -> Look:
        key = paragraph_style, style_id
        known = self._looks.get(key)
        if known is None:
            paragraph = self._style(paragraph_style)
            run = self._style(style_id)
            known = self._looks[key] = Look(
                hidden=bool(self._default.vanish) or bool(paragraph.vanish) != bool(run.vanish),
                hint=style_id in self._hints,
                prompt=style_id in self._prompts,
                fonts=_symbol_fonts({**self._default.fonts, **paragraph.fonts, **run.fonts}),
            )
        return known

    def _symbol(self, node: Element, paragraph_style: str, style_id: str) -> tuple[str, str] | None:
        inherited = (self._default, self._style(paragraph_style), self._style(style_id))
        if not any(style.fonts for style in inherited):
            return _symbol_fonts(_fonts(node, {}))
        merged: Fonts = {}
        for style in inherited:
            merged |= style.fonts
        return _symbol_fonts(_fonts(node, merged))


def _joins(mark: Element) -> bool | None:
    """Whether a paragraph goes on in the next one: its mark deleted, moved away or hidden; None: not said."""
    found = None
    for child in mark:
        said = _MARKS.get(child.tag)
        if said == "joins":
            return True
        if said:
            found = on(child.get(VAL))
    return found


def _list_of(numbers: Element, style: _Style, bound: str) -> None:
    for child in numbers:
        if child.tag == _NUM_ID:
            style.num_id, style.bound = child.get(VAL) or "", bound
            if not bound:
                style.level = style.level or 0
        elif child.tag == _LEVEL:
            style.level = integer(child.get(VAL))


def _character(properties: Element, inherited: Fonts) -> tuple[bool | None, Fonts]:
    vanish, fonts = properties.find(_VANISH), properties.find(_FONTS)
    return (
        on(vanish.get(VAL)) if vanish is not None else None,
        _fonts(fonts, inherited) if fonts is not None else inherited,
    )


def _fonts(node: Element, inherited: Fonts) -> Fonts:
    """The fonts by their slots; one of the theme is no symbol font."""
    found = dict(inherited)
    for slot, named, themed in _SLOTS:
        name = node.get(named)
        if node.get(themed) is not None:
            found[slot] = ""
        elif name is not None:
            found[slot] = name
    return found


def _symbol_fonts(fonts: Fonts) -> tuple[str, str] | None:
    """The fonts for characters below 128 and from there on; None where neither is a symbol font.

    Writers fill one slot and leave the others to chance, so an empty one takes what is there.
    """
    symbol = next((name for name in fonts.values() if symbols.is_symbol_font(name)), None)
    if symbol is None:
        return None
    low = fonts.get("ascii", symbol)
    high = fonts.get("hAnsi", symbol)
    if not symbols.is_symbol_font(high) and symbols.is_symbol_font(low):
        high = low
    return low, high
