"""Switches of what Word files hold: revisions, controls, tables, pictures, lists."""

from __future__ import annotations

from typing import Any

from pipeline.forms import content, hints, interpret, match
from pipeline.model import Paragraph, Picture
from pipeline.office import pictures, symbols
from pipeline.office.parsing import Element
from pipeline.office.word import drawings, fields, numbering, reader, styles, tables
from pipeline.office.word.names import W
from tests.forms.switches.swap import Swap, around, never, says, switch, without

_NO_TAG = "no-tag"


def _deleted_text(self: reader.Reader, child: Element, look: Any, line: Any) -> None:
    line.texts.append(child.text or "")


def _wrapper(name: str) -> Swap:
    return without(reader, "TRANSPARENT", f"{W}{name}")


_READS_DELETED = Swap(reader, "_OTHERS", {**reader._OTHERS, f"{W}delText": _deleted_text})

# -- runs and paragraphs ----------------------------------------------------------------

BOLD_UNREAD = switch(
    "bold words aren't read",
    around(
        styles.Styles, "look",
        lambda inner, self, properties, style: (
            styles.Look(hidden=True)
            if properties.find(f"{W}b") is not None
            else inner(self, properties, style)
        ),
    ),
)  # fmt: skip
RUNS_APART = switch(
    "each run of a paragraph is a line of its own",
    around(
        reader.Reader, "_joined",
        lambda inner, self, texts, number: inner(self, ["\n".join(filter(None, texts))], number),
    ),
)  # fmt: skip
NOTHING_INSERTED = switch("what a revision inserted isn't read", _wrapper("ins"))
NOTHING_MOVED = switch("what was moved isn't read in its new place", _wrapper("moveTo"))
DELETED_READ = switch(
    "what a revision deleted is read",
    _READS_DELETED,
    Swap(reader, "TRANSPARENT", reader.TRANSPARENT | {f"{W}del"}),
)
HIDDEN_READ = switch("text that is set hidden is read", Swap(styles, "_VANISH", _NO_TAG))
HIDDEN_BY_STYLE_READ = switch(
    "a style hides nothing",
    around(styles, "_character", lambda inner, *given: (None, inner(*given)[1])),
)
NO_LINKS = switch("the words of a link aren't read", _wrapper("hyperlink"))
NO_RESULTS = switch(
    "a field shows nothing, its result neither",
    Swap(fields.Fields, "_settle", lambda self: setattr(self, "is_mute", bool(self._open))),
)
NO_BRANCH = switch(
    "of an alternate content nothing counts",
    Swap(reader, "branch", lambda node: node.makeelement(_NO_TAG)),
)
NO_CONTROLS_IN_LINES = switch("content controls in a line aren't read", says(reader.Reader, "_control", None))
NO_CONTROLS = switch("controls around paragraphs and tables aren't read", Swap(reader, "SDT", _NO_TAG))
PROMPTS_READ = switch(
    "the prompt of an empty control is an answer, in Word's own words too",
    says(reader, "_is_placeholder", False),
    never(reader, "_PROMPT"),
    never(hints, "_PLACEHOLDER"),
)


def _with_comments(self: reader.Reader, child: Element, look: Any, line: Any) -> None:
    for comment in self._comments.iterfind(f"{W}comment"):
        if comment.get(f"{W}id") == child.get(f"{W}id"):
            line.texts.append("".join(comment.itertext()))


def _keeps_comments(inner: Any, self: reader.Reader, package: Any) -> None:
    inner(self, package)
    self._comments = package.xml("word/comments.xml") if "word/comments.xml" in package else ()


COMMENTS_READ = switch(
    "a comment is read where it is anchored",
    around(reader.Reader, "__init__", _keeps_comments),
    Swap(reader, "_OTHERS", {**reader._OTHERS, f"{W}commentReference": _with_comments}),
)
MARKS_STAY = switch("a paragraph whose mark was deleted ends there", says(styles, "_joins", None))
NO_TABS = switch("a tab is nothing", without(reader, "_BREAKS", f"{W}tab"))
NO_BREAKS = switch("a line break is nothing", without(reader, "_BREAKS", f"{W}br"))
NO_NUMBERS = switch("automatic numbers aren't counted", says(numbering.Numbering, "next", ""))
NO_LISTS_OF_STYLES = switch(
    "a style names no list",
    around(
        styles, "_list_of", lambda inner, node, style, bound: None if bound else inner(node, style, bound)
    ),
)

# -- ticks ------------------------------------------------------------------------------

