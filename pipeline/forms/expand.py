"""A tagged blank -> docxtpl's template, and what docxtpl makes of it.

Authors write ``{{ key }}`` alone. Here a tag becomes an expression over the answers
shown (`pipeline.forms.show`), a box its tick, a hint a condition, the tagged rows of a
block a loop. Runs that Word split are joined first. docxtpl is opened here and in
``office/stream`` only.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from pipeline.forms.model import Form, Segment
from pipeline.forms.segments import annotated, tags
from pipeline.forms.show import Shown, with_words
from pipeline.model import Paragraph
from pipeline.office import edit
from pipeline.office.package import Element, Package
from pipeline.office.stable import stable
from pipeline.office.tidy import accept
from pipeline.office.word import HINT_STYLE, W

_WIDEST_PICTURE = 56  # millimetres: two beside each other in the answer cell of a page's width
_CELL_MARGINS = 4  # millimetres, both sides
_TWIPS_PER_MM = 56.7


def render(form: Form, shown: Shown, picture: Callable[[str], bytes], behind: Mapping[str, str]) -> bytes:
    """The form's Word file with these answers in it; ``picture`` gives a picture's bytes by hash.

    ``behind``: what stands behind words outside of its tables.
    """
    template = DocxTemplate(io.BytesIO(_template(form)))
    template.init_docx()

    widths = _picture_widths(form)

    def inline(key: str, sha: str) -> InlineImage:
        return InlineImage(template, io.BytesIO(picture(sha)), width=Mm(widths.get(key, _WIDEST_PICTURE)))

    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    template.render({"form": _context(shown, "", inline)}, environment, autoescape=True)
    for paragraph in template.docx.paragraphs if behind else ():
        for run in paragraph.runs:
            if any(words in run.text for words in behind):
                run.text = with_words(run.text, behind)
    relations = template.docx.part.rels
    for remarks in [name for name, found in relations.items() if found.reltype.endswith("/comments")]:
        relations.pop(remarks)
    target = io.BytesIO()
    template.save(target)
    return stable(target.getvalue())


def _context(shown: Shown, block: str, inline: Callable[[str, str], InlineImage]) -> dict[str, Any]:
    """What the template's expressions find; ``block``: the rows field that this is a row of."""
    return {
        "text": {key: text.replace("\n", "\a") for key, text in shown.texts.items()},
        "box": shown.boxes,
        "said": shown.said,
        "photos": {
            key: [inline(f"{block}.{key}" if block else key, sha) for sha in shas]
            for key, shas in shown.photos.items()
        },
        "rows": {
            name: [[_context(row, name, inline) for row in rows] for rows in groups]
            for name, groups in shown.rows.items()
        },
        "blank": shown.blank,
    }


def _picture_widths(form: Form) -> dict[str, float]:
    """How wide pictures in a cell are printed, in millimetres, by key: no wider than it."""
    package = Package(form.path.read_bytes())
    found: dict[str, float] = {}
    for cell in package.xml(package.main).iter(f"{W}tc"):
        width = cell.find(f"{W}tcPr/{W}tcW")
        room = float(width.get(f"{W}w", "0")) / _TWIPS_PER_MM - _CELL_MARGINS if width is not None else 0.0
        words = "".join(node.text or "" for node in cell.iter(f"{W}t"))
        for key in tags(words):
            found.setdefault(key, min(_WIDEST_PICTURE, room) if room > 0 else _WIDEST_PICTURE)
    return found


_templates: dict[tuple[Path, int], bytes] = {}


def _template(form: Form) -> bytes:
    """The expanded template of a form, made once for each version of its file."""
    key = (form.path, form.path.stat().st_mtime_ns)
    if key not in _templates:
        _templates[key] = expand(form, form.path.read_bytes())
    return _templates[key]


def expand(form: Form, data: bytes) -> bytes:
    """The bytes of docxtpl's template for a form's tagged Word file."""
    package = Package(data)
    root = package.xml(package.main)
    accept(root)
    expander = _Expander(form, _hint_styles(package))
    number = 0
    outside: list[Element] = []
    for node in [*root.iterfind(f"{W}body/*")]:
        if node.tag == f"{W}tbl":
            expander.paragraphs(outside)
            outside = []
            _table(form, number, node, expander)
            number += 1
        elif node.tag == f"{W}p":
            outside.append(node)
    expander.paragraphs(outside)
    return edit.with_part(data, package.main, root)


def _table(form: Form, number: int, table: Element, expander: _Expander) -> None:
    groups = [
        (first, last) for block in form.blocks if block.grid == number for first, last, _ in block.groups
    ]
    for at, row in enumerate(table.iterfind(f"{W}tr")):
        if any(at == first for first, _ in groups):
            expander.begin_rows()
        for cell in row.iterfind(f"{W}tc"):
            expander.cell(cell)
            if any(first == at == last for first, last in groups):
                expander.numbered(cell)
    _loops(form, number, table)


def _hint_styles(package: Package) -> frozenset[str]:
    part = next(
        (
            relation.target
            for relation in package.relations(package.main).values()
            if relation.kind == "styles"
        ),
        "",
    )
    if part not in package:
        return frozenset()
    return frozenset(
        style.get(f"{W}styleId", "")
        for style in package.xml(part).iterfind(f"{W}style")
        if (name := style.find(f"{W}name")) is not None and name.get(f"{W}val") == HINT_STYLE
    )


