"""A Word document's main part, read into blocks: one pass, dispatched by the elements' names.

Straight from the XML (ECMA-376 Part 1, 17): inserted revisions are in, deleted and hidden
text is out, ticks of every kind are characters, a field shows its result, of an alternate
content one branch counts, and a text box reads where it is anchored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.model import Block, Grid, Paragraph, Picture
from pipeline.office import symbols
from pipeline.office.alternate import branch
from pipeline.office.characters import clean
from pipeline.office.package import Package
from pipeline.office.parsing import Element
from pipeline.office.pictures import Pictures
from pipeline.office.tally import Tally
from pipeline.office.word import formulas, tables
from pipeline.office.word.drawings import Drawings
from pipeline.office.word.fields import TICKED, UNTICKED, Fields, checkbox
from pipeline.office.word.names import (
    ALTERNATE,
    P_PR,
    R_,
    R_PR,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    TBL,
    TRANSPARENT,
    VAL,
    W14,
    P,
    T,
    W,
    on,
)
from pipeline.office.word.numbering import Numbering
from pipeline.office.word.styles import Look, Setting, Styles

_FIELD_CHAR = f"{W}fldChar"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ENDS = frozenset(" \t\n\r")
_WHITE = re.compile(r"[\t\n\r]+")
_PROMPT = re.compile("请?(单击|点击|选择|输入|填写)|(click|tap|choose|enter) ", re.IGNORECASE)
_PRIVATE = re.compile("[\uf000-\uf0ff]")


class _Hint(str):
    """Text in the style of hints."""

    __slots__ = ()


class _Prompt(str):
    """Text in the style of a content control's prompt."""

    __slots__ = ()


@dataclass(slots=True)
class _Line:
    """A paragraph being read: its texts, what it holds besides, how its runs look."""

    look: Look
    style: str
    texts: list[str]
    blocks: list[Block] = field(default_factory=list)


