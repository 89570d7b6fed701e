"""Word documents as a person sees them: paragraphs, grids and pictures in reading order.

Read straight from the XML (ECMA-376 Part 1, 17): inserted revisions are in, deleted and
hidden text is out, ticks of every kind are characters, a field shows its result, of an
alternate content one branch counts, and a text box reads where it is anchored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from pipeline.model import Block, Cell, Document, Grid, Paragraph, Place
from pipeline.office import symbols
from pipeline.office.numbering import Numbering
from pipeline.office.package import Element, Package
from pipeline.office.parsing import integer
from pipeline.office.pictures import Pictures
from pipeline.office.tally import Tally

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGEDATA = "{urn:schemas-microsoft-com:vml}imagedata"
_TXBX = f"{W}txbxContent"
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_VAL = f"{W}val"

HINT_STYLE = "提示"
MAX_SPAN = 64  # Word has 63 columns at most

# What stands in these is seen as if the wrapper were not there.
_TRANSPARENT = frozenset(
    f"{W}{name}"
    for name in (
        "ins",
        "moveTo",
        "smartTag",
        "customXml",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
        "sdtContent",
    )
)
_OFF = frozenset(("0", "false", "off"))
_INVISIBLE = dict.fromkeys(
    [
        *range(9),
        0x0B,
        0x0C,
        *range(0x0E, 0x20),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        0xFEFF,
        0xFFFC,
        0xAD,
        *range(0xD800, 0xE000),  # halves of a character: no text holds them
        0xFFFE,
        0xFFFF,
    ]
)
_SPACES = {0xA0: " ", 0x3000: " ", 0x2002: " ", 0x2003: " ", 0x2007: " ", 0x2009: " ", 0x202F: " ", 0x09: " "}
_CLEAN = {**_INVISIBLE, **_SPACES}


def clean(text: str) -> str:
    """Text with zero-width characters dropped and every kind of space made a plain one."""
    return text.translate(_CLEAN)


def read(package: Package, root: Element) -> Document:
    """The document of a Word package's main part; raises `Unreadable`."""
    body = root.find(f"{W}body")
    blocks = _Reader(package).blocks(body) if body is not None else ()
    return Document("docx", tuple(blocks))


class _Styles(NamedTuple):
    """What of the styles matters to a reader, by style id."""

    hidden: frozenset[str]
    hint: frozenset[str]
    symbol: dict[str, str]
    numbering: dict[str, tuple[str, int]]


class _Piece(NamedTuple):
    text: str
    hint: bool


