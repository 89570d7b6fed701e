"""HTML as a browser shows it: paragraphs, grids and pictures in reading order, by lxml.

What Word, Excel, WPS and web systems write under the names .doc and .xls. Styles count
only where they hide something.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree, html

from pipeline.door import Door
from pipeline.model import Block, Cell, Document, Grid, Paragraph, Place
from pipeline.office import numerals, symbols
from pipeline.office.characters import clean
from pipeline.office.legacy import mhtml
from pipeline.office.legacy.mhtml import Bundle, Page
from pipeline.office.parsing import Element, integer, refuse
from pipeline.office.pictures import described
from pipeline.office.tally import Tally

MAX_SPAN = 1000
MAX_NESTING = 12

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre"),
        *("section", "summary", "ul"),
    )
)
_UNSEEN = frozenset(
    (
        *("applet", "audio", "colgroup", "datalist", "del", "frameset", "head", "iframe", "link", "meta"),
        *("noframes", "noscript", "object", "script", "style", "template", "title", "video", "xml"),
    )
)
_TICKED, _BLANK = {"checkbox": "☑", "radio": "●"}, {"checkbox": "□", "radio": "○"}
_LISTS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_NO_BOX = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
_FONT = re.compile(r"""font-family\s*:\s*["']?([\w\s]+)""", re.IGNORECASE)
_KEPT_SPACE = re.compile(r"white-space\s*:\s*pre", re.IGNORECASE)
_CLASS = re.compile(r"\w*\.([\w-]+)")
_RULE = re.compile(r"(?:^|[\s,}])\.([\w-]+)\s*(?=[,{])[^{}]*\{([^}]*)\}")
_SPACE = re.compile(r"[ \t\r\n\f]+")
# Editors wrap Chinese lines anywhere; a browser shows nothing there.
_WRAPPED = re.compile(r"(?<=[⺀-鿿＀-￯　-〿])[ \t]*[\r\n]+[ \t]*(?=[⺀-鿿＀-￯　-〿])")


def read(bundle: Bundle, door: Door) -> Document:
    """The document of these pages; raises `Unreadable`."""
    tally = Tally(door.limits)
    blocks: list[Block] = []
    tables = 0
    for page in bundle.pages:
        tree = _tree(page.text, door)
        reader = _Reader(bundle, page, tally, tables, _hidden_classes(tree))
        blocks += reader.blocks(tree)
        tables = reader.tables
    return Document("html", tuple(blocks), ("copied",))


def pictures(bundle: Bundle) -> Iterator[bytes]:
    """The bytes of every picture that a page may show, some more than once."""
    yield from bundle.parts.values()
    for page in bundle.pages:
        for address in re.findall(r"""["'\s=](data:image/[^"'>]+)""", page.text):
            data = bundle.file(page, address)
            if data:
                yield data


def _tree(text: str, door: Door) -> Element:
    if text.count("<") > door.limits.elements:
        raise refuse("too-many-elements", limit=door.limits.elements)
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise refuse("corrupt") from error


@dataclass(slots=True)
class _Line:
    """A paragraph in the making: its text, and the pictures and tables within it."""

    text: list[str] = field(default_factory=list)
    number: str = ""
    attached: list[Block] = field(default_factory=list)


