"""Forms and copies of them written from one small description, by writers that know nothing of tags.

A form is a list of paragraphs (text) and tables (rows of cells; ``(text, columns)`` spans
columns, ``UP`` belongs to the cell above). ``{{ key }}`` in it is a tag, in a copy its
value; ``〔…〕`` is a hint.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.text.paragraph import Paragraph
from openpyxl import Workbook

from pipeline import forms
from pipeline.forms.match import Matcher

Cell: TypeAlias = "str | tuple[str, int]"
Table: TypeAlias = "Sequence[Sequence[Cell]]"
Form: TypeAlias = "Sequence[str | Table]"

UP = "↑"
_TAG = re.compile(r"\{\{ ([\w.]+) \}\}")
_HINT = re.compile("(〔.*?〕)")


def blank(form: Form) -> bytes:
    """The form's Word file with its tags, its hints in their style."""
    document = docx.Document()
    document.styles.add_style("提示", WD_STYLE_TYPE.CHARACTER)
    return _docx(document, form)


def reader(form: Form, folder: Path) -> Matcher:
    """What reads a form, made of its tagged Word file and the shortest definition."""
    (folder / "form.docx").write_bytes(blank(form))
    definition = (
        f'id = "form"\nnumber = "附件9"\ntitle = "{form[1]}"\n[roles]\nname = "name"\ntitle = "name"\n'
    )
    (folder / "form.toml").write_text(definition, encoding="utf-8")
    library, mistakes = forms.inspect(folder, folder)
    assert mistakes == ()
    return Matcher(library)


def as_docx(form: Form, values: Mapping[str, object]) -> bytes:
    """A copy with values in place of tags and without hints."""
    return _docx(docx.Document(), _filled(form, values))


def as_xlsx(form: Form, values: Mapping[str, object]) -> bytes:
    """The same as a workbook; figures are stored as numbers."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    row = 1
    for part in _filled(form, values):
        if isinstance(part, str):
            for line in part.split("\n"):
                sheet.cell(row, 1, line or None)
                row += 1
            continue
        for cells in part:
            for column, text, span in _placed(cells):
                if text != UP:
                    is_figure = re.fullmatch(r"\d+(?:\.\d+)?", text) is not None and text[0] != "0"
                    sheet.cell(row, column + 1, float(text) if is_figure else text or None)
                    if span > 1:
                        sheet.merge_cells(
                            start_row=row, end_row=row, start_column=column + 1, end_column=column + span
                        )
            row += 1
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _filled(form: Form, values: Mapping[str, object]) -> Form:
    def words(text: str) -> str:
        return _TAG.sub(lambda found: str(values.get(found[1], "")), _HINT.sub("", text))

    def cell(given: Cell) -> Cell:
        return (words(given[0]), given[1]) if isinstance(given, tuple) else words(given)

    return [
        words(part) if isinstance(part, str) else [[cell(one) for one in row] for row in part]
        for part in form
    ]


def _placed(cells: Sequence[Cell]) -> Iterator[tuple[int, str, int]]:
    column = 0
    for cell in cells:
        text, span = cell if isinstance(cell, tuple) else (cell, 1)
        yield column, text, span
        column += span


def _docx(document: Document, form: Form) -> bytes:
    for part in form:
        if isinstance(part, str):
            for line in part.split("\n"):
                _put(document.add_paragraph(), line)
        else:
            _table(document, part)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _table(document: Document, rows: Table) -> None:
    width = max(column + span for cells in rows for column, _, span in _placed(cells))
    table = document.add_table(len(rows), width)
    for number, cells in enumerate(rows):
        for column, text, span in _placed(cells):
            if text == UP:
                table.cell(number - 1, column).merge(table.cell(number, column + span - 1))
                continue
            cell = table.cell(number, column)
            if span > 1:
                cell = cell.merge(table.cell(number, column + span - 1))
            first, *more = text.split("\n")
            _put(cell.paragraphs[0], first)
            for line in more:
                _put(cell.add_paragraph(), line)


def _put(paragraph: Paragraph, text: str) -> None:
    for piece in filter(None, _HINT.split(text)):
        if piece.startswith("〔"):
            paragraph.add_run(piece[1:-1], style="提示")
        else:
            paragraph.add_run(piece)