class _Reader:
    """One pass over a document; keeps what crosses paragraphs: fields, lists, table numbers."""

    def __init__(self, package: Package) -> None:
        self._relations = package.relations(package.main)
        self._pictures = Pictures(package)
        parts = {
            relation.kind: relation.target for relation in self._relations.values() if not relation.external
        }
        styles = parts.get("styles", "")
        numbers = parts.get("numbering", "")
        self._styles = _styles(package.xml(styles) if styles in package else None)
        self._numbering = Numbering(package.xml(numbers) if numbers in package else None)
        self._tally = Tally(package.limits)
        self._in_code: list[bool] = []
        self._codes = 0  # how many of these are true
        self._tables = 0
        self._depth = 0
        self._carried: list[_Piece] = []

    def blocks(self, container: Element) -> Iterator[Block]:
        """The blocks of a body, a cell, a text box or a content control."""
        for child in container:
            tag = child.tag
            if tag == f"{W}p":
                yield from self._paragraph(child)
            elif tag == f"{W}tbl":
                yield from self._table(child)
            elif tag == f"{W}sdt":
                yield from self._control(child)
            elif tag in _TRANSPARENT:
                yield from self.blocks(child)
            elif tag == f"{_MC}AlternateContent":
                yield from self.blocks(_branch(child))

    def _control(self, sdt: Element) -> Iterator[Block]:
        content = sdt.find(f"{W}sdtContent")
        if content is None or _is_placeholder(sdt):
            # the placeholder's paragraph is kept, empty: a person sees an empty answer
            return
        yield from self.blocks(content)

    # -- paragraphs ---------------------------------------------------------------

    def _paragraph(self, node: Element) -> Iterator[Block]:
        properties = node.find(f"{W}pPr")
        pieces, self._carried = self._carried, []
        attached: list[Block] = []
        self._runs(node, pieces, attached)
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._carried = pieces  # the mark was deleted: what follows belongs to this paragraph
            yield from attached
            return
        number = self._number(properties) if pieces or attached else ""
        paragraph = _joined(pieces, number)
        self._tally.text(paragraph.number + paragraph.text)
        yield paragraph
        yield from attached

    def _number(self, properties: Element | None) -> str:
        if properties is None:
            return ""
        num_id, depth = "", 0
        style = properties.find(f"{W}pStyle")
        if style is not None:
            num_id, depth = self._styles.numbering.get(style.get(_VAL, ""), ("", 0))
        direct = properties.find(f"{W}numPr")
        if direct is not None:
            link, level = direct.find(f"{W}numId"), direct.find(f"{W}ilvl")
            num_id = link.get(_VAL, "") if link is not None else num_id
            depth = integer(level.get(_VAL)) if level is not None else depth
        return self._numbering.next(num_id, depth) if num_id not in ("", "0") else ""

    def _runs(self, container: Element, pieces: list[_Piece], attached: list[Block]) -> None:
        for child in container:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, pieces, attached)
            elif tag == f"{W}sdt":
                self._inline_control(child, pieces, attached)
            elif tag in _TRANSPARENT:
                self._runs(child, pieces, attached)
            elif tag == f"{_MC}AlternateContent":
                self._runs(_branch(child), pieces, attached)

    def _inline_control(self, sdt: Element, pieces: list[_Piece], attached: list[Block]) -> None:
        content = sdt.find(f"{W}sdtContent")
        checkbox = sdt.find(f"{W}sdtPr/{W14}checkbox")
        if content is None or (_is_placeholder(sdt) and checkbox is None):
            return
        before = len(pieces)
        self._runs(content, pieces, attached)
        if checkbox is not None and not any(piece.text.strip() for piece in pieces[before:]):
            state = checkbox.find(f"{W14}checked")
            ticked = state is not None and state.get(f"{W14}val", "1") not in _OFF
            pieces.append(_Piece("☑" if ticked else "□", False))

    def _run(self, run: Element, pieces: list[_Piece], attached: list[Block]) -> None:
        properties = run.find(f"{W}rPr")
        font, hint = None, False
        if properties is not None:
            style = properties.find(f"{W}rStyle")
            name = style.get(_VAL, "") if style is not None else ""
            if _is_hidden(properties) or name in self._styles.hidden:
                return
            hint = name in self._styles.hint
            fonts = properties.find(f"{W}rFonts")
            font = fonts.get(f"{W}ascii") if fonts is not None else self._styles.symbol.get(name)
        for child in run:
            text = self._run_child(child, attached)
            if text:
                if font and symbols.is_symbol_font(font) and child.tag == f"{W}t":
                    text = symbols.seen(text, font)
                pieces.append(_Piece(text, hint))

    def _run_child(self, child: Element, attached: list[Block]) -> str:
        """The text of a run's child; pictures and text boxes go to ``attached``."""
        tag = child.tag
        if tag == f"{W}fldChar":
            return self._field(child)
        if self._codes:
            return ""
        if tag == f"{W}t":
            return child.text or ""
        if tag in _BREAKS:
            return _BREAKS[tag]
        if tag == f"{W}br":
            return "" if child.get(f"{W}type") in ("page", "column") else "\n"
        if tag == f"{W}sym":
            return symbols.coded(child.get(f"{W}char", ""), child.get(f"{W}font", ""))
        if tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
            attached.extend(self._drawn(child))
        elif tag == f"{_MC}AlternateContent":
            return "".join(self._run_child(inner, attached) for inner in _branch(child))
        elif tag == f"{W}ruby":
            return "".join(node.text or "" for node in child.iterfind(f"{W}rubyBase//{W}t"))
        return ""

    def _field(self, node: Element) -> str:
        """Complex fields: between ``begin`` and ``separate`` stands the code, which no one sees."""
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            self._in_code.append(True)
            self._codes += 1
            box = node.find(f"{W}ffData/{W}checkBox")
            if box is not None and self._codes == 1:
                state = box.find(f"{W}checked")
                if state is None:
                    state = box.find(f"{W}default")
                ticked = state is not None and state.get(_VAL, "1") not in _OFF
                return "☑" if ticked else "□"
        elif kind == "separate" and self._in_code:
            self._codes -= self._in_code[-1]
            self._in_code[-1] = False
        elif kind == "end" and self._in_code:
            self._codes -= self._in_code.pop()
        return ""

    def _drawn(self, drawing: Element) -> Iterator[Block]:
        """Pictures and text boxes of a drawing, in document order, each once."""
        described = drawing.find(f".//{_DOC_PR}")
        if described is not None and described.get("hidden") in ("1", "true"):
            return
        yield from self._drawn_in(drawing)

    def _drawn_in(self, node: Element) -> Iterator[Block]:
        tag = node.tag
        if tag in (_BLIP, _IMAGEDATA):
            relation = self._relations.get(node.get(f"{_R}embed") or node.get(f"{_R}id") or "")
            picture = self._pictures.of_part(relation.target) if relation and not relation.external else None
            if picture is not None:
                yield picture
        elif tag == _TXBX:
            self._depth += 1
            carried, self._carried = self._carried, []
            yield from self.blocks(node)
            self._carried = carried
            self._depth -= 1
        elif tag == f"{_MC}AlternateContent":
            yield from self._drawn_in(_branch(node))
        else:
            for child in node:
                yield from self._drawn_in(child)

    # -- tables -------------------------------------------------------------------

    def _table(self, node: Element) -> Iterator[Block]:
        if self._depth == 0:
            self._tables += 1
        part = f"表{self._tables}"
        self._depth += 1
        cells = tuple(self._cells(node, part))
        self._depth -= 1
        if cells:
            yield Grid(part, cells)

    def _cells(self, table: Element, part: str) -> list[Cell]:
        """Cells in reading order; a vertically merged one once, with its rows as rowspan."""
        found: list[Cell] = []
        open_merges: dict[int, int] = {}  # column -> index in found of the cell that goes on below
        row = -1
        for tr in _children(table, f"{W}tr"):
            properties = tr.find(f"{W}trPr")
            if properties is not None and (
                properties.find(f"{W}del") is not None or _on(properties.find(f"{W}hidden"))
            ):
                continue
            row += 1
            self._tally.rows(row + 1)
            column = min(max(_int(properties, "gridBefore"), 0), MAX_SPAN)
            still_open: dict[int, int] = {}
            ordinal = 0
            for tc in _children(tr, f"{W}tc"):
                ordinal += 1
                column, ordinal = self._cell(tc, part, (row, column, ordinal), found, open_merges, still_open)
            open_merges = still_open
        return found

    def _cell(
        self,
        tc: Element,
        part: str,
        position: tuple[int, int, int],
        found: list[Cell],
        open_merges: dict[int, int],
        still_open: dict[int, int],
    ) -> tuple[int, int]:
        """Adds a cell, or lengthens the one above or beside; gives the next column and the ordinal."""
        row, column, ordinal = position
        properties = tc.find(f"{W}tcPr")
        span = min(max(_int(properties, "gridSpan", 1), 1), MAX_SPAN)
        self._tally.cells(span)
        down = properties.find(f"{W}vMerge") if properties is not None else None
        across = properties.find(f"{W}hMerge") if properties is not None else None
        if across is not None and across.get(_VAL) != "restart" and found and found[-1].row == row:
            last = found[-1]
            found[-1] = replace(last, colspan=last.colspan + span)
            return column + span, ordinal - 1
        if down is not None and down.get(_VAL) != "restart" and column in open_merges:
            index = open_merges[column]
            above = found[index]
            # what the cells below hold is not shown
            found[index] = replace(above, rowspan=row - above.row + 1)
            still_open[column] = index
            return column + span, ordinal
        if down is not None:
            still_open[column] = len(found)
        self._carried = []
        place = Place(part, row + 1, ordinal)
        found.append(Cell(place, row, column, 1, span, tuple(self.blocks(tc))))
        return column + span, ordinal