class _Reader:
    """One pass over a page."""

    def __init__(self, bundle: Bundle, page: Page, tally: Tally, tables: int, hidden: frozenset[str]) -> None:
        self.tables = tables
        self._bundle = bundle
        self._page = page
        self._tally = tally
        self._depth = 0
        self._nested = 0
        self._line = _Line()
        self._blocks: list[Block] = []
        self._hidden = hidden

    def blocks(self, container: Element) -> list[Block]:
        """The blocks of a page or of a cell."""
        outer = self._line, self._blocks
        self._line, self._blocks = _Line(), []
        self._inside(container, "", False)
        self._end()
        found = self._blocks
        self._line, self._blocks = outer
        return found

    def _end(self, number: str = "") -> None:
        """End the paragraph, if there is anything in it; the next one may have a number."""
        line, self._line = self._line, _Line(number=number)
        shown = clean("".join(line.text)).strip(" ")
        self._tally.text(shown)
        shown = "\n".join(part.strip() for part in shown.split("\n"))
        if shown.strip():
            self._blocks.append(Paragraph(shown, line.number))
        elif not line.attached:
            self._line.number = number or line.number
        self._blocks += line.attached

    def _inside(self, node: Element, font: str, kept: bool) -> None:
        self._depth += 1
        if self._depth > self._tally.limits.depth:
            raise refuse("too-deep", limit=self._tally.limits.depth)
        self._text(node.text, font, kept)
        items = 0
        for child in node:
            if isinstance(child.tag, str):
                if child.tag == "li":
                    items = integer(child.get("value"), items + 1 if items else integer(node.get("start"), 1))
                self._node(child, font, kept, _number(node, items))
            self._text(child.tail, font, kept)
        self._depth -= 1

    def _node(self, node: Element, font: str, kept: bool, number: str) -> None:
        tag = node.tag
        if tag in _UNSEEN or self._is_hidden(node):
            return
        if tag == "br":
            self._line.text.append("\n")
        elif tag == "table":
            self._end()
            self._blocks += self._table(node)
        elif tag == "img":
            self._picture(node)
        elif tag in ("input", "select", "textarea"):
            self._line.text.append(_filled_in(node))
        else:
            style = node.get("style", "")
            found = _FONT.search(style)
            font = found[1].strip() if found else node.get("face", font)
            kept = kept or tag == "pre" or bool(_KEPT_SPACE.search(style))
            if tag not in _BLOCKS:
                self._inside(node, font, kept)
                return
            self._end(number if tag == "li" else "")
            self._inside(node, font, kept)
            self._end()

    def _text(self, text: str | None, font: str, kept: bool) -> None:
        if not text:
            return
        if kept:
            self._line.text.append(text.replace("\r\n", "\n"))
            return
        shown = _SPACE.sub(" ", _WRAPPED.sub("", text))
        if symbols.is_symbol_font(font):
            shown = symbols.seen(shown, font)
        before = self._line.text[-1][-1:] if self._line.text else ""
        if before in ("", " ", "\n"):
            shown = shown.lstrip(" ")
        if shown:
            self._line.text.append(shown)

    def _is_hidden(self, node: Element) -> bool:
        if node.get("hidden") is not None or _NO_BOX.search(node.get("style", "")):
            return True
        return bool(self._hidden) and any(name in self._hidden for name in node.get("class", "").split())

    def _picture(self, node: Element) -> None:
        data = self._bundle.file(self._page, node.get("src", ""))
        picture = described(data) if data else None
        if picture is not None:
            self._line.attached.append(picture)

    # -- tables -------------------------------------------------------------------

    def _table(self, table: Element) -> Iterator[Block]:
        if self._nested >= MAX_NESTING:
            return
        if not self._nested:
            self.tables += 1
        part = f"表{self.tables}"
        captions = [child for child in table if child.tag == "caption" and not self._is_hidden(child)]
        for caption in captions:
            yield from self.blocks(caption)
        self._nested += 1
        cells = tuple(self._cells(table, part))
        self._nested -= 1
        if cells:
            yield Grid(part, cells)

    def _cells(self, table: Element, part: str) -> Iterator[Cell]:
        hidden = self._hidden_columns(table)
        above: dict[int, _Above] = {}
        row = 0
        for tr in _rows(table):
            if self._is_hidden(tr):
                continue
            said = False
            for at, ordinal, td in _placed(tr, row, above):
                columns, rows = _span(td, "colspan"), _span(td, "rowspan")
                seen = [column for column in range(at, at + columns) if column not in hidden]
                if not seen or self._is_hidden(td):
                    continue
                self._tally.cells(rows * columns)
                blocks = tuple(self.blocks(td))
                said = said or bool(blocks)
                left = at - sum(column < at for column in hidden)
                place = Place(part, row + 1, ordinal)
                yield Cell(place, row, left, rows, len(seen), blocks, _stored(td))
            row += 1
            if said:
                self._tally.rows(row)

    def _hidden_columns(self, table: Element) -> frozenset[int]:
        hidden, at = set(), 0
        for node in table.iter("col"):
            span = _span(node, "span")
            if self._is_hidden(node):
                hidden |= set(range(at, at + span))
            at += span
        return frozenset(hidden)


class _Above(NamedTuple):
    """A cell that goes on below its row: the first row that it leaves free, and where it begins."""

    until: int
    first: int


def _placed(tr: Element, row: int, above: dict[int, _Above]) -> Iterator[tuple[int, int, Element]]:
    """The cells of a row with their column and their ordinal, those from above counted too."""
    column = ordinal = 0
    for td in tr:
        if td.tag not in ("td", "th"):
            continue
        while column in above and above[column].until > row:
            ordinal += above[column].first == column
            column += 1
        columns, rows = _span(td, "colspan"), _span(td, "rowspan")
        ordinal += 1
        yield column, ordinal, td
        for at in range(column, column + columns):
            above[at] = _Above(row + rows, column)
        column += columns


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, not those of tables inside; some writers leave out the bodies' tags."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot", "form"):
            yield from _rows(child)


def _span(node: Element, name: str) -> int:
    return min(max(integer(node.get(name), 1), 1), MAX_SPAN)


def _stored(node: Element) -> float | None:
    """The number that a sheet's cell stores, as Excel (``x:num``) and LibreOffice (``sdval``) write it."""
    for name in ("x:num", "sdval"):
        try:
            number = float(node.get(name, ""))
        except ValueError:
            continue
        return number if math.isfinite(number) else None
    return None


def _number(parent: Element, item: int) -> str:
    """The number that is shown before an item of a list; none for bullets."""
    if parent.tag != "ol" or not item:
        return ""
    return f"{numerals.numeral(_LISTS.get(parent.get('type', '1'), 'decimal'), item)}."


def _filled_in(node: Element) -> str:
    """What a form's control shows."""
    if node.tag == "textarea":
        return str(node.xpath("string()"))
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return "、".join(str(option.xpath("string()")).strip() for option in chosen)
    kind = node.get("type", "text").lower()
    if kind in _TICKED:
        return _TICKED[kind] if node.get("checked") is not None else _BLANK[kind]
    return node.get("value", "") if kind in ("text", "number", "tel", "email", "date", "url") else ""


def _hidden_classes(tree: Element) -> frozenset[str]:
    """The classes that a page's style sheets hide."""
    hidden = set()
    for sheet in tree.iter("style"):
        for rule in (sheet.text or "").split("}"):
            selectors, _, declarations = rule.partition("{")
            if _NO_BOX.search(declarations):
                found = (_CLASS.fullmatch(selector.strip()) for selector in selectors.split(","))
                hidden |= {match[1] for match in found if match}
    return frozenset(hidden)


def bundle(data: bytes, kind: str) -> Bundle:
    """The pages in the bytes of an ``html`` or an ``mhtml`` file; raises `Unreadable`."""
    return mhtml.of_mhtml(data) if kind == "mhtml" else mhtml.of_html(data)