class Reader:
    """One pass over a document; keeps what crosses paragraphs: fields, lists, table numbers.

    ``cells`` are the elements of all cells read so far: that of a `Place` is its ``nth``.
    """

    def __init__(self, package: Package) -> None:
        relations = package.relations(package.main)
        parts = {relation.kind: relation.target for relation in relations.values() if not relation.external}
        styles = parts.get("styles", "")
        numbers = parts.get("numbering", "")
        self._styles = Styles(package.xml(styles) if styles in package else None)
        self._numbering = Numbering(
            package.xml(numbers) if numbers in package else None, self._styles.list_styles
        )
        self._drawings = Drawings(relations, Pictures(package))
        self._tally = Tally(package.limits)
        self._fields = Fields()
        self.cells: list[Element] = []
        self._tables = 0
        self._in_table = False
        self._carried: list[str] = []
        self._carried_number = ""

    def story(self, container: Element) -> list[Block]:
        """The blocks of a body, a cell or a text box: no field and no paragraph goes beyond it."""
        outer = self._fields, self._carried, self._carried_number
        self._fields, self._carried, self._carried_number = Fields(), [], ""
        found: list[Block] = []
        self._blocks(container, found)
        self._flush(found)
        self._fields, self._carried, self._carried_number = outer
        return found

    def _blocks(self, container: Element, found: list[Block]) -> None:
        for child in container:
            tag = child.tag
            if tag == P:
                self._paragraph(child, found)
            elif tag == TBL:
                self._flush(found)
                self._table(child, found)
            elif tag == SDT:
                content = child.find(SDT_CONTENT)
                if content is not None and not _is_placeholder(child):
                    self._blocks(content, found)
            elif tag in TRANSPARENT:
                self._blocks(child, found)
            elif tag == ALTERNATE:
                self._blocks(branch(child), found)
            elif tag in formulas.FORMULAS:
                found.append(Paragraph(clean(formulas.line(child))))

    def _flush(self, found: list[Block]) -> None:
        """A paragraph whose mark is gone and which nothing follows ends here all the same."""
        if self._carried:
            found.append(self._joined(self._carried, self._carried_number))
            self._carried, self._carried_number = [], ""

    def _table(self, node: Element, found: list[Block]) -> None:
        was_in_table, self._in_table = self._in_table, True
        number = self._tables if was_in_table else self._tables + 1
        before, self._tables = self._tables, number
        part = f"表{number}"
        cells = tables.cells(node, part, self._numbered, self.story, self._tally)
        self._in_table = was_in_table
        if cells:
            found.append(Grid(part, tuple(cells)))
        else:
            self._tables = before  # all rows deleted: no one sees it

    def _numbered(self, cell: Element) -> int:
        self.cells.append(cell)
        return len(self.cells)

    # -- paragraphs ---------------------------------------------------------------

    def _paragraph(self, node: Element, found: list[Block]) -> None:
        properties = node[0] if len(node) and node[0].tag == P_PR else None
        setting = self._styles.setting(properties)
        line = _Line(setting.look, self._styles.paragraph_style(properties), self._carried)
        number, self._carried, self._carried_number = self._carried_number, [], ""
        self._inline(node, line)
        if setting.joins:
            self._carried = line.texts
            self._carried_number = number or (self._number(setting) if line.texts else "")
        else:
            number = number or self._number(setting)
            is_said = line.blocks or any(line.texts)
            found.append(self._joined(line.texts, number if is_said else ""))
        found += line.blocks

    def _number(self, setting: Setting) -> str:
        if not setting.num_id:
            return ""
        level = setting.level
        if level < 0:
            level = self._numbering.level_of_style(setting.num_id, setting.style)
        return self._numbering.next(setting.num_id, level)

    def _joined(self, texts: list[str], number: str) -> Paragraph:
        """The paragraph of these texts, with the spans of hints in it."""
        if not texts:
            return Paragraph("", number)
        hints: list[tuple[int, int]] = []
        if any(type(text) is not str for text in texts):
            if all(type(text) is _Prompt or not text.strip() for text in texts) and _PROMPT.match(
                "".join(texts).strip()
            ):
                return Paragraph("", number)
            texts = [type(text)(_plain(text)) for text in texts]
            hints = _spans(texts)
            text = "".join(texts)
        else:
            text = _plain("".join(texts))
        self._tally.text(number + text)
        return Paragraph(text, number, tuple(hints))

    def _inline(self, container: Element, line: _Line) -> None:
        for child in container:
            tag = child.tag
            if tag == R_:
                self._run(child, line)
            elif tag == SDT:
                self._control(child, line)
            elif tag in TRANSPARENT:
                box = child.find(f"{W}ffData/{W}checkBox") if tag == f"{W}fldSimple" else None
                if box is not None:
                    line.texts.append(checkbox(box))
                else:
                    self._inline(child, line)
            elif tag == ALTERNATE:
                self._inline(branch(child), line)
            elif tag in formulas.FORMULAS and not self._fields.is_mute:
                line.texts.append(formulas.line(child))

    def _control(self, sdt: Element, line: _Line) -> None:
        """A content control in a line: its content; of a check box that shows nothing, its state."""
        content = sdt.find(SDT_CONTENT)
        box = sdt.find(f"{SDT_PR}/{W14}checkbox")
        if content is None or (box is None and _is_placeholder(sdt)):
            return
        before = len(line.texts)
        self._inline(content, line)
        said = "".join(line.texts[before:]).strip()
        if box is not None and (not said or _PRIVATE.match(said)):
            state = box.find(f"{W14}checked")
            ticked = state is not None and on(state.get(f"{W14}val"))
            line.texts[before:] = [TICKED if ticked else UNTICKED]
        elif said and _is_prompt(line.texts[before:], said):
            del line.texts[before:]

    # -- runs ---------------------------------------------------------------------

    def _run(self, run: Element, line: _Line) -> None:
        look = line.look
        children = iter(run)
        first = next(children, None)
        if first is None:
            return
        if first.tag == R_PR:
            look = self._styles.look(first, line.style)
        elif not look.hidden:
            self._run_child(first, look, line)
        if look.hidden:
            for child in run.iterchildren(_FIELD_CHAR):
                self._fields.char(child, [])
            return
        for child in children:
            self._run_child(child, look, line)

    def _run_child(self, child: Element, look: Look, line: _Line) -> None:
        tag = child.tag
        if tag == _FIELD_CHAR:
            self._fields.char(child, line.texts)
        elif self._fields.is_mute:
            return
        elif tag == T:
            text = _text(child)
            if look.fonts is not None:
                text = look.shown(text)
            if look.hint:
                text = _Hint(text)
            elif look.prompt:
                text = _Prompt(text)
            line.texts.append(text)
        elif tag in _BREAKS:
            line.texts.append(_BREAKS[tag])
        elif tag in _OTHERS:
            _OTHERS[tag](self, child, look, line)

    def _symbol(self, child: Element, look: Look, line: _Line) -> None:
        line.texts.append(symbols.coded(child.get(f"{W}char", ""), child.get(f"{W}font", "")))

    def _drawn(self, child: Element, look: Look, line: _Line) -> None:
        for seen in self._drawings.seen(child):
            if isinstance(seen, Picture):
                line.blocks.append(seen)
            elif isinstance(seen, str):
                line.blocks.append(Paragraph(clean(seen)))
            else:
                line.blocks += self.story(seen)

    def _alternate(self, child: Element, look: Look, line: _Line) -> None:
        for inner in branch(child):
            self._run_child(inner, look, line)

    def _ruby(self, child: Element, look: Look, line: _Line) -> None:
        """Text with a guide above it: the guide is no part of it."""
        for base in child.iterfind(f"{W}rubyBase"):
            self._inline(base, line)


_BREAKS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_OTHERS: dict[str, Callable[[Reader, Element, Look, _Line], None]] = {
    f"{W}sym": Reader._symbol,
    f"{W}drawing": Reader._drawn,
    f"{W}pict": Reader._drawn,
    f"{W}object": Reader._drawn,
    f"{W}ruby": Reader._ruby,
    ALTERNATE: Reader._alternate,
}


def _text(node: Element) -> str:
    """The text of a ``w:t``: space around it counts only where that is said, a line's end is a space."""
    text = node.text
    if not text:
        return ""
    if (text[0] in _ENDS or text[-1] in _ENDS) and node.get(_SPACE) != "preserve":
        text = text.strip(" \t\n\r")
    return _WHITE.sub(" ", text)


def _plain(text: str) -> str:
    """Text cleaned; a private character that nobody's font claims is Wingdings', as ticks mostly are."""
    text = clean(text)
    return symbols.seen(text, "Wingdings", range(0)) if _PRIVATE.search(text) else text


def _spans(texts: list[str]) -> list[tuple[int, int]]:
    """Where hints stand in the joined texts; neighbours are one."""
    spans: list[tuple[int, int]] = []
    at = 0
    for text in texts:
        end = at + len(text)
        if type(text) is _Hint and text:
            if spans and spans[-1][1] == at:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((at, end))
        at = end
    return spans


def _is_prompt(texts: list[str], said: str) -> bool:
    return all(type(text) is _Prompt or not text.strip() for text in texts) and bool(_PROMPT.match(said))


def _is_placeholder(sdt: Element) -> bool:
    shown = sdt.find(f"{SDT_PR}/{W}showingPlcHdr")
    return shown is not None and on(shown.get(VAL))