_BREAKS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}


def _joined(pieces: Iterable[_Piece], number: str) -> Paragraph:
    text: list[str] = []
    hints: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        shown = clean(piece.text)
        if piece.hint and shown:
            if hints and hints[-1][1] == at:
                hints[-1] = (hints[-1][0], at + len(shown))
            else:
                hints.append((at, at + len(shown)))
        text.append(shown)
        at += len(shown)
    return Paragraph("".join(text), number, tuple(hints))


def _styles(root: Element | None) -> _Styles:
    hidden, hint, symbol, numbering = set(), set(), {}, {}
    for style in root.iterfind(f"{W}style") if root is not None else ():
        style_id = style.get(f"{W}styleId", "")
        name = style.find(f"{W}name")
        if name is not None and name.get(_VAL) == HINT_STYLE:
            hint.add(style_id)
        properties = style.find(f"{W}rPr")
        if properties is not None and style.get(f"{W}type") == "character":
            if _is_hidden(properties):
                hidden.add(style_id)
            fonts = properties.find(f"{W}rFonts")
            if fonts is not None and symbols.is_symbol_font(fonts.get(f"{W}ascii")):
                symbol[style_id] = fonts.get(f"{W}ascii", "")
        link = style.find(f"{W}pPr/{W}numPr/{W}numId")
        if link is not None:
            level = style.find(f"{W}pPr/{W}numPr/{W}ilvl")
            numbering[style_id] = (link.get(_VAL, ""), integer(level.get(_VAL)) if level is not None else 0)
    return _Styles(frozenset(hidden), frozenset(hint), symbol, numbering)


def _children(node: Element, tag: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also within content controls and revisions."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _children(content, tag)
        elif child.tag in _TRANSPARENT:
            yield from _children(child, tag)


def _branch(alternate: Element) -> Element:
    """The branch of an alternate content that is shown: the first choice, else the fallback."""
    for child in alternate:
        if child.tag == f"{_MC}Choice" and len(child):
            return child
    fallback = alternate.find(f"{_MC}Fallback")
    return fallback if fallback is not None else alternate.makeelement(f"{_MC}Fallback")


def _is_placeholder(sdt: Element) -> bool:
    return _on(sdt.find(f"{W}sdtPr/{W}showingPlcHdr"))


def _is_hidden(properties: Element) -> bool:
    return _on(properties.find(f"{W}vanish"))


def _on(node: Element | None) -> bool:
    return node is not None and node.get(_VAL, "1") not in _OFF


def _int(properties: Element | None, name: str, default: int = 0) -> int:
    node = properties.find(f"{W}{name}") if properties is not None else None
    return integer(node.get(_VAL), default) if node is not None else default


__all__ = ["HINT_STYLE", "clean", "read"]
