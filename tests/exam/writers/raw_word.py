"""Writer raw-docx: WordprocessingML by hand, as WPS Writer saves it, with all that Word can do to a form."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.exam.model import Block, Box, Cell, File, Group, Nested, Para, Pic, Row, Table
from tests.exam.writers import raw_parts
from tests.exam.writers.raw_runs import REVISED, Runs, text

WIDTH = 8600
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def write(file: File, path: Path) -> None:
    """The file at `path`."""
    body = _Body()
    document = body.document(file)
    parts = raw_parts.parts(document, body.runs, body.lists, file.dress)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


class _Body:
    """One document in the making."""

    def __init__(self) -> None:
        self.runs = Runs()
        self.lists: dict[str, int] = {}
        self.commented = False

    def document(self, file: File) -> str:
        """The body: each form's lines and tables, with a page break between forms."""
        self.commented = "comments" in file.dress
        out = []
        for at, form in enumerate(file.forms):
            out.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>' if at else "")
            for table in form.tables:
                out += [self.para(line) for line in table.before]
                made = self.table(table)
                out.append(self.runs.control(made, "") if "control" in table.dress else made)
                out.append(self.blocks(table.after) or "<w:p/>")
        return raw_parts.document("".join(out))

    def table(self, table: Table) -> str:
        """A table with its grid, or what is left of it."""
        one = WIDTH // table.columns
        count = max(1, table.columns - 2) if "odd-grid" in table.dress else table.columns
        columns = f'<w:gridCol w:w="{one}"/>' * count
        grid = "" if "no-grid" in table.dress else f"<w:tblGrid>{columns}</w:tblGrid>"
        starts, covered = _grid(table)
        rows = []
        for at, row in enumerate(table.rows):
            cells = []
            column = 0
            while column < table.columns:
                if (at, column) in starts:
                    cell = starts[at, column]
                    merge = '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
                    cells.append(self.cell(cell, one, merge, row, "hmerge" in table.dress))
                elif (at, column) in covered:
                    cell = covered[at, column]
                    cells.append(self.empty(cell, one, "<w:vMerge/>", "hmerge" in table.dress))
                else:
                    break
                column += cell.colspan
            rows.append(self.row(row, "".join(cells)))
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>'
            f"{grid}{''.join(rows)}</w:tbl>"
        )

    def row(self, row: Row, cells: str) -> str:
        said = {
            "before": '<w:gridBefore w:val="1"/><w:wBefore w:w="200" w:type="dxa"/>',
            "after": '<w:gridAfter w:val="1"/><w:wAfter w:w="200" w:type="dxa"/>',
            "inserted": f"<w:ins {REVISED.format(id=self.runs.next())}/>",
            "deleted": f"<w:del {REVISED.format(id=self.runs.next())}/>",
            "hidden": "<w:hidden/>",
        }.get(row.dress, "")
        properties = f"<w:trPr>{said}</w:trPr>" if said else ""
        made = f"<w:tr>{properties}{cells}</w:tr>"
        return self.runs.control(made, "") if row.dress == "control" else made

    def empty(self, cell: Cell, one: int, merge: str, legacy: bool) -> str:
        """A cell that hangs from above."""
        if legacy and cell.colspan > 1:
            first = _cell("<w:p/>", one, merge + '<w:hMerge w:val="restart"/>')
            return first + _cell("<w:p/>", one, merge + "<w:hMerge/>") * (cell.colspan - 1)
        return _cell("<w:p/>", one * cell.colspan, _span(cell) + merge)

    def cell(self, cell: Cell, one: int, merge: str, row: Row, legacy: bool) -> str:
        revised = {"cell-inserted": "inserted", "cell-deleted": "deleted"}.get(cell.dress, row.dress)
        inner = self.blocks(cell.blocks, revised) or "<w:p/>"
        if cell.dress.startswith("cell-"):
            kind = "cellIns" if cell.dress == "cell-inserted" else "cellDel"
            merge += f"<w:{kind} {REVISED.format(id=self.runs.next())}/>"
        if self.commented and cell.keys and cell.blocks:
            self.commented = False
            inner = inner.replace("<w:r>", '<w:commentRangeStart w:id="0"/><w:r>', 1)
            head, tail = inner.rsplit("</w:p>", 1)
            end = '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'
            inner = head + end + tail
        if cell.dress == "block":
            inner = self.runs.control(inner, "")
        if legacy and cell.colspan > 1:
            made = _cell(inner, one, '<w:hMerge w:val="restart"/>' + merge)
            made += _cell(
                "<w:p/>", one, "<w:hMerge/>" + merge.replace(' w:val="restart"', ' w:val="restart"')
            ) * (cell.colspan - 1)
            return made
        made = _cell(inner, one * cell.colspan, _span(cell) + merge)
        return self.runs.control(made, "") if cell.dress == "control" else made

    def blocks(self, blocks: list[Block], revised: str = "") -> str:
        """Blocks one after another; a table wants a paragraph after it."""
        out = []
        for block in blocks:
            if isinstance(block, Para):
                out.append(self.para(block, revised))
            elif isinstance(block, Pic):
                out.append(f"<w:p>{self.runs.pic(block)}</w:p>")
            elif isinstance(block, Group):
                out.append(f"<w:p>{self.runs.group(block)}</w:p>")
            elif isinstance(block, Box):
                inner = "".join(self.para(line) for line in block.paras)
                out.append(f"<w:p>{self.runs.box(inner, block.how)}</w:p>")
            else:
                out.append(self.nested(block))
        if blocks and isinstance(blocks[-1], Nested):
            out.append("<w:p/>")
        return "".join(out)

    def nested(self, nested: Nested) -> str:
        rows = ""
        for row in nested.rows:
            cells = "".join(_cell(f"<w:p>{text(said)}</w:p>", 1000, "") for said in row)
            rows += f"<w:tr>{cells}</w:tr>"
        grid = '<w:gridCol w:w="1000"/>' * len(nested.rows[0])
        return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'

    def para(self, line: Para, revised: str = "") -> str:
        """A paragraph with its number and its revisions."""
        said = ""
        if line.number:
            number = self.lists.setdefault(line.number[0], len(self.lists) + 1)
            styled = f'<w:pStyle w:val="L{number}"/>'
            said += (
                styled
                if line.dress == "style"
                else f'<w:numPr><w:ilvl w:val="{line.number[1]}"/><w:numId w:val="{number}"/></w:numPr>'
            )
        if line.joined:
            said += f"<w:rPr><w:del {REVISED.format(id=self.runs.next())}/></w:rPr>"
        deleted, inserted = revised == "deleted", revised == "inserted"
        runs = "".join(self.runs.run(run, deleted=deleted, inserted=inserted) for run in line.runs)
        properties = f"<w:pPr>{said}</w:pPr>" if said else ""
        return f"<w:p>{properties}{runs}</w:p>"


def _cell(inner: str, width: int, said: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{said}</w:tcPr>{inner}</w:tc>'


def _span(cell: Cell) -> str:
    return f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""


def _grid(table: Table) -> tuple[dict[tuple[int, int], Cell], dict[tuple[int, int], Cell]]:
    """Which cell starts where, and which hangs down into where."""
    starts: dict[tuple[int, int], Cell] = {}
    covered: dict[tuple[int, int], Cell] = {}
    for at, row in enumerate(table.rows):
        column = 0
        for cell in row.cells:
            while (at, column) in covered:
                column += covered[at, column].colspan
            starts[at, column] = cell
            for down in range(1, cell.rowspan):
                covered[at + down, column] = cell
            column += cell.colspan
    return starts, covered