def _loops(form: Form, number: int, table: Element) -> None:
    """Puts the loops around a block's tagged rows and the condition around its spare ones."""
    rows = list(table.iterfind(f"{W}tr"))
    for block in form.blocks:
        if block.grid != number:
            continue
        for at, (first, last, _) in enumerate(block.groups):
            rows[first].addprevious(_control_row(f"for row in form.rows['{block.name}'][{at}]"))
            rows[last].addnext(_control_row("endfor"))
        for row, _ in block.spare:
            rows[row].addprevious(_control_row("if form.blank"))
            rows[row].addnext(_control_row("endif"))


def _control_row(statement: str) -> Element:
    row = edit.element(f"{W}tr")
    paragraph = edit.child(edit.child(row, f"{W}tc"), f"{W}p")
    edit.text(edit.child(paragraph, f"{W}r"), f"{{%tr {statement} %}}")
    return row


def _control_paragraph(statement: str) -> Element:
    paragraph = edit.element(f"{W}p")
    edit.text(edit.child(paragraph, f"{W}r"), f"{{%p {statement} %}}")
    return paragraph


class _Expander:
    """Rewrites the cells of a form; a tag's second cell prints nothing."""

    def __init__(self, form: Form, hint_styles: frozenset[str]) -> None:
        self._form = form
        self._hint_styles = hint_styles
        self._cell_of: dict[str, int] = {}
        self._cells = 0

    def begin_rows(self) -> None:
        """Rows that repeat begin: their tags have not been seen yet."""
        self._cell_of = {key: cell for key, cell in self._cell_of.items() if "." not in key}

    def cell(self, cell: Element) -> None:
        self.paragraphs(list(cell.iterfind(f"{W}p")))

    def numbered(self, cell: Element) -> None:
        """The number that the blank prints in a row that repeats counts the rows."""
        runs = [
            run for run in cell.iterfind(f"{W}p/{W}r") if any(node.text for node in run.iterfind(f"{W}t"))
        ]
        words = "".join(node.text or "" for run in runs for node in run.iterfind(f"{W}t"))
        if not words.strip().isdigit():
            return
        for run in runs:
            for node in list(run.iterfind(f"{W}t")):
                run.remove(node)
        edit.text(runs[0], "{{ loop.index }}")

    def paragraphs(self, nodes: Sequence[Element]) -> None:
        """The paragraphs of one cell, or between two tables."""
        read = [self._read(node) for node in nodes]
        self._cells += 1
        for node, (_, runs), pieces in zip(
            nodes, read, annotated([paragraph for paragraph, _ in read]), strict=True
        ):
            kinds = {segment.kind for segment in pieces if segment.text.strip()}
            if kinds == {"hint"} and (owner := next((piece.key for piece in pieces if piece.key), "")):
                node.addprevious(_control_paragraph(f"if not {_expression('said', owner)}"))
                node.addnext(_control_paragraph("endif"))
            elif kinds & {"tag", "box", "hint"}:
                self._rewrite(node, runs, pieces)

    def _read(self, node: Element) -> tuple[Paragraph, list[Element]]:
        """The text of a paragraph with its hints, and for each character its run."""
        text, hints, runs = "", [], []
        for run in node.iterfind(f"{W}r"):
            words = "".join(child.text or "" for child in run.iterfind(f"{W}t"))
            style = run.find(f"{W}rPr/{W}rStyle")
            if style is not None and style.get(f"{W}val") in self._hint_styles and words:
                hints.append((len(text), len(text) + len(words)))
            text += words
            runs += [run] * len(words)
        return Paragraph(text, "", tuple(_merged(hints))), runs

    def _rewrite(self, node: Element, runs: Sequence[Element], pieces: Sequence[Segment]) -> None:
        made = []
        at = 0
        for piece in pieces:
            run = edit.element(f"{W}r")
            properties = runs[at].find(f"{W}rPr")
            if properties is not None:
                run.append(copy.deepcopy(properties))
            edit.text(run, self._expression_of(piece))
            made.append(run)
            at += len(piece.text)
        for run in dict.fromkeys(runs):
            node.remove(run)
        node.extend(made)

    def _expression_of(self, piece: Segment) -> str:
        if piece.kind == "tag":
            if self._cell_of.setdefault(piece.key, self._cells) != self._cells:
                return ""
            field = self._form.field(piece.key)
            if field is not None and field.kind == "photos":
                return f"{{% for photo in {_expression('photos', piece.key)} %}}{{{{ photo }}}}{{% endfor %}}"
            if field is not None and field.boxed:
                return ""
            return f"{{{{ {_expression('text', piece.key)} }}}}"
        if piece.kind == "box" and piece.key:
            return f"{{{{ {_expression('box', piece.key)}['{piece.option}'] }}}}"
        if piece.kind == "hint" and piece.key:
            return f"{{% if not {_expression('said', piece.key)} %}}{piece.text}{{% endif %}}"
        return piece.text


def _expression(table: str, key: str) -> str:
    """Where the template finds an answer: in the form, or in the row of its block."""
    block, dot, column = key.partition(".")
    return f"row.{table}['{column}']" if dot else f"form.{table}['{block}']"


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