NO_SYMBOLS = switch("a symbol is nothing", says(symbols, "coded", ""))
NO_WINGDINGS = switch("letters in Wingdings are letters", without(symbols, "_FONTS", "wingdings"))
NO_WINGDINGS_2 = switch("letters in Wingdings 2 are letters", without(symbols, "_FONTS", "wingdings 2"))
NO_OLD_BOXES = switch("the check boxes of old forms aren't seen", says(fields, "checkbox", ""))

# -- tables -----------------------------------------------------------------------------

NO_CONTROLS_IN_TABLES = switch("rows and cells in controls aren't read", Swap(tables, "SDT", _NO_TAG))
INSERTED_ROWS_GONE = switch(
    "a row that was inserted isn't read", Swap(tables, "_ROW_GONE", tables._ROW_GONE | {f"{W}ins"})
)
INSERTED_CELLS_GONE = switch(
    "a cell that was inserted isn't read", Swap(tables, "_CELL_DELETED", f"{W}cellIns")
)


def _revived(node: Element) -> None:
    """What was deleted in it stands there again, and what was hidden is seen."""
    again = {f"{W}del": f"{W}ins", f"{W}delText": f"{W}t", f"{W}vanish": _NO_TAG}
    for found in node.iter(*again):
        found.tag = again[found.tag]


def _row_by(name: str) -> Swap:
    def properties(inner: Any, node: Element, row: Any) -> bool:
        for mark in node.findall(f"{W}{name}"):
            node.remove(mark)
            _revived(node.getparent())
        return inner(node, row)

    return around(tables, "_row_properties", properties)


def _cell_kept(inner: Any, node: Element, cell: Any) -> str:
    kept = inner(node, cell)
    if kept == "gone":
        _revived(cell.node)
    return "" if kept == "gone" else kept


DELETED_ROWS_READ = switch("a row that was deleted is read", _row_by("del"))
HIDDEN_ROWS_READ = switch("a row that is hidden is read", _row_by("hidden"))
DELETED_CELLS_READ = switch("a cell that was deleted is read", around(tables, "_cell_properties", _cell_kept))


def _as_the_grid_says(inner: Any, table: Element, *given: Any) -> list[Any]:
    columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
    return [cell for cell in inner(table, *given) if cell.column < columns]


GRID_BELIEVED = switch(
    "a table has the columns that its grid names, and no others",
    around(tables, "cells", _as_the_grid_says),
)
NO_SHORT_ROWS = switch(
    "a row that leaves columns out isn't read",
    Swap(tables, "_ROW_GONE", tables._ROW_GONE | {f"{W}gridBefore", f"{W}gridAfter"}),
)
NO_OLD_MERGES = switch("cells merged the old way are cells of their own", Swap(tables, "_H_MERGE", _NO_TAG))

# -- what is drawn ------------------------------------------------------------------------

NO_PICTURES = switch("there are no pictures", says(pictures.Pictures, "of_part", None))


def _hidden(*names: str) -> Swap:
    def hides(inner: Any, node: Element) -> bool:
        return node.tag.rpartition("}")[2] in names or inner(node)

    return around(drawings, "_is_hidden", hides)


NOTHING_FLOATS = switch("a picture that floats isn't seen", _hidden("anchor"))
NO_GROUPS = switch("what is grouped isn't seen", _hidden("wgp", "grpSp", "group"))
NO_VML = switch("pictures in VML aren't seen", Swap(drawings, "_SOURCES", frozenset()))
LINKED_COUNT = switch(
    "a picture that is only linked counts",
    around(
        drawings.Drawings, "_picture",
        lambda inner, self, relation: list(inner(self, relation)) or [Picture("", 0, 0, "")],
    ),
)  # fmt: skip
EACH_ONCE = switch(
    "a picture counts once, however often it is placed",
    around(interpret, "photos", lambda inner, content: tuple(dict.fromkeys(inner(content)))),
)
NOTHING_BELOW = switch(
    "pictures after the table belong to no field", says(match._Taking, "_photos_below", None)
)


def _without_captions(inner: Any, found: Any, blocks: Any, place: Any) -> None:
    kept = [
        block
        for before, block in zip([None, *blocks], blocks, strict=False)
        if not (isinstance(before, Picture) and isinstance(block, Paragraph))
    ]
    inner(found, kept, place)


NO_CAPTIONS = switch(
    "words right below a picture are no part of an answer", around(content, "_add", _without_captions)
)
NO_TEXT_BOXES = switch("text boxes aren't read", Swap(drawings, "_TXBX", _NO_TAG))
